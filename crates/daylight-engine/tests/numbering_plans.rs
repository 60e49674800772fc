//! Writes `data/identifiers/numbering_plans.txt` anew from the metadata of the library that the
//! tests of the plans hold it against. When the library has a new version, run
//! `PHONE_METADATA=... cargo test -p daylight-engine --test numbering_plans -- --ignored`.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a generator reads the library's metadata and stops at anything it does not know"
)]

use std::path::PathBuf;

const HEAD: &str = "\
# Numbering plans of every country and network, as the library rlibphonenumber 2.2 has them.
# Their source is the metadata of libphonenumber (The Libphonenumber Authors, Apache-2.0). Written
# by `tests/numbering_plans.rs`, which says how: not to be edited by hand.
#
# Parts of a line stand between tabs; `-` is nothing. After each `region` (name, calling code,
# whether it is the first of its code, whether mobile and fixed numbers are the same):
# `abroad` (prefix dialled before a foreign number), `home` (prefix dialled before a national
# number, what takes its place), `lead` (how the region's numbers begin), `kind` (name, lengths,
# lengths inside a place, pattern), `format` and `world` (pattern, how the numbers begin, format,
# what takes the place of the first group at home).
";

/// The kinds of numbers and their fields in the metadata.
const KINDS: [(u64, &str); 11] = [
    (1, "general"),
    (2, "fixed"),
    (3, "mobile"),
    (4, "toll"),
    (5, "premium"),
    (6, "shared"),
    (7, "personal"),
    (8, "voip"),
    (21, "pager"),
    (25, "uan"),
    (28, "voicemail"),
];

/// A field of a message in the wire format of protocol buffers.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn number(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 127) << shift;
        shift += 7;
        if byte < 128 {
            return value;
        }
    }
}

fn message(mut bytes: &[u8]) -> Vec<(u64, Value<'_>)> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let tag = number(&mut bytes);
        let value = if tag.trailing_zeros() >= 3 {
            Value::Number(number(&mut bytes))
        } else {
            assert_eq!(tag & 7, 2, "a field is a number or bytes");
            let length = usize::try_from(number(&mut bytes)).unwrap();
            let (value, rest) = bytes.split_at(length);
            bytes = rest;
            Value::Bytes(value)
        };
        fields.push((tag >> 3, value));
    }
    fields
}

fn texts(fields: &[(u64, Value<'_>)], field: u64) -> Vec<String> {
    let fields = fields.iter().filter(|(met, _)| *met == field);
    fields
        .map(|(_, value)| match value {
            Value::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Value::Number(number) => number.to_string(),
        })
        .collect()
}

fn text(fields: &[(u64, Value<'_>)], field: u64) -> Option<String> {
    texts(fields, field).pop()
}

/// A pattern without the anchors around it.
fn bare(pattern: &str) -> &str {
    pattern
        .strip_prefix("^(?:")
        .and_then(|rest| rest.strip_suffix(")$"))
        .unwrap()
}

/// Lengths, packed into one field or not, as a list.
fn lengths(fields: &[(u64, Value<'_>)], field: u64) -> String {
    let mut lengths = Vec::new();
    for (_, value) in fields.iter().filter(|(met, _)| *met == field) {
        match value {
            Value::Number(length) => lengths.push(*length),
            Value::Bytes(packed) => {
                let mut packed = *packed;
                while !packed.is_empty() {
                    lengths.push(number(&mut packed));
                }
            }
        }
    }
    let lengths: Vec<String> = lengths.iter().map(u64::to_string).collect();
    if lengths.is_empty() {
        "-".to_owned()
    } else {
        lengths.join(",")
    }
}

fn region(fields: &[(u64, Value<'_>)], lines: &mut Vec<String>) {
    let flag = |field, word: &str| match text(fields, field).as_deref() {
        None | Some("0") => "-".to_owned(),
        Some(_) => word.to_owned(),
    };
    lines.push(format!(
        "region\t{}\t{}\t{}\t{}",
        text(fields, 9).unwrap(),
        text(fields, 10).unwrap(),
        flag(22, "main"),
        flag(18, "same")
    ));
    let nothing = || "-".to_owned();
    if let Some(abroad) = text(fields, 11) {
        lines.push(format!("abroad\t{}", bare(&abroad)));
    }
    if let Some(home) = text(fields, 15) {
        let rule = text(fields, 16).unwrap_or_else(nothing);
        lines.push(format!("home\t{}\t{rule}", bare(&home)));
    }
    if let Some(lead) = text(fields, 23) {
        lines.push(format!("lead\t{}", bare(&lead)));
    }
    for (field, name) in KINDS {
        let Some((_, Value::Bytes(kind))) = fields.iter().find(|(met, _)| *met == field) else {
            continue;
        };
        let kind = message(kind);
        if let Some(pattern) = text(&kind, 2) {
            let (all, local) = (lengths(&kind, 9), lengths(&kind, 10));
            lines.push(format!("kind\t{name}\t{all}\t{local}\t{}", bare(&pattern)));
        }
    }
    for (field, name) in [(19, "format"), (20, "world")] {
        for (_, value) in fields.iter().filter(|(met, _)| *met == field) {
            let Value::Bytes(format) = value else {
                continue;
            };
            let format = message(format);
            let lead = text(&format, 3).map_or_else(nothing, |lead| bare(&lead).to_owned());
            lines.push(format!(
                "{name}\t{}\t{lead}\t{}\t{}",
                bare(&text(&format, 1).unwrap()),
                text(&format, 2).unwrap(),
                text(&format, 4).unwrap_or_else(nothing)
            ));
        }
    }
}

#[test]
#[ignore = "writes the data file anew from PHONE_METADATA, the path of the library's metadata.bin"]
fn write_the_plans() {
    let metadata = std::fs::read(std::env::var_os("PHONE_METADATA").unwrap()).unwrap();
    let mut lines = Vec::new();
    for (_, value) in message(&metadata) {
        if let Value::Bytes(plan) = value {
            region(&message(plan), &mut lines);
        }
    }
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/identifiers/numbering_plans.txt");
    std::fs::write(file, format!("{HEAD}{}\n", lines.join("\n"))).unwrap();
}
