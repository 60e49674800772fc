//! Cuts a folded text into the units that phrases are made of, in one pass: words of scripts that
//! set spaces, and every other character by itself.
#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a hot kernel: every byte of every ad passes here; a property test compares it with \
              the words of the text, and a field has at most 32 MiB"
)]

use std::ops::Range;

use crate::extract::lexicon::hash;
use crate::extract::lexicon::letters::LETTERS;
use crate::extract::lexicon::letters::Letter;
use crate::extract::lexicon::letters::Letters;
use crate::extract::lexicon::letters::Script;
use crate::extract::lexicon::letters::decoded;

/// A part of a phrase that no phrase cuts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) hash: u64,
    /// Spaces before it.
    pub(super) spaces: u8,
    /// True where it begins with a mark, which belongs to the letter before it.
    pub(super) is_marked: bool,
    /// True where Korean letters stand in it: they set particles against the word.
    pub(super) has_hangul: bool,
}

/// A word: a maximal run of letters, marks, digits or underscore.
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct Word {
    start: u32,
    end: u32,
    pub(super) hash: u64,
}

impl Word {
    /// Where it stands.
    pub(in crate::extract) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A text cut up.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) parts: Vec<Unit>,
    pub(super) words: Vec<Word>,
    /// Where words with digits of ASCII stand.
    pub(super) numeric: Vec<Range<usize>>,
    /// The weight of the letters of each script, in the order of [`Script::ALL`].
    pub(super) weights: [u32; Script::ALL.len()],
    /// What any of the letters that are not ASCII is.
    pub(super) met: u32,
}

impl Units {
    pub(super) fn new(text: &str) -> Self {
        let mut cutter = Cutter {
            letters: &LETTERS,
            bytes: text.as_bytes(),
            at: 0,
            spaces: 0,
            weighing: 0,
            letters_of_it: 0,
            made: Self {
                parts: Vec::with_capacity(text.len() / 4 + 4),
                words: Vec::with_capacity(text.len() / 6 + 4),
                ..Self::default()
            },
        };
        while cutter.at < text.len() {
            cutter.next();
        }
        cutter.weigh();
        cutter.made
    }

    /// The hash of a text that is one phrase.
    #[cfg(test)]
    pub(super) fn phrase(&self) -> u64 {
        let mut units = self.parts.iter();
        let first = units.next().map_or(0, |unit| unit.hash);
        units.fold(first, |hash, unit| {
            hash::chained(hash, unit.hash, unit.spaces)
        })
    }
}

/// What ASCII characters are: a letter, a digit, another part of words.
const ASCII_LETTER: u8 = 1;
const ASCII_DIGIT: u8 = 2;
const ASCII_WORD: u8 = 4;

/// For each byte what it is; 0 for all others.
static ASCII: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => ASCII_LETTER,
            b'0'..=b'9' => ASCII_DIGIT,
            b'_' => ASCII_WORD,
            _ => 0,
        };
        byte += 1;
    }
    table
};

struct Cutter<'t> {
    letters: &'static Letters,
    bytes: &'t [u8],
    at: usize,
    spaces: u8,
    /// What the last letters weigh, and how many there were.
    weighing: u32,
    letters_of_it: u32,
    made: Units,
}

impl Cutter<'_> {
    #[inline]
    fn next(&mut self) {
        let byte = self.bytes[self.at];
        if byte == b' ' {
            self.at += 1;
            self.spaces = self.spaces.saturating_add(1);
        } else if ASCII[usize::from(byte)] != 0 {
            self.word(Letter::default());
        } else if byte.is_ascii() {
            let start = self.at;
            self.at += 1;
            let hash = hash::of_char(u32::from(byte));
            self.push(start, hash, (Letter::default(), false));
        } else {
            let (code, length) = decoded(self.bytes, self.at);
            let letter = self.letters.of_code(code);
            if letter.is_spaced_word() {
                self.word(letter);
            } else {
                self.note(letter);
                self.one((code, length), letter);
            }
        }
    }

    #[inline]
    fn note(&mut self, letter: Letter) {
        self.made.met |= letter.bits();
        if letter.weighing() != self.weighing {
            self.weigh();
            self.weighing = letter.weighing();
        }
        self.letters_of_it += 1;
    }

    /// Gives the last letters to their script.
    #[inline(never)]
    fn weigh(&mut self) {
        let (script, weight) = Letter::weighed(self.weighing);
        self.made.weights[script] += weight * std::mem::take(&mut self.letters_of_it);
    }

    /// Takes a run of letters of scripts that set spaces; `first` is known if it is not ASCII.
    fn word(&mut self, first: Letter) {
        let (bytes, start) = (self.bytes, self.at);
        let mut at = start;
        let (mut latin, mut kinds, mut met) = (0, 0, 0);
        while at < bytes.len() {
            let byte = bytes[at];
            let kind = ASCII[usize::from(byte)];
            if kind != 0 {
                latin += u32::from(kind & ASCII_LETTER);
                kinds |= kind;
                at += 1;
                continue;
            }
            if byte.is_ascii() {
                break;
            }
            let (code, length) = decoded(bytes, at);
            let letter = self.letters.of_code(code);
            if !letter.is_spaced_word() {
                break;
            }
            self.note(letter);
            met |= letter.bits();
            at += length;
        }
        self.at = at;
        self.made.weights[Script::Latin as usize] += latin;
        if kinds & ASCII_DIGIT != 0 {
            self.made.numeric.push(start..at);
        }
        let hash = hash::of_bytes(&bytes[start..at]);
        self.push(start, hash, (first, Letter::gathered(met).is_hangul()));
        self.extend_words(start, hash);
    }

    /// Takes a character by itself.
    fn one(&mut self, (code, length): (u32, usize), letter: Letter) {
        let start = self.at;
        self.at += length;
        let hash = hash::of_char(code);
        self.push(start, hash, (letter, false));
        if letter.is_word() {
            self.extend_words(start, hash);
        }
    }

    #[inline]
    fn push(&mut self, start: usize, hash: u64, (first, has_hangul): (Letter, bool)) {
        self.made.parts.push(Unit {
            start: start as u32,
            end: self.at as u32,
            hash,
            spaces: std::mem::take(&mut self.spaces),
            is_marked: first.is_mark(),
            has_hangul,
        });
    }

    /// Adds a unit of letters to the word it touches, or begins one with it.
    #[inline]
    fn extend_words(&mut self, start: usize, hash: u64) {
        let (start, end) = (start as u32, self.at as u32);
        match self.made.words.last_mut() {
            Some(last) if last.end == start => {
                last.end = end;
                last.hash = hash::chained(last.hash, hash, 0);
            }
            _ => self.made.words.push(Word { start, end, hash }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::extract::lexicon::fold;
    use crate::extract::lexicon::units::*;

    proptest! {
        #[test]
        fn words_are_the_words_of_the_text(text in r"([a-z_0-9é]{1,3}|[ .,\u{301}]|[กิเ서в北ب\u{fe0f}]){0,20}") {
            let text = fold(&text);
            let cut = Units::new(&text);
            let found: Vec<_> = cut.words.iter().map(Word::range).collect();
            let expected: Vec<_> = crate::normalise::words(&text).collect();
            prop_assert_eq!(found, expected);
            let mut whole = String::new();
            for unit in &cut.parts {
                whole.push_str(&" ".repeat(unit.spaces.into()));
                whole.push_str(text.get(unit.start as usize..unit.end as usize).unwrap());
            }
            prop_assert_eq!(whole.trim_end(), text.trim_end_matches(' '));
            for word in &cut.words {
                prop_assert_eq!(word.hash, Units::new(text.get(word.range()).unwrap()).phrase());
            }
        }
    }
}
