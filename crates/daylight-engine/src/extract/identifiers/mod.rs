//! Identifiers: phones, e-mails, handles, URLs, short codes and tokens that arrive hashed.

mod atoms;
mod columns;
mod compose;
mod cues;
mod emails;
mod finding;
mod gaps;
mod handles;
mod hashed;
mod hosts;
mod judge;
mod lists;
mod masks;
mod number_words;
mod phones;
mod plans;
mod readings;
mod runs;
mod services;
mod short_codes;
mod units;
mod url_words;
mod urls;

#[cfg(test)]
mod hidden_tests;
#[cfg(test)]
mod tests;

use daylight_model::ColumnValue;
use daylight_model::Fact;
use daylight_model::Span;

use crate::extract::Hints;
use crate::extract::Text;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::finding::overlap;

/// Finds identifiers in a text, in the order of spans; spans do not overlap.
pub(super) fn find(text: Text<'_>, hints: &Hints) -> Vec<Fact> {
    in_text(&text, hints)
        .into_iter()
        .map(|found| found.into_fact(&text))
        .collect()
}

/// Reads a column that the mapping says holds facts of one kind; one value may hold several,
/// parted by `;`, `,` or `|`.
pub(super) fn from_column(column: &ColumnValue, hints: &Hints) -> Vec<Fact> {
    columns::read(column, hints)
}

/// Runs the rules, the most certain first; what one has explained no later one may read again.
fn in_text(text: &Text<'_>, hints: &Hints) -> Vec<Finding> {
    let atoms = atoms::read(text.normalised.text());
    let mut found = Vec::new();
    keep(&mut found, hashed::find(text));
    keep(&mut found, emails::find(text, &atoms));
    keep(&mut found, urls::find(text));
    keep(&mut found, url_words::find(text, &atoms));
    keep(&mut found, handles::find(text));
    let phones = phones::find(text, hints, &spans(&found));
    keep(&mut found, phones);
    let codes = short_codes::find(text, &spans(&found));
    keep(&mut found, codes);
    found
}

/// Adds finds that share no byte with those kept, in the order of spans.
fn keep(found: &mut Vec<Finding>, more: Vec<Finding>) {
    for finding in more {
        let span = finding.span;
        let at = found.partition_point(|other| other.span.end() <= span.start());
        let taken = found.get(at).is_some_and(|other| overlap(other.span, span));
        if span.start() < span.end() && !taken {
            found.insert(at, finding);
        }
    }
}

fn spans(found: &[Finding]) -> Vec<Span> {
    found.iter().map(|finding| finding.span).collect()
}
