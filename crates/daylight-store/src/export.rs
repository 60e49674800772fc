//! The tables of a run for other programs: CSV, JSON lines or Parquet, with tokens for values.

use std::fmt;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::str::FromStr;

use daylight_policy::hex;
use serde_json::Value;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::io_error;
use crate::fault;
use crate::fault::Step;
use crate::run::Run;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Wanted;
use crate::table_read::check_bytes;
use crate::table_read::for_each_row;
use crate::table_write::TableWriter;
use crate::tables;
use crate::workspace::Workspace;

/// What the exported tables are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8, a header, `true` and `false`, nothing for none.
    Csv,
    /// One JSON object a line; null for none.
    Jsonl,
    /// Parquet, not encrypted: it holds no private column.
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Jsonl, Self::Parquet];

    /// Its name, which is also how its files end.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|format| format.as_str() == text)
            .ok_or(UnknownFormat)
    }
}

/// A word that names no format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a format is csv, jsonl or parquet")]
pub struct UnknownFormat;

impl Workspace {
    /// Writes the nine tables of the run in force into a folder, and returns their paths.
    ///
    /// Identifier values and names are tokens; no private column is written. The folder is made
    /// where it is missing; it may hold an earlier export, which is replaced table by table.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`] where the folder holds other files, [`StoreError::Missing`] where
    /// there is no run; also where the disk refuses, and then no table was replaced unless the
    /// fault came while the finished tables were being given their names.
    pub fn export_tables(&self, out: &Path, format: Format) -> Result<Vec<PathBuf>> {
        let run = self.latest_run()?.ok_or_else(|| StoreError::Missing {
            what: "a run to export".to_owned(),
            hint: "`daylight link` makes one",
        })?;
        refuse_other_files(out)?;
        disk::make_dir(out)?;
        let aside = out.join(ASIDE);
        disk::remove_dir(&aside)?;
        disk::make_dir(&aside)?;
        let written = export_aside(&run, &aside, format).and_then(|names| publish(out, names));
        if written.is_err() {
            // The first error is the one to report; what lies aside is removed by the next try.
            disk::remove_dir(&aside).ok();
        }
        written
    }
}

/// Where tables are written before they get their names.
const ASIDE: &str = ".daylight-export";

fn refuse_other_files(out: &Path) -> Result<()> {
    let is_ours = |name: &String| {
        name == ASIDE
            || tables::OF_RUN.iter().any(|table| {
                Format::ALL
                    .iter()
                    .any(|format| *name == format!("{}.{format}", table.name))
            })
    };
    let strangers = disk::names_in(out)?;
    match strangers.into_iter().find(|name| !is_ours(name)) {
        None => Ok(()),
        Some(found) => Err(StoreError::NotEmpty {
            path: out.to_path_buf(),
            found,
        }),
    }
}

fn export_aside(run: &Run, aside: &Path, format: Format) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for table in tables::of(run.manifest()) {
        let columns: Vec<Column> = table
            .columns
            .iter()
            .filter(|column| !column.is_private)
            .copied()
            .collect();
        let plain = Table {
            name: table.name,
            columns: &columns,
        };
        check_bytes(run.folder(), table, &run.manifest().tables)?;
        let mut sink = Sink::create(aside, plain, format)?;
        for_each_row(run.folder(), &plain, Wanted::Plain, |row| {
            sink.push(&row.cells())
        })?;
        sink.finish()?;
        names.push(format!("{}.{format}", table.name));
    }
    Ok(names)
}

fn publish(out: &Path, names: Vec<String>) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for name in names {
        let path = out.join(&name);
        disk::rename(&out.join(ASIDE).join(&name), &path)?;
        paths.push(path);
    }
    disk::remove_dir(&out.join(ASIDE))?;
    disk::sync_dir(out)?;
    Ok(paths)
}

/// Where the rows of one table go.
enum Sink<'a> {
    Csv(Box<csv::Writer<File>>, PathBuf),
    Jsonl(BufWriter<File>, PathBuf, Table<'a>),
    Parquet(Box<TableWriter<'a>>),
}

impl<'a> Sink<'a> {
    fn create(folder: &Path, table: Table<'a>, format: Format) -> Result<Self> {
        if format == Format::Parquet {
            let writer = TableWriter::create(folder, table, None)?;
            return Ok(Self::Parquet(Box::new(writer)));
        }
        let path = folder.join(format!("{}.{format}", table.name));
        let file = disk::make_file(&path)?;
        if format == Format::Jsonl {
            return Ok(Self::Jsonl(BufWriter::new(file), path, table));
        }
        let mut writer = csv::Writer::from_writer(file);
        writer
            .write_record(table.columns.iter().map(|column| column.name))
            .map_err(|error| export_error(&path)(error.into()))?;
        Ok(Self::Csv(Box::new(writer), path))
    }

    fn push(&mut self, row: &[Cell<'_>]) -> Result<()> {
        match self {
            Self::Csv(writer, path) => {
                let written = writer.write_record(row.iter().map(csv_text));
                written.map_err(|error| export_error(path)(error.into()))
            }
            Self::Jsonl(writer, path, table) => {
                writeln!(writer, "{}", json_line(table, row)).map_err(export_error(path))
            }
            Self::Parquet(writer) => writer.push(row),
        }
    }

    fn finish(self) -> Result<()> {
        match self {
            Self::Csv(writer, path) => {
                let file = writer.into_inner();
                finish_file(file.map_err(csv::IntoInnerError::into_error), &path)
            }
            Self::Jsonl(writer, path, _) => {
                let file = writer.into_inner();
                finish_file(file.map_err(io::IntoInnerError::into_error), &path)
            }
            Self::Parquet(writer) => writer.finish().map(drop),
        }
    }
}

fn finish_file(file: io::Result<File>, path: &Path) -> Result<()> {
    let file = fault::step(Step::Other)
        .and(file)
        .map_err(export_error(path))?;
    disk::sync_file(&file, path)
}

fn export_error(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    io_error("writing the export", path)
}

/// A JSON object with the columns in the table's order.
fn json_line(table: &Table<'_>, row: &[Cell<'_>]) -> String {
    let pairs = table.columns.iter().zip(row);
    let pairs: Vec<String> = pairs
        .map(|(column, cell)| format!("{}:{}", Value::from(column.name), json_value(cell)))
        .collect();
    format!("{{{}}}", pairs.join(","))
}

fn json_value(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::from(text.as_ref()),
        Cell::Whole(number) => Value::from(*number),
        Cell::Real(number) => Value::from(*number),
        Cell::Truth(truth) => Value::from(*truth),
        Cell::Bytes(bytes) => Value::from(hex(bytes)),
    }
}

fn csv_text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => no_formula(text),
        Cell::Whole(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Truth(truth) => truth.to_string(),
        Cell::Bytes(bytes) => hex(bytes),
    }
}

/// Puts `'` before a text that a spreadsheet would run as a formula; a number stays itself.
///
/// A formula begins with `=`, `+`, `-`, `@` or their full-width forms, also after spaces; a tab,
/// carriage return or NUL in front can smuggle one in.
#[must_use]
pub fn no_formula(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}', '\u{3000}']);
    let is_formula = match first.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠' | '−') => true,
        Some('+' | '-') => !first
            .chars()
            .skip(1)
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',')),
        _ => false,
    };
    if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::export::no_formula;

    #[test]
    fn a_formula_is_defused_and_a_number_is_not() {
        for formula in [
            "=1+1",
            "@SUM(A1)",
            "+cmd|' /C calc'!A0",
            "-2+3",
            " =1",
            "\t=1",
            "＝1",
            "-a",
        ] {
            assert_eq!(no_formula(formula), format!("'{formula}"));
        }
        for plain in [
            "",
            "a=b",
            "-12.5",
            "+49 30 23125",
            "{name}, call",
            "[[\"a\"]]",
        ] {
            assert_eq!(no_formula(plain), plain);
        }
    }
}
