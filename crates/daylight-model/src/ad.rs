//! One listing as read: its texts and its columns.

use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;

use crate::fact::FactKind;
use crate::ids::AdId;
use crate::ids::FieldName;
use crate::private::Private;
use crate::time::Moment;

/// Where a row came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceRow {
    /// The name of the source file as the user gave it.
    pub file: Arc<str>,
    /// The row in it, counted from 1; a header is not a row. For a line-based format a reader
    /// that can tell the line reports it in the reject's reason.
    pub row: u64,
}

/// One text field of an ad, decoded to UTF-8 and otherwise untouched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Field {
    /// `title`, `body`, or the column's own name.
    pub name: FieldName,
    /// The decoded text; spans of facts count its UTF-8 bytes.
    pub text: Private,
}

/// A value that came in a column of its own and not in running text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ColumnValue {
    /// The column's name.
    pub name: FieldName,
    /// What the mapping says the column holds.
    pub kind: FactKind,
    /// The value as read.
    pub value: Private,
    /// True where the mapping says the values arrive already hashed.
    pub hashed: bool,
}

/// Degrees north and east.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coordinates {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

/// One listing as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ad {
    /// Its id.
    pub id: AdId,
    /// Where it came from.
    pub source: SourceRow,
    /// Its texts, in the order of the mapping.
    pub fields: Vec<Field>,
    /// Identifiers, names, prices and the like that came in columns.
    pub columns: Vec<ColumnValue>,
    /// When it was posted, if the file says.
    pub posted_at: Option<Moment>,
    /// The place as the file names it.
    pub place: Option<String>,
    /// The site or service it was posted on.
    pub site: Option<String>,
    /// Where that is, if the file says.
    pub coordinates: Option<Coordinates>,
}
