//! The plans beside the library whose data they are.

use crate::extract::Country;
use crate::extract::identifiers::plans::Grouping;
use crate::extract::identifiers::plans::anywhere;
use crate::extract::identifiers::plans::international;
use crate::extract::identifiers::plans::library;
use crate::extract::identifiers::plans::national;
use crate::extract::identifiers::plans::number::Digits;
use crate::extract::identifiers::plans::number::Number;
use crate::extract::identifiers::plans::pattern::Pattern;
use crate::extract::identifiers::plans::pattern::Step;
use crate::extract::identifiers::plans::table::Plan;
use crate::extract::identifiers::plans::table::TABLE;

/// Numbers tried in each plan.
const CASES: usize = 400;

#[test]
fn reserved_numbers_are_fictional() {
    for digits in [
        "12125550147",
        "18005550147",
        "442079460123",
        "447700900123",
        "61491570156",
        "33199001234",
        "493023125123",
        "4984659999",
        "353209112345",
    ] {
        let met = international(digits, &[digits.len()]);
        let reserved = digits != "4984659999";
        assert_eq!(
            met.is_some_and(|reading| reading.fictional),
            reserved,
            "{digits}"
        );
    }
}

#[test]
fn grouping_follows_the_country() {
    let us = Country::new("US").unwrap();
    for (groups, grouping) in [
        (vec![3, 3, 4], Grouping::Typical),
        (vec![3, 7], Grouping::Typical),
        (vec![10], Grouping::Bare),
        (vec![2, 2, 2, 2, 2], Grouping::Irregular),
    ] {
        let met = national("2125550147", us, &groups).map(|reading| reading.grouping);
        assert_eq!(met, Some(grouping), "{groups:?}");
    }
}

#[test]
fn the_way_of_writing_picks_the_country() {
    for (digits, groups, number) in [
        ("0199001234", vec![2, 2, 2, 2, 2], "+33199001234"),
        ("02079460123", vec![3, 4, 4], "+442079460123"),
        ("0491570156", vec![4, 3, 3], "+61491570156"),
    ] {
        let met = anywhere(digits, &groups);
        assert_eq!(met.first().map(|r| r.number.as_str()), Some(number));
    }
}

/// Digits of a number as it may be dialled in a country: mostly such as its plan has, sometimes
/// with a prefix, sometimes with a digit changed.
fn dialled(plan: &Plan, chance: &mut impl FnMut(usize) -> usize) -> String {
    let patterns = plan.written();
    let body = match patterns.get(chance(patterns.len() + 1)) {
        Some(pattern) => sample(pattern, chance),
        None => (0..5 + chance(9)).map(|_| digit(chance)).collect(),
    };
    let prefix = match chance(8) {
        0 | 1 => plan
            .home()
            .map(|home| sampled(home, chance))
            .unwrap_or_default(),
        2 => plan.code.to_string(),
        3 => {
            plan.abroad()
                .map(|abroad| sampled(abroad, chance))
                .unwrap_or_default()
                + &plan.code.to_string()
        }
        4 => plan
            .abroad()
            .map(|abroad| sampled(abroad, chance))
            .unwrap_or_default(),
        _ => String::new(),
    };
    let mut all: Vec<char> = (prefix + &body).chars().collect();
    if chance(4) == 0 && !all.is_empty() {
        let at = chance(all.len());
        all[at] = digit(chance);
    }
    all.truncate(18);
    all.into_iter().collect()
}

fn digit(chance: &mut impl FnMut(usize) -> usize) -> char {
    char::from_digit(u32::try_from(chance(10)).unwrap(), 10).unwrap()
}

fn sample(written: &str, chance: &mut impl FnMut(usize) -> usize) -> String {
    sampled(&Pattern::new(written).unwrap(), chance)
}

/// Digits that a pattern matches, found by going on at random.
fn sampled(pattern: &Pattern, chance: &mut impl FnMut(usize) -> usize) -> String {
    let mut text = String::new();
    let mut at = 0;
    loop {
        at = match pattern.steps()[at] {
            Step::Match => return text,
            Step::Jump(to) => to,
            Step::Either(one, other) => [one, other][chance(2)],
            Step::Keep(_) | Step::End => at + 1,
            Step::Digit(set) => {
                let digits: Vec<char> = (0..10)
                    .filter(|digit| set >> digit & 1 == 1)
                    .filter_map(|digit| char::from_digit(digit, 10))
                    .collect();
                text.push(digits[chance(digits.len())]);
                at + 1
            }
        };
    }
}

/// A row of numbers that looks like chance and is the same each time.
fn chance(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below.max(1)
    }
}

/// Compares what is said of digits dialled in a country, and of the same digits behind its code.
fn compare(plan: &Plan, digits: &str) {
    let read = Digits::new(digits).unwrap();
    if let Some(name) = library::name(plan) {
        let ours = Number::national(&read, plan).map(|number| library::ours(&number));
        assert_eq!(ours, library::national(digits, name), "{digits} in {name}");
    }
    let abroad = format!("{}{digits}", plan.code);
    let read = Digits::new(&abroad).unwrap();
    let ours = Number::international(&read).map(|number| library::ours(&number));
    assert_eq!(ours, library::international(&abroad), "+{abroad}");
}

#[test]
fn the_tables_have_every_plan_of_the_library() {
    let plans = TABLE.plans().iter();
    let mut ours: Vec<(String, u16)> = plans
        .map(|plan| (plan.region.to_owned(), plan.code))
        .collect();
    ours.sort();
    assert_eq!(ours, library::regions());
    for plan in TABLE.plans() {
        assert_eq!(
            plan.written()
                .iter()
                .find(|written| Pattern::new(written).is_none()),
            None
        );
    }
}

#[test]
fn the_tables_say_what_the_library_says() {
    for (seed, plan) in (1..).zip(TABLE.plans()) {
        let mut chance = chance(seed);
        for _ in 0..CASES {
            compare(plan, &dialled(plan, &mut chance));
        }
    }
}

#[test]
fn the_tables_say_what_the_library_says_of_every_beginning() {
    for (seed, plan) in (1..).zip(TABLE.plans()) {
        let mut chance = chance(seed);
        for beginning in 0..100 {
            for length in [7, 8, 9, 10, 11] {
                let rest: String = (2..length).map(|_| digit(&mut chance)).collect();
                compare(plan, &format!("{beginning:02}{rest}"));
            }
        }
    }
}
