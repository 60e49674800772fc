//! Text made safe for a terminal: nothing in an ad or a file name may drive the screen.

use std::borrow::Cow;
use std::fmt::Write;

/// Characters that are invisible or reorder what stands around them, beyond Unicode's controls.
///
/// Written by hand from the Unicode character database: bidirectional controls, zero-width
/// characters, fillers that draw nothing, line and paragraph separators, variation selectors,
/// interlinear annotations, tags.
const HIDDEN: [(char, char); 20] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
    ('\u{f0000}', '\u{10ffff}'),
];

/// The text with every character that could drive, hide on, or reorder a screen written out.
///
/// Line feeds, carriage returns and tabs become `\n`, `\r`, `\t`; other controls (escape, bell,
/// the C1 range), bidirectional and zero-width characters become `\u{..}` with their code in
/// hexadecimal. The result is one line, borrowed where nothing had to change. Doing it twice
/// changes nothing more. It is for reading only: a backslash stays itself, so the original cannot
/// be recovered from the result.
#[must_use]
pub fn safe_terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a String cannot fail.
            c if is_unsafe(c) => drop(write!(out, "\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control() || (c >= '\u{ad}' && HIDDEN.iter().any(|(from, to)| (*from..=*to).contains(&c)))
}

#[cfg(test)]
mod tests {
    use crate::safe_terminal;
    use proptest::prelude::ProptestConfig;
    use proptest::prop_assert;
    use proptest::prop_assert_eq;
    use proptest::proptest;
    use std::borrow::Cow;

    fn check(text: &str, expected: &str) {
        assert_eq!(safe_terminal(text), expected);
    }

    #[test]
    fn plain_text_of_any_script_is_borrowed() {
        for text in [
            "",
            "Anna, 10:30 €",
            "Анна",
            "安娜",
            "שלום",
            "C:\\ads.csv",
            "e\u{301}",
        ] {
            assert!(matches!(safe_terminal(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn an_escape_sequence_is_written_out() {
        check("\u{1b}[2Jgone\u{7}", "\\u{1b}[2Jgone\\u{7}");
        check("\u{9b}31m", "\\u{9b}31m");
        check("\u{1b}]0;title\u{1b}\\", "\\u{1b}]0;title\\u{1b}\\");
    }

    #[test]
    fn a_line_stays_one_line() {
        check("a\r\nb\tc\u{2028}d\u{85}", "a\\r\\nb\\tc\\u{2028}d\\u{85}");
    }

    #[test]
    fn reordering_and_invisible_characters_are_written_out() {
        check("\u{202e}gpj.exe", "\\u{202e}gpj.exe");
        check(
            "a\u{200b}b\u{2066}c\u{feff}",
            "a\\u{200b}b\\u{2066}c\\u{feff}",
        );
        check("x\u{e0041}", "x\\u{e0041}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_comes_out_is_safe_and_stays_the_same(text: String) {
            let once = safe_terminal(&text);
            prop_assert!(!once.chars().any(char::is_control));
            prop_assert!(!once.chars().any(crate::screen::is_unsafe));
            prop_assert_eq!(safe_terminal(&once), once.as_ref());
        }
    }
}
