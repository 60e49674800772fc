//! What each step makes of each character, worked out once from the steps themselves.

use daylight_model::Disguises;
use unicode_normalization::IsNormalized;
use unicode_normalization::char::canonical_combining_class;
use unicode_script::Script;

use crate::characters::is_plain_mark;
use crate::characters::is_word;
use crate::characters::pages::Pages;
use crate::normalise::case;
use crate::normalise::cells;
use crate::normalise::cells::Cell;
use crate::normalise::enclosed;
use crate::normalise::folds;
use crate::normalise::invisible;
use crate::normalise::leet;
use crate::normalise::lookalikes;
use crate::normalise::marks;
use crate::normalise::setting::Setting;

/// A character in lower case, and what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    pub(super) lower: char,
    pub(super) is: u32,
}

/// A letter, mark, digit or underscore.
pub(super) const WORD: u32 = 1;
/// A space or a line break.
pub(super) const SPACE: u32 = 1 << 1;
/// Something else in lower case; no ASCII letter, whose case is one bit.
pub(super) const UPPER: u32 = 1 << 2;
/// Folded or removed by the first step.
pub(super) const FOLD: u32 = 1 << 3;
/// What no short way is known for.
pub(super) const HARD: u32 = 1 << 4;
/// What an entity starts or ends with.
pub(super) const ENTITY: u32 = 1 << 5;
/// Alphabetic.
pub(super) const ALPHABETIC: u32 = 1 << 6;
/// Alphabetic or a number.
pub(super) const ALPHANUMERIC: u32 = 1 << 7;
/// A letter of a script that is spelled.
pub(super) const SPELLING: u32 = 1 << 8;
/// A mark of the letter before it.
pub(super) const MARK: u32 = 1 << 9;
/// A digit or sign that may stand for a letter.
pub(super) const LEET: u32 = 1 << 10;
/// Of the Latin script.
pub(super) const LATIN: u32 = 1 << 11;
/// Of another script that Latin letters are slipped into, one bit for each.
pub(super) const FOREIGN: u32 = 0b1111 << 12;
/// A letter of those scripts that looks like no other, as it is and in lower case.
pub(super) const OWN: u32 = 1 << 16;
pub(super) const OWN_LOWER: u32 = 1 << 17;
/// Where the canonical combining class begins.
pub(super) const COMBINING: u32 = 24;

static CLASSES: Pages<Class> = Pages::new(work_out);

/// What is known of `c`.
#[inline]
pub(super) fn class(c: char) -> Class {
    CLASSES.get(c)
}

fn work_out(c: char) -> Class {
    let lower = case::lower_of(c);
    let is = if !is_kept(c) {
        let joins = c == '\u{20e3}' || enclosed::regional_letter(c).is_some();
        if joins { HARD } else { FOLD }
    } else if is_settled(c)
        && is_settled(lower)
        && traits(c) == traits(lower)
        && case::lower_of(lower) == lower
        && c != 'Σ'
    {
        traits(c) | own(c, OWN) | own(lower, OWN_LOWER)
    } else {
        HARD
    };
    let upper = if lower == c || c.is_ascii() { 0 } else { UPPER };
    Class {
        lower,
        is: is | upper,
    }
}

/// True where the first step leaves `c` as it is, in any setting.
fn is_kept(c: char) -> bool {
    if cells::is_inert(c) || is_plain_mark(c) {
        return true;
    }
    let cell = Cell {
        c,
        from: 0,
        to: 0,
        met: Disguises::NONE,
    };
    let setting = Setting::default();
    let mut folded = Vec::new();
    folds::fold(cell, &setting, &mut |part| folded.push(part));
    c != '\u{20e3}' && invisible::removal(c, None, &setting).is_none() && folded == [cell]
}

/// True where no step does anything to `c` for itself, but for the change to lower case.
fn is_settled(c: char) -> bool {
    is_kept(c)
        && !cells::is_diacritic(c)
        && unicode_normalization::is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
        && (marks::attaches(c) || canonical_combining_class(c) == 0)
        && (is_word(c) || !cells::is_spelling(c))
        && !matches!(c, '\u{1161}'..='\u{11ff}')
        && enclosed::regional_letter(c).is_none()
        && !lookalikes::is_latin_shape(c)
}

fn traits(c: char) -> u32 {
    let foreign = match cells::script(c) {
        Script::Latin => LATIN,
        Script::Cyrillic => 1 << 12,
        Script::Greek => 1 << 13,
        Script::Armenian => 1 << 14,
        Script::Cherokee => 1 << 15,
        _ => 0,
    };
    [
        (is_word(c), WORD),
        (cells::is_space(c), SPACE),
        (matches!(c, '&' | ';'), ENTITY),
        (c.is_alphabetic(), ALPHABETIC),
        (c.is_alphanumeric(), ALPHANUMERIC),
        (cells::is_spelling(c), SPELLING),
        (cells::is_mark(c), MARK),
        (leet::may_be_letter(c), LEET),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .fold(foreign, |all, (_, one)| all | one)
        | u32::from(canonical_combining_class(c)) << COMBINING
}

/// `bit` for a letter of the scripts that are taken for one another's which looks like no other.
fn own(c: char, bit: u32) -> u32 {
    let is_letter = traits(c) & (LATIN | FOREIGN) != 0;
    if is_letter && !lookalikes::is_shared(c) {
        bit
    } else {
        0
    }
}
