//! Joins over shingle sets: two ways to find candidates, one exact way to accept them.

use std::cmp::Ordering;

use crate::cluster::Settings;
use crate::cluster::rarity::Rarity;
use crate::cluster::shingle::Sets;
use crate::cluster::sketch::BANDS;
use crate::cluster::sketch::band_postings;
use crate::cluster::union::UnionFind;

/// Sets smaller than this say too little to be judged by overlap: they join only when equal.
const SHINGLES_MIN: usize = 5;

/// Members of one group that a newcomer is compared with under one shared key. Where more
/// stand there, the key decides which are taken, so that the next one takes others.
const TRIES_PER_GROUP: usize = 24;

/// Comparisons of one set under one shared key, over all groups.
const TRIES_PER_KEY: usize = 64;

/// Sets that may share a shingle for it to bring them together. What more share is a phrase of the
/// language; sets alike in more than phrases meet under a rarer shingle or under a sketch.
pub(super) const RARE_MAX: usize = 64;

/// Joins the sets of one view.
#[derive(Debug)]
pub(super) struct Joiner<'a> {
    pub(super) sets: &'a Sets,
    pub(super) settings: Settings,
    pub(super) rarity: Rarity,
    /// One ad for each distinct set that is large enough to be judged, ascending.
    pub(super) distinct: Vec<u32>,
    /// Every ad with the ad that stands for its set.
    equal: Vec<(u32, u32)>,
}

/// An ad under a key that similar ads share: a shingle, or a band of its sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    pub(super) key: u64,
    pub(super) ad: u32,
}

impl<'a> Joiner<'a> {
    pub(super) fn new(sets: &'a Sets, settings: Settings) -> Self {
        let (distinct, equal) = collapse(sets);
        Self {
            sets,
            settings,
            rarity: Rarity::count(sets, &distinct),
            distinct,
            equal,
        }
    }

    /// Joins ads with equal sets.
    pub(super) fn join_equal(&self, groups: &mut UnionFind) {
        for (ad, first) in &self.equal {
            groups.join(*ad, *first);
        }
    }

    /// Joins ads whose sets are similar: first those that share a rare shingle, then those that
    /// share a band of their sketches.
    pub(super) fn join_similar(&self, groups: &mut UnionFind) {
        let postings = self.postings(self.settings.similar);
        self.join_postings(&postings, RARE_MAX, groups);
        drop(postings);
        for band in 0..BANDS {
            let postings = band_postings(self.sets, &self.distinct, band);
            self.join_postings(&postings, usize::MAX, groups);
        }
    }

    /// Joins what is similar under each key that at most `ads_max` ads share; rare keys first, for
    /// what they join need not be compared under common ones.
    fn join_postings(&self, postings: &[Posting], ads_max: usize, groups: &mut UnionFind) {
        let mut runs: Vec<&[Posting]> = postings
            .chunk_by(|a, b| a.key == b.key)
            .filter(|run| (2..=ads_max).contains(&run.len()))
            .collect();
        runs.sort_by_key(|run| (run.len(), run.first().copied()));
        for run in runs {
            self.join_run(run, groups);
        }
    }

    /// The first shingles of every set, rarest first, that two sets overlapping by `share` of
    /// either one must have in common; sorted by shingle, then ad.
    fn postings(&self, share: f64) -> Vec<Posting> {
        let mut postings = Vec::new();
        let mut by_rarity = Vec::new();
        for &ad in &self.distinct {
            let set = self.sets.of(ad);
            by_rarity.clear();
            by_rarity.extend(
                set.iter()
                    .map(|shingle| (self.rarity.of(*shingle), *shingle)),
            );
            let prefix = set.len() - least(share, set.len()) + 1;
            if prefix < by_rarity.len() {
                by_rarity.select_nth_unstable(prefix - 1);
            }
            postings.extend(
                by_rarity
                    .iter()
                    .take(prefix)
                    // A shingle of one set alone can bring no two together.
                    .filter(|(count, _)| *count > 1)
                    .map(|(_, shingle)| Posting { key: *shingle, ad }),
            );
        }
        postings.sort_unstable();
        postings
    }

    /// Joins what is similar among the ads that share one key.
    fn join_run(&self, run: &[Posting], groups: &mut UnionFind) {
        // The ads seen so far, by the group they are in now.
        let mut seen: Vec<(u32, Vec<u32>)> = Vec::new();
        for posting in run {
            let own = groups.first(posting.ad);
            let mut tries = TRIES_PER_KEY;
            let (alike, apart): (Vec<_>, Vec<_>) =
                seen.into_iter().partition(|(group, members)| {
                    *group == own || self.any_similar(*posting, members, &mut tries)
                });
            let mut joined = Vec::new();
            for (group, members) in alike {
                groups.join(group, own);
                joined.extend(members);
            }
            joined.push(posting.ad);
            seen = apart;
            seen.push((groups.first(own), joined));
        }
    }

    /// True where the ad is similar to one of a sample of a group's members.
    fn any_similar(&self, posting: Posting, members: &[u32], tries: &mut usize) -> bool {
        let taken = sample(members, posting.key).take(*tries);
        for other in taken {
            *tries -= 1;
            if self.similar(posting.ad, other) {
                return true;
            }
        }
        false
    }

    fn similar(&self, one: u32, other: u32) -> bool {
        let (a, b) = (self.sets.of(one), self.sets.of(other));
        // |a ∩ b| >= t (|a| + |b|) / (1 + t) is the same as Jaccard >= t.
        let share = self.settings.similar;
        let needed = least(share / (1.0 + share), a.len() + b.len());
        a.len().min(b.len()) >= needed && overlap(a, b, needed) >= needed
    }
}

/// At most [`TRIES_PER_GROUP`] members, from a place that the key decides.
fn sample(members: &[u32], key: u64) -> impl Iterator<Item = u32> + '_ {
    let start = usize::try_from(key % members.len().max(1) as u64).unwrap_or(0);
    members
        .iter()
        .cycle()
        .skip(start)
        .take(members.len().min(TRIES_PER_GROUP))
        .copied()
}

/// The smallest whole number that is at least `share` of `n`, safe against rounding up by noise.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "set sizes are far below 2^52 and the share lies in 0..=1"
)]
pub(super) fn least(share: f64, n: usize) -> usize {
    ((share * n as f64 - 1e-9).ceil() as usize).clamp(1, n.max(1))
}

/// How many hashes two ascending sets share; stops early once `needed` is out of reach.
pub(super) fn overlap(a: &[u64], b: &[u64], needed: usize) -> usize {
    let (mut a, mut b) = (a, b);
    let mut shared = 0;
    while let ([x, a_rest @ ..], [y, b_rest @ ..]) = (a, b) {
        match x.cmp(y) {
            Ordering::Equal => {
                shared += 1;
                (a, b) = (a_rest, b_rest);
            }
            Ordering::Less => a = a_rest,
            Ordering::Greater => b = b_rest,
        }
        if shared + a.len().min(b.len()) < needed {
            return shared;
        }
    }
    shared
}

/// The ads that stand for the distinct sets, and every ad with the one that stands for it.
fn collapse(sets: &Sets) -> (Vec<u32>, Vec<(u32, u32)>) {
    let ads = u32::try_from(sets.len()).unwrap_or(u32::MAX);
    let mut order: Vec<(u64, u32)> = (0..ads)
        .filter(|ad| !sets.of(*ad).is_empty())
        .map(|ad| (fingerprint(sets.of(ad)), ad))
        .collect();
    order.sort_unstable();
    let mut distinct = Vec::new();
    let mut equal = Vec::new();
    for run in order.chunk_by(|a, b| a.0 == b.0) {
        // Sets with one fingerprint are equal but for a collision, which a comparison settles.
        let mut firsts: Vec<u32> = Vec::new();
        for (_, ad) in run {
            let first = firsts
                .iter()
                .copied()
                .find(|first| sets.of(*first) == sets.of(*ad));
            equal.push((*ad, first.unwrap_or(*ad)));
            if first.is_none() {
                firsts.push(*ad);
            }
        }
        distinct.extend(firsts);
    }
    distinct.retain(|ad| sets.of(*ad).len() >= SHINGLES_MIN);
    distinct.sort_unstable();
    (distinct, equal)
}

fn fingerprint(set: &[u64]) -> u64 {
    set.iter().fold(set.len() as u64, |mix, hash| {
        (mix.rotate_left(5) ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}
