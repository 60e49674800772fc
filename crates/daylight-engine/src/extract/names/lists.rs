//! The word lists of names: given names, cues, titles, stop words, business forms.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::extract::gazetteer;
use crate::extract::lexicon::Phrases;
use crate::extract::lexicon::WordMap;
use crate::extract::lexicon::WordSet;
use crate::extract::lexicon::fold;
use crate::extract::lexicon::rows;
use crate::extract::signs::is_common_word;

const NAMES: &str = include_str!("../../../data/lexicon/given_names.txt");
const CUES: &str = include_str!("../../../data/lexicon/name_cues.txt");

/// What a phrase says of the word beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Cue {
    /// A plausible word after it is a name.
    Strong,
    /// A capitalised plausible word after it is a name where a contact follows.
    Call,
    /// A name of the lexicon after it is a name.
    Weak,
    /// The same, if it names no place and opens no name of several words.
    Near,
    /// The same where a polite ending follows a plausible word.
    Polite,
    /// Two words joined after it are names if the lexicon knows one.
    Pair,
    /// A name of the lexicon before it is a name.
    After,
    /// A capitalised word after it is a name.
    Title,
    /// A title in one language that is a common word in another.
    TitleWeak,
    /// A business after it.
    Employer,
    /// A business after it; a legal form in capitals.
    LegalBefore,
    /// A business before it; no part of its name.
    Legal,
    /// A business before it; part of its name.
    Trade,
    /// Follows the name of who hires.
    Hires,
}

impl Cue {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "strong" => Self::Strong,
            "call" => Self::Call,
            "weak" => Self::Weak,
            "near" => Self::Near,
            "polite" => Self::Polite,
            "pair" => Self::Pair,
            "after" => Self::After,
            "title" => Self::Title,
            "title_weak" => Self::TitleWeak,
            "employer" => Self::Employer,
            "legal_before" => Self::LegalBefore,
            "legal" => Self::Legal,
            "trade" => Self::Trade,
            "hires" => Self::Hires,
            _ => return None,
        })
    }
}

/// A given name.
#[derive(Debug, Default)]
pub(in crate::extract) struct GivenName {
    /// True where it is also a common word, a month or a place.
    pub(super) ambiguous: bool,
    /// True where a place is called so too.
    pub(super) place: bool,
    /// Its spellings with accents, lower-case.
    spellings: Vec<String>,
}

impl GivenName {
    /// True where the accents of a word are the name's own, or left out altogether.
    pub(super) fn fits(&self, folded: &str, accented: &str) -> bool {
        if accented == folded {
            return true;
        }
        let accented = accented.to_lowercase();
        accented == folded || self.spellings.contains(&accented)
    }
}

/// A case of a name.
#[derive(Debug)]
pub(in crate::extract) struct Form {
    /// The folded name.
    pub(super) of: String,
    /// The form with accents, lower-case.
    pub(super) spelling: String,
}

/// Letters a case form has at least.
const FORM_LETTERS_MIN: usize = 4;

/// All lists of names.
#[derive(Debug)]
pub(super) struct Lists {
    pub(super) names: WordMap<GivenName>,
    /// Case forms, folded.
    pub(super) forms: WordMap<Form>,
    pub(super) cues: Phrases<Cue>,
    /// Words and signs that join the names of a list.
    pub(super) joins: WordSet,
    /// Words that are no name.
    pub(super) stops: WordSet,
    /// Words before an agency that do not name it.
    pub(super) generic: WordSet,
    /// How the words begin that follow a name where no space does.
    pub(super) follows: Vec<String>,
    /// The polite endings among them.
    pub(super) polite: Vec<String>,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let names = read_names();
    let phrases = read_phrases();
    Lists {
        forms: read_forms(&names).into_iter().collect(),
        names: names.into_iter().collect(),
        cues: Phrases::new(phrases.iter().map(|(phrase, cue)| (phrase.as_str(), *cue))),
        joins: words_of("and").collect(),
        stops: words_of("stop").collect(),
        generic: words_of("generic").collect(),
        follows: words_of("follow").chain(words_of("polite_end")).collect(),
        polite: words_of("polite_end").collect(),
    }
});

/// The cues; those of Arabic also with the `and` and the `so` that are written on to a word.
fn read_phrases() -> Vec<(String, Cue)> {
    let mut phrases = Vec::new();
    for row in rows(CUES) {
        let Some(cue) = row.words().next().and_then(Cue::read) else {
            continue;
        };
        for item in row.items() {
            phrases.push((item.to_owned(), cue));
            if item.starts_with(is_arabic) && !matches!(cue, Cue::Title | Cue::Employer) {
                phrases.push((format!("و{item}"), cue));
                phrases.push((format!("ف{item}"), cue));
            }
        }
    }
    phrases
}

/// True for a letter of the Arabic script.
pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{6ff}')
}

fn words_of(list: &str) -> impl Iterator<Item = String> {
    rows(CUES)
        .filter(move |row| row.words().next() == Some(list))
        .flat_map(|row| row.items())
        .map(fold)
}

fn read_names() -> BTreeMap<String, GivenName> {
    let mut names: BTreeMap<String, GivenName> = BTreeMap::new();
    for item in rows(NAMES).flat_map(|row| row.items()) {
        let spelling = item.trim_start_matches('?').to_lowercase();
        let folded = fold(&spelling);
        let place = gazetteer::city(&folded).is_some() || gazetteer::country(&folded).is_some();
        let is_word = item.starts_with('?') || is_common_word(&folded);
        let name = names.entry(folded).or_default();
        name.place |= place;
        name.ambiguous |= is_word || place;
        name.spellings.push(spelling);
    }
    names
}

/// The cases of the names that Polish, Russian and Ukrainian decline. A form that is also a name
/// or a common word is left out.
fn read_forms(names: &BTreeMap<String, GivenName>) -> BTreeMap<String, Form> {
    let mut forms = BTreeMap::new();
    for row in rows(NAMES) {
        let endings: Vec<_> = rows(CUES)
            .filter(|endings| endings.words().next() == Some("case"))
            .filter(|endings| endings.words().nth(1) == row.words().next())
            .filter_map(|endings| Some((endings.words().nth(2)?, endings.items().collect())))
            .collect();
        let sure = |item: &&str| names.get(&fold(item)).is_some_and(|name| !name.ambiguous);
        let declined = row.items().filter(sure).flat_map(|item| {
            let forms = declined(item, &endings).into_iter();
            forms.map(move |spelling| (fold(item), spelling))
        });
        for (of, spelling) in declined {
            let plain = fold(&spelling);
            if is_free(names, &plain, &spelling) {
                forms.entry(plain).or_insert(Form { of, spelling });
            }
        }
    }
    forms
}

/// True for a form of some length that is no name of its own, no common word and no place.
fn is_free(names: &BTreeMap<String, GivenName>, plain: &str, spelling: &str) -> bool {
    plain.chars().count() >= FORM_LETTERS_MIN
        && !names
            .get(plain)
            .is_some_and(|name| name.fits(plain, spelling))
        && !is_common_word(plain)
        && gazetteer::city(plain).is_none()
}

/// A name with the endings of the longest ending it has: `anna` and `a` give `anną`.
fn declined(name: &str, endings: &[(&str, Vec<&str>)]) -> Vec<String> {
    let ending = |(old, _): &&(&str, Vec<&str>)| name.ends_with(old);
    let longest = endings
        .iter()
        .filter(ending)
        .max_by_key(|(old, _)| old.len());
    longest.map_or_else(Vec::new, |(old, new)| {
        let stem = name.strip_suffix(old).unwrap_or(name);
        new.iter().map(|new| format!("{stem}{new}")).collect()
    })
}
