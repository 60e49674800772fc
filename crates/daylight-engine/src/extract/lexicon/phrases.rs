//! The phrases of word lists, each with what it stands for.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::extract::lexicon::dictionary::Dictionary;
use crate::extract::lexicon::dictionary::Draft;
use crate::extract::lexicon::dictionary::Hit;
use crate::extract::lexicon::fold;
use crate::extract::lexicon::units::Units;
use crate::normalise::normalise;

/// Phrases of word lists, each with what it stands for.
#[derive(Debug)]
pub(in crate::extract) struct Phrases<T> {
    /// The phrases alone, for texts that are read for them only.
    dictionary: Dictionary,
    texts: Vec<String>,
    /// What each phrase stands for: several things where lists share a phrase.
    meanings: Vec<Vec<T>>,
}

/// A phrase met in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::extract) struct Met<'p, T> {
    /// Where it stands in the folded text.
    pub(in crate::extract) range: Range<usize>,
    /// What it stands for.
    pub(in crate::extract) meanings: &'p [T],
    /// Its place among the phrases.
    pub(in crate::extract) index: u32,
}

impl<T: Clone + PartialEq> Phrases<T> {
    /// Builds the table; phrases are folded first, as they stand and as stage 2 leaves them.
    pub(in crate::extract) fn new<'t>(phrases: impl Iterator<Item = (&'t str, T)>) -> Self {
        let mut by_phrase: BTreeMap<String, Vec<T>> = BTreeMap::new();
        let written = phrases.flat_map(|(phrase, meaning)| {
            forms(phrase)
                .into_iter()
                .map(move |form| (form, meaning.clone()))
        });
        for (form, meaning) in written {
            let meanings = by_phrase.entry(form).or_default();
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
        let drafts = (0..).zip(by_phrase.keys()).map(|(index, phrase)| {
            let phrases = vec![(0, index)];
            (
                phrase.clone(),
                Draft {
                    phrases,
                    word: None,
                },
            )
        });
        Self {
            dictionary: Dictionary::new(&drafts.collect()),
            texts: by_phrase.keys().cloned().collect(),
            meanings: by_phrase.into_values().collect(),
        }
    }

    /// The phrases in order.
    pub(in crate::extract) fn phrases(&self) -> &[String] {
        &self.texts
    }

    /// What was met where a dictionary found phrases of this list.
    pub(super) fn met(&self, hit: &Hit) -> Option<Met<'_, T>> {
        Some(Met {
            range: hit.range(),
            meanings: self.meanings.get(usize::try_from(hit.index).ok()?)?,
            index: hit.index,
        })
    }

    /// Every phrase on word boundaries, overlapping ones too, in the order of where they end, the
    /// longer first.
    pub(in crate::extract) fn all(&self, folded: &str) -> impl Iterator<Item = Met<'_, T>> {
        let hits = self.dictionary.hits(folded, &Units::new(folded).parts);
        hits.into_iter().filter_map(|hit| self.met(&hit))
    }

    /// The phrases on word boundaries from left to right, of overlapping ones the first, of those
    /// the longest.
    pub(in crate::extract) fn longest(&self, folded: &str) -> Vec<Met<'_, T>> {
        longest(self.all(folded).collect())
    }
}

/// Of overlapping phrases the first, of those the longest, from left to right.
pub(super) fn longest<T>(mut met: Vec<Met<'_, T>>) -> Vec<Met<'_, T>> {
    met.sort_by_key(|one| (one.range.start, Reverse(one.range.end)));
    let mut end = 0;
    met.retain(|one| {
        let free = one.range.start >= end;
        if free {
            end = one.range.end;
        }
        free
    });
    met
}

/// How a phrase may stand in a text: stage 2 shortens `ооо`, joins `g.m.b.h.` and opens ligatures.
fn forms(phrase: &str) -> BTreeSet<String> {
    BTreeSet::from([fold(phrase), fold(normalise(phrase).text())])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::extract::lexicon::letters::LETTERS;
    use crate::extract::lexicon::letters::Letter;
    use crate::extract::lexicon::phrases::*;

    fn check(phrases: &[&str], text: &str, expected: &[&str]) {
        let phrases = Phrases::new(phrases.iter().map(|phrase| (*phrase, ())));
        let text = fold(text);
        let met: Vec<_> = phrases
            .longest(&text)
            .into_iter()
            .map(|met| text.get(met.range).unwrap())
            .collect();
        assert_eq!(met, expected, "{text}");
    }

    /// True where no word is cut. Scripts that set no space between words have no boundary to
    /// keep, and Korean sets its particles against the word.
    fn on_boundaries(text: &str, range: &Range<usize>) -> bool {
        let letter = |c: Option<char>| c.map(|c| LETTERS.of(c)).unwrap_or_default();
        let within = text.get(range.clone()).unwrap();
        let before = letter(text.get(..range.start).unwrap().chars().next_back());
        let after = letter(text.get(range.end..).unwrap().chars().next());
        let first = letter(within.chars().next());
        let last = letter(within.chars().next_back());
        let cuts = |one: Letter, other: Letter| one.is_spaced_word() && other.is_spaced_word();
        let starts = !cuts(before, first);
        let ends = last.is_hangul() || !cuts(last, after);
        starts && ends && !after.is_mark()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn every_phrase_on_boundaries_is_found(
            phrases in prop::collection::vec(r"([ab]{1,2}|[:/📍]|[กิ北]|[서울]|[ab]{1,8}|в|ب){1,2}( ([ab]|:|서|ก|в)){0,2}", 1..12),
            text in r"([ab]{1,2}|[ab]{1,2} | {1,2}|[:/📍]|[กิ北]|[서울]|[\u{301}\u{fe0f}]|в|ب){0,24}",
        ) {
            let phrases = Phrases::new(phrases.iter().map(|phrase| (phrase.as_str(), ())));
            let text = fold(&text);
            let found: Vec<_> = phrases.all(&text).map(|met| met.range).collect();
            let mut expected = Vec::new();
            for phrase in phrases.phrases() {
                let starts = text.char_indices().map(|(at, _)| at);
                let ranges = starts.map(|start| start..start + phrase.len());
                expected.extend(ranges.filter(|range| {
                    text.get(range.clone()) == Some(phrase) && on_boundaries(&text, range)
                }));
            }
            expected.sort_by_key(|range| (range.end, range.start));
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn keeps_word_boundaries() {
        check(&["rome"], "Rome, chrome and romeo", &["rome"]);
        check(
            &["york", "new york"],
            "New York or York",
            &["new york", "york"],
        );
        check(&["new york", "york"], "new yorkers from york", &["york"]);
        check(&["กรุงเทพ"], "อยู่กรุงเทพค่ะ", &["กรุงเทพ"]);
        check(&["北京"], "我在北京工作", &["北京"]);
        check(&["서울"], "서울에서 강서울", &["서울"]);
        check(&["dubai"], "dubai在", &["dubai"]);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        check(&["rome"], "", &[]);
        check(&[], "rome", &[]);
    }

    #[test]
    fn phrases_are_found_as_stage_2_leaves_them() {
        for phrase in ["ооо", "g.m.b.h.", "երևան", "姓名："] {
            let phrases = Phrases::new([(phrase, ())].into_iter());
            for text in [fold(phrase), fold(normalise(phrase).text())] {
                assert_eq!(phrases.longest(&text).len(), 1, "{text}");
            }
        }
    }
}
