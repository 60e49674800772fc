//! The short way: one scan that folds single characters, copies the rest in lower case, and sees
//! to it that no other step has work to do.

use daylight_model::Disguises;

use crate::characters::pages::Reader;
use crate::normalise::cells::Cell;
use crate::normalise::classes;
use crate::normalise::classes::Class;
use crate::normalise::classes::FOLD;
use crate::normalise::classes::HARD;
use crate::normalise::classes::SPACE;
use crate::normalise::classes::UPPER;
use crate::normalise::classes::WORD;
use crate::normalise::classes::class;
use crate::normalise::folds;
use crate::normalise::form::Normalised;
use crate::normalise::form::offset;
use crate::normalise::invisible;
use crate::normalise::leet;
use crate::normalise::repeats;
use crate::normalise::setting::Setting;
use crate::normalise::watch::Token;
use crate::normalise::watch::Watch;

/// The form of a text that only its single characters disguise; `None` for a text that the steps
/// must read.
pub(super) fn normalise(original: &str) -> Option<Normalised> {
    let mut short = Short {
        original,
        form: Normalised::with_capacity(original.len()),
        watch: Watch::default(),
        start: 0,
        end: 0,
        open: true,
        space: None,
        hidden: Disguises::NONE,
        setting: Setting::of(original),
    };
    let mut classes = classes::reader();
    let mut rest = original;
    while let Some(c) = rest.chars().next() {
        let at = original.len() - rest.len();
        let class = classes.get(c);
        if class.is_only(WORD, WORD | RARE) && (short.open || short.reopen(at)) {
            rest = short.word(rest, &mut classes)?;
        } else {
            short.leave_word(at, c, class)?;
            rest = rest.get(c.len_utf8()..)?;
        }
    }
    short.finish()
}

/// What cannot simply go on.
const RARE: u32 = UPPER | FOLD | HARD;

/// White space that has not been copied.
#[derive(Clone, Copy)]
struct Space {
    cell: Cell,
    /// True for one character that stands in the original as it is.
    is_plain: bool,
}

struct Short<'a> {
    original: &'a str,
    form: Normalised,
    watch: Watch,
    /// The stretch of the original to be copied as it is. While it is open, it goes on to where
    /// the scan is.
    start: usize,
    end: usize,
    open: bool,
    /// White space after the stretch.
    space: Option<Space>,
    /// What was removed since the last character, to be marked on the next.
    hidden: Disguises,
    setting: Setting<'a>,
}

impl Short<'_> {
    /// Takes the characters of a word that simply go on, and gives the rest of the text.
    fn word<'t>(&mut self, text: &'t str, classes: &mut Reader<'_, Class>) -> Option<&'t str> {
        let mut run = self.watch.run();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let (class, len) = if byte.is_ascii() {
                (classes.first(*byte), 1)
            } else {
                let c = text.get(at..)?.chars().next()?;
                (classes.get(c), c.len_utf8())
            };
            if !class.is_only(WORD, WORD | RARE) {
                break;
            }
            run.letter(class)?;
            at += len;
        }
        self.watch.set_run(run);
        text.get(at..)
    }

    /// Takes a character that is none of a word, or does not simply go on.
    fn leave_word(&mut self, at: usize, c: char, class: Class) -> Option<()> {
        if class.has(SPACE) && self.open && self.is_inside(at) {
            self.space_inside(at)
        } else if !class.has(SPACE | RARE) && (self.open || self.reopen(at)) {
            self.watch.next(class)
        } else {
            self.take(at, c, class)
        }
    }

    /// True for a place in the open stretch after something else than white space.
    fn is_inside(&self, at: usize) -> bool {
        at > self.start && !self.ends_in_space(at)
    }

    fn ends_in_space(&self, at: usize) -> bool {
        let last = at
            .checked_sub(1)
            .and_then(|at| self.original.as_bytes().get(at));
        matches!(last, Some(b' ' | b'\n'))
    }

    /// Takes a white space in the stretch, where it may stay.
    fn space_inside(&mut self, at: usize) -> Option<()> {
        let token = self.watch.space()?;
        if token == Token::Doubtful {
            self.end = at;
            self.check()?;
        }
        Some(())
    }

    /// Lets a stretch go on, or begin, at `at`; false where the character there is to be marked.
    fn reopen(&mut self, at: usize) -> bool {
        if !self.hidden.is_empty() {
            return false;
        }
        let goes_on = match self.space {
            Some(space) => {
                space.is_plain
                    && space.cell.from == offset(self.end)
                    && space.cell.to == offset(at)
                    && (self.start < self.end || !self.form.text().is_empty())
            }
            None => self.end == at,
        };
        if !goes_on {
            self.copy();
            self.start = at;
        }
        self.space = None;
        self.open = true;
        true
    }

    /// Copies the stretch, and the white space after it where a word follows.
    fn copy(&mut self) {
        self.copy_stretch();
        if let Some(space) = self.space.take()
            && !self.form.text().is_empty()
        {
            self.form.push(space.cell);
        }
    }

    fn copy_stretch(&mut self) {
        let stretch = self.original.get(self.start..self.end).unwrap_or_default();
        self.form.push_lower(stretch, offset(self.start));
        self.start = self.end;
    }

    /// Ends the stretch before `at`, and before white space at its end.
    fn close(&mut self, at: usize) {
        if !self.open {
            return;
        }
        self.open = false;
        self.end = at;
        if self.start < at && self.ends_in_space(at) {
            self.end = at - 1;
            let c = if self.original.as_bytes().get(self.end) == Some(&b'\n') {
                '\n'
            } else {
                ' '
            };
            let cell = Cell {
                c,
                from: offset(self.end),
                to: offset(at),
                met: Disguises::NONE,
            };
            self.space = Some(Space {
                cell,
                is_plain: true,
            });
        }
    }

    /// Takes a character that does not simply go on.
    fn take(&mut self, at: usize, c: char, class: Class) -> Option<()> {
        self.close(at);
        let cell = Cell {
            c,
            from: offset(at),
            to: offset(at + c.len_utf8()),
            met: Disguises::NONE,
        };
        if class.is & HARD != 0 {
            return None;
        }
        if class.is & FOLD == 0 {
            return self.emit(cell, true);
        }
        let setting = &self.setting;
        let previous = cell.as_char(self.watch.last());
        if let Some(how) = invisible::removal(c, Some(&previous), setting) {
            self.hidden = self.hidden.union(how);
            return Some(());
        }
        let mut folded = [cell; folds::CHARS_MAX];
        let mut len = 0;
        folds::fold(cell, setting, &mut |cell| {
            if let Some(slot) = folded.get_mut(len) {
                *slot = cell;
            }
            len += 1;
        });
        folded
            .get(..len)?
            .iter()
            .try_for_each(|cell| self.emit(*cell, false))
    }

    /// Adds a decoded character on its own.
    fn emit(&mut self, mut cell: Cell, is_plain: bool) -> Option<()> {
        let class = class(cell.c);
        let hidden = std::mem::take(&mut self.hidden);
        if class.is & (FOLD | HARD) != 0 {
            return None;
        }
        if class.is & SPACE != 0 {
            return self.space(cell, is_plain);
        }
        if cell.c.is_alphanumeric() {
            cell.met = cell.met.union(hidden);
        }
        self.watch.next(class)?;
        self.copy();
        self.form.push(cell.as_char(class.lower));
        self.start = cell.to as usize;
        self.end = self.start;
        Some(())
    }

    fn space(&mut self, cell: Cell, is_plain: bool) -> Option<()> {
        if let Some(space) = &mut self.space {
            let c = if cell.c == '\n' { '\n' } else { space.cell.c };
            space.cell = space.cell.joined(cell).as_char(c);
            space.is_plain = false;
            return Some(());
        }
        if self.watch.space()? == Token::Doubtful {
            self.check()?;
        }
        self.space = Some(Space { cell, is_plain });
        Some(())
    }

    /// `None` where the token that ends the stretch is disguised.
    fn check(&mut self) -> Option<()> {
        self.copy_stretch();
        let token = self.form.text().rsplit([' ', '\n']).next()?;
        let mut cells: Vec<Cell> = token
            .chars()
            .map(|c| Cell {
                c,
                from: 0,
                to: 0,
                met: Disguises::NONE,
            })
            .collect();
        (!leet::decode(&mut cells) && !repeats::shorten(&mut cells)).then_some(())
    }

    fn finish(mut self) -> Option<Normalised> {
        self.close(self.original.len());
        if self.watch.end()? == Token::Doubtful {
            self.check()?;
        }
        self.copy_stretch();
        Some(self.form)
    }
}
