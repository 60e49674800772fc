//! The registry of indicators and the weights a user may lower.

use std::collections::BTreeMap;

use daylight_model::Grade;
use daylight_model::Indicator;
use serde::Deserialize;
use thiserror::Error;

/// Families inside which later signs count less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// D01, D06.
    Contact,
    /// D02, D03, D04, D07, D09, D10.
    People,
    /// D05, D08.
    Time,
    /// D11, D12.
    Recruitment,
}

/// One entry of the registry.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it is called on screens.
    pub title: String,
    /// Its family.
    pub family: Family,
    /// Its grade at network level.
    pub grade: Grade,
    /// Points at full strength.
    pub weight: f64,
    /// The unit of its value.
    pub unit: String,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// What ordinary causes look the same.
    pub innocent: String,
    /// The ILO dimension it is a visible proxy for.
    pub ilo: String,
    /// Survivor and sex-worker advisory sign-off.
    pub sign_off: String,
}

#[derive(Deserialize)]
struct File {
    version: u32,
    #[serde(flatten)]
    entries: BTreeMap<Indicator, Entry>,
}

/// Weights a user set, by indicator.
pub type Weights = BTreeMap<Indicator, f64>;

/// What may be wrong with a registry or a user's weights.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RegistryError {
    /// The text is no registry.
    #[error("reading the indicator registry: {0}")]
    Unreadable(String),
    /// An indicator is missing.
    #[error("reading the indicator registry: {0} is missing")]
    Missing(Indicator),
    /// A weight is above its grade's cap, above the shipped weight, or negative.
    #[error(
        "weight of {indicator} is {weight}, but must lie between 0 and {cap}\nhint: weights may be lowered, never raised"
    )]
    Weight {
        /// Whose.
        indicator: Indicator,
        /// As asked for.
        weight: f64,
        /// The most allowed.
        cap: f64,
    },
}

/// The indicators that may score.
///
/// INVARIANT (complete): there is an entry for every indicator, and no weight is above its cap.
#[derive(Clone, Debug, PartialEq)]
pub struct Registry {
    version: u32,
    entries: BTreeMap<Indicator, Entry>,
}

impl Registry {
    /// The registry as shipped, with a user's lower weights.
    ///
    /// # Errors
    /// Where a weight is above the shipped one, or negative.
    pub fn shipped(weights: &Weights) -> Result<Self, RegistryError> {
        let mut registry = Self::parse(include_str!("../../data/score/registry.toml"))?;
        for (indicator, weight) in weights {
            let cap = registry.entry(*indicator).map_or(0.0, |entry| entry.weight);
            check(*indicator, *weight, cap)?;
            if let Some(entry) = registry.entries.get_mut(indicator) {
                entry.weight = *weight;
            }
        }
        Ok(registry)
    }

    fn parse(text: &str) -> Result<Self, RegistryError> {
        let file: File =
            toml::from_str(text).map_err(|error| RegistryError::Unreadable(error.to_string()))?;
        for indicator in Indicator::ALL {
            let entry = file
                .entries
                .get(&indicator)
                .ok_or(RegistryError::Missing(indicator))?;
            check(indicator, entry.weight, entry.grade.cap())?;
        }
        Ok(Self {
            version: file.version,
            entries: file.entries,
        })
    }

    /// The rule version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The entry of an indicator.
    #[must_use]
    pub fn entry(&self, indicator: Indicator) -> Option<&Entry> {
        self.entries.get(&indicator)
    }
}

fn check(indicator: Indicator, weight: f64, cap: f64) -> Result<(), RegistryError> {
    if (0.0..=cap).contains(&weight) {
        return Ok(());
    }
    Err(RegistryError::Weight {
        indicator,
        weight,
        cap,
    })
}
