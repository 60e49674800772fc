//! `ads` of a batch: every ad as it was read, its texts encrypted.

use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::Coordinates;
use daylight_model::Moment;
use daylight_model::Precision;
use daylight_model::SourceRow;
use serde::Serialize;

use crate::contents::Contents;
use crate::error::Result;
use crate::error::StoreError;
use crate::json_text;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by ad id.
pub(crate) const TABLE: Table<'_> = Table {
    name: "ads",
    columns: &[
        Column::text("ad_id").distinct(),
        Column::text("source_file").uncounted(),
        Column::whole("source_row").uncounted().distinct(),
        Column::whole("posted_at_seconds"),
        Column::text("posted_at_precision"),
        Column::truth("zone_assumed"),
        Column::text("place"),
        Column::text("site"),
        Column::real("latitude"),
        Column::real("longitude"),
        Column::text("content_hash").distinct(),
        Column::text("fields").private().distinct(),
        Column::text("columns").private(),
    ],
};

/// The plain columns that tell whether an ad is known.
pub(crate) const KNOWN: [&str; 2] = ["ad_id", "content_hash"];

/// The row of an ad.
pub(crate) fn cells(ad: &Ad, content: u128) -> Result<Vec<Cell<'_>>> {
    Ok(vec![
        Cell::text(ad.id.as_str()),
        Cell::text(&ad.source.file),
        Cell::Whole(ad.source.row.cast_signed()),
        Cell::maybe(ad.posted_at, |posted| Cell::Whole(posted.seconds)),
        Cell::maybe(ad.posted_at, |posted| {
            Cell::text(precision(posted.precision))
        }),
        Cell::maybe(ad.posted_at, |posted| Cell::Truth(posted.zone_assumed)),
        Cell::maybe(ad.place.as_deref(), Cell::text),
        Cell::maybe(ad.site.as_deref(), Cell::text),
        Cell::maybe(ad.coordinates, |at| Cell::Real(at.latitude)),
        Cell::maybe(ad.coordinates, |at| Cell::Real(at.longitude)),
        Cell::owned(format!("{content:032x}")),
        Cell::owned(json_text::fields(&ad.fields)),
        Cell::owned(json(&ad.columns)?),
    ])
}

/// The ad of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<Ad> {
    Ok(Ad {
        id: ad_id(row)?,
        source: SourceRow {
            file: row.text("source_file")?.into(),
            row: row.whole::<i64>("source_row")?.cast_unsigned(),
        },
        fields: row.json("fields")?,
        columns: row.json("columns")?,
        posted_at: posted_at(row)?,
        place: row.maybe_text("place")?.map(Into::into),
        site: row.maybe_text("site")?.map(Into::into),
        coordinates: coordinates(row)?,
    })
}

/// Adds the id and the hash of the content of a row to those known.
pub(crate) fn read_known(row: &Row<'_>, known: &mut Contents) -> Result<()> {
    let content = u128::from_str_radix(&row.text("content_hash")?, 16)
        .map_err(|_| row.wrong("content_hash"))?;
    known.push(&row.text("ad_id")?, content);
    Ok(())
}

fn ad_id(row: &Row<'_>) -> Result<AdId> {
    Ok(AdId::new(&row.text("ad_id")?))
}

fn posted_at(row: &Row<'_>) -> Result<Option<Moment>> {
    let Some(seconds) = row.maybe_whole("posted_at_seconds")? else {
        return Ok(None);
    };
    let written = row.text("posted_at_precision")?;
    let known = [Precision::Second, Precision::Minute, Precision::Day];
    Ok(Some(Moment {
        seconds,
        precision: known
            .into_iter()
            .find(|known| precision(*known) == written)
            .ok_or_else(|| row.wrong("posted_at_precision"))?,
        zone_assumed: row.truth("zone_assumed")?,
    }))
}

fn coordinates(row: &Row<'_>) -> Result<Option<Coordinates>> {
    let latitude = row.maybe_real("latitude")?;
    let longitude = row.maybe_real("longitude")?;
    Ok(latitude
        .zip(longitude)
        .map(|(latitude, longitude)| Coordinates {
            latitude,
            longitude,
        }))
}

fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Second => "second",
        Precision::Minute => "minute",
        Precision::Day => "day",
    }
}

/// A value as JSON.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Inconsistent {
        what: "a table",
        why: error.to_string(),
    })
}
