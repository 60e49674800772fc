//! A delimited file as a table: its header, and what becomes of ragged rows.
//!
//! Empty lines are no rows. A row with too few cells has empty ones at its end; one with too many
//! is refused. After a broken row that ran over several lines, rows are believed again from the
//! first that has all its columns; until then each line that has too few is refused too.

use crate::read::error::Fault;
use crate::read::input::Stream;
use crate::read::limits::COLUMNS_MAX;
use crate::read::record::Record;
use crate::read::record::Table;
use crate::read::record::distinct;
use crate::read::split::Dialect;
use crate::read::split::Split;
use crate::read::split::Splitter;

/// A delimited file as a table.
pub(crate) struct Delimited {
    splitter: Splitter,
    columns: Vec<String>,
    /// The first row, where it is data and not a header.
    first: Option<Split>,
    /// True from a broken row over several lines to the next complete row.
    shaken: bool,
}

impl Delimited {
    /// Reads the first row: the header, or where there is none the count of columns.
    pub(crate) fn open(bytes: Stream, dialect: Dialect) -> Result<Self, Fault> {
        let mut splitter = Splitter::new(bytes, dialect);
        let first = splitter.next_split()?;
        let met = first.as_ref().map_or(0, |split| split.met);
        if met > COLUMNS_MAX {
            return Err(Fault::TooMuch(
                format!("the first row has {met} columns; the limit is {COLUMNS_MAX}"),
                "a file this wide is seldom a table of ads: check its delimiter",
            ));
        }
        let names = match &first {
            Some(Split {
                cells: Ok(cells), ..
            }) if dialect.header => cells.clone(),
            Some(Split {
                cells: Err(reason),
                line,
                ..
            }) if dialect.header => {
                return Err(Fault::Damaged(format!("line {line}, the header: {reason}")));
            }
            _ => vec![String::new(); met],
        };
        Ok(Self {
            splitter,
            columns: distinct(&names),
            first: first.filter(|_| !dialect.header),
            shaken: false,
        })
    }

    fn judge(&mut self, split: Split) -> Record {
        let width = self.columns.len();
        let cells = match split.cells {
            Err(reason) => {
                self.shaken |= split.lines > 1;
                Err(reason)
            }
            Ok(_) if split.met > width => Err(format!(
                "{} cells, but the file has {width} columns",
                split.met
            )),
            Ok(_) if split.met < width && self.shaken => Err(format!(
                "after a broken quote, {} of {width} cells: part of the broken row, or a row cut short",
                split.met
            )),
            Ok(mut cells) => {
                self.shaken = false;
                cells.resize(width, String::new());
                Ok(cells)
            }
        };
        Record {
            line: Some(split.line),
            cells,
        }
    }
}

impl Table for Delimited {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next_record(&mut self) -> Result<Option<Record>, Fault> {
        let split = match self.first.take() {
            Some(split) => Some(split),
            None => self.splitter.next_split()?,
        };
        Ok(split.map(|split| self.judge(split)))
    }
}
