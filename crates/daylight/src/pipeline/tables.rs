//! The rows of a run's tables, in the model's own types.

use std::collections::BTreeMap;

use daylight_engine::link::Basis;
use daylight_engine::link::Tie;
use daylight_engine::score::Abstention;
use daylight_engine::score::Measured;
use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::ClusterId;
use daylight_model::FactKind;
use daylight_model::Link;
use daylight_model::LinkEvidence;
use daylight_model::LinkId;
use daylight_model::Moment;
use daylight_model::Network;
use daylight_model::NetworkId;
use daylight_model::Reason;
use daylight_model::TemplateId;
use xxhash_rust::xxh3::xxh3_64;

use crate::pipeline::Staged;
use crate::pipeline::columns::Columns;
use crate::pipeline::networks::in_force;

/// Citations of one link.
const CITATIONS_MAX: usize = 8;

/// The id of the cluster whose smallest ad id this is.
pub(super) fn cluster_id(first: &str) -> ClusterId {
    ClusterId::new(&format!("c-{:016x}", xxh3_64(first.as_bytes())))
}

/// The id of the network whose smallest ad id this is.
pub(super) fn network_id(first: &str) -> NetworkId {
    NetworkId::new(&format!("n-{:016x}", xxh3_64(first.as_bytes())))
}

/// The id of every cluster of two or more, by its first ad.
pub(super) fn cluster_ids(columns: &Columns, firsts: &[u32]) -> BTreeMap<u32, ClusterId> {
    let mut ids = BTreeMap::new();
    for (at, first) in (0_u32..).zip(firsts) {
        if at != *first
            && let Some(id) = columns.ids.text(*first)
        {
            ids.entry(*first).or_insert_with(|| cluster_id(id));
        }
    }
    ids
}

/// The link of a tie, and the number its id is written from.
pub(super) fn link(staged: &Staged, templates: &[TemplateId], tie: &Tie) -> Option<(u64, Link)> {
    let columns = &staged.columns;
    let from = columns.ids.get(tie.from)?;
    let to = columns.ids.get(tie.to)?;
    let cluster_of = |ad: u32| -> Option<ClusterId> {
        let first = columns.evidence.get(ad)?.cluster;
        Some(cluster_id(columns.ids.text(first)?))
    };
    let found = match tie.basis {
        Basis::Identifier(identifier) => LinkEvidence::Identifier {
            kind: columns.identifiers.get(identifier as usize)?.kind,
            citations: [tie.from, tie.to]
                .into_iter()
                .flat_map(|ad| {
                    let marks = columns.marks_of(ad, identifier);
                    marks.filter_map(move |mark| columns.cite(ad, Some(mark)))
                })
                .take(CITATIONS_MAX)
                .collect(),
        },
        Basis::Text(_) => {
            let template = staged.templates.of(tie.from);
            let template = template.or(staged.templates.of(tie.to))?;
            LinkEvidence::Template {
                template_id: templates.get(template as usize)?.clone(),
                citations: vec![columns.cite(tie.from, None)?, columns.cite(tie.to, None)?],
            }
        }
        Basis::Judged => LinkEvidence::Judgement {
            citations: vec![columns.cite(tie.from, None)?, columns.cite(tie.to, None)?],
        },
    };
    let number = link_number(&from, &to, &found);
    let link = Link {
        link_id: LinkId::new(&format!("l-{number:016x}")),
        from_cluster: cluster_of(tie.from)?,
        to_cluster: cluster_of(tie.to)?,
        from_ad: from,
        to_ad: to,
        evidence: found,
        weight_bits: tie.weight_bits,
        suppressed: tie.suppressed,
    };
    Some((number, link))
}

/// A number from the places the evidence stands in, and so never from a private value.
fn link_number(from: &AdId, to: &AdId, evidence: &LinkEvidence) -> u64 {
    let (kind, citations) = match evidence {
        LinkEvidence::Identifier { kind, citations } => (kind.as_str(), citations),
        LinkEvidence::Template { citations, .. } => ("template", citations),
        LinkEvidence::Judgement { citations } => ("judgement", citations),
    };
    let mut text = format!("{from}\n{to}\n{kind}");
    for citation in citations {
        text.push('\n');
        text.push_str(&citation.to_string());
    }
    xxh3_64(text.as_bytes())
}

/// A network without its members and reasons.
pub(super) fn network(
    staged: &Staged,
    members: &[u32],
    id: NetworkId,
    (score, abstained): (f64, Option<Abstention>),
    rank: u32,
) -> Network {
    let columns = &staged.columns;
    let shown = || members.iter().filter_map(|ad| columns.evidence.get(*ad));
    let identifiers = members.iter().flat_map(|ad| in_force(&staged.linked, *ad));
    let moments = || {
        let posted = members
            .iter()
            .filter_map(|ad| columns.posted.get(*ad as usize));
        posted.copied().flatten()
    };
    let by_time = |moment: &Moment| (moment.seconds, moment.precision, moment.zone_assumed);
    Network {
        network_id: id,
        rank: abstained.is_none().then_some(rank),
        score,
        abstained: abstained.map(|why| why.to_string()),
        clusters: count(shown().map(|ad| ad.cluster)),
        identifiers: count(identifiers.map(|(_, identifier)| *identifier)),
        names: count(shown().flat_map(|ad| ad.names.iter().copied())),
        places: count(shown().filter_map(|ad| ad.place)),
        first_seen: moments().min_by_key(by_time),
        last_seen: moments().max_by_key(by_time),
        reasons: Vec::new(),
        members: Vec::new(),
    }
}

/// How many different numbers there are.
fn count(values: impl Iterator<Item = u32>) -> u32 {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    values.dedup();
    u32::try_from(values.len()).unwrap_or(u32::MAX)
}

/// A reason, with the ads behind it.
pub(super) fn reason(columns: &Columns, measured: Measured) -> Reason {
    let cited = |ad: &u32| -> Option<Citation> {
        let marks = columns.marks.of(*ad);
        // The contact is what nearly every sign turns on.
        let mark = marks.iter().find(|mark| mark.kind.is_contact());
        let name = || marks.iter().find(|mark| mark.kind == FactKind::Name);
        columns.cite(*ad, mark.or_else(name))
    };
    Reason {
        indicator: measured.indicator,
        grade: measured.grade,
        points: measured.points,
        value: measured.value,
        summary: measured.summary,
        percentile: measured.percentile,
        ads_used: measured.ads_used,
        coverage: measured.coverage,
        evidence: measured.evidence.iter().filter_map(cited).collect(),
        innocent_explanation: measured.innocent,
    }
}
