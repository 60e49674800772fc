//! The rows of a run's tables, in the model's own types.

use std::collections::BTreeSet;

use daylight_engine::link::Basis;
use daylight_engine::link::Linked;
use daylight_engine::link::Tie;
use daylight_engine::score::Measured;
use daylight_engine::score::Scored;
use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::ClusterId;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::Link;
use daylight_model::LinkEvidence;
use daylight_model::LinkId;
use daylight_model::Moment;
use daylight_model::Network;
use daylight_model::NetworkId;
use daylight_model::Reason;
use xxhash_rust::xxh3::xxh3_64;

use crate::pipeline::analyse::Analysed;
use crate::pipeline::evidence::Evidence;
use crate::pipeline::networks::members;
use crate::pipeline::templates::Templates;

/// Citations of one link.
const CITATIONS_MAX: usize = 8;

/// The id of the cluster whose smallest ad id this is.
pub(super) fn cluster_id(first: &AdId) -> ClusterId {
    ClusterId::new(&format!("c-{:016x}", xxh3_64(first.as_str().as_bytes())))
}

fn network_id(first: &AdId) -> NetworkId {
    NetworkId::new(&format!("n-{:016x}", xxh3_64(first.as_str().as_bytes())))
}

/// The ads in a cluster of two or more.
pub(super) fn clusters(ads: &[Ad], firsts: &[u32]) -> Vec<(AdId, ClusterId)> {
    let mut shared = vec![false; firsts.len()];
    for (at, first) in (0_u32..).zip(firsts) {
        if at != *first
            && let Some(slot) = shared.get_mut(*first as usize)
        {
            *slot = true;
        }
    }
    ads.iter()
        .zip(firsts)
        .filter(|(_, first)| shared.get(**first as usize).copied().unwrap_or(false))
        .filter_map(|(ad, first)| {
            let first = ads.get(*first as usize)?;
            Some((ad.id.clone(), cluster_id(&first.id)))
        })
        .collect()
}

/// Every tie as a link between clusters.
pub(super) fn links(
    ads: &[Ad],
    analysed: &[Analysed],
    evidence: &Evidence,
    linked: &Linked,
    templates: &Templates,
) -> Vec<Link> {
    let mut links: Vec<Link> = linked
        .ties
        .iter()
        .filter_map(|tie| link(ads, analysed, evidence, templates, tie))
        .collect();
    links.sort_by(|a, b| a.link_id.cmp(&b.link_id));
    links
}

fn link(
    ads: &[Ad],
    analysed: &[Analysed],
    evidence: &Evidence,
    templates: &Templates,
    tie: &Tie,
) -> Option<Link> {
    let from = ads.get(tie.from as usize)?;
    let to = ads.get(tie.to as usize)?;
    let cluster_of = |ad: u32| -> Option<ClusterId> {
        let first = evidence.ads.get(ad as usize)?.cluster;
        Some(cluster_id(&ads.get(first as usize)?.id))
    };
    let found = match tie.basis {
        Basis::Identifier(identifier) => LinkEvidence::Identifier {
            kind: evidence.identifiers.get(identifier as usize)?.kind,
            citations: [tie.from, tie.to]
                .into_iter()
                .flat_map(|at| {
                    let facts = analysed.get(at as usize).map(|ad| ad.facts.as_slice());
                    let ad = ads.get(at as usize);
                    evidence
                        .facts_of(identifier, facts.unwrap_or_default())
                        .filter_map(move |fact| Some(cite(ad?, Some(fact))))
                })
                .take(CITATIONS_MAX)
                .collect(),
        },
        Basis::Text(_) => LinkEvidence::Template {
            template_id: templates.id(ads, templates.of(tie.from).or(templates.of(tie.to))?)?,
            citations: vec![cite(from, None), cite(to, None)],
        },
    };
    Some(Link {
        link_id: link_id(from, to, &found),
        from_cluster: cluster_of(tie.from)?,
        to_cluster: cluster_of(tie.to)?,
        from_ad: from.id.clone(),
        to_ad: to.id.clone(),
        evidence: found,
        weight_bits: tie.weight_bits,
        suppressed: tie.suppressed,
    })
}

/// An id from the places the evidence stands in, and so never from a private value.
fn link_id(from: &Ad, to: &Ad, evidence: &LinkEvidence) -> LinkId {
    let (kind, citations) = match evidence {
        LinkEvidence::Identifier { kind, citations } => (kind.as_str(), citations),
        LinkEvidence::Template { citations, .. } => ("template", citations),
    };
    let mut text = format!("{}\n{}\n{kind}", from.id, to.id);
    for citation in citations {
        text.push('\n');
        text.push_str(&citation.to_string());
    }
    LinkId::new(&format!("l-{:016x}", xxh3_64(text.as_bytes())))
}

fn cite(ad: &Ad, fact: Option<&Fact>) -> Citation {
    Citation {
        ad_id: ad.id.clone(),
        field: fact.map(|fact| fact.field.clone()),
        span: fact.and_then(|fact| fact.span),
    }
}

/// The networks, ranked ones first, then by id.
pub(super) fn networks(
    ads: &[Ad],
    analysed: &[Analysed],
    evidence: &Evidence,
    linked: &Linked,
    scored: Vec<Scored>,
) -> Vec<Network> {
    let mut networks: Vec<Network> = members(linked)
        .iter()
        .zip(scored)
        .filter_map(|(members, scored)| network(ads, analysed, evidence, linked, (members, scored)))
        .collect();
    networks.sort_by(|a, b| {
        a.abstained
            .is_some()
            .cmp(&b.abstained.is_some())
            .then(b.score.total_cmp(&a.score))
            .then(a.network_id.cmp(&b.network_id))
    });
    for (rank, network) in (1_u32..).zip(&mut networks) {
        network.rank = network.abstained.is_none().then_some(rank);
    }
    networks
}

fn network(
    ads: &[Ad],
    analysed: &[Analysed],
    evidence: &Evidence,
    linked: &Linked,
    (members, scored): (&[u32], Scored),
) -> Option<Network> {
    let own: Vec<&Ad> = members
        .iter()
        .filter_map(|ad| ads.get(*ad as usize))
        .collect();
    let shown = || {
        members
            .iter()
            .filter_map(|ad| evidence.ads.get(*ad as usize))
    };
    let identifiers: BTreeSet<u32> = members
        .iter()
        .flat_map(|ad| {
            let from = linked.in_force.partition_point(|(other, _)| other < ad);
            linked
                .in_force
                .iter()
                .skip(from)
                .take_while(move |(other, _)| other == ad)
                .map(|(_, identifier)| *identifier)
        })
        .collect();
    let moments = || own.iter().filter_map(|ad| ad.posted_at);
    let by_time = |moment: &Moment| (moment.seconds, moment.precision, moment.zone_assumed);
    Some(Network {
        network_id: network_id(&own.first()?.id),
        rank: None,
        score: scored.score,
        abstained: scored.abstained.map(|why| why.to_string()),
        clusters: count(shown().map(|ad| ad.cluster)),
        identifiers: u32::try_from(identifiers.len()).unwrap_or(u32::MAX),
        names: count(shown().flat_map(|ad| ad.names.iter().copied())),
        places: count(shown().flat_map(|ad| ad.places.iter().copied())),
        first_seen: moments().min_by_key(by_time),
        last_seen: moments().max_by_key(by_time),
        reasons: scored
            .reasons
            .into_iter()
            .map(|measured| reason(ads, analysed, measured))
            .collect(),
        members: own.iter().map(|ad| ad.id.clone()).collect(),
    })
}

fn count(values: impl Iterator<Item = u32>) -> u32 {
    u32::try_from(values.collect::<BTreeSet<u32>>().len()).unwrap_or(u32::MAX)
}

fn reason(ads: &[Ad], analysed: &[Analysed], measured: Measured) -> Reason {
    let evidence = measured
        .evidence
        .iter()
        .filter_map(|at| {
            let facts = &analysed.get(*at as usize)?.facts;
            // The contact is what nearly every sign turns on.
            let fact = facts.iter().find(|fact| fact.kind.is_contact());
            let fact = fact.or_else(|| facts.iter().find(|fact| fact.kind == FactKind::Name));
            Some(cite(ads.get(*at as usize)?, fact))
        })
        .collect();
    Reason {
        indicator: measured.indicator,
        grade: measured.grade,
        points: measured.points,
        value: measured.value,
        summary: measured.summary,
        percentile: measured.percentile,
        ads_used: measured.ads_used,
        coverage: measured.coverage,
        evidence,
        innocent_explanation: measured.innocent,
    }
}
