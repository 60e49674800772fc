//! The lists that every text is read with, in one dictionary: each word is looked up once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::extract::gazetteer;
use crate::extract::lexicon::Dictionary;
use crate::extract::lexicon::Draft;
use crate::extract::lexicon::Phrases;
use crate::extract::names;
use crate::extract::names::Form;
use crate::extract::names::GivenName;
use crate::extract::prices;
use crate::extract::signs;
use crate::extract::signs::Languages;
use crate::extract::times;

/// A list of phrases that every text is read with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum List {
    /// Names of cities.
    Cities,
    /// Cues of names.
    Names,
    /// Signs of what an ad is.
    Signs,
    /// Words of time.
    Times,
    /// Words beside a price.
    Prices,
}

/// What the lists of single words know of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sense {
    /// The given name it can be.
    pub(super) name: Option<&'static GivenName>,
    /// The given name it can be a case of.
    pub(super) form: Option<&'static Form>,
    /// The languages it is common in.
    pub(super) languages: Option<&'static Languages>,
    /// The lists of rules of nearness that hold it.
    pub(super) near: &'static [u16],
}

struct Shared {
    dictionary: Dictionary,
    senses: Vec<Sense>,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let mut drafts = BTreeMap::new();
    add(&mut drafts, List::Cities, gazetteer::city_names());
    add(&mut drafts, List::Names, names::cues());
    add(&mut drafts, List::Signs, signs::phrases());
    add(&mut drafts, List::Times, times::phrases());
    add(&mut drafts, List::Prices, prices::phrases());
    let mut senses: BTreeMap<&str, Sense> = BTreeMap::new();
    for (word, name) in names::given_names() {
        senses.entry(word).or_default().name = Some(name);
    }
    for (word, form) in names::case_forms() {
        senses.entry(word).or_default().form = Some(form);
    }
    for (word, languages) in signs::common_words() {
        senses.entry(word).or_default().languages = Some(languages);
    }
    for (word, lists) in signs::near_words() {
        senses.entry(word).or_default().near = lists;
    }
    for (index, word) in (0..).zip(senses.keys()) {
        drafts.entry((*word).to_owned()).or_default().word = Some(index);
    }
    Shared {
        dictionary: Dictionary::new(&drafts),
        senses: senses.into_values().collect(),
    }
});

fn add<T: Clone + PartialEq>(
    drafts: &mut BTreeMap<String, Draft>,
    list: List,
    phrases: &Phrases<T>,
) {
    for (index, phrase) in (0..).zip(phrases.phrases()) {
        let draft = drafts.entry(phrase.clone()).or_default();
        draft.phrases.push((list as u8, index));
    }
}

/// The dictionary of all shared lists, and what the lists of words know of each word of it.
pub(super) fn dictionary() -> (&'static Dictionary, &'static [Sense]) {
    let shared: &'static Shared = &SHARED;
    (&shared.dictionary, &shared.senses)
}
