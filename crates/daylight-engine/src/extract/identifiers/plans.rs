//! Numbering plans: which numbers a run of digits can be, and how each country groups them.

use std::str::FromStr;
use std::sync::LazyLock;

use rlibphonenumber::PhoneNumber;
use rlibphonenumber::PhoneNumberFormat;
use rlibphonenumber::PhoneNumberType;
use rlibphonenumber::PhoneNumberUtil;
use rlibphonenumber::Region;

use crate::extract::Country;
use crate::extract::identifiers::lists;

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
    region: Region,
    trunk: &'static str,
    lengths: Vec<usize>,
}

static UTIL: LazyLock<Option<PhoneNumberUtil>> = LazyLock::new(|| PhoneNumberUtil::new().ok());

static PLANS: LazyLock<Vec<Plan>> = LazyLock::new(|| {
    lists::lines(include_str!("../../../data/identifiers/plans.txt"))
        .filter_map(|line| {
            let mut parts = line.split_whitespace();
            Some(Plan {
                region: Region::from_str(parts.next()?).ok()?,
                trunk: parts.next().filter(|trunk| *trunk != "-").unwrap_or(""),
                lengths: parts
                    .next()?
                    .split(',')
                    .filter_map(|length| length.parse().ok())
                    .collect(),
            })
        })
        .collect()
});

static FICTIONAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    lists::lines(include_str!(
        "../../../data/identifiers/fictional_ranges.txt"
    ))
    .map(|line| line.split_whitespace().collect())
    .collect()
});

/// True for an E.164 number in a range reserved for fiction.
fn is_fictional(number: &str) -> bool {
    let digits = number.trim_start_matches('+');
    FICTIONAL.iter().any(|range| {
        range.len() == digits.len()
            && range
                .bytes()
                .zip(digits.bytes())
                .all(|(pattern, digit)| pattern == b'.' || pattern == digit)
    })
}

/// The number that digits with a country code make; `groups` are the lengths of the groups
/// they were written in, country code and all.
pub(super) fn international(digits: &str, groups: &[usize]) -> Option<Reading> {
    // No calling code begins with a zero; E.164 ends at fifteen digits.
    if digits.starts_with('0') || !(8..=15).contains(&digits.len()) {
        return None;
    }
    let text = format!("+{digits}");
    let number = UTIL.as_ref()?.parse(&text, None).ok()?;
    reading(&number, digits, groups)
}

/// The number that digits make when dialled inside a country.
pub(super) fn national(digits: &str, country: Country, groups: &[usize]) -> Option<Reading> {
    let region = Region::from_str(country.code()).ok()?;
    let plan = PLANS.iter().find(|plan| plan.region == region);
    if plan.is_some_and(|plan| !fits(plan, digits)) {
        return None;
    }
    in_region(digits, region, groups)
}

/// True for a number of a mobile or of a place: what people are called on.
pub(super) fn is_usual(number: &str) -> bool {
    UTIL.as_ref().is_some_and(|util| {
        util.parse(number, None).is_ok_and(|number| {
            matches!(
                util.get_number_type(&number),
                PhoneNumberType::Mobile
                    | PhoneNumberType::FixedLine
                    | PhoneNumberType::FixedLineOrMobile
            )
        })
    })
}

/// True for an E.164 number with a country's calling code.
pub(super) fn is_of(number: &str, country: Country) -> bool {
    let code = Region::from_str(country.code())
        .ok()
        .zip(UTIL.as_ref())
        .and_then(|(region, util)| util.get_country_code_for_region(region));
    code.is_some_and(|code| {
        number
            .trim_start_matches('+')
            .starts_with(&code.to_string())
    })
}

/// The numbers that digits make in the countries tried where nothing says which, likeliest first.
pub(super) fn anywhere(digits: &str, groups: &[usize]) -> Vec<Reading> {
    let mut readings: Vec<Reading> = PLANS
        .iter()
        .filter(|plan| fits(plan, digits))
        .filter_map(|plan| in_region(digits, plan.region, groups))
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
    plan.lengths.contains(&rest) || plan.lengths.contains(&digits.len()) || {
        // Argentina and Mexico write more before a number at home than abroad.
        matches!(plan.region.as_region_str().as_ref(), "AR" | "MX") && rest < 14
    }
}

fn in_region(digits: &str, region: Region, groups: &[usize]) -> Option<Reading> {
    let util = UTIL.as_ref()?;
    let number = util.parse(digits, Some(region)).ok()?;
    if util.get_country_code_for_region(region) != Some(number.country_code) {
        return None;
    }
    let mut reading = reading(&number, digits, groups)?;
    let trunk = PLANS.iter().find(|plan| plan.region == region);
    reading.trunk = trunk.is_none_or(|plan| plan.trunk != "0" || digits.starts_with('0'));
    Some(reading)
}

/// A reading of a parsed number, if some plan has it or it is reserved for fiction.
fn reading(number: &PhoneNumber, digits: &str, groups: &[usize]) -> Option<Reading> {
    let util = UTIL.as_ref()?;
    let text = util.format(number, PhoneNumberFormat::E164).into_owned();
    let fictional = is_fictional(&text);
    // The library's own choice of region is not asked: each region of the code is tried.
    let valid = fictional
        || util
            .get_regions_for_country_calling_code(number.country_code)?
            .any(|region| util.is_valid_number_for_region(number, region));
    valid.then(|| Reading {
        grouping: grouping(number, digits, groups),
        number: text,
        fictional,
        trunk: true,
    })
}

/// Compares breaks counted from the end of the number, where national and international forms
/// agree.
fn grouping(number: &PhoneNumber, digits: &str, groups: &[usize]) -> Grouping {
    if groups.len() < 2 {
        return Grouping::Bare;
    }
    let Some(util) = UTIL.as_ref() else {
        return Grouping::Irregular;
    };
    let met = breaks(groups);
    // A break before the number proper parts it from its prefixes.
    let significant = rlibphonenumber::get_national_significant_number_owned(number).len();

    let [national, international] = [
        PhoneNumberFormat::National,
        PhoneNumberFormat::International,
    ]
    .map(|format| {
        let written = util.format(number, format);
        let lengths: Vec<usize> = written
            .split(|c: char| !c.is_ascii_digit())
            .map(str::len)
            .filter(|length| *length > 0)
            .collect();
        (lengths.iter().sum::<usize>(), breaks(&lengths))
    });
    let agrees = |(length, known): &(usize, Vec<usize>)| {
        met.iter().all(|place| {
            known.contains(place)
                || *place >= *length
                || (*place >= significant && *place < digits.len())
        })
    };
    if agrees(&national) || agrees(&international) {
        Grouping::Typical
    } else {
        Grouping::Irregular
    }
}

/// How many digits follow each break between groups.
fn breaks(groups: &[usize]) -> Vec<usize> {
    groups
        .iter()
        .rev()
        .scan(0, |after, length| {
            *after += length;
            Some(*after)
        })
        .take(groups.len().saturating_sub(1))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::extract::Country;
    use crate::extract::identifiers::plans::Grouping;
    use crate::extract::identifiers::plans::anywhere;
    use crate::extract::identifiers::plans::international;
    use crate::extract::identifiers::plans::national;

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
}
