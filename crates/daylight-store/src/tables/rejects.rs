//! `rejects` of a batch or run: the rows that were not kept, and why.

use daylight_model::Reject;
use daylight_model::SourceRow;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by reason, file, row, so that the hash of the rows does not depend on how they arrived.
pub(crate) const TABLE: Table<'_> = Table {
    name: "rejects",
    columns: &[
        Column::text("source_file").uncounted(),
        Column::whole("source_row").uncounted(),
        Column::text("reason"),
    ],
};

/// Rejects in the order of the table.
pub(crate) fn sorted(rejects: &[Reject]) -> Vec<&Reject> {
    let mut rows: Vec<&Reject> = rejects.iter().collect();
    rows.sort_by_key(|reject| (&reject.reason, &reject.source));
    rows
}

/// The row of a reject.
pub(crate) fn cells(reject: &Reject) -> Vec<Cell<'_>> {
    vec![
        Cell::text(&reject.source.file),
        Cell::Whole(reject.source.row.cast_signed()),
        Cell::text(&reject.reason),
    ]
}

/// The reject of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<Reject> {
    Ok(Reject {
        source: SourceRow {
            file: row.text("source_file")?.into(),
            row: row.whole::<i64>("source_row")?.cast_unsigned(),
        },
        reason: row.text("reason")?.into_owned(),
    })
}
