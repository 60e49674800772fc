//! What the lists need to know of each character, looked up in one table.
#![expect(
    clippy::indexing_slicing,
    reason = "a hot kernel: every character of every ad is looked up; a test holds it to its rules"
)]

use std::sync::LazyLock;

use unicode_general_category::GeneralCategory;
use unicode_general_category::get_general_category;

use crate::extract::lexicon::digit;
use crate::normalise::is_word;

/// One past the last character of the table; what lies above is worked out anew.
const TABLE_END: u32 = 0x3400;

/// Scripts that settle a language or narrow it down, in the order in which a tie is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::extract) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Devanagari,
    Thai,
    Han,
    /// Kana, Hangul and all other letters: no list covers their languages.
    Uncovered,
}

impl Script {
    /// Every script, in order.
    pub(in crate::extract) const ALL: [Self; 8] = [
        Self::Latin,
        Self::Cyrillic,
        Self::Greek,
        Self::Arabic,
        Self::Devanagari,
        Self::Thai,
        Self::Han,
        Self::Uncovered,
    ];

    /// The script of a letter, and how much it weighs: a Han or kana character is a syllable or a
    /// word.
    fn of(c: char) -> (Self, u32) {
        match c {
            'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => (Self::Latin, 1),
            '\u{400}'..='\u{52f}' => (Self::Cyrillic, 1),
            '\u{370}'..='\u{3ff}' => (Self::Greek, 1),
            '\u{600}'..='\u{6ff}' => (Self::Arabic, 1),
            '\u{900}'..='\u{97f}' => (Self::Devanagari, 1),
            '\u{e00}'..='\u{e7f}' => (Self::Thai, 1),
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => (Self::Han, 3),
            '\u{3040}'..='\u{30ff}' => (Self::Uncovered, 9),
            _ => (Self::Uncovered, 1),
        }
    }
}

/// What is known of a character, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) struct Letter(u32);

impl Letter {
    /// Words are made of it.
    const WORD: u32 = 1;
    /// Its script sets no space between words.
    const UNSPACED: u32 = 1 << 1;
    /// It belongs to the letter before it.
    const MARK: u32 = 1 << 2;
    const HANGUL: u32 = 1 << 3;
    /// Letters that tell languages of one script apart.
    pub(in crate::extract) const UKRAINIAN: u32 = 1 << 4;
    pub(in crate::extract) const RUSSIAN: u32 = 1 << 5;
    pub(in crate::extract) const OTHER_CYRILLIC: u32 = 1 << 6;
    pub(in crate::extract) const OTHER_ARABIC: u32 = 1 << 7;
    /// A decimal digit, other than those of ASCII.
    pub(in crate::extract) const DIGIT: u32 = 1 << 8;
    const ALPHANUMERIC: u32 = 1 << 9;
    const SCRIPT_AT: u32 = 12;
    const WEIGHT_AT: u32 = 16;

    fn of(c: char) -> Self {
        let bit = |is: bool, bit: u32| if is { bit } else { 0 };
        let mut bits = bit(is_word(c), Self::WORD)
            | bit(is_unspaced(c), Self::UNSPACED)
            | bit(is_mark(c), Self::MARK)
            | bit(matches!(c, '\u{ac00}'..='\u{d7a3}'), Self::HANGUL)
            | bit(c.is_alphanumeric(), Self::ALPHANUMERIC)
            | bit(!c.is_ascii() && digit(c).is_some(), Self::DIGIT)
            | bit("ієґ".contains(c), Self::UKRAINIAN)
            | bit("ыэ".contains(c), Self::RUSSIAN)
            | bit("јљњђћџқғңүұөһә".contains(c), Self::OTHER_CYRILLIC)
            | bit("پچژگکیٹڈےہ".contains(c), Self::OTHER_ARABIC);
        if c.is_alphabetic() {
            let (script, weight) = Script::of(c);
            bits |= (script as u32) << Self::SCRIPT_AT | weight << Self::WEIGHT_AT;
        }
        Self(bits)
    }

    /// The bits of several characters, as if they were one.
    #[inline]
    pub(in crate::extract) fn gathered(bits: u32) -> Self {
        Self(bits)
    }

    /// True for a letter of a script that sets spaces between words, a digit or an underscore.
    #[inline]
    pub(in crate::extract) fn is_spaced_word(self) -> bool {
        self.0 & (Self::WORD | Self::UNSPACED) == Self::WORD
    }

    #[inline]
    pub(in crate::extract) fn is_word(self) -> bool {
        self.0 & Self::WORD != 0
    }

    #[inline]
    pub(in crate::extract) fn is_mark(self) -> bool {
        self.0 & Self::MARK != 0
    }

    #[inline]
    pub(in crate::extract) fn is_hangul(self) -> bool {
        self.0 & Self::HANGUL != 0
    }

    /// All bits, for those that are gathered over a text.
    #[inline]
    pub(in crate::extract) fn bits(self) -> u32 {
        self.0
    }

    /// True for a letter or a number of any kind.
    #[inline]
    pub(in crate::extract) fn is_alphanumeric(self) -> bool {
        self.0 & Self::ALPHANUMERIC != 0
    }

    /// Its script and how much it weighs for it, as one number: nothing where it is no letter.
    #[inline]
    pub(in crate::extract) fn weighing(self) -> u32 {
        self.0 >> Self::SCRIPT_AT
    }

    /// The place in [`Script::ALL`], and the weight, that a number of [`Letter::weighing`] holds.
    #[inline]
    pub(in crate::extract) fn weighed(weighing: u32) -> (usize, u32) {
        let weight = weighing >> (Self::WEIGHT_AT - Self::SCRIPT_AT);
        (weighing as usize & 7, weight)
    }
}

/// The table of characters.
#[derive(Debug)]
pub(in crate::extract) struct Letters(Box<[Letter; TABLE_END as usize]>);

impl Letters {
    /// What is known of a character.
    #[inline]
    pub(in crate::extract) fn of(&self, c: char) -> Letter {
        self.of_code(u32::from(c))
    }

    /// What is known of the character of a code.
    #[inline]
    pub(in crate::extract) fn of_code(&self, code: u32) -> Letter {
        if code < TABLE_END {
            self.0[code as usize]
        } else {
            Letter::far(code)
        }
    }
}

impl Letter {
    /// A character above the table.
    fn far(code: u32) -> Self {
        match code {
            0x4e00..=0x9fff => Self(
                Self::WORD
                    | Self::UNSPACED
                    | Self::ALPHANUMERIC
                    | (Script::Han as u32) << Self::SCRIPT_AT
                    | 3 << Self::WEIGHT_AT,
            ),
            0xac00..=0xd7a3 => Self(
                Self::WORD
                    | Self::HANGUL
                    | Self::ALPHANUMERIC
                    | (Script::Uncovered as u32) << Self::SCRIPT_AT
                    | 1 << Self::WEIGHT_AT,
            ),
            _ => char::from_u32(code).map(Self::of).unwrap_or_default(),
        }
    }
}

pub(in crate::extract) static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let mut table = Box::new([Letter::default(); TABLE_END as usize]);
    for (code, letter) in (0..).zip(table.iter_mut()) {
        *letter = char::from_u32(code).map(Letter::of).unwrap_or_default();
    }
    Letters(table)
});

/// The code of the character that begins at a byte that is not ASCII, and its length.
#[inline]
pub(super) fn decoded(bytes: &[u8], at: usize) -> (u32, usize) {
    let first = u32::from(bytes[at]);
    let next = |after: usize| {
        bytes
            .get(at + after)
            .map_or(0, |byte| u32::from(byte & 0x3f))
    };
    if first < 0xe0 {
        ((first & 0x1f) << 6 | next(1), 2)
    } else if first < 0xf0 {
        ((first & 0x0f) << 12 | next(1) << 6 | next(2), 3)
    } else {
        let high = (first & 0x07) << 18 | next(1) << 12;
        (high | next(2) << 6 | next(3), 4)
    }
}

/// True for letters of scripts that set no space between words.
pub(in crate::extract) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}')
}

fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            get_general_category(c),
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark
        )
}

#[cfg(test)]
mod tests {
    use crate::extract::lexicon::letters::*;

    #[test]
    fn the_table_agrees_with_the_rules() {
        for c in '\0'..='\u{1ffff}' {
            assert_eq!(LETTERS.of(c), Letter::of(c), "{c:?}");
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            if !c.is_ascii() {
                assert_eq!(decoded(bytes, 0), (u32::from(c), bytes.len()));
            }
        }
    }
}
