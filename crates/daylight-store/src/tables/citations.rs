//! Citations as one cell: a JSON list of `[ad_id, field, start, end]`, null where there is none.

use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::FieldName;
use daylight_model::Span;

use crate::error::Result;
use crate::table::Cell;
use crate::table_read::Row;
use crate::tables::batch_ads::json;

type Short = (AdId, Option<FieldName>, Option<u32>, Option<u32>);

/// The cell of some citations, in the order given.
pub(crate) fn cell(citations: &[Citation]) -> Result<Cell<'static>> {
    let short: Vec<Short> = citations
        .iter()
        .map(|citation| {
            (
                citation.ad_id.clone(),
                citation.field.clone(),
                citation.span.map(Span::start),
                citation.span.map(Span::end),
            )
        })
        .collect();
    Ok(Cell::owned(json(&short)?))
}

/// The citations of a row.
pub(crate) fn read(row: &Row<'_>, name: &str) -> Result<Vec<Citation>> {
    let short: Vec<Short> = row.json(name)?;
    Ok(short
        .into_iter()
        .map(|(ad_id, field, start, end)| Citation {
            ad_id,
            field,
            span: start.zip(end).map(|(start, end)| Span::new(start, end)),
        })
        .collect())
}
