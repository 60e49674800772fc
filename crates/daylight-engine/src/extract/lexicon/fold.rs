//! Folds text to plain letters, so that `Köln`, `koln` and `KÖLN` are one word.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

/// A text without accents and case, with the way back.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    text: Cow<'a, str>,
    /// For each source character that left something: its first byte in `text`, and in the source.
    /// Empty where folding moved nothing.
    steps: Vec<(usize, usize)>,
    source_bytes: usize,
}

impl<'a> Folded<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let source_bytes = source.len();
        if source.is_ascii() {
            let changes = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_control();
            let text = if source.bytes().any(changes) {
                Cow::Owned(fold(source))
            } else {
                Cow::Borrowed(source)
            };
            return Self {
                text,
                steps: Vec::new(),
                source_bytes,
            };
        }
        let mut text = String::with_capacity(source_bytes);
        let mut steps = Vec::with_capacity(source_bytes);
        for (at, character) in source.char_indices() {
            let start = text.len();
            fold_into(character, &mut text);
            if text.len() > start {
                steps.push((start, at));
            }
        }
        Self {
            text: Cow::Owned(text),
            steps,
            source_bytes,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source behind a range of the folded text.
    pub(super) fn source(&self, range: &Range<usize>) -> Range<usize> {
        if self.steps.is_empty() {
            return range.clone();
        }
        let past = self.steps.partition_point(|step| step.0 <= range.start);
        let start = past.checked_sub(1).and_then(|last| self.steps.get(last));
        let next = self.steps.partition_point(|step| step.0 < range.end);
        let end = self.steps.get(next);
        start.map_or(0, |step| step.1)..end.map_or(self.source_bytes, |step| step.1)
    }
}

/// The folded form of a text: lower-case, Latin, Greek, Cyrillic and Arabic letters without their
/// marks, one kind of apostrophe and dash, every white space a space.
///
/// Marks that are letters in their own right (Indic vowels, Thai tones, kana voicing) stay.
pub(in crate::extract) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        fold_into(character, &mut folded);
    }
    folded
}

fn fold_into(character: char, out: &mut String) {
    match character {
        _ if character.is_whitespace() || character.is_ascii_control() => out.push(' '),
        _ if character.is_ascii() => out.push(character.to_ascii_lowercase()),
        '‘' | '’' | 'ʼ' | 'ʻ' | '´' | '′' => out.push('\''),
        '‐' | '‑' | '‒' | '–' | '—' | '−' => out.push('-'),
        'ß' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'þ' | 'Þ' => out.push_str("th"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        'ى' => out.push('ي'),
        'ة' => out.push('ه'),
        _ if is_dropped(character) => {}
        _ if has_marks(character) => decompose_canonical(character, |part| {
            if !is_dropped(part) {
                out.extend(part.to_lowercase().filter(|lower| !is_dropped(*lower)));
            }
        }),
        _ => out.extend(character.to_lowercase()),
    }
}

/// Marks that a writer in a hurry leaves out.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

/// Scripts whose letters are taken apart from their marks.
fn has_marks(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{52f}' | '\u{622}'..='\u{626}' | '\u{1e00}'..='\u{1fff}')
}

#[cfg(test)]
mod tests {
    use crate::extract::lexicon::fold::*;

    #[test]
    fn folds_to_plain_letters() {
        for (text, folded) in [
            ("Köln", "koln"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("İzmir", "izmir"),
            ("Đà Nẵng", "da nang"),
            ("Αθήνα", "αθηνα"),
            ("Кёльн\u{a0}I’m", "кельн i'm"),
            ("أبوظبي", "ابوظبي"),
            ("ภูเก็ต", "ภูเก็ต"),
            ("パリ", "パリ"),
            ("मुंबई", "मुंबई"),
        ] {
            assert_eq!(fold(text), folded);
            assert_eq!(fold(&fold(text)), folded, "folding twice changes nothing");
        }
    }

    #[test]
    fn ranges_lead_back_to_the_source() {
        for text in ["Köln und Straße", "a\u{301}bc", "plain ASCII"] {
            let folded = Folded::new(text);
            for word in crate::normalise::words(folded.text()) {
                let source = folded.source(&word);
                let cut = text.get(source).expect("on letters");
                assert_eq!(fold(cut), folded.text().get(word).unwrap());
            }
        }
    }
}
