//! Writes a table as Parquet, one row group at a time, with its private columns encrypted.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::thread::JoinHandle;

use arrow_array::ArrayRef;
use arrow_array::builder::BinaryBuilder;
use arrow_array::builder::BooleanBuilder;
use arrow_array::builder::Float64Builder;
use arrow_array::builder::Int64Builder;
use arrow_array::builder::StringBuilder;
use arrow_schema::DataType;
use arrow_schema::Field;
use arrow_schema::Schema;
use daylight_policy::DataKey;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowColumnChunk;
use parquet::arrow::arrow_writer::ArrowRowGroupWriterFactory;
use parquet::arrow::arrow_writer::compute_leaves;
use parquet::basic::Compression;
use parquet::basic::ZstdLevel;
use parquet::encryption::encrypt::FileEncryptionProperties;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::EnabledStatistics;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use crate::disk;
use crate::disk::HashedFile;
use crate::error::Result;
use crate::error::StoreError;
use crate::manifest::TableDigest;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Holds;
use crate::table::RowHash;
use crate::table::Table;

/// Rows of a row group: what a reader may skip or must read at once.
const ROW_GROUP_ROWS: usize = 65_536;
/// A row group ends before that many rows where its texts are this long, so that what a writer
/// holds does not grow with the length of texts.
const ROW_GROUP_BYTES: usize = 8 << 20;
/// Row groups encoded at the same time: each holds its rows in memory.
const ENCODED_AT_ONCE_MAX: usize = 4;
/// Measured on texts of a market: the level below makes files a third larger and takes a seventh
/// less time, the level above a tenth smaller and a quarter more.
const ZSTD_LEVEL: i32 = 2;
/// The version of every table's columns, kept in its file.
pub(crate) const SCHEMA_VERSION: &str = "1";

/// The columns of an encoded row group.
type Encoded = std::result::Result<Vec<ArrowColumnChunk>, ParquetError>;

/// A table being written; dropped unfinished, it leaves a file no manifest names.
///
/// Full row groups are encoded on threads of their own and written in order.
pub(crate) struct TableWriter<'a> {
    table: Table<'a>,
    path: PathBuf,
    schema: Arc<Schema>,
    parquet: SerializedFileWriter<HashedFile>,
    groups: Arc<ArrowRowGroupWriterFactory>,
    /// Row groups begun so far.
    begun: usize,
    encoding: VecDeque<JoinHandle<Encoded>>,
    builders: Vec<Builder>,
    held: usize,
    held_bytes: usize,
    group_bytes: usize,
    rows: u64,
    hash: RowHash,
}

impl<'a> TableWriter<'a> {
    /// Starts a table in `folder`; with a key its private columns are encrypted, without one it
    /// must have none.
    pub(crate) fn create(folder: &Path, table: Table<'a>, key: Option<&DataKey>) -> Result<Self> {
        let path = folder.join(table.file_name());
        let file = HashedFile::new(disk::make_file(&path)?, path.clone());
        let schema = Arc::new(Schema::new(
            table.columns.iter().map(arrow_field).collect::<Vec<_>>(),
        ));
        let (parquet, groups) = properties(&table, key)
            .and_then(|properties| ArrowWriter::try_new(file, schema.clone(), Some(properties)))
            .and_then(ArrowWriter::into_serialized_writer)
            .map_err(write_error(&path, None))?;
        Ok(Self {
            builders: table.columns.iter().map(Builder::new).collect(),
            table,
            path,
            schema,
            parquet,
            groups: Arc::new(groups),
            begun: 0,
            encoding: VecDeque::new(),
            held: 0,
            held_bytes: 0,
            group_bytes: ROW_GROUP_BYTES,
            rows: 0,
            hash: RowHash::default(),
        })
    }

    /// Adds a row, its cells in the order of the table's columns.
    pub(crate) fn push(&mut self, row: &[Cell<'_>]) -> Result<()> {
        // INVARIANT (rows fit): a row has a cell of the right type for each column.
        let fits = row.len() == self.builders.len();
        let pushed = self.builders.iter_mut().zip(row).all(|(b, c)| b.push(c));
        if !(fits && pushed) {
            return Err(StoreError::Inconsistent {
                what: "a table",
                why: format!("row {} does not fit `{}`", self.rows + 1, self.table.name),
            });
        }
        self.hash.add(&self.table, row);
        self.rows += 1;
        self.held += 1;
        self.held_bytes += row.iter().map(Cell::len).sum::<usize>();
        if self.held == ROW_GROUP_ROWS || self.held_bytes >= self.group_bytes {
            self.hand_on()?;
        }
        Ok(())
    }

    /// From here on a row group ends at this many bytes: of a table of which little is read at a time.
    pub(crate) fn end_groups_at(&mut self, bytes: usize) {
        self.group_bytes = bytes;
    }

    /// Ends the row group at hand.
    pub(crate) fn end_group(&mut self) -> Result<()> {
        if self.held > 0 {
            self.hand_on()?;
        }
        Ok(())
    }

    /// Lets the held rows be encoded, and writes the oldest row group where enough are.
    fn hand_on(&mut self) -> Result<()> {
        let group = self.take_group();
        let encoding = thread::Builder::new()
            .spawn(move || group.encode())
            .map_err(|error| write_error(&self.path, None)(ParquetError::External(error.into())))?;
        self.encoding.push_back(encoding);
        let cores = thread::available_parallelism().map_or(1, usize::from);
        while self.encoding.len() > cores.clamp(1, ENCODED_AT_ONCE_MAX) {
            self.write_oldest()?;
        }
        Ok(())
    }

    fn take_group(&mut self) -> Group {
        let group = Group {
            index: self.begun,
            arrays: self.builders.iter_mut().map(Builder::finish).collect(),
            schema: Arc::clone(&self.schema),
            groups: Arc::clone(&self.groups),
        };
        self.begun += 1;
        self.held = 0;
        self.held_bytes = 0;
        group
    }

    fn write_oldest(&mut self) -> Result<()> {
        let Some(encoding) = self.encoding.pop_front() else {
            return Ok(());
        };
        let encoded = encoding
            .join()
            .unwrap_or_else(|_| Err(ParquetError::General("a row group was lost".to_owned())));
        self.write(encoded)
    }

    fn write(&mut self, encoded: Encoded) -> Result<()> {
        let written = encoded.and_then(|columns| {
            let mut group = self.parquet.next_row_group()?;
            for column in columns {
                column.append_to_row_group(&mut group)?;
            }
            group.close().map(drop)
        });
        let kind = self.parquet.inner().failed();
        written.map_err(write_error(&self.path, kind))
    }

    /// Completes the file, saves it to disk, and says what is in it.
    pub(crate) fn finish(mut self) -> Result<TableDigest> {
        // The last group is encoded here: a small table starts no thread.
        let last = (self.held > 0).then(|| self.take_group().encode());
        while !self.encoding.is_empty() {
            self.write_oldest()?;
        }
        if let Some(last) = last {
            self.write(last)?;
        }
        let finished = self.parquet.finish();
        let file = self.parquet.inner();
        finished.map_err(write_error(&self.path, file.failed()))?;
        disk::sync_file(file.file(), &self.path)?;
        Ok(TableDigest {
            rows: self.rows,
            rows_sha256: self.hash.finish(),
            file_sha256: file.sha256(),
        })
    }
}

/// The rows of a row group, ready to be encoded.
struct Group {
    index: usize,
    arrays: Vec<ArrayRef>,
    schema: Arc<Schema>,
    groups: Arc<ArrowRowGroupWriterFactory>,
}

impl Group {
    fn encode(self) -> Encoded {
        let mut writers = self.groups.create_column_writers(self.index)?;
        let columns = self.schema.fields().iter().zip(self.arrays);
        for ((field, array), writer) in columns.zip(&mut writers) {
            for leaf in compute_leaves(field, &array)? {
                writer.write(&leaf)?;
            }
        }
        let close = parquet::arrow::arrow_writer::ArrowColumnWriter::close;
        writers.into_iter().map(close).collect()
    }
}

fn arrow_field(column: &Column) -> Field {
    let data_type = match column.holds {
        Holds::Text => DataType::Utf8,
        Holds::Whole => DataType::Int64,
        Holds::Real => DataType::Float64,
        Holds::Truth => DataType::Boolean,
        Holds::Bytes => DataType::Binary,
    };
    Field::new(column.name, data_type, true)
}

/// Fixed settings, so that the same rows give the same file but for the encryption's nonces.
fn properties(
    table: &Table<'_>,
    key: Option<&DataKey>,
) -> std::result::Result<WriterProperties, ParquetError> {
    let note = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    let mut builder = WriterProperties::builder()
        .set_created_by("daylight".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL)?))
        .set_max_row_group_row_count(None)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(vec![
            note("daylight.table", table.name),
            note("daylight.schema", SCHEMA_VERSION),
        ]));
    for column in table.columns.iter().filter(|column| column.is_distinct) {
        builder = builder.set_column_dictionary_enabled(ColumnPath::from(column.name), false);
    }
    let private = table.columns.iter().filter(|column| column.is_private);
    let Some(key) = key else {
        return Ok(builder.build());
    };
    let mut encryption = FileEncryptionProperties::builder(key.footer_key().to_vec())
        .with_plaintext_footer(true)
        .with_footer_key_metadata(key_note("footer", true));
    let mut any = false;
    for column in private {
        any = true;
        // The smallest and largest value would stand in the footer.
        builder = builder
            .set_column_statistics_enabled(ColumnPath::from(column.name), EnabledStatistics::None);
        encryption = encryption.with_column_key_and_metadata(
            column.name,
            key.column_key().to_vec(),
            key_note("column", false),
        );
    }
    if any {
        builder = builder.with_file_encryption_properties(encryption.build()?);
    }
    Ok(builder.build())
}

/// Says which key is meant, in the form pyarrow's key tools expect.
fn key_note(which: &str, is_footer: bool) -> Vec<u8> {
    let note = serde_json::json!({
        "keyMaterialType": "PKMT1",
        "internalStorage": true,
        "isFooterKey": is_footer,
        "kmsInstanceID": "daylight",
        "kmsInstanceURL": "daylight",
        "masterKeyID": which,
        "wrappedDEK": which,
        "doubleWrapping": false,
    });
    note.to_string().into_bytes()
}

fn write_error(
    path: &Path,
    kind: Option<io::ErrorKind>,
) -> impl FnOnce(ParquetError) -> StoreError {
    move |error| StoreError::Io {
        doing: "writing the table",
        path: path.to_path_buf(),
        source: kind.map_or_else(|| io::Error::other(error), io::Error::from),
    }
}

/// Collects the cells of one column.
#[derive(Debug)]
enum Builder {
    Text(StringBuilder),
    Whole(Int64Builder),
    Real(Float64Builder),
    Truth(BooleanBuilder),
    Bytes(BinaryBuilder),
}

impl Builder {
    fn new(column: &Column) -> Self {
        match column.holds {
            Holds::Text => Self::Text(StringBuilder::new()),
            Holds::Whole => Self::Whole(Int64Builder::new()),
            Holds::Real => Self::Real(Float64Builder::new()),
            Holds::Truth => Self::Truth(BooleanBuilder::new()),
            Holds::Bytes => Self::Bytes(BinaryBuilder::new()),
        }
    }

    /// Adds a cell; false where it is of another type.
    fn push(&mut self, cell: &Cell<'_>) -> bool {
        match (self, cell) {
            (Self::Text(builder), Cell::Text(text)) => builder.append_value(text),
            (Self::Whole(builder), Cell::Whole(number)) => builder.append_value(*number),
            (Self::Real(builder), Cell::Real(number)) => builder.append_value(*number),
            (Self::Truth(builder), Cell::Truth(truth)) => builder.append_value(*truth),
            (Self::Bytes(builder), Cell::Bytes(bytes)) => builder.append_value(bytes),
            (Self::Text(builder), Cell::Empty) => builder.append_null(),
            (Self::Whole(builder), Cell::Empty) => builder.append_null(),
            (Self::Real(builder), Cell::Empty) => builder.append_null(),
            (Self::Truth(builder), Cell::Empty) => builder.append_null(),
            (Self::Bytes(builder), Cell::Empty) => builder.append_null(),
            _ => return false,
        }
        true
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Whole(builder) => Arc::new(builder.finish()),
            Self::Real(builder) => Arc::new(builder.finish()),
            Self::Truth(builder) => Arc::new(builder.finish()),
            Self::Bytes(builder) => Arc::new(builder.finish()),
        }
    }
}
