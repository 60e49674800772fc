//! Short codes: three to six digits that one texts inside one country.

use std::collections::BTreeSet;

use daylight_model::FactKind;

use crate::extract::Text;
use crate::extract::identifiers::finding::Finding;
use crate::extract::identifiers::lists;
use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::units::Writing;
use crate::extract::identifiers::vocabulary;
use crate::normalise::is_word;
use crate::normalise::words;

/// The words of a role, without accents.
pub(super) fn cues(role: &str) -> BTreeSet<String> {
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
/// No cue is longer.
const CUE_BYTES_MAX: usize = 24;

/// Finds short codes among the groups of digits of a text.
pub(super) fn find(text: &Text<'_>, units: &[Unit]) -> Vec<Finding> {
    let form = text.normalised.text();
    units
        .iter()
        .filter(|unit| is_code(form, unit))
        .map(|unit| {
            let range = unit.range.clone();
            let value = unit.digits.clone();
            Finding::new(text, range, FactKind::ShortCode, value, "short_code/cue").sure(0.85)
        })
        .collect()
}

/// True where the last word may be one that announces a short code, however it is cut.
fn follows_cue(before: &str) -> bool {
    let head = before.trim_end_matches([' ', ':', '#', '.']);
    let start = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_word(*c))
        .last()
        .map(|(at, _)| at);
    let Some(word) = start.and_then(|start| head.get(start..)) else {
        return false;
    };
    // A word longer than any cue may be cut where the window begins.
    word.len() > CUE_BYTES_MAX || vocabulary::of(word).is(vocabulary::VERB | vocabulary::LINK)
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
    if !follows_cue(form.get(..unit.range.start).unwrap_or_default()) {
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
    let verb = |word: &&str| vocabulary::of(word).is(vocabulary::VERB);
    let linked = vocabulary::of(last).is(vocabulary::LINK) && earlier.iter().any(verb);
    let direct = verb(last) && length >= 5;
    // Something other than a space or a colon between says that the digits are of something else.
    let touching = before
        .trim_end_matches([' ', ':', '#', '.'])
        .ends_with(last);
    (linked || direct) && touching
}
