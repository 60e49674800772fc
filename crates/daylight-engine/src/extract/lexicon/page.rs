//! A text as the word lists read it: folded, with the way back to its original letters.

use std::ops::Range;

use daylight_model::Confidence;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::Private;

use crate::extract::Text;
use crate::extract::lexicon::Met;
use crate::extract::lexicon::Phrases;
use crate::extract::lexicon::Script;
use crate::extract::lexicon::Word;
use crate::extract::lexicon::dictionary::Hit;
use crate::extract::lexicon::fold::Folded;
use crate::extract::lexicon::fold::is_same_folded;
use crate::extract::lexicon::numbers::digit_runs;
use crate::extract::lexicon::phrases::longest;
use crate::extract::lexicon::units::Units;
use crate::extract::shared;
use crate::extract::shared::List;
use crate::extract::shared::Sense;

/// How the letters of a word are written in the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) enum Case {
    /// Small letters throughout.
    Lower,
    /// A capital first, and a small letter after it.
    Title,
    /// Capitals throughout.
    Upper,
    /// The script has no capitals.
    Caseless,
}

/// A text folded and cut into words, with the phrases of every shared list that stand in it.
#[derive(Debug)]
pub(in crate::extract) struct Reading<'a> {
    folded: Folded<'a>,
    units: Units,
    /// What the shared lists know of each word.
    senses: Vec<Option<&'static Sense>>,
    hits: Vec<Hit>,
}

impl<'a> Reading<'a> {
    /// Folds a text and looks each word of it up.
    pub(in crate::extract) fn new(source: &'a str) -> Self {
        let folded = Folded::new(source);
        let units = Units::new(folded.text());
        let (shared, senses) = shared::dictionary();
        let sense = |word: &Word| {
            let known = shared.word(folded.text(), word.range(), word.hash)?;
            senses.get(usize::try_from(known).ok()?)
        };
        Self {
            senses: units.words.iter().map(sense).collect(),
            hits: shared.hits(folded.text(), &units.parts),
            units,
            folded,
        }
    }

    /// The folded text; ranges below count its bytes.
    pub(in crate::extract) fn folded(&self) -> &str {
        self.folded.text()
    }

    /// The words in order.
    pub(in crate::extract) fn words(&self) -> &[Word] {
        &self.units.words
    }

    /// What the shared lists know of each word, in order.
    pub(in crate::extract) fn senses(&self) -> &[Option<&'static Sense>] {
        &self.senses
    }

    /// Every phrase of a shared list, overlapping ones too, in the order of where they end, the
    /// longer first.
    pub(in crate::extract) fn all<T: Clone + PartialEq>(
        &self,
        list: List,
        phrases: &'static Phrases<T>,
    ) -> impl Iterator<Item = Met<'static, T>> {
        let of_list = self.hits.iter().filter(move |hit| hit.list == list as u8);
        of_list.filter_map(|hit| phrases.met(hit))
    }

    /// The phrases of a shared list from left to right, of overlapping ones the first, of those
    /// the longest.
    pub(in crate::extract) fn longest<T: Clone + PartialEq>(
        &self,
        list: List,
        phrases: &'static Phrases<T>,
    ) -> Vec<Met<'static, T>> {
        longest(self.all(list, phrases).collect())
    }

    /// How much the letters of each script weigh, in the order of [`Script::ALL`].
    pub(in crate::extract) fn weights(&self) -> &[u32; Script::ALL.len()] {
        &self.units.weights
    }

    /// What any of the letters that are not ASCII is.
    pub(in crate::extract) fn letters(&self) -> u32 {
        self.units.met
    }
}

/// A text as the word lists read it.
#[derive(Debug)]
pub(in crate::extract) struct Page<'a> {
    text: Text<'a>,
    reading: Reading<'a>,
    digits: Vec<Range<usize>>,
}

impl<'a> Page<'a> {
    /// Reads a text.
    pub(in crate::extract) fn new(text: Text<'a>) -> Self {
        let reading = Reading::new(text.normalised.text());
        Self {
            text,
            digits: digit_runs(reading.folded(), &reading.units),
            reading,
        }
    }

    /// The runs of digits, from left to right.
    pub(in crate::extract) fn digits(&self) -> &[Range<usize>] {
        &self.digits
    }

    /// True where another text surely has the folded text of this page.
    pub(in crate::extract) fn reads_as(&self, other: &str) -> bool {
        is_same_folded(self.text.normalised.text(), other)
    }

    /// The text with its words and phrases.
    pub(in crate::extract) fn reading(&self) -> &Reading<'a> {
        &self.reading
    }

    /// The folded text; ranges below count its bytes.
    pub(in crate::extract) fn folded(&self) -> &str {
        self.reading.folded()
    }

    /// A part of the folded text; empty where the range fits no letters.
    pub(in crate::extract) fn get(&self, range: Range<usize>) -> &str {
        self.folded().get(range).unwrap_or_default()
    }

    /// The normalised letters behind a part of the folded text, accents and all.
    pub(in crate::extract) fn accented(&self, range: &Range<usize>) -> &str {
        let source = self.reading.folded.source(range);
        self.text.normalised.text().get(source).unwrap_or_default()
    }

    /// The original letters behind a part of the folded text.
    pub(in crate::extract) fn original(&self, range: &Range<usize>) -> &'a str {
        let source = self.reading.folded.source(range);
        let span = self.text.normalised.original_span(source);
        span.cut(self.text.original).unwrap_or_default()
    }

    /// How a word is written in the original.
    pub(in crate::extract) fn case(&self, range: &Range<usize>) -> Case {
        let original = self.original(range);
        let mut cased = original
            .chars()
            .filter(|c| c.is_uppercase() || c.is_lowercase());
        let Some(first) = cased.next() else {
            return Case::Caseless;
        };
        if !first.is_uppercase() {
            return Case::Lower;
        }
        match (cased.clone().next(), cased.any(char::is_lowercase)) {
            (None, _) | (Some(_), true) => Case::Title,
            (Some(_), false) => Case::Upper,
        }
    }

    /// A fact over a part of the folded text; `None` where no original characters stand behind it.
    pub(in crate::extract) fn fact(&self, found: Found) -> Option<Fact> {
        let source = self.reading.folded.source(&found.range);
        let span = self.text.normalised.original_span(source.clone());
        (span.start() < span.end()).then(|| Fact {
            field: self.text.field.clone(),
            kind: found.kind,
            value: Private::new(found.value),
            readings: Vec::new(),
            span: Some(span),
            rule: found.rule.into(),
            confidence: Confidence::new(found.confidence),
            disguises: self.text.normalised.disguises_in(source),
            fictional: false,
            hashed: false,
        })
    }
}

/// What a rule found on a page.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::extract) struct Found {
    /// Where, in the folded text.
    pub(in crate::extract) range: Range<usize>,
    /// What it is.
    pub(in crate::extract) kind: FactKind,
    /// Its canonical value.
    pub(in crate::extract) value: String,
    /// The rule, `kind/how`.
    pub(in crate::extract) rule: &'static str,
    /// How sure the rule is, 0 to 1.
    pub(in crate::extract) confidence: f32,
}

/// Drops what overlaps something found earlier in the text, and puts the rest in order.
pub(in crate::extract) fn disjoint(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| (one.range.start, std::cmp::Reverse(one.range.end)));
    let mut end = 0;
    found.retain(|one| {
        let free = one.range.start >= end;
        if free {
            end = one.range.end;
        }
        free
    });
    found
}
