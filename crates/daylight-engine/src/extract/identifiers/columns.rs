//! Identifiers that come in a column of their own.

use std::borrow::Cow;

use daylight_model::ColumnValue;
use daylight_model::Confidence;
use daylight_model::Disguises;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::Private;

use crate::extract::Hints;
use crate::extract::Text;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::hashed;
use crate::extract::identifiers::in_text;
use crate::normalise::normalise;

/// The rule's name where a value is taken as it stands.
const RULE: &str = "column";

/// Reads a column's value: several values of the identifier kinds may stand in one, parted by
/// `;`, `,` or `|`; a name, price, place, time or picture is one value, folded.
pub(super) fn read(column: &ColumnValue, hints: &Hints) -> Vec<Fact> {
    let value = column.value.reveal();
    match column.kind {
        _ if column.hashed => parts(value).map(|part| kept(column, part)).collect(),
        FactKind::Phone | FactKind::Email | FactKind::Url | FactKind::Handle => {
            parsed(column, value, hints)
        }
        FactKind::Image => parts(value).map(|part| folded(column, part)).collect(),
        FactKind::Name
        | FactKind::Price
        | FactKind::Place
        | FactKind::Time
        | FactKind::ShortCode => Some(value.trim())
            .filter(|value| !value.is_empty())
            .map(|value| folded(column, value))
            .into_iter()
            .collect(),
    }
}

fn parts(value: &str) -> impl Iterator<Item = &str> {
    value
        .split([';', ',', '|'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn parsed(column: &ColumnValue, value: &str, hints: &Hints) -> Vec<Fact> {
    parts(value)
        .flat_map(|part| {
            if let Some((_, token)) = hashed::whole(part) {
                return vec![Fact {
                    hashed: true,
                    ..fact(column, token)
                }];
            }
            let found = rules(column, part, hints);
            if found.is_empty() && column.kind == FactKind::Handle {
                return vec![fact(column, handle(part))];
            }
            found
        })
        .collect()
}

/// What the rules for running text find in a value, said to be of the column's kind.
fn rules(column: &ColumnValue, part: &str, hints: &Hints) -> Vec<Fact> {
    let said = match column.kind {
        FactKind::Phone => format!("tel {part}"),
        FactKind::Url => format!("website {part}"),
        FactKind::Email
        | FactKind::Handle
        | FactKind::Image
        | FactKind::Name
        | FactKind::Price
        | FactKind::Place
        | FactKind::Time
        | FactKind::ShortCode => part.to_owned(),
    };
    let normalised = normalise(&said);
    let text = Text {
        field: &column.name,
        original: &said,
        normalised: &normalised,
    };
    let is_asked = |found: &Finding| found.kind == column.kind;
    in_text(&text, hints)
        .into_iter()
        .filter(is_asked)
        .map(|found| Fact {
            span: None,
            ..found.into_fact(&text)
        })
        .collect()
}

/// A handle as a column gives it: `service:name`, `@name` or `name`.
fn handle(part: &str) -> String {
    let folded = part.trim_start_matches('@').to_lowercase();
    if folded.contains(':') {
        folded
    } else {
        format!("handle:{folded}")
    }
}

fn kept(column: &ColumnValue, part: &str) -> Fact {
    let token = hashed::whole(part).map_or_else(|| part.to_owned(), |(_, token)| token);
    Fact {
        hashed: true,
        ..fact(column, token)
    }
}

fn folded(column: &ColumnValue, part: &str) -> Fact {
    fact(column, part.to_lowercase())
}

fn fact(column: &ColumnValue, value: String) -> Fact {
    Fact {
        field: column.name.clone(),
        kind: column.kind,
        value: Private::new(value),
        readings: Vec::new(),
        span: None,
        rule: Cow::Borrowed(RULE),
        confidence: Confidence::CERTAIN,
        disguises: Disguises::NONE,
        fictional: false,
        hashed: false,
    }
}
