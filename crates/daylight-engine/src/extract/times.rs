//! Days and clock times named in a text, as ISO 8601.

mod calendar;
mod clock;

use std::sync::LazyLock;

use daylight_model::Fact;
use daylight_model::FactKind;

use crate::extract::Hints;
use crate::extract::lexicon::Found;
use crate::extract::lexicon::Met;
use crate::extract::lexicon::Page;
use crate::extract::lexicon::Phrases;
use crate::extract::lexicon::digit;
use crate::extract::lexicon::disjoint;
use crate::extract::lexicon::rows;
use crate::extract::shared::List;

/// A word of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A month, from 1.
    Month(i8),
    /// A day of the week, Monday is 1.
    Weekday(i8),
    /// Days after today.
    Day(i8),
    /// Before noon.
    Am,
    /// After noon.
    Pm,
    /// An hour of the clock.
    Hour,
}

static WORDS: LazyLock<Phrases<Word>> = LazyLock::new(|| {
    let listed = rows(include_str!("../../data/lexicon/times.txt"));
    Phrases::new(listed.flat_map(|row| {
        let number = row.words().nth(1).and_then(|word| word.parse().ok());
        let word = match (row.words().next(), number) {
            (Some("month"), Some(month)) => Some(Word::Month(month)),
            (Some("weekday"), Some(day)) => Some(Word::Weekday(day)),
            (Some("day"), Some(days)) => Some(Word::Day(days)),
            (Some("am"), _) => Some(Word::Am),
            (Some("pm"), _) => Some(Word::Pm),
            (Some("hour"), _) => Some(Word::Hour),
            _ => None,
        };
        row.items().filter_map(move |item| Some((item, word?)))
    }))
});

/// A run of digits: 1 to 4 of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Digits {
    range: std::ops::Range<usize>,
    value: i16,
    letters: usize,
}

/// A page as the rules of time read it.
struct Reader<'p> {
    folded: &'p str,
    digits: Vec<Digits>,
    words: Vec<Met<'static, Word>>,
    hints: &'p Hints,
}

impl Reader<'_> {
    /// The text between two places.
    fn between(&self, from: usize, to: usize) -> &str {
        self.folded.get(from..to).unwrap_or_default()
    }

    /// The word of time that starts at a place or one space after it.
    fn word_after(&self, at: usize) -> Option<(&Met<'static, Word>, Word)> {
        let next = self.words.partition_point(|met| met.range.start < at);
        let met = self.words.get(next)?;
        let close = self.between(at, met.range.start).trim().is_empty();
        let near = met.range.start <= at + 2;
        Some((met, *met.meanings.first()?)).filter(|_| close && near)
    }

    /// True where no digit, letter or separator of a longer number is glued to a range.
    fn stands_alone(&self, range: &std::ops::Range<usize>) -> bool {
        let before = self.between(0, range.start).chars().next_back();
        let mut after = self.between(range.end, self.folded.len()).chars();
        let (next, then) = (after.next(), after.next());
        let glued = |c: char| c.is_ascii_alphanumeric() || digit(c).is_some();
        let goes_on = matches!(next, Some('.' | '/' | ':' | '-' | ','))
            && then.is_some_and(|c| digit(c).is_some())
            && next != Some('-');
        !before.is_some_and(|c| glued(c) || matches!(c, '/' | ':' | '+' | '#' | '$' | '€' | '£'))
            && !next.is_some_and(|c| glued(c) || matches!(c, '%' | '€' | '$' | '£'))
            && !goes_on
    }
}

/// Finds days and clock times; each end of a range is a fact of its own.
pub(super) fn find(page: &Page<'_>, hints: &Hints) -> Vec<Fact> {
    let reader = Reader {
        folded: page.folded(),
        digits: digits(page),
        words: page.reading().longest(List::Times, phrases()),
        hints,
    };
    let mut found = calendar::dates(&reader);
    found.extend(clock::times(&reader));
    disjoint(found)
        .into_iter()
        .filter_map(|found| page.fact(found))
        .collect()
}

/// The words of time.
pub(super) fn phrases() -> &'static Phrases<Word> {
    &WORDS
}

/// The runs of digits with their values.
fn digits(page: &Page<'_>) -> Vec<Digits> {
    let read = |range: &std::ops::Range<usize>| {
        let mut digits = Digits {
            range: range.clone(),
            value: 0,
            letters: 0,
        };
        for value in page.get(range.clone()).chars().filter_map(digit) {
            let value = i16::try_from(value).unwrap_or_default();
            digits.letters += 1;
            digits.value = digits.value.saturating_mul(10).saturating_add(value);
        }
        digits
    };
    page.digits().iter().map(read).collect()
}

fn time(range: std::ops::Range<usize>, value: String, rule: &'static str, sure: f32) -> Found {
    Found {
        range,
        kind: FactKind::Time,
        value,
        rule,
        confidence: sure,
    }
}

#[cfg(test)]
mod tests;
