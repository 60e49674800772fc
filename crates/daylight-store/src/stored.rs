//! What is handed to the store to be kept.

use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::BatchId;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::Moment;
use daylight_model::Reject;
use daylight_model::SourceRow;
use daylight_model::Span;

use crate::manifest::Source;

/// An ad and the batch that brought it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAd {
    /// The ad.
    pub ad: Ad,
    /// Its batch.
    pub batch_id: BatchId,
}

/// An ad of a run without its texts: what everybody may see of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RunAd {
    /// Its id.
    pub ad_id: AdId,
    /// Its batch.
    pub batch_id: BatchId,
    /// When it was posted, if its file says.
    pub posted_at: Option<Moment>,
    /// The place as its file names it.
    pub place: Option<String>,
    /// The site it was posted on.
    pub site: Option<String>,
}

/// An identifier or name as it is shown: where it stands, and its token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenFact {
    /// The ad.
    pub ad_id: AdId,
    /// The field or column.
    pub field: FieldName,
    /// The characters; `None` for a column.
    pub span: Option<Span>,
    /// What it is.
    pub kind: FactKind,
    /// The token of its value.
    pub token: String,
    /// The tokens of its other readings.
    pub readings: Vec<String>,
}

/// What one import read. The sources' rows must be the ads, those seen again and the rejects.
#[derive(Clone, Debug)]
pub struct BatchInput<'a> {
    /// New ads, in any order, each with a hash of its content; no id twice.
    pub ads: &'a [(Ad, u128)],
    /// Rows that were not kept.
    pub rejects: &'a [Reject],
    /// Rows whose id and content were there already, in any order.
    pub seen_again: &'a [Seen],
    /// The files, in the order they were read.
    pub sources: &'a [Source],
    /// How columns were understood, TOML.
    pub mapping: &'a str,
    /// The Daylight that imports.
    pub version: &'a str,
    /// Now; it is written down and decides nothing.
    pub imported_at: Moment,
}

/// A row whose id and content were there already. When it was seen is when its batch was imported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// The ad.
    pub ad_id: AdId,
    /// The row that showed it again.
    pub source: SourceRow,
}

/// What one import read but for its ads and those seen again, as [`BatchInput`] has it.
#[derive(Clone, Copy, Debug)]
pub struct BatchNotes<'a> {
    /// Rows that were not kept.
    pub rejects: &'a [Reject],
    /// The files, in the order they were read.
    pub sources: &'a [Source],
    /// How columns were understood, TOML.
    pub mapping: &'a str,
    /// The Daylight that imports.
    pub version: &'a str,
    /// Now; it is written down and decides nothing.
    pub imported_at: Moment,
}

impl BatchInput<'_> {
    /// All of it but the ads and those seen again.
    #[must_use]
    pub fn notes(&self) -> BatchNotes<'_> {
        BatchNotes {
            rejects: self.rejects,
            sources: self.sources,
            mapping: self.mapping,
            version: self.version,
            imported_at: self.imported_at,
        }
    }
}
