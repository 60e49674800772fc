//! `clusters` of a run: which ad is in which cluster, and which template it fits.

use daylight_model::AdId;
use daylight_model::ClusterId;
use daylight_model::TemplateId;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;

/// Rows by ad id.
pub(crate) const TABLE: Table<'_> = Table {
    name: "clusters",
    columns: &[
        Column::text("ad_id"),
        Column::text("cluster_id"),
        Column::text("template_id"),
    ],
};

/// The row of an ad.
pub(crate) fn cells<'a>(
    ad: &'a AdId,
    cluster: &'a ClusterId,
    template: Option<&'a TemplateId>,
) -> Vec<Cell<'a>> {
    vec![
        Cell::text(ad.as_str()),
        Cell::text(cluster.as_str()),
        Cell::maybe(template, |template| Cell::text(template.as_str())),
    ]
}

/// The ad and cluster of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<(AdId, ClusterId)> {
    Ok((
        AdId::new(&row.text("ad_id")?),
        ClusterId::new(&row.text("cluster_id")?),
    ))
}

/// The template of a row, with its ad.
pub(crate) fn read_template(row: &Row<'_>) -> Result<Option<(TemplateId, AdId)>> {
    let template = row.maybe_text("template_id")?;
    let ad = AdId::new(&row.text("ad_id")?);
    Ok(template.map(|template| (TemplateId::new(&template), ad)))
}
