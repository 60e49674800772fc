//! Phones found against phones written.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::evaluate::Found;
use crate::evaluate::Truth;
use crate::evaluate::partition::ratio;

/// Precision and recall of phones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct PhoneScore {
    /// Ads judged.
    pub ads: usize,
    /// Phones written into them.
    pub written: usize,
    /// Phones found in them.
    pub found: usize,
    /// Written phones that are the likeliest reading of a phone found in the same ad.
    pub right: usize,
    /// Written phones that are any reading of one.
    pub right_any_reading: usize,
    /// `right` / `found`.
    pub precision: f64,
    /// `right` / `written`.
    pub recall: f64,
}

impl PhoneScore {
    fn add(&mut self, other: Self) {
        self.ads += other.ads;
        self.written += other.written;
        self.found += other.found;
        self.right += other.right;
        self.right_any_reading += other.right_any_reading;
    }

    fn finish(mut self) -> Self {
        self.precision = if self.found == 0 {
            1.0
        } else {
            ratio(self.right, self.found)
        };
        self.recall = if self.written == 0 {
            1.0
        } else {
            ratio(self.right, self.written)
        };
        self
    }
}

/// Phones overall and by disguise; an ad with several disguises counts under each.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Phones {
    /// Over all ads.
    pub all: PhoneScore,
    /// By disguise; `none` for ads without one.
    pub by_disguise: BTreeMap<String, PhoneScore>,
}

/// Compares exact E.164 values ad by ad.
pub(super) fn compare(truth: &Truth, found: &Found) -> Phones {
    let mut phones = Phones::default();
    for (ad, row) in truth.ads() {
        let written: BTreeSet<&str> = row.phones().collect();
        let here: &[Vec<String>] = found.phones.get(ad).map_or(&[], Vec::as_slice);
        let likeliest: BTreeSet<&str> = here
            .iter()
            .filter_map(|readings| readings.first())
            .map(String::as_str)
            .collect();
        let any: BTreeSet<&str> = here.iter().flatten().map(String::as_str).collect();
        let mut disguises: BTreeSet<&str> = row
            .disguise
            .split('+')
            .filter(|name| !name.is_empty())
            .collect();
        if disguises.is_empty() {
            disguises.insert("none");
        }
        let here = PhoneScore {
            ads: 1,
            written: written.len(),
            found: likeliest.len(),
            right: written.intersection(&likeliest).count(),
            right_any_reading: written.intersection(&any).count(),
            ..PhoneScore::default()
        };
        phones.all.add(here);
        for name in disguises {
            let score = phones.by_disguise.entry(name.to_owned()).or_default();
            score.add(here);
        }
    }
    phones.all = phones.all.finish();
    for score in phones.by_disguise.values_mut() {
        *score = score.finish();
    }
    phones
}
