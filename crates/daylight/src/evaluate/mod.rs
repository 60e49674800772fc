//! What was found held against a known truth.
//!
//! Every figure says what it counts, because the field's own figures often do not: a cluster is
//! compared with the text an ad was made from, a network with the operator who posted it, and a
//! ranking with whether the operators it leads to are organised.

mod groups;
mod judged;
mod names;
mod partition;
mod phones;
mod ranking;
mod truth;
mod words;

use serde::Serialize;

pub use judged::Held;
pub use judged::Judged;
pub(crate) use judged::average_precision;
pub use names::Names;
pub use partition::Agreement;
pub use phones::PhoneScore;
pub use phones::Phones;
pub use ranking::KindAbove;
pub use ranking::Ranking;
pub use truth::Truth;
pub use truth::TruthAd;
pub use truth::TruthError;

use crate::evaluate::groups::Groups;
use crate::evaluate::names::NameCounts;
use crate::evaluate::partition::agreement;
use crate::evaluate::phones::PhoneCounts;
use crate::evaluate::truth::is_organised;

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

/// What a run found, told piece by piece in any order and held against a truth.
///
/// What it keeps of an ad is a few numbers; it is quickest where ads come in the order of their
/// ids.
#[derive(Debug)]
pub struct Comparison<'a> {
    truth: &'a Truth,
    /// For each ad of the truth whether the run read it, and whether its facts were told.
    is_read: Vec<bool>,
    is_told: Vec<bool>,
    clusters: Groups,
    networks: Groups,
    ranked: Vec<String>,
    phones: PhoneCounts,
    names: NameCounts,
    /// Where the next ad will likely stand.
    guess: usize,
}

impl<'a> Comparison<'a> {
    /// Begins with nothing found.
    #[must_use]
    pub fn new(truth: &'a Truth) -> Self {
        let ads = truth.len();
        Self {
            truth,
            is_read: vec![false; ads],
            is_told: vec![false; ads],
            clusters: Groups::new(ads),
            networks: Groups::new(ads),
            ranked: Vec::new(),
            phones: PhoneCounts::default(),
            names: NameCounts::default(),
            guess: 0,
        }
    }

    /// An ad that was read.
    pub fn ad(&mut self, ad: &str) {
        let place = self.place(ad);
        if let Some(is_read) = place.and_then(|at| self.is_read.get_mut(at)) {
            *is_read = true;
        }
    }

    /// The cluster of an ad.
    pub fn cluster(&mut self, ad: &str, cluster: &str) {
        let place = self.place(ad);
        self.clusters.put(place, cluster);
    }

    /// The network of an ad.
    pub fn network(&mut self, ad: &str, network: &str) {
        let place = self.place(ad);
        self.networks.put(place, network);
    }

    /// The next network of the ranking, best first.
    pub fn ranked(&mut self, network: &str) {
        self.ranked.push(network.to_owned());
    }

    /// All facts found in an ad: its phones, each as its readings, likeliest first, and the
    /// people's names, folded to one spelling. An ad that is not told of has none.
    pub fn facts(&mut self, ad: &str, phones: &[Vec<&str>], names: &[&str]) {
        let Some(at) = self.place(ad) else { return };
        self.tell(at, phones, names);
    }

    fn tell(&mut self, at: usize, phones: &[Vec<&str>], names: &[&str]) {
        let Some((row, is_told)) = self.truth.rows().get(at).zip(self.is_told.get_mut(at)) else {
            return;
        };
        *is_told = true;
        let ad = self.truth.ad(row);
        self.phones.add(&ad, row.disguise, phones);
        self.names.add(&ad, names);
    }

    fn place(&mut self, ad: &str) -> Option<usize> {
        let place = self.truth.place(ad, self.guess);
        self.guess = place.map_or(self.guess, |at| at + 1);
        place
    }

    /// All figures.
    #[must_use]
    pub fn finish(mut self) -> Evaluation {
        for at in 0..self.truth.len() {
            if self.is_told.get(at) == Some(&false) {
                self.tell(at, &[], &[]);
            }
        }
        let truth = self.truth;
        let rows = truth.rows();
        let words = truth.words();
        let organised: Vec<bool> = rows
            .iter()
            .map(|row| is_organised(words.word(row.kind)))
            .collect();
        let templates: Vec<u32> = rows.iter().map(|row| row.template).collect();
        let clusters = agreement(&templates, &self.clusters.with_those_alone(), |_| true);
        let operators: Vec<u32> = rows.iter().map(|row| row.operator).collect();
        let networks = self.networks.with_those_alone();
        let is_organised = |at: usize| organised.get(at) == Some(&true);
        Evaluation {
            ads: truth.len(),
            ads_missing: self.is_read.iter().filter(|is_read| !**is_read).count(),
            clusters,
            networks_organised: agreement(&operators, &networks, is_organised),
            networks_all: agreement(&operators, &networks, |_| true),
            ranking: ranking::rank(truth, &self.networks, &self.ranked),
            phones: self.phones.finish(words),
            names: self.names.finish(),
        }
    }
}

#[cfg(test)]
mod tests;
