//! The numbers some digits can be, and how each reading was reached.

use crate::extract::Country;
use crate::extract::Hints;
use crate::extract::identifiers::cues::Cue;
use crate::extract::identifiers::gaps::Hold;
use crate::extract::identifiers::judge::Evidence;
use crate::extract::identifiers::plans;
use crate::extract::identifiers::plans::Grouping;
use crate::extract::identifiers::plans::Reading;
use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::units::Writing;

/// The fewest digits of a number with its country code, and where nothing else speaks for it.
const ABROAD_DIGITS_MIN: usize = 10;
const ABROAD_DIGITS_SURE: usize = 11;

/// How the readings of some digits were reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The country code is announced by a plus or a dialling prefix.
    Announced,
    /// A country code begins the digits without being announced.
    Unannounced,
    /// Valid where the ad is.
    Hinted,
    /// Valid in some big country; nothing says which.
    Anywhere,
    /// Grouped as one part of the world does, or of a range that one country keeps for fiction.
    Shaped,
    /// Valid elsewhere than where the ad is.
    Elsewhere,
}

/// The plausible readings and how they were reached.
pub(super) fn readings(
    evidence: &Evidence<'_>,
    digits: &str,
    groups: &[usize],
) -> Option<(Way, Vec<Reading>)> {
    if evidence.plus {
        let code = digits.trim_start_matches('0');
        let reading = without_bracketed_zero(evidence.units, groups)
            .and_then(|(digits, groups)| plans::international(&digits, &groups));
        if let Some(reading) = reading.or_else(|| plans::international(code, groups)) {
            return Some((Way::Announced, vec![reading]));
        }
    }
    if digits.len() > 10
        && let Some(rest) = digits.strip_prefix("00")
        && let Some(reading) = plans::international(rest, groups)
    {
        return Some((Way::Announced, vec![reading]));
    }
    let hinted: Vec<Reading> = fictional_first(unique(
        evidence
            .hints
            .countries
            .iter()
            .filter_map(|country| plans::national(digits, *country, groups)),
    ));
    let abroad = abroad(evidence, digits, groups);
    if let Some(reading) = &abroad
        && !hinted
            .first()
            .is_some_and(|home| stands_before(home, reading))
    {
        let others = hinted
            .into_iter()
            .filter(|other| other.number != reading.number);
        let readings = std::iter::once(reading.clone()).chain(others);
        return Some((Way::Unannounced, readings.collect()));
    }
    let shaped = shaped(digits, groups, &hinted);
    if !shaped.is_empty() {
        let readings = unique(shaped.into_iter().chain(hinted));
        return Some((Way::Shaped, readings));
    }
    if !hinted.is_empty() {
        return Some((Way::Hinted, unique(hinted.into_iter().chain(abroad))));
    }
    for prefix in ["0011", "011"] {
        if digits.len() >= 12
            && let Some(rest) = digits.strip_prefix(prefix)
            && let Some(reading) = plans::international(rest, groups)
        {
            return Some((Way::Announced, vec![reading]));
        }
    }
    let way = if evidence.hints.countries.is_empty() {
        Way::Anywhere
    } else {
        Way::Elsewhere
    };
    if !is_long_enough(evidence, way, digits.len()) {
        return None;
    }
    let anywhere = unique(plans::anywhere(digits, groups));
    (!anywhere.is_empty()).then_some((way, anywhere))
}

/// False where no reading of so few digits would be believed.
pub(super) fn is_long_enough(evidence: &Evidence<'_>, way: Way, length: usize) -> bool {
    let cued = || evidence.near.cue() == Cue::Contact;
    match way {
        Way::Announced | Way::Unannounced | Way::Hinted => true,
        Way::Shaped => length >= 9,
        Way::Anywhere => length >= 9 || cued(),
        Way::Elsewhere => length >= 10 || (length >= 9 && cued()),
    }
}

/// The number that digits make with a country code nobody announced.
fn abroad(evidence: &Evidence<'_>, digits: &str, groups: &[usize]) -> Option<Reading> {
    if digits.len() < ABROAD_DIGITS_MIN || digits.starts_with('0') {
        return None;
    }
    let reading = plans::international(digits, groups)?;
    let believed = evidence.near.cue() == Cue::Contact
        || reading.grouping == Grouping::Typical
        || is_hidden(evidence)
        || is_home(&reading, evidence.hints);
    let long = digits.len() >= ABROAD_DIGITS_SURE;
    (reading.fictional || (long && believed)).then_some(reading)
}

/// True where someone took pains to hide the digits: nobody hides an order number.
fn is_hidden(evidence: &Evidence<'_>) -> bool {
    let singles = evidence.units.iter().filter(|unit| unit.digits.len() == 1);
    evidence.disguised
        || singles.count() >= ABROAD_DIGITS_MIN
        || evidence.holds.contains(&Hold::Odd)
        || evidence
            .units
            .iter()
            .any(|unit| unit.writing != Writing::Digits)
}

/// True where a number dialled at home is likelier than one with its country code: it is written
/// as its country writes numbers, or nothing speaks for the other either.
fn stands_before(home: &Reading, abroad: &Reading) -> bool {
    match (home.fictional, abroad.fictional) {
        (true, _) => true,
        (false, true) => false,
        (false, false) => {
            home.trunk && (plans::is_usual(&home.number) || !plans::is_usual(&abroad.number))
        }
    }
}

/// Readings in countries that nothing in the ad names, of ranges reserved for fiction there: a
/// number met at random is in such a range about once in ten thousand times.
fn shaped(digits: &str, groups: &[usize], hinted: &[Reading]) -> Vec<Reading> {
    let american = is_american(digits, groups);
    let settled = hinted.first().is_some_and(|reading| {
        reading.fictional || (reading.trunk && reading.grouping == Grouping::Typical && !american)
    });
    if settled {
        return Vec::new();
    }
    let mut readings = plans::fictional_anywhere(digits, groups);
    readings.retain(|reading| reading.trunk);
    let bare = hinted.first().is_none_or(|reading| !reading.trunk);
    if readings.is_empty() && american && bare {
        readings.extend(Country::new("US").and_then(|us| plans::national(digits, us, groups)));
    }
    readings
}

/// Three, three and four digits, the first of neither three below two: North America.
fn is_american(digits: &str, groups: &[usize]) -> bool {
    let leads = |at: usize| digits.as_bytes().get(at).is_some_and(|lead| *lead >= b'2');
    groups == [3, 3, 4] && leads(0) && leads(3)
}

fn fictional_first(mut readings: Vec<Reading>) -> Vec<Reading> {
    readings.sort_by_key(|reading| !reading.fictional);
    readings
}

/// The digits and groups of `+44 (0) 20 ...` as dialled from abroad; Italy keeps its zero, and
/// finds no number without it.
fn without_bracketed_zero(units: &[Unit], groups: &[usize]) -> Option<(String, Vec<usize>)> {
    let zero = units
        .get(1)
        .filter(|unit| unit.digits == "0" && units.len() > 2)?;
    let digits = units
        .iter()
        .filter(|unit| unit.range != zero.range)
        .map(|unit| unit.digits.as_str())
        .collect();
    let kept = groups.iter().enumerate().filter(|(at, _)| *at != 1);
    Some((digits, kept.map(|(_, length)| *length).collect()))
}

fn unique(readings: impl IntoIterator<Item = Reading>) -> Vec<Reading> {
    let mut kept: Vec<Reading> = Vec::new();
    for reading in readings {
        if kept.iter().all(|other| other.number != reading.number) {
            kept.push(reading);
        }
    }
    kept
}

/// True for a number of a country the ad points to.
fn is_home(reading: &Reading, hints: &Hints) -> bool {
    hints
        .countries
        .iter()
        .any(|country| plans::is_of(&reading.number, *country))
}
