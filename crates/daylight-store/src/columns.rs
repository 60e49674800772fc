//! Reads a few columns of a table, a row group at a time, and whole rows only where they are
//! wanted: what a run of millions of ads needs to be shown in little memory.

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::Array;
use arrow_array::BooleanArray;
use arrow_array::DictionaryArray;
use arrow_array::Int32Array;
use arrow_array::Int64Array;
use arrow_array::RecordBatch;
use arrow_array::StringArray;
use arrow_array::types::Int32Type;
use arrow_schema::DataType;
use arrow_schema::Field;
use arrow_schema::Schema;
use daylight_model::AdId;
use daylight_policy::DataKey;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_reader::RowSelection;
use parquet::errors::ParquetError;

use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::error::io_error;
use crate::table::Column;
use crate::table::Holds;
use crate::table::Table;
use crate::table_read::Row;
use crate::table_read::decryption;
use crate::table_read::each_of;

/// A table to read from, with the key of its private columns where they are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) table: &'a Table<'a>,
    pub(crate) key: Option<&'a DataKey>,
}

/// A column that is wanted, and how its cells come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    /// Each cell by itself.
    Plain(&'static str),
    /// Text as a code into the distinct texts of the row group, so that what is asked of a text
    /// is asked once for all rows that show it.
    Coded(&'static str),
}

impl Want {
    fn name(self) -> &'static str {
        match self {
            Self::Plain(name) | Self::Coded(name) => name,
        }
    }
}

/// Rows of one row group, the wanted columns in the order asked for.
#[derive(Debug)]
pub(crate) struct Piece<'a> {
    path: &'a Path,
    names: Vec<&'static str>,
    columns: Vec<Cells>,
    /// How many rows.
    pub(crate) rows: usize,
}

/// The cells of one column.
#[derive(Debug)]
enum Cells {
    Plain(StringArray),
    Coded(Int32Array, StringArray),
    Whole(Int64Array),
    Truth(BooleanArray),
}

impl Piece<'_> {
    /// A text; `None` where the cell is empty.
    #[inline]
    pub(crate) fn text(&self, column: usize, row: usize) -> Option<&str> {
        match self.columns.get(column) {
            Some(Cells::Plain(texts)) => value(texts, row),
            Some(Cells::Coded(_, texts)) => value(texts, self.code(column, row)?),
            _ => None,
        }
    }

    /// A text that must be there.
    #[inline]
    pub(crate) fn must(&self, column: usize, row: usize) -> Result<&str> {
        self.text(column, row).ok_or_else(|| self.wrong(column))
    }

    /// The code of a text; `None` where the cell is empty.
    #[inline]
    pub(crate) fn code(&self, column: usize, row: usize) -> Option<usize> {
        match self.columns.get(column) {
            Some(Cells::Coded(codes, _)) if codes.is_valid(row) => {
                usize::try_from(codes.value(row)).ok()
            }
            _ => None,
        }
    }

    /// What is asked of every distinct text of a column, by its code.
    pub(crate) fn by_code<T>(&self, column: usize, ask: impl FnMut(&str) -> T) -> Vec<T> {
        match self.columns.get(column) {
            Some(Cells::Coded(_, texts)) => texts
                .iter()
                .map(Option::unwrap_or_default)
                .map(ask)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A whole number; `None` where the cell is empty.
    #[inline]
    pub(crate) fn whole(&self, column: usize, row: usize) -> Option<i64> {
        match self.columns.get(column) {
            Some(Cells::Whole(numbers)) if numbers.is_valid(row) => Some(numbers.value(row)),
            _ => None,
        }
    }

    /// True or false; `None` where the cell is empty.
    #[inline]
    pub(crate) fn truth(&self, column: usize, row: usize) -> Option<bool> {
        match self.columns.get(column) {
            Some(Cells::Truth(truths)) if truths.is_valid(row) => Some(truths.value(row)),
            _ => None,
        }
    }

    /// Says that a cell is not what it must be; the cell is not quoted.
    pub(crate) fn wrong(&self, column: usize) -> StoreError {
        let name = self.names.get(column).copied().unwrap_or_default();
        damaged(
            self.path,
            format!("a value of column `{name}` is not valid"),
        )
    }
}

#[inline]
fn value(texts: &StringArray, at: usize) -> Option<&str> {
    texts.is_valid(at).then(|| texts.value(at))
}

/// Calls `each` with the wanted columns of every row group, in order; with `near`, only of those
/// that may hold one of these ascending ids in their first column.
pub(crate) fn for_each_piece(
    source: Source<'_>,
    wants: &[Want],
    near: Option<&[AdId]>,
    mut each: impl FnMut(&Piece<'_>) -> Result<()>,
) -> Result<()> {
    let file = Opened::new(source, wants)?;
    for group in 0..file.metadata.metadata().num_row_groups() {
        if near.is_none_or(|ids| file.may_hold(group, ids)) {
            file.pieces(group, wants, &mut each)?;
        }
    }
    Ok(())
}

/// Calls `each` with every whole row that `choose` says true of; it is handed the wanted columns
/// of a row group and says one truth for each of its rows.
pub(crate) fn for_chosen_rows(
    source: Source<'_>,
    wants: &[Want],
    mut choose: impl FnMut(&Piece<'_>) -> Result<Vec<bool>>,
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let keys = Opened::new(source, wants)?;
    let whole = Opened::new(source, &[])?;
    for group in 0..keys.metadata.metadata().num_row_groups() {
        let mut chosen = Vec::new();
        keys.pieces(group, wants, |piece| {
            chosen.extend(choose(piece)?);
            Ok(())
        })?;
        if chosen.contains(&true) {
            let rows = RowSelection::from_filters(&[BooleanArray::from(chosen)]);
            let reader = whole.group(group)?.with_row_selection(rows);
            each_of(reader, &whole.path, source.table.columns, &mut each)?;
        }
    }
    Ok(())
}

/// Calls `each` with the whole rows at ascending places, counted from 0; a place past the end is left
/// out.
pub(crate) fn for_rows_at(
    source: Source<'_>,
    mut places: &[u32],
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let whole = Opened::new(source, &[])?;
    let mut start = 0;
    for group in 0..whole.metadata.metadata().num_row_groups() {
        let rows = whole.metadata.metadata().row_group(group).num_rows();
        let end = start + u32::try_from(rows).unwrap_or(u32::MAX);
        let here = places.partition_point(|place| *place < end);
        let (here, later) = places.split_at_checked(here).unwrap_or((places, &[]));
        if !here.is_empty() {
            let chosen = chosen(here, start..end);
            let rows = RowSelection::from_filters(&[BooleanArray::from(chosen)]);
            let reader = whole.group(group)?.with_row_selection(rows);
            each_of(reader, &whole.path, source.table.columns, &mut each)?;
        }
        (places, start) = (later, end);
    }
    Ok(())
}

/// For every place of a range whether it is one of these ascending ones.
fn chosen(places: &[u32], range: Range<u32>) -> Vec<bool> {
    let is_one = |place: u32| places.binary_search(&place).is_ok();
    range.map(is_one).collect()
}

/// A table's file with its footer read.
struct Opened {
    path: PathBuf,
    file: File,
    metadata: ArrowReaderMetadata,
}

impl Opened {
    fn new(source: Source<'_>, wants: &[Want]) -> Result<Self> {
        let path = source.folder.join(source.table.file_name());
        let file = File::open(&path).map_err(io_error("reading the table", &path))?;
        let fields = source.table.columns.iter().map(|column| {
            let is_coded = wants
                .iter()
                .any(|want| matches!(want, Want::Coded(name) if *name == column.name));
            field(column, is_coded)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let mut options = ArrowReaderOptions::new().with_schema(schema);
        if let Some(key) = source.key {
            let decryption = decryption(source.table, key).map_err(not_valid(&path))?;
            options = options.with_file_decryption_properties(decryption);
        }
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(not_valid(&path))?;
        Ok(Self {
            path,
            file,
            metadata,
        })
    }

    /// A reader of one row group.
    fn group(&self, group: usize) -> Result<ParquetRecordBatchReaderBuilder<File>> {
        let file = self.file.try_clone();
        let file = file.map_err(io_error("reading the table", &self.path))?;
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        Ok(builder.with_row_groups(vec![group]))
    }

    /// Calls `each` with the wanted columns of a row group: at once, so that its codes hold for
    /// all of it.
    fn pieces(
        &self,
        group: usize,
        wants: &[Want],
        mut each: impl FnMut(&Piece<'_>) -> Result<()>,
    ) -> Result<()> {
        let rows = self.metadata.metadata().row_group(group).num_rows();
        let builder = self.group(group)?;
        let names = wants.iter().map(|want| want.name());
        let mask = ProjectionMask::columns(builder.parquet_schema(), names);
        let reader = builder
            .with_projection(mask)
            .with_batch_size(usize::try_from(rows).unwrap_or(usize::MAX).max(1))
            .build()
            .map_err(not_valid(&self.path))?;
        for batch in reader {
            let batch = batch.map_err(|error| damaged(&self.path, error.to_string()))?;
            each(&self.piece(&batch, wants)?)?;
        }
        Ok(())
    }

    fn piece(&self, batch: &RecordBatch, wants: &[Want]) -> Result<Piece<'_>> {
        let columns = wants.iter().map(|want| {
            let column = batch.column_by_name(want.name());
            column.and_then(|array| cells(array)).ok_or_else(|| {
                let name = want.name();
                let what = format!("column `{name}` is missing or of another type");
                damaged(&self.path, what)
            })
        });
        Ok(Piece {
            path: &self.path,
            names: wants.iter().map(|want| want.name()).collect(),
            columns: columns.collect::<Result<_>>()?,
            rows: batch.num_rows(),
        })
    }

    /// False where the footer says that a row group holds none of the ids in its first column.
    fn may_hold(&self, group: usize, ids: &[AdId]) -> bool {
        let columns = self.metadata.metadata().row_group(group).columns();
        let bounds = columns.first().and_then(|column| column.statistics());
        let Some((smallest, largest)) =
            bounds.and_then(|bounds| bounds.min_bytes_opt().zip(bounds.max_bytes_opt()))
        else {
            return true;
        };
        let next = ids.partition_point(|id| id.as_str().as_bytes() < smallest);
        let next = ids.get(next);
        next.is_some_and(|id| id.as_str().as_bytes() <= largest)
    }
}

fn not_valid(path: &Path) -> impl Fn(ParquetError) -> StoreError {
    move |error| damaged(path, error.to_string())
}

fn field(column: &Column, is_coded: bool) -> Field {
    let data_type = match column.holds {
        Holds::Text if is_coded => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        Holds::Text => DataType::Utf8,
        Holds::Whole => DataType::Int64,
        Holds::Real => DataType::Float64,
        Holds::Truth => DataType::Boolean,
        Holds::Bytes => DataType::Binary,
    };
    Field::new(column.name, data_type, true)
}

fn cells(array: &dyn Array) -> Option<Cells> {
    let array = array.as_any();
    if let Some(coded) = array.downcast_ref::<DictionaryArray<Int32Type>>() {
        let texts = coded.values().as_any().downcast_ref::<StringArray>()?;
        return Some(Cells::Coded(coded.keys().clone(), texts.clone()));
    }
    let text = || array.downcast_ref().cloned().map(Cells::Plain);
    let whole = || array.downcast_ref().cloned().map(Cells::Whole);
    let truth = || array.downcast_ref().cloned().map(Cells::Truth);
    text().or_else(whole).or_else(truth)
}

/// Finds the ids of an ascending column in an ascending list, walking both once.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    ids: &'a [AdId],
    at: usize,
}

impl<'a> Walk<'a> {
    /// Starts before the first id.
    pub(crate) fn new(ids: &'a [AdId]) -> Self {
        Self { ids, at: 0 }
    }

    /// Where in the list an id stands; ids must be asked for in ascending order.
    #[inline]
    pub(crate) fn find(&mut self, id: &str) -> Option<usize> {
        while let Some(next) = self.ids.get(self.at) {
            match next.as_str().cmp(id) {
                std::cmp::Ordering::Less => self.at += 1,
                std::cmp::Ordering::Equal => return Some(self.at),
                std::cmp::Ordering::Greater => return None,
            }
        }
        None
    }
}
