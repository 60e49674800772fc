//! Figures worked out by hand.

use std::collections::BTreeMap;

use daylight_model::AdId;

use crate::evaluate::Found;
use crate::evaluate::Truth;
use crate::evaluate::evaluate;

const TRUTH: &str = "\
ad_id,operator,kind,template,phone,disguise,names
a1,o1,organised,t1,+12125550101,,Mia
a2,o1,organised,t1,+12125550101;+12125550102,leet,Lena
a3,o1,organised,t2,+12125550102,,Mia
a4,o2,independent,t3,+12125550103,spaced,Zoe
a5,o2,independent,t3,,,Zoe
a6,o3,agency,t4,+12125550104,,Ana
";

fn group(pairs: &[(&str, &str)]) -> BTreeMap<AdId, String> {
    pairs
        .iter()
        .map(|(ad, group)| (AdId::new(ad), (*group).to_owned()))
        .collect()
}

fn found() -> Found {
    let phone = |ad: &str, phones: &[&[&str]]| {
        let phones = phones
            .iter()
            .map(|readings| {
                readings
                    .iter()
                    .map(|reading| (*reading).to_owned())
                    .collect()
            })
            .collect();
        (AdId::new(ad), phones)
    };
    Found {
        ads: ["a1", "a2", "a3", "a4", "a5", "a6"].map(AdId::new).to_vec(),
        clusters: group(&[("a1", "c1"), ("a2", "c1"), ("a4", "c2"), ("a5", "c2")]),
        networks: group(&[
            ("a1", "n1"),
            ("a2", "n1"),
            ("a3", "n1"),
            ("a4", "n1"),
            ("a5", "n2"),
            ("a6", "n2"),
        ]),
        ranked: vec!["n2".to_owned(), "n1".to_owned()],
        phones: [
            phone("a1", &[&["+12125550101"]]),
            phone(
                "a2",
                &[&["+12125550101"], &["+442079460000", "+12125550102"]],
            ),
            phone("a4", &[&["+12125550199"]]),
        ]
        .into(),
        names: [("a1", "mia"), ("a2", "lena"), ("a3", "rosa")]
            .map(|(ad, name)| (AdId::new(ad), vec![name.to_owned()]))
            .into(),
    }
}

#[test]
fn figures_worked_out_by_hand() {
    let truth = Truth::read(TRUTH.as_bytes()).unwrap();
    let figures = evaluate(&truth, &found());
    assert!((figures.clusters.f1 - 1.0).abs() < 1e-9);
    // Each of the three organised ads shares its network of four with two mates and a stranger.
    assert!((figures.networks_organised.precision - 0.75).abs() < 1e-9);
    assert!((figures.networks_organised.recall - 1.0).abs() < 1e-9);
    // The one organised operator is found at rank two.
    assert!((figures.ranking.average_precision - 0.5).abs() < 1e-9);
    assert_eq!(figures.ranking.line, Some(2));
    assert_eq!(figures.ranking.above_line["independent"].above, 1);
    assert_eq!(figures.ranking.above_line["agency"].above, 1);
    let phones = figures.phones.all;
    assert_eq!((phones.written, phones.found, phones.right), (6, 4, 2));
    assert_eq!(phones.right_any_reading, 3);
    assert_eq!(figures.phones.by_disguise["leet"].right, 1);
    let names = figures.names;
    assert_eq!((names.written, names.found, names.right), (6, 3, 2));
}

#[test]
fn an_unread_ad_is_missing_and_counts_against_recall() {
    let truth = Truth::read(TRUTH.as_bytes()).unwrap();
    let figures = evaluate(&truth, &Found::default());
    assert_eq!(figures.ads_missing, 6);
    assert!(figures.networks_organised.recall < 0.5);
    assert!(figures.ranking.average_precision.abs() < 1e-9);
}

#[test]
fn a_truth_without_rows_is_an_error() {
    assert!(Truth::read("ad_id,operator\n".as_bytes()).is_err());
}
