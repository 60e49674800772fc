//! Digits and signs that stand for letters, where they spell a word: `m4ss4ge`, `$exy`.
//!
//! A word with digits in it is far more often a size, a model or a time than a disguise, so a
//! digit is read as a letter only inside a word, between letters that want it there: a vowel
//! between consonants, a consonant beside a vowel.

use daylight_model::Disguise;

use crate::normalise::cells::Cell;
use crate::normalise::cells::is_address;
use crate::normalise::cells::is_mark;
use crate::normalise::cells::is_space;

/// Decodes the words of lower-cased text; true where that changes it.
pub(super) fn decode(cells: &mut [Cell]) -> bool {
    let mut changed = false;
    let tokens = cells.chunk_by_mut(|one, next| !is_space(one.c) && !is_space(next.c));
    for token in tokens {
        if token.iter().any(|cell| letter(cell.c).is_some()) && !is_address(token) {
            let words = token.chunk_by_mut(|one, next| is_part(one.c) && is_part(next.c));
            for word in words {
                changed |= decode_word(word);
            }
        }
    }
    changed
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || c == '$'
}

/// The letter a digit or sign stands for.
fn letter(c: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => return None,
    })
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn decode_word(word: &mut [Cell]) -> bool {
    if !is_disguised(word) {
        return false;
    }
    for cell in word {
        if let Some(letter) = letter(cell.c) {
            *cell = cell.as_char(letter).with(Disguise::Leet);
        }
    }
    true
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

fn is_disguised(word: &[Cell]) -> bool {
    let letters = word
        .iter()
        .filter(|cell| cell.c.is_ascii_lowercase())
        .count();
    let others = word.iter().filter(|cell| letter(cell.c).is_some()).count();
    if others == 0 || letters + others != word.len() || letters <= others || is_postcode(word) {
        return false;
    }
    let spelled: Vec<char> = word
        .iter()
        .map(|cell| letter(cell.c).unwrap_or(cell.c))
        .collect();
    let stretches = stretches(word);
    let mut inside = 0;
    for (start, end) in &stretches {
        let before = start.checked_sub(1).and_then(|at| spelled.get(at));
        let after = spelled.get(*end);
        let signs = word.get(*start..*end).unwrap_or_default();
        match (before, after) {
            (Some(before), Some(after)) if spells(signs, *before, *after, spelled.len() - end) => {
                inside += 1;
            }
            (None, Some(after)) if is_dollar(signs) && after.is_ascii_lowercase() => inside += 1,
            // At either end only beside a digit inside that spells.
            (None, Some(_)) | (Some(_), None) if signs.len() == 1 && stretches.len() > 1 => {}
            _ => return false,
        }
    }
    inside > 0 && (letters > 2 || is_short_word(word))
}

/// The stretches of digits and signs, as ranges of characters.
fn stretches(word: &[Cell]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, cell) in word.iter().enumerate() {
        if letter(cell.c).is_none() {
            continue;
        }
        match found.last_mut() {
            Some((_, end)) if *end == at => *end += 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}

/// True where the stretch reads as letters: one, or the same one twice, of a kind that fits.
fn spells(signs: &[Cell], before: char, after: char, letters_after: usize) -> bool {
    let one = match signs {
        [one] => one.c,
        [one, two] if one.c == two.c => one.c,
        _ => return false,
    };
    let Some(reading) = letter(one) else {
        return false;
    };
    if is_vowel(reading) {
        !is_vowel(before) && !is_vowel(after)
    } else {
        // A digit before the last letter is a model: `phone5s`.
        (is_vowel(before) || is_vowel(after)) && (one == '$' || letters_after > 1)
    }
}

fn is_dollar(signs: &[Cell]) -> bool {
    matches!(signs, [sign] if sign.c == '$')
}

/// Two letters with a round vowel between them; other digits make abbreviations.
fn is_short_word(word: &[Cell]) -> bool {
    matches!(word, [_, middle, _] if matches!(middle.c, '0' | '3'))
}
