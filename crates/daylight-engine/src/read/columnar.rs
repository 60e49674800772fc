//! Parquet: every column as text, batch by batch.
//!
//! Nested columns are left out; the others are read as their Parquet type says, without the
//! writer's Arrow notes, so a dictionary or a large string is a string.

use arrow_array::Array;
use arrow_array::ArrayRef;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::types::Decimal128Type;
use arrow_array::types::Float32Type;
use arrow_array::types::Float64Type;
use arrow_array::types::Int8Type;
use arrow_array::types::Int16Type;
use arrow_array::types::Int32Type;
use arrow_array::types::Int64Type;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::types::TimestampMillisecondType;
use arrow_array::types::TimestampNanosecondType;
use arrow_array::types::UInt8Type;
use arrow_array::types::UInt16Type;
use arrow_array::types::UInt32Type;
use arrow_array::types::UInt64Type;
use arrow_schema::DataType;
use arrow_schema::TimeUnit;
use jiff::Timestamp;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::arrow_reader::ParquetRecordBatchReader;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;

use crate::read::encoding;
use crate::read::error::Fault;
use crate::read::guard::guarded;
use crate::read::limits::COLUMNS_MAX;
use crate::read::limits::FIELD_BYTES_MAX;
use crate::read::record::Record;
use crate::read::record::Table;
use crate::read::record::distinct;

/// Few rows at a time: a row may hold fields of many megabytes.
const BATCH_ROWS: usize = 256;

/// A Parquet file as a table.
pub(crate) struct Columnar {
    batches: ParquetRecordBatchReader,
    columns: Vec<String>,
    batch: Option<RecordBatch>,
    /// The next row of `batch`.
    at: usize,
    ended: bool,
}

impl Columnar {
    pub(crate) fn open<T: ChunkReader + 'static>(chunks: T) -> Result<Self, Fault> {
        guarded("Parquet", || Self::build(chunks))
    }

    fn build<T: ChunkReader + 'static>(chunks: T) -> Result<Self, Fault> {
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(chunks, options)
            .map_err(|error| fault(&error))?;
        let count = builder.schema().fields().len();
        if count > COLUMNS_MAX {
            return Err(Fault::TooMuch(
                format!("{count} columns; the limit is {COLUMNS_MAX}"),
                "a file this wide is seldom a table of ads",
            ));
        }
        let flat = builder
            .schema()
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.data_type().is_nested());
        let (roots, names): (Vec<usize>, Vec<String>) = flat
            .map(|(root, field)| (root, field.name().clone()))
            .unzip();
        let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
        let batches = builder
            .with_projection(mask)
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|error| fault(&error))?;
        Ok(Self {
            batches,
            columns: distinct(&names),
            batch: None,
            at: 0,
            ended: false,
        })
    }

    fn advance(&mut self) -> Result<(), Fault> {
        self.at = 0;
        self.batch = guarded("Parquet", || {
            self.batches
                .next()
                .transpose()
                .map_err(|error| Fault::Damaged(format!("Parquet: {error}")))
        })?;
        self.ended = self.batch.is_none();
        Ok(())
    }
}

fn fault(error: &ParquetError) -> Fault {
    if matches!(error, ParquetError::EOF(_)) {
        Fault::Truncated
    } else {
        Fault::Damaged(format!("Parquet: {error}"))
    }
}

impl Table for Columnar {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next_record(&mut self) -> Result<Option<Record>, Fault> {
        while !self.ended {
            if let Some(batch) = &self.batch
                && self.at < batch.num_rows()
            {
                let row = self.at;
                self.at += 1;
                let cells = batch
                    .columns()
                    .iter()
                    .map(|column| cell(column, row))
                    .collect();
                return Ok(Some(Record { line: None, cells }));
            }
            self.advance()?;
        }
        Ok(None)
    }
}

fn cell(column: &ArrayRef, row: usize) -> Result<String, String> {
    if column.is_null(row) {
        return Ok(String::new());
    }
    let text = text(column, row)
        .ok_or_else(|| format!("a cell of type {} is no text", column.data_type()))?;
    if text.len() > FIELD_BYTES_MAX {
        return Err(format!("a field is over {} MiB", FIELD_BYTES_MAX >> 20));
    }
    Ok(encoding::without_nul(text))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Arrow has forty types; those a Parquet column without nesting can have stand here"
)]
fn text(column: &ArrayRef, row: usize) -> Option<String> {
    Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Binary => encoding::text_of(column.as_binary::<i32>().value(row)),
        DataType::FixedSizeBinary(_) => encoding::text_of(column.as_fixed_size_binary().value(row)),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Int8 => column.as_primitive::<Int8Type>().value(row).to_string(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Float32 => column.as_primitive::<Float32Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Date32 => date(column.as_primitive::<Date32Type>().value(row))?,
        DataType::Timestamp(unit, zone) => {
            let moment = moment(column, *unit, row)?;
            let text = moment.to_string();
            match zone {
                Some(_) => text,
                // The file names no zone: neither may the text.
                None => text.trim_end_matches('Z').to_owned(),
            }
        }
        _ => return None,
    })
}

fn date(days: i32) -> Option<String> {
    let moment = Timestamp::from_second(i64::from(days).checked_mul(86_400)?).ok()?;
    moment.to_string().split('T').next().map(str::to_owned)
}

fn moment(column: &ArrayRef, unit: TimeUnit, row: usize) -> Option<Timestamp> {
    match unit {
        TimeUnit::Second => None,
        TimeUnit::Millisecond => {
            let value = column.as_primitive::<TimestampMillisecondType>().value(row);
            Timestamp::from_millisecond(value).ok()
        }
        TimeUnit::Microsecond => {
            let value = column.as_primitive::<TimestampMicrosecondType>().value(row);
            Timestamp::from_microsecond(value).ok()
        }
        TimeUnit::Nanosecond => {
            let value = column.as_primitive::<TimestampNanosecondType>().value(row);
            Timestamp::from_nanosecond(i128::from(value)).ok()
        }
    }
}
