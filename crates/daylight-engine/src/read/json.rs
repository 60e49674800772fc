//! JSON: an array of objects, objects one after the other, or one object per line.
//!
//! Objects inside objects become columns with a dotted name; a list of plain values becomes its
//! values, one per line; anything deeper stays JSON text.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::Value;

use crate::read::encoding;
use crate::read::error::Fault;
use crate::read::input::Stream;
use crate::read::json_rows::Cutter;
use crate::read::json_rows::Layout;
use crate::read::limits::COLUMNS_MAX;
use crate::read::limits::FIELD_BYTES_MAX;
use crate::read::record::Record;
use crate::read::record::Table;

/// The members of an object in the order of the file.
struct Members(Vec<(String, Value)>);

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

/// The cells of one row by column name, in the order of the file.
fn cells_of(text: &[u8]) -> Result<Vec<(String, String)>, String> {
    let text = encoding::text_of(text);
    let Members(members) = serde_json::from_str(&text).map_err(|error| {
        if error.is_data() {
            "the row is no JSON object".to_owned()
        } else {
            format!("not valid JSON near its character {}", error.column())
        }
    })?;
    let mut cells = Vec::with_capacity(members.len());
    for (name, value) in members {
        flatten(name, value, &mut cells)?;
    }
    Ok(cells)
}

/// Recursion is bounded: the cutter refuses what is nested deeper than [`DEPTH_MAX`].
fn flatten(name: String, value: Value, cells: &mut Vec<(String, String)>) -> Result<(), String> {
    if cells.len() >= COLUMNS_MAX {
        return Err(format!("more than {COLUMNS_MAX} columns in one row"));
    }
    if let Value::Object(members) = value {
        for (inner, value) in members {
            flatten(format!("{name}.{inner}"), value, cells)?;
        }
        return Ok(());
    }
    let text = plain(value)?;
    if text.len() > FIELD_BYTES_MAX {
        return Err(format!("a field is over {} MiB", FIELD_BYTES_MAX >> 20));
    }
    cells.push((name, encoding::without_nul(text)));
    Ok(())
}

fn plain(value: Value) -> Result<String, String> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::String(text) => Ok(text),
        Value::Number(number) => exact(&number),
        Value::Array(values) if values.iter().all(is_plain) => {
            let lines: Result<Vec<String>, String> = values.into_iter().map(plain).collect();
            Ok(lines?.join("\n"))
        }
        Value::Array(_) | Value::Object(_) => Ok(value.to_string()),
    }
}

fn is_plain(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

/// A whole number too long for a float would silently become another one.
fn exact(number: &serde_json::Number) -> Result<String, String> {
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let whole = number.is_f64().then(|| number.as_f64()).flatten();
    match whole {
        Some(value) if value.abs() > EXACT_MAX => {
            Err("a number is too long to be read exactly; write it in quotes".to_owned())
        }
        Some(value) if value.fract() == 0.0 => Ok(format!("{value:.0}")),
        _ => Ok(number.to_string()),
    }
}

/// A JSON file as a table whose columns are known beforehand.
pub(crate) struct Json {
    cutter: Cutter,
    columns: Vec<String>,
    index: BTreeMap<String, usize>,
    /// Members no column is called after; at most as many as a file may have columns.
    unknown: BTreeSet<String>,
}

impl Json {
    pub(crate) fn open(bytes: Stream, layout: Layout, columns: Vec<String>) -> Self {
        let index = columns.iter().cloned().zip(0..).collect();
        Self {
            cutter: Cutter::new(bytes, layout),
            columns,
            index,
            unknown: BTreeSet::new(),
        }
    }

    fn judge(&mut self, text: &[u8]) -> Result<Vec<String>, String> {
        let mut row = vec![String::new(); self.columns.len()];
        for (name, text) in cells_of(text)? {
            let at = self.index.get(&name).copied();
            if let Some(cell) = at.and_then(|at| row.get_mut(at)) {
                *cell = text;
            } else if self.unknown.len() < COLUMNS_MAX {
                self.unknown.insert(name);
            }
        }
        Ok(row)
    }
}

impl Table for Json {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn unknown_columns(&self) -> Vec<String> {
        self.unknown.iter().cloned().collect()
    }

    fn next_record(&mut self) -> Result<Option<Record>, Fault> {
        let piece = self.cutter.next_piece()?;
        Ok(piece.map(|piece| Record {
            line: Some(piece.line),
            cells: piece.text.and_then(|text| self.judge(&text)),
        }))
    }
}

/// The columns of the first `rows` rows, in the order they are first met.
pub(crate) fn columns(bytes: Stream, layout: Layout, rows: usize) -> Result<Vec<String>, Fault> {
    let mut cutter = Cutter::new(bytes, layout);
    let mut columns = Vec::new();
    let mut known = BTreeSet::new();
    for _ in 0..rows {
        let piece = match cutter.next_piece() {
            Ok(Some(piece)) => piece,
            // Left for the reading to meet again.
            Err(_) if !columns.is_empty() => break,
            Err(fault) => return Err(fault),
            Ok(None) => break,
        };
        let cells = piece.text.and_then(|text| cells_of(&text));
        for (name, _) in cells.unwrap_or_default() {
            if known.insert(name.clone()) {
                columns.push(name);
            }
        }
    }
    if columns.len() > COLUMNS_MAX {
        return Err(Fault::TooMuch(
            format!("{} columns; the limit is {COLUMNS_MAX}", columns.len()),
            "a file this wide is seldom a table of ads",
        ));
    }
    Ok(columns)
}
