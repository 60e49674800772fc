//! The one door for text that may come from an ad, and the forms of figures.

use maud::Markup;
use maud::html;

/// Marks one letter may carry; no script needs more, and piled ones cover other lines.
const MARKS_MAX: u32 = 4;

/// The text with every character that hides, reorders or controls written out as `\u{202e}`,
/// and marks piled on a letter written out from the fifth on.
///
/// Line breaks and tabs become spaces. Escaping for HTML is left to maud.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for character in text.chars() {
        marks = if is_mark(character) { marks + 1 } else { 0 };
        match character {
            '\n' | '\r' | '\t' => out.push(' '),
            _ if is_hidden(character) || marks > MARKS_MAX => {
                out.extend(character.escape_unicode());
            }
            _ => out.push(character),
        }
    }
    out
}

/// True for the marks of no script in particular, which is what text is piled up with.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// True for characters that a reader cannot see and that change what is seen.
fn is_hidden(character: char) -> bool {
    // Controls; soft hyphen; marks, isolates and overrides of direction; what has no width;
    // fillers; line and paragraph separators; annotation marks; tags.
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Text that may be in any script, kept apart from the direction of what surrounds it.
pub(crate) fn foreign(text: &str) -> Markup {
    html! { bdi dir="auto" { (clean(text)) } }
}

/// An id or a token.
pub(crate) fn token(text: &str) -> Markup {
    html! { bdi { code { (clean(text)) } } }
}

/// A whole number with its thousands set apart by a space that does not break.
pub(crate) fn grouped(count: u64) -> String {
    group(&count.to_string())
}

/// A figure without decimals, grouped; a dash where it is no number.
pub(crate) fn whole(value: f64) -> String {
    if value.is_finite() {
        group(&format!("{:.0}", value.max(0.0)))
    } else {
        "\u{2013}".to_owned()
    }
}

fn group(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

/// A figure with one decimal; a dash where it is no number.
pub(crate) fn decimal(value: f64) -> String {
    if value.is_finite() {
        // Adding zero turns -0.0 into 0.0.
        format!("{:.1}", value + 0.0)
    } else {
        "\u{2013}".to_owned()
    }
}

/// A share from 0 to 1 as a percentage.
pub(crate) fn percent(share: f64) -> String {
    let clamped = share.clamp(0.0, 1.0) * 100.0;
    if clamped > 99.0 && clamped < 100.0 || clamped > 0.0 && clamped < 1.0 {
        format!("{clamped:.1}\u{a0}%")
    } else {
        format!("{clamped:.0}\u{a0}%")
    }
}

/// A day as ISO 8601; a dash where it lies outside the calendar.
pub(crate) fn date(day: i64) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    jiff::Span::new()
        .try_days(day)
        .and_then(|days| epoch.checked_add(days))
        .map_or_else(|_| "\u{2013}".to_owned(), |date| date.to_string())
}

/// A bar whose length shows a share of the longest; the figure beside it says the same.
pub(crate) fn bar(share: f64) -> Markup {
    let width = format!("{:.1}", share.clamp(0.0, 1.0) * 100.0);
    html! {
        svg.bar viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.bar-back x="0" y="0" width="100" height="8" {}
            rect.bar-fill x="0" y="0" width=(width) height="8" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::any;
    use proptest::prop_assert;
    use proptest::proptest;

    use crate::report::text::clean;
    use crate::report::text::date;
    use crate::report::text::decimal;
    use crate::report::text::is_hidden;
    use crate::report::text::percent;
    use crate::report::text::whole;

    #[test]
    fn what_hides_is_written_out() {
        assert_eq!(
            clean("a\u{202e}b\0c\u{200b}d\u{9b}e"),
            "a\\u{202e}b\\u{0}c\\u{200b}d\\u{9b}e"
        );
        assert_eq!(
            clean("two\nlines\tand \u{623}\u{62d} \u{1f600}"),
            "two lines and \u{623}\u{62d} \u{1f600}"
        );
    }

    #[test]
    fn marks_are_not_piled_up() {
        assert_eq!(clean("e\u{301}\u{302}a"), "e\u{301}\u{302}a");
        let piled = format!("a{}", "\u{301}".repeat(6));
        assert_eq!(
            clean(&piled),
            format!("a{}\\u{{301}}\\u{{301}}", "\u{301}".repeat(4))
        );
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in any::<String>()) {
            prop_assert!(!clean(&text).chars().any(is_hidden));
        }
    }

    #[test]
    fn figures_read_well() {
        assert_eq!(whole(18_344.4), "18\u{a0}344");
        assert_eq!(whole(f64::INFINITY), "\u{2013}");
        assert_eq!(decimal(-0.0), "0.0");
        assert_eq!(decimal(f64::NAN), "\u{2013}");
        assert_eq!(percent(0.996), "99.6\u{a0}%");
        assert_eq!(percent(1.0), "100\u{a0}%");
    }

    #[test]
    fn a_day_is_a_date_or_a_dash() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(20_000), "2024-10-04");
        assert_eq!(date(i64::MAX), "\u{2013}");
        assert_eq!(date(10_241_000), "\u{2013}");
    }
}
