//! The whole way, in memory: a synthetic market read, run and held against its truth.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first thing that is wrong and prints its figures"
)]

use std::collections::BTreeMap;
use std::io::Cursor;

use daylight::evaluate::Evaluation;
use daylight::evaluate::Found;
use daylight::evaluate::Truth;
use daylight::evaluate::evaluate;
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
use daylight_store::StoredAd;

fn settings() -> Settings {
    Settings {
        cluster: cluster::Settings::default(),
        link: link::Settings::default(),
        registry: Registry::shipped(&Weights::new()).unwrap(),
        reference: Reference::shipped().unwrap(),
        generic: Generic::default(),
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
        take: &mut dyn FnMut(&[StoredAd]) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.0.chunks(1_000).try_for_each(take)
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

fn found(ads: &Held, facts: &Facts, outcome: &Outcome<'_>) -> Found {
    let mut phones: BTreeMap<_, Vec<Vec<String>>> = BTreeMap::new();
    let mut names: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (ad, fact) in &facts.0 {
        if fact.kind == FactKind::Name && fact.rule != "name/employer" {
            let value = fact.value.reveal().to_owned();
            names.entry(ad.clone()).or_default().push(value);
        }
        if fact.kind == FactKind::Phone {
            let readings = std::iter::once(&fact.value).chain(&fact.readings);
            phones.entry(ad.clone()).or_default().push(
                readings
                    .map(|reading| reading.reveal().to_owned())
                    .collect(),
            );
        }
    }
    Found {
        ads: ads.0.iter().map(|stored| stored.ad.id.clone()).collect(),
        clusters: outcome
            .clusters()
            .map(|(ad, cluster, _)| (ad, cluster.to_string()))
            .collect(),
        networks: outcome
            .members()
            .map(|(ad, network)| (ad, network.to_string()))
            .collect(),
        ranked: outcome
            .networks()
            .filter(|(network, _)| network.rank.is_some())
            .map(|(network, _)| network.network_id.to_string())
            .collect(),
        phones,
        names,
    }
}

fn run(ads: u64, seed: u64, difficulty: u8) -> Evaluation {
    let (mut ads, truth) = market(ads, seed, difficulty);
    let (settings, mut facts) = (settings(), Facts::default());
    let outcome = pipeline::run(&mut ads, &settings, &mut facts).unwrap();
    let figures = evaluate(&truth, &found(&ads, &facts, &outcome));
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
