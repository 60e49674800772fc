//! What the library says of numbers: the measure of what the tables say.

use std::str::FromStr;
use std::sync::LazyLock;

use rlibphonenumber::PhoneNumber;
use rlibphonenumber::PhoneNumberFormat;
use rlibphonenumber::PhoneNumberType;
use rlibphonenumber::PhoneNumberUtil;
use rlibphonenumber::Region;

use crate::extract::identifiers::plans::number::Number;
use crate::extract::identifiers::plans::table::Plan;

static LIBRARY: LazyLock<PhoneNumberUtil> = LazyLock::new(|| PhoneNumberUtil::new().unwrap());

/// All that is asked of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    code: u16,
    text: String,
    national: usize,
    valid: bool,
    usual: bool,
    /// How many digits the number is written with at home and by the world, and how many follow
    /// each break; known of valid numbers only.
    breaks: [(usize, Vec<usize>); 2],
}

/// The regions of the library with their calling codes, sorted.
pub(super) fn regions() -> Vec<(String, u16)> {
    let countries = LIBRARY.get_supported_regions().map(|region| {
        let code = LIBRARY.get_country_code_for_region(region).unwrap();
        (
            region.as_region_str().to_string(),
            u16::try_from(code).unwrap(),
        )
    });
    let networks = LIBRARY
        .get_supported_global_network_calling_codes()
        .map(|code| ("001".to_owned(), u16::try_from(code).unwrap()));
    let mut regions: Vec<(String, u16)> = countries.chain(networks).collect();
    regions.sort();
    regions
}

/// What the library says of digits with a calling code.
pub(super) fn international(digits: &str) -> Option<Said> {
    said(&LIBRARY.parse(format!("+{digits}"), None).ok()?)
}

/// What the library says of digits dialled in a country.
pub(super) fn national(digits: &str, region: &str) -> Option<Said> {
    let region = Region::from_str(region).ok()?;
    said(&LIBRARY.parse(digits, Some(region)).ok()?)
}

fn said(number: &PhoneNumber) -> Option<Said> {
    let valid = LIBRARY
        .get_regions_for_country_calling_code(number.country_code)?
        .any(|region| LIBRARY.is_valid_number_for_region(number, region));
    let written = [
        PhoneNumberFormat::National,
        PhoneNumberFormat::International,
    ];
    Some(Said {
        code: u16::try_from(number.country_code).unwrap(),
        text: LIBRARY.format(number, PhoneNumberFormat::E164).into_owned(),
        national: rlibphonenumber::get_national_significant_number_owned(number).len(),
        valid,
        usual: matches!(
            LIBRARY.get_number_type(number),
            PhoneNumberType::Mobile
                | PhoneNumberType::FixedLine
                | PhoneNumberType::FixedLineOrMobile
        ),
        breaks: written.map(|format| {
            if valid {
                breaks(&LIBRARY.format(number, format))
            } else {
                (0, Vec::new())
            }
        }),
    })
}

fn breaks(written: &str) -> (usize, Vec<usize>) {
    let lengths: Vec<usize> = written
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .filter(|length| *length > 0)
        .collect();
    let total = lengths.iter().sum();
    let mut after = 0;
    let mut breaks: Vec<usize> = lengths
        .iter()
        .rev()
        .map(|length| {
            after += length;
            after
        })
        .collect();
    breaks.pop();
    (total, breaks)
}

/// What the tables say.
pub(super) fn ours(number: &Number) -> Said {
    let valid = number.is_valid();
    Said {
        code: number.code,
        text: number.text(),
        national: number.national.get().len(),
        valid,
        usual: number.is_usual(),
        breaks: number.breaks().map(|known| {
            if valid {
                let places = 0..=known.digits;
                let places = places.filter(|place| known.is_break(*place));
                (known.digits, places.collect())
            } else {
                (0, Vec::new())
            }
        }),
    }
}

/// The name of a plan's country for the library; networks have none.
pub(super) fn name(plan: &Plan) -> Option<&str> {
    Some(plan.region).filter(|region| *region != "001")
}
