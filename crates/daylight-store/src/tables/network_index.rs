//! `network_index` of a run: all that is shown of a network, as bytes that the reader understands.

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by network. The first has no network and says in place of a sheet which run it is of and how
/// sheets are written.
pub(crate) const TABLE: Table<'_> = Table {
    name: "network_index",
    columns: &[
        Column::text("network_id"),
        Column::text("of_network").private(),
        Column::bytes("sheet").private().distinct(),
    ],
};

/// The row of a network.
pub(crate) fn cells<'a>(network: &'a str, sheet: &'a [u8]) -> Vec<Cell<'a>> {
    vec![Cell::text(network), Cell::text(network), Cell::Bytes(sheet)]
}

/// The network and sheet of a row; its name is the one that was encrypted with it.
pub(crate) fn read<'r>(row: &'r Row<'_>) -> Result<(String, &'r [u8])> {
    Ok((row.text("of_network")?.into_owned(), row.bytes("sheet")?))
}
