//! `reasons` of a run: every indicator computed for every network.

use daylight_model::Grade;
use daylight_model::Indicator;
use daylight_model::NetworkId;
use daylight_model::Reason;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;
use crate::tables::citations;

/// Rows by network id, indicator, then in the order the network lists them.
pub(crate) const TABLE: Table<'_> = Table {
    name: "reasons",
    columns: &[
        Column::text("network_id"),
        Column::text("indicator"),
        Column::text("grade"),
        Column::real("points"),
        Column::real("value"),
        Column::text("evidence"),
        Column::text("innocent_explanation"),
        Column::text("summary"),
        Column::real("percentile"),
        Column::whole("ads_used"),
        Column::real("coverage"),
    ],
};

/// The row of a reason.
pub(crate) fn cells<'a>(network: &'a NetworkId, reason: &'a Reason) -> Result<Vec<Cell<'a>>> {
    Ok(vec![
        Cell::text(network.as_str()),
        Cell::text(reason.indicator.as_str()),
        Cell::owned(reason.grade.to_string()),
        Cell::Real(reason.points),
        Cell::maybe(reason.value, Cell::Real),
        citations::cell(&reason.evidence)?,
        Cell::text(&reason.innocent_explanation),
        Cell::text(&reason.summary),
        Cell::maybe(reason.percentile, Cell::Real),
        Cell::Whole(i64::from(reason.ads_used)),
        Cell::Real(reason.coverage),
    ])
}

/// The network and reason of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<(NetworkId, Reason)> {
    let indicator = row.text("indicator")?;
    let grade = row.text("grade")?;
    let reason = Reason {
        indicator: Indicator::ALL
            .into_iter()
            .find(|known| known.as_str() == indicator)
            .ok_or_else(|| row.wrong("indicator"))?,
        grade: [Grade::A, Grade::B, Grade::C]
            .into_iter()
            .find(|known| known.to_string() == grade)
            .ok_or_else(|| row.wrong("grade"))?,
        points: row.real("points")?,
        value: row.maybe_real("value")?,
        summary: row.text("summary")?.into_owned(),
        percentile: row.maybe_real("percentile")?,
        ads_used: row.whole("ads_used")?,
        coverage: row.real("coverage")?,
        evidence: citations::read(row, "evidence")?,
        innocent_explanation: row.text("innocent_explanation")?.into_owned(),
    };
    Ok((NetworkId::new(&row.text("network_id")?), reason))
}
