//! Letters repeated past what a word has: three or more become two.
//!
//! Two is the most that words of spelled scripts have side by side (`zoo`, `jazz`), so every
//! longer run of one word comes to the same form. Digits, ideographs and the letters of scripts
//! where repetition is grammar or laughter stay.

use daylight_model::Disguise;

use crate::normalise::cells::Cell;
use crate::normalise::cells::is_address;
use crate::normalise::cells::is_space;
use crate::normalise::cells::is_spelling;
use crate::normalise::cells::replace;

/// Shortens runs of the same letter in lower-cased text; true where that changes it.
pub(super) fn shorten(cells: &mut Vec<Cell>) -> bool {
    if !is_repeated(cells) {
        return false;
    }
    let mut out = Vec::with_capacity(cells.len());
    for token in cells.chunk_by(|one, next| !is_space(one.c) && !is_space(next.c)) {
        if !is_repeated(token) || is_address(token) {
            out.extend_from_slice(token);
            continue;
        }
        for word in token.chunk_by(|one, next| one.c.is_alphabetic() == next.c.is_alphabetic()) {
            if keeps_repeats(word) {
                out.extend_from_slice(word);
            } else {
                shorten_word(word, &mut out);
            }
        }
    }
    replace(cells, out)
}

fn is_repeated(token: &[Cell]) -> bool {
    token
        .windows(3)
        .any(|three| matches!(three, [a, b, c] if b.c == c.c && a.c == b.c && is_spelling(a.c)))
}

/// `www`, and Roman numerals that end in three.
fn keeps_repeats(word: &[Cell]) -> bool {
    let text: String = word.iter().take(7).map(|cell| cell.c).collect();
    text == "www"
        || text
            .strip_suffix("iii")
            .is_some_and(|tens| matches!(tens, "" | "v" | "x" | "xv" | "xx" | "xxv"))
}

fn shorten_word(word: &[Cell], out: &mut Vec<Cell>) {
    for run in word.chunk_by(|one, next| one.c == next.c) {
        match run {
            [first, second, third, rest @ ..] if is_spelling(first.c) => {
                let last = rest.iter().copied().fold(*third, Cell::joined);
                out.push(first.with(Disguise::Repeated));
                out.push(second.joined(last).with(Disguise::Repeated));
            }
            _ => out.extend_from_slice(run),
        }
    }
}
