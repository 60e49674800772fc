//! Cuts JSON into the texts of its rows, as it streams, without holding more than one.

use crate::read::error::Fault;
use crate::read::input;
use crate::read::input::Stream;
use crate::read::limits::DEPTH_HOSTILE;
use crate::read::limits::DEPTH_MAX;
use crate::read::limits::ROW_BYTES_MAX;

/// How rows are marked off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One value per line.
    Lines,
    /// The elements of an array, or values one after the other.
    Values,
    /// The elements of an array inside an object; it opens this many bytes into the file.
    Inside(usize),
}

/// One row's text, or why it is none.
pub(crate) struct Piece {
    pub(crate) line: u64,
    pub(crate) text: Result<Vec<u8>, String>,
}

/// Cuts a stream into the texts of its rows without holding more than one.
pub(crate) struct Cutter {
    bytes: Stream,
    layout: Layout,
    chunk: Vec<u8>,
    at: usize,
    line: u64,
    /// True inside the outer array.
    in_array: bool,
    begun: bool,
}

/// The row being cut.
#[derive(Default)]
struct Cut {
    text: Vec<u8>,
    line: u64,
    depth: usize,
    deepest: usize,
    in_string: bool,
    escaped: bool,
    too_long: bool,
}

impl Cut {
    fn extend(&mut self, bytes: &[u8]) {
        self.too_long |= self.text.len() + bytes.len() > ROW_BYTES_MAX;
        if self.too_long {
            self.text = Vec::new();
        } else {
            self.text.extend_from_slice(bytes);
        }
    }

    /// Follows strings and brackets; true where the byte stands outside of strings.
    fn follow(&mut self, byte: u8) -> bool {
        if self.in_string {
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.deepest = self.deepest.max(self.depth);
        true
    }

    fn finish(self) -> Result<Piece, Fault> {
        if self.deepest > DEPTH_HOSTILE {
            return Err(Fault::TooMuch(
                format!(
                    "line {}: JSON nested deeper than {DEPTH_HOSTILE} levels",
                    self.line
                ),
                "this is no table of ads",
            ));
        }
        let text = if self.too_long {
            Err(format!("the row is over {} MiB", ROW_BYTES_MAX >> 20))
        } else if self.deepest > DEPTH_MAX {
            Err(format!("JSON nested deeper than {DEPTH_MAX} levels"))
        } else {
            Ok(self.text)
        };
        Ok(Piece {
            line: self.line,
            text,
        })
    }
}

impl Cutter {
    pub(crate) fn new(bytes: Stream, layout: Layout) -> Self {
        Self {
            bytes,
            layout,
            chunk: Vec::new(),
            at: 0,
            line: 1,
            in_array: false,
            begun: false,
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, Fault> {
        if self.at == self.chunk.len() {
            self.chunk.clear();
            self.at = 0;
            input::read_chunk(&mut self.bytes, &mut self.chunk)?;
        }
        Ok(self.chunk.get(self.at).copied())
    }

    fn step(&mut self, byte: u8) {
        self.at += 1;
        self.line += u64::from(byte == b'\n');
    }

    /// The next row; `None` at the end.
    pub(crate) fn next_piece(&mut self) -> Result<Option<Piece>, Fault> {
        match self.layout {
            Layout::Lines => self.next_line(),
            Layout::Values | Layout::Inside(_) => self.next_value(),
        }
    }

    fn next_line(&mut self) -> Result<Option<Piece>, Fault> {
        loop {
            let mut cut = Cut {
                line: self.line,
                ..Cut::default()
            };
            let ended = self.cut_line(&mut cut)?;
            if cut.too_long || !cut.text.trim_ascii().is_empty() {
                return cut.finish().map(Some);
            }
            if ended {
                return Ok(None);
            }
        }
    }

    /// Cuts to the end of the line; true at the end of the file.
    fn cut_line(&mut self, cut: &mut Cut) -> Result<bool, Fault> {
        while self.peek()?.is_some() {
            let rest = self.chunk.get(self.at..).unwrap_or_default();
            let newline = memchr::memchr(b'\n', rest);
            let part = rest
                .get(..newline.unwrap_or(rest.len()))
                .unwrap_or_default();
            for byte in part {
                cut.follow(*byte);
            }
            cut.extend(part);
            self.at += part.len();
            if newline.is_some() {
                self.step(b'\n');
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Steps over white space and the commas between values.
    fn skip_between(&mut self) -> Result<Option<u8>, Fault> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() && byte != b',' {
                return Ok(Some(byte));
            }
            self.step(byte);
        }
        Ok(None)
    }

    fn next_value(&mut self) -> Result<Option<Piece>, Fault> {
        if !self.begun {
            self.begun = true;
            self.enter()?;
        }
        let next = self.skip_between()?;
        match next {
            None if self.in_array => Err(Fault::Truncated),
            None => Ok(None),
            // What stands behind the table in its object is none of its rows.
            Some(b']') if matches!(self.layout, Layout::Inside(_)) => Ok(None),
            Some(b']') => {
                self.in_array = false;
                self.step(b']');
                match self.skip_between()? {
                    None => Ok(None),
                    Some(_) => Err(Fault::Damaged(format!(
                        "line {}: more text after the end of the JSON array",
                        self.line
                    ))),
                }
            }
            Some(_) => self.value().map(Some),
        }
    }

    /// Steps into the array that holds the rows, if one does.
    fn enter(&mut self) -> Result<(), Fault> {
        if let Layout::Inside(skip) = self.layout {
            for _ in 0..skip {
                let byte = self.peek()?.ok_or(Fault::Truncated)?;
                self.step(byte);
            }
        }
        self.in_array = self.skip_between()? == Some(b'[');
        if self.in_array {
            self.step(b'[');
        }
        Ok(())
    }

    /// Cuts one value: brackets balanced, or for a bare value up to the next comma or bracket.
    fn value(&mut self) -> Result<Piece, Fault> {
        let mut cut = Cut {
            line: self.line,
            ..Cut::default()
        };
        while let Some(byte) = self.peek()? {
            let bare = cut.depth == 0 && !cut.in_string;
            let ends = matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
            if bare && ends && !(cut.text.is_empty() && byte == b'}') {
                return cut.finish();
            }
            self.step(byte);
            let outside = cut.follow(byte);
            cut.extend(&[byte]);
            if outside && cut.depth == 0 && matches!(byte, b'}' | b']') {
                return cut.finish();
            }
            if cut.deepest > DEPTH_HOSTILE {
                return cut.finish();
            }
        }
        if cut.depth > 0 || cut.in_string {
            return Err(Fault::Truncated);
        }
        cut.finish()
    }
}

/// Names under which programs put a table into an object.
const TABLES: [&str; 18] = [
    "ads",
    "advertisements",
    "comments",
    "data",
    "documents",
    "entries",
    "items",
    "jobs",
    "listings",
    "messages",
    "objects",
    "offers",
    "posts",
    "records",
    "response",
    "results",
    "rows",
    "value",
];

/// Where the array opens that holds the table, in an object that stands alone and keeps it under
/// one of [`TABLES`].
pub(crate) fn table_inside(text: &[u8]) -> Option<usize> {
    let mut cut = Cut::default();
    let mut key = (0, 0);
    let mut found = None;
    for (at, &byte) in text.iter().enumerate() {
        let was_in_string = cut.in_string;
        let outside = cut.follow(byte);
        if !was_in_string && cut.in_string {
            key = (at + 1, at + 1);
        } else if was_in_string && !cut.in_string {
            key.1 = at;
        }
        let opens = outside && byte == b'[' && cut.depth == 2;
        let name = text.get(key.0..key.1).unwrap_or_default();
        if opens && found.is_none() && is_table(name, text.get(at + 1..)) {
            found = Some(at);
        }
        if outside && byte == b'}' && cut.depth == 0 {
            let rest = text.get(at + 1..).unwrap_or_default();
            return found.filter(|_| rest.trim_ascii().is_empty());
        }
    }
    found
}

fn is_table(name: &[u8], rest: Option<&[u8]>) -> bool {
    TABLES.iter().any(|table| table.as_bytes() == name)
        && rest.unwrap_or_default().trim_ascii_start().first() == Some(&b'{')
}
