//! The truth file of a synthetic market.

use std::collections::BTreeMap;
use std::io::Read;

use daylight_model::AdId;
use serde::Deserialize;
use thiserror::Error;

/// The kinds of operator that are organised networks.
const ORGANISED: [&str; 2] = ["organised", "labour"];

/// The truth of one ad.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TruthAd {
    /// Its id.
    pub ad_id: String,
    /// Who posted it.
    pub operator: String,
    /// What kind of operator that is.
    pub kind: String,
    /// The text it was made from.
    pub template: String,
    /// The phones in it, E.164, parted by `;`.
    pub phone: String,
    /// How its phone and text were disguised, parted by `+`.
    pub disguise: String,
    /// The names in it as written, parted by `;`.
    pub names: String,
}

impl TruthAd {
    /// True where an organised network posted it.
    #[must_use]
    pub fn is_organised(&self) -> bool {
        ORGANISED.contains(&self.kind.as_str())
    }

    /// The phones in it.
    pub fn phones(&self) -> impl Iterator<Item = &str> {
        self.phone.split(';').filter(|phone| !phone.is_empty())
    }

    /// The names in it, as written.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.split(';').filter(|name| !name.is_empty())
    }
}

/// A truth file that cannot be used.
#[derive(Debug, Error)]
pub enum TruthError {
    /// A row cannot be read.
    #[error(
        "reading the truth: {0}\nhint: its columns are ad_id, operator, kind, template, phone, disguise, names"
    )]
    Row(#[from] csv::Error),
    /// There is nothing in it.
    #[error("reading the truth: it has no rows")]
    Empty,
}

/// The truth of a market, by ad.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth(BTreeMap<AdId, TruthAd>);

impl Truth {
    /// Reads a truth file.
    ///
    /// # Errors
    /// Where a row cannot be read, or there is none.
    pub fn read(file: impl Read) -> Result<Self, TruthError> {
        let mut ads = BTreeMap::new();
        for row in csv::Reader::from_reader(file).into_deserialize() {
            let row: TruthAd = row?;
            ads.insert(AdId::new(&row.ad_id), row);
        }
        if ads.is_empty() {
            return Err(TruthError::Empty);
        }
        Ok(Self(ads))
    }

    /// The ads in the order of their ids.
    pub fn ads(&self) -> impl Iterator<Item = (&AdId, &TruthAd)> {
        self.0.iter()
    }

    /// The truth of one ad.
    #[must_use]
    pub fn of(&self, ad: &AdId) -> Option<&TruthAd> {
        self.0.get(ad)
    }

    /// How many ads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
