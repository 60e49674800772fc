//! Reads a table back, row by row, with or without its private columns.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs::File;
use std::ops::Bound;
use std::path::Path;
use std::path::PathBuf;

use arrow_array::Array;
use arrow_array::BinaryArray;
use arrow_array::BooleanArray;
use arrow_array::Float64Array;
use arrow_array::Int64Array;
use arrow_array::RecordBatch;
use arrow_array::StringArray;
use daylight_policy::DataKey;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::encryption::decrypt::FileDecryptionProperties;
use parquet::file::metadata::RowGroupMetaData;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::error::io_error;
use crate::manifest::TableDigest;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Holds;
use crate::table::Table;

/// Rows decoded at once: enough that what is done for each piece does not count.
const PIECE_ROWS: usize = 4_096;

/// A row while it is read.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    path: &'a Path,
    columns: &'a [(Column, Values)],
    index: usize,
}

impl Row<'_> {
    /// The cells in the order of the columns asked for.
    pub(crate) fn cells(&self) -> Vec<Cell<'_>> {
        self.columns
            .iter()
            .map(|(_, values)| values.cell(self.index))
            .collect()
    }

    fn cell(&self, name: &str) -> Result<Cell<'_>> {
        self.columns
            .iter()
            .find(|(column, _)| column.name == name)
            .map(|(_, values)| values.cell(self.index))
            .ok_or_else(|| self.wrong(name))
    }

    /// Says that a cell is not what it must be; the cell is not quoted.
    pub(crate) fn wrong(&self, name: &str) -> StoreError {
        damaged(
            self.path,
            format!("a value of column `{name}` is not valid"),
        )
    }

    /// A text that may be missing.
    pub(crate) fn maybe_text(&self, name: &str) -> Result<Option<Cow<'_, str>>> {
        match self.cell(name)? {
            Cell::Text(text) => Ok(Some(text)),
            Cell::Empty => Ok(None),
            Cell::Whole(_) | Cell::Real(_) | Cell::Truth(_) | Cell::Bytes(_) => {
                Err(self.wrong(name))
            }
        }
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Result<Cow<'_, str>> {
        self.maybe_text(name)?.ok_or_else(|| self.wrong(name))
    }

    /// A text that reads as a `T`.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<T> {
        self.text(name)?.parse().map_err(|_| self.wrong(name))
    }

    /// A text that holds JSON.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T> {
        serde_json::from_str(&self.text(name)?).map_err(|_| self.wrong(name))
    }

    /// A whole number that may be missing and fits a `T`.
    pub(crate) fn maybe_whole<T: TryFrom<i64>>(&self, name: &str) -> Result<Option<T>> {
        match self.cell(name)? {
            Cell::Whole(number) => T::try_from(number).map(Some).map_err(|_| self.wrong(name)),
            Cell::Empty => Ok(None),
            Cell::Text(_) | Cell::Real(_) | Cell::Truth(_) | Cell::Bytes(_) => {
                Err(self.wrong(name))
            }
        }
    }

    /// A whole number that fits a `T`.
    pub(crate) fn whole<T: TryFrom<i64>>(&self, name: &str) -> Result<T> {
        self.maybe_whole(name)?.ok_or_else(|| self.wrong(name))
    }

    /// A floating-point number that may be missing.
    pub(crate) fn maybe_real(&self, name: &str) -> Result<Option<f64>> {
        match self.cell(name)? {
            Cell::Real(number) => Ok(Some(number)),
            Cell::Empty => Ok(None),
            Cell::Text(_) | Cell::Whole(_) | Cell::Truth(_) | Cell::Bytes(_) => {
                Err(self.wrong(name))
            }
        }
    }

    /// A floating-point number.
    pub(crate) fn real(&self, name: &str) -> Result<f64> {
        self.maybe_real(name)?.ok_or_else(|| self.wrong(name))
    }

    /// True or false.
    pub(crate) fn truth(&self, name: &str) -> Result<bool> {
        match self.cell(name)? {
            Cell::Truth(truth) => Ok(truth),
            Cell::Empty | Cell::Text(_) | Cell::Whole(_) | Cell::Real(_) | Cell::Bytes(_) => {
                Err(self.wrong(name))
            }
        }
    }

    /// Bytes.
    pub(crate) fn bytes(&self, name: &str) -> Result<&[u8]> {
        match self.cell(name)? {
            Cell::Bytes(bytes) => Ok(bytes),
            Cell::Empty | Cell::Text(_) | Cell::Whole(_) | Cell::Real(_) | Cell::Truth(_) => {
                Err(self.wrong(name))
            }
        }
    }
}

/// Which columns of a table to read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    /// All of them, with the key that decrypts the private ones.
    All(&'a DataKey),
    /// Those that are not private.
    Plain,
    /// These plain ones.
    Named(&'a [&'a str]),
}

impl Wanted<'_> {
    fn takes(&self, column: &Column) -> bool {
        match self {
            Self::All(_) => true,
            Self::Plain => !column.is_private,
            Self::Named(names) => names.contains(&column.name),
        }
    }
}

/// Refuses a table whose bytes are not those its manifest lists.
///
/// Plain columns carry no code of their own that would tell a flipped bit, so whole tables are
/// checked before they are read.
pub(crate) fn check_bytes(
    folder: &Path,
    table: &Table<'_>,
    listed: &BTreeMap<String, TableDigest>,
) -> Result<()> {
    let path = folder.join(table.file_name());
    match listed.get(table.name) {
        Some(digest) if disk::sha256_of(&path)? == digest.file_sha256 => Ok(()),
        Some(_) => Err(damaged(&path, "its bytes are not those that were written")),
        None => Err(damaged(&path, "the manifest does not list it")),
    }
}

/// Calls `each` with every row of the table in `folder`, in order.
pub(crate) fn for_each_row(
    folder: &Path,
    table: &Table<'_>,
    wanted: Wanted<'_>,
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let path = folder.join(table.file_name());
    let columns: Vec<Column> = table
        .columns
        .iter()
        .filter(|column| wanted.takes(column))
        .copied()
        .collect();
    let builder = open(&path, table, &columns, wanted)?;
    each_of(builder, &path, &columns, &mut each)
}

/// Calls `each` with every row that a reader of those columns gives.
pub(crate) fn each_of(
    builder: ParquetRecordBatchReaderBuilder<File>,
    path: &Path,
    columns: &[Column],
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let not_valid = |error: parquet::errors::ParquetError| damaged(path, error.to_string());
    let builder = builder.with_batch_size(PIECE_ROWS);
    for piece in builder.build().map_err(not_valid)? {
        let piece = piece.map_err(|error| damaged(path, error.to_string()))?;
        let loaded = load(path, &piece, columns)?;
        for index in 0..piece.num_rows() {
            each(&Row {
                path,
                columns: &loaded,
                index,
            })?;
        }
    }
    Ok(())
}

/// A table read piece by piece, for whoever reads several at once.
pub(crate) struct Pieces {
    path: PathBuf,
    columns: Vec<Column>,
    reader: ParquetRecordBatchReader,
}

impl Pieces {
    /// Opens the table in `folder` with all its columns.
    pub(crate) fn open(folder: &Path, table: &Table<'_>, key: &DataKey) -> Result<Self> {
        let path = folder.join(table.file_name());
        let columns = table.columns.to_vec();
        let builder = open(&path, table, &columns, Wanted::All(key))?;
        let reader = builder.with_batch_size(PIECE_ROWS).build();
        Ok(Self {
            reader: reader.map_err(|error| damaged(&path, error.to_string()))?,
            columns,
            path,
        })
    }

    /// The next rows; `None` after the last.
    pub(crate) fn next<T: Send>(
        &mut self,
        read: impl Fn(&Row<'_>) -> Result<T> + Sync,
    ) -> Result<Option<Vec<T>>> {
        let Some(piece) = self.reader.next() else {
            return Ok(None);
        };
        let piece = piece.map_err(|error| damaged(&self.path, error.to_string()))?;
        let loaded = load(&self.path, &piece, &self.columns)?;
        let row = |index| {
            read(&Row {
                path: &self.path,
                columns: &loaded,
                index,
            })
        };
        (0..piece.num_rows())
            .map(row)
            .collect::<Result<Vec<T>>>()
            .map(Some)
    }
}

/// Calls `each` with every row of the row groups that may hold one of the ids in their first
/// column, by which the table must be sorted. The footer tells, whose signature is checked; the
/// column itself is not looked at.
pub(crate) fn for_rows_near(
    folder: &Path,
    table: &Table<'_>,
    key: &DataKey,
    ids: &BTreeSet<&str>,
    each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let path = folder.join(table.file_name());
    let builder = open(&path, table, table.columns, Wanted::All(key))?;
    let groups = builder.metadata().row_groups().iter().enumerate();
    let near = groups.filter(|(_, group)| may_hold(group, ids));
    let near = near.map(|(index, _)| index).collect();
    each_of(builder.with_row_groups(near), &path, table.columns, each)
}

/// False where the footer says that a row group holds none of the ids in its first column.
fn may_hold(group: &RowGroupMetaData, ids: &BTreeSet<&str>) -> bool {
    let bounds = group
        .columns()
        .first()
        .and_then(|column| column.statistics());
    let Some((smallest, largest)) =
        bounds.and_then(|bounds| bounds.min_bytes_opt().zip(bounds.max_bytes_opt()))
    else {
        return true;
    };
    let Ok(smallest) = std::str::from_utf8(smallest) else {
        return true;
    };
    let from = (Bound::Included(smallest), Bound::Unbounded);
    let next = ids.range::<str, _>(from).next();
    next.is_some_and(|id| id.as_bytes() <= largest)
}

/// Reads every row of a table as a `T`.
pub(crate) fn read_rows<T>(
    folder: &Path,
    table: &Table<'_>,
    wanted: Wanted<'_>,
    read: impl Fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    for_each_row(folder, table, wanted, |row| {
        rows.push(read(row)?);
        Ok(())
    })?;
    Ok(rows)
}

fn open(
    path: &Path,
    table: &Table<'_>,
    columns: &[Column],
    wanted: Wanted<'_>,
) -> Result<ParquetRecordBatchReaderBuilder<File>> {
    let not_valid = |error: parquet::errors::ParquetError| damaged(path, error.to_string());
    let file = File::open(path).map_err(io_error("reading the table", path))?;
    let mut options = ArrowReaderOptions::new();
    if let Wanted::All(key) = wanted
        && table.columns.iter().any(|column| column.is_private)
    {
        options =
            options.with_file_decryption_properties(decryption(table, key).map_err(not_valid)?);
    }
    let builder =
        ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(not_valid)?;
    let names = columns.iter().map(|column| column.name);
    let mask = ProjectionMask::columns(builder.parquet_schema(), names);
    Ok(builder.with_projection(mask))
}

/// What decrypts the private columns of a table.
pub(crate) fn decryption(
    table: &Table<'_>,
    key: &DataKey,
) -> parquet::errors::Result<std::sync::Arc<FileDecryptionProperties>> {
    let private = table.columns.iter().filter(|column| column.is_private);
    private
        .fold(
            FileDecryptionProperties::builder(key.footer_key().to_vec()),
            |builder, column| builder.with_column_key(column.name, key.column_key().to_vec()),
        )
        .build()
}

/// The values of one column in a piece of a table.
#[derive(Debug)]
enum Values {
    Text(StringArray),
    Whole(Int64Array),
    Real(Float64Array),
    Truth(BooleanArray),
    Bytes(BinaryArray),
}

impl Values {
    fn cell(&self, index: usize) -> Cell<'_> {
        match self {
            Self::Text(array) if array.is_valid(index) => Cell::text(array.value(index)),
            Self::Whole(array) if array.is_valid(index) => Cell::Whole(array.value(index)),
            Self::Real(array) if array.is_valid(index) => Cell::Real(array.value(index)),
            Self::Truth(array) if array.is_valid(index) => Cell::Truth(array.value(index)),
            Self::Bytes(array) if array.is_valid(index) => Cell::Bytes(array.value(index)),
            Self::Text(_) | Self::Whole(_) | Self::Real(_) | Self::Truth(_) | Self::Bytes(_) => {
                Cell::Empty
            }
        }
    }
}

fn load(path: &Path, piece: &RecordBatch, columns: &[Column]) -> Result<Vec<(Column, Values)>> {
    columns
        .iter()
        .map(|column| {
            piece
                .column_by_name(column.name)
                .and_then(|array| values(column.holds, array))
                .map(|values| (*column, values))
                .ok_or_else(|| {
                    damaged(
                        path,
                        format!("column `{}` is missing or of another type", column.name),
                    )
                })
        })
        .collect()
}

fn values(holds: Holds, array: &dyn Array) -> Option<Values> {
    let array = array.as_any();
    match holds {
        Holds::Text => array.downcast_ref().cloned().map(Values::Text),
        Holds::Whole => array.downcast_ref().cloned().map(Values::Whole),
        Holds::Real => array.downcast_ref().cloned().map(Values::Real),
        Holds::Truth => array.downcast_ref().cloned().map(Values::Truth),
        Holds::Bytes => array.downcast_ref().cloned().map(Values::Bytes),
    }
}
