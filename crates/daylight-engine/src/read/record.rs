//! What every format yields: rows of cells, in file order.

use crate::read::error::Fault;

/// One row as a format reads it.
#[derive(Debug)]
pub(crate) struct Record {
    /// The line it starts on, counted from 1, where the format has lines.
    pub(crate) line: Option<u64>,
    /// One cell per column, in the order of [`Table::columns`]; or why there are none.
    pub(crate) cells: Result<Vec<String>, String>,
}

/// Rows of cells under named columns.
pub(crate) trait Table: Send {
    /// The names of the columns, each different.
    fn columns(&self) -> &[String];

    /// Columns met in rows so far that are not among [`Table::columns`].
    fn unknown_columns(&self) -> Vec<String> {
        Vec::new()
    }

    /// The next row; `None` at the end and ever after.
    fn next_record(&mut self) -> Result<Option<Record>, Fault>;

    /// Steps over the next row; false at the end. What [`Table::next_record`] gives after it is
    /// the same as if the row had been read.
    fn pass_over(&mut self) -> Result<bool, Fault> {
        Ok(self.next_record()?.is_some())
    }
}

/// Makes column names usable: trimmed, none empty (`column_3`), none twice (`name_2`).
pub(crate) fn distinct(names: &[String]) -> Vec<String> {
    let mut taken = std::collections::BTreeSet::new();
    let mut columns = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let name = match name.trim() {
            "" => format!("column_{}", index + 1),
            name => name.to_owned(),
        };
        let mut unique = name.clone();
        // The column's own number is tried first, so a million equal names stay quick.
        let mut number = index + 1;
        while !taken.insert(unique.clone()) {
            unique = format!("{name}_{number}");
            number += 1;
        }
        columns.push(unique);
    }
    columns
}
