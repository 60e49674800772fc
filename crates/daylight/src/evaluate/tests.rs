//! Figures worked out by hand.

use crate::evaluate::Comparison;
use crate::evaluate::Evaluation;
use crate::evaluate::Truth;

const TRUTH: &str = "\
ad_id,operator,kind,template,phone,disguise,names
a1,o1,organised,t1,+12125550101,,Mia
a2,o1,organised,t1,+12125550101;+12125550102,leet,Lena
a3,o1,organised,t2,+12125550102,,Mia
a4,o2,independent,t3,+12125550103,spaced,Zoe
a5,o2,independent,t3,,,Zoe
a6,o3,agency,t4,+12125550104,,Ana
";

fn evaluation(truth: &Truth) -> Evaluation {
    let mut found = Comparison::new(truth);
    for ad in ["a1", "a2", "a3", "a4", "a5", "a6"] {
        found.ad(ad);
    }
    for (ad, cluster) in [("a1", "c1"), ("a2", "c1"), ("a4", "c2"), ("a5", "c2")] {
        found.cluster(ad, cluster);
    }
    for (ad, network) in [
        ("a6", "n2"),
        ("a1", "n1"),
        ("a2", "n1"),
        ("a3", "n1"),
        ("a4", "n1"),
        ("a5", "n2"),
    ] {
        found.network(ad, network);
    }
    found.ranked("n2");
    found.ranked("n1");
    found.facts("a1", &[vec!["+12125550101"]], &["mia"]);
    found.facts(
        "a2",
        &[vec!["+12125550101"], vec!["+442079460000", "+12125550102"]],
        &["lena"],
    );
    found.facts("a4", &[vec!["+12125550199"]], &[]);
    found.facts("a3", &[], &["rosa"]);
    found.facts("unknown", &[vec!["+12125550198"]], &["rosa"]);
    found.finish()
}

#[test]
fn figures_worked_out_by_hand() {
    let truth = Truth::read(TRUTH.as_bytes()).unwrap();
    let figures = evaluation(&truth);
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
    let figures = Comparison::new(&truth).finish();
    assert_eq!(figures.ads_missing, 6);
    assert!(figures.networks_organised.recall < 0.5);
    assert!(figures.ranking.average_precision.abs() < 1e-9);
}

#[test]
fn a_truth_without_rows_is_an_error() {
    assert!(Truth::read("ad_id,operator\n".as_bytes()).is_err());
}

#[test]
fn strangers_to_the_truth_count_against_the_owner_of_a_network() {
    let truth = Truth::read(TRUTH.as_bytes()).unwrap();
    let average = |strangers: &[&str]| {
        let mut found = Comparison::new(&truth);
        for ad in strangers.iter().chain(&["a1", "a2"]) {
            found.network(ad, "n1");
        }
        found.ranked("n1");
        found.finish().ranking.average_precision
    };
    assert!((average(&["x"]) - 1.0).abs() < 1e-9);
    assert!(average(&["x", "y"]).abs() < 1e-9);
}
