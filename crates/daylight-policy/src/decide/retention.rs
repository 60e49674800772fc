//! How long things are kept.

use serde::Deserialize;

use crate::decide::rules::PolicyError;

/// For how many days each kind of thing is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Imported ads, with all that was made from them.
    pub batches: u32,
    /// What people wrote as reasons.
    pub reasons: u32,
    /// Requests to see an identifier.
    pub requests: u32,
    /// Cases, from the day they were closed. A file from before there were cases names none, and they
    /// are kept as long as reasons.
    #[serde(default)]
    cases: Option<u32>,
}

impl Retention {
    /// For how many days a closed case is kept.
    #[must_use]
    pub fn cases(&self) -> u32 {
        self.cases.unwrap_or(self.reasons)
    }

    /// The times in the text of `retention.toml`.
    ///
    /// # Errors
    /// Where it is not valid, or leaves one out: what is kept for ever is kept by nobody's decision.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        toml::from_str(text).map_err(|error| PolicyError::Invalid {
            file: "retention.toml",
            why: error.message().to_owned(),
        })
    }
}
