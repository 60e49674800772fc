//! Identifiers: phones, e-mails, handles, URLs, short codes and tokens that arrive hashed.

mod atoms;
mod characters;
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
mod scan;
mod services;
mod short_codes;
mod units;
mod url_words;
mod urls;
mod vocabulary;

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
    let form = text.normalised.text();
    let scan = scan::read(form);
    let (may_mail, may_spell) = (scan.may_hold_email(form), scan.may_spell_url(form));
    let atoms = if may_mail || may_spell {
        atoms::read(form)
    } else {
        Vec::new()
    };
    let mut found = Vec::new();
    keep(&mut found, hashed::find(text));
    if may_mail {
        keep(&mut found, emails::find(text, &atoms));
    }
    keep(&mut found, urls::find(text));
    if may_spell {
        keep(&mut found, url_words::find(text, &atoms));
    }
    keep(&mut found, handles::find(text, &scan));
    let mut units = units::find(text, &scan);
    if units.is_empty() {
        return found;
    }
    masks::apply(&mut units, form);
    let codes = short_codes::find(text, &units);
    let phones = phones::find(text, hints, &spans(&found), units);
    keep(&mut found, phones);
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
