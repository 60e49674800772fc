//! What was found held against a known truth.
//!
//! Every figure says what it counts, because the field's own figures often do not: a cluster is
//! compared with the text an ad was made from, a network with the operator who posted it, and a
//! ranking with whether the operators it leads to are organised.

mod names;
mod partition;
mod phones;
mod ranking;
mod truth;

use std::collections::BTreeMap;

use daylight_model::AdId;
use serde::Serialize;

pub use names::Names;
pub use partition::Agreement;
pub use phones::PhoneScore;
pub use phones::Phones;
pub use ranking::KindAbove;
pub use ranking::Ranking;
pub use truth::Truth;
pub use truth::TruthAd;
pub use truth::TruthError;

use crate::evaluate::partition::agreement;

/// What a run found, as far as a truth can judge it.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The ads that were read.
    pub ads: Vec<AdId>,
    /// The cluster of each clustered ad.
    pub clusters: BTreeMap<AdId, String>,
    /// The network of each ad in one.
    pub networks: BTreeMap<AdId, String>,
    /// The ranked networks, best first.
    pub ranked: Vec<String>,
    /// For each ad the phones found in it, each as its readings, likeliest first.
    pub phones: BTreeMap<AdId, Vec<Vec<String>>>,
    /// For each ad the people's names found in it, folded to one spelling.
    pub names: BTreeMap<AdId, Vec<String>>,
}

/// All figures.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// Ads in the truth.
    pub ads: usize,
    /// Ads in the truth that the run does not know.
    pub ads_missing: usize,
    /// Clusters against the texts the ads were made from, over all ads; an ad in no cluster is a
    /// cluster of its own.
    pub clusters: Agreement,
    /// Networks against operators, over the ads of organised operators; an ad in no network is a
    /// network of its own, and strangers inside a network count against it.
    pub networks_organised: Agreement,
    /// Networks against operators, over all ads.
    pub networks_all: Agreement,
    /// The ranking against organised operators.
    pub ranking: Ranking,
    /// Phones against those written into the ads.
    pub phones: Phones,
    /// People's names against those written into the ads.
    pub names: Names,
}

/// Holds what was found against the truth.
#[must_use]
pub fn evaluate(truth: &Truth, found: &Found) -> Evaluation {
    let known: std::collections::BTreeSet<&AdId> = found.ads.iter().collect();
    let own = |ad: &AdId| format!("alone {ad}");
    let place =
        |map: &BTreeMap<AdId, String>, ad: &AdId| map.get(ad).cloned().unwrap_or_else(|| own(ad));
    let pairs = |of: fn(&TruthAd) -> &str, map: &BTreeMap<AdId, String>| -> Vec<_> {
        truth
            .ads()
            .map(|(ad, row)| (of(row).to_owned(), place(map, ad), row.is_organised()))
            .collect()
    };
    let clusters = pairs(|row| &row.template, &found.clusters);
    let networks = pairs(|row| &row.operator, &found.networks);
    Evaluation {
        ads: truth.len(),
        ads_missing: truth.ads().filter(|(ad, _)| !known.contains(ad)).count(),
        clusters: agreement(&clusters, |_| true),
        networks_organised: agreement(&networks, |organised| organised),
        networks_all: agreement(&networks, |_| true),
        ranking: ranking::rank(truth, found),
        phones: phones::compare(truth, found),
        names: names::compare(truth, found),
    }
}

#[cfg(test)]
mod tests;
