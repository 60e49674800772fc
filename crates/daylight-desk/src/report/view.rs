//! What a report shows, as plain values: filled once, then only read.
//!
//! Identifiers and names are tokens here. The report opens nothing private, so nothing private
//! may be put in.

use daylight_findings::NetworkView;
use daylight_findings::SetAside;
use daylight_findings::Unranked;

/// A whole report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The heading: usually the name of the workspace or of the files.
    pub title: String,
    /// What it was made from.
    pub counts: Counts,
    /// The ranked networks shown, best rank first.
    pub networks: Vec<NetworkView>,
    /// Networks that were found and not ranked.
    pub unranked: Vec<Unranked>,
    /// Identifiers that were set aside for the whole run.
    pub set_aside: Vec<SetAside>,
    /// What this run cannot show, one sentence each; said beside what no run can show.
    pub limits: Vec<String>,
}

/// What a report was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The files read.
    pub sources: Vec<Source>,
    /// Rows read from them.
    pub rows_read: u64,
    /// Ads kept.
    pub ads: u64,
    /// Rows that were the same ad again.
    pub seen_again: u64,
    /// Rows that could not be read.
    pub rejects: u64,
    /// Clusters of near-duplicate text.
    pub clusters: u64,
    /// Networks that are ranked, shown here or not.
    pub networks_ranked: u64,
    /// Networks that are not ranked, shown here or not.
    pub networks_unranked: u64,
    /// Days since 1970-01-01 of the first and the last ad that has a date.
    pub days: Option<(i64, i64)>,
    /// The run's id.
    pub run_id: String,
    /// The version of the program.
    pub version: String,
    /// The name of the reference corpus that percentiles are of.
    pub reference: String,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its name as the user gave it.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}
