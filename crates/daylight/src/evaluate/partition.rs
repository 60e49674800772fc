//! How well two ways of parting the same ads agree.

use serde::Serialize;

use crate::evaluate::groups::index;

/// Precision, recall and their harmonic mean, by ads and by pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// B-cubed precision (Bagga & Baldwin 1998): over ads, the mean share of an ad's found group
    /// that is of its true group.
    pub precision: f64,
    /// B-cubed recall: the mean share of an ad's true group that is in its found group.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Share of the found pairs that are true.
    pub pair_precision: f64,
    /// Share of the true pairs that are found.
    pub pair_recall: f64,
    /// Their harmonic mean.
    pub pair_f1: f64,
    /// Ads judged.
    pub ads: usize,
}

/// Compares true and found groups, each given by number for each item, over the items that
/// `judged` accepts. Group sizes count every item, judged or not.
pub(super) fn agreement(truth: &[u32], found: &[u32], judged: impl Fn(usize) -> bool) -> Agreement {
    let shared = shared(truth, found);
    let (owns, groups) = (sizes(truth), sizes(found));
    let size = |sizes: &[u32], group: u32| index(sizes.get(index(group)).copied().unwrap_or(0));
    let mut sums = Agreement::default();
    let mut pairs = [0.0; 3];
    let items = truth.iter().zip(found).zip(shared).enumerate();
    for (_, ((one, other), shared)) in items.filter(|(at, _)| judged(*at)) {
        let shared = index(shared);
        let (own, group) = (size(&owns, *one), size(&groups, *other));
        sums.precision += ratio(shared, group);
        sums.recall += ratio(shared, own);
        sums.ads += 1;
        // Each pair is met from both of its ends, which cancels in the shares.
        for (pair, n) in pairs.iter_mut().zip([shared, group, own]) {
            *pair += float(n.saturating_sub(1));
        }
    }
    let [shared, group, own] = pairs;
    let n = float(sums.ads.max(1));
    let (precision, recall) = (sums.precision / n, sums.recall / n);
    let pair_precision = if group > 0.0 { shared / group } else { 1.0 };
    let pair_recall = if own > 0.0 { shared / own } else { 1.0 };
    Agreement {
        precision,
        recall,
        f1: harmonic(precision, recall),
        pair_precision,
        pair_recall,
        pair_f1: harmonic(pair_precision, pair_recall),
        ads: sums.ads,
    }
}

/// For each item how many items are in the same two groups.
fn shared(truth: &[u32], found: &[u32]) -> Vec<u32> {
    let pairs = truth.iter().zip(found).zip(0_u32..);
    let mut sorted: Vec<(u32, u32, u32)> = pairs.map(|((a, b), at)| (*a, *b, at)).collect();
    sorted.sort_unstable();
    let mut shared = vec![0; truth.len()];
    for run in sorted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let size = u32::try_from(run.len()).unwrap_or(u32::MAX);
        for (_, _, at) in run {
            if let Some(shared) = shared.get_mut(index(*at)) {
                *shared = size;
            }
        }
    }
    shared
}

/// How many items each group has.
fn sizes(groups: &[u32]) -> Vec<u32> {
    let last = groups.iter().max().map_or(0, |last| index(*last) + 1);
    let mut sizes = vec![0_u32; last];
    for group in groups {
        if let Some(size) = sizes.get_mut(index(*group)) {
            *size += 1;
        }
    }
    sizes
}

pub(super) fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 {
        2.0 * a * b / (a + b)
    } else {
        0.0
    }
}

pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    float(part) / float(whole.max(1))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}
