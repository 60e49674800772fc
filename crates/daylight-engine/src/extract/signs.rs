//! What the wording of an ad says of it as a whole: the inputs of D07, D11 and D12.

mod language;
mod near;

use std::ops::Range;
use std::sync::LazyLock;

use daylight_model::Fact;
use daylight_model::FactKind;

use crate::extract::lexicon::Phrases;
use crate::extract::lexicon::Reading;
use crate::extract::lexicon::rows;
use crate::extract::shared::List;

pub(super) use language::Languages;
pub(super) use language::common_words;
pub(super) use language::is_common_word;
pub(super) use language::language_of;
pub(super) use near::near_words;

/// How far before a phrase a word can stand that denies it, in bytes of the folded text.
const BEFORE_BYTES_MAX: usize = 40;

/// How far after a phrase a word can stand that denies it.
const AFTER_BYTES_MAX: usize = 24;

/// What an ad offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdClass {
    /// A service.
    Service,
    /// A job.
    Job,
    /// Not recognised in a covered language.
    #[default]
    Unknown,
}

/// One sign of a tied labour offer (D12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabourFlag {
    /// The worker pays a fee.
    WorkerPaysFee,
    /// Documents are handed over.
    DocumentsHandedOver,
    /// Wages are held back or a debt is worked off.
    WageDeduction,
    /// Housing comes with the job and ends with it.
    TiedHousing,
}

/// What the wording says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The language, ISO 639-1, where the word lists cover it.
    pub language: Option<&'static str>,
    /// D07: written in the third person or as "our girls"; `None` in an uncovered language.
    pub speaks_for_others: Option<bool>,
    /// What is offered.
    pub class: AdClass,
    /// D12's flags, ascending; empty for what is not a job ad.
    pub labour: Vec<LabourFlag>,
    /// Wording of advance payment and other fraud: takes an ad's template out of the ranking.
    pub scam: bool,
    /// The ad speaks as a licensed agency, club or studio of its own name.
    pub business: bool,
}

/// What one phrase speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    Voice,
    /// Enough alone for a job ad.
    Hiring,
    /// Two different phrases make a job ad.
    Work,
    Service,
    Labour(LabourFlag),
    Scam,
    Business,
}

impl Sign {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "voice" => Self::Voice,
            "hiring" => Self::Hiring,
            "work" => Self::Work,
            "service" => Self::Service,
            "fee" => Self::Labour(LabourFlag::WorkerPaysFee),
            "documents" => Self::Labour(LabourFlag::DocumentsHandedOver),
            "wages" => Self::Labour(LabourFlag::WageDeduction),
            "housing" => Self::Labour(LabourFlag::TiedHousing),
            "scam" => Self::Scam,
            "business" => Self::Business,
            _ => return None,
        })
    }

    /// True where a denial turns the phrase round: "we never ask for your passport".
    fn can_be_denied(self) -> bool {
        matches!(self, Self::Labour(_) | Self::Scam)
    }
}

const LISTS: &str = include_str!("../../data/lexicon/signs.txt");

static SIGNS: LazyLock<Phrases<Sign>> = LazyLock::new(|| {
    Phrases::new(rows(LISTS).flat_map(|row| {
        let sign = row.words().next().and_then(Sign::read);
        row.items()
            .filter_map(move |item| sign.map(|sign| (item, sign)))
    }))
});

/// The phrases that speak for signs.
pub(super) fn phrases() -> &'static Phrases<Sign> {
    &SIGNS
}

/// Languages with a list of voices; in others nothing is known of who speaks.
static VOICES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    rows(LISTS)
        .filter_map(|row| row.head.strip_prefix("voice "))
        .collect()
});

static NOT_BEFORE: LazyLock<Phrases<()>> = LazyLock::new(|| denials("not"));
static DENIED_AFTER: LazyLock<Phrases<()>> = LazyLock::new(|| denials("denied"));

fn denials(list: &str) -> Phrases<()> {
    let listed = rows(LISTS).filter(|row| row.words().next() == Some(list));
    Phrases::new(listed.flat_map(|row| row.items()).map(|item| (item, ())))
}

/// Stands for the place of a phrase where two words near each other speak for a sign.
const NEAR: u32 = u32::MAX;

/// Phrases of each sign met in an ad; different phrases are counted once each.
#[derive(Debug, Default)]
struct Tally {
    /// The sign, and the place of the phrase in its list.
    met: Vec<(Sign, u32)>,
}

impl Tally {
    fn read(&mut self, reading: &Reading<'_>) {
        for met in reading.all(List::Signs, phrases()) {
            let stands =
                |sign: &&Sign| !sign.can_be_denied() || !is_denied(reading.folded(), &met.range);
            let signs = met.meanings.iter().filter(stands);
            self.met.extend(signs.map(|sign| (*sign, met.index)));
        }
    }

    fn count(&self, sign: Sign) -> usize {
        self.met.iter().filter(|met| met.0 == sign).count()
    }

    fn has(&self, sign: Sign) -> bool {
        self.count(sign) > 0
    }
}

/// Reads the signs of an ad from all its texts and their language.
#[must_use]
pub(super) fn find(
    readings: &[&Reading<'_>],
    language: Option<&'static str>,
    facts: &[Fact],
) -> Signs {
    let covered = language.filter(|language| VOICES.contains(language));
    let mut tally = Tally::default();
    for reading in readings {
        tally.read(reading);
    }
    tally.met.sort();
    tally.met.dedup();
    let class = class_of(&tally, covered, facts);
    let labour = match class {
        AdClass::Job => {
            for reading in readings {
                let near = near::find(reading).into_iter();
                tally.met.extend(near.map(|sign| (sign, NEAR)));
            }
            labour_of(&tally)
        }
        AdClass::Service | AdClass::Unknown => Vec::new(),
    };
    Signs {
        language,
        speaks_for_others: covered.map(|_| tally.has(Sign::Voice)),
        class,
        labour,
        scam: tally.has(Sign::Scam),
        business: tally.has(Sign::Business),
    }
}

fn class_of(tally: &Tally, covered: Option<&str>, facts: &[Fact]) -> AdClass {
    let hiring = tally.count(Sign::Hiring);
    let work = tally.count(Sign::Work);
    let service = tally.count(Sign::Service);
    if (hiring > 0 && hiring + work > service / 2) || (work >= 2 && work > service) {
        return AdClass::Job;
    }
    let reachable = facts
        .iter()
        .any(|fact| fact.kind.is_contact() || fact.kind == FactKind::Price);
    if service > 0 || (covered.is_some() && reachable) {
        AdClass::Service
    } else {
        AdClass::Unknown
    }
}

fn labour_of(tally: &Tally) -> Vec<LabourFlag> {
    let mut flags: Vec<LabourFlag> = tally
        .met
        .iter()
        .filter_map(|met| match met.0 {
            Sign::Labour(flag) => Some(flag),
            Sign::Voice
            | Sign::Hiring
            | Sign::Work
            | Sign::Service
            | Sign::Scam
            | Sign::Business => None,
        })
        .collect();
    flags.sort();
    flags.dedup();
    flags
}

/// What ends a sentence.
const SENTENCE_ENDS: [char; 9] = ['.', '!', '?', ';', '。', '！', '？', '।', '؟'];

/// True where a word of denial stands in the same sentence, close before the phrase or after it.
fn is_denied(folded: &str, range: &Range<usize>) -> bool {
    let from = folded.ceil_char_boundary(range.start.saturating_sub(BEFORE_BYTES_MAX));
    let before = folded.get(from..range.start).unwrap_or_default();
    let before = before.rsplit(SENTENCE_ENDS).next().unwrap_or_default();
    let to = folded.floor_char_boundary(range.end.saturating_add(AFTER_BYTES_MAX));
    let after = folded.get(range.end..to).unwrap_or_default();
    let after = after.split(SENTENCE_ENDS).next().unwrap_or_default();
    NOT_BEFORE.all(before).next().is_some() || DENIED_AFTER.all(after).next().is_some()
}

#[cfg(test)]
mod tests;
