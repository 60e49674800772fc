//! `networks` of a run: each with its place in the ranking and what it counts.

use daylight_model::Moment;
use daylight_model::Network;
use daylight_model::NetworkId;

use crate::error::Result;
use crate::moment_text;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by rank, those without one last, then by network id.
pub(crate) const TABLE: Table<'_> = Table {
    name: "networks",
    columns: &[
        Column::text("network_id"),
        Column::whole("rank"),
        Column::real("score"),
        Column::truth("abstained"),
        Column::whole("ads"),
        Column::whole("clusters"),
        Column::whole("identifiers"),
        Column::whole("names"),
        Column::whole("places"),
        Column::text("first_seen"),
        Column::text("last_seen"),
        Column::text("abstained_why"),
        Column::truth("first_zone_assumed"),
        Column::truth("last_zone_assumed"),
    ],
};

/// The row of a network of so many ads.
pub(crate) fn cells(network: &Network, ads: u64) -> Vec<Cell<'_>> {
    let moment = |at: Option<Moment>| Cell::maybe(at, |at| Cell::owned(moment_text::write(&at)));
    let assumed = |at: Option<Moment>| Cell::maybe(at, |at| Cell::Truth(at.zone_assumed));
    let count = |number: u32| Cell::Whole(i64::from(number));
    vec![
        Cell::text(network.network_id.as_str()),
        Cell::maybe(network.rank, count),
        Cell::Real(network.score),
        Cell::Truth(network.abstained.is_some()),
        Cell::Whole(ads.cast_signed()),
        count(network.clusters),
        count(network.identifiers),
        count(network.names),
        count(network.places),
        moment(network.first_seen),
        moment(network.last_seen),
        Cell::maybe(network.abstained.as_deref(), Cell::text),
        assumed(network.first_seen),
        assumed(network.last_seen),
    ]
}

/// The network of a row; its members and reasons stand in tables of their own.
pub(crate) fn read(row: &Row<'_>) -> Result<Network> {
    Ok(Network {
        network_id: NetworkId::new(&row.text("network_id")?),
        rank: row.maybe_whole("rank")?,
        score: row.real("score")?,
        abstained: row.maybe_text("abstained_why")?.map(Into::into),
        members: Vec::new(),
        clusters: row.whole("clusters")?,
        identifiers: row.whole("identifiers")?,
        names: row.whole("names")?,
        places: row.whole("places")?,
        first_seen: read_moment(row, "first_seen", "first_zone_assumed")?,
        last_seen: read_moment(row, "last_seen", "last_zone_assumed")?,
        reasons: Vec::new(),
    })
}

fn read_moment(row: &Row<'_>, name: &str, zone: &str) -> Result<Option<Moment>> {
    let Some(text) = row.maybe_text(name)? else {
        return Ok(None);
    };
    moment_text::read(&text, row.truth(zone)?)
        .map(Some)
        .ok_or_else(|| row.wrong(name))
}
