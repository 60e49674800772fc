//! What characters are, whatever a stage makes of them; shared by every stage.

pub(crate) mod pages;

use unicode_general_category::GeneralCategory;
use unicode_general_category::get_general_category;
use unicode_script::Script;
use unicode_script::UnicodeScript;

use crate::characters::pages::Pages;

/// Of a word.
const WORD: u8 = 1;
/// Of a script whose words are not parted by spaces.
const UNSPACED: u8 = 2;

static TRAITS: Pages<u8> = Pages::new(|c| {
    (if is_of_word(c) { WORD } else { 0 }) | (if is_of_unspaced(c) { UNSPACED } else { 0 })
});

/// True for a character that words are made of: a letter, a mark, a digit, or underscore.
#[must_use]
#[inline]
pub fn is_word(c: char) -> bool {
    TRAITS.get(c) & WORD != 0
}

/// True for a letter of a script whose words are not parted by spaces.
#[inline]
pub(crate) fn is_unspaced(c: char) -> bool {
    !c.is_ascii() && TRAITS.get(c) & UNSPACED != 0
}

fn is_of_unspaced(c: char) -> bool {
    matches!(
        c.script(),
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan
    )
}

fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(
        get_general_category(c),
        GeneralCategory::UppercaseLetter
            | GeneralCategory::LowercaseLetter
            | GeneralCategory::TitlecaseLetter
            | GeneralCategory::ModifierLetter
            | GeneralCategory::OtherLetter
            | GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
            | GeneralCategory::EnclosingMark
            | GeneralCategory::DecimalNumber
    )
}

/// True for a letter that no step folds or composes and no mark is: the bulk of text that is not
/// ASCII, passed over without a look into the tables.
pub(crate) fn is_plain_letter(c: char) -> bool {
    matches!(c,
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ı'
        | 'Ά' | 'Έ'..='Ί' | 'Ύ'..='Ρ' | 'Σ'..='ώ'
        | 'Ѐ'..='ҁ'
        | 'א'..='ת'
        | 'ء'..='ي'
        | 'क'..='न' | 'प'..='र'
        | 'ก'..='ะ' | 'เ'..='ๆ'
        | 'ぁ'..='ゖ' | 'ァ'..='ヺ'
        | '一'..='\u{9fff}'
        | '가'..='힣')
}

/// True for a vowel sign, tone mark or point of the common scripts that write with them: it folds
/// to itself, and may compose with its letter.
pub(crate) fn is_plain_mark(c: char) -> bool {
    matches!(c,
        '\u{591}'..='\u{5bd}'
        | '\u{64b}'..='\u{65f}'
        | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}'
        | '\u{e31}' | '\u{e33}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}
