//! A made-up report, large enough to look at.

use std::collections::BTreeMap;

use daylight_findings::DayCount;
use daylight_findings::LinkView;
use daylight_findings::NetworkView;
use daylight_findings::PlaceCount;
use daylight_findings::SetAside;
use daylight_findings::TemplateView;
use daylight_findings::TimelineRow;
use daylight_findings::Unranked;
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

use crate::report::Counts;
use crate::report::Report;
use crate::report::Source;

/// The first day of the made-up market: 2026-03-02.
const FIRST: i64 = 20_514;

/// Three ranked networks, some that are not, and two identifiers set aside.
pub(crate) fn report() -> Report {
    Report {
        title: "Listings of spring 2026, four cities".to_owned(),
        counts: Counts {
            sources: vec![Source {
                file: "spring-2026.csv.zst".to_owned(),
                sha256: "9f2c51d0b7a34e6688d1f03c2a7be5914c0d6e8f7a1b2c3d4e5f60718293a4b5"
                    .to_owned(),
            }],
            rows_read: 20_412,
            ads: 19_986,
            seen_again: 418,
            rejects: 8,
            clusters: 1_204,
            networks_ranked: 3,
            networks_unranked: 211,
            days: Some((FIRST, FIRST + 121)),
            run_id: "run-4f1c".to_owned(),
            version: "0.1.0".to_owned(),
            reference: "synthetic-200000-1-3".to_owned(),
        },
        networks: vec![
            network(1, "net-7c41e0", 312),
            network(2, "net-a90b12", 96),
            network(3, "net-0d77fe", 41),
        ],
        unranked: vec![
            unranked(
                "net-51be90",
                118,
                1,
                1,
                "one name: this shields people who work alone",
            ),
            unranked("net-e2201c", 64, 3, 2, "weak signs only"),
            unranked("net-90aa3d", 2_310, 40, 61, "a spam template"),
        ],
        set_aside: vec![
            set_aside("phone", "tok_hotline00", "listed as generic by the user"),
            set_aside(
                "url",
                "tok_5b0e71c2",
                "shared by many otherwise separate operators",
            ),
        ],
        limits: vec!["148 ads have no date; what needs one is unknown for them.".to_owned()],
    }
}

fn unranked(id: &str, ads: u32, names: u32, places: u32, why: &str) -> Unranked {
    Unranked {
        network_id: id.to_owned(),
        ads,
        names,
        places,
        why: why.to_owned(),
    }
}

fn set_aside(kind: &str, token: &str, why: &str) -> SetAside {
    SetAside {
        kind: kind.to_owned(),
        token: token.to_owned(),
        ads: 1_204,
        links: 377,
        why: why.to_owned(),
    }
}

fn moment(day: i64) -> Moment {
    Moment {
        seconds: day * 86_400,
        precision: Precision::Minute,
        zone_assumed: false,
    }
}

fn network(rank: u32, id: &str, ads: u32) -> NetworkView {
    let reasons = reasons(rank);
    NetworkView {
        network: Network {
            network_id: NetworkId::new(id),
            rank: Some(rank),
            score: reasons.iter().map(|reason| reason.points).sum(),
            abstained: None,
            members: (0..ads)
                .map(|ad| AdId::new(&format!("k{rank}-{ad:04}")))
                .collect(),
            clusters: 4,
            identifiers: 11,
            names: 17,
            places: 9,
            first_seen: Some(moment(FIRST)),
            last_seen: Some(moment(FIRST + 121)),
            reasons,
        },
        contacts: 8,
        agencies_as_high: (rank < 3).then_some(0.004 * f64::from(rank)),
        weights: BTreeMap::from([(Indicator::D02, 8.0)]),
        templates: templates(),
        links: links(),
        timeline: timeline(rank),
        places: places(),
        ads_without_place: 12,
        ads_without_date: if rank == 1 { 4 } else { 0 },
    }
}

fn reasons(rank: u32) -> Vec<Reason> {
    let more = if rank == 1 { 37 } else { 4 };
    let share = 1.0 / f64::from(rank);
    vec![
        reason(
            Indicator::D03,
            20.0 * share,
            "11 independent fillings: as many different names with as many different contacts fill one text",
            "Copied text: people borrow wording that works, and kits are sold. Spam does the same.",
            more,
        ),
        reason(
            Indicator::D02,
            9.4 * share,
            "9 names on one contact within 30 days",
            "An agency, two people who share a phone, or a service that screens calls.",
            3,
        ),
        reason(
            Indicator::D04,
            5.0 * share,
            "lowest of three percentiles: 0.97 (17 names, 9 places in 7 days, 31 ads a week)",
            "An agency whose workers tour.",
            6,
        ),
        reason(
            Indicator::D06,
            2.0 * share,
            "3.1 rotations per 30 active days",
            "A number that the phone company gave to somebody else, or a lost phone.",
            2,
        ),
        Reason {
            points: 0.0,
            value: Some(0.0),
            summary: "0 of 312 ads speak for several people".to_owned(),
            ..reason(Indicator::D07, 0.0, "", "Agency wording.", 0)
        },
        unknown(Indicator::D05, "unknown: no ad has coordinates"),
        unknown(Indicator::D08, "unknown: times are known to the day only"),
        unknown(Indicator::D10, "unknown: no business name or address"),
    ]
}

fn reason(
    indicator: Indicator,
    points: f64,
    summary: &str,
    innocent: &str,
    evidence: u32,
) -> Reason {
    let untested = [
        Indicator::D05,
        Indicator::D06,
        Indicator::D08,
        Indicator::D10,
    ];
    let grade = if untested.contains(&indicator) {
        Grade::C
    } else {
        Grade::B
    };
    Reason {
        indicator,
        grade,
        points,
        value: Some(11.0),
        summary: summary.to_owned(),
        percentile: Some(0.994),
        ads_used: 288,
        coverage: 0.92,
        evidence: (0..evidence).map(|ad| citation(ad * 7)).collect(),
        innocent_explanation: innocent.to_owned(),
    }
}

fn unknown(indicator: Indicator, why: &str) -> Reason {
    Reason {
        value: None,
        percentile: None,
        ..reason(indicator, 0.0, why, "", 0)
    }
}

fn citation(ad: u32) -> Citation {
    Citation {
        ad_id: AdId::new(&format!("k1-{ad:04}")),
        field: Some(FieldName::new("body")),
        span: Some(Span::new(118 + ad, 132 + ad)),
    }
}

fn templates() -> Vec<TemplateView> {
    let template = |id: &str, text: &str, ads: u64, bits: f64| TemplateView {
        template: Template {
            cluster_id: ClusterId::new("c-k1-0001"),
            template_id: TemplateId::new(id),
            members: Vec::new(),
            text: text.to_owned(),
            slots: Vec::new(),
            fixed_words: u32::try_from(text.split_whitespace().count()).unwrap_or(0),
            bits_saved: bits,
        },
        ads,
    };
    vec![
        template(
            "t-k1-0001-1",
            "hello i am {name} new here from today only {free} in {place} quiet private flat parking at the door every day from {time} ask for {name} call or text {phone} no withheld numbers {price}",
            204,
            18_344.0,
        ),
        template(
            "t-k1-0033-1",
            "{name} \u{645}\u{648}\u{62c}\u{648}\u{62f}\u{629} \u{627}\u{644}\u{64a}\u{648}\u{645} \u{641}\u{64a} {place} \u{644}\u{644}\u{62a}\u{648}\u{627}\u{635}\u{644} {handle} {free}",
            61,
            2_950.5,
        ),
        template(
            "t-k1-0102-1",
            "\u{43d}\u{43e}\u{432}\u{430}\u{44f} \u{432} \u{433}\u{43e}\u{440}\u{43e}\u{434}\u{435} {name} \u{437}\u{432}\u{43e}\u{43d}\u{438} {phone} {free} \u{43a}\u{430}\u{436}\u{434}\u{44b}\u{439} \u{434}\u{435}\u{43d}\u{44c}",
            22,
            840.2,
        ),
    ]
}

fn links() -> Vec<LinkView> {
    let link = |id: &str, to: &str, kind: FactKind, bits: f64, why| LinkView {
        link: Link {
            link_id: LinkId::new(id),
            from_cluster: ClusterId::new("c-k1-0001"),
            to_cluster: ClusterId::new(to),
            from_ad: AdId::new("k1-0001"),
            to_ad: AdId::new("k1-0033"),
            evidence: LinkEvidence::Identifier {
                kind,
                citations: vec![citation(1), citation(33)],
            },
            weight_bits: bits,
            suppressed: why,
        },
        token: Some(format!("tok_{id}9e41")),
    };
    let mut links = vec![
        link("l1a0", "c-k1-0033", FactKind::Phone, 13.6, None),
        link("l2b7", "c-k1-0102", FactKind::Handle, 11.2, None),
        link("l3c9", "c-k1-0001", FactKind::Phone, 9.8, None),
        link(
            "l4d2",
            "c-k9-0017",
            FactKind::Url,
            2.1,
            Some(Suppression::Generic),
        ),
        link(
            "l5e8",
            "c-k4-0150",
            FactKind::Phone,
            7.4,
            Some(Suppression::Bridge),
        ),
    ];
    let mut text = link("l6f1", "c-k1-0210", FactKind::Phone, 6.0, None);
    text.link.evidence = LinkEvidence::Template {
        template_id: TemplateId::new("t-k1-0001-1"),
        citations: vec![citation(2), citation(210)],
    };
    links.push(text);
    links
}

fn timeline(rank: u32) -> Vec<TimelineRow> {
    let row = |label: &str, from: i64, to: i64, step: usize| TimelineRow {
        label: label.to_owned(),
        days: (from..to)
            .step_by(step)
            .map(|day| DayCount {
                day: FIRST + day,
                ads: 1 + u32::try_from((day * 7 + i64::from(rank)) % 5).unwrap_or(0),
            })
            .collect(),
    };
    // The first network is seen for months, so in weeks; the others in days.
    let last = if rank == 1 { 122 } else { 60 };
    vec![
        row("c-k1-0001", 0, last, 2),
        row("c-k1-0033", 20, last, 5),
        row("c-k1-0102", 38, last - 10, 3),
        row("in no cluster", 3, last, 19),
    ]
}

fn places() -> Vec<PlaceCount> {
    [
        ("Birmingham", 88),
        ("Leeds", 61),
        ("Wien", 44),
        ("\u{412}\u{430}\u{440}\u{43d}\u{430}", 31),
        ("\u{628}\u{64a}\u{631}\u{648}\u{62a}", 22),
        ("Sheffield", 19),
        ("Graz", 9),
    ]
    .into_iter()
    .map(|(place, ads)| PlaceCount {
        place: place.to_owned(),
        ads,
    })
    .collect()
}
