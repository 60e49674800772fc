//! A file being read: what it is, how its columns map, and its rows as ads and rejects.

use std::fmt;
use std::io::Cursor;
use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use daylight_model::Ad;
use daylight_model::Reject;
use daylight_model::SourceRow;

use crate::read::build::Builder;
use crate::read::columnar::Columnar;
use crate::read::delimited::Delimited;
use crate::read::encoding;
use crate::read::error::Fault;
use crate::read::error::ReadError;
use crate::read::input::Compression;
use crate::read::input::Handle;
use crate::read::input::Input;
use crate::read::json;
use crate::read::json::Json;
use crate::read::limits::HELD_BYTES_MAX;
use crate::read::limits::SAMPLE_CELLS;
use crate::read::limits::SAMPLE_ROWS;
use crate::read::limits::SAMPLE_TEXT_BYTES;
use crate::read::mapping::Mapping;
use crate::read::record::Table;
use crate::read::sheet::Sheet;
use crate::read::sniff;
use crate::read::sniff::Format;
use crate::read::sniff::Sniffed;

/// A file to read.
pub struct Source {
    file: Arc<str>,
    handle: Handle,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// It is an ad.
    Ad(Box<Ad>),
    /// It could not be read.
    Reject(Reject),
}

impl Source {
    /// Takes a file by the name the user gave it.
    ///
    /// # Errors
    ///
    /// Where the input cannot be read at all: a folder, a failing device.
    pub fn new(file: &str, input: impl Input + 'static) -> Result<Self, ReadError> {
        let file: Arc<str> = Arc::from(file);
        let handle = Handle::new(Box::new(input)).map_err(|error| Fault::Io(error).at(&file, 0))?;
        Ok(Self { file, handle })
    }

    /// Recognises the file's columns from its first rows. What `given` sets is obeyed, and where
    /// it names columns they stand as they are.
    ///
    /// # Errors
    ///
    /// Where the file is empty, damaged, or of no format Daylight reads, and where `given` does
    /// not fit it. A file without a text column is no error here: the mapping shows it.
    pub fn mapping(&self, given: &Mapping) -> Result<Mapping, ReadError> {
        let sniffed = self.sniff(given)?;
        self.complete(sniffed, given)
            .map_err(|fault| fault.at(&self.file, 0))
    }

    /// Reads the rows in file order. Where `mapping` names no columns they are recognised first.
    ///
    /// # Errors
    ///
    /// As for [`Self::mapping`]; and where no column is a text.
    pub fn rows(&self, mapping: &Mapping) -> Result<Rows, ReadError> {
        let sniffed = self.sniff(mapping)?;
        let open = || {
            let mapping = self.complete(sniffed, mapping)?;
            let names = mapping.columns.iter().map(|column| column.name.clone());
            let table = self.table(sniffed, &mapping, Some(names.collect()))?;
            let builder = Builder::new(&mapping, table.columns(), &self.file)?;
            Ok(Rows {
                file: Arc::clone(&self.file),
                table,
                builder,
                mapping,
                row: 0,
                ended: false,
            })
        };
        let rows: Rows = open().map_err(|fault: Fault| fault.at(&self.file, 0))?;
        if rows.builder.has_text() {
            Ok(rows)
        } else {
            Err(ReadError::NoText {
                file: Arc::clone(&self.file),
            })
        }
    }

    fn sniff(&self, given: &Mapping) -> Result<Sniffed, ReadError> {
        let at = |fault: Fault| fault.at(&self.file, 0);
        given.check().map_err(Fault::Mapping).map_err(at)?;
        sniff::sniff(&self.handle, &self.file, given)
            .map_err(at)?
            .ok_or_else(|| ReadError::Empty {
                file: Arc::clone(&self.file),
            })
    }

    fn complete(&self, sniffed: Sniffed, given: &Mapping) -> Result<Mapping, Fault> {
        let mut mapping = given.clone();
        mapping.detected = sniffed.describe();
        if !mapping.columns.is_empty() {
            return Ok(mapping);
        }
        let mut table = self.table(sniffed, given, None)?;
        let rows = sample_rows(table.as_mut())?;
        let inferred = Mapping::infer(table.columns(), &rows);
        mapping.columns = inferred.columns;
        mapping.day_first = given.day_first.or(inferred.day_first);
        Ok(mapping)
    }

    /// Opens the file as a table. JSON has no header: its columns are those of the mapping, or
    /// without `names` those of its first rows.
    fn table(
        &self,
        sniffed: Sniffed,
        mapping: &Mapping,
        names: Option<Vec<String>>,
    ) -> Result<Box<dyn Table>, Fault> {
        let text = |encoding| -> Result<_, Fault> {
            let bytes = self.handle.decompressed(sniffed.compression)?;
            Ok(encoding::to_utf8(bytes, encoding))
        };
        Ok(match sniffed.format {
            Format::Delimited(encoding, dialect) => {
                Box::new(Delimited::open(text(encoding)?, dialect)?)
            }
            Format::Json(encoding, layout) => {
                let columns = match names {
                    Some(names) => names,
                    None => json::columns(text(encoding)?, layout, SAMPLE_ROWS)?,
                };
                Box::new(Json::open(text(encoding)?, layout, columns))
            }
            Format::Parquet => match sniffed.compression {
                Compression::None => Box::new(Columnar::open(self.handle.from(0))?),
                packed @ (Compression::Gzip | Compression::Zstd) => {
                    Box::new(Columnar::open(Bytes::from(self.held(packed)?))?)
                }
            },
            Format::Xlsx => {
                let sheet = mapping.sheet.as_deref();
                match sniffed.compression {
                    Compression::None => Box::new(Sheet::open(self.handle.from(0), sheet)?),
                    packed @ (Compression::Gzip | Compression::Zstd) => {
                        Box::new(Sheet::open(Cursor::new(self.held(packed)?), sheet)?)
                    }
                }
            }
        })
    }

    /// The whole decompressed file, for formats that are read from their end.
    fn held(&self, compression: Compression) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.handle
            .decompressed(compression)?
            .take(HELD_BYTES_MAX as u64 + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() > HELD_BYTES_MAX {
            return Err(Fault::TooMuch(
                format!("more than {} MiB inside", HELD_BYTES_MAX >> 20),
                "decompress the file first: Parquet and XLSX are compressed by themselves",
            ));
        }
        Ok(bytes)
    }
}

/// The first good rows. A failure after the first is left for the reading to meet again.
fn sample_rows(table: &mut dyn Table) -> Result<Vec<Vec<String>>, Fault> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0;
    let rows_max = (SAMPLE_CELLS / table.columns().len().max(1)).clamp(1, SAMPLE_ROWS);
    while rows.len() < rows_max && bytes < SAMPLE_TEXT_BYTES {
        match table.next_record() {
            Err(fault) if rows.is_empty() => return Err(fault),
            Ok(None) | Err(_) => break,
            Ok(Some(record)) => {
                if let Ok(cells) = record.cells {
                    bytes += cells.iter().map(String::len).sum::<usize>();
                    rows.push(cells);
                }
            }
        }
    }
    Ok(rows)
}

/// The rows of a file, in order: each an ad or a reject.
///
/// INVARIANT (conservation): every row of the file is yielded once. Where the file cannot be read
/// to its end, what was read comes first, then one error, then nothing.
pub struct Rows {
    file: Arc<str>,
    table: Box<dyn Table>,
    builder: Builder,
    mapping: Mapping,
    row: u64,
    ended: bool,
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("file", &self.file)
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

impl Rows {
    /// The mapping in use, with what was recognised.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Columns met so far that the mapping does not name, and which were therefore not read: of
    /// JSON, which has no header, one may turn up in any row.
    #[must_use]
    pub fn columns_not_mapped(&self) -> Vec<String> {
        let is_mapped = |name: &&String| self.mapping.columns.iter().any(|c| c.name == **name);
        let columns = self.table.columns().iter();
        let mut names: Vec<String> = columns.filter(|name| !is_mapped(name)).cloned().collect();
        names.extend(self.table.unknown_columns());
        names
    }

    /// Steps over rows as if they had been read, without making ads of them.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read so far.
    pub fn pass_over(&mut self, rows: u64) -> Result<(), ReadError> {
        for _ in 0..rows {
            if self.ended {
                break;
            }
            match self.table.pass_over() {
                Ok(true) => self.row += 1,
                Ok(false) => self.ended = true,
                Err(fault) => {
                    self.ended = true;
                    return Err(fault.at(&self.file, self.row));
                }
            }
        }
        Ok(())
    }

    /// Rows read so far.
    #[must_use]
    pub fn rows_read(&self) -> u64 {
        self.row
    }
}

impl Iterator for Rows {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let record = match self.table.next_record() {
            Ok(Some(record)) => record,
            Ok(None) => {
                self.ended = true;
                return None;
            }
            Err(fault) => {
                self.ended = true;
                return Some(Err(fault.at(&self.file, self.row)));
            }
        };
        self.row += 1;
        let ad = record
            .cells
            .and_then(|mut cells| self.builder.ad(&self.file, self.row, &mut cells));
        Some(Ok(match ad {
            Ok(ad) => Row::Ad(Box::new(ad)),
            Err(reason) => Row::Reject(Reject {
                source: SourceRow {
                    file: Arc::clone(&self.file),
                    row: self.row,
                },
                reason: match record.line {
                    Some(line) => format!("line {line}: {reason}"),
                    None => reason,
                },
            }),
        }))
    }
}
