//! Characters that show nothing: removed, and kept as a disguise where no writing needs them.
//!
//! The set is that of Unicode's default-ignorable code points (UAX #44) and control characters.
//! Joiners belong to the spelling of Persian and Indic words and to emoji (UTS #51), marks of
//! direction to right-to-left text (UAX #9), zero-width spaces to scripts without spaces.

use daylight_model::Disguise;
use daylight_model::Disguises;
use unicode_script::Script;

use crate::normalise::cells::Cell;
use crate::normalise::cells::script;
use crate::normalise::setting::Setting;

/// `Some` for a character to remove, with how that counts after `previous`.
pub(super) fn removal(
    c: char,
    previous: Option<&Cell>,
    setting: &Setting<'_>,
) -> Option<Disguises> {
    if is_direction(c) {
        return Some(if setting.is_right_to_left() {
            Disguises::NONE
        } else {
            Disguises::NONE.with(Disguise::Bidi)
        });
    }
    if !is_hidden(c) {
        return None;
    }
    // Control characters are damage done on the way.
    Some(
        if !c.is_ascii_control() && previous.is_some_and(|cell| splits_after(cell.c, c)) {
            Disguises::NONE.with(Disguise::ZeroWidth)
        } else {
            Disguises::NONE
        },
    )
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_hidden(c: char) -> bool {
    (c.is_ascii_control() && !c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// True where nothing hidden is ever needed after `previous`. Digits are drawn as emoji with a
/// variation selector.
fn splits_after(previous: char, hidden: char) -> bool {
    if previous.is_ascii_digit() {
        return !matches!(hidden, '\u{fe00}'..='\u{fe0f}');
    }
    previous.is_ascii_alphabetic()
        || (previous.is_alphabetic()
            && matches!(
                script(previous),
                Script::Latin | Script::Greek | Script::Cyrillic
            ))
}
