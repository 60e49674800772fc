//! Amounts of money named in a text.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use daylight_model::Fact;
use daylight_model::FactKind;

use crate::extract::Hints;
use crate::extract::gazetteer::Country;
use crate::extract::lexicon::Found;
use crate::extract::lexicon::LETTERS;
use crate::extract::lexicon::Letter;
use crate::extract::lexicon::Letters;
use crate::extract::lexicon::Number;
use crate::extract::lexicon::Page;
use crate::extract::lexicon::Phrases;
use crate::extract::lexicon::WordMap;
use crate::extract::lexicon::disjoint;
use crate::extract::lexicon::fold;
use crate::extract::lexicon::numbers;
use crate::extract::lexicon::rows;
use crate::extract::shared::List;

const CURRENCIES: &str = include_str!("../../data/lexicon/currencies.txt");
const CUES: &str = include_str!("../../data/lexicon/price_cues.txt");

/// Letters of the longest word or sign of a currency, in bytes of folded text.
const CURRENCY_BYTES_MAX: usize = 32;

/// An amount of more is a code or a telephone number.
const AMOUNT_MAX: u64 = 100_000_000;

/// What a sign or word of money stands for.
#[derive(Clone, Debug, Default)]
struct Currency {
    /// One code everywhere, or where no country is known.
    code: Option<&'static str>,
    /// The code in each country, where that decides.
    by_country: BTreeMap<Country, &'static str>,
}

impl Currency {
    fn code(&self, countries: &[Country]) -> &'static str {
        countries
            .iter()
            .find_map(|country| self.by_country.get(country))
            .copied()
            .or(self.code)
            .unwrap_or_default()
    }
}

/// The words and signs of money.
struct Currencies {
    words: WordMap<Currency>,
    /// What they begin with and end with, by the low bits of the characters.
    first: [bool; 256],
    last: [bool; 256],
}

/// The low bits of a character.
fn low(c: char) -> usize {
    c as usize % 256
}

static CURRENCIES_BY_WORD: LazyLock<Currencies> = LazyLock::new(|| {
    let mut by_word: BTreeMap<String, Currency> = BTreeMap::new();
    for row in rows(CURRENCIES) {
        let Some(sign) = row.head.strip_prefix("sign ") else {
            for item in row.items() {
                by_word.entry(fold(item)).or_default().code = Some(row.head);
            }
            continue;
        };
        let currency = by_word.entry(fold(sign)).or_default();
        for (place, code) in row.items().filter_map(|item| item.split_once(' ')) {
            if let Some(country) = Country::new(place) {
                currency.by_country.insert(country, code);
            } else {
                currency.code = Some(code);
            }
        }
    }
    let ends = |end: fn(&String) -> Option<char>| {
        let mut met = [false; 256];
        for c in by_word.keys().filter_map(end) {
            met.iter_mut()
                .skip(low(c))
                .take(1)
                .for_each(|met| *met = true);
        }
        met
    };
    Currencies {
        first: ends(|word| word.chars().next()),
        last: ends(|word| word.chars().next_back()),
        words: by_word.into_iter().collect(),
    }
});

/// What a word beside a number says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// A price stands after it.
    Before,
    /// A price stands before it.
    After,
    /// What stands before it is no price.
    Other,
}

static AROUND: LazyLock<Phrases<Cue>> = LazyLock::new(|| {
    Phrases::new(rows(CUES).flat_map(|row| {
        let cue = match row.head {
            "before" => Cue::Before,
            "after" => Cue::After,
            _ => Cue::Other,
        };
        row.items().map(move |item| (item, cue))
    }))
});

/// The words beside a price.
pub(super) fn phrases() -> &'static Phrases<Cue> {
    &AROUND
}

/// Finds prices: `150 EUR`, or `150` where a cue but no currency is named.
pub(super) fn find(page: &Page<'_>, hints: &Hints) -> Vec<Fact> {
    let numbers: Vec<Number> = numbers(page.folded(), page.digits())
        .into_iter()
        .map(|number| with_thousands(page.folded(), number))
        .collect();
    if numbers.is_empty() {
        return Vec::new();
    }
    let cues = Cues::read(page);
    let mut found: Vec<Found> = Vec::new();
    let mut priced: Vec<Option<&'static str>> = Vec::new();
    for number in &numbers {
        let price = price(page.folded(), number, hints, &cues);
        priced.push(price.as_ref().map(|(_, code)| *code));
        found.extend(price.map(|(range, code)| amount(number, range, code)));
    }
    found.extend(ranges(page.folded(), &numbers, &priced));
    disjoint(found)
        .into_iter()
        .filter_map(|found| page.fact(found))
        .collect()
}

fn amount(number: &Number, range: Range<usize>, code: &str) -> Found {
    let (value, rule, confidence) = if code.is_empty() {
        (number.written(), "price/cue", 0.6)
    } else {
        (
            format!("{} {code}", number.written()),
            "price/currency",
            0.95,
        )
    };
    Found {
        range,
        kind: FactKind::Price,
        value,
        rule,
        confidence,
    }
}

/// Where cues of each kind end or start.
struct Cues {
    before_ends: Vec<usize>,
    after_starts: Vec<usize>,
    other_starts: Vec<usize>,
}

impl Cues {
    fn read(page: &Page<'_>) -> Self {
        let mut cues = Self {
            before_ends: Vec::new(),
            after_starts: Vec::new(),
            other_starts: Vec::new(),
        };
        for (range, cue) in page.reading().all(List::Prices, phrases()).flat_map(|met| {
            met.meanings
                .iter()
                .map(move |cue| (met.range.clone(), *cue))
        }) {
            match cue {
                Cue::Before => cues.before_ends.push(range.end),
                Cue::After => cues.after_starts.push(range.start),
                Cue::Other => cues.other_starts.push(range.start),
            }
        }
        cues.after_starts.sort_unstable();
        cues.other_starts.sort_unstable();
        cues
    }
}

/// The characters and the currency code of a price, the code empty where only a cue speaks.
fn price(
    folded: &str,
    number: &Number,
    hints: &Hints,
    cues: &Cues,
) -> Option<(Range<usize>, &'static str)> {
    let range = number.range.clone();
    if number.whole == 0 || number.whole > AMOUNT_MAX || is_glued(folded, &range) {
        return None;
    }
    if let Some((end, currency)) = currency_after(folded, range.end) {
        return Some((range.start..end, currency.code(&hints.countries)));
    }
    if let Some((start, currency)) = currency_before(folded, range.start) {
        return Some((start..range.end, currency.code(&hints.countries)));
    }
    let starts_after = |starts: &[usize]| {
        [range.end, range.end + 1]
            .iter()
            .any(|at| starts.binary_search(at).is_ok())
    };
    if starts_after(&cues.other_starts) {
        return None;
    }
    let before = folded.get(..range.start)?;
    let gap_max = before.len() - before.trim_end_matches([' ', ':', '=', '-']).len();
    // The cue itself may end with the colon.
    let announced = (0..=gap_max.min(3))
        .chain([gap_max])
        .any(|gap| cues.before_ends.binary_search(&(range.start - gap)).is_ok());
    (announced || starts_after(&cues.after_starts)).then_some((range, ""))
}

/// The number with the `k` after it, if one stands there: `2.5k` is 2500.
fn with_thousands(folded: &str, number: Number) -> Number {
    let rest = folded.get(number.range.end..).unwrap_or_default();
    let Some((k, after)) = ['k', 'к']
        .into_iter()
        .find_map(|k| Some((k, rest.strip_prefix(k)?)))
    else {
        return number;
    };
    if after.starts_with(char::is_alphanumeric) {
        return number;
    }
    Number {
        range: number.range.start..number.range.end + k.len_utf8(),
        whole: number
            .whole
            .saturating_mul(1000)
            .saturating_add(u64::from(number.hundredths) * 10),
        hundredths: 0,
    }
}

/// True for a number inside a word, a code, a clock time or a percentage.
fn is_glued(folded: &str, range: &Range<usize>) -> bool {
    let before = folded
        .get(..range.start)
        .and_then(|text| text.chars().next_back());
    let after = folded.get(range.end..).and_then(|text| text.chars().next());
    matches!(before, Some('+' | '#' | '_' | '@'))
        || matches!(after, Some('%' | ':' | '_' | '@'))
        || (before == Some(':')
            && folded
                .get(..range.start - 1)
                .is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit())))
}

/// The currency right after a place in the text, at most one space away, and where it ends.
fn currency_after(folded: &str, at: usize) -> Option<(usize, &'static Currency)> {
    let currencies: &'static Currencies = &CURRENCIES_BY_WORD;
    let letters: &Letters = &LETTERS;
    let rest = folded.get(at..)?;
    let gap = usize::from(rest.starts_with(' '));
    let end = rest.floor_char_boundary(CURRENCY_BYTES_MAX);
    let window = rest.get(gap..end)?;
    let first = window.chars().next()?;
    if !*currencies.first.get(low(first))? {
        return None;
    }
    let mut longest = None;
    let mut characters = window.char_indices().peekable();
    while let Some((start, last)) = characters.next() {
        let end = start + last.len_utf8();
        let next = characters.peek().map(|(_, c)| letters.of(*c));
        let cut = letters.of(last).is_alphanumeric() && next.is_some_and(Letter::is_alphanumeric);
        let unspaced = matches!(last, '元' | '块' | '円' | '원' | 'ท');
        if (!cut || unspaced)
            && *currencies.last.get(low(last))?
            && let Some(currency) = currencies.words.get(window.get(..end)?)
        {
            longest = Some((at + gap + end, currency));
        }
    }
    longest
}

/// The currency right before a place in the text, at most one space away, and where it starts.
fn currency_before(folded: &str, at: usize) -> Option<(usize, &'static Currency)> {
    let currencies: &'static Currencies = &CURRENCIES_BY_WORD;
    let letters: &Letters = &LETTERS;
    let before = folded.get(..at)?;
    let before = before.strip_suffix(' ').unwrap_or(before);
    if !*currencies.last.get(low(before.chars().next_back()?))? {
        return None;
    }
    let from = before.ceil_char_boundary(before.len().saturating_sub(CURRENCY_BYTES_MAX));
    let window = before.get(from..)?;
    let mut last = Letter::default();
    // From the left, so that the longest wins.
    window.char_indices().find_map(|(start, first)| {
        let letter = letters.of(first);
        let before = std::mem::replace(&mut last, letter);
        let cut = letter.is_alphanumeric() && before.is_alphanumeric();
        if cut || !*currencies.first.get(low(first))? {
            return None;
        }
        let currency = currencies.words.get(window.get(start..)?)?;
        Some((from + start, currency))
    })
}

/// The other ends of ranges: in `€100-150` and `100 - 150 EUR` both numbers are prices.
fn ranges(folded: &str, numbers: &[Number], priced: &[Option<&'static str>]) -> Vec<Found> {
    let mut found = Vec::new();
    for (pair, codes) in numbers.windows(2).zip(priced.windows(2)) {
        let ([one, other], [first, second]) = (pair, codes) else {
            continue;
        };
        let between = folded
            .get(one.range.end..other.range.start)
            .unwrap_or_default();
        if between.trim() != "-" {
            continue;
        }
        match (first, second) {
            (Some(code), None) => found.push(amount(other, other.range.clone(), code)),
            (None, Some(code)) => found.push(amount(one, one.range.clone(), code)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests;
