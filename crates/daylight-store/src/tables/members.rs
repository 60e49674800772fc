//! `network_members` of a run: which ad is in which network.

use daylight_model::AdId;
use daylight_model::NetworkId;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by ad id, network id.
pub(crate) const TABLE: Table<'_> = Table {
    name: "network_members",
    columns: &[Column::text("ad_id"), Column::text("network_id")],
};

/// The row of an ad.
pub(crate) fn cells<'a>(ad: &'a AdId, network: &'a NetworkId) -> Vec<Cell<'a>> {
    vec![Cell::text(ad.as_str()), Cell::text(network.as_str())]
}

/// The ad and network of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<(AdId, NetworkId)> {
    Ok((
        AdId::new(&row.text("ad_id")?),
        NetworkId::new(&row.text("network_id")?),
    ))
}
