//! Short codes: three to six digits that one texts inside one country.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use daylight_model::FactKind;
use daylight_model::Span;

use crate::extract::Text;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::finding::is_taken;
use crate::extract::identifiers::lists;
use crate::extract::identifiers::masks;
use crate::extract::identifiers::units;
use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::units::Writing;
use crate::normalise::words;

static VERBS: LazyLock<BTreeSet<String>> = LazyLock::new(|| cues("verb "));
static LINKS: LazyLock<BTreeSet<String>> = LazyLock::new(|| cues("to "));

fn cues(role: &str) -> BTreeSet<String> {
    lists::lines(include_str!(
        "../../../data/identifiers/short_code_cues.txt"
    ))
    .filter_map(|line| line.strip_prefix(role))
    .flat_map(|line| line.split_whitespace().map(lists::fold))
    .collect()
}

/// How far back the verb may stand.
const BEFORE_BYTES: usize = 80;
const WORDS_MAX: usize = 9;

/// Finds short codes outside the spans already taken.
pub(super) fn find(text: &Text<'_>, taken: &[Span]) -> Vec<Finding> {
    let form = text.normalised.text();
    if !form.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let mut units = units::find(text);
    masks::apply(&mut units, form);
    units
        .iter()
        .filter(|unit| is_code(form, unit))
        .map(|unit| {
            let range = unit.range.clone();
            let value = unit.digits.clone();
            Finding::new(text, range, FactKind::ShortCode, value, "short_code/cue").sure(0.85)
        })
        .filter(|found| !is_taken(taken, found.span))
        .collect()
}

fn is_code(form: &str, unit: &Unit) -> bool {
    let length = unit.digits.len();
    let plain = unit.writing == Writing::Digits && !unit.masked && !unit.glued_right;
    let after = form.get(unit.range.end..).unwrap_or_default();
    let goes_on = after.starts_with(['-', '/', ':'])
        && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    if !plain || goes_on || !(3..=6).contains(&length) {
        return false;
    }
    let mut from = unit.range.start.saturating_sub(BEFORE_BYTES);
    while !form.is_char_boundary(from) {
        from += 1;
    }
    let before = form.get(from..unit.range.start).unwrap_or_default();
    let said: Vec<&str> = words(before)
        .filter_map(|range| before.get(range))
        .collect();
    let near = said
        .get(said.len().saturating_sub(WORDS_MAX)..)
        .unwrap_or_default();
    let Some((last, earlier)) = near.split_last() else {
        return false;
    };
    let verb = |word: &&str| lists::has(&VERBS, word);
    let linked = lists::has(&LINKS, last) && earlier.iter().any(verb);
    let direct = verb(last) && length >= 5;
    // Something other than a space or a colon between says that the digits are of something else.
    let touching = before
        .trim_end_matches([' ', ':', '#', '.'])
        .ends_with(last);
    (linked || direct) && touching
}
