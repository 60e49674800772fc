//! `seen_again` of a batch: the rows whose ad was there already.

use daylight_model::AdId;
use daylight_model::SourceRow;

use crate::error::Result;
use crate::stored::Seen;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by ad id, file, row; only of a batch that has any.
pub(crate) const TABLE: Table<'_> = Table {
    name: "seen_again",
    columns: &[
        Column::text("ad_id"),
        Column::text("source_file").uncounted(),
        Column::whole("source_row").uncounted(),
    ],
};

/// The row of an ad seen again.
pub(crate) fn cells<'a>(ad: &'a str, source: &'a SourceRow) -> Vec<Cell<'a>> {
    vec![
        Cell::text(ad),
        Cell::text(&source.file),
        Cell::Whole(source.row.cast_signed()),
    ]
}

/// The ad of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<Seen> {
    Ok(Seen {
        ad_id: AdId::new(&row.text("ad_id")?),
        source: SourceRow {
            file: row.text("source_file")?.into(),
            row: row.whole::<i64>("source_row")?.cast_unsigned(),
        },
    })
}
