//! Lower case, letter by letter, and white space: one space or one line break.

use crate::normalise::cells::Cell;

/// Lower-cases every letter. The sigma that ends a Greek word takes its final form; the dot of
/// the Turkish capital stays inside the letter.
pub(super) fn lower(cells: &[Cell]) -> Vec<Cell> {
    let mut out: Vec<Cell> = Vec::with_capacity(cells.len());
    for (at, cell) in cells.iter().enumerate() {
        match cell.c {
            'İ' => out.push(cell.as_char('i')),
            'Σ' if ends_word(&out, cells.get(at + 1)) => out.push(cell.as_char('ς')),
            c => out.extend(c.to_lowercase().map(|c| cell.as_char(c))),
        }
    }
    out
}

fn ends_word(before: &[Cell], next: Option<&Cell>) -> bool {
    before.last().is_some_and(|cell| cell.c.is_alphabetic())
        && !next.is_some_and(|cell| cell.c.is_alphabetic())
}

/// Leaves one character of white space between words, a line break where the run has one, and
/// none at either end.
pub(super) fn tidy_spaces(cells: &[Cell]) -> Vec<Cell> {
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
    out
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n')
}
