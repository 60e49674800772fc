//! Lower case, letter by letter, and white space: one space or one line break.

use crate::normalise::cells::Cell;
use crate::normalise::cells::is_space;
use crate::normalise::cells::replace;
use crate::normalise::classes;

/// Lower-cases every letter; true where that changes the text. The sigma that ends a Greek word
/// takes its final form; the dot of the Turkish capital, the one letter that would turn into two
/// characters, stays inside the letter.
pub(super) fn lower(cells: &mut [Cell]) -> bool {
    let mut changed = false;
    let mut before = ' ';
    let mut classes = classes::reader();
    let mut rest = cells.iter_mut();
    while let Some(cell) = rest.next() {
        let lower = match cell.c {
            'Σ' if before.is_alphabetic() && !starts_alphabetic(rest.as_slice()) => 'ς',
            c => classes.get(c).lower,
        };
        changed |= lower != cell.c;
        cell.c = lower;
        before = lower;
    }
    changed
}

fn starts_alphabetic(cells: &[Cell]) -> bool {
    cells.first().is_some_and(|cell| cell.c.is_alphabetic())
}

/// The lower case of a letter on its own.
pub(super) fn lower_of(c: char) -> char {
    match c {
        c if c.is_ascii() => c.to_ascii_lowercase(),
        'İ' => 'i',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Leaves one character of white space between words, a line break where the run has one, and
/// none at either end; true where that changes the text.
pub(super) fn tidy_spaces(cells: &mut Vec<Cell>) -> bool {
    if is_tidy(cells) {
        return false;
    }
    let mut out: Vec<Cell> = Vec::with_capacity(cells.len());
    for run in cells.chunk_by(|one, next| is_space(one.c) && is_space(next.c)) {
        match run {
            [cell] if !is_space(cell.c) => out.push(*cell),
            _ if out.is_empty() => {}
            _ => {
                let breaks = run.iter().any(|cell| cell.c == '\n');
                let joined = run.iter().copied().reduce(Cell::joined);
                let c = if breaks { '\n' } else { ' ' };
                out.extend(joined.map(|cell| cell.as_char(c)));
            }
        }
    }
    if out.last().is_some_and(|cell| is_space(cell.c)) {
        out.pop();
    }
    replace(cells, out)
}

fn is_tidy(cells: &[Cell]) -> bool {
    let mut after_space = true;
    let single = cells.iter().all(|cell| {
        let is_space = is_space(cell.c);
        let again = is_space && after_space;
        after_space = is_space;
        !again
    });
    single && (cells.is_empty() || !after_space)
}
