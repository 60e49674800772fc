//! The networks whose ads hold the words of a question.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::NetworkId;
use daylight_store::Result;
use daylight_store::Run;
use serde::Serialize;

use crate::identifiers::ranks;
use crate::words::rank::Best;
use crate::words::rank::Ranked;
use crate::words::rank::rank;

/// Ads of which the networks are told.
const ADS_TOLD: usize = 10_000;

/// An ad that holds some of the words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// The ad.
    pub ad_id: AdId,
    /// How many of the words it holds.
    pub words: u32,
    /// Its score; higher is better.
    pub score: f64,
}

/// A network with ads that do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// The network.
    pub network_id: NetworkId,
    /// Its place in the ranking.
    pub rank: Option<u32>,
    /// Its ads that do, the best first.
    pub ads: Vec<Held>,
}

/// What is said of a question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// How many different words were asked for.
    pub words: usize,
    /// How many of them the best ads hold.
    pub most: u32,
    /// How many ads hold as many.
    pub ads_with_most: u64,
    /// The networks, in the order of the best ad of each.
    pub networks: Vec<Found>,
}

/// The networks that answer a question; nothing where `may` is false, as if nothing were there.
///
/// # Errors
/// Where the words of the run were not indexed, or a table cannot be read.
pub fn answer(run: &Run, words: &BTreeSet<String>, may: bool) -> Result<Answer> {
    let ranked = if may {
        rank(&run.word_lists(words)?, ADS_TOLD)
    } else {
        Ranked::default()
    };
    Ok(Answer {
        words: words.len(),
        most: ranked.best.first().map_or(0, |best| best.words),
        ads_with_most: ranked.as_many,
        networks: networks(run, &ranked)?,
    })
}

/// The networks of the best ads, in the order of the best ad of each.
fn networks(run: &Run, ranked: &Ranked) -> Result<Vec<Found>> {
    let mut wanted: Vec<(usize, &Best)> = ranked.best.iter().enumerate().collect();
    wanted.sort_unstable_by_key(|(_, best)| best.ad);
    let places: Vec<u32> = wanted.iter().map(|(_, best)| best.ad).collect();
    let mut by_network: BTreeMap<NetworkId, Vec<(usize, Held)>> = BTreeMap::new();
    for ((at, best), (ad_id, network)) in wanted.into_iter().zip(run.members_at(&places)?) {
        let held = Held {
            ad_id,
            words: best.words,
            score: (best.score * 1_000.0).round() / 1_000.0,
        };
        by_network.entry(network).or_default().push((at, held));
    }
    let ranks = ranks(run, &by_network)?.into_iter();
    let ranks: BTreeMap<NetworkId, Option<u32>> = ranks.collect();
    let mut found: Vec<(usize, Found)> = by_network
        .into_iter()
        .map(|(network_id, mut ads)| {
            ads.sort_unstable_by_key(|(at, _)| *at);
            let first = ads.first().map_or(usize::MAX, |(at, _)| *at);
            let found = Found {
                rank: ranks.get(&network_id).copied().flatten(),
                network_id,
                ads: ads.into_iter().map(|(_, held)| held).collect(),
            };
            (first, found)
        })
        .collect();
    found.sort_unstable_by_key(|(first, _)| *first);
    Ok(found.into_iter().map(|(_, found)| found).collect())
}
