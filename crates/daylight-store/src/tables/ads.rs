//! `ads` of a run: every ad the run read, without its text.

use daylight_model::AdId;
use daylight_model::BatchId;

use crate::error::Result;
use crate::moment_text;
use crate::stored::RunAd;
use crate::stored::StoredAd;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by ad id.
pub(crate) const TABLE: Table<'_> = Table {
    name: "ads",
    columns: &[
        Column::text("ad_id"),
        Column::text("batch_id").uncounted(),
        Column::text("source_file").uncounted(),
        Column::whole("source_row").uncounted(),
        Column::text("posted_at"),
        Column::text("place"),
        Column::text("site"),
        Column::truth("zone_assumed"),
        Column::real("latitude"),
        Column::real("longitude"),
    ],
};

/// The row of an ad.
pub(crate) fn cells(stored: &StoredAd) -> Vec<Cell<'_>> {
    let ad = &stored.ad;
    vec![
        Cell::text(ad.id.as_str()),
        Cell::text(stored.batch_id.as_str()),
        Cell::text(&ad.source.file),
        Cell::Whole(ad.source.row.cast_signed()),
        Cell::maybe(ad.posted_at, |posted| {
            Cell::owned(moment_text::write(&posted))
        }),
        Cell::maybe(ad.place.as_deref(), Cell::text),
        Cell::maybe(ad.site.as_deref(), Cell::text),
        Cell::maybe(ad.posted_at, |posted| Cell::Truth(posted.zone_assumed)),
        Cell::maybe(ad.coordinates, |at| Cell::Real(at.latitude)),
        Cell::maybe(ad.coordinates, |at| Cell::Real(at.longitude)),
    ]
}

/// The ad of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<RunAd> {
    let posted_at = match row.maybe_text("posted_at")? {
        Some(text) => {
            let moment = moment_text::read(&text, row.truth("zone_assumed")?);
            Some(moment.ok_or_else(|| row.wrong("posted_at"))?)
        }
        None => None,
    };
    let owned = |text: std::borrow::Cow<'_, str>| text.into_owned();
    Ok(RunAd {
        ad_id: AdId::new(&row.text("ad_id")?),
        batch_id: BatchId::new(&row.text("batch_id")?),
        posted_at,
        place: row.maybe_text("place")?.map(owned),
        site: row.maybe_text("site")?.map(owned),
    })
}
