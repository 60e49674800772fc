//! Stage 1: from the bytes of a file to ads and rejects.
//!
//! [`Source`] finds out what a file is (CSV and its kin, JSON, JSON Lines, Parquet, XLSX; plain,
//! gzip or Zstandard; in any encoding a browser knows), recognises what its columns hold as a
//! [`Mapping`] that people can read and change, and yields its [`Rows`]: every one an ad or a
//! reject with its row and reason. Text formats are read as a stream, so memory does not grow with
//! the file.
//!
//! How damaged input is treated stands with the code that meets it: quotes in `split`, ragged
//! rows in `delimited`, bytes of no encoding in `encoding`, times in `times`, and every limit in `limits`.

mod archive;
mod build;
mod columnar;
mod content;
mod delimited;
mod encoding;
mod error;
mod guard;
mod infer;
mod input;
mod json;
mod json_rows;
mod known;
mod limits;
mod look;
mod mapping;
mod record;
mod sheet;
mod sniff;
mod source;
mod split;
mod times;

pub use content::content_hash;
pub use encoding::decode;
pub use error::ReadError;
pub use input::Compression;
pub use input::Input;
pub use limits::COLUMNS_MAX;
pub use limits::DEPTH_MAX;
pub use limits::FIELD_BYTES_MAX;
pub use limits::ID_BYTES_MAX;
pub use limits::ROW_BYTES_MAX;
pub use mapping::Column;
pub use mapping::Mapping;
pub use mapping::MappingError;
pub use mapping::Role;
pub use source::Row;
pub use source::Rows;
pub use source::Source;
