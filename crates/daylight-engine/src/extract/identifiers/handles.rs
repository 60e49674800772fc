//! Handles: names people go by on a service.

use std::ops::Range;

use daylight_model::FactKind;

use crate::extract::Text;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::number_words;
use crate::extract::identifiers::scan;
use crate::extract::identifiers::scan::Scan;
use crate::extract::identifiers::services;
use crate::extract::identifiers::services::Service;
use crate::extract::identifiers::vocabulary;

/// Words between a service and a handle.
pub(super) const CONNECTOR_LIST: &str =
    include_str!("../../../data/identifiers/handle_connectors.txt");
/// Words that are no handle.
pub(super) const STOP_LIST: &str = include_str!("../../../data/identifiers/handle_stop_words.txt");

/// The most words between a service and the handle.
const CONNECTORS_MAX: usize = 4;

/// Finds handles.
pub(super) fn find(text: &Text<'_>, scan: &Scan) -> Vec<Finding> {
    let form = text.normalised.text();
    let mut found = Vec::new();
    let mut from = 0;
    let named = scan.roles & vocabulary::SERVICE != 0;
    for range in scan::words(form).take_while(|_| named) {
        if range.start < from {
            continue;
        }
        let Some(word) = form.get(range.clone()) else {
            continue;
        };
        if !vocabulary::of(word).is(vocabulary::SERVICE) {
            continue;
        }
        let whole = services::of_word(word).map(|service| (service, word.len()));
        let Some((service, length)) = whole.or_else(|| services::in_run(word)) else {
            continue;
        };
        if let Some((name, sure)) = after_service(form, range.start + length, service) {
            from = name.end;
            found.extend(finding(text, name, service.name, sure));
        }
    }
    let taken: Vec<Range<usize>> = found.iter().map(|(range, _)| Range::clone(range)).collect();
    let alone = at_signs(form).filter(|name| {
        taken
            .iter()
            .all(|other| other.end <= name.start || name.end <= other.start)
    });
    let mut all: Vec<Finding> = alone
        .filter_map(|name| finding(text, name, "handle", 0.7))
        .map(|(_, found)| found)
        .collect();
    all.extend(found.into_iter().map(|(_, found)| found));
    all
}

/// The handle after a service's name, and how sure it is one.
fn after_service(form: &str, end: usize, service: Service) -> Option<(Range<usize>, f32)> {
    let mut at = end;
    let mut announced = false;
    for _ in 0..=CONNECTORS_MAX {
        let rest = form.get(at..)?;
        let name_at = rest.find(|c: char| c.is_alphanumeric() || c == '_')?;
        announced |= name_at == 0 && at == end;
        let signs = rest.get(..name_at)?;
        if signs.chars().count() > 5
            || signs.contains([',', ';', '.', '!', '?', '/', '(', ')'])
                && !signs.contains([':', '@'])
        {
            return None;
        }
        announced |= signs.contains([':', '@', '=', '»', '→', '➡', '👉', '-', '：']);
        let start = at + name_at;
        let name = name_range(form, start);
        let word = form.get(name.clone())?;
        if vocabulary::of(word).is(vocabulary::CONNECTOR) && !signs.contains('@') {
            // "line me", "signal is" say little; an id is an id.
            announced |= !matches!(word, "is" | "me" | "my" | "es" | "ist" | "на" | "add");
            at = name.end;
            continue;
        }
        let marked = word.contains(|c: char| c.is_ascii_digit() || c == '_' || c == '.');
        let sure = match (announced, marked, service.vague) {
            (true, true, _) => 0.95,
            (true, false, false) => 0.85,
            (true, false, true) => 0.7,
            (false, true, false) => 0.75,
            (false, _, _) => return None,
        };
        return is_plausible(word).then_some((name, sure));
    }
    None
}

/// Names after an at sign that stands after no letter.
fn at_signs(form: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    memchr::memchr_iter(b'@', form.as_bytes()).filter_map(|at| {
        let before = form.get(..at)?.chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || "._-+%@/".contains(c)) {
            return None;
        }
        let name = name_range(form, at + 1);
        let word = form.get(name.clone())?;
        let first = word.chars().next()?;
        ((first.is_alphabetic() || first == '_') && is_plausible(word)).then_some(name)
    })
}

fn name_range(form: &str, start: usize) -> Range<usize> {
    let rest = form.get(start..).unwrap_or_default();
    let length = rest
        .find(|c: char| !(crate::normalise::is_word(c) || c == '.' || c == '-'))
        .unwrap_or(rest.len());
    let name = rest.get(..length).unwrap_or_default();
    start..start + name.trim_end_matches(['.', '-']).len()
}

fn is_plausible(word: &str) -> bool {
    services::is_name(word)
        && !vocabulary::of(word).is(vocabulary::STOP)
        && services::of_word(word).is_none()
        && number_words::lookup(word).is_none()
        && number_words::segment(word).is_none()
        && !is_mostly_digits(word)
}

/// `0770o900` after a service is a phone.
fn is_mostly_digits(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= 6 && digits * 10 >= word.len() * 7
}

fn finding(
    text: &Text<'_>,
    name: Range<usize>,
    service: &str,
    sure: f32,
) -> Option<(Range<usize>, Finding)> {
    let form = text.normalised.text();
    let span = text.normalised.original_span(name.clone());
    let word = form.get(name.clone())?;
    // A digit of the original that was read as a letter is part of the handle.
    let plain = span
        .cut(text.original)
        .filter(|original| original.len() == word.len())
        .filter(|original| {
            original
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
        });
    let handle = plain.map_or_else(|| word.to_owned(), str::to_ascii_lowercase);
    let rule = if service == "handle" {
        "handle/at"
    } else {
        "handle/service"
    };
    let value = format!("{service}:{handle}");
    let found = Finding::new(text, name.clone(), FactKind::Handle, value, rule).sure(sure);
    Some((name, found))
}
