//! PLACEHOLDER for phones, e-mails, handles, URLs, short codes and hashed tokens.

use daylight_model::ColumnValue;
use daylight_model::Fact;

use crate::extract::Hints;
use crate::extract::Text;

/// Finds identifiers in a text; spans do not overlap.
pub(super) fn find(_text: Text<'_>, _hints: &Hints) -> Vec<Fact> {
    Vec::new()
}

/// Reads a column that the mapping says holds facts of one kind; one value may hold several,
/// parted by `;`, `,` or `|`.
pub(super) fn from_column(_column: &ColumnValue, _hints: &Hints) -> Vec<Fact> {
    Vec::new()
}
