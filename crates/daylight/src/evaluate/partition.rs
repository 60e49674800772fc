//! How well two ways of parting the same ads agree.

use std::collections::BTreeMap;

use serde::Serialize;

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

/// Compares true and found groups, each item `(true, found, mark)`, over the items whose mark
/// `judged` accepts. Group sizes count every item, judged or not.
pub(super) fn agreement(
    items: &[(String, String, bool)],
    judged: impl Fn(bool) -> bool,
) -> Agreement {
    let mut truth: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut both: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (one, other, _) in items {
        *truth.entry(one).or_default() += 1;
        *found.entry(other).or_default() += 1;
        *both.entry((one, other)).or_default() += 1;
    }
    let count = |map: &BTreeMap<&str, usize>, key: &str| map.get(key).copied().unwrap_or(0);
    let mut sums = Agreement::default();
    let mut pairs = [0.0; 3];
    for (one, other, mark) in items.iter().filter(|(_, _, mark)| judged(*mark)) {
        let shared = both
            .get(&(one.as_str(), other.as_str()))
            .copied()
            .unwrap_or(0);
        let (own, group) = (count(&truth, one), count(&found, other));
        sums.precision += ratio(shared, group);
        sums.recall += ratio(shared, own);
        sums.ads += usize::from(judged(*mark));
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
