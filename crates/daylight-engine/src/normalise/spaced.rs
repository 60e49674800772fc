//! Letters spaced or punctuated apart, joined: `m a s s a g e`, `m.a.s.s.a.g.e`.

use daylight_model::Disguise;

use crate::normalise::cells::Cell;
use crate::normalise::cells::is_mark;
use crate::normalise::cells::replace;
use crate::normalise::classes;
use crate::normalise::classes::MARK;
use crate::normalise::classes::SPELLING;
use crate::normalise::classes::WORD;
use crate::normalise::classes::class;
use crate::normalise::is_word;

/// Fewer letters are initials.
const LETTERS_MIN: usize = 4;

/// The longest separator: ` . ` or ` - `.
const SEPARATOR_CHARS_MAX: usize = 3;

/// Joins letters that stand alone with the same separator between them.
///
/// Digits never join, nor do letters that hang by their separator on a longer word or on a sign of
/// an address or an entity. True where that changes the text.
pub(super) fn join(cells: &mut Vec<Cell>) -> bool {
    if !has_lone_letters(cells) {
        return false;
    }
    let mut out: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut copied = 0;
    let mut at = 0;
    while let Some(cell) = cells.get(at) {
        if !class(cell.c).has(WORD | SPELLING) {
            at += 1;
            continue;
        }
        let rest = cells.get(at..).unwrap_or_default();
        // What stands before a letter that is spelled apart has been copied, joined or not.
        let before = at.checked_sub(1).filter(|before| *before >= copied);
        let before = before.map_or(out.last(), |before| cells.get(before));
        if let Some(letters) = spelled(rest, before) {
            out.extend_from_slice(cells.get(copied..at).unwrap_or_default());
            let (head, _) = rest.split_at(letters.chars);
            out.extend(
                head.iter()
                    .filter(|cell| is_word(cell.c))
                    .map(|cell| cell.with(Disguise::Spaced)),
            );
            at += letters.chars;
            copied = at;
        } else {
            // A word is passed over as a whole: no letter inside it stands alone.
            at += word_len(rest).max(1);
        }
    }
    if copied == 0 {
        return false;
    }
    out.extend_from_slice(cells.get(copied..).unwrap_or_default());
    replace(cells, out)
}

/// True where as many words in a row as it takes are no more than a letter and its marks.
fn has_lone_letters(cells: &[Cell]) -> bool {
    let mut alone = 0;
    let mut letters = 0;
    let mut classes = classes::reader();
    for cell in cells {
        let class = classes.get(cell.c);
        if class.has(WORD) {
            letters += usize::from(!class.has(MARK));
            alone += usize::from(letters == 1 && !class.has(MARK));
        } else {
            alone = if letters > 1 { 0 } else { alone };
            letters = 0;
        }
        if alone >= LETTERS_MIN && letters <= 1 {
            return true;
        }
    }
    false
}

fn word_len(cells: &[Cell]) -> usize {
    cells.iter().take_while(|cell| is_word(cell.c)).count()
}

/// Letters that stand alone.
struct Letters {
    /// Characters from the first letter to the end of the last.
    chars: usize,
}

/// The spelled-out word that starts here, after `before`.
fn spelled(cells: &[Cell], before: Option<&Cell>) -> Option<Letters> {
    let first = lone_letter(cells)?;
    let rest = cells.get(first..)?;
    let separator_len = rest.iter().take_while(|cell| !is_word(cell.c)).count();
    if separator_len == 0 || separator_len > SEPARATOR_CHARS_MAX {
        return None;
    }
    let separator = rest.get(..separator_len)?;
    if !separator.iter().all(|cell| is_separator(cell.c)) || hangs(before, separator) {
        return None;
    }
    let mut chars = first;
    let mut letters = 1;
    while let Some(next) = lone_letter_after(cells.get(chars..)?, separator) {
        chars += next;
        letters += 1;
    }
    let after = cells.get(chars..)?;
    (letters >= LETTERS_MIN && !leads_on(after, separator)).then_some(Letters { chars })
}

/// The characters of a letter and its marks, if no other character of a word follows.
fn lone_letter(cells: &[Cell]) -> Option<usize> {
    let (first, rest) = cells.split_first()?;
    if !class(first.c).has(SPELLING) {
        return None;
    }
    let marks = rest
        .iter()
        .take_while(|cell| class(cell.c).has(MARK))
        .count();
    let after = rest.get(marks);
    (!after.is_some_and(|cell| is_word(cell.c))).then_some(1 + marks)
}

/// The characters of `separator` and the lone letter behind it.
fn lone_letter_after(cells: &[Cell], separator: &[Cell]) -> Option<usize> {
    let rest = after_separator(cells, separator)?;
    lone_letter(rest).map(|len| separator.len() + len)
}

fn after_separator<'a>(cells: &'a [Cell], separator: &[Cell]) -> Option<&'a [Cell]> {
    let (head, rest) = cells.split_at_checked(separator.len())?;
    head.iter()
        .map(|cell| cell.c)
        .eq(separator.iter().map(|cell| cell.c))
        .then_some(rest)
}

/// What stands between letters that are spelled apart. A line break, a comma, a slash or a sign
/// of an address ends the word.
fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '_' | '*' | '·' | '•' | '|' | '~' | '^')
        || (!c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace() && !is_mark(c))
}

/// True where the first letter hangs on what stands before it.
fn hangs(before: Option<&Cell>, separator: &[Cell]) -> bool {
    before.is_some_and(|cell| {
        is_word(cell.c)
            || matches!(cell.c, '@' | '&' | '#' | ':' | '/' | '\'')
            || (separator.iter().all(|sign| sign.c != ' ')
                && separator.iter().any(|sign| sign.c == cell.c))
    })
}

/// True where the last letter leads on to an address or a longer word.
fn leads_on(after: &[Cell], separator: &[Cell]) -> bool {
    let next = after.first().map(|cell| cell.c);
    if next.is_some_and(|c| matches!(c, '@' | '/' | '\'') || (c == ':' && after.len() > 1)) {
        return true;
    }
    let spaced = separator.iter().any(|sign| sign.c == ' ');
    !spaced
        && after_separator(after, separator)
            .and_then(<[Cell]>::first)
            .is_some_and(|cell| is_word(cell.c))
}
