//! Numbering plans: which numbers a run of digits can be, and how each country groups them.

mod automaton;
mod format;
#[cfg(test)]
mod library;
mod number;
mod pattern;
mod table;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use crate::extract::Country;
use crate::extract::identifiers::lists;
use crate::extract::identifiers::plans::automaton::Automaton;
use crate::extract::identifiers::plans::number::Digits;
use crate::extract::identifiers::plans::number::Number;
use crate::extract::identifiers::plans::number::code_digits;
use crate::extract::identifiers::plans::pattern::Pattern;
use crate::extract::identifiers::plans::table::TABLE;

/// One number a run of digits can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The number in E.164.
    pub(super) number: String,
    /// No one can hold it: its range is reserved for fiction.
    pub(super) fictional: bool,
    /// How the groups of digits agree with the way the country writes them.
    pub(super) grouping: Grouping,
    /// The country says how to begin a national number, and this one begins so.
    pub(super) trunk: bool,
}

/// How a number's groups agree with the way its country writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grouping {
    /// Groups break where the country's never do.
    Irregular,
    /// Not parted at all.
    Bare,
    /// Every break is one the country makes too.
    Typical,
}

/// A country tried where nothing says which.
struct Plan {
    country: Country,
    numbering: &'static table::Plan,
    trunk: &'static str,
    /// The lengths of its national numbers, a bit for each.
    lengths: u32,
    /// Argentina and Mexico write more before a number at home than abroad.
    long: bool,
    /// Some of its numbers are reserved for fiction.
    fiction: bool,
}

static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
    lists::lines(include_str!("../../../data/identifiers/plans.txt"))
        .filter_map(|line| {
            let mut parts = line.split_whitespace();
            let country = Country::new(parts.next()?)?;
            let numbering = TABLE.of_country(country)?;
            let code = numbering.code.to_string();
            Some(Plan {
                country,
                numbering,
                fiction: fictional_ranges().any(|range| range.starts_with(&code)),
                trunk: parts.next().filter(|trunk| *trunk != "-").unwrap_or(""),
                lengths: table::lengths(parts.next()?),
                long: matches!(country.code(), "AR" | "MX"),
            })
        })
        .collect()
});

/// The ranges reserved for fiction: the digits of E.164, with `.` for any.
fn fictional_ranges() -> impl Iterator<Item = String> {
    lists::lines(include_str!(
        "../../../data/identifiers/fictional_ranges.txt"
    ))
    .map(|line| line.replace(char::is_whitespace, ""))
}

/// The ranges reserved for fiction, as one pattern.
static FICTIONAL: LazyLock<Option<Automaton>> = LazyLock::new(|| {
    let ranges: Vec<String> = fictional_ranges().collect();
    Automaton::new(&[Pattern::new(&ranges.join("|").replace('.', "\\d"))?])
});

/// The last digits of those ranges, read from the end.
static ENDINGS: LazyLock<Option<Automaton>> = LazyLock::new(|| {
    let ending = |range: String| -> String { range.chars().rev().take(ENDING).collect() };
    let endings: Vec<String> = fictional_ranges().map(ending).collect();
    Automaton::new(&[Pattern::new(&endings.join("|").replace('.', "\\d"))?])
});

/// As many digits end every number that is reserved for fiction and is read at home.
const ENDING: usize = 7;

/// False for digits that are no number reserved for fiction wherever they are dialled: nothing but
/// what stands before a number is ever taken away from it.
fn may_be_fictional(digits: &str) -> bool {
    let from_end = digits.bytes().rev().map(|byte| byte.wrapping_sub(b'0'));
    ENDINGS
        .as_ref()
        .is_some_and(|endings| endings.walk(from_end).early != 0)
}

/// True for a number in a range reserved for fiction.
fn is_fictional(number: &Number) -> bool {
    FICTIONAL
        .as_ref()
        .is_some_and(|ranges| ranges.walk(number.digits()).whole != 0)
}

/// The number that digits with a country code make; `groups` are the lengths of the groups
/// they were written in, country code and all.
pub(super) fn international(digits: &str, groups: &[usize]) -> Option<Reading> {
    // No calling code begins with a zero; E.164 ends at fifteen digits.
    if digits.starts_with('0') || !(8..=15).contains(&digits.len()) {
        return None;
    }
    let number = Number::international(&Digits::new(digits)?)?;
    reading(&number, digits, groups)
}

/// The number that digits make when dialled inside a country.
pub(super) fn national(digits: &str, country: Country, groups: &[usize]) -> Option<Reading> {
    let numbering = TABLE.of_country(country)?;
    let plan = PLANS.iter().find(|plan| plan.country == country);
    if plan.is_some_and(|plan| !fits(plan, digits)) {
        return None;
    }
    in_region(digits, numbering, plan, groups)
}

/// True for a number of a mobile or of a place: what people are called on.
pub(super) fn is_usual(number: &str) -> bool {
    Digits::new(number.trim_start_matches('+'))
        .and_then(|digits| Number::international(&digits))
        .is_some_and(|number| number.is_usual())
}

/// True for an E.164 number with a country's calling code.
pub(super) fn is_of(number: &str, country: Country) -> bool {
    TABLE.of_country(country).is_some_and(|numbering| {
        let mut digits = number.trim_start_matches('+').bytes();
        code_digits(numbering.code).all(|digit| digits.next() == Some(b'0' + digit))
    })
}

/// The numbers that digits make in the countries tried where nothing says which, likeliest first.
pub(super) fn anywhere(digits: &str, groups: &[usize]) -> Vec<Reading> {
    among(PLANS.iter(), digits, groups)
}

/// Of those the ones in a range reserved for fiction.
pub(super) fn fictional_anywhere(digits: &str, groups: &[usize]) -> Vec<Reading> {
    if !may_be_fictional(digits) {
        return Vec::new();
    }
    let mut readings = among(PLANS.iter().filter(|plan| plan.fiction), digits, groups);
    readings.retain(|reading| reading.fictional);
    readings
}

fn among<'a>(
    plans: impl Iterator<Item = &'a Plan>,
    digits: &str,
    groups: &[usize],
) -> Vec<Reading> {
    let mut readings: Vec<Reading> = plans
        .filter(|plan| fits(plan, digits))
        .filter_map(|plan| in_region(digits, plan.numbering, Some(plan), groups))
        .collect();
    readings.sort_by_key(|reading| {
        let grouping = std::cmp::Reverse(reading.grouping.max(Grouping::Bare));
        (!reading.fictional, grouping, !reading.trunk)
    });
    readings.dedup_by(|one, other| one.number == other.number);
    readings
}

fn fits(plan: &Plan, digits: &str) -> bool {
    let has_trunk = !plan.trunk.is_empty() && digits.starts_with(plan.trunk);
    let rest = digits.len() - if has_trunk { plan.trunk.len() } else { 0 };
    let has = |length: usize| length < 32 && plan.lengths >> length & 1 == 1;
    has(rest) || has(digits.len()) || (plan.long && rest < 14)
}

fn in_region(
    digits: &str,
    numbering: &table::Plan,
    plan: Option<&Plan>,
    groups: &[usize],
) -> Option<Reading> {
    let number = Number::national(&Digits::new(digits)?, numbering)?;
    if number.code != numbering.code {
        return None;
    }
    let mut reading = reading(&number, digits, groups)?;
    reading.trunk = plan.is_none_or(|plan| plan.trunk != "0" || digits.starts_with('0'));
    Some(reading)
}

/// A reading of a number, if some plan has it or it is reserved for fiction.
fn reading(number: &Number, digits: &str, groups: &[usize]) -> Option<Reading> {
    let fictional = is_fictional(number);
    // Each region of the calling code is tried.
    let valid = fictional || number.is_valid();
    valid.then(|| Reading {
        grouping: grouping(number, digits, groups),
        number: number.text(),
        fictional,
        trunk: true,
    })
}

/// Compares breaks counted from the end of the number, where national and international forms
/// agree.
fn grouping(number: &Number, digits: &str, groups: &[usize]) -> Grouping {
    if groups.len() < 2 {
        return Grouping::Bare;
    }
    // A break before the number proper parts it from its prefixes.
    let significant = number.national.get().len();
    let agrees = |known: &format::Breaks| {
        breaks(groups).all(|place| {
            known.is_break(place)
                || place >= known.digits
                || (place >= significant && place < digits.len())
        })
    };
    if number.breaks().iter().any(agrees) {
        Grouping::Typical
    } else {
        Grouping::Irregular
    }
}

/// How many digits follow each break between groups.
fn breaks(groups: &[usize]) -> impl Iterator<Item = usize> + '_ {
    groups
        .iter()
        .rev()
        .scan(0, |after, length| {
            *after += length;
            Some(*after)
        })
        .take(groups.len().saturating_sub(1))
}
