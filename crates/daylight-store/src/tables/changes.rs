//! `network_changes` of a run: what became of the networks of the run before it.

use daylight_model::LinkId;
use daylight_model::NetworkChange;
use daylight_model::NetworkEvent;
use daylight_model::NetworkId;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by network id, event, other network id; only of a run that has one before it.
pub(crate) const TABLE: Table<'_> = Table {
    name: "network_changes",
    columns: &[
        Column::text("network_id"),
        Column::text("event"),
        Column::text("other_network_id"),
        Column::whole("ads"),
        Column::text("link_id"),
    ],
};

/// The row of a change.
pub(crate) fn cells(change: &NetworkChange) -> Vec<Cell<'_>> {
    vec![
        Cell::text(change.network_id.as_str()),
        Cell::text(change.event.as_str()),
        Cell::maybe(change.other.as_ref(), |other| Cell::text(other.as_str())),
        Cell::Whole(change.ads.cast_signed()),
        Cell::maybe(change.link_id.as_ref(), |link| Cell::text(link.as_str())),
    ]
}

/// The change of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<NetworkChange> {
    let event = row.text("event")?;
    let mut events = NetworkEvent::ALL.into_iter();
    let event = events.find(|known| known.as_str() == event);
    let other = row.maybe_text("other_network_id")?;
    let link = row.maybe_text("link_id")?;
    Ok(NetworkChange {
        network_id: NetworkId::new(&row.text("network_id")?),
        event: event.ok_or_else(|| row.wrong("event"))?,
        other: other.map(|id| NetworkId::new(&id)),
        ads: row.whole("ads")?,
        link_id: link.map(|id| LinkId::new(&id)),
    })
}
