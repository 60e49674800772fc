//! Names people and employers go by in an ad.
//!
//! Precision comes first: a wrong name multiplies the people of a network.

mod employer;
mod lists;
mod people;

use std::ops::Range;

use daylight_model::Fact;
use daylight_model::FactKind;

use crate::extract::Hints;
use crate::extract::lexicon::Found;
use crate::extract::lexicon::Met;
use crate::extract::lexicon::Page;
use crate::extract::lexicon::Phrases;
use crate::extract::lexicon::Word;
use crate::extract::lexicon::disjoint;
use crate::extract::lexicon::fold;
use crate::extract::names::lists::Cue;
use crate::extract::names::lists::LISTS;
use crate::extract::names::lists::Lists;
use crate::extract::shared::List;
use crate::extract::shared::Sense;
use crate::normalise::normalise;

pub(super) use lists::GivenName;

/// Letters a name has at most.
const LETTERS_MAX: usize = 20;

/// Finds names in a text: `name/employer`, `name/cue`, `name/title`, `name/list`, `name/lexicon`.
pub(super) fn find(page: &Page<'_>, _hints: &Hints) -> Vec<Fact> {
    let reader = Reader::new(page);
    // Where two rules read the same letters the earlier stays.
    let mut found = employer::find(&reader);
    found.extend(people::cued(&reader));
    found.extend(people::listed(&reader));
    found.extend(people::alone(&reader));
    disjoint(found)
        .into_iter()
        .filter_map(|found| page.fact(found))
        .collect()
}

/// The cues of names.
pub(super) fn cues() -> &'static Phrases<Cue> {
    &LISTS.cues
}

/// The given names, in order.
pub(super) fn given_names() -> impl Iterator<Item = (&'static str, &'static GivenName)> {
    let lists: &'static Lists = &LISTS;
    let names = lists.names.items().iter();
    names.map(|(word, name)| (word.as_str(), name))
}

/// A page and its words in order.
struct Reader<'p> {
    page: &'p Page<'p>,
    words: Vec<Range<usize>>,
    /// The given name each word can be.
    names: Vec<Option<&'static GivenName>>,
    cues: Vec<Met<'static, Cue>>,
}

impl<'p> Reader<'p> {
    fn new(page: &'p Page<'p>) -> Self {
        let reading = page.reading();
        let given = |(word, sense): (&Word, Option<&'static Sense>)| {
            let name = sense?.name?;
            let word = word.range();
            let fits = name.fits(page.get(word.clone()), page.accented(&word));
            fits.then_some(name)
        };
        let words = reading.words();
        Self {
            names: words
                .iter()
                .zip(reading.senses().iter().copied())
                .map(given)
                .collect(),
            cues: reading.all(List::Names, cues()).collect(),
            words: words.iter().map(Word::range).collect(),
            page,
        }
    }

    /// The given name the lexicon knows in a word.
    fn given(&self, index: usize) -> Option<&'static GivenName> {
        self.names.get(index).copied().flatten()
    }

    fn word(&self, index: usize) -> Option<Range<usize>> {
        self.words.get(index).cloned()
    }

    /// The index of the first word that starts at or after a byte.
    fn index_from(&self, at: usize) -> usize {
        self.words.partition_point(|word| word.start < at)
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.page.get(range.clone())
    }

    /// What stands between a word and the one before it.
    fn gap_before(&self, index: usize) -> Option<&str> {
        let end = self.word(index.checked_sub(1)?)?.end;
        Some(self.page.get(end..self.word(index)?.start))
    }
}

fn named(range: Range<usize>, name: &str, rule: &'static str, confidence: f32) -> Found {
    Found {
        range,
        kind: FactKind::Name,
        value: one_spelling(name),
        rule,
        confidence,
    }
}

/// The value a name has as a fact, from the name as written; empty for one without a letter.
#[must_use]
pub fn one_name(written: &str) -> String {
    one_spelling(&fold(normalise(written).text()))
}

/// Letters written three times or more are written twice: `annnna` is `anna`, `ana` stays `ana`.
fn one_spelling(folded: &str) -> String {
    let mut spelled = String::with_capacity(folded.len());
    let mut run = 0;
    for c in folded.chars() {
        run = if spelled.ends_with(c) { run + 1 } else { 1 };
        if run <= 2 {
            spelled.push(c);
        }
    }
    spelled
}

#[cfg(test)]
mod tests;
