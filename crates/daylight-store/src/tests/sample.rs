//! Made-up ads and runs, and strategies that make many more.

use std::collections::BTreeMap;
use std::sync::Arc;

use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::BatchId;
use daylight_model::Citation;
use daylight_model::ClusterId;
use daylight_model::ColumnValue;
use daylight_model::Confidence;
use daylight_model::Coordinates;
use daylight_model::Disguise;
use daylight_model::Disguises;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::Field;
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
use daylight_model::Private;
use daylight_model::Reason;
use daylight_model::Reject;
use daylight_model::SourceRow;
use daylight_model::Span;
use daylight_model::Suppression;
use daylight_model::Template;
use daylight_model::TemplateId;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::Just;
use proptest::prelude::Strategy;
use proptest::prelude::any;
use proptest::sample::select;
use tempfile::TempDir;

use crate::BatchInput;
use crate::RunRest;
use crate::Seen;
use crate::Source;
use crate::StoredAd;
use crate::Workspace;
use crate::Writer;

/// When things are done.
pub(crate) const AT: &str = "2026-05-01T09:30:00Z";
/// A number reserved for fiction, which must stand in no file in plain.
pub(crate) const PHONE: &str = "+12025550142";
/// A name that must stand in no file in plain.
pub(crate) const NAME: &str = "canaryname";
/// The text of every ad.
pub(crate) const BODY: &str = "call Canaryname at +12025550142, new in Aville";

pub(crate) fn workspace() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::open_or_create(&folder.path().join("ws")).unwrap();
    (folder, workspace)
}

pub(crate) fn noon() -> Moment {
    Moment {
        seconds: 1_777_636_800,
        precision: Precision::Second,
        zone_assumed: false,
    }
}

pub(crate) fn ad(id: &str) -> Ad {
    Ad {
        id: AdId::new(id),
        source: SourceRow {
            file: "list.csv".into(),
            row: 1,
        },
        fields: vec![Field {
            name: FieldName::new("body"),
            text: Private::new(BODY),
        }],
        columns: vec![ColumnValue {
            name: FieldName::new("tel"),
            kind: FactKind::Phone,
            value: Private::new(PHONE),
            hashed: false,
        }],
        posted_at: Some(noon()),
        place: Some("Aville".to_owned()),
        site: None,
        coordinates: Some(Coordinates {
            latitude: 51.5,
            longitude: -0.1,
        }),
    }
}

pub(crate) fn source(rows: u64) -> Source {
    Source {
        file: "list.csv".to_owned(),
        sha256: format!("{rows:064x}"),
        rows,
    }
}

/// The row of an ad that was there already.
pub(crate) fn seen(ad: &str, row: u64) -> Seen {
    Seen {
        ad_id: AdId::new(ad),
        source: SourceRow {
            file: "list.csv".into(),
            row,
        },
    }
}

/// Imports ads as one batch from one source.
pub(crate) fn import(workspace: &Workspace, ads: &[Ad]) -> crate::Result<BatchId> {
    let ads: Vec<(Ad, u128)> = ads.iter().map(|ad| (ad.clone(), 7)).collect();
    let writer = workspace.writer()?;
    writer.write_batch(&BatchInput {
        ads: &ads,
        rejects: &[],
        seen_again: &[],
        sources: &[source(ads.len() as u64)],
        mapping: "",
        version: "test",
        imported_at: noon(),
    })
}

pub(crate) fn fact(kind: FactKind, value: &str, start: u32, end: u32) -> Fact {
    Fact {
        field: FieldName::new("body"),
        kind,
        value: Private::new(value),
        readings: vec![Private::new(format!("{value}9"))],
        span: Some(Span::new(start, end)),
        rule: "test/rule".into(),
        confidence: Confidence::new(0.95),
        disguises: Disguises::NONE.with(Disguise::Leet).with(Disguise::Spaced),
        fictional: true,
        hashed: false,
    }
}

/// A run over ads with ids `a`, `b` and `c`: a cluster, a template, links, networks, reasons.
#[derive(Clone, Debug)]
pub(crate) struct SampleRun {
    pub(crate) ads: Vec<StoredAd>,
    pub(crate) facts: Vec<(AdId, Fact)>,
    pub(crate) clusters: Vec<(AdId, ClusterId)>,
    pub(crate) templates: Vec<Template>,
    pub(crate) links: Vec<Link>,
    pub(crate) networks: Vec<Network>,
    pub(crate) rejects: Vec<Reject>,
}

impl SampleRun {
    /// Writes the run, its rows put in the order of their tables first.
    pub(crate) fn write(&self, writer: &Writer<'_>) -> crate::Result<String> {
        let mut out = writer.begin_run(&writer.workspace().batches()?)?;
        for ad in in_order(&self.ads, |ad| ad.ad.id.clone()) {
            out.push_ad(&ad)?;
        }
        let mut facts: BTreeMap<AdId, Vec<Fact>> = BTreeMap::new();
        for (ad, fact) in &self.facts {
            facts.entry(ad.clone()).or_default().push(fact.clone());
        }
        for (ad, found) in &facts {
            out.push_facts(ad, found)?;
        }
        let fits = |ad: &AdId| {
            let mut templates = self.templates.iter();
            let template = templates.find(|template| template.members.contains(ad));
            template.map(|template| template.template_id.clone())
        };
        let clusters = in_order(&self.clusters, |(ad, _)| ad.clone());
        let members = self.networks.iter().flat_map(|network| {
            let ads = network.members.iter();
            ads.map(|ad| (ad.clone(), network.network_id.clone()))
        });
        let members: Vec<(AdId, NetworkId)> = members.collect();
        let ranked = |network: &Network| {
            let rank = network.rank.unwrap_or(u32::MAX);
            (rank, network.network_id.clone())
        };
        let by_id = in_order(&self.networks, |network| network.network_id.clone());
        let link = |link: &Link| {
            (
                link.link_id.clone(),
                link.from_ad.clone(),
                format!("{link:?}"),
            )
        };
        out.finish(RunRest {
            clusters: &mut clusters.into_iter().map(|(ad, cluster)| {
                let template = fits(&ad);
                (ad, cluster, template)
            }),
            templates: &mut in_order(&self.templates, |template| template.template_id.clone())
                .into_iter(),
            links: &mut in_order(&self.links, link).into_iter(),
            members: &mut in_order(&members, Clone::clone).into_iter(),
            networks: &mut in_order(&self.networks, ranked).into_iter().map(|network| {
                let ads = network.members.len() as u64;
                (network, ads)
            }),
            reasons: &mut by_id
                .into_iter()
                .map(|network| (network.network_id, network.reasons)),
            changes: None,
            rejects: &self.rejects,
            settings: "min = 2",
            version: "test",
        })
    }
}

fn in_order<T: Clone, K: Ord>(rows: &[T], key: impl Fn(&T) -> K) -> Vec<T> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(key);
    rows
}

pub(crate) fn cite(ad: &str) -> Citation {
    Citation {
        ad_id: AdId::new(ad),
        field: Some(FieldName::new("body")),
        span: Some(Span::new(19, 31)),
    }
}

pub(crate) fn run_over(workspace: &Workspace) -> SampleRun {
    let ids: Vec<AdId> = ["a", "b"].into_iter().map(AdId::new).collect();
    let cluster = ClusterId::new("c-a");
    let facts = ids.iter().flat_map(|id| {
        [
            (id.clone(), fact(FactKind::Phone, PHONE, 19, 31)),
            (id.clone(), fact(FactKind::Name, NAME, 5, 15)),
            (id.clone(), fact(FactKind::Place, "Aville", 40, 46)),
        ]
    });
    SampleRun {
        ads: workspace.ads().unwrap(),
        facts: facts.collect(),
        clusters: ids.iter().map(|id| (id.clone(), cluster.clone())).collect(),
        templates: vec![Template {
            cluster_id: cluster.clone(),
            template_id: TemplateId::new("t-a-1"),
            members: ids.clone(),
            text: "call {name} at {phone}, new in {place}".to_owned(),
            slots: vec!["name".to_owned(), "phone".to_owned(), "place".to_owned()],
            fixed_words: 4,
            bits_saved: 12.5,
        }],
        links: links(&cluster),
        networks: vec![network("n-c", None), network("n-a", Some(1))],
        rejects: workspace.rejects(&workspace.batches().unwrap()).unwrap(),
    }
}

fn links(cluster: &ClusterId) -> Vec<Link> {
    let evidence = [
        LinkEvidence::Identifier {
            kind: FactKind::Phone,
            citations: vec![cite("a"), cite("b")],
        },
        LinkEvidence::Template {
            template_id: TemplateId::new("t-a-1"),
            citations: vec![],
        },
    ];
    let suppressed = [None, Some(Suppression::Weak)];
    evidence
        .into_iter()
        .zip(suppressed)
        .zip(["l-1", "l-2"])
        .map(|((evidence, suppressed), id)| Link {
            link_id: LinkId::new(id),
            from_cluster: cluster.clone(),
            to_cluster: cluster.clone(),
            from_ad: AdId::new("a"),
            to_ad: AdId::new("b"),
            evidence,
            weight_bits: 8.25,
            suppressed,
        })
        .collect()
}

fn network(id: &str, rank: Option<u32>) -> Network {
    let members: &[&str] = if rank.is_some() { &["a", "b"] } else { &["c"] };
    Network {
        network_id: NetworkId::new(id),
        rank,
        score: 21.5,
        abstained: rank.is_none().then(|| "one ad only".to_owned()),
        members: members.iter().map(|id| AdId::new(id)).collect(),
        clusters: 1,
        identifiers: 1,
        names: 1,
        places: 1,
        first_seen: Some(noon()),
        last_seen: None,
        reasons: vec![Reason {
            indicator: Indicator::D02,
            grade: Grade::B,
            points: 20.0,
            value: None,
            summary: "=one contact, two names".to_owned(),
            percentile: Some(0.5),
            ads_used: 2,
            coverage: 1.0,
            evidence: members.iter().map(|id| cite(id)).collect(),
            innocent_explanation: "friends share a phone".to_owned(),
        }],
    }
}

/// Any ad with the id given.
pub(crate) fn any_ad(id: String) -> impl Strategy<Value = Ad> {
    let text = || any::<String>().prop_map(Private::new);
    let name = || "[a-z]{1,5}".prop_map(|name| FieldName::new(&name));
    let fields = vec((name(), text()), 0..4).prop_map(|all| {
        all.into_iter()
            .map(|(name, text)| Field { name, text })
            .collect()
    });
    let column = (name(), select(&FactKind::ALL[..]), text(), any::<bool>());
    let columns = vec(
        column.prop_map(|(name, kind, value, hashed)| ColumnValue {
            name,
            kind,
            value,
            hashed,
        }),
        0..3,
    );
    let coordinates = option::of((-90.0..90.0, -180.0..180.0)).prop_map(|at| {
        at.map(|(latitude, longitude)| Coordinates {
            latitude,
            longitude,
        })
    });
    let source = (any::<String>(), any::<u64>());
    let shown = (option::of(any::<String>()), option::of(any::<String>()));
    (
        Just(id),
        source,
        fields,
        columns,
        option::of(any_moment()),
        shown,
        coordinates,
    )
        .prop_map(
            |(id, (file, row), fields, columns, posted_at, (place, site), coordinates)| Ad {
                id: AdId::new(&id),
                source: SourceRow {
                    file: Arc::from(file),
                    row,
                },
                fields,
                columns,
                posted_at,
                place,
                site,
                coordinates,
            },
        )
}

/// Any fact.
pub(crate) fn any_fact() -> impl Strategy<Value = Fact> {
    let text = || any::<String>().prop_map(Private::new);
    let found = (
        "[a-z ]{1,6}",
        select(&FactKind::ALL[..]),
        text(),
        vec(text(), 0..3),
    );
    let span = option::of((any::<u32>(), any::<u32>()));
    let how = (
        "[a-z]{1,4}/[a-z]{1,4}",
        0.0_f32..=1.0,
        vec(select(&Disguise::ALL[..]), 0..4),
    );
    let marks = (any::<bool>(), any::<bool>());
    (found, span, how, marks).prop_map(
        |((field, kind, value, readings), span, (rule, sure, disguises), (fictional, hashed))| {
            Fact {
                field: FieldName::new(&field),
                kind,
                value,
                readings,
                span: span.map(|(start, end)| Span::new(start, end)),
                rule: rule.into(),
                confidence: Confidence::new(sure),
                disguises: disguises.into_iter().fold(Disguises::NONE, Disguises::with),
                fictional,
                hashed,
            }
        },
    )
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let precision = select(&[Precision::Second, Precision::Minute, Precision::Day][..]);
    (any::<i64>(), precision, any::<bool>()).prop_map(|(seconds, precision, zone_assumed)| Moment {
        seconds,
        precision,
        zone_assumed,
    })
}
