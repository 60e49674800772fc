//! Whether some groups of digits are a phone number, which one, and how sure that is.

use crate::extract::Hints;
use crate::extract::identifiers::cues::Cue;
use crate::extract::identifiers::cues::Near;
use crate::extract::identifiers::gaps::Hold;
use crate::extract::identifiers::plans;
use crate::extract::identifiers::plans::Grouping;
use crate::extract::identifiers::plans::Reading;
use crate::extract::identifiers::readings::Way;
use crate::extract::identifiers::readings::is_long_enough;
use crate::extract::identifiers::readings::readings;
use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::units::Writing;

/// The most other readings kept.
const READINGS_MAX: usize = 4;
/// Below this a find is not reported.
const CONFIDENCE_MIN: f32 = 0.4;

/// What is known of some groups.
pub(super) struct Evidence<'a> {
    /// The groups.
    pub(super) units: &'a [Unit],
    /// How firmly each gap between them holds.
    pub(super) holds: &'a [Hold],
    /// A plus stands before them.
    pub(super) plus: bool,
    /// What the words near them say.
    pub(super) near: Near<'a>,
    /// The digits stand in circles, squares or keys.
    pub(super) disguised: bool,
    /// What the ad says of countries.
    pub(super) hints: &'a Hints,
}

/// A number, as sure as it is.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that was seen, and none excludes another"
)]
pub(super) struct Verdict {
    /// The likeliest number, E.164.
    pub(super) value: String,
    /// The others.
    pub(super) readings: Vec<String>,
    /// The rule.
    pub(super) rule: &'static str,
    /// How sure.
    pub(super) confidence: f32,
    /// No one can hold it.
    pub(super) fictional: bool,
    /// Signs or words stand where no format has them.
    pub(super) interleaved: bool,
    /// Each digit stands alone.
    pub(super) spaced: bool,
    /// Its own form is proof enough that it is not part of something longer.
    pub(super) firm: bool,
    /// It is grouped as its country groups, where the ad is.
    pub(super) usual: bool,
    /// Something says where it is dialled.
    pub(super) placed: bool,
    cued: bool,
    home: bool,
}

impl Verdict {
    /// What is compared between numbers of the same groups: a range reserved for fiction, which
    /// is hardly met by chance, then how sure the number is.
    pub(super) fn worth(&self) -> (bool, f32) {
        (self.fictional, self.confidence)
    }

    /// The verdict for a number cut in two by words: it needs a cue, and is less sure.
    pub(super) fn of_split(mut self) -> Option<Self> {
        self.rule = "phone/interleaved";
        self.interleaved = true;
        self.confidence = (self.confidence - 0.15).min(0.7);
        (self.cued && self.home && self.confidence >= CONFIDENCE_MIN).then_some(self)
    }
}

/// Judges some groups; `None` where they are not, or not surely enough, a phone.
pub(super) fn judge(evidence: &Evidence<'_>) -> Option<Verdict> {
    let units = evidence.units;
    let digits: String = units.iter().map(|unit| unit.digits.as_str()).collect();
    let groups = groups(units);
    if is_monotone(&digits) && !evidence.plus {
        return None;
    }
    // A list is believed only where its words say what it is a list of.
    if evidence.holds.contains(&Hold::List) && evidence.near.cue() != Cue::Contact {
        return None;
    }
    let (way, readings) = readings(evidence, &digits, &groups)?;
    let first = readings.first()?;
    let shape = Shape::of(evidence, &groups);
    let mut confidence = confidence(evidence, way, first, shape, digits.len())?;
    let others = u8::try_from(readings.len() - 1).unwrap_or(u8::MAX).min(3);
    if way == Way::Anywhere {
        confidence -= 0.04 * f32::from(others);
    }
    if way == Way::Hinted && !is_first(first, evidence.hints) {
        confidence -= 0.04;
    }
    confidence -= untidiness(evidence);
    let spelled = units.iter().any(|unit| unit.writing == Writing::Spelled);
    let odd = evidence.holds.iter().any(|hold| *hold >= Hold::Odd);
    let spaced = shape == Shape::Singles && evidence.units.len() > 4;
    (confidence >= CONFIDENCE_MIN).then(|| Verdict {
        value: first.number.clone(),
        readings: readings
            .iter()
            .skip(1)
            .take(READINGS_MAX)
            .map(|reading| reading.number.clone())
            .collect(),
        rule: if spelled {
            "phone/spelled"
        } else if odd || spaced {
            "phone/interleaved"
        } else if way == Way::Announced {
            "phone/international"
        } else {
            "phone/national"
        },
        confidence,
        fictional: first.fictional,
        interleaved: odd,
        spaced: spaced && !spelled,
        firm: way == Way::Announced
            || (evidence.near.cue() == Cue::Contact && first.grouping == Grouping::Typical),
        usual: way == Way::Hinted && first.grouping == Grouping::Typical,
        placed: matches!(way, Way::Announced | Way::Hinted),
        cued: evidence.near.cue() == Cue::Contact,
        home: matches!(
            way,
            Way::Announced | Way::Hinted | Way::Shaped | Way::Anywhere
        ),
    })
}

/// True for a number of the country that the ad points to most.
fn is_first(reading: &Reading, hints: &Hints) -> bool {
    let country = hints.countries.first();
    country.is_none_or(|country| plans::is_of(&reading.number, *country))
}

/// What words or letters about the digits take from how sure a number is.
fn untidiness(evidence: &Evidence<'_>) -> f32 {
    let glued = |unit: &Unit| unit.glued_left || unit.glued_right;
    let words = if evidence.holds.contains(&Hold::Filler) {
        0.1
    } else {
        0.0
    };
    let letters = if evidence.units.iter().any(glued) {
        0.08
    } else {
        0.0
    };
    words + letters
}

/// Lengths of the groups; spelled digits and digits that touch belong to one group.
fn groups(units: &[Unit]) -> Vec<usize> {
    let mut groups: Vec<usize> = Vec::new();
    let mut end = None;
    for unit in units {
        match groups.last_mut() {
            Some(group) if end == Some(unit.range.start) => *group += unit.digits.len(),
            _ => groups.push(unit.digits.len()),
        }
        end = Some(unit.range.end);
    }
    groups
}

/// The look of the groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Digits, or words for them, one by one.
    Singles,
    /// Hidden in some other way that nobody writes a plain amount in.
    Hidden,
    /// Groups of two to five, not all pairs and not all years, such as people make.
    Regular,
    /// A list, or chunks with no order.
    Loose,
}

impl Shape {
    fn of(evidence: &Evidence<'_>, groups: &[usize]) -> Self {
        let singles = evidence
            .units
            .iter()
            .filter(|unit| unit.digits.len() == 1)
            .count();
        let spelled = evidence
            .units
            .iter()
            .filter(|unit| unit.writing != Writing::Digits)
            .count();
        let odd = evidence.holds.contains(&Hold::Odd);
        if singles * 10 >= evidence.units.len() * 8 && evidence.units.len() >= 5 {
            Self::Singles
        } else if spelled >= 2 || (odd && groups.len() <= 8) || (spelled == 1 && groups.len() <= 5)
        {
            Self::Hidden
        } else if (is_regular(groups) || are_dialled_pairs(evidence.units))
            && !are_years(evidence.units)
        {
            Self::Regular
        } else {
            Self::Loose
        }
    }
}

/// Groups of two to five digits after at most one lone digit, and not a row of pairs.
fn is_regular(groups: &[usize]) -> bool {
    let lone = groups.iter().take(2).position(|length| *length == 1);
    let body: Vec<usize> = groups
        .iter()
        .enumerate()
        .filter(|(at, _)| Some(*at) != lone)
        .map(|(_, length)| *length)
        .collect();
    let pairs = body.iter().all(|length| *length == 2);
    !pairs && body.len() <= 6 && body.iter().all(|length| (2..=8).contains(length))
}

/// Pairs after a zero are how many countries say a number aloud: `06 12 34 56 78`.
fn are_dialled_pairs(units: &[Unit]) -> bool {
    units.iter().all(|unit| unit.digits.len() == 2)
        && units
            .first()
            .is_some_and(|unit| unit.digits.starts_with('0'))
}

fn are_years(units: &[Unit]) -> bool {
    let years = units
        .iter()
        .filter(|unit| {
            unit.digits.len() == 4
                && (unit.digits.starts_with("19") || unit.digits.starts_with("20"))
        })
        .count();
    years * 2 > units.len()
}

/// A row of pairs may be ages or amounts, unless it begins as a national number does or the
/// country of the ad writes pairs; even there a rising row is a list.
fn is_listed(units: &[Unit], way: Way) -> bool {
    let pairs = units.iter().all(|unit| unit.digits.len() == 2);
    let begins = units
        .first()
        .is_some_and(|unit| unit.digits.starts_with('0'));
    let rising = units
        .iter()
        .zip(units.iter().skip(1))
        .all(|(one, next)| one.digits < next.digits);
    pairs && !begins && (rising || matches!(way, Way::Anywhere | Way::Elsewhere))
}

/// One digit over and over, or the digits in order: someone filled in a form.
fn is_monotone(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let pairs = || bytes.iter().zip(bytes.iter().skip(1));
    pairs().all(|(one, next)| one == next)
        || (bytes.first() != Some(&b'0')
            && pairs().all(|(one, next)| (one - b'0' + 1) % 10 == next - b'0'))
}

/// How sure the likeliest reading is; `None` where silence is better.
fn confidence(
    evidence: &Evidence<'_>,
    way: Way,
    reading: &Reading,
    shape: Shape,
    length: usize,
) -> Option<f32> {
    let cued = evidence.near.cue() == Cue::Contact;
    if evidence.near.cue() == Cue::Record && way != Way::Announced {
        return None;
    }
    let typical = reading.grouping == Grouping::Typical;
    let believable = match way {
        Way::Announced | Way::Unannounced | Way::Hinted | Way::Shaped => true,
        Way::Anywhere => {
            let whole = reading.grouping == Grouping::Bare && length == 8;
            length >= 9 || typical || whole
        }
        Way::Elsewhere => {
            let whole = reading.grouping == Grouping::Bare && reading.trunk && cued;
            typical || whole
        }
    };
    if !believable || !is_long_enough(evidence, way, length) {
        return None;
    }
    let list = evidence.holds.contains(&Hold::List);
    let pairs = evidence.units.iter().all(|unit| unit.digits.len() == 2);
    if list && !(cued && (typical || shape == Shape::Singles) && !pairs) {
        return None;
    }
    let base = match way {
        Way::Announced => 0.97,
        Way::Hinted => 0.92,
        Way::Unannounced => 0.85,
        Way::Anywhere => 0.78,
        Way::Shaped => 0.75,
        Way::Elsewhere => 0.5,
    };
    let trunk = if reading.trunk { 0.0 } else { 0.12 };
    let shown = match (reading.grouping, shape) {
        (_, Shape::Singles) => 0.05,
        (Grouping::Typical, Shape::Loose) if !cued && are_years(evidence.units) => return None,
        (Grouping::Typical, Shape::Loose) if !cued && is_listed(evidence.units, way) => {
            return None;
        }
        (Grouping::Typical, _) => 0.0,
        (Grouping::Bare, _) if cued || way == Way::Announced => 0.0,
        (Grouping::Bare, _) => bare(way, reading, length)?,
        (Grouping::Irregular, Shape::Hidden) => 0.08,
        (Grouping::Irregular, Shape::Regular)
            if cued || matches!(way, Way::Announced | Way::Hinted) =>
        {
            0.1
        }
        (Grouping::Irregular, _) if reading.fictional => 0.2,
        (Grouping::Irregular, _) if cued || way == Way::Announced => 0.25,
        (Grouping::Irregular, _) => return None,
    };
    let cue = if cued { 0.05 } else { 0.0 };
    Some((base - trunk - shown + cue).min(0.99))
}

/// What digits in one run without any cue cost: long ones that begin as the country's numbers do
/// are phones in an ad; short ones are anything.
fn bare(way: Way, reading: &Reading, length: usize) -> Option<f32> {
    match way {
        Way::Announced => Some(0.0),
        Way::Hinted if reading.trunk && length >= 9 => Some(0.07),
        Way::Hinted if reading.trunk || length >= 10 => Some(0.25),
        Way::Unannounced | Way::Shaped => Some(0.2),
        Way::Anywhere if reading.trunk && length >= 10 => Some(0.18),
        Way::Hinted | Way::Anywhere | Way::Elsewhere => None,
    }
}

/// The number of a link that can hold nothing else, and whether it is fictional:
/// `wa.me/<digits>`.
pub(super) fn of_link(digits: &str) -> Option<(String, bool)> {
    plans::international(digits.trim_start_matches('0'), &[digits.len()])
        .map(|reading| (reading.number, reading.fictional))
}
