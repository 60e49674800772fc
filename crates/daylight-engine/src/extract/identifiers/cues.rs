//! Words near a run of digits that say what it is.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::extract::identifiers::lists;
use crate::extract::identifiers::scan;
use crate::extract::identifiers::vocabulary;

/// Words that announce a number to call.
pub(super) const CONTACT_LIST: &str = include_str!("../../../data/identifiers/contact_cues.txt");
/// Words that announce a number that nobody can call.
pub(super) const RECORD_LIST: &str = include_str!("../../../data/identifiers/record_cues.txt");

/// The cues that are looked for inside words.
static INSIDE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let cues = lists::words(CONTACT_LIST);
    AhoCorasick::new(cues.iter().filter(|cue| cue.len() >= 6 && !cue.is_ascii())).ok()
});

/// What the words near a run of digits say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// It is to be called or written to.
    Contact,
    /// It names a record: an order, an account.
    Record,
    /// Nothing.
    None,
}

/// What the words near a run of digits say, read when it is first asked for.
#[derive(Clone, Debug)]
pub(super) struct Near<'a> {
    text: &'a str,
    range: Range<usize>,
    cue: OnceCell<Cue>,
}

impl<'a> Near<'a> {
    /// The words near a range of a text.
    pub(super) fn new(text: &'a str, range: Range<usize>) -> Self {
        let cue = OnceCell::new();
        Self { text, range, cue }
    }

    /// What they say.
    pub(super) fn cue(&self) -> Cue {
        *self.cue.get_or_init(|| read(self.text, &self.range))
    }
}

/// How far a cue reaches, in bytes before and after the digits.
const BEFORE_BYTES: usize = 64;
const AFTER_BYTES: usize = 40;

/// Reads the cue of a range: the nearest cue word before it, else the nearest after it.
fn read(text: &str, range: &Range<usize>) -> Cue {
    let from = floor(text, range.start.saturating_sub(BEFORE_BYTES));
    let before = text.get(from..range.start).unwrap_or_default();
    let mut cue = Cue::None;
    let mut last = "";
    let mut end = 0;
    for range in scan::words(before) {
        // What a record is called does not reach into the next sentence.
        let gap = before.get(end..range.start).unwrap_or_default();
        if cue == Cue::Record
            && [". ", "! ", "? ", "。"]
                .iter()
                .any(|stop| gap.contains(stop))
        {
            cue = Cue::None;
        }
        end = range.end;
        let word = before.get(range).unwrap_or_default();
        let bare = word.trim_matches(|c: char| c.is_ascii_digit());
        let is_area = matches!(last, "area" | "country" | "dialing");
        let known = vocabulary::of(bare);
        if known.is(vocabulary::RECORD) && !is_area {
            cue = Cue::Record;
        } else if known.is(vocabulary::CONTACT) && !(cue == Cue::Record && is_vague(bare)) {
            cue = Cue::Contact;
        }
        last = word;
    }
    if before.contains(['☎', '📞', '📱', '✆', '☏', '📲']) {
        cue = Cue::Contact;
    }
    if cue != Cue::None {
        return cue;
    }
    let end = ceiling(text, range.end + AFTER_BYTES);
    let after = text.get(range.end..end).unwrap_or_default();
    if scan::words(after)
        .take(4)
        .filter_map(|range| after.get(range))
        .any(|word| vocabulary::of(word).is(vocabulary::CONTACT))
    {
        return Cue::Contact;
    }
    Cue::None
}

/// Words that announce a number of any sort: `order number`, `account no`.
fn is_vague(word: &str) -> bool {
    matches!(
        word,
        "number"
            | "numbers"
            | "no"
            | "nr"
            | "num"
            | "numero"
            | "número"
            | "nummer"
            | "номер"
            | "号码"
    )
}

/// True for a run of letters with a cue inside: Chinese, Japanese and Thai write the cue and the
/// words around it as one run.
pub(super) fn is_inside(word: &str) -> bool {
    let spaceless =
        word.len() > 6 && word.starts_with(|c: char| c >= '\u{e01}' && !c.is_lowercase());
    spaceless && INSIDE.as_ref().is_some_and(|cues| cues.is_match(word))
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceiling(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
