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
use daylight::pipeline::Pieces;
use daylight::pipeline::Settings;
use daylight::pipeline::Step;
use daylight::pipeline::Watch;
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
use daylight_model::BatchId;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::Private;
use daylight_store::StoredAd;

fn settings() -> Settings {
    Settings {
        cluster: cluster::Settings::default(),
        link: link::Settings::default(),
        registry: Registry::shipped(&Weights::new()).unwrap(),
        reference: Reference::shipped().unwrap(),
        generic: Generic::default(),
        judged: Vec::new(),
    }
}

fn market(ads: u64, seed: u64, difficulty: u8) -> (Held, Truth) {
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
    let batch_id = BatchId::new("b-1");
    let stored = read.into_iter().map(|ad| StoredAd {
        ad,
        batch_id: batch_id.clone(),
    });
    (
        Held(stored.collect()),
        Truth::read(truth.as_slice()).unwrap(),
    )
}

/// A market in memory.
struct Held(Vec<StoredAd>);

impl Pieces for Held {
    fn each(
        &mut self,
        take: &mut dyn FnMut(Vec<StoredAd>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut pieces = self.0.chunks(1_000);
        pieces.try_for_each(|piece| take(piece.to_vec()))
    }
}

/// Every fact found.
#[derive(Default)]
struct Facts(Vec<(AdId, Fact)>);

impl Watch for Facts {
    fn begin(&mut self, _: Step) {}

    fn take(&mut self, ads: &[StoredAd], facts: Vec<Vec<Fact>>) -> anyhow::Result<()> {
        for (stored, found) in ads.iter().zip(facts) {
            let ids = std::iter::repeat(stored.ad.id.clone());
            self.0.extend(ids.zip(found));
        }
        Ok(())
    }
}

fn compare(truth: &Truth, ads: &Held, facts: &Facts, outcome: &Outcome<'_>) -> Evaluation {
    let mut found = Comparison::new(truth);
    for stored in &ads.0 {
        found.ad(stored.ad.id.as_str());
    }
    for (ad, cluster, _) in outcome.clusters() {
        found.cluster(ad.as_str(), cluster.as_str());
    }
    for (ad, network) in outcome.members() {
        found.network(ad.as_str(), network.as_str());
    }
    for (network, _) in outcome.networks() {
        if network.rank.is_some() {
            found.ranked(network.network_id.as_str());
        }
    }
    let mut of_ad: BTreeMap<&AdId, (Vec<Vec<&str>>, Vec<&str>)> = BTreeMap::new();
    for (ad, fact) in &facts.0 {
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
    let (mut ads, truth) = market(ads, seed, difficulty);
    let (settings, mut facts) = (settings(), Facts::default());
    let outcome = pipeline::run(&mut ads, &settings, None, &mut facts).unwrap();
    let figures = compare(&truth, &ads, &facts, &outcome);
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
