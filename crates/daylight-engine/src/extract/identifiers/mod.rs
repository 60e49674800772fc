//! Identifiers: phones, e-mails, handles, URLs, short codes and tokens that arrive hashed.

mod cues;
mod finding;
mod gaps;
mod judge;
mod lists;
mod masks;
mod number_words;
mod phones;
mod plans;
mod units;

use daylight_model::ColumnValue;
use daylight_model::Fact;

use crate::extract::Hints;
use crate::extract::Text;

/// Finds identifiers in a text; spans do not overlap.
pub(super) fn find(text: Text<'_>, hints: &Hints) -> Vec<Fact> {
    phones::find(&text, hints, &[])
        .into_iter()
        .map(|found| found.into_fact(&text))
        .collect()
}

/// Reads a column that the mapping says holds facts of one kind; one value may hold several,
/// parted by `;`, `,` or `|`.
pub(super) fn from_column(_column: &ColumnValue, _hints: &Hints) -> Vec<Fact> {
    Vec::new()
}

#[cfg(test)]
mod tests;
