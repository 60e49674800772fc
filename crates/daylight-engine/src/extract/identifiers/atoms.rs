//! The words and signs addresses are made of, whether the signs are written, bracketed or spelled.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::extract::identifiers::lists;
use crate::extract::identifiers::vocabulary;
use crate::extract::identifiers::vocabulary::Roles;
use crate::extract::lexicon::WordMap;
use crate::normalise::is_word;

/// How a sign is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// As itself.
    Plain,
    /// In brackets, or as a word that means nothing else.
    Spelled,
    /// As a word that means other things too.
    Vague,
}

/// A piece of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtomKind {
    /// Letters and digits.
    Word,
    /// One of `@ . / - _`.
    Sign(char, Written),
    /// Anything else.
    Other,
}

/// A piece of a text and where it stands in the comparable form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    /// What it is.
    pub(super) kind: AtomKind,
    /// Where.
    pub(super) range: Range<usize>,
    /// A space stands before it.
    pub(super) spaced: bool,
}

static SIGN_WORDS: LazyLock<WordMap<(char, Written)>> = LazyLock::new(|| {
    let mut signs = BTreeMap::new();
    for line in lists::lines(include_str!("../../../data/identifiers/sign_words.txt")) {
        let mut words = line.split_whitespace();
        let Some(sign) = words.next().and_then(|sign| sign.chars().next()) else {
            continue;
        };
        for word in words {
            let bare = word.trim_start_matches('~');
            let written = if bare == word {
                Written::Spelled
            } else {
                Written::Vague
            };
            signs.insert(bare.to_owned(), (sign, written));
            signs.insert(lists::fold(bare), (sign, written));
        }
    }
    signs.into_iter().collect()
});

/// The words for signs with what they are to the rules; of one with a sign inside, the first part.
pub(super) fn sign_words() -> Vec<(Roles, &'static str)> {
    SIGN_WORDS
        .items()
        .iter()
        .filter_map(|(word, (sign, written))| {
            let role = match (sign, written) {
                ('@', Written::Vague) => vocabulary::VAGUE_AT,
                ('@', _) => vocabulary::AT,
                ('.', _) => vocabulary::DOT,
                _ => vocabulary::SIGN,
            };
            Some((role, word.split(|c| !is_word(c)).next()?))
        })
        .collect()
}

/// Cuts a text into atoms, in order.
pub(super) fn read(text: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut spaced = false;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        if first.is_whitespace() {
            spaced = true;
            at += first.len_utf8();
            continue;
        }
        let touched = text
            .get(..at)
            .is_some_and(|before| before.ends_with(['.', '-', '@']));
        let (kind, length) = next(rest, first, touched);
        atoms.push(Atom {
            kind,
            range: at..at + length,
            spaced,
        });
        spaced = false;
        at += length;
    }
    atoms
}

fn next(rest: &str, first: char, touched: bool) -> (AtomKind, usize) {
    if let Some(found) = bracketed(rest) {
        return found;
    }
    if is_name(first) {
        let length = word_length(rest);
        let word = rest.get(..length).unwrap_or_default();
        // `dash-domain` and `dot.example` are names: a spelled sign stands apart from written ones.
        let after = rest.get(length..).unwrap_or_default();
        let part = touched || (after.starts_with(['.', '-', '@']) && !after.starts_with(". "));
        let kind = if part && after.len() > 1 || touched {
            AtomKind::Word
        } else {
            word_kind(word)
        };
        return (kind, length);
    }
    let kind = match first {
        '@' | '.' | '/' | '-' => AtomKind::Sign(first, Written::Plain),
        '。' => AtomKind::Sign('.', Written::Plain),
        _ => AtomKind::Other,
    };
    (kind, first.len_utf8())
}

/// Characters of the words of an address.
fn is_name(c: char) -> bool {
    is_word(c) || matches!(c, '+' | '%')
}

/// A word ends before `_at_` and `_dot_`, which are read as bracketed signs.
fn word_length(rest: &str) -> usize {
    let length = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or_default();
    if memchr::memchr(b'_', word.as_bytes()).is_none() {
        return length;
    }
    ["_at_", "_dot_"]
        .iter()
        .filter_map(|sign| word.find(sign))
        .filter(|at| *at > 0)
        .min()
        .unwrap_or(length)
}

fn word_kind(word: &str) -> AtomKind {
    SIGN_WORDS
        .get(word)
        .map_or(AtomKind::Word, |(sign, written)| {
            AtomKind::Sign(*sign, *written)
        })
}

/// A sign in brackets: `(at)`, `[ . ]`, `_dot_`.
fn bracketed(rest: &str) -> Option<(AtomKind, usize)> {
    const LENGTH_MAX: usize = 24;
    let open = rest.chars().next()?;
    let close = match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        '_' | '*' => open,
        _ => return None,
    };
    let inside = rest.get(1..)?;
    let end = inside
        .char_indices()
        .take(LENGTH_MAX)
        .find(|(_, c)| *c == close)
        .map(|(at, _)| at)?;
    let word = inside.get(..end)?.trim();
    let sign = match word {
        "@" => '@',
        "." if open != '_' => '.',
        "/" if open != '_' => '/',
        _ => SIGN_WORDS.get(word)?.0,
    };
    Some((AtomKind::Sign(sign, Written::Spelled), end + 2))
}
