//! A character on its way to the comparable form, and what the steps ask of characters.

use daylight_model::Disguise;
use daylight_model::Disguises;
use unicode_general_category::GeneralCategory;
use unicode_general_category::get_general_category;
use unicode_script::Script;
use unicode_script::UnicodeScript;

use crate::characters::is_plain_letter;
use crate::characters::pages::Pages;

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

/// Puts `next` in the place of `cells`; true where that changes the text.
pub(super) fn replace(cells: &mut Vec<Cell>, next: Vec<Cell>) -> bool {
    let before = std::mem::replace(cells, next);
    !before
        .iter()
        .map(|cell| cell.c)
        .eq(cells.iter().map(|cell| cell.c))
}

/// True for a pictograph that encloses no letter.
pub(super) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1f300}'..='\u{1f4ae}' | '\u{1f4b0}'..='\u{1f50f}' | '\u{1f525}'..='\u{1f6ff}' | '\u{1f900}'..='\u{1f9ff}')
}

/// True for a character that folds to itself and is not part of anything larger.
#[inline]
pub(super) fn is_inert(c: char) -> bool {
    if c.is_ascii() {
        c == '\n' || !c.is_ascii_control()
    } else {
        is_plain_letter(c) || is_pictograph(c)
    }
}

/// The script of a letter; `Common` for what every script shares.
#[inline]
pub(super) fn script(c: char) -> Script {
    if c.is_ascii() {
        return if c.is_ascii_alphabetic() {
            Script::Latin
        } else {
            Script::Common
        };
    }
    SCRIPTS.get(c)
}

static SCRIPTS: Pages<Script> = Pages::new(|c| c.script());

/// True for a letter of a script whose words are spelled letter by letter, with spaces between
/// words. In others a letter may be a word, and a letter repeated may be meant.
#[inline]
pub(super) fn is_spelling(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (!c.is_ascii()
            && matches!(
                script(c),
                Script::Latin
                    | Script::Cyrillic
                    | Script::Greek
                    | Script::Armenian
                    | Script::Georgian
                    | Script::Hebrew
                    | Script::Arabic
            )
            && (is_plain_letter(c) || (c.is_alphabetic() && !is_mark(c))))
}

/// True for a mark: a character that belongs to the one before it.
#[inline]
pub(super) fn is_mark(c: char) -> bool {
    c >= '\u{300}'
        && !is_plain_letter(c)
        && matches!(
            get_general_category(c),
            GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::EnclosingMark
        )
}

/// True for a combining mark of the European scripts and of symbols: what text is decorated or
/// drowned with. The vowel signs of other scripts are none of these.
#[inline]
pub(super) fn is_diacritic(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// True for a space or a line break; the first step leaves no other white space.
#[inline]
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n')
}

/// True for a run of non-space characters that is an address or a handle, not a word: its letters
/// and digits mean themselves. It has a sign of one, or a dot and then two letters or more.
pub(super) fn is_address(token: &[Cell]) -> bool {
    let mut before = ' ';
    let mut letters_after_dot = None;
    for cell in token {
        if matches!(cell.c, '@' | '&' | '_' | '=' | '\\')
            || (before == ':' && (cell.c == '/' || cell.c.is_alphanumeric()))
        {
            return true;
        }
        letters_after_dot = match letters_after_dot {
            Some(0) if cell.c.is_alphabetic() => Some(1),
            Some(1) if cell.c.is_alphabetic() => return true,
            _ if cell.c == '.' && before.is_alphanumeric() => Some(0),
            _ => None,
        };
        before = cell.c;
    }
    false
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;
    use unicode_script::UnicodeScript;

    use crate::characters::is_plain_letter;
    use crate::characters::is_plain_mark;
    use crate::normalise::cells::is_inert;
    use crate::normalise::cells::is_mark;
    use crate::normalise::cells::script;

    #[test]
    fn what_is_passed_over_has_nothing_to_fold() {
        for c in ('\0'..=char::MAX).filter(|c| is_inert(*c) || is_plain_mark(*c)) {
            let itself = |form: String| form == c.to_string();
            // Thai AM keeps its form.
            assert!(itself(c.nfkc().collect()) || c == '\u{e33}', "{c:?}");
            assert!(itself(c.nfc().collect()), "{c:?}");
            assert!(!is_plain_letter(c) || c.is_alphabetic(), "{c:?}");
            assert!(is_plain_mark(c) || !is_mark(c), "{c:?}");
            assert!(c.is_ascii() || script(c) == c.script(), "{c:?}");
        }
    }
}
