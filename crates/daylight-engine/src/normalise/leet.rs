//! Digits and signs that stand for letters, where they spell a word: `m4ss4ge`, `$exy`.
//!
//! A word with digits in it is far more often a size, a model or a time than a disguise, so a
//! digit is read as a letter only inside a word, between letters that want it there: a vowel
//! between consonants, a consonant beside a vowel.

use daylight_model::Disguise;
use unicode_script::Script;

use crate::normalise::cells::Cell;
use crate::normalise::cells::is_address;
use crate::normalise::cells::is_mark;
use crate::normalise::cells::is_space;
use crate::normalise::cells::script;
use crate::normalise::classes::LATIN;
use crate::normalise::classes::seen;

/// Decodes the words of lower-cased text; true where that changes it.
pub(super) fn decode(cells: &mut [Cell]) -> bool {
    let mut changed = false;
    let mut from = 0;
    while let Some(found) = next_sign(cells, from) {
        let start = back_to_space(cells, found);
        from = on_to_space(cells, found);
        let token = cells.get_mut(start..from).unwrap_or_default();
        if seen(token) & LATIN == 0 || is_address(token) {
            continue;
        }
        for word in token.chunk_by_mut(|one, next| is_part(one.c) && is_part(next.c)) {
            changed |= decode_word(word);
        }
    }
    changed
}

/// Where the next digit or sign is that may be a letter.
fn next_sign(cells: &[Cell], from: usize) -> Option<usize> {
    let mut rest = cells.get(from..)?.iter();
    rest.position(|cell| may_be_letter(cell.c))
        .map(|at| from + at)
}

fn back_to_space(cells: &[Cell], at: usize) -> usize {
    let before = cells.get(..at).unwrap_or_default();
    before
        .iter()
        .rposition(|cell| is_space(cell.c))
        .map_or(0, |space| space + 1)
}

fn on_to_space(cells: &[Cell], at: usize) -> usize {
    let mut after = cells.get(at..).unwrap_or_default().iter();
    after
        .position(|cell| is_space(cell.c))
        .map_or(cells.len(), |len| at + len)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || matches!(c, '$' | '€')
}

/// The letter a digit or sign stands for after `before`.
fn letter(c: char, before: Option<char>) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' if before.is_some_and(is_vowel) => 'l',
        '1' => 'i',
        '3' | '€' => 'e',
        '4' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => return None,
    })
}

#[inline]
pub(super) fn may_be_letter(c: char) -> bool {
    matches!(c, '0' | '1' | '3' | '4' | '5' | '7' | '$' | '€')
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn decode_word(word: &mut [Cell]) -> bool {
    let Some(spelled) = spelled(word) else {
        return false;
    };
    for (cell, letter) in word.iter_mut().zip(spelled) {
        if cell.c != letter {
            *cell = cell.as_char(letter).with(Disguise::Leet);
        }
    }
    true
}

/// The word that is meant; `None` where the digits mean themselves.
fn spelled(word: &[Cell]) -> Option<Vec<char>> {
    let others = word.iter().filter(|cell| may_be_letter(cell.c)).count();
    let letters = word.iter().filter(|cell| is_latin(cell.c)).count();
    if others == 0 || letters + others != word.len() || letters <= others || is_postcode(word) {
        return None;
    }
    let letter_at = |at: usize| word.get(at).map(|cell| cell.c);
    let mut spelled: Vec<char> = word.iter().map(|cell| cell.c).collect();
    let stretches = stretches(word);
    let mut inside = 0;
    for (start, end) in &stretches {
        let before = start.checked_sub(1).and_then(letter_at);
        let stretch = Stretch {
            signs: word.get(*start..*end)?,
            letters_after: word.len() - end,
        };
        let reading = letter(letter_at(*start)?, before)?;
        match (before, letter_at(*end)) {
            (Some(before), Some(after)) if stretch.spells(reading, before, after) => inside += 1,
            (None, Some(_)) if matches!(stretch.signs, [sign] if sign.c == '$') => inside += 1,
            // At either end only beside a digit inside that spells.
            (None, Some(_)) | (Some(_), None)
                if stretch.signs.len() == 1 && stretches.len() > 1 => {}
            _ => return None,
        }
        spelled.get_mut(*start..*end)?.fill(reading);
    }
    (inside > 0 && (letters > 2 || is_short_word(word))).then_some(spelled)
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && script(c) == Script::Latin
}

/// True for the shape of a British postcode without its space.
fn is_postcode(word: &[Cell]) -> bool {
    let Some((inward, outward)) = word
        .len()
        .checked_sub(3)
        .and_then(|at| word.split_at_checked(at))
        .map(|(outward, inward)| (inward, outward))
    else {
        return false;
    };
    let district = outward
        .iter()
        .position(|cell| cell.c.is_ascii_digit())
        .unwrap_or(0);
    let [sector, unit @ ..] = inward else {
        return false;
    };
    sector.c.is_ascii_digit()
        && unit.iter().all(|cell| cell.c.is_ascii_lowercase())
        && matches!(district, 1 | 2)
        && outward.len() <= district + 2
        // The same digit twice is more likely a double letter.
        && outward.last().is_some_and(|last| last.c != sector.c)
}

/// The stretches of digits and signs, as ranges of characters.
fn stretches(word: &[Cell]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, _) in word
        .iter()
        .enumerate()
        .filter(|(_, cell)| may_be_letter(cell.c))
    {
        match found.last_mut() {
            Some((_, end)) if *end == at => *end += 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

/// Digits and signs side by side.
struct Stretch<'a> {
    signs: &'a [Cell],
    /// How many characters of the word follow.
    letters_after: usize,
}

impl Stretch<'_> {
    /// True where it reads as letters: one, or the same one twice, of a kind that fits between
    /// its neighbours.
    fn spells(&self, reading: char, before: char, after: char) -> bool {
        let one = match self.signs {
            [one] => one.c,
            [one, two] if one.c == two.c => one.c,
            _ => return false,
        };
        match reading {
            // After a consonant; a vowel may follow: `spec1al`.
            'i' => !is_vowel(before) && self.signs.len() == 1,
            'l' => true,
            'a' | 'e' | 'o' => !is_vowel(before) && !is_vowel(after),
            // A digit before the last letter is a model: `phone5s`.
            _ => (is_vowel(before) || is_vowel(after)) && (one == '$' || self.letters_after > 1),
        }
    }
}

/// Two letters with a round vowel between them; other digits make abbreviations.
fn is_short_word(word: &[Cell]) -> bool {
    matches!(word, [_, middle, _] if matches!(middle.c, '0' | '3'))
}
