//! `token_index` of a run: which ad of which network shows a token.

use daylight_model::AdId;
use daylight_model::NetworkId;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by token, ad id. The first has no token and names the run in place of an ad, so that the
/// index of another run is not taken for this one's.
pub(crate) const TABLE: Table<'_> = Table {
    name: "token_index",
    columns: &[
        Column::text("token").private(),
        Column::text("ad_id").private(),
        Column::text("network_id").private(),
    ],
};

/// The row of a token.
pub(crate) fn cells<'a>(token: &'a str, ad: &'a str, network: &'a str) -> Vec<Cell<'a>> {
    vec![Cell::text(token), Cell::text(ad), Cell::text(network)]
}

/// The token, ad and network of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<(String, AdId, NetworkId)> {
    Ok((
        row.text("token")?.into_owned(),
        AdId::new(&row.text("ad_id")?),
        NetworkId::new(&row.text("network_id")?),
    ))
}
