//! Names people and employers go by in an ad.
//!
//! Precision comes first: a wrong name multiplies the people of a network.

mod employer;
mod lists;
mod people;
mod unspaced;

use std::ops::Range;

use daylight_model::Fact;
use daylight_model::FactKind;

use crate::extract::Hints;
use crate::extract::lexicon::Case;
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

pub(super) use lists::Form;
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

/// The cases of given names, in order.
pub(super) fn case_forms() -> impl Iterator<Item = (&'static str, &'static Form)> {
    let lists: &'static Lists = &LISTS;
    let forms = lists.forms.items().iter();
    forms.map(|(word, form)| (word.as_str(), form))
}

/// A given name met in a text.
#[derive(Clone, Copy, Debug)]
struct Known {
    name: &'static GivenName,
    /// The folded name, where the text has one of its cases.
    form_of: Option<&'static str>,
}

/// The given name the lexicon knows in a word.
fn known(page: &Page<'_>, word: &Range<usize>, sense: Option<&Sense>) -> Option<Known> {
    let sense = sense?;
    let text = page.get(word.clone());
    let accented = page.accented(word);
    if let Some(name) = sense.name.filter(|name| name.fits(text, accented)) {
        return Some(Known {
            name,
            form_of: None,
        });
    }
    let form = sense.form?;
    let written = form.spelling == text || form.spelling == accented.to_lowercase();
    (written && page.case(word) == Case::Title).then_some(())?;
    Some(Known {
        name: LISTS.names.get(&form.of)?,
        form_of: Some(&form.of),
    })
}

/// A name after the letters that Arabic writes on to a word: `and`, `for`, `with`, `so`. The word
/// is cut down to the name.
fn without_prefix(page: &Page<'_>, word: &mut Range<usize>, listed: bool) -> Option<Known> {
    let text = page.get(word.clone());
    let prefix = text.chars().next()?;
    let letters_min = match prefix {
        'و' => 3,
        'ب' | 'ل' | 'ف' => 4,
        _ => return None,
    };
    let rest = text.strip_prefix(prefix)?;
    let name = LISTS.names.get(rest)?;
    let sure = !name.ambiguous || (prefix == 'و' && listed);
    if !sure || LISTS.stops.contains(text) || rest.chars().count() < letters_min {
        return None;
    }
    word.start += prefix.len_utf8();
    Some(Known {
        name,
        form_of: None,
    })
}

/// A page and its words in order.
struct Reader<'p> {
    page: &'p Page<'p>,
    words: Vec<Range<usize>>,
    /// The given name each word can be.
    names: Vec<Option<Known>>,
    cues: Vec<Met<'static, Cue>>,
}

impl<'p> Reader<'p> {
    fn new(page: &'p Page<'p>) -> Self {
        let reading = page.reading();
        let mut words: Vec<Range<usize>> = reading.words().iter().map(Word::range).collect();
        let mut names: Vec<Option<Known>> = Vec::with_capacity(words.len());
        for (word, sense) in words.iter_mut().zip(reading.senses()) {
            let listed = matches!(names.last(), Some(Some(_)));
            let known = known(page, word, *sense).or_else(|| without_prefix(page, word, listed));
            names.push(known);
        }
        Self {
            names,
            cues: reading.all(List::Names, cues()).collect(),
            words,
            page,
        }
    }

    /// The given name the lexicon knows in a word.
    fn given(&self, index: usize) -> Option<&'static GivenName> {
        self.known(index).map(|known| known.name)
    }

    fn known(&self, index: usize) -> Option<Known> {
        self.names.get(index).copied().flatten()
    }

    /// A word as a name: the nominative of a case form, else as it stands.
    fn spelled(&self, index: usize) -> Option<&str> {
        let form_of = self.known(index).and_then(|known| known.form_of);
        form_of.or_else(|| Some(self.text(&self.word(index)?)))
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
