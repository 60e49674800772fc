//! What each step makes of each character, worked out once from the steps themselves.

use daylight_model::Disguises;
use unicode_normalization::IsNormalized;
use unicode_normalization::char::canonical_combining_class;
use unicode_script::Script;

use crate::characters::is_plain_mark;
use crate::characters::is_word;
use crate::characters::pages::Pages;
use crate::characters::pages::Reader;
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
/// Of the Latin script, the first of [`SCRIPTS`].
pub(super) const LATIN: u32 = 1 << 11;
/// Of another of them, one bit for each.
pub(super) const FOREIGN: u32 = 0b1111 << 12;
/// A letter of those scripts that looks like no other, as it is and in lower case.
pub(super) const OWN: u32 = 1 << 16;
pub(super) const OWN_LOWER: u32 = 1 << 17;
/// Half of a flag.
pub(super) const REGIONAL: u32 = 1 << 19;
/// Not known to be composed, whatever stands before it.
pub(super) const COMPOSE: u32 = 1 << 20;
/// Something else in lower case, ASCII letters included.
pub(super) const CAPITAL: u32 = 1 << 22;
/// Looks like a Latin letter.
pub(super) const LOOKALIKE: u32 = 1 << 21;
/// Where the canonical combining class begins.
const COMBINING: u32 = 24;
pub(super) const COMBINING_ANY: u32 = 0xff << COMBINING;

/// The scripts whose letters are taken for one another's; of equals the first is meant.
pub(super) const SCRIPTS: [Script; 5] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Armenian,
    Script::Cherokee,
];

static CLASSES: Pages<Class> = Pages::new(work_out);

/// The table, to be read from one end of a text to the other.
pub(super) fn reader() -> Reader<'static, Class> {
    CLASSES.reader()
}

/// What is known of `c`.
#[inline]
pub(super) fn class(c: char) -> Class {
    CLASSES.get(c)
}

/// All that is known of any of `cells`.
pub(super) fn seen(cells: &[Cell]) -> u32 {
    let mut classes = reader();
    cells
        .iter()
        .fold(0, |seen, cell| seen | classes.get(cell.c).is)
}

impl Class {
    /// True for one of these.
    #[inline]
    pub(super) fn has(self, bits: u32) -> bool {
        self.is & bits != 0
    }

    /// Which of [`SCRIPTS`] it is of.
    pub(super) fn script(self) -> Option<usize> {
        let script = (self.is & (LATIN | FOREIGN)) / LATIN;
        (script != 0).then(|| script.trailing_zeros() as usize)
    }

    /// True for these bits of `mask` and no others.
    #[inline]
    pub(super) fn is_only(self, bits: u32, mask: u32) -> bool {
        self.is & mask == bits
    }

    /// The canonical combining class (UAX #44).
    #[inline]
    pub(super) fn combining(self) -> u32 {
        self.is >> COMBINING
    }
}

fn work_out(c: char) -> Class {
    let lower = case::lower_of(c);
    let is_plain = is_settled(c)
        && is_settled(lower)
        && traits(c) == traits(lower)
        && case::lower_of(lower) == lower
        && c != 'Σ';
    let is_fold = c != '\u{20e3}' && !is_kept(c);
    let all = [
        (!is_kept(c), FOLD),
        (!is_plain && !is_fold, HARD),
        (lower != c && !c.is_ascii(), UPPER),
        (lower != c, CAPITAL),
        (enclosed::regional_letter(c).is_some(), REGIONAL),
        (!is_composed(c), COMPOSE),
        (lookalikes::latin_of(c).is_some(), LOOKALIKE),
        (is_own(c), OWN),
        (is_own(lower), OWN_LOWER),
    ];
    Class {
        lower,
        is: union(&all) | traits(c),
    }
}

fn union(bits: &[(bool, u32)]) -> u32 {
    let set = bits.iter().filter(|(is, _)| *is);
    set.fold(0, |all, (_, bit)| all | bit)
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
    let setting = Setting::of("");
    let mut folded = Vec::new();
    folds::fold(cell, &setting, &mut |part| folded.push(part));
    c != '\u{20e3}' && invisible::removal(c, None, &setting).is_none() && folded == [cell]
}

/// True where `c` is as composed as can be, unless the marks of a letter are out of order.
fn is_composed(c: char) -> bool {
    !cells::is_diacritic(c)
        && unicode_normalization::is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
        && (marks::attaches(c) || canonical_combining_class(c) == 0)
        && !matches!(c, '\u{1161}'..='\u{11ff}')
}

/// True where no step does anything to `c` for itself, but for the change to lower case.
fn is_settled(c: char) -> bool {
    is_kept(c)
        && is_composed(c)
        && (is_word(c) || !cells::is_spelling(c))
        && enclosed::regional_letter(c).is_none()
        && !lookalikes::is_latin_shape(c)
}

/// What lower case leaves as it is.
fn traits(c: char) -> u32 {
    let script = SCRIPTS.iter().position(|one| *one == cells::script(c));
    let script = script.map_or(0, |at| LATIN << at);
    let all = [
        (is_word(c), WORD),
        (cells::is_space(c), SPACE),
        (matches!(c, '&' | ';'), ENTITY),
        (c.is_alphabetic(), ALPHABETIC),
        (c.is_alphanumeric(), ALPHANUMERIC),
        (cells::is_spelling(c), SPELLING),
        (cells::is_mark(c), MARK),
        (leet::may_be_letter(c), LEET),
    ];
    union(&all) | script | u32::from(canonical_combining_class(c)) << COMBINING
}

/// True for a letter of the scripts that are taken for one another's which looks like no other.
fn is_own(c: char) -> bool {
    traits(c) & (LATIN | FOREIGN) != 0 && !lookalikes::is_shared(c)
}
