//! `facts` of a run: every value found, as a token where it is private, the value itself encrypted.

use std::borrow::Cow;
use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::Confidence;
use daylight_model::Disguise;
use daylight_model::Disguises;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::Private;
use daylight_model::Span;
use daylight_policy::TokenKey;

use crate::columns::Piece;
use crate::columns::Want;
use crate::error::Result;
use crate::stored::TokenFact;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;
use crate::tables::batch_ads::json;

/// Rows by ad id, field, start, end, kind, rule, value.
pub(crate) const TABLE: Table<'_> = Table {
    name: "facts",
    columns: &[
        Column::text("ad_id"),
        Column::text("field"),
        Column::text("kind"),
        Column::text("value").uncounted(),
        Column::text("rule"),
        Column::real("confidence"),
        Column::whole("start"),
        Column::whole("end"),
        Column::text("readings").uncounted(),
        Column::text("disguises"),
        Column::truth("fictional"),
        Column::truth("hashed"),
        Column::text("value_private").private(),
        Column::text("readings_private").private(),
    ],
};

/// The facts of one ad in the order of the table.
pub(crate) fn sorted(facts: &[Fact]) -> Vec<&Fact> {
    let mut rows: Vec<&Fact> = facts.iter().collect();
    rows.sort_by(|a, b| {
        (&a.field, a.span, a.kind, &a.rule, &a.value)
            .cmp(&(&b.field, b.span, b.kind, &b.rule, &b.value))
            .then_with(|| a.readings.cmp(&b.readings))
            .then_with(|| a.disguises.cmp(&b.disguises))
            .then_with(|| a.confidence.get().total_cmp(&b.confidence.get()))
            .then_with(|| (a.fictional, a.hashed).cmp(&(b.fictional, b.hashed)))
    });
    rows
}

/// The row of a fact.
pub(crate) fn cells<'a>(ad_id: &'a AdId, fact: &'a Fact, key: &TokenKey) -> Result<Vec<Cell<'a>>> {
    let shown = |value: &'a Private| shown(fact.kind, value, key);
    let readings: Vec<Cow<'_, str>> = fact.readings.iter().map(shown).collect();
    let disguises: Vec<&str> = fact.disguises.iter().map(Disguise::as_str).collect();
    Ok(vec![
        Cell::text(ad_id.as_str()),
        Cell::text(fact.field.as_str()),
        Cell::text(fact.kind.as_str()),
        Cell::Text(shown(&fact.value)),
        Cell::text(&fact.rule),
        Cell::Real(widen(fact.confidence)),
        Cell::maybe(fact.span, |span| Cell::Whole(i64::from(span.start()))),
        Cell::maybe(fact.span, |span| Cell::Whole(i64::from(span.end()))),
        Cell::owned(json(&readings)?),
        Cell::owned(disguises.join(" ")),
        Cell::Truth(fact.fictional),
        Cell::Truth(fact.hashed),
        Cell::text(fact.value.reveal()),
        Cell::owned(json(&fact.readings)?),
    ])
}

/// The fact of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<(AdId, Fact)> {
    let fact = Fact {
        field: FieldName::new(&row.text("field")?),
        kind: row.parsed("kind")?,
        value: Private::new(row.text("value_private")?),
        readings: row.json("readings_private")?,
        span: read_span(row)?,
        rule: Cow::Owned(row.text("rule")?.into_owned()),
        confidence: narrow(row.real("confidence")?).ok_or_else(|| row.wrong("confidence"))?,
        disguises: read_disguises(row)?,
        fictional: row.truth("fictional")?,
        hashed: row.truth("hashed")?,
    };
    Ok((AdId::new(&row.text("ad_id")?), fact))
}

/// The span of a row.
pub(crate) fn read_span(row: &Row<'_>) -> Result<Option<Span>> {
    let start = row.maybe_whole("start")?;
    let end = row.maybe_whole("end")?;
    Ok(start.zip(end).map(|(start, end)| Span::new(start, end)))
}

/// The columns that say where an identifier or name stands, and its token.
pub(crate) const TOKENS: [&str; 7] = [
    "ad_id", "field", "kind", "value", "start", "end", "readings",
];

/// The columns that say which tokens a fact shows.
pub(crate) const SHOWN: [Want; 2] = [Want::Coded("value"), Want::Coded("readings")];

/// For every row of a piece with the columns of [`SHOWN`] first, whether it shows one of the tokens in
/// any reading.
pub(crate) fn showing(piece: &Piece<'_>, tokens: &BTreeSet<String>) -> Vec<bool> {
    let is_value = piece.by_code(0, |value| tokens.contains(value));
    let has_reading = piece.by_code(1, |readings| {
        let readings: Vec<String> = serde_json::from_str(readings).unwrap_or_default();
        readings.iter().any(|reading| tokens.contains(reading))
    });
    let of = |column, truths: &[bool], row| {
        let code = piece.code(column, row);
        code.and_then(|code| truths.get(code)).copied() == Some(true)
    };
    let rows = 0..piece.rows;
    rows.map(|row| of(0, &is_value, row) || of(1, &has_reading, row))
        .collect()
}

/// The identifier or name of a row as a token; `None` for a fact of another kind.
pub(crate) fn read_token(row: &Row<'_>) -> Result<Option<TokenFact>> {
    let kind: FactKind = row.parsed("kind")?;
    if !kind.is_private() {
        return Ok(None);
    }
    Ok(Some(TokenFact {
        ad_id: AdId::new(&row.text("ad_id")?),
        field: FieldName::new(&row.text("field")?),
        span: read_span(row)?,
        kind,
        token: row.text("value")?.into_owned(),
        readings: row.json("readings")?,
    }))
}

fn read_disguises(row: &Row<'_>) -> Result<Disguises> {
    row.text("disguises")?
        .split_whitespace()
        .try_fold(Disguises::NONE, |set, word| {
            Disguise::ALL
                .into_iter()
                .find(|disguise| disguise.as_str() == word)
                .map(|disguise| set.with(disguise))
        })
        .ok_or_else(|| row.wrong("disguises"))
}

fn shown<'a>(kind: FactKind, value: &'a Private, key: &TokenKey) -> Cow<'a, str> {
    if kind.is_private() {
        Cow::Owned(key.token(kind, value.reveal()).as_str().to_owned())
    } else {
        Cow::Borrowed(value.reveal())
    }
}

/// 0.95 as 64 bits and not 0.949999988: the shortest decimal that names the narrow number.
fn widen(confidence: Confidence) -> f64 {
    let narrow = confidence.get();
    narrow
        .to_string()
        .parse()
        .unwrap_or_else(|_| f64::from(narrow))
}

fn narrow(wide: f64) -> Option<Confidence> {
    wide.to_string().parse().ok().map(Confidence::new)
}
