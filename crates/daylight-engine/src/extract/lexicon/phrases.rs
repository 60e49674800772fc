//! Finds the phrases of word lists in one pass (Aho and Corasick, 1975).

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use unicode_general_category::GeneralCategory;
use unicode_general_category::get_general_category;

use crate::extract::lexicon::fold;
use crate::normalise::is_word;
use crate::normalise::normalise;

/// Phrases of word lists, each with what it stands for.
#[derive(Debug)]
pub(in crate::extract) struct Phrases<T> {
    automaton: Option<AhoCorasick>,
    /// What each pattern stands for: several things where lists share a phrase.
    meanings: Vec<Vec<T>>,
}

/// A phrase met in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::extract) struct Met<'p, T> {
    /// Where it stands in the folded text.
    pub(in crate::extract) range: Range<usize>,
    /// What it stands for.
    pub(in crate::extract) meanings: &'p [T],
}

impl<T: Clone + PartialEq> Phrases<T> {
    /// Builds the automaton; phrases are folded first, as they stand and as stage 2 leaves them.
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
        Self {
            automaton: AhoCorasick::new(by_phrase.keys()).ok(),
            meanings: by_phrase.into_values().collect(),
        }
    }

    /// Every phrase on word boundaries, overlapping ones too, in the order of where they end.
    pub(in crate::extract) fn all<'p: 't, 't>(
        &'p self,
        folded: &'t str,
    ) -> impl Iterator<Item = Met<'p, T>> + use<'p, 't, T> {
        self.automaton
            .iter()
            .flat_map(move |automaton| automaton.find_overlapping_iter(folded))
            .filter(|met| on_boundaries(folded, &met.range()))
            .filter_map(|met| {
                Some(Met {
                    range: met.range(),
                    meanings: self.meanings.get(met.pattern().as_usize())?,
                })
            })
    }

    /// The phrases on word boundaries from left to right, of overlapping ones the first, of those
    /// the longest.
    pub(in crate::extract) fn longest<'p>(&'p self, folded: &str) -> Vec<Met<'p, T>> {
        let mut met: Vec<_> = self.all(folded).collect();
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
}

/// How a phrase may stand in a text: stage 2 shortens `ооо`, joins `g.m.b.h.` and opens ligatures.
fn forms(phrase: &str) -> BTreeSet<String> {
    BTreeSet::from([fold(phrase), fold(normalise(phrase).text())])
}

/// True where no word is cut. Scripts that set no space between words have no boundary to keep,
/// and Korean sets its particles against the word.
fn on_boundaries(text: &str, range: &Range<usize>) -> bool {
    let (Some(before), Some(within), Some(after)) = (
        text.get(..range.start),
        text.get(range.clone()),
        text.get(range.end..),
    ) else {
        return false;
    };
    let cuts = |left: Option<char>, right: Option<char>| match (left, right) {
        (Some(left), Some(right)) => {
            is_word(left) && is_word(right) && !is_unspaced(left) && !is_unspaced(right)
        }
        _ => false,
    };
    let first = within.chars().next();
    let last = within.chars().next_back();
    let next = after.chars().next();
    // A mark belongs to the letter before it in every script.
    if next.is_some_and(is_mark) {
        return false;
    }
    !cuts(before.chars().next_back(), first) && (last.is_some_and(is_hangul) || !cuts(last, next))
}

/// True for letters of scripts that set no space between words.
pub(in crate::extract) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            get_general_category(c),
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark
        )
}

#[cfg(test)]
mod tests {
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
