//! Stage 4: ads whose text is near-duplicate, joined so that no order of input can matter.
//!
//! Two ads are joined where their sets of 3-word shingles have a Jaccard similarity of at least
//! one half (Broder 1997, "On the resemblance and containment of documents"), or where the
//! shorter one stands almost whole inside the longer one. Equal sets are kept once. Candidates
//! among the others come from bands of `MinHash` sketches (Broder 1997; Indyk & Motwani 1998).
//! Every candidate is verified on the full sets, so that a join is never a guess.
//!
//! An ad is seen in two views, and a pair that is near-duplicate in either is joined. The plain
//! view takes the words of the lower-cased original as they stand. The decoded view takes the
//! comparable form, and cuts runs of scripts written without spaces into overlapping character
//! pairs, so that four characters in a row make one shingle. What is joined are sets, and an ad
//! ties its two; so the plain text of one ad can also meet the decoded text of another, which is
//! the same text, for decoding what is decoded changes nothing.

mod contain;
mod join;
mod opened;
mod order;
mod overlap;
mod packed;
mod probes;
mod radix;
mod rarity;
mod run;
mod sets;
mod shingle;
mod sketch;
mod union;

use crate::cluster::contain::contained;
use crate::cluster::join::Joiner;
use crate::cluster::sets::NONE;
pub(crate) use crate::cluster::union::UnionFind;

pub use sets::Views;
pub use shingle::View;
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
    cluster_telling(views, settings, &mut |_| {})
}

/// The same; `tell` hears how much is done, 0 to 1.
#[must_use]
pub fn cluster_telling(views: &Views, settings: Settings, tell: &mut dyn FnMut(f64)) -> Vec<u32> {
    let joiner = Joiner {
        sets: views.sets(),
        settings,
    };
    let mut groups = UnionFind::new(views.sets().len());
    for (ad, decoded) in views.decoded() {
        match views.plain().get(*ad as usize) {
            Some(plain) if *plain != NONE => groups.join(*plain, *decoded),
            _ => false,
        };
    }
    joiner.join_similar(&mut groups, tell);
    // Containment reads the groups that similarity made and joins them all at once, so that the
    // order in which it finds them cannot matter.
    for (short, long) in contained(&joiner, groups.flat()) {
        groups.join(short, long);
    }
    firsts(views, &groups.firsts())
}

/// The first ad of each ad's group of sets.
fn firsts(views: &Views, groups: &[u32]) -> Vec<u32> {
    let mut sets = views.plain().to_vec();
    for (ad, decoded) in views.decoded() {
        // An ad whose plain set is empty stands where its decoded one does.
        if let Some(set) = sets.get_mut(*ad as usize) {
            *set = *decoded;
        }
    }
    let mut first_of_group = vec![NONE; groups.len()];
    (0..)
        .zip(sets)
        .map(|(ad, set)| {
            let group = groups.get(set as usize);
            match group.and_then(|group| first_of_group.get_mut(*group as usize)) {
                Some(first) => {
                    *first = ad.min(*first);
                    *first
                }
                None => ad,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
