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

/// All lists of names.
#[derive(Debug)]
pub(super) struct Lists {
    pub(super) names: WordMap<GivenName>,
    pub(super) cues: Phrases<Cue>,
    /// Words and signs that join the names of a list.
    pub(super) joins: WordSet,
    /// Words that are no name.
    pub(super) stops: WordSet,
    /// Words before an agency that do not name it.
    pub(super) generic: WordSet,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    names: read_names(),
    cues: Phrases::new(rows(CUES).flat_map(|row| {
        let cue = row.words().next().and_then(Cue::read);
        row.items().filter_map(move |item| Some((item, cue?)))
    })),
    joins: words_of("and"),
    stops: words_of("stop"),
    generic: words_of("generic"),
});

fn words_of(list: &str) -> WordSet {
    rows(CUES)
        .filter(|row| row.words().next() == Some(list))
        .flat_map(|row| row.items())
        .map(fold)
        .collect()
}

fn read_names() -> WordMap<GivenName> {
    let mut names: BTreeMap<String, GivenName> = BTreeMap::new();
    for item in rows(NAMES).flat_map(|row| row.items()) {
        let spelling = item.trim_start_matches('?').to_lowercase();
        let folded = fold(&spelling);
        let is_word = item.starts_with('?')
            || is_common_word(&folded)
            || gazetteer::city(&folded).is_some()
            || gazetteer::country(&folded).is_some();
        let name = names.entry(folded).or_default();
        name.ambiguous |= is_word;
        name.spellings.push(spelling);
    }
    names.into_iter().collect()
}
