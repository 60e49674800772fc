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
    first: Option<(Split, Vec<String>)>,
    /// True from a broken row over several lines to the next complete row.
    shaken: bool,
}

impl Delimited {
    /// Reads the first row: the header, or where there is none the count of columns.
    pub(crate) fn open(bytes: Stream, dialect: Dialect) -> Result<Self, Fault> {
        let mut splitter = Splitter::new(bytes, dialect);
        let first = splitter.next_split()?;
        let texts = splitter.texts();
        let met = match first.as_ref().map(|split| &split.met) {
            Some(Ok(met)) => *met,
            Some(Err(_)) | None => 0,
        };
        if met > COLUMNS_MAX {
            return Err(Fault::TooMuch(
                format!("the first row has {met} columns; the limit is {COLUMNS_MAX}"),
                "a file this wide is seldom a table of ads: check its delimiter",
            ));
        }
        let names = match &first {
            Some(Split { met: Ok(_), .. }) if dialect.header => texts.clone(),
            Some(Split {
                met: Err(reason),
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
            first: first
                .filter(|_| !dialect.header)
                .map(|split| (split, texts)),
            shaken: false,
        })
    }

    /// Says why a record is no row, if it is none.
    fn judge(&mut self, split: &Split) -> Result<(), String> {
        let width = self.columns.len();
        match &split.met {
            Err(reason) => {
                self.shaken |= split.lines > 1;
                Err(reason.clone())
            }
            Ok(met) if *met > width => {
                Err(format!("{met} cells, but the file has {width} columns"))
            }
            Ok(met) if *met < width && self.shaken => Err(format!(
                "after a broken quote, {met} of {width} cells: part of the broken row, or a row cut short"
            )),
            Ok(_) => {
                self.shaken = false;
                Ok(())
            }
        }
    }
}

impl Table for Delimited {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next_record(&mut self) -> Result<Option<Record>, Fault> {
        let (split, first) = match self.first.take() {
            Some((split, texts)) => (split, Some(texts)),
            None => match self.splitter.next_split()? {
                Some(split) => (split, None),
                None => return Ok(None),
            },
        };
        let cells = self.judge(&split).map(|()| {
            let mut cells = first.unwrap_or_else(|| self.splitter.texts());
            cells.resize(self.columns.len(), String::new());
            cells
        });
        Ok(Some(Record {
            line: Some(split.line),
            cells,
        }))
    }

    fn pass_over(&mut self) -> Result<bool, Fault> {
        let split = match self.first.take() {
            Some((split, _)) => Some(split),
            None => self.splitter.next_split()?,
        };
        if let Some(split) = &split {
            // What it says of this row is of use only to those behind it.
            let _ = self.judge(split);
        }
        Ok(split.is_some())
    }
}
