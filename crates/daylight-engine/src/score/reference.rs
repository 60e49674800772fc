//! The frozen reference corpus: percentiles of every value among ordinary operators.

use std::collections::BTreeMap;

use daylight_model::Indicator;
use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

use crate::score::Values;
use crate::score::view::share;

/// The name of the agencies' scores in the file.
const AGENCIES: &str = "agencies.score";

/// The names of D04's parts in the file.
const PARTS: [&str; 3] = ["D04.names", "D04.places", "D04.output"];

/// A reference corpus as percentiles only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What corpus it is.
    pub name: String,
    /// How many networks it holds.
    pub networks: usize,
    /// For each value, its 0th to 100th percentile: 101 numbers, ascending.
    percentiles: BTreeMap<String, Vec<f64>>,
}

/// A text that is no reference corpus.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "reading the reference corpus: {0}\nhint: freeze one with `daylight evaluate --freeze-reference`"
)]
pub struct ReferenceError(String);

impl Reference {
    /// The corpus as shipped: all networks of non-organised operators in
    /// `synth --ads 200000 --seed 1 --difficulty 3`.
    ///
    /// # Errors
    /// Where the shipped file is unreadable.
    pub fn shipped() -> Result<Self, ReferenceError> {
        Self::parse(include_str!("../../data/score/reference.toml"))
    }

    /// Reads a corpus from TOML.
    ///
    /// # Errors
    /// Where the text is not one, or a list is not 101 ascending numbers.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let corpus: Self =
            toml::from_str(text).map_err(|error| ReferenceError(error.to_string()))?;
        for (value, list) in &corpus.percentiles {
            if list.len() != 101 || !list.is_sorted() {
                return Err(ReferenceError(format!(
                    "`{value}` is not a list of 101 ascending numbers"
                )));
            }
        }
        Ok(corpus)
    }

    /// A corpus without values: every percentile in it is 0 and nothing scores.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Freezes a corpus from the values of its networks. D04 is the lowest of three percentiles,
    /// so its own values come from the corpus itself.
    #[must_use]
    pub fn freeze(name: &str, values: &[Values]) -> Self {
        let mut corpus = Self {
            name: name.to_owned(),
            networks: values.len(),
            percentiles: BTreeMap::new(),
        };
        for (at, part) in PARTS.iter().enumerate() {
            let all = values
                .iter()
                .filter_map(|values| values.parts?.get(at).copied());
            corpus.insert(part, all.collect());
        }
        for (at, indicator) in Indicator::ALL.into_iter().enumerate() {
            let all: Vec<f64> = if indicator == Indicator::D04 {
                values
                    .iter()
                    .filter_map(|values| corpus.parts(values.parts?).into_iter().reduce(f64::min))
                    .collect()
            } else {
                values
                    .iter()
                    .filter_map(|values| values.indicators.get(at).copied().flatten())
                    .collect()
            };
            corpus.insert(indicator.as_str(), all);
        }
        corpus
    }

    /// Adds the scores of the corpus's agencies; one that is not ranked scores 0.
    #[must_use]
    pub fn with_agencies(mut self, scores: Vec<f64>) -> Self {
        self.insert(AGENCIES, scores);
        self
    }

    /// The share of the corpus's ordinary agencies that score at least as high, in steps of one
    /// per cent; `None` where the corpus does not know.
    #[must_use]
    pub fn agencies_as_high(&self, score: f64) -> Option<f64> {
        let list = self.percentiles.get(AGENCIES)?;
        let below = list.partition_point(|edge| *edge < score);
        Some(share(101_usize.saturating_sub(below).min(100), 100))
    }

    fn insert(&mut self, value: &str, mut all: Vec<f64>) {
        if all.is_empty() {
            return;
        }
        all.sort_by(f64::total_cmp);
        let last = all.len() - 1;
        let percentiles = (0..=100)
            .filter_map(|percent| all.get((last * percent).div_ceil(100)).copied())
            .collect();
        self.percentiles.insert(value.to_owned(), percentiles);
    }

    /// The share of the corpus at or below a value, in steps of one per cent; `None` where the
    /// corpus does not know the value.
    #[must_use]
    pub fn percentile(&self, indicator: Indicator, value: f64) -> Option<f64> {
        self.at_or_below(indicator.as_str(), value)
    }

    /// The percentiles of D04's parts; 0 where the corpus does not know them.
    pub(super) fn parts(&self, parts: [f64; 3]) -> [f64; 3] {
        let [names, places, output] = parts;
        let [a, b, c] = PARTS;
        [(a, names), (b, places), (c, output)]
            .map(|(part, value)| self.at_or_below(part, value).unwrap_or(0.0))
    }

    fn at_or_below(&self, value_name: &str, value: f64) -> Option<f64> {
        let list = self.percentiles.get(value_name)?;
        let at = list.partition_point(|edge| *edge <= value);
        Some(share(at.saturating_sub(1), 100))
    }

    /// 0 at the corpus's 90th percentile to 1 at its 99th; where the two are equal, 0 at or below
    /// and 1 above. 0 where the corpus does not know the value.
    #[must_use]
    pub fn ramp(&self, indicator: Indicator, value: f64) -> f64 {
        let edges = self
            .percentiles
            .get(indicator.as_str())
            .and_then(|list| Some((*list.get(90)?, *list.get(99)?)));
        let Some((low, high)) = edges else { return 0.0 };
        if high > low {
            ((value - low) / (high - low)).clamp(0.0, 1.0)
        } else if value > low {
            1.0
        } else {
            0.0
        }
    }

    /// Writes the corpus as TOML.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}
