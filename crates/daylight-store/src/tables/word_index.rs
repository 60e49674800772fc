//! `word_index` of a run: which ads of networks hold a word, as bytes that the searcher understands.

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by part, word, piece. Those without a part come first: one names the run, the others say
/// what is needed of all ads.
pub(crate) const TABLE: Table<'_> = Table {
    name: "word_index",
    columns: &[
        Column::text("part"),
        Column::text("word").private(),
        Column::whole("piece").private(),
        Column::bytes("ads").private().distinct(),
    ],
};

/// A row while it is read.
pub(crate) struct Piece<'a> {
    pub(crate) part: String,
    pub(crate) word: String,
    pub(crate) ads: &'a [u8],
}

/// One piece of what is kept of a word.
pub(crate) fn cells<'a>(part: &'a str, word: &'a str, piece: i64, ads: &'a [u8]) -> Vec<Cell<'a>> {
    vec![
        Cell::text(part),
        Cell::text(word),
        Cell::Whole(piece),
        Cell::Bytes(ads),
    ]
}

/// The row as it was written.
pub(crate) fn read<'r>(row: &'r Row<'_>) -> Result<Piece<'r>> {
    Ok(Piece {
        part: row.text("part")?.into_owned(),
        word: row.text("word")?.into_owned(),
        ads: row.bytes("ads")?,
    })
}
