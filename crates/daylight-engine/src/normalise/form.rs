//! The comparable form of a text, with its map back to the original.

use std::fmt;
use std::ops::Range;

use daylight_model::Disguises;
use daylight_model::Span;

use crate::normalise::cells::Cell;

/// A text in its comparable form.
///
/// INVARIANT (traceable): every character of the form maps to a span of the original that starts
/// and ends between characters, and the spans never step back.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Normalised {
    text: String,
    /// In order of `at`, and of `start`; the first is at 0, each ends where the next begins.
    runs: Vec<Run>,
}

/// A stretch of the form that has one rule for where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// First byte in the form.
    at: u32,
    /// First byte behind it in the original.
    start: u32,
    /// One past the last byte behind it.
    end: u32,
    met: Disguises,
    /// True where every character is as long as its original and they follow one another;
    /// otherwise each character comes from the whole of `start..end`.
    parallel: bool,
}

impl Run {
    /// The run of a character of `len` bytes at `at`.
    fn of(cell: Cell, at: u32, len: u32) -> Self {
        Self {
            at,
            start: cell.from,
            end: cell.to,
            met: cell.met,
            parallel: cell.to - cell.from == len,
        }
    }

    /// Goes on over a character of `len` bytes, if it comes from where the run goes on.
    #[inline]
    fn takes(&mut self, cell: Cell, len: u32) -> bool {
        if self.met != cell.met {
            return false;
        }
        if !self.parallel {
            return self.start == cell.from && self.end == cell.to;
        }
        let follows = self.end == cell.from && cell.to - cell.from == len;
        if follows {
            self.end = cell.to;
        }
        follows
    }
}

/// Shows its length only: the text is about people.
impl fmt::Debug for Normalised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Normalised({} bytes)", self.text.len())
    }
}

impl Normalised {
    /// The comparable form: lower-case, decoded, one space or one line break between words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The smallest span of the original behind a byte range of [`Self::text`]; an empty or
    /// outside range gives an empty span. A character counts where its first byte is in the range.
    #[must_use]
    pub fn original_span(&self, range: Range<usize>) -> Span {
        let range = self.whole_characters(range);
        self.within(&range)
            .map(|(run, stretch)| {
                if run.parallel {
                    let original = |at: u32| run.start + (at - run.at);
                    Span::new(original(stretch.start), original(stretch.end))
                } else {
                    Span::new(run.start, run.end)
                }
            })
            .reduce(Span::join)
            .unwrap_or(Span::new(0, 0))
    }

    /// How the characters of a byte range of [`Self::text`] were disguised.
    #[must_use]
    pub fn disguises_in(&self, range: Range<usize>) -> Disguises {
        let range = self.whole_characters(range);
        self.within(&range)
            .fold(Disguises::NONE, |met, (run, _)| met.union(run.met))
    }

    /// How the text was disguised, anywhere in it.
    #[must_use]
    pub fn disguises(&self) -> Disguises {
        self.runs
            .iter()
            .fold(Disguises::NONE, |met, run| met.union(run.met))
    }

    /// An empty form with room for a text of so many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            runs: Vec::new(),
        }
    }

    /// The form of cells in the order of their origin.
    pub(super) fn of(cells: &[Cell]) -> Self {
        let text: String = cells.iter().map(|cell| cell.c).collect();
        let mut runs: Vec<Run> = Vec::new();
        let mut at = 0;
        for cell in cells {
            let len = offset(cell.c.len_utf8());
            if !runs.last_mut().is_some_and(|last| last.takes(*cell, len)) {
                runs.push(Run::of(*cell, at, len));
            }
            at += len;
        }
        Self { text, runs }
    }

    /// Adds a character. Cells come in the order of their origin.
    pub(super) fn push(&mut self, cell: Cell) {
        let at = offset(self.text.len());
        self.text.push(cell.c);
        let len = offset(cell.c.len_utf8());
        let last = self.runs.last_mut();
        if !last.is_some_and(|last| last.takes(cell, len)) {
            self.runs.push(Run::of(cell, at, len));
        }
    }

    /// Adds text that stands in the original as it is, but for the case of ASCII letters, from
    /// byte `start`.
    pub(super) fn push_lower(&mut self, text: &str, start: u32) {
        let before = self.text.len();
        let at = offset(before);
        let end = start.saturating_add(offset(text.len()));
        self.text.push_str(text);
        if let Some(added) = self.text.get_mut(before..) {
            added.make_ascii_lowercase();
        }
        match self.runs.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.parallel && last.met.is_empty() && last.end == start => {
                last.end = end;
            }
            _ => self.runs.push(Run {
                at,
                start,
                end,
                met: Disguises::NONE,
                parallel: true,
            }),
        }
    }

    /// The range pulled to the starts of characters: those before a start inside a character are
    /// left out, one that begins before the end is whole.
    fn whole_characters(&self, range: Range<usize>) -> Range<usize> {
        let up = |mut at: usize| {
            at = at.min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at += 1;
            }
            at
        };
        up(range.start)..up(range.end)
    }

    /// The runs that a range of whole characters touches, each with the bytes of it in the range.
    fn within(&self, range: &Range<usize>) -> impl Iterator<Item = (Run, Range<u32>)> {
        let (start, end) = (offset(range.start), offset(range.end));
        let first = self
            .runs
            .partition_point(|run| run.at <= start)
            .saturating_sub(1);
        let runs = self.runs.get(first..).unwrap_or_default();
        let ends = runs
            .iter()
            .skip(1)
            .map(|run| run.at)
            .chain([offset(self.text.len())]);
        runs.iter()
            .zip(ends)
            .take_while(move |(run, _)| run.at < end)
            .map(move |(run, run_end)| (*run, run.at.max(start)..run_end.min(end)))
            .filter(|(_, stretch)| stretch.start < stretch.end)
    }
}

/// A byte offset as it is kept. Fields are at most 32 MiB, far below the limit.
#[inline]
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
