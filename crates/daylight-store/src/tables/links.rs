//! `links` of a run: what ties two clusters, with its evidence and weight, used or not.

use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::ClusterId;
use daylight_model::Link;
use daylight_model::LinkEvidence;
use daylight_model::LinkId;
use daylight_model::Suppression;
use daylight_model::TemplateId;

use crate::error::Result;
use crate::table::Cell;
use crate::table::Column;
use crate::table::Table;
use crate::table_read::Row;
use crate::tables::citations;

/// The kind of a link that rests on a template.
const TEMPLATE: &str = "template";
/// The kind of a link that a person made.
const JUDGEMENT: &str = "judgement";

/// Rows by link id, from ad, to ad, kind, template id, evidence: several links may tie two clusters.
pub(crate) const TABLE: Table<'_> = Table {
    name: "links",
    columns: &[
        Column::text("link_id"),
        Column::text("from_cluster"),
        Column::text("to_cluster"),
        Column::text("evidence"),
        Column::real("weight_bits"),
        Column::truth("used"),
        Column::text("from_ad"),
        Column::text("to_ad"),
        Column::text("kind"),
        Column::text("why"),
        Column::text("template_id"),
        Column::text("suppression"),
    ],
};

/// The kind, the template if any, and the citations of some evidence.
fn parts(evidence: &LinkEvidence) -> (&'static str, Option<&TemplateId>, &[Citation]) {
    match evidence {
        LinkEvidence::Identifier { kind, citations } => (kind.as_str(), None, citations),
        LinkEvidence::Template {
            template_id,
            citations,
        } => (TEMPLATE, Some(template_id), citations),
        LinkEvidence::Judgement { citations } => (JUDGEMENT, None, citations),
    }
}

/// The row of a link.
pub(crate) fn cells(link: &Link) -> Result<Vec<Cell<'_>>> {
    let (kind, template, cited) = parts(&link.evidence);
    Ok(vec![
        Cell::text(link.link_id.as_str()),
        Cell::text(link.from_cluster.as_str()),
        Cell::text(link.to_cluster.as_str()),
        citations::cell(cited)?,
        Cell::Real(link.weight_bits),
        Cell::Truth(link.suppressed.is_none()),
        Cell::text(link.from_ad.as_str()),
        Cell::text(link.to_ad.as_str()),
        Cell::text(kind),
        Cell::maybe(link.suppressed, |why| Cell::text(why.as_str())),
        Cell::maybe(template, |id| Cell::text(id.as_str())),
        Cell::maybe(link.suppressed, |why| Cell::text(code(why))),
    ])
}

/// The link of a row.
pub(crate) fn read(row: &Row<'_>) -> Result<Link> {
    Ok(Link {
        link_id: LinkId::new(&row.text("link_id")?),
        from_cluster: ClusterId::new(&row.text("from_cluster")?),
        to_cluster: ClusterId::new(&row.text("to_cluster")?),
        from_ad: AdId::new(&row.text("from_ad")?),
        to_ad: AdId::new(&row.text("to_ad")?),
        evidence: read_evidence(row)?,
        weight_bits: row.real("weight_bits")?,
        suppressed: read_suppression(row)?,
    })
}

fn read_evidence(row: &Row<'_>) -> Result<LinkEvidence> {
    let citations = citations::read(row, "evidence")?;
    if row.text("kind")? == JUDGEMENT {
        return Ok(LinkEvidence::Judgement { citations });
    }
    if row.text("kind")? == TEMPLATE {
        let template_id = TemplateId::new(&row.text("template_id")?);
        return Ok(LinkEvidence::Template {
            template_id,
            citations,
        });
    }
    let kind = row.parsed("kind")?;
    Ok(LinkEvidence::Identifier { kind, citations })
}

fn read_suppression(row: &Row<'_>) -> Result<Option<Suppression>> {
    let Some(written) = row.maybe_text("suppression")? else {
        return Ok(None);
    };
    let known = [
        Suppression::Listed,
        Suppression::Generic,
        Suppression::Stolen,
        Suppression::Bridge,
        Suppression::CopiedTemplate,
        Suppression::Weak,
        Suppression::Judged,
    ];
    known
        .into_iter()
        .find(|why| code(*why) == written)
        .map(Some)
        .ok_or_else(|| row.wrong("suppression"))
}

fn code(why: Suppression) -> &'static str {
    match why {
        Suppression::Listed => "listed",
        Suppression::Generic => "generic",
        Suppression::Stolen => "stolen",
        Suppression::Bridge => "bridge",
        Suppression::CopiedTemplate => "copied_template",
        Suppression::Weak => "weak",
        Suppression::Judged => "judged",
    }
}
