//! Letters of another script that look like the word's own (UTS #39, mixed-script confusables).
//!
//! Only what looks the same in print is in the table. A word is decoded as a whole or not at all:
//! where one foreign letter has no look-alike, the word is what it seems.

use std::sync::LazyLock;

use daylight_model::Disguise;
use unicode_script::Script;

use crate::normalise::cells::Cell;
use crate::normalise::cells::script;
use crate::normalise::is_word;

/// A letter of another script, or a shape of a Latin letter, and the Latin letter it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lookalike {
    c: char,
    latin: char,
    /// False where a reader takes it for Latin only among Latin letters.
    alone: bool,
}

/// The look-alikes of Latin letters, in order of `c`.
static LATIN: LazyLock<Vec<Lookalike>> = LazyLock::new(|| {
    let mut all: Vec<Lookalike> = include_str!("../../data/normalise/lookalikes.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(key, others)| {
            let latin = key.chars().next().unwrap_or_default();
            let alone = !key.ends_with('~');
            let letters = others.chars().filter(|c| *c != ' ');
            letters.map(move |c| Lookalike { c, latin, alone })
        })
        .collect();
    all.sort_unstable();
    all
});

/// The other way about, `(latin, foreign)`, in order, for the scripts that Latin letters
/// are slipped into.
static FOREIGN: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut pairs: Vec<(char, char)> = LATIN.iter().map(|one| (one.latin, one.c)).collect();
    pairs.sort_unstable();
    pairs
});

/// The Latin letter that `c` looks like.
pub(super) fn latin_of(c: char) -> Option<char> {
    lookalike(c).map(|one| one.latin)
}

fn lookalike(c: char) -> Option<Lookalike> {
    // The table has nothing beyond.
    if c.is_ascii() || c > '\u{ab70}' || ('\u{1d30}'..'\u{a700}').contains(&c) {
        return None;
    }
    let found = LATIN.binary_search_by_key(&c, |one| one.c).ok()?;
    LATIN.get(found).copied()
}

/// The letter of `target` that looks like `c`.
fn letter_of(target: Script, c: char) -> Option<char> {
    let latin = if script(c) == Script::Latin && !is_latin_shape(c) {
        c
    } else {
        latin_of(c)?
    };
    if target == Script::Latin {
        return Some(latin);
    }
    let from = FOREIGN.partition_point(|(key, _)| *key < latin);
    FOREIGN
        .get(from..)?
        .iter()
        .take_while(|(key, _)| *key == latin)
        .map(|(_, c)| *c)
        .find(|c| script(*c) == target)
}

/// True for Latin letters that are shapes of other Latin letters: small capitals, script `a`.
fn is_latin_shape(c: char) -> bool {
    !c.is_ascii() && script(c) == Script::Latin && latin_of(c).is_some()
}

/// A script whose letters are taken for another's.
fn is_lookalike_script(script: Script) -> bool {
    matches!(
        script,
        Script::Latin | Script::Cyrillic | Script::Greek | Script::Armenian | Script::Cherokee
    )
}

/// What a word says of its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// No letters of these scripts.
    None,
    /// A word of this script beyond doubt.
    Plain(Script),
    /// A word of another script, every letter of which looks Latin.
    Doubtful,
}

/// Decodes the words of `cells`; true where that changes the text.
pub(super) fn decode(cells: &mut [Cell]) -> bool {
    let has = |of: fn(char) -> bool| cells.iter().any(|cell| of(cell.c));
    if !has(|c| lookalike(c).is_some()) || !has(|c| script(c) == Script::Latin) {
        return false;
    }
    let before: Vec<char> = cells.iter().map(|cell| cell.c).collect();
    decode_words(cells);
    !before.into_iter().eq(cells.iter().map(|cell| cell.c))
}

fn decode_words(cells: &mut [Cell]) {
    let mut doubtful: Vec<&mut [Cell]> = Vec::new();
    let mut before = Stand::None;
    for word in cells.chunk_by_mut(|one, next| is_word(one.c) == is_word(next.c)) {
        let stand = if word.first().is_some_and(|cell| is_word(cell.c)) {
            settle(word)
        } else {
            Stand::None
        };
        match stand {
            Stand::None => {}
            Stand::Doubtful => doubtful.push(word),
            Stand::Plain(script) => {
                let among = [before, stand];
                if among.iter().all(|stand| is_latin_side(*stand)) {
                    doubtful
                        .drain(..)
                        .for_each(|word| turn(word, Script::Latin));
                }
                doubtful.clear();
                before = Stand::Plain(script);
            }
        }
    }
    if before == Stand::Plain(Script::Latin) {
        doubtful
            .drain(..)
            .for_each(|word| turn(word, Script::Latin));
    }
}

/// True beside a Latin word and at the start of the text.
fn is_latin_side(stand: Stand) -> bool {
    matches!(stand, Stand::None | Stand::Plain(Script::Latin))
}

/// Decodes a word of mixed scripts and says what it is now.
fn settle(word: &mut [Cell]) -> Stand {
    let mut counts: [(Script, usize, usize); 5] = [
        (Script::Latin, 0, 0),
        (Script::Cyrillic, 0, 0),
        (Script::Greek, 0, 0),
        (Script::Armenian, 0, 0),
        (Script::Cherokee, 0, 0),
    ];
    for cell in word.iter_mut() {
        if is_latin_shape(cell.c)
            && let Some(latin) = latin_of(cell.c)
        {
            *cell = cell.as_char(latin).with(Disguise::Confusable);
        }
        let found = script(cell.c);
        for (script, all, plain) in &mut counts {
            if *script == found {
                *all += 1;
                *plain += usize::from(!is_shared(cell.c));
            }
        }
    }
    let mut present = counts.iter().filter(|(_, all, _)| *all > 0);
    let Some(first) = present.next() else {
        return Stand::None;
    };
    if present.next().is_none() {
        return match *first {
            (Script::Latin, ..) => Stand::Plain(Script::Latin),
            (_, 2.., 0) => Stand::Doubtful,
            (_, _, 0) => Stand::None,
            (script, ..) => Stand::Plain(script),
        };
    }
    // The script that has letters no other could stand for, then the one with more letters, then
    // the first of the list.
    let target = counts
        .iter()
        .rev()
        .max_by_key(|(_, all, plain)| (*plain > 0, *all))
        .map_or(Script::Latin, |(script, ..)| *script);
    if is_two_words(word) || !turns(word, target) {
        return Stand::Plain(target);
    }
    turn(word, target);
    Stand::Plain(target)
}

/// True for a letter that has a look-alike in another script.
fn is_shared(c: char) -> bool {
    lookalike(c).is_some_and(|one| one.alone)
        || FOREIGN
            .binary_search_by_key(&c, |(latin, _)| *latin)
            .is_ok()
}

/// True for a word of one script with an ending of another, three letters or more each: a brand
/// with a case ending, say.
fn is_two_words(word: &[Cell]) -> bool {
    let mut parts = word.chunk_by(|one, next| script(one.c) == script(next.c));
    matches!(
        (parts.next(), parts.next(), parts.next()),
        (Some([_, _, _, ..]), Some([_, _, _, ..]), None)
    )
}

fn turns(word: &[Cell], target: Script) -> bool {
    word.iter().all(|cell| {
        let own = script(cell.c);
        own == target || !is_lookalike_script(own) || letter_of(target, cell.c).is_some()
    })
}

fn turn(word: &mut [Cell], target: Script) {
    for cell in word {
        let own = script(cell.c);
        if own != target
            && is_lookalike_script(own)
            && let Some(letter) = letter_of(target, cell.c)
        {
            *cell = cell.as_char(letter).with(Disguise::Confusable);
        }
    }
}
