//! Names found against names written.

use daylight_engine::extract::one_name;
use serde::Serialize;

use crate::evaluate::TruthAd;
use crate::evaluate::partition::ratio;

/// Precision and recall of people's names, each counted once in an ad, in its folded spelling:
/// what case, accents and repeated letters say is not compared. Employers' names are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Names {
    /// Names written into the ads.
    pub written: usize,
    /// Names found in them.
    pub found: usize,
    /// Written names that are found in the same ad.
    pub right: usize,
    /// `right` / `found`; 1 where none is found.
    pub precision: f64,
    /// `right` / `written`; 1 where none is written.
    pub recall: f64,
}

/// Names while they are compared, ad by ad.
#[derive(Debug, Default)]
pub(super) struct NameCounts(Names);

impl NameCounts {
    /// Compares the folded names found in an ad with those written into it.
    pub(super) fn add(&mut self, ad: &TruthAd<'_>, found: &[&str]) {
        let written = distinct(ad.names().map(one_name));
        let found = distinct(found.iter().map(|name| (*name).to_owned()));
        self.0.written += written.len();
        self.0.found += found.len();
        self.0.right += common(&written, &found);
    }

    /// The shares.
    pub(super) fn finish(self) -> Names {
        let names = self.0;
        let share = |whole: usize| match whole {
            0 => 1.0,
            whole => ratio(names.right, whole),
        };
        Names {
            precision: share(names.found),
            recall: share(names.written),
            ..names
        }
    }
}

/// The distinct values, ascending.
pub(super) fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// How many values stand in both lists, each ascending and without repeats.
pub(super) fn common<T: Ord>(some: &[T], others: &[T]) -> usize {
    let is_there = |value: &&T| others.binary_search(value).is_ok();
    some.iter().filter(is_there).count()
}
