//! What stands between two groups of digits, and how firmly it holds them together.

use crate::extract::identifiers::units::Unit;
use crate::extract::identifiers::vocabulary;
use crate::normalise::words;

/// Words that people set inside a number.
pub(super) const FILLER_LIST: &str = include_str!("../../../data/identifiers/filler_words.txt");
/// Words between a number and its extension.
pub(super) const EXTENSION_LIST: &str =
    include_str!("../../../data/identifiers/extension_words.txt");

/// How firmly a gap holds the groups on its sides together, firmest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hold {
    /// Nothing stands between.
    Touching,
    /// A sign that numbers are grouped with.
    Sign,
    /// A space, with or without such a sign.
    Space,
    /// Other signs, or an emoji.
    Odd,
    /// A comma: the groups may also be a list.
    List,
    /// A new line, or words that people set inside a number.
    Filler,
    /// A few other words of one sentence.
    Words,
    /// No number goes across.
    Break,
}

/// A gap between two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    /// How firmly it holds.
    pub(super) hold: Hold,
    /// What follows is the extension of the number before.
    pub(super) extension: bool,
}

/// The most signs of a gap inside a number.
const SIGNS_MAX: usize = 12;
/// The most words that may part two chunks of one number.
const WORDS_MAX: usize = 6;

/// Reads the gap between two groups; `original` is the gap before normalisation.
pub(super) fn read(gap: &str, original: &str, before: &Unit, after: &Unit) -> Gap {
    let singles = before.digits.len() == 1 && after.digits.len() == 1;
    let extension = is_extension(gap, singles);
    let starts_anew = gap.len() > 1 && has_plus(gap);
    let hold = if extension || starts_anew || before.masked || after.masked {
        Hold::Break
    } else if original.contains(['\n', '\r']) {
        hold(gap, singles).max(Hold::Filler)
    } else {
        hold(gap, singles)
    };
    Gap { hold, extension }
}

/// True where the text before a group ends in the plus of a country code.
pub(super) fn has_plus(before: &str) -> bool {
    before.trim_end_matches([' ', '(']).ends_with('+') || before.trim_end().ends_with(" plus")
}

fn hold(gap: &str, singles: bool) -> Hold {
    if gap.is_empty() {
        return Hold::Touching;
    }
    let letters = gap.chars().any(char::is_alphanumeric);
    let signs = gap.chars().count();
    if !letters {
        if signs > SIGNS_MAX {
            return Hold::Break;
        }
        let comma = matches!(gap, "," | ", ");
        if comma && !singles {
            return Hold::List;
        }
        let listed = gap.contains([',', ';', ':']);
        let usual = gap.chars().all(|c| is_group_sign(c) || c == ' ');
        return match (usual, gap.contains(' '), listed && !singles) {
            (_, _, true) => Hold::Break,
            (true, false, _) if signs <= 3 => Hold::Sign,
            (true, true, _) if signs <= 4 => Hold::Space,
            _ => Hold::Odd,
        };
    }
    words_hold(gap)
}

fn words_hold(gap: &str) -> Hold {
    let mut count = 0;
    let mut fillers = true;
    for range in words(gap) {
        count += 1;
        let word = gap.get(range).unwrap_or_default();
        fillers &= vocabulary::of(word).is(vocabulary::FILLER);
        if count > WORDS_MAX {
            return Hold::Break;
        }
    }
    let ends_sentence = [". ", "! ", "? ", "; ", ": "]
        .iter()
        .any(|end| gap.contains(end));
    if fillers && count <= 4 {
        Hold::Filler
    } else if ends_sentence {
        Hold::Break
    } else {
        Hold::Words
    }
}

/// Signs that numbers are grouped with somewhere.
fn is_group_sign(c: char) -> bool {
    matches!(
        c,
        '-' | '.'
            | '('
            | ')'
            | '/'
            | '_'
            | '*'
            | '~'
            | '['
            | ']'
            | '•'
            | '·'
            | '‐'
            | '‑'
            | '–'
            | '—'
            | '−'
            | '+'
            | '\''
    )
}

fn is_extension(gap: &str, singles: bool) -> bool {
    let mut met = words(gap);
    let only = match (met.next(), met.next()) {
        (Some(range), None) => gap.get(range).unwrap_or_default(),
        (None, _) => return !singles && gap.trim_start().starts_with('#'),
        (Some(_), Some(_)) => return false,
    };
    vocabulary::of(only).is(vocabulary::EXTENSION) && !(singles && only == "x")
}
