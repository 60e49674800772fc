//! `templates` of a run: the fixed words and the slots of each.

use daylight_model::ClusterId;
use daylight_model::Template;
use daylight_model::TemplateId;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;
use crate::tables::batch_ads::json;

/// Rows by cluster id, template id.
pub(crate) const TABLE: Table<'_> = Table {
    name: "templates",
    columns: &[
        Column::text("cluster_id"),
        Column::text("template_id"),
        Column::whole("ads"),
        Column::text("text"),
        Column::text("slots"),
        Column::real("bits_saved"),
        Column::whole("fixed_words"),
    ],
};

/// The row of a template.
pub(crate) fn cells(template: &Template) -> Result<Vec<Cell<'_>>> {
    let ads = i64::try_from(template.members.len()).unwrap_or(i64::MAX);
    Ok(vec![
        Cell::text(template.cluster_id.as_str()),
        Cell::text(template.template_id.as_str()),
        Cell::Whole(ads),
        Cell::text(&template.text),
        Cell::owned(json(&template.slots)?),
        Cell::Real(template.bits_saved),
        Cell::Whole(i64::from(template.fixed_words)),
    ])
}

/// The template of a row; its members stand in `clusters`.
pub(crate) fn read(row: &Row<'_>) -> Result<Template> {
    Ok(Template {
        cluster_id: ClusterId::new(&row.text("cluster_id")?),
        template_id: TemplateId::new(&row.text("template_id")?),
        members: Vec::new(),
        text: row.text("text")?.into_owned(),
        slots: row.json("slots")?,
        fixed_words: row.whole("fixed_words")?,
        bits_saved: row.real("bits_saved")?,
    })
}
