//! What characters are, whatever a stage makes of them; shared by every stage.

pub(crate) mod pages;
mod words;

use unicode_general_category::GeneralCategory;
use unicode_general_category::get_general_category;
use unicode_script::Script;
use unicode_script::UnicodeScript;

use crate::characters::pages::Pages;

pub use words::is_word;
pub use words::words;

/// True for a letter of a script whose words are not parted by spaces.
#[must_use]
#[inline]
pub fn is_unspaced(c: char) -> bool {
    !c.is_ascii() && UNSPACED.get(c)
}

static UNSPACED: Pages<bool> = Pages::new(is_of_unspaced);

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

/// The lower case of each character, where it is one character whatever stands around it.
static LOWER: Pages<Option<char>> = Pages::new(|c| {
    let mut lower = c.to_lowercase();
    let one = lower.next().filter(|_| lower.next().is_none());
    one.filter(|_| c != 'Σ')
});

/// Adds a text in lower case, as [`str::to_lowercase`] makes it, to another.
pub(crate) fn push_lower(text: &str, out: &mut String) {
    let before = out.len();
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii() {
            continue;
        }
        let Some(lower) = LOWER.get(c) else {
            out.truncate(before);
            out.push_str(&text.to_lowercase());
            return;
        };
        if lower != c {
            out.push_str(text.get(copied..at).unwrap_or_default());
            out.push(lower);
            copied = at + c.len_utf8();
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    if let Some(added) = out.get_mut(before..) {
        added.make_ascii_lowercase();
    }
}

/// What [`is_word`] says, as the standard has it.
fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    is_plain_letter(c)
        || matches!(
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
