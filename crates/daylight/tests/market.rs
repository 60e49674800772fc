//! The whole way, in memory: a synthetic market read, run and held against its truth.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first thing that is wrong and prints its figures"
)]

use std::collections::BTreeMap;
use std::io::Cursor;

use daylight::evaluate::Comparison;
use daylight::evaluate::Evaluation;
use daylight::evaluate::Truth;
use daylight::pipeline;
use daylight::pipeline::Generic;
use daylight::pipeline::Outcome;
use daylight::pipeline::Settings;
use daylight_engine::cluster;
use daylight_engine::link;
use daylight_engine::read::Mapping;
use daylight_engine::read::Row;
use daylight_engine::read::Source;
use daylight_engine::score::Reference;
use daylight_engine::score::Registry;
use daylight_engine::score::Weights;
use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::FactKind;
use daylight_model::Private;

fn settings() -> Settings {
    Settings {
        cluster: cluster::Settings::default(),
        link: link::Settings::default(),
        registry: Registry::shipped(&Weights::new()).unwrap(),
        reference: Reference::shipped().unwrap(),
        generic: Generic::default(),
    }
}

fn market(ads: u64, seed: u64, difficulty: u8) -> (Vec<Ad>, Truth) {
    let settings = daylight_synth::Settings {
        ads,
        seed,
        difficulty,
    };
    let (mut csv, mut truth) = (Vec::new(), Vec::new());
    daylight_synth::write_csv(&settings, &mut csv, &mut truth).unwrap();
    let source = Source::new("market.csv", Cursor::new(csv)).unwrap();
    let mut read: Vec<Ad> = source
        .rows(&Mapping::default())
        .unwrap()
        .map(|row| match row.unwrap() {
            Row::Ad(ad) => *ad,
            Row::Reject(reject) => unreachable!("{}", reject.reason),
        })
        .collect();
    read.sort_by(|a, b| a.id.cmp(&b.id));
    (read, Truth::read(truth.as_slice()).unwrap())
}

fn compare(truth: &Truth, ads: &[Ad], outcome: &Outcome) -> Evaluation {
    let mut found = Comparison::new(truth);
    for ad in ads {
        found.ad(ad.id.as_str());
    }
    for (ad, cluster) in &outcome.clusters {
        found.cluster(ad.as_str(), cluster.as_str());
    }
    for network in &outcome.networks {
        for ad in &network.members {
            found.network(ad.as_str(), network.network_id.as_str());
        }
        if network.rank.is_some() {
            found.ranked(network.network_id.as_str());
        }
    }
    let mut of_ad: BTreeMap<&AdId, (Vec<Vec<&str>>, Vec<&str>)> = BTreeMap::new();
    for (ad, fact) in &outcome.facts {
        let (phones, names) = of_ad.entry(ad).or_default();
        if fact.kind == FactKind::Name && fact.rule != "name/employer" {
            names.push(fact.value.reveal());
        }
        if fact.kind == FactKind::Phone {
            let readings = std::iter::once(&fact.value).chain(&fact.readings);
            phones.push(readings.map(Private::reveal).collect());
        }
    }
    for (ad, (phones, names)) in of_ad {
        found.facts(ad.as_str(), &phones, &names);
    }
    found.finish()
}

fn run(ads: u64, seed: u64, difficulty: u8) -> Evaluation {
    let (ads, truth) = market(ads, seed, difficulty);
    let outcome = pipeline::run(&ads, &settings(), &|_| ());
    let figures = compare(&truth, &ads, &outcome);
    println!("{}", serde_json::to_string_pretty(&figures).unwrap());
    figures
}

#[test]
fn a_small_market_is_found() {
    let figures = run(2_000, 7, 3);
    assert!(figures.clusters.f1 > 0.9, "{:?}", figures.clusters);
    assert!(
        figures.networks_organised.f1 > 0.8,
        "{:?}",
        figures.networks_organised
    );
}

/// `MARKET="ads seed difficulty"` prints the figures of any market.
#[test]
#[ignore = "prints figures for a person to read"]
fn figures() {
    let asked = std::env::var("MARKET").unwrap_or_else(|_| "20000 101 3".to_owned());
    let mut numbers = asked
        .split(' ')
        .map(|number| number.parse::<u64>().unwrap());
    let (ads, seed, difficulty) = (
        numbers.next().unwrap(),
        numbers.next().unwrap(),
        numbers.next().unwrap(),
    );
    run(ads, seed, u8::try_from(difficulty).unwrap());
}
