//! Combining marks: piles dropped, the rest composed (UAX #15, NFC).
//!
//! An accent composes with its letter, and some languages (Yoruba, Lithuanian, stressed Russian)
//! need one mark more than Unicode composes. Two or more that do not compose, a stroke through a
//! letter, or a mark on a digit or a sign, is decoration.

use daylight_model::Disguise;
use unicode_normalization::IsNormalized;
use unicode_normalization::UnicodeNormalization;

use crate::normalise::cells::Cell;
use crate::normalise::cells::is_diacritic;
use crate::normalise::cells::is_mark;
use crate::normalise::cells::replace;
use crate::normalise::classes::COMPOSE;
use crate::normalise::classes::class;

/// Marks on one letter that no language piles up, composed or not.
const MARKS_MAX: usize = 4;

/// Drops piles and composes the rest; true where that changes the text.
pub(super) fn compose(cells: &mut Vec<Cell>) -> bool {
    if is_composed(cells) {
        return false;
    }
    let mut out = Vec::with_capacity(cells.len());
    for segment in cells.chunk_by(|_, next| attaches(next.c)) {
        if is_composed(segment) {
            out.extend_from_slice(segment);
        } else if let [cell] = segment
            && !is_diacritic(cell.c)
            && unicode_normalization::is_nfc(cell.c.encode_utf8(&mut [0; 4]))
        {
            out.push(*cell);
        } else {
            compose_segment(segment, &mut out);
        }
    }
    replace(cells, out)
}

/// True where nothing is to compose and the marks of each letter are in order.
fn is_composed(cells: &[Cell]) -> bool {
    let mut before = 0;
    cells.iter().all(|cell| {
        let class = class(cell.c);
        let combining = class.combining();
        let in_order = combining == 0 || before <= combining;
        before = combining;
        in_order && !class.has(COMPOSE)
    })
}

/// True for what may compose with the character before it.
pub(super) fn attaches(c: char) -> bool {
    c >= '\u{300}' && (is_mark(c) || matches!(c, '\u{1161}'..='\u{11ff}'))
}

fn compose_segment(segment: &[Cell], out: &mut Vec<Cell>) {
    let text = || segment.iter().map(|cell| cell.c);
    if !text().any(is_diacritic) && unicode_normalization::is_nfc_quick(text()) == IsNormalized::Yes
    {
        out.extend_from_slice(segment);
        return;
    }
    let Some(whole) = segment.iter().copied().reduce(Cell::joined) else {
        return;
    };
    let diacritics = segment.iter().filter(|cell| is_diacritic(cell.c)).count();
    let composed: Vec<char> = if diacritics > MARKS_MAX {
        vec![]
    } else {
        text().nfc().collect()
    };
    let left = composed.iter().filter(|c| is_diacritic(**c)).count();
    let takes_marks = composed.first().is_some_and(|c| c.is_alphabetic());
    let struck = composed.iter().any(|c| is_decoration(*c));
    if diacritics > MARKS_MAX || left > 1 || struck || (left > 0 && !takes_marks) {
        drop_diacritics(segment, whole, out);
    } else if composed.iter().eq(segment.iter().map(|cell| &cell.c)) {
        out.extend_from_slice(segment);
    } else {
        out.extend(composed.iter().map(|c| whole.as_char(*c)));
    }
}

fn drop_diacritics(segment: &[Cell], whole: Cell, out: &mut Vec<Cell>) {
    let bare = segment
        .iter()
        .map(|cell| cell.c)
        .nfd()
        .filter(|c| !is_diacritic(*c))
        .nfc();
    let before = out.len();
    out.extend(bare.map(|c| whole.as_char(c).with(Disguise::Marks)));
    // Marks on nothing leave their trace on the character before them.
    if out.len() == before
        && let Some(last) = out.last_mut()
    {
        *last = last.with(Disguise::Marks);
    }
}

/// Lines through, over and under, and shapes around.
fn is_decoration(c: char) -> bool {
    matches!(c,
        '\u{305}' | '\u{332}' | '\u{333}' | '\u{33f}'
        | '\u{334}'..='\u{338}'
        | '\u{35c}'..='\u{362}'
        | '\u{488}' | '\u{489}'
        | '\u{20d0}'..='\u{20ff}')
}
