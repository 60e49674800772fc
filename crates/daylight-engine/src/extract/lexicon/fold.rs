//! Folds text to plain letters, so that `Köln`, `koln` and `KÖLN` are one word.
#![expect(
    clippy::indexing_slicing,
    reason = "a hot kernel: every byte of every ad passes here; property tests compare it with \
              folding character by character"
)]

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::char::decompose_canonical;

use crate::extract::lexicon::letters::decoded;

/// One past the last character of the table of folds.
const TABLE_END: u32 = 0x3400;

/// What the table says of a character that folds to none, to several, or to one far off.
const ODD: u16 = u16::MAX;

type Table = [u16; TABLE_END as usize];

/// What each character folds to.
static TABLE: LazyLock<Box<Table>> = LazyLock::new(|| {
    let entry = |c: char| {
        let mut out = String::new();
        fold_into(c, &mut out);
        let mut folded = out.chars();
        match (folded.next(), folded.next()) {
            (Some(one), None) => u16::try_from(u32::from(one)).unwrap_or(ODD),
            _ => ODD,
        }
    };
    let mut table = Box::new([ODD; TABLE_END as usize]);
    for (code, fold) in (0..).zip(table.iter_mut()) {
        *fold = char::from_u32(code).map_or(ODD, entry);
    }
    table
});

/// A stretch of folded text that has one rule for where it came from.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// First byte in the folded text.
    at: u32,
    /// First byte in the source.
    source: u32,
    /// True where every character is as long as the one it came from and they follow one another;
    /// otherwise all came from one character.
    parallel: bool,
}

/// A text without accents and case, with the way back.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    text: Cow<'a, str>,
    /// In order of `at`; empty where folding moved nothing.
    runs: Vec<Run>,
    source_bytes: u32,
}

impl<'a> Folded<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let source_bytes = offset(source.len());
        if source.is_ascii() {
            let changes = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_control();
            let text = if source.as_bytes().iter().any(changes) {
                Cow::Owned(fold_ascii(source))
            } else {
                Cow::Borrowed(source)
            };
            return Self {
                text,
                runs: Vec::new(),
                source_bytes,
            };
        }
        let mut folding = Folding {
            table: &TABLE,
            source,
            text: String::with_capacity(source.len() + 16),
            runs: Vec::with_capacity(16),
            copied: 0,
            parallel: false,
        };
        folding.run();
        Self {
            text: Cow::Owned(folding.text),
            runs: folding.runs,
            source_bytes,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source behind a range of the folded text.
    pub(super) fn source(&self, range: &Range<usize>) -> Range<usize> {
        if self.runs.is_empty() {
            return range.clone();
        }
        let (start, end) = (offset(range.start), offset(range.end));
        let past = self.runs.partition_point(|run| run.at <= start);
        let first = past.checked_sub(1).and_then(|last| self.runs.get(last));
        let from = first.map_or(0, |run| {
            if run.parallel {
                run.source + (start - run.at)
            } else {
                run.source
            }
        });
        from as usize..self.source_end(end) as usize
    }

    /// Where the first character starts that folded to what stands at a byte or after it.
    fn source_end(&self, end: u32) -> u32 {
        if end as usize >= self.text.len() {
            return self.source_bytes;
        }
        let next = self.runs.partition_point(|run| run.at < end);
        let following = self.runs.get(next);
        let within = next.checked_sub(1).and_then(|last| self.runs.get(last));
        match (within, following) {
            (_, Some(run)) if run.at == end => run.source,
            (Some(run), _) if run.parallel => run.source + (end - run.at),
            (_, Some(run)) => run.source,
            (_, None) => self.source_bytes,
        }
    }
}

/// True for each byte of ASCII that folding leaves as it is.
static IS_SAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] = !byte.is_ascii_uppercase() && !byte.is_ascii_control();
        byte += 1;
    }
    table
};

/// A text being folded.
struct Folding<'t> {
    table: &'t Table,
    source: &'t str,
    text: String,
    runs: Vec<Run>,
    /// What is copied of the source, or folded.
    copied: usize,
    /// True where the last run goes on with characters that follow it in the source.
    parallel: bool,
}

impl Folding<'_> {
    fn run(&mut self) {
        let bytes = self.source.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if IS_SAME[usize::from(byte)] {
                at += 1;
                continue;
            }
            let (code, length) = code_at(bytes, at);
            let folded = self.fold_of(code);
            if folded != code {
                self.change(at, (code, length), folded);
            }
            at += length;
        }
        self.copy(bytes.len());
    }

    /// The code of the one character that another folds to; [`ODD`] for one that does not.
    #[inline]
    fn fold_of(&self, code: u32) -> u32 {
        if code < TABLE_END {
            u32::from(self.table[code as usize])
        } else if is_its_own_fold(code) {
            code
        } else {
            u32::from(ODD)
        }
    }

    /// Folds a character that does not stay as it is.
    fn change(&mut self, at: usize, (code, length): (u32, usize), folded: u32) {
        let one = (folded != u32::from(ODD)).then(|| char::from_u32(folded));
        match one.flatten() {
            Some(other) if other.len_utf8() == length => {
                self.copy(at);
                self.follow(at);
                self.text.push(other);
                self.copied = at + length;
            }
            Some(other) => {
                self.begin_odd(at);
                self.text.push(other);
                self.copied = at + length;
            }
            None => self.fold_odd(at, char::from_u32(code).unwrap_or_default()),
        }
    }

    fn fold_odd(&mut self, at: usize, character: char) {
        self.copy(at);
        let start = self.text.len();
        fold_into(character, &mut self.text);
        if self.text.len() > start {
            self.runs.push(Run {
                at: offset(start),
                source: offset(at),
                parallel: false,
            });
        }
        self.parallel = false;
        self.copied = at + character.len_utf8();
    }

    fn begin_odd(&mut self, at: usize) {
        self.copy(at);
        self.runs.push(Run {
            at: offset(self.text.len()),
            source: offset(at),
            parallel: false,
        });
        self.parallel = false;
    }

    /// Copies what stands unchanged before a byte of the source.
    fn copy(&mut self, until: usize) {
        let unchanged = self.source.get(self.copied..until).unwrap_or_default();
        if !unchanged.is_empty() {
            self.follow(self.copied);
            self.text.push_str(unchanged);
        }
    }

    /// Begins a parallel run, unless one goes on.
    fn follow(&mut self, source: usize) {
        if !self.parallel {
            self.runs.push(Run {
                at: offset(self.text.len()),
                source: offset(source),
                parallel: true,
            });
            self.parallel = true;
        }
    }
}

/// Bytes that are compared at once.
const SAME_BYTES: usize = 32;

/// True where two texts surely have one fold, character by character; false may be wrong.
pub(super) fn is_same_folded(one: &str, other: &str) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let table: &Table = &TABLE;
    let mut at = 0;
    while at < one.len() {
        let end = (at + SAME_BYTES).min(one.len());
        let mut pairs = one[at..end].iter().zip(&other[at..end]);
        let differ = |(one, other): (&u8, &u8)| fold_byte(*one) != fold_byte(*other);
        if pairs.clone().fold(false, |any, pair| any | differ(pair)) {
            let mut start = at + pairs.position(differ).unwrap_or_default();
            while one[start] & 0xc0 == 0x80 {
                start -= 1;
            }
            let ((code, length), second) = (code_at(one, start), code_at(other, start));
            let fold_of = |code: u32| table.get(code as usize).filter(|fold| **fold != ODD);
            let same = fold_of(code).is_some_and(|fold| fold_of(second.0) == Some(fold));
            if !same || second.1 != length {
                return false;
            }
            at = start + length;
        } else {
            at = end;
        }
    }
    true
}

/// The fold of a byte of ASCII; other bytes stay.
#[inline]
fn fold_byte(byte: u8) -> u8 {
    if byte.is_ascii_control() {
        b' '
    } else {
        byte.to_ascii_lowercase()
    }
}

#[inline]
fn code_at(bytes: &[u8], at: usize) -> (u32, usize) {
    if bytes[at].is_ascii() {
        (u32::from(bytes[at]), 1)
    } else {
        decoded(bytes, at)
    }
}

/// A byte offset as it is kept. Fields are at most 32 MiB, far below the limit.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// True for the letters above the table that stay as they are: Han and Hangul.
fn is_its_own_fold(code: u32) -> bool {
    matches!(code, 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3)
}

fn fold_ascii(source: &str) -> String {
    let bytes = source.bytes().map(fold_byte).collect();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The folded form of a text: lower-case, Latin, Greek, Cyrillic and Arabic letters without their
/// marks, one kind of apostrophe and dash, every white space a space.
///
/// Marks that are letters in their own right (Indic vowels, Thai tones, kana voicing) stay.
pub(in crate::extract) fn fold(text: &str) -> String {
    Folded::new(text).text.into_owned()
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
    use proptest::prelude::*;

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

    /// Folds character by character: for each that left something, its first byte in the folded
    /// text and in the source.
    fn steps(source: &str) -> (String, Vec<(usize, usize)>) {
        let (mut text, mut steps) = (String::new(), Vec::new());
        for (at, character) in source.char_indices() {
            let start = text.len();
            fold_into(character, &mut text);
            if text.len() > start {
                steps.push((start, at));
            }
        }
        (text, steps)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]
        #[test]
        fn texts_that_look_the_same_have_one_fold(
            source in "([a-zA-Z]{1,40}|[éß\u{301}İẞﬁЖ]|ภู|北| |\n|\u{7f}){0,16}",
            other in "([a-zA-Z]{1,40}|[éß\u{301}İẞﬁЖ]|ภู|北| |\n|\u{7f}){0,16}",
        ) {
            if is_same_folded(&source, &other) {
                prop_assert_eq!(fold(&source), fold(&other));
            }
            for written in [source.to_lowercase(), source.to_uppercase(), source.replace('\n', " ")] {
                if is_same_folded(&source, &written) {
                    prop_assert_eq!(fold(&source), fold(&written));
                }
            }
            let plain = !source.contains(['ß', 'İ', 'ẞ', 'ﬁ']);
            prop_assert!(!plain || is_same_folded(&source, &source.to_lowercase()));
        }

        #[test]
        fn ranges_lead_back_to_the_source(source in "([a-zA-Z]{1,4}|[ßæœþøłđıςىة‘—é\u{301}\u{200b}İẞﬁÅ]|ย่|ภูเ|北|서|\u{a0}|\u{1f600}|Ж|ё|Ⱥ| |\n){0,16}") {
            let folded = Folded::new(&source);
            let (text, steps) = steps(&source);
            prop_assert_eq!(folded.text(), text.as_str());
            prop_assert_eq!(fold(&source), text.as_str());
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for (index, start) in places.iter().enumerate().take(places.len() - 1) {
                for end in places.get(index..).unwrap() {
                    let past = steps.partition_point(|step| step.0 <= *start);
                    let first = past.checked_sub(1).and_then(|last| steps.get(last));
                    let next = steps.get(steps.partition_point(|step| step.0 < *end));
                    let expected = first.map_or(0, |step| step.1)..next.map_or(source.len(), |step| step.1);
                    prop_assert_eq!(folded.source(&(*start..*end)), expected);
                }
            }
        }
    }
}
