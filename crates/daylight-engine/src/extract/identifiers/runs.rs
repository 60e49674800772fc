//! Runs of single digits, which one hand wrote as one number and which are read whole.

use std::ops::Range;

use crate::extract::identifiers::gaps::Gap;
use crate::extract::identifiers::gaps::Hold;
use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::units::Writing;

/// Shorter runs may be part of anything; longer ones hold more than one number.
const DIGITS_MIN: usize = 5;
const DIGITS_MAX: usize = 18;

/// The runs of groups of one digit each, however written, that one number holds whole or not at
/// all. What may belong to the sentence around a run is left outside it.
pub(super) fn find(units: &[Unit], gaps: &[Gap]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for at in 0..units.len() {
        let held = |gap: Option<&Gap>| gap.is_some_and(|gap| gap.hold <= Hold::Odd);
        let single = |at: usize| units.get(at).is_some_and(is_single);
        let goes_on = held(gaps.get(at)) && single(at) && single(at + 1);
        if !goes_on {
            runs.push(core(units, start..at + 1));
            start = at + 1;
        }
    }
    runs.retain(|run| {
        let digits: usize = units
            .get(run.clone())
            .unwrap_or_default()
            .iter()
            .map(|unit| unit.digits.len())
            .sum();
        run.len() > 1 && (DIGITS_MIN..=DIGITS_MAX).contains(&digits)
    });
    runs
}

/// One digit, or words that repeat one: `double five`.
fn is_single(unit: &Unit) -> bool {
    let first = unit.digits.bytes().next();
    let repeated = unit.writing == Writing::Spelled
        && unit.digits.len() <= 3
        && unit.digits.bytes().all(|digit| Some(digit) == first);
    !unit.masked && (unit.digits.len() == 1 || repeated)
}

/// True where a border between groups lies inside a run.
pub(super) fn cuts(runs: &[Range<usize>], border: usize) -> bool {
    let after = runs.partition_point(|run| run.end <= border);
    runs.get(after).is_some_and(|run| run.start < border)
}

/// A range without the groups at its ends that may belong to the sentence around it: lone letters,
/// ordinary words, and digits that letters touch.
pub(super) fn core(units: &[Unit], range: Range<usize>) -> Range<usize> {
    let inside = units.get(range.clone()).unwrap_or_default();
    let is_loose =
        |unit: &Unit| unit.weak || (is_single(unit) && (unit.glued_left || unit.glued_right));
    let Some(first) = inside.iter().position(|unit| !is_loose(unit)) else {
        return range;
    };
    let after = inside
        .iter()
        .rposition(|unit| !is_loose(unit))
        .map_or(inside.len(), |last| last + 1);
    range.start + first..range.start + after
}

/// True where a lone letter at an end of a range stands beside a group of several digits: it is a
/// word of the sentence, `536 i`.
pub(super) fn ends_in_word(units: &[Unit]) -> bool {
    let is_word = |end: Option<&Unit>, beside: Option<&Unit>| {
        end.zip(beside)
            .is_some_and(|(end, beside)| is_lone_letter(end) && !is_single(beside))
    };
    is_word(units.first(), units.get(1)) || is_word(units.last(), units.iter().rev().nth(1))
}

/// True where the groups left out at the ends are written as others of the number are.
pub(super) fn are_alike(core: &[Unit], whole: &[Unit]) -> bool {
    let outer = |unit: &&Unit| !core.contains(unit);
    whole.iter().filter(outer).all(|outer| {
        let mut written = core.iter().filter(|unit| unit.writing == outer.writing);
        outer.weak && written.any(|unit| outer.writing == Writing::Leet || !unit.weak)
    })
}

fn is_lone_letter(unit: &Unit) -> bool {
    unit.weak && unit.writing == Writing::Leet && unit.digits.len() == 1
}
