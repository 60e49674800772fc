//! Joins of similar sets: bands of sketches find candidates, the sets themselves decide.
//!
//! INVARIANT (order-blind): the groups after each band are a function of the distinct sets alone.
//! Runs of one key are the same sets whatever their numbers; each run is worked through in the
//! order of the sets' fingerprints, against the groups as they stood before the band; and the
//! joins of all runs are made together afterwards, where the order of joining cannot show. Nothing
//! that a run decides can be seen by another run of the same band, so threads cannot show either.

use rayon::prelude::*;

use crate::cluster::Settings;
use crate::cluster::opened::Opened;
use crate::cluster::overlap::least;
use crate::cluster::overlap::shares;
use crate::cluster::run::Run;
use crate::cluster::sets::Sets;
use crate::cluster::sketch::Bands;
use crate::cluster::sketch::SWEEPS;
use crate::cluster::sketch::Sketched;
use crate::cluster::sketch::Sweep;
use crate::cluster::union::UnionFind;

/// Sets smaller than this say too little to be judged by overlap: they join only when equal.
pub(super) const SHINGLES_MIN: usize = 5;

/// The part of clustering that joins what is similar; the rest is for what is carried.
const SIMILAR_SHARE: f64 = 0.7;

/// Judges whether sets are similar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Joiner<'a> {
    pub(super) sets: &'a Sets,
    pub(super) settings: Settings,
}

impl Joiner<'_> {
    /// Joins the sets that are similar.
    pub(super) fn join_similar(&self, groups: &mut UnionFind, tell: &mut dyn FnMut(f64)) {
        let large = |set: &u32| self.sets.size(*set) >= SHINGLES_MIN;
        let judged: Vec<Sketched> = self
            .sets
            .numbers()
            .filter(large)
            .flat_map(|set| Sketched::all(self.sets, set))
            .collect();
        let mut bands = Bands::default();
        for number in 0..SWEEPS {
            for postings in bands.fill(self.sets, &judged, Sweep::new(number)) {
                self.join_band(postings, groups);
            }
            tell(SIMILAR_SHARE * f64::from(number + 1) / f64::from(SWEEPS));
        }
    }

    /// Joins what is similar under each key of a band.
    fn join_band(&self, postings: &[u64], groups: &mut UnionFind) {
        let firsts = groups.flat();
        let joins: Vec<Vec<(u32, u32)>> = pieces(postings)
            .par_iter()
            .map(|piece| self.joins(piece, firsts))
            .collect();
        for (one, other) in joins.into_iter().flatten() {
            groups.join(one, other);
        }
    }

    /// Pairs to join among the runs of a piece.
    fn joins(&self, piece: &[u64], firsts: &[u32]) -> Vec<(u32, u32)> {
        let mut joins = Vec::new();
        let mut opened = Opened::default();
        for run in piece.chunk_by(|a, b| a >> 32 == b >> 32) {
            let mut sets = run.iter().map(|posting| set_of(*posting));
            let Some(first) = sets.next() else {
                continue;
            };
            let own = first_of(firsts, first);
            let Some(other) = sets.find(|set| first_of(firsts, *set) != own) else {
                continue;
            };
            if run.len() > 2 {
                joins.append(&mut Run::new(self, run, firsts).join(&mut opened));
            } else if self.similar(first, other, &mut opened) {
                joins.push((first, other));
            }
        }
        joins
    }

    /// True where two sets have the Jaccard similarity that joins them.
    pub(super) fn similar(&self, one: u32, other: u32, opened: &mut Opened) -> bool {
        // |a ∩ b| >= t (|a| + |b|) / (1 + t) is the same as Jaccard >= t.
        let share = self.settings.similar;
        let (a, b) = (self.sets.size(one), self.sets.size(other));
        let needed = least(share / (1.0 + share), a + b);
        a.min(b) >= needed && {
            let (a, b) = opened.both(self.sets, one, other);
            shares(a, b, needed)
        }
    }
}

/// The set of a posting.
pub(super) fn set_of(posting: u64) -> u32 {
    u32::try_from(posting & u64::from(u32::MAX)).unwrap_or(0)
}

/// The number that stands for a set's group.
pub(super) fn first_of(firsts: &[u32], set: u32) -> u32 {
    firsts.get(set as usize).copied().unwrap_or(set)
}

/// Sorted postings cut into pieces for threads, never inside a run of one key.
fn pieces(postings: &[u64]) -> Vec<&[u64]> {
    const AIM: usize = 1 << 13;
    let mut pieces = Vec::new();
    let mut rest = postings;
    while !rest.is_empty() {
        let near = rest.get(AIM).or(rest.last()).copied().unwrap_or_default();
        let end = rest.partition_point(|posting| posting >> 32 <= near >> 32);
        let (piece, after) = rest.split_at_checked(end.max(1)).unwrap_or((rest, &[]));
        pieces.push(piece);
        rest = after;
    }
    pieces
}
