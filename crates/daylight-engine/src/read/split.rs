//! CSV and its kin: records split as RFC 4180 says, and what to do where a file breaks it.
//!
//! A quote that never closes must not swallow the rows after it. A quoted field whose closing
//! quote is followed by anything but a delimiter or a line end is broken, and so is a field or
//! row over its limit: the row is refused, and reading goes on at the line after the one it
//! began on. After a broken row that ran over several lines, rows are believed again from the
//! first that has all its columns; until then each line that has too few is refused too.

use crate::read::encoding;
use crate::read::error::Fault;
use crate::read::input;
use crate::read::input::Stream;
use crate::read::limits::COLUMNS_MAX;
use crate::read::limits::FIELD_BYTES_MAX;
use crate::read::limits::ROW_BYTES_MAX;

/// How cells and rows are marked off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// Stands between cells.
    pub(crate) delimiter: u8,
    /// True where `"` encloses cells.
    pub(crate) quoted: bool,
    /// Ends a row: line feed, or carriage return in old files that have no line feed.
    pub(crate) newline: u8,
    /// True where the first row names the columns.
    pub(crate) header: bool,
}

/// Cells of one record, without quotes, end to end.
#[derive(Debug, Default)]
struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Cells met, those beyond the most columns included.
    met: usize,
}

impl Cells {
    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.met = 0;
    }

    fn close(&mut self) {
        self.met += 1;
        if self.met <= COLUMNS_MAX {
            self.ends.push(self.bytes.len());
        }
    }

    fn open_bytes(&self) -> usize {
        self.bytes.len() - self.ends.last().copied().unwrap_or(0)
    }

    fn texts(&self) -> Vec<String> {
        // One look at the whole row answers for most rows what each cell would have to ask.
        let whole = encoding::plain_text(&self.bytes);
        let mut from = 0;
        let mut texts = Vec::with_capacity(self.ends.len());
        for &end in &self.ends {
            // Stray bytes at the end of one cell and the start of the next may look like a
            // character: then the text has no boundary here.
            let text = match whole.and_then(|whole| whole.get(from..end)) {
                Some(text) => text.to_owned(),
                None => encoding::text_of(self.bytes.get(from..end).unwrap_or_default()),
            };
            texts.push(text);
            from = end;
        }
        texts
    }
}

/// Where in a record the splitter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: the end of it, or the first of a doubled quote.
    QuoteInQuoted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything buffered is read and the record goes on.
    More,
    Complete,
    BrokenQuote,
    FieldTooLong,
    RowTooLong,
}

/// Splits a stream of bytes into records.
pub(crate) struct Splitter {
    bytes: Stream,
    dialect: Dialect,
    buffer: Vec<u8>,
    /// Where the record began in `buffer`.
    start: usize,
    /// The next byte to look at.
    at: usize,
    ended: bool,
    line: u64,
    state: State,
    cells: Cells,
}

/// One record, or why it is none; its texts are those of [`Splitter::texts`].
#[derive(Debug)]
pub(crate) struct Split {
    pub(crate) line: u64,
    pub(crate) lines: u64,
    /// Cells met, those beyond the most columns included; or why there are none.
    pub(crate) met: Result<usize, String>,
}

impl Splitter {
    pub(crate) fn new(bytes: Stream, dialect: Dialect) -> Self {
        Self {
            bytes,
            dialect,
            buffer: Vec::new(),
            start: 0,
            at: 0,
            ended: false,
            line: 1,
            state: State::CellStart,
            cells: Cells::default(),
        }
    }

    /// The next record that is not an empty line; `None` at the end.
    pub(crate) fn next_split(&mut self) -> Result<Option<Split>, Fault> {
        loop {
            self.cells.clear();
            self.state = State::CellStart;
            self.start = self.at;
            let outcome = self.scan_record()?;
            if self.start == self.at && self.ended {
                return Ok(None);
            }
            let line = self.line;
            if let Some(reason) = refusal(outcome) {
                let lines = self.lines_between(self.start, self.at) + 1;
                self.give_up()?;
                return Ok(Some(Split {
                    line,
                    lines,
                    met: Err(reason),
                }));
            }
            let lines = self.lines_between(self.start, self.at).max(1);
            self.line += lines;
            let blank =
                self.cells.met == 1 && self.cells.bytes.is_empty() && self.at - self.start < 3;
            if !blank {
                return Ok(Some(Split {
                    line,
                    lines,
                    met: Ok(self.cells.met),
                }));
            }
        }
    }

    /// The cells of the record split last.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.cells.texts()
    }

    fn lines_between(&self, from: usize, to: usize) -> u64 {
        let newline = self.dialect.newline;
        let bytes = self.buffer.get(from..to).unwrap_or_default();
        memchr::memchr_iter(newline, bytes).count() as u64
    }

    fn scan_record(&mut self) -> Result<Outcome, Fault> {
        loop {
            let outcome = self.scan_buffered();
            if outcome != Outcome::More {
                return Ok(outcome);
            }
            if self.ended {
                return Ok(self.at_end());
            }
            self.fill()?;
        }
    }

    /// The last record of a file may lack its line end.
    fn at_end(&mut self) -> Outcome {
        match self.state {
            State::Quoted => Outcome::BrokenQuote,
            State::CellStart | State::Plain | State::QuoteInQuoted => {
                self.close_row();
                Outcome::Complete
            }
        }
    }

    /// Reads one more chunk, dropping what lies before the record.
    fn fill(&mut self) -> Result<(), Fault> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.at -= self.start;
            self.start = 0;
        }
        self.ended = input::read_chunk(&mut self.bytes, &mut self.buffer)? == 0;
        Ok(())
    }

    fn scan_buffered(&mut self) -> Outcome {
        while self.at < self.buffer.len() {
            let outcome = match self.state {
                State::CellStart => self.cell_start(),
                State::Plain => self.plain(),
                State::Quoted => self.in_quotes(),
                State::QuoteInQuoted => self.quote_in_quotes(),
            };
            if outcome != Outcome::More {
                return outcome;
            }
            if self.cells.open_bytes() > FIELD_BYTES_MAX {
                return Outcome::FieldTooLong;
            }
            if self.at - self.start > ROW_BYTES_MAX {
                return Outcome::RowTooLong;
            }
        }
        Outcome::More
    }

    fn byte(&self) -> Option<u8> {
        self.buffer.get(self.at).copied()
    }

    fn cell_start(&mut self) -> Outcome {
        if self.dialect.quoted && self.byte() == Some(b'"') {
            self.at += 1;
            self.state = State::Quoted;
        } else {
            self.state = State::Plain;
        }
        Outcome::More
    }

    fn plain(&mut self) -> Outcome {
        let Dialect {
            delimiter, newline, ..
        } = self.dialect;
        self.take_until(|rest| memchr::memchr2(delimiter, newline, rest));
        match self.byte() {
            Some(byte) if byte == newline => {
                self.at += 1;
                self.close_row();
                Outcome::Complete
            }
            Some(_) => {
                self.at += 1;
                self.cells.close();
                self.state = State::CellStart;
                Outcome::More
            }
            None => Outcome::More,
        }
    }

    fn in_quotes(&mut self) -> Outcome {
        self.take_until(|rest| memchr::memchr(b'"', rest));
        if self.byte().is_some() {
            self.at += 1;
            self.state = State::QuoteInQuoted;
        }
        Outcome::More
    }

    fn quote_in_quotes(&mut self) -> Outcome {
        let byte = self.byte();
        if byte == Some(b'"') {
            self.cells.bytes.push(b'"');
            self.state = State::Quoted;
        } else if byte == Some(self.dialect.delimiter) {
            self.cells.close();
            self.state = State::CellStart;
        } else if byte == Some(self.dialect.newline) {
            self.at += 1;
            self.close_row();
            return Outcome::Complete;
        } else if byte != Some(b'\r') {
            return Outcome::BrokenQuote;
        }
        // A carriage return is stepped over: the line feed behind it must follow.
        self.at += 1;
        Outcome::More
    }

    fn take_until(&mut self, stop: impl Fn(&[u8]) -> Option<usize>) {
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let length = stop(rest).unwrap_or(rest.len());
        self.cells
            .bytes
            .extend_from_slice(rest.get(..length).unwrap_or_default());
        self.at += length;
    }

    /// Closes the last cell; the carriage return of a CRLF is no part of it.
    fn close_row(&mut self) {
        if self.state == State::Plain
            && self.cells.open_bytes() > 0
            && self.cells.bytes.last() == Some(&b'\r')
        {
            self.cells.bytes.pop();
        }
        self.cells.close();
    }

    /// Goes to the line after the one the record began on.
    fn give_up(&mut self) -> Result<(), Fault> {
        self.at = self.start;
        self.line += 1;
        loop {
            let newline = self.dialect.newline;
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(length) = memchr::memchr(newline, rest) {
                self.at += length + 1;
                return Ok(());
            }
            self.at = self.buffer.len();
            self.start = self.at;
            if self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }
}

fn refusal(outcome: Outcome) -> Option<String> {
    match outcome {
        Outcome::More | Outcome::Complete => None,
        Outcome::BrokenQuote => {
            Some("a quoted cell is not closed, or a quote inside it is not doubled".to_owned())
        }
        Outcome::FieldTooLong => Some(format!(
            "a field is over {} MiB, or a quoted cell is not closed",
            FIELD_BYTES_MAX >> 20
        )),
        Outcome::RowTooLong => Some(format!(
            "the row is over {} MiB, or a quoted cell is not closed",
            ROW_BYTES_MAX >> 20
        )),
    }
}
