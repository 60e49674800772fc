//! Everything about every network of a run, written so that each is read without the others.

use daylight_engine::score::Reference;
use daylight_model::Network;
use daylight_model::NetworkId;
use daylight_store::Result;
use daylight_store::Run;
use daylight_store::StoreError;
use daylight_store::Writer;

use crate::parts::Extent;
use crate::parts::Parts;
use crate::parts::weights_of;
use crate::view::NetworkView;

/// How a sheet is written: a network's view in the wire format of postcard. It changes with the
/// types that a view is made of; a test holds the bytes of one.
const FORM: &str = "1";

/// Ads whose networks are read in one walk of the tables. What is kept of an ad meanwhile is some
/// kilobytes.
const ADS_AT_ONCE: u64 = 100_000;

/// Builds the sheets of a run, in place of those that are there; `done` is told after each walk how
/// many networks there are yet, of how many.
///
/// # Errors
/// Where a table cannot be read, or the disk refuses.
pub fn build(writer: &Writer<'_>, run: &Run, mut done: impl FnMut(u64, u64)) -> Result<()> {
    let mut networks = run.networks_where(|_| true)?;
    networks.sort_by(|(a, _), (b, _)| a.network_id.cmp(&b.network_id));
    let all = networks.len() as u64;
    let mut networks = networks.into_iter().peekable();
    writer.index_networks(run, FORM, |sheets| {
        let mut written = 0;
        while networks.peek().is_some() {
            let mut ads = 0;
            let mut lot = Vec::new();
            while let Some((network, own)) = networks.next_if(|_| ads < ADS_AT_ONCE) {
                ads += own;
                lot.push(network);
            }
            written += lot.len() as u64;
            let mut parts = Parts::read(run, lot, Extent::Networks)?;
            for view in parts.views(run)? {
                let sheet = postcard::to_allocvec(&view).map_err(|_| unwritable(&view))?;
                sheets.push(view.network.network_id.as_str(), &sheet)?;
            }
            done(written, all);
        }
        Ok(())
    })
}

fn unwritable(view: &NetworkView) -> StoreError {
    StoreError::Inconsistent {
        what: "a network",
        why: format!("`{}` cannot be written as a sheet", view.network.network_id),
    }
}

/// Everything about a network of a run; `None` where there is none. What [`build`] made is read
/// where it is there, and the tables of the run are walked where it is not.
///
/// # Errors
/// Where the sheets or a table cannot be read.
pub fn view(run: &Run, id: &NetworkId, reference: &Reference) -> Result<Option<NetworkView>> {
    let sheet = if run.has_sheets() {
        run.sheet(id.as_str(), FORM)?
    } else {
        None
    };
    let view = match sheet.and_then(|sheet| postcard::from_bytes(&sheet).ok()) {
        Some(view) => Some(view),
        None => walked(run, id)?,
    };
    Ok(view.map(|mut view: NetworkView| {
        view.weights = weights_of(run.manifest());
        view.agencies_as_high = reference.agencies_as_high(view.network.score);
        view
    }))
}

/// A network's view from the tables, which are walked whole.
fn walked(run: &Run, id: &NetworkId) -> Result<Option<NetworkView>> {
    let found = run.networks_where(|line| line.network_id == id.as_str())?;
    let found: Vec<Network> = found.into_iter().map(|(network, _)| network).collect();
    if found.is_empty() {
        return Ok(None);
    }
    Ok(Parts::read(run, found, Extent::Networks)?.views(run)?.pop())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use daylight_model::AdId;
    use daylight_model::Citation;
    use daylight_model::ClusterId;
    use daylight_model::FactKind;
    use daylight_model::FieldName;
    use daylight_model::Grade;
    use daylight_model::Indicator;
    use daylight_model::Link;
    use daylight_model::LinkEvidence;
    use daylight_model::LinkId;
    use daylight_model::Moment;
    use daylight_model::Network;
    use daylight_model::NetworkId;
    use daylight_model::Precision;
    use daylight_model::Reason;
    use daylight_model::Span;
    use daylight_model::Suppression;
    use daylight_model::Template;
    use daylight_model::TemplateId;
    use xxhash_rust::xxh3::xxh3_64;

    use crate::sheets::FORM;
    use crate::view::DayCount;
    use crate::view::LinkView;
    use crate::view::NetworkView;
    use crate::view::PlaceCount;
    use crate::view::TemplateView;
    use crate::view::TimelineRow;

    fn citation() -> Citation {
        Citation {
            ad_id: AdId::new("a1"),
            field: Some(FieldName::new("body")),
            span: Some(Span::new(3, 14)),
        }
    }

    fn link(evidence: LinkEvidence, suppressed: Option<Suppression>) -> LinkView {
        LinkView {
            link: Link {
                link_id: LinkId::new("l-1"),
                from_cluster: ClusterId::new("c-1"),
                to_cluster: ClusterId::new("c-2"),
                from_ad: AdId::new("a1"),
                to_ad: AdId::new("a2"),
                evidence,
                weight_bits: 7.5,
                suppressed,
            },
            token: Some("phone-0011223344556677".to_owned()),
        }
    }

    fn reason() -> Reason {
        Reason {
            indicator: Indicator::D03,
            grade: Grade::A,
            points: 12.0,
            value: Some(3.0),
            summary: "three names".to_owned(),
            evidence: vec![citation()],
            innocent_explanation: "an agency".to_owned(),
            percentile: Some(0.5),
            ads_used: 2,
            coverage: 1.0,
        }
    }

    fn template() -> Template {
        Template {
            cluster_id: ClusterId::new("c-1"),
            template_id: TemplateId::new("t-1"),
            members: Vec::new(),
            text: "call {phone}".to_owned(),
            slots: vec!["phone".to_owned()],
            fixed_words: 1,
            bits_saved: 9.25,
        }
    }

    fn view() -> NetworkView {
        let citations = vec![citation()];
        let kind = FactKind::Phone;
        let identifier = LinkEvidence::Identifier {
            kind,
            citations: citations.clone(),
        };
        let carried = LinkEvidence::Template {
            template_id: TemplateId::new("t-1"),
            citations: citations.clone(),
        };
        NetworkView {
            network: Network {
                network_id: NetworkId::new("n-1"),
                rank: Some(2),
                score: 41.5,
                abstained: Some("thin".to_owned()),
                members: vec![AdId::new("a1"), AdId::new("a2")],
                clusters: 2,
                identifiers: 1,
                names: 3,
                places: 4,
                first_seen: Some(Moment {
                    seconds: 1_700_000_000,
                    precision: Precision::Day,
                    zone_assumed: true,
                }),
                last_seen: None,
                reasons: vec![reason()],
            },
            contacts: 5,
            agencies_as_high: Some(0.25),
            weights: BTreeMap::from([(Indicator::D03, 20.0)]),
            templates: vec![TemplateView {
                template: template(),
                ads: 2,
            }],
            links: vec![
                link(identifier, None),
                link(carried, Some(Suppression::Weak)),
                link(LinkEvidence::Judgement { citations }, None),
            ],
            timeline: vec![TimelineRow {
                label: "c-1".to_owned(),
                days: vec![DayCount {
                    day: 20_000,
                    ads: 2,
                }],
            }],
            places: vec![PlaceCount {
                place: "Leeds".to_owned(),
                ads: 2,
            }],
            ads_without_place: 1,
            ads_without_date: 1,
        }
    }

    /// Where this fails, sheets that lie in workspaces are read wrongly: count `FORM` up and write
    /// the new sum here.
    #[test]
    fn a_sheet_is_written_as_its_form_says() {
        let sheet = postcard::to_allocvec(&view()).unwrap();
        let read: NetworkView = postcard::from_bytes(&sheet).unwrap();
        let written = NetworkView {
            agencies_as_high: None,
            weights: BTreeMap::new(),
            ..view()
        };
        assert_eq!(read, written);
        assert_eq!((FORM, xxh3_64(&sheet)), ("1", 15_036_952_463_265_562_015));
    }
}
