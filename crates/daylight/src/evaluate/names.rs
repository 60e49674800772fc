//! Names found against names written.

use std::collections::BTreeSet;

use daylight_engine::extract::one_name;
use serde::Serialize;

use crate::evaluate::Found;
use crate::evaluate::Truth;
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

/// Compares folded names ad by ad.
pub(super) fn compare(truth: &Truth, found: &Found) -> Names {
    let mut names = Names::default();
    for (ad, row) in truth.ads() {
        let written: BTreeSet<String> = row.names().map(one_name).collect();
        let here: BTreeSet<String> = found
            .names
            .get(ad)
            .map(|names| names.iter().cloned().collect())
            .unwrap_or_default();
        names.written += written.len();
        names.found += here.len();
        names.right += written.intersection(&here).count();
    }
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
