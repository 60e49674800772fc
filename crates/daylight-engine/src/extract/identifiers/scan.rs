//! One walk over a text before any rule: which words it has, and where digits may be.

use std::ops::Range;

use crate::extract::identifiers::characters;
use crate::extract::identifiers::units;
use crate::extract::identifiers::vocabulary;
use crate::extract::identifiers::vocabulary::Roles;

/// What a walk over a text has met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    /// What some word of the text is to the rules.
    pub(super) roles: Roles,
    /// The words in which there are digits, however written, in order.
    pub(super) numbers: Vec<Range<usize>>,
    /// There is an underscore in it.
    pub(super) underscored: bool,
}

impl Scan {
    /// False where the text lacks what every e-mail address has: an at sign, or a word for one
    /// that another sign or a mail service vouches for.
    pub(super) fn may_hold_email(&self, form: &str) -> bool {
        const VOUCHING: Roles = vocabulary::DOT | vocabulary::SIGN | vocabulary::MAIL;
        let vague = self.roles & vocabulary::VAGUE_AT != 0;
        self.underscored
            || self.roles & vocabulary::AT != 0
            || memchr::memchr(b'@', form.as_bytes()).is_some()
            || (vague && (self.roles & VOUCHING != 0 || has_bracketed_dot(form)))
    }

    /// False where the text lacks a dot that is spelled or bracketed.
    pub(super) fn may_spell_url(&self, form: &str) -> bool {
        self.underscored || self.roles & vocabulary::DOT != 0 || has_bracketed_dot(form)
    }
}

fn has_bracketed_dot(form: &str) -> bool {
    memchr::memchr_iter(b'.', form.as_bytes())
        .any(|at| ends_in_bracket(form.get(..at).unwrap_or_default()))
}

/// True for a text that a bracket ends, or another sign that is set around words as brackets are.
fn ends_in_bracket(before: &str) -> bool {
    before.trim_end().ends_with(['(', '[', '{', '<', '*'])
}

/// What the characters of a word are.
#[derive(Clone, Copy, Default)]
struct Met {
    digits: bool,
    underscore: bool,
    wide: bool,
}

/// Walks over a text.
pub(super) fn read(text: &str) -> Scan {
    let mut scan = Scan::default();
    let mut from = 0;
    let mut at = 0;
    while let Some((range, met)) = next(text, at) {
        at = range.end;
        let Some(word) = text.get(range.clone()) else {
            continue;
        };
        let known = if met.wide || met.digits || met.underscore {
            vocabulary::of(word)
        } else {
            vocabulary::of_letters(word)
        };
        scan.roles |= known.roles;
        scan.underscored |= met.underscore;
        // In brackets such a word means nothing else.
        if known.is(vocabulary::VAGUE_AT)
            && ends_in_bracket(text.get(..range.start).unwrap_or_default())
        {
            scan.roles |= vocabulary::AT;
        }
        if range.start < from {
            continue;
        }
        // Few words are followed by an apostrophe, or by anything else that is not ASCII.
        let after = text.as_bytes().get(range.end);
        let whole = if after.is_some_and(|byte| *byte == b'\'' || !byte.is_ascii()) {
            units::with_apostrophe(text, range.clone())
        } else {
            range.clone()
        };
        from = whole.end;
        let joined = whole.end > range.end;
        if joined || met.digits || met.underscore || known.is(vocabulary::SPELLED) {
            scan.numbers.push(whole);
        }
    }
    scan
}

/// The words of a text; the same as `normalise::words`.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (range, _) = next(text, at)?;
        at = range.end;
        Some(range)
    })
}

/// The next word from a place on, and what it is made of.
fn next(text: &str, at: usize) -> Option<(Range<usize>, Met)> {
    let bytes = text.as_bytes();
    let mut start = at;
    loop {
        let byte = *bytes.get(start)?;
        if byte.is_ascii() {
            if is_letter(byte) || byte.is_ascii_digit() || byte == b'_' {
                break;
            }
            start += 1;
        } else {
            let c = text.get(start..)?.chars().next()?;
            if characters::is_part(c) {
                break;
            }
            start += c.len_utf8();
        }
    }
    let mut met = Met::default();
    let mut end = start;
    while let Some(byte) = bytes.get(end).copied() {
        if is_letter(byte) {
            end += 1;
        } else if byte.is_ascii_digit() {
            met.digits = true;
            end += 1;
        } else if byte == b'_' {
            met.underscore = true;
            end += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            let c = text.get(end..)?.chars().next()?;
            if !characters::is_part(c) {
                break;
            }
            met.wide = true;
            end += c.len_utf8();
        }
    }
    Some((start..end, met))
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::extract::identifiers::scan;
    use crate::normalise::words;

    proptest! {
        #[test]
        fn walks_over_the_words_of_a_text(text in "([a-z]{0,3}[0-9_ .'’é五ก\u{301}]{0,3}){0,8}") {
            let met: Vec<_> = scan::words(&text).collect();
            prop_assert_eq!(met, words(&text).collect::<Vec<_>>());
        }
    }
}
