//! XLSX: the first sheet that has a row, or the one the mapping names; its first row names the
//! columns.
//!
//! A spreadsheet cannot be read row by row, so its cells are held in memory up to a limit.

use std::io::Read;
use std::io::Seek;

use calamine::DataRef;
use calamine::Reader;
use calamine::Xlsx;
use calamine::XlsxError;

use crate::read::archive;
use crate::read::encoding;
use crate::read::error::Fault;
use crate::read::guard::guarded;
use crate::read::limits::COLUMNS_MAX;
use crate::read::limits::FIELD_BYTES_MAX;
use crate::read::limits::HELD_BYTES_MAX;
use crate::read::record::Record;
use crate::read::record::Table;
use crate::read::record::distinct;

/// A sheet as a table.
pub(crate) struct Sheet {
    columns: Vec<String>,
    rows: std::vec::IntoIter<Vec<String>>,
}

impl Sheet {
    pub(crate) fn open<R: Read + Seek>(input: R, sheet: Option<&str>) -> Result<Self, Fault> {
        let mut rows = guarded("spreadsheet", || read_sheet(input, sheet))?.into_iter();
        let columns = distinct(&rows.next().unwrap_or_default());
        Ok(Self { columns, rows })
    }
}

fn read_sheet<R: Read + Seek>(
    mut input: R,
    sheet: Option<&str>,
) -> Result<Vec<Vec<String>>, Fault> {
    let held_max = HELD_BYTES_MAX as u64;
    if archive::unfolded_bytes(&mut input, held_max)? > held_max {
        return Err(too_large());
    }
    input.rewind()?;
    let mut book = Xlsx::new(input).map_err(fault)?;
    let names = book.sheet_names();
    if let Some(name) = sheet {
        if !names.iter().any(|known| known == name) {
            return Err(Fault::Mapping(format!("the file has no sheet `{name}`")));
        }
        return rows_of(&mut book, name);
    }
    for name in names {
        let rows = rows_of(&mut book, &name)?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// The rows that have a cell, in order.
fn rows_of<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<Vec<Vec<String>>, Fault> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row_of_last = None;
    let mut held = 0_usize;
    let mut cells = book.worksheet_cells_reader(name).map_err(fault)?;
    while let Some(cell) = cells.next_cell().map_err(fault)? {
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            return Err(Fault::TooMuch(
                format!("more than {COLUMNS_MAX} columns"),
                "a sheet this wide is seldom a table of ads",
            ));
        }
        let Some(text) = text(cell.get_value()) else {
            continue;
        };
        if row_of_last != Some(row) {
            row_of_last = Some(row);
            rows.push(Vec::new());
        }
        let Some(cells) = rows.last_mut() else {
            continue;
        };
        held += text.len() + size_of::<String>() * (column + 1).saturating_sub(cells.len());
        if held > HELD_BYTES_MAX {
            return Err(too_large());
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
    }
    Ok(rows)
}

fn text(value: &DataRef<'_>) -> Option<String> {
    Some(match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => value.to_string(),
        DataRef::String(text) => encoding::without_nul(text.clone()),
        DataRef::SharedString(text) => encoding::without_nul((*text).to_owned()),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(value) if value.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            if value.as_f64().fract() == 0.0 {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
            }
        }
        DataRef::DateTime(value) => value.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => return None,
    })
}

fn too_large() -> Fault {
    Fault::TooMuch(
        format!(
            "the spreadsheet unfolds to over {} MiB",
            HELD_BYTES_MAX >> 20
        ),
        "save the sheet as CSV",
    )
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other failure of the library is damage of the file"
)]
fn fault(error: XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::Damaged("the spreadsheet is locked with a password".into()),
        XlsxError::Io(error) => Fault::Io(error),
        // The library's words may quote a cell.
        _ => Fault::Damaged("no XLSX spreadsheet can be read from it".into()),
    }
}

impl Table for Sheet {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next_record(&mut self) -> Result<Option<Record>, Fault> {
        let width = self.columns.len();
        Ok(self.rows.next().map(|mut cells| {
            let cells = if cells.len() > width {
                Err(format!(
                    "{} cells, but the sheet has {width} columns",
                    cells.len()
                ))
            } else if cells.iter().any(|cell| cell.len() > FIELD_BYTES_MAX) {
                Err(format!("a field is over {} MiB", FIELD_BYTES_MAX >> 20))
            } else {
                cells.resize(width, String::new());
                Ok(cells)
            };
            Record { line: None, cells }
        }))
    }
}
