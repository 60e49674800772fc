//! The first step: entities, characters that show nothing, compatibility forms, enclosed letters
//! and digits, and the digits of any script, each decoded one character at a time.
//!
//! These feed one another (an entity may spell a full-width semicolon that ends another entity),
//! so they are one loop over a growing output: a character is folded as it is added, and a `;`
//! looks back for the entity it ends. Nested entities therefore cost no further pass.

use daylight_model::Disguise;
use daylight_model::Disguises;

use crate::normalise::cells::Cell;
use crate::normalise::cells::is_diacritic;
use crate::normalise::cells::replace;
use crate::normalise::classes::FOLD;
use crate::normalise::classes::class;
use crate::normalise::enclosed;
use crate::normalise::folds;
use crate::normalise::invisible;
use crate::normalise::lookalikes;
use crate::normalise::setting::Setting;

/// Longer names than any entity has.
const NAME_CHARS_MAX: usize = 40;

/// Decodes every character; true where that changes the text.
pub(super) fn decode(cells: &mut Vec<Cell>, setting: &Setting<'_>) -> bool {
    if !cells
        .iter()
        .any(|cell| class(cell.c).has(FOLD) || cell.c == ';')
    {
        return false;
    }
    let mut sink = Sink {
        setting,
        out: Vec::with_capacity(cells.len()),
        hidden: Disguises::NONE,
        waiting: Vec::new(),
    };
    for cell in cells.iter() {
        sink.add(*cell);
    }
    let decoded = sink.out;
    replace(cells, decoded)
}

struct Sink<'a> {
    setting: &'a Setting<'a>,
    out: Vec<Cell>,
    /// What was removed since the last character, to be marked on the next.
    hidden: Disguises,
    /// Characters of decoded entities, the next one last.
    waiting: Vec<Cell>,
}

impl Sink<'_> {
    fn add(&mut self, cell: Cell) {
        self.take(cell);
        while let Some(decoded) = self.waiting.pop() {
            self.take(decoded);
        }
    }

    fn take(&mut self, cell: Cell) {
        if !class(cell.c).has(FOLD) {
            self.put(cell);
        } else if let Some(how) = invisible::removal(cell.c, self.out.last(), self.setting) {
            self.hidden = self.hidden.union(how).union(cell.met);
        } else if !enclosed::closes_key(cell.c, self.out.last_mut()) {
            let setting = self.setting;
            folds::fold(cell, setting, &mut |folded| self.put(folded));
        }
    }

    /// Adds a folded character; the characters of an entity that it ends wait their turn.
    fn put(&mut self, cell: Cell) {
        // Hidden characters disguise where they split a word: the next character goes on.
        let hidden = std::mem::take(&mut self.hidden);
        let met = if hidden.is_empty() || !cell.c.is_alphanumeric() {
            cell.met
        } else {
            cell.met.union(hidden)
        };
        self.out.push(Cell { met, ..cell });
        if cell.c == ';'
            && let Some((start, decoded)) = entity(&self.out)
        {
            let whole = self
                .out
                .drain(start..)
                .reduce(Cell::joined)
                .map_or(cell, |whole| whole.with(Disguise::Entity));
            self.waiting
                .extend(decoded.chars().rev().map(|c| whole.as_char(c)));
        }
    }
}

/// Where the entity that ends with the last character starts, and what it stands for.
///
/// Its name is read as later steps would leave it (marks dropped, look-alikes decoded), or those
/// steps could uncover entities one at a time, a pass for each.
fn entity(out: &[Cell]) -> Option<(usize, String)> {
    let mut name = Vec::new();
    for (at, cell) in out.iter().enumerate().rev().skip(1) {
        if cell.c == '&' {
            name.reverse();
            return Some((at, named(&name)?));
        }
        if is_diacritic(cell.c) {
            continue;
        }
        name.push(face(cell.c)?);
        if name.len() > NAME_CHARS_MAX {
            return None;
        }
    }
    None
}

fn named(name: &[char]) -> Option<String> {
    let exact: String = ['&'].iter().chain(name).chain(&[';']).collect();
    [exact.to_ascii_lowercase(), exact]
        .into_iter()
        .rev()
        .find_map(|entity| {
            let decoded = html_escape::decode_html_entities(&entity);
            (decoded != entity.as_str()).then(|| decoded.into_owned())
        })
}

/// The ASCII character that a character of an entity's name is or will become.
fn face(c: char) -> Option<char> {
    if c.is_ascii() {
        return (c.is_ascii_alphanumeric() || c == '#').then_some(c);
    }
    let mut first = None;
    unicode_normalization::char::decompose_canonical(c, |part| {
        first.get_or_insert(part);
    });
    first
        .filter(char::is_ascii_alphabetic)
        .or_else(|| enclosed::regional_letter(c))
        .or_else(|| lookalikes::latin_of(c))
}
