//! Every limit of the readers, named once.

/// The largest field, in UTF-8 bytes; a larger one rejects its row.
pub const FIELD_BYTES_MAX: usize = 32 << 20;
/// The largest row, in bytes; what a reader may hold of one row.
pub const ROW_BYTES_MAX: usize = 64 << 20;
/// The most columns a file may have (as many as a spreadsheet).
pub const COLUMNS_MAX: usize = 16_384;
/// JSON nested deeper than this rejects its row.
pub const DEPTH_MAX: usize = 64;
/// JSON nested deeper than this is no data at all, and ends the reading of its file.
pub(crate) const DEPTH_HOSTILE: usize = 4_096;
/// What a format that cannot be streamed may hold in memory, in bytes: a spreadsheet's cells, or
/// a Parquet file inside a compressed one.
pub(crate) const HELD_BYTES_MAX: usize = 512 << 20;
/// How much of a file decides its encoding and format, in decompressed bytes.
pub(crate) const SAMPLE_BYTES: usize = 1 << 20;
/// How many rows decide what its columns hold.
pub(crate) const SAMPLE_ROWS: usize = 1_000;
/// How many cells of them are looked at, in a file of very many columns.
pub(crate) const SAMPLE_CELLS: usize = 500_000;
/// The longest id of an ad, in bytes.
pub const ID_BYTES_MAX: usize = 1_024;
/// How much text of them is looked at, in bytes.
pub(crate) const SAMPLE_TEXT_BYTES: usize = 8 << 20;
