//! Groups of digits that are no part of a number to call: dates, times, money, sizes, addresses.

use crate::extract::identifiers::scan;
use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::units::Writing;
use crate::extract::identifiers::vocabulary;

/// Words after an amount.
pub(super) const MEASURE_LIST: &str = include_str!("../../../data/identifiers/measure_words.txt");

const CURRENCY: &[char] = &[
    '$', '€', '£', '¥', '₹', '₽', '₴', '₺', '₩', '฿', '₫', '₱', '₦', '₪', '¢', '%', '°',
];

/// Masks the groups that something shows to be other than a number to call.
pub(super) fn apply(units: &mut [Unit], text: &str) {
    let gaps: Vec<&str> = units
        .iter()
        .zip(units.iter().skip(1))
        .map(|(one, next)| {
            text.get(one.range.end..next.range.start)
                .unwrap_or_default()
        })
        .collect();
    let mut masked = vec![false; units.len()];
    for at in 0..units.len() {
        if let Some(length) = pattern_at(units, &gaps, at) {
            masked
                .iter_mut()
                .skip(at)
                .take(length)
                .for_each(|m| *m = true);
        }
        let other = is_amount(units, &gaps, text, at) || is_crossed_out(units, text, at);
        if other && let Some(m) = masked.get_mut(at) {
            *m = true;
        }
    }
    for (unit, is_masked) in units.iter_mut().zip(masked) {
        unit.masked |= is_masked;
    }
}

/// How many groups from `at` make a date, a time, an address of a machine, or coordinates.
fn pattern_at(units: &[Unit], gaps: &[&str], at: usize) -> Option<usize> {
    let digits = |step: usize| {
        units
            .get(at + step)
            .filter(|unit| unit.writing == Writing::Digits)
            .map(|unit| unit.digits.as_str())
    };
    let gap = |step: usize| gaps.get(at + step).copied().unwrap_or_default();
    let before = at
        .checked_sub(1)
        .and_then(|step| gaps.get(step))
        .copied()
        .unwrap_or_default();
    let (one, two) = (digits(0)?, digits(1)?);
    let sign = gap(0);
    if sign == ":" && before != ":" && is_time(one, two) {
        return Some(2);
    }
    if let (Some(three), true) = (
        digits(2),
        matches!(sign, "/" | "-" | "." | " / " | " - " | ". "),
    ) && gap(1) == sign
    {
        let flanked = before == sign || gap(2) == sign;
        if !flanked && is_date(one, two, three) {
            return Some(3);
        }
        if let Some(four) = digits(3)
            && sign == "."
            && gap(2) == "."
            && before != "."
            && gap(3) != "."
            && is_machine(&[one, two, three, four])
        {
            return Some(4);
        }
    }
    is_coordinate(one, two, sign)
        .then(|| digits(2).zip(digits(3)))
        .flatten()
        .filter(|(three, four)| {
            is_coordinate(three, four, gap(2))
                && gap(1)
                    .chars()
                    .all(|c| matches!(c, ',' | ' ' | '-' | '/' | '°'))
        })
        .map(|_| 4)
}

fn is_time(hour: &str, minute: &str) -> bool {
    hour.len() <= 2
        && minute.len() == 2
        && hour.parse().is_ok_and(|hour: u8| hour <= 24)
        && minute.parse().is_ok_and(|minute: u8| minute < 60)
}

fn is_date(one: &str, two: &str, three: &str) -> bool {
    let within = |text: &str, max: u16| {
        text.len() <= 2 && text.parse().is_ok_and(|n: u16| (1..=max).contains(&n))
    };
    let day_and_month =
        |a: &str, b: &str| (within(a, 31) && within(b, 12)) || (within(a, 12) && within(b, 31));
    (is_year(three) || three.len() == 2) && day_and_month(one, two)
        || is_year(one) && day_and_month(two, three)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20"))
}

fn is_machine(parts: &[&str; 4]) -> bool {
    // Four pairs are how some countries write a phone number.
    let pairs = parts.iter().all(|part| part.len() == 2);
    let singles = parts.iter().all(|part| part.len() == 1);
    !pairs
        && !singles
        && parts
            .iter()
            .all(|part| part.len() <= 3 && part.parse::<u8>().is_ok())
}

fn is_coordinate(whole: &str, part: &str, sign: &str) -> bool {
    sign == "." && whole.len() <= 3 && part.len() >= 3 && whole.parse().is_ok_and(|n: u16| n <= 180)
}

/// Money, sizes, ages: a sign or a word after the amount, or a currency before it.
fn is_amount(units: &[Unit], gaps: &[&str], text: &str, at: usize) -> bool {
    let Some(unit) = units.get(at) else {
        return false;
    };
    let before = text.get(..unit.range.start).unwrap_or_default();
    let after = start_of(text.get(unit.range.end..).unwrap_or_default());
    if before.trim_end_matches(' ').ends_with(CURRENCY) || after.starts_with('%') {
        return true;
    }
    // A currency sign with a digit after it belongs to that digit.
    let mut signs = after.trim_start_matches(' ').chars();
    if signs.next().is_some_and(|c| CURRENCY.contains(&c))
        && !signs.next().is_some_and(|c| c.is_ascii_digit())
    {
        return true;
    }
    let held = at
        .checked_sub(1)
        .and_then(|step| gaps.get(step))
        .is_some_and(|gap| {
            let before = at.checked_sub(2).and_then(|step| gaps.get(step));
            gap.chars().count() <= 4 && !gap.contains(char::is_alphanumeric) && before == Some(gap)
        });
    let Some(word) = scan::words(after)
        .next()
        .filter(|range| range.start <= 1)
        .and_then(|range| {
            let touching = range.start == 0;
            let signless = touching || after.starts_with(' ');
            after
                .get(range)
                .filter(|_| signless)
                .map(|word| (word, touching))
        })
    else {
        return is_decimal_money(unit, gaps, at);
    };
    // No amount begins with a zero, and none of four digits is parted from a lone letter: `0120 y`.
    let apart = !word.1 && word.0.chars().count() == 1 && unit.digits.len() > 3;
    if apart || (unit.digits.len() > 2 && unit.digits.starts_with('0')) {
        return false;
    }
    let length_max = if word.1 { 6 } else { 4 };
    unit.digits.len() <= length_max
        && (word.1 || !held)
        && vocabulary::of(word.0).is(vocabulary::MEASURE)
}

/// As much of a text as a measure word needs, so that a long run is not read over and over.
fn start_of(text: &str) -> &str {
    const CHARACTERS_MAX: usize = 24;
    let end = text
        .char_indices()
        .nth(CHARACTERS_MAX)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// `9.99` and `1,500`: two digits after a point alone, or three after a comma, call nobody.
fn is_decimal_money(unit: &Unit, gaps: &[&str], at: usize) -> bool {
    let before = at
        .checked_sub(1)
        .and_then(|step| gaps.get(step))
        .copied()
        .unwrap_or_default();
    let goes_on = gaps.get(at).is_some_and(|gap| *gap == ",");
    before == "," && unit.digits.len() == 3 && !goes_on
}

/// Digits that touch a row of x or stars: part of a number was crossed out.
fn is_crossed_out(units: &[Unit], text: &str, at: usize) -> bool {
    let Some(unit) = units.get(at) else {
        return false;
    };
    let after = text.get(unit.range.end..).unwrap_or_default();
    let before = text.get(..unit.range.start).unwrap_or_default();
    let (rest, head) = (after.trim_start_matches('-'), before.trim_end_matches('-'));
    rest.starts_with("xx")
        || head.ends_with("xx")
        || rest.starts_with("***")
        || head.ends_with("***")
}
