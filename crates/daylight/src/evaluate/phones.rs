//! Phones found against phones written.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::TruthAd;
use crate::evaluate::names::common;
use crate::evaluate::names::distinct;
use crate::evaluate::partition::ratio;
use crate::evaluate::words::Words;

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

/// Phones while they are compared, ad by ad.
#[derive(Debug, Default)]
pub(super) struct PhoneCounts {
    all: PhoneScore,
    /// By the number of the words that say how an ad was disguised.
    by_disguise: BTreeMap<u32, PhoneScore>,
}

impl PhoneCounts {
    /// Compares the exact E.164 values found in an ad with those written into it.
    pub(super) fn add(&mut self, ad: &TruthAd<'_>, disguise: u32, found: &[Vec<&str>]) {
        let written = distinct(ad.phones());
        let likeliest = distinct(
            found
                .iter()
                .filter_map(|readings| readings.first().copied()),
        );
        let any = distinct(found.iter().flatten().copied());
        let here = PhoneScore {
            ads: 1,
            written: written.len(),
            found: likeliest.len(),
            right: common(&written, &likeliest),
            right_any_reading: common(&written, &any),
            ..PhoneScore::default()
        };
        self.all.add(here);
        self.by_disguise.entry(disguise).or_default().add(here);
    }

    /// The shares; ads with several disguises are counted under each.
    pub(super) fn finish(self, words: &Words) -> Phones {
        let mut by_disguise: BTreeMap<String, PhoneScore> = BTreeMap::new();
        for (disguise, score) in self.by_disguise {
            let named = words.word(disguise).split('+');
            let mut each = distinct(named.filter(|name| !name.is_empty()));
            if each.is_empty() {
                each.push("none");
            }
            for name in each {
                by_disguise.entry(name.to_owned()).or_default().add(score);
            }
        }
        for score in by_disguise.values_mut() {
            *score = score.finish();
        }
        Phones {
            all: self.all.finish(),
            by_disguise,
        }
    }
}
