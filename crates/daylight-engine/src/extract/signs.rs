//! What the wording of an ad says of it as a whole: the inputs of D07, D11 and D12.

mod language;

use std::ops::Range;
use std::sync::LazyLock;

use daylight_model::Fact;
use daylight_model::FactKind;

use crate::extract::Text;
use crate::extract::lexicon::Page;
use crate::extract::lexicon::Phrases;
use crate::extract::lexicon::is_unspaced;
use crate::extract::lexicon::rows;
use crate::normalise::words;

pub(super) use language::is_common_word;
pub(super) use language::language_of;

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
enum Sign {
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

/// A word of the first list and one of the second, near each other in one sentence, in any order.
struct Near {
    sign: Sign,
    one: Vec<&'static str>,
    other: Vec<&'static str>,
}

/// Words between the two at most.
const NEAR_WORDS_MAX: usize = 6;

static NEAR: LazyLock<Vec<Near>> = LazyLock::new(|| {
    let list = |item: &'static str| -> Vec<&'static str> { item.split_whitespace().collect() };
    rows(include_str!("../../data/lexicon/near.txt"))
        .filter_map(|row| {
            let sign = Sign::read(row.words().next()?)?;
            let mut items = row.items();
            let (one, other) = (list(items.next()?), list(items.next()?));
            Some(Near { sign, one, other })
        })
        .collect()
});

/// True where a word is on a list; an item that ends in `*` stands for every word it begins, and
/// in a script without spaces an item may stand anywhere in the run.
fn on(items: &[&str], word: &str) -> bool {
    items.iter().any(|item| match item.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None if item.chars().any(is_unspaced) => word.contains(item),
        None => word == *item,
    })
}

/// Phrases of each sign met in an ad; different phrases are counted once each.
#[derive(Debug, Default)]
struct Tally {
    met: Vec<(Sign, String)>,
}

impl Tally {
    fn read(&mut self, folded: &str) {
        for met in SIGNS.all(folded) {
            let phrase = folded.get(met.range.clone()).unwrap_or_default();
            let stands = |sign: &&Sign| !sign.can_be_denied() || !is_denied(folded, &met.range);
            let signs = met.meanings.iter().filter(stands);
            self.met
                .extend(signs.map(|sign| (*sign, phrase.to_owned())));
        }
    }

    /// Reads the pairs of words that stand near each other.
    fn read_near(&mut self, folded: &str) {
        let words: Vec<Range<usize>> = words(folded).collect();
        let text = |range: &Range<usize>| folded.get(range.clone()).unwrap_or_default();
        for near in NEAR.iter() {
            let at = |items: &[&str]| -> Vec<usize> {
                let found = words
                    .iter()
                    .enumerate()
                    .filter(|(_, word)| on(items, text(word)));
                found.map(|(index, _)| index).collect()
            };
            let others = at(&near.other);
            let pairs = at(&near.one).into_iter().filter_map(|one| {
                let other = others
                    .iter()
                    .find(|other| one.abs_diff(**other) <= NEAR_WORDS_MAX)?;
                let (first, last) = (one.min(*other), one.max(*other));
                Some(words.get(first)?.start..words.get(last)?.end)
            });
            let stands = |range: &Range<usize>| {
                !text(range).contains(SENTENCE_ENDS) && !is_denied(folded, range)
            };
            let met: Vec<Range<usize>> = pairs.filter(stands).take(1).collect();
            self.met
                .extend(met.iter().map(|range| (near.sign, text(range).to_owned())));
        }
    }

    fn count(&self, sign: Sign) -> usize {
        self.met.iter().filter(|met| met.0 == sign).count()
    }

    fn has(&self, sign: Sign) -> bool {
        self.count(sign) > 0
    }
}

/// Reads the signs of an ad from all its texts.
#[must_use]
pub(super) fn find(texts: &[Text<'_>], facts: &[Fact]) -> Signs {
    let pages: Vec<Page<'_>> = texts.iter().map(|text| Page::new(*text)).collect();
    let language = language_of(pages.iter().map(Page::folded));
    let covered = language.filter(|language| VOICES.contains(language));
    let mut tally = Tally::default();
    for page in &pages {
        tally.read(page.folded());
    }
    tally.met.sort();
    tally.met.dedup();
    let class = class_of(&tally, covered, facts);
    let labour = match class {
        AdClass::Job => {
            for page in &pages {
                tally.read_near(page.folded());
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
