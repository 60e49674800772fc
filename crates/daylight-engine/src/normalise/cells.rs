//! A character on its way to the comparable form, and what the steps ask of characters.

use daylight_model::Disguise;
use daylight_model::Disguises;
use unicode_general_category::GeneralCategory;
use unicode_general_category::get_general_category;
use unicode_script::Script;
use unicode_script::UnicodeScript;

/// A character, the bytes it came from, and what was done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) c: char,
    /// First byte of the original behind it.
    pub(super) from: u32,
    /// One past the last byte of the original behind it.
    pub(super) to: u32,
    pub(super) met: Disguises,
}

impl Cell {
    /// The same place with another character.
    pub(super) fn as_char(self, c: char) -> Self {
        Self { c, ..self }
    }

    /// The same character with one more disguise on it.
    pub(super) fn with(self, disguise: Disguise) -> Self {
        Self {
            met: self.met.with(disguise),
            ..self
        }
    }

    /// The place and the disguises of both, under this character.
    pub(super) fn joined(self, other: Self) -> Self {
        Self {
            c: self.c,
            from: self.from.min(other.from),
            to: self.to.max(other.to),
            met: self.met.union(other.met),
        }
    }
}

/// The script of a letter; `Common` for what every script shares.
pub(super) fn script(c: char) -> Script {
    if c.is_ascii() {
        return if c.is_ascii_alphabetic() {
            Script::Latin
        } else {
            Script::Common
        };
    }
    c.script()
}

/// True for a letter of a script whose words are spelled letter by letter, with spaces between
/// words. In others a letter may be a word, and a letter repeated may be meant.
pub(super) fn is_spelling(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (!c.is_ascii()
            && c.is_alphabetic()
            && !is_mark(c)
            && matches!(
                c.script(),
                Script::Latin
                    | Script::Cyrillic
                    | Script::Greek
                    | Script::Armenian
                    | Script::Georgian
                    | Script::Hebrew
                    | Script::Arabic
            ))
}

/// True for a mark: a character that belongs to the one before it.
pub(super) fn is_mark(c: char) -> bool {
    c >= '\u{300}'
        && matches!(
            get_general_category(c),
            GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::EnclosingMark
        )
}

/// True for a combining mark of the European scripts and of symbols: what text is decorated or
/// drowned with. The vowel signs of other scripts are none of these.
pub(super) fn is_diacritic(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// True for a run of non-space characters that is an address or a handle, not a word: its letters
/// and digits mean themselves.
pub(super) fn is_address(token: &[Cell]) -> bool {
    let mut text = token.iter().map(|cell| cell.c).peekable();
    let mut after_dot = 0_usize;
    let mut dotted = false;
    let mut first = true;
    while let Some(c) = text.next() {
        if matches!(c, '@' | '/' | '&' | '_' | '\\' | '=') {
            return true;
        }
        // A dot between letters, and at least two letters after it: `name.example`.
        if dotted && c.is_alphabetic() {
            after_dot += 1;
            if after_dot >= 2 {
                return true;
            }
        } else {
            dotted = c == '.' && !first;
            after_dot = 0;
        }
        first = false;
    }
    false
}
