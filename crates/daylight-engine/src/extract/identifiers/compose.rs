//! Putting number words together, and leaving out those that are ordinary words where they stand.

use std::ops::Range;

use crate::extract::identifiers::number_words::NumberWord;
use crate::extract::identifiers::number_words::Value;
use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::units::Writing;

/// One item of a text before words are put together: digits, or a number word.
#[derive(Debug)]
pub(super) struct Item {
    /// Where.
    pub(super) range: Range<usize>,
    /// What.
    pub(super) kind: ItemKind,
    /// Letters touch it on the left.
    pub(super) glued_left: bool,
    /// Letters touch it on the right.
    pub(super) glued_right: bool,
}

impl Item {
    /// An item with nothing glued to it.
    pub(super) fn free(range: Range<usize>, kind: ItemKind) -> Self {
        Self {
            range,
            kind,
            glued_left: false,
            glued_right: false,
        }
    }
}

/// What an item is.
#[derive(Debug)]
pub(super) enum ItemKind {
    /// Digits.
    Digits(String),
    /// Digits with letters that look like digits.
    Leet(String),
    /// A number word.
    Word(&'static NumberWord),
    /// Letters that may stand for digits where digits are near: `o`, `l`, `3lo`.
    Letter(String),
}

/// Drops ordinary words and lone letters that stand beside no number.
pub(super) fn drop_weak(items: &mut Vec<Item>, text: &str) {
    let mut keep: Vec<bool> = items.iter().map(|item| !is_weak(item)).collect();
    let near: Vec<bool> = items
        .iter()
        .zip(items.iter().skip(1))
        .map(|(one, next)| are_near(text, one.range.end..next.range.start))
        .collect();
    let supports = |weak: &Item, other: &Item| match (&weak.kind, &other.kind) {
        (ItemKind::Letter(_), _) | (_, ItemKind::Word(_) | ItemKind::Letter(_)) => true,
        (ItemKind::Word(word), ItemKind::Digits(digits)) => {
            digits.len() == 1 || word.value == Value::Digits("0") || is_multiplier(word)
        }
        (ItemKind::Word(_) | ItemKind::Digits(_) | ItemKind::Leet(_), _) => false,
    };
    for forward in [true, false] {
        for step in 1..items.len() {
            let (one, other) = if forward {
                (step, step - 1)
            } else {
                (items.len() - 1 - step, items.len() - step)
            };
            let linked = near.get(one.min(other)).copied().unwrap_or(false);
            let supported = linked && keep.get(other).copied().unwrap_or(false);
            let fits = match (items.get(one), items.get(other)) {
                (Some(weak), Some(strong)) => supports(weak, strong),
                _ => false,
            };
            if supported
                && fits
                && let Some(kept) = keep.get_mut(one)
            {
                *kept = true;
            }
        }
    }
    let mut kept = keep.into_iter();
    items.retain(|_| kept.next().unwrap_or(false));
}

fn is_multiplier(word: &NumberWord) -> bool {
    matches!(word.value, Value::Repeat(_) | Value::Hundred)
}

fn is_weak(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Word(word) => word.weak,
        ItemKind::Letter(_) => true,
        ItemKind::Digits(_) | ItemKind::Leet(_) => false,
    }
}

fn are_near(text: &str, gap: Range<usize>) -> bool {
    text.get(gap)
        .is_some_and(|gap| gap.chars().count() <= 3 && !gap.chars().any(char::is_alphanumeric))
}

/// Puts number words together: `double five`, `twenty one`, `quatre-vingt-dix`, `nine hundred`.
pub(super) fn compose(items: Vec<Item>, text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut repeat: Option<(usize, usize)> = None;
    // The language and end of the last unit while words may still be added to it.
    let mut open: Option<(&'static str, usize)> = None;
    for item in items {
        let weak = is_weak(&item);
        let joins = text
            .get(open.map_or(item.range.start, |(_, end)| end)..item.range.start)
            .is_some_and(is_joint);
        let (digits, writing, language) = match item.kind {
            ItemKind::Digits(digits) => (digits, Writing::Digits, None),
            ItemKind::Leet(digits) | ItemKind::Letter(digits) => (digits, Writing::Leet, None),
            ItemKind::Word(word) => match &word.value {
                Value::Digits(digits) => {
                    ((*digits).to_owned(), Writing::Spelled, Some(word.language))
                }
                Value::Joined(digits) => (digits.clone(), Writing::Spelled, None),
                Value::Repeat(times) => {
                    repeat = Some((*times, item.range.start));
                    open = None;
                    continue;
                }
                Value::Hundred => {
                    add_hundreds(units.last_mut(), item.range.end);
                    open = None;
                    continue;
                }
            },
        };
        let range = item.range;
        if let (Some(unit), Some(language), Some((open_language, _)), None) =
            (units.last_mut(), language, open, repeat)
            && joins
            && (language == open_language || shares_tens(language, open_language))
            && let Some(sum) = add_words(language, &unit.digits, &digits)
        {
            unit.digits = sum;
            unit.weak = false;
            unit.range.end = range.end;
            open = Some((language, range.end));
            continue;
        }
        let (digits, start, writing) = match repeat.take() {
            Some((times, from)) if digits.len() == 1 => {
                (digits.repeat(times), from, Writing::Spelled)
            }
            _ => (digits, range.start, writing),
        };
        open = language.map(|language| (language, range.end));
        units.push(Unit {
            digits,
            range: start..range.end,
            writing,
            glued_left: item.glued_left,
            glued_right: item.glued_right,
            weak,
            masked: false,
        });
    }
    units
}

/// Turns a single digit into hundreds.
fn add_hundreds(unit: Option<&mut Unit>, end: usize) {
    if let Some(unit) = unit.filter(|unit| unit.digits.len() == 1) {
        unit.digits.push_str("00");
        unit.range.end = end;
        unit.writing = Writing::Spelled;
    }
}

/// What may stand between two words of one number.
fn is_joint(gap: &str) -> bool {
    matches!(
        gap.trim_matches([' ', '-']),
        "" | "and" | "y" | "et" | "e" | "és" | "en" | "și" | "si"
    ) && gap.len() <= 6
}

/// The vocabulary keeps one language for a word that several share.
fn shares_tens(one: &str, other: &str) -> bool {
    const FAMILIES: [&[&str]; 4] = [
        &["ru", "uk", "bg"],
        &["es", "pt", "it", "fr", "en", "ro"],
        &["de", "nl"],
        &["pl", "cs"],
    ];
    FAMILIES
        .iter()
        .any(|family| family.contains(&one) && family.contains(&other))
}

/// The number two words make together, if the second fills zeros of the first: 20 and 1 make 21,
/// French 60 and 12 make 72, 4 and 20 make 80, Russian 900 and 20 make 920.
fn add_words(language: &str, first: &str, second: &str) -> Option<String> {
    let one: u32 = first.parse().ok()?;
    let two: u32 = second.parse().ok()?;
    let french = language == "fr";
    if french && (one, two) == (4, 20) {
        return Some("80".to_owned());
    }
    let adds = match (one, two) {
        // `dix-sept` after soixante or quatre-vingt was added as 70 or 90 and grows once more.
        (60 | 80, 10..=16) | (10 | 70 | 90, 7..=9) if french => true,
        (70 | 90, 1..=9) if french => false,
        (20..=90, 1..=9) => one.is_multiple_of(10),
        (100..=900, 1..=99) if one.is_multiple_of(100) => true,
        (110..=990, 1..=9) => one % 100 > 10 && one.is_multiple_of(10),
        _ => false,
    };
    adds.then(|| (one + two).to_string())
}
