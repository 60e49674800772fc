//! What a table is: named, typed columns; rows of cells; and the hash of its rows.

use std::borrow::Cow;

use daylight_policy::hex;
use sha2::Digest;
use sha2::Sha256;

/// What the cells of a column hold; any cell may also be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits with sign.
    Whole,
    /// A floating-point number of 64 bits.
    Real,
    /// True or false.
    Truth,
    /// Bytes.
    Bytes,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: &'static str,
    /// What its cells hold.
    pub(crate) holds: Holds,
    /// True where it is encrypted at rest and never exported.
    pub(crate) is_private: bool,
    /// True where it counts towards the hash of the rows.
    pub(crate) is_counted: bool,
    /// True where hardly a value comes twice, so that no dictionary of them is tried.
    pub(crate) is_distinct: bool,
}

impl Column {
    const fn new(name: &'static str, holds: Holds) -> Self {
        Self {
            name,
            holds,
            is_private: false,
            is_counted: true,
            is_distinct: false,
        }
    }

    /// A column of text.
    pub(crate) const fn text(name: &'static str) -> Self {
        Self::new(name, Holds::Text)
    }

    /// A column of whole numbers.
    pub(crate) const fn whole(name: &'static str) -> Self {
        Self::new(name, Holds::Whole)
    }

    /// A column of floating-point numbers.
    pub(crate) const fn real(name: &'static str) -> Self {
        Self::new(name, Holds::Real)
    }

    /// A column of true and false.
    pub(crate) const fn truth(name: &'static str) -> Self {
        Self::new(name, Holds::Truth)
    }

    /// A column of bytes.
    pub(crate) const fn bytes(name: &'static str) -> Self {
        Self::new(name, Holds::Bytes)
    }

    /// The same column, encrypted at rest and never exported.
    pub(crate) const fn private(mut self) -> Self {
        self.is_private = true;
        self
    }

    /// The same column, left out of the hash of the rows: it tells how the data arrived or
    /// depends on a key, and the same data may differ in it.
    pub(crate) const fn uncounted(mut self) -> Self {
        self.is_counted = false;
        self
    }

    /// The same column, in which hardly a value comes twice.
    pub(crate) const fn distinct(mut self) -> Self {
        self.is_distinct = true;
        self
    }
}

/// A table: its name, which is also its file's, and its columns in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its columns, in order.
    pub(crate) columns: &'a [Column],
}

impl Table<'_> {
    /// The name of its file in a batch or run.
    pub(crate) fn file_name(&self) -> String {
        format!("{}.parquet", self.name)
    }
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A floating-point number.
    Real(f64),
    /// True or false.
    Truth(bool),
    /// Bytes.
    Bytes(&'a [u8]),
}

impl<'a> Cell<'a> {
    /// Text that need not be copied.
    pub(crate) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// Text made for this cell.
    pub(crate) fn owned(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    /// The bytes of its text or bytes; none where it is neither.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            Self::Empty | Self::Whole(_) | Self::Real(_) | Self::Truth(_) => 0,
        }
    }

    /// The cell of something that may be missing.
    pub(crate) fn maybe<T>(value: Option<T>, make: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, make)
    }
}

/// The hash of rows in order, which the same rows give whatever the encryption or the writer.
///
/// SHA-256 over every counted cell: a byte for its type, then length and bytes of text or bytes, 8
/// bytes little-endian for a number, one byte for a truth. A table's columns are fixed, so rows
/// need no mark between them.
#[derive(Debug, Default)]
pub(crate) struct RowHash {
    hash: Sha256,
    /// One row as it is hashed: many small pieces cost more than one.
    row: Vec<u8>,
}

impl RowHash {
    /// Adds one row.
    pub(crate) fn add(&mut self, table: &Table<'_>, row: &[Cell<'_>]) {
        self.row.clear();
        for (column, cell) in table.columns.iter().zip(row) {
            if column.is_counted {
                self.add_cell(cell);
            }
        }
        self.hash.update(&self.row);
    }

    fn add_cell(&mut self, cell: &Cell<'_>) {
        match cell {
            Cell::Empty => self.row.push(0),
            Cell::Text(text) => {
                self.add_bytes(1, text.as_bytes());
            }
            Cell::Whole(number) => {
                self.row.push(2);
                self.row.extend_from_slice(&number.to_le_bytes());
            }
            Cell::Real(number) => {
                self.row.push(3);
                self.row.extend_from_slice(&number.to_bits().to_le_bytes());
            }
            Cell::Truth(truth) => self.row.extend_from_slice(&[4, u8::from(*truth)]),
            Cell::Bytes(bytes) => self.add_bytes(5, bytes),
        }
    }

    fn add_bytes(&mut self, holds: u8, bytes: &[u8]) {
        self.row.push(holds);
        let length = bytes.len() as u64;
        self.row.extend_from_slice(&length.to_le_bytes());
        self.row.extend_from_slice(bytes);
    }

    /// The hash in hexadecimal.
    pub(crate) fn finish(self) -> String {
        hex(&self.hash.finalize())
    }
}
