//! Rows of the judgements, each with a code that only a holder of the key can make.
//!
//! The code is over the name of the table and the cells in order, so a changed cell and a row moved
//! to another table are refused when they are read.

use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::error::Result;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::failed;

/// What is kept as a row.
pub(super) trait Kept: Sized {
    /// The name of its table.
    const TABLE: &'static str;
    /// Its columns in order but for the code; the first one is the key.
    const COLUMNS: &'static [&'static str];

    /// Its cells in the order of the columns; what is private is sealed.
    ///
    /// # Errors
    /// Where the cipher refuses.
    fn cells(&self, cipher: &Cipher) -> Result<Vec<Value>>;

    /// The row of some cells; `None` where they are not of its form.
    fn read(cells: &mut Cells, cipher: &Cipher) -> Option<Self>;
}

/// The cells of a row, taken one after the other.
pub(super) struct Cells(std::vec::IntoIter<Value>);

impl Cells {
    pub(super) fn text(&mut self) -> Option<String> {
        match self.0.next() {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn whole(&mut self) -> Option<i64> {
        match self.0.next() {
            Some(Value::Integer(number)) => Some(number),
            _ => None,
        }
    }

    pub(super) fn bytes(&mut self) -> Option<Vec<u8>> {
        match self.0.next() {
            Some(Value::Blob(bytes)) => Some(bytes),
            _ => None,
        }
    }
}

/// A cell of text.
pub(super) fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

impl Judgements {
    /// Writes a row, in place of one with the same key.
    pub(super) fn keep<T: Kept>(&self, database: &Connection, row: &T) -> Result<()> {
        let mut cells = row.cells(&self.cipher)?;
        cells.push(Value::Blob(code::<T>(&self.cipher, &cells)));
        let places: Vec<String> = (1..=cells.len()).map(|at| format!("?{at}")).collect();
        let sql = format!(
            "insert or replace into {} ({}, code) values ({})",
            T::TABLE,
            T::COLUMNS.join(", "),
            places.join(", ")
        );
        let kept = database.execute(&sql, params_from_iter(cells));
        kept.map(drop).map_err(failed(&self.path))
    }

    /// The row with a key, proven; `None` where there is none.
    pub(super) fn kept<T: Kept>(&self, database: &Connection, key: Value) -> Result<Option<T>> {
        let sql = format!("{} where {} = ?1", select::<T>(), key_of::<T>());
        let found = database.query_row(&sql, [key], all_cells).optional();
        let found = found.map_err(failed(&self.path))?;
        found.map(|cells| self.proven(cells)).transpose()
    }

    /// Every row by key, proven.
    pub(super) fn all_kept<T: Kept>(&self, database: &Connection) -> Result<Vec<T>> {
        let sql = format!("{} order by {}", select::<T>(), key_of::<T>());
        self.kept_by(database, &sql, [])
    }

    /// The rows with a cell, by key, proven.
    pub(super) fn kept_where<T: Kept>(
        &self,
        database: &Connection,
        column: &'static str,
        cell: Value,
    ) -> Result<Vec<T>> {
        let sql = format!(
            "{} where {column} = ?1 order by {}",
            select::<T>(),
            key_of::<T>()
        );
        self.kept_by(database, &sql, [cell])
    }

    fn kept_by<T: Kept>(
        &self,
        database: &Connection,
        sql: &str,
        cells: impl rusqlite::Params,
    ) -> Result<Vec<T>> {
        let not_read = failed(&self.path);
        let mut statement = database.prepare(sql).map_err(&not_read)?;
        let rows = statement.query_map(cells, all_cells).map_err(&not_read)?;
        rows.map(|cells| self.proven(cells.map_err(&not_read)?))
            .collect()
    }

    /// Removes the row with a key.
    pub(super) fn remove<T: Kept>(&self, database: &Connection, key: Value) -> Result<()> {
        let sql = format!("delete from {} where {} = ?1", T::TABLE, key_of::<T>());
        let removed = database.execute(&sql, [key]);
        removed.map(drop).map_err(failed(&self.path))
    }

    /// The number that the next row gets, from 1.
    pub(super) fn next_number<T: Kept>(&self, database: &Connection) -> Result<i64> {
        let sql = format!(
            "select coalesce(max({}), 0) + 1 from {}",
            key_of::<T>(),
            T::TABLE
        );
        let number = database.query_row(&sql, [], |row| row.get(0));
        number.map_err(failed(&self.path))
    }

    fn proven<T: Kept>(&self, mut cells: Vec<Value>) -> Result<T> {
        let wrong = || self.wrong(format!("a row of `{}` was changed", T::TABLE));
        let told = cells.pop();
        if told != Some(Value::Blob(code::<T>(&self.cipher, &cells))) {
            return Err(wrong());
        }
        T::read(&mut Cells(cells.into_iter()), &self.cipher).ok_or_else(wrong)
    }
}

fn key_of<T: Kept>() -> &'static str {
    T::COLUMNS.first().copied().unwrap_or_default()
}

fn select<T: Kept>() -> String {
    format!("select {}, code from {}", T::COLUMNS.join(", "), T::TABLE)
}

fn all_cells(row: &Row<'_>) -> rusqlite::Result<Vec<Value>> {
    let columns = row.as_ref().column_count();
    (0..columns).map(|at| row.get(at)).collect()
}

fn code<T: Kept>(cipher: &Cipher, cells: &[Value]) -> Vec<u8> {
    let bytes: Vec<Vec<u8>> = cells
        .iter()
        .map(|cell| match cell {
            Value::Null => Vec::new(),
            Value::Integer(number) => number.to_le_bytes().to_vec(),
            Value::Real(number) => number.to_le_bytes().to_vec(),
            Value::Text(text) => text.as_bytes().to_vec(),
            Value::Blob(bytes) => bytes.clone(),
        })
        .collect();
    let cells: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
    cipher.code(T::TABLE, &cells).to_vec()
}
