//! The short way for plain ASCII text: one scan to see that no step has work to do, one copy.

use daylight_model::Disguises;

use crate::normalise::cells::Cell;
use crate::normalise::form::Normalised;
use crate::normalise::form::offset;

/// The form of a text in which nothing is disguised; `None` for a text that the steps must read.
pub(super) fn normalise(original: &str) -> Option<Normalised> {
    let mut watch = Watch::default();
    for byte in original.bytes() {
        watch.next(byte)?;
    }
    Some(copy(original))
}

/// What a byte may be part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    Other,
    Letter,
    /// A digit or sign that may stand for a letter.
    Leet,
    /// A digit or underscore.
    Word,
}

/// Watches for what a step might decode. It may be wrong only on the safe side.
#[derive(Debug, Default)]
struct Watch {
    last: u8,
    kind: Kind,
    /// Bytes of the word so far.
    word: u8,
    /// Letters alone so far, and the bytes since the last.
    alone: u8,
    gap: u8,
    /// How often the last letter has been repeated.
    same: u8,
    /// True in a stretch of digits and signs that follows a letter.
    leet: bool,
}

impl Watch {
    /// `None` where the text is not plain.
    fn next(&mut self, byte: u8) -> Option<()> {
        let kind = kind(byte)?;
        let lower = byte.to_ascii_lowercase();
        let after = std::mem::replace(&mut self.kind, kind);
        let last = std::mem::replace(&mut self.last, lower);
        match kind {
            Kind::Letter => {
                self.same = if lower == last { self.same + 1 } else { 1 };
                if self.same > 2 || self.leet || matches!(last, b'$' | b'&') {
                    return None;
                }
            }
            Kind::Leet => self.leet |= after == Kind::Letter,
            Kind::Word | Kind::Other => self.leet = false,
        }
        if last == b'&' && (byte == b'#' || byte.is_ascii_digit()) {
            return None;
        }
        self.watch_lone_letters(kind, after)
    }

    fn watch_lone_letters(&mut self, kind: Kind, after: Kind) -> Option<()> {
        let in_word = kind == Kind::Letter || kind == Kind::Word || self.last.is_ascii_digit();
        if in_word {
            self.word = self.word.saturating_add(1);
            return Some(());
        }
        if self.word == 1 && after == Kind::Letter && (self.alone == 0 || self.gap <= 3) {
            self.alone += 1;
            self.gap = 0;
        } else if self.word > 0 {
            self.alone = 0;
        }
        self.word = 0;
        self.gap = self.gap.saturating_add(1);
        (self.alone < 3).then_some(())
    }
}

/// The kind of an ASCII byte; `None` for any other and for control characters.
fn kind(byte: u8) -> Option<Kind> {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Some(Kind::Letter),
        b'0' | b'1' | b'3' | b'4' | b'5' | b'7' | b'$' => Some(Kind::Leet),
        b'0'..=b'9' | b'_' => Some(Kind::Word),
        b' '..=b'~' | b'\t'..=b'\r' => Some(Kind::Other),
        _ => None,
    }
}

/// Copies plain text in lower case, with its white space tidied.
fn copy(original: &str) -> Normalised {
    let mut form = Normalised::default();
    let bytes = original.as_bytes();
    let mut at = 0;
    for run in bytes.chunk_by(|one, next| is_space(*one) == is_space(*next)) {
        let end = at + run.len();
        let is_inside = !form.text().is_empty() && end < bytes.len();
        if !is_space(*run.first().unwrap_or(&b' ')) || (is_inside && matches!(run, b" " | b"\n")) {
            form.push_plain(original.get(at..end).unwrap_or_default(), offset(at));
        } else if is_inside {
            let breaks = run.iter().any(|byte| matches!(byte, b'\n'..=b'\r'));
            form.push(Cell {
                c: if breaks { '\n' } else { ' ' },
                from: offset(at),
                to: offset(end),
                met: Disguises::NONE,
            });
        }
        at = end;
    }
    form.lower_ascii();
    form
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::normalise::decoded;
    use crate::normalise::plain;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn the_short_way_leads_to_the_same_form(
            text in r"([a-z]{1,6}|[A-Z]|[0-9]{1,4}|[aes][$134][$a-z]|&[a-z#0]|[ \t\r\n]{1,2}|[ .,;@/_'-]){0,16}",
        ) {
            if let Some(form) = plain::normalise(&text) {
                prop_assert_eq!(form, decoded(&text));
            }
        }
    }

    #[test]
    fn ordinary_text_goes_the_short_way() {
        for text in [
            "Hello  World, I have a room 12\r\n\r\nCall 212-555-0123!!! $100/h, 10am - 2pm",
            "",
            "  ",
            "U.S. and A&B ltd; x",
        ] {
            let plain = plain::normalise(text).map(|form| form.text().to_owned());
            assert_eq!(plain.is_some(), !text.contains('&'), "{text:?}");
        }
    }
}
