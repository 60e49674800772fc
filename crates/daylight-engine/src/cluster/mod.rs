//! Stage 4: ads whose text is near-duplicate, joined so that no order of input can matter.
//!
//! Two ads are joined where their sets of 3-word shingles have a Jaccard similarity of at least
//! one half (Broder 1997, "On the resemblance and containment of documents"), or where the
//! shorter one stands almost whole inside the longer one. Candidates come from two sides. Prefix
//! filtering (Chaudhuri, Ganti & Kaushik 2006; Bayardo, Ma & Srikant 2007) brings together sets
//! that share a rare shingle, which loses no pair of a small group. Bands of `MinHash` sketches
//! (Broder 1997; Indyk & Motwani 1998) bring together the members of large groups, whose shingles
//! are no longer rare. Every candidate is verified on the full sets, so that a join is never a
//! guess.
//!
//! An ad is seen in two views, and a pair that is near-duplicate in either is joined. The plain
//! view takes the words of the lower-cased original as they stand. The decoded view takes the
//! comparable form, and cuts runs of scripts written without spaces into overlapping character
//! pairs, so that four characters in a row make one shingle.

mod contain;
mod join;
mod order;
mod rarity;
mod shingle;
mod sketch;
mod union;

use crate::cluster::contain::contained;
use crate::cluster::join::Joiner;
pub(crate) use crate::cluster::union::UnionFind;

pub use shingle::Sets;
pub use shingle::View;
pub use shingle::Views;
pub use shingle::view;

/// What counts as near-duplicate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Jaccard similarity of shingle sets from which two ads are joined.
    pub similar: f64,
    /// Share of the shorter set that must stand in the longer one.
    pub contained: f64,
    /// Shingles the shorter set needs before containment counts.
    pub contained_shingles_min: usize,
    /// A text found inside more separate groups than this is boilerplate and joins none of them.
    pub contained_groups_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            similar: 0.5,
            contained: 0.8,
            contained_shingles_min: 12,
            contained_groups_max: 3,
        }
    }
}

/// Joins near-duplicate ads: for each ad, in the order of `views`, the number of the first ad of
/// its cluster. An ad alone is its own first; no ads give an empty answer.
#[must_use]
pub fn cluster(views: &Views, settings: Settings) -> Vec<u32> {
    let mut groups = UnionFind::new(views.len());
    for sets in views.passes() {
        let joiner = Joiner::new(sets, settings);
        joiner.join_equal(&mut groups);
        joiner.join_similar(&mut groups);
    }
    // Containment reads the groups that similarity made and joins them all at once, so that the
    // order in which it finds them cannot matter.
    let firsts = groups.clone().firsts();
    let mut ties = Vec::new();
    for sets in views.passes() {
        ties.extend(contained(&Joiner::new(sets, settings), &firsts));
    }
    for (one, other) in ties {
        groups.join(one, other);
    }
    groups.firsts()
}

#[cfg(test)]
mod tests;
