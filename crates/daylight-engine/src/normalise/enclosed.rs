//! Letters and digits in circles, squares, brackets and keys, and flags used as letters (UTS #51).

use std::sync::LazyLock;

use daylight_model::Disguise;
use unicode_normalization::char::decompose_compatible;

use crate::normalise::cells::Cell;

/// What stands inside an enclosed character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inner {
    pub(super) text: String,
    /// False for emoji that everybody uses as words.
    pub(super) is_disguise: bool,
}

/// The enclosed characters that have no decomposition, in order: `from text`, or `from..to text`
/// for a stretch that counts on from its first letter or number.
static ENCLOSED: LazyLock<Vec<(char, Inner)>> = LazyLock::new(|| {
    let mut all: Vec<(char, Inner)> = include_str!("../../data/normalise/enclosed.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(entries)
        .collect();
    all.sort_unstable_by_key(|(c, _)| *c);
    all
});

/// The two-letter codes that flags are made of, in order.
static FLAGS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut codes: Vec<&str> = include_str!("../../data/normalise/flags.txt")
        .split_ascii_whitespace()
        .collect();
    codes.sort_unstable();
    codes
});

fn entries(line: &str) -> Vec<(char, Inner)> {
    let mut fields = line.split_ascii_whitespace();
    let (Some(stretch), Some(text)) = (fields.next(), fields.next()) else {
        return Vec::new();
    };
    let is_disguise = fields.next() != Some("word");
    let (from, to) = stretch.split_once("..").unwrap_or((stretch, stretch));
    let (Some(from), Some(to)) = (from.chars().next(), to.chars().next()) else {
        return Vec::new();
    };
    (from..=to)
        .zip(0_u32..)
        .map(|(c, step)| {
            let text = counted(text, step);
            (c, Inner { text, is_disguise })
        })
        .collect()
}

/// `first` counted on: `a` and 2 make `c`, `9` and 2 make `11`.
fn counted(first: &str, step: u32) -> String {
    if let Ok(number) = first.parse::<u32>() {
        return (number + step).to_string();
    }
    let mut letters = first.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => {
            char::from_u32(u32::from(letter) + step).map_or_else(String::new, String::from)
        }
        _ => first.to_owned(),
    }
}

/// What is inside `c`, if it encloses anything.
pub(super) fn inner(c: char) -> Option<Inner> {
    if c < '\u{2460}' {
        return None;
    }
    if let Ok(found) = ENCLOSED.binary_search_by_key(&c, |(c, _)| *c) {
        return ENCLOSED.get(found).map(|(_, inner)| inner.clone());
    }
    if !matches!(c,
        '\u{2460}'..='\u{24ff}'
        | '\u{3200}'..='\u{32ff}'
        | '\u{1f100}'..='\u{1f169}'
        | '\u{1f200}'..='\u{1f265}')
    {
        return None;
    }
    let mut text = String::new();
    decompose_compatible(c, |part| {
        if !matches!(part, '(' | ')' | '.' | ',' | '〔' | '〕') {
            text.push(part);
        }
    });
    (!text.contains(c) && !text.is_empty()).then_some(Inner {
        text,
        is_disguise: true,
    })
}

/// True where `c` draws a key around the character before it, which is marked so.
pub(super) fn closes_key(c: char, previous: Option<&mut Cell>) -> bool {
    match previous {
        Some(cell)
            if c == '\u{20e3}' && (cell.c.is_ascii_digit() || matches!(cell.c, '#' | '*')) =>
        {
            *cell = cell.with(Disguise::Enclosed);
            true
        }
        _ => false,
    }
}

/// The letter of a regional indicator symbol.
pub(super) fn regional_letter(c: char) -> Option<char> {
    let step = u32::from(c)
        .checked_sub(0x1f1e6)
        .filter(|step| *step < 26)?;
    char::from_u32(u32::from('a') + step)
}

/// Decodes regional indicators where they are no flags: a stretch that is not, pair by pair, the
/// codes of flags spells something.
/// True where that changes the text.
pub(super) fn spell_flags(cells: &mut [Cell]) -> bool {
    let mut changed = false;
    if !cells.iter().any(|cell| regional_letter(cell.c).is_some()) {
        return false;
    }
    for stretch in cells.chunk_by_mut(|one, next| {
        regional_letter(one.c).is_some() && regional_letter(next.c).is_some()
    }) {
        if !stretch.chunks(2).all(is_flag) {
            stretch.iter_mut().for_each(spell_flag);
            changed = true;
        }
    }
    changed
}

fn spell_flag(cell: &mut Cell) {
    if let Some(letter) = regional_letter(cell.c) {
        *cell = cell.as_char(letter).with(Disguise::Enclosed);
    }
}

/// True also for what has no regional indicator in it.
fn is_flag(pair: &[Cell]) -> bool {
    let letters: String = pair
        .iter()
        .filter_map(|cell| regional_letter(cell.c))
        .collect();
    letters.is_empty() || FLAGS.binary_search(&letters.as_str()).is_ok()
}
