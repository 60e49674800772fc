//! `daylight search`: the networks whose ads hold words.

use std::collections::BTreeMap;

use anyhow::ensure;
use daylight_model::AdId;
use daylight_model::NetworkId;
use daylight_store::Run;
use daylight_store::Workspace;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::answer;
use crate::cli::answer::Answering;
use crate::cli::asking;
use crate::cli::asking::Purpose;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::session;
use crate::cli::text::counted;
use crate::pipeline::texts;
use crate::search::Best;
use crate::search::Builder;
use crate::search::Ranked;
use crate::search::rank;
use crate::search::terms;

/// Ads of which the networks are told.
const ADS_TOLD: usize = 10_000;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight search quiet room near the station\n  daylight search 'habitación tranquila' --json"
)]
pub(crate) struct Args {
    /// Words in any script; case and accents do not matter.
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
    #[command(flatten)]
    purpose: Purpose,
}

/// An ad that holds some of the words.
#[derive(Debug, Serialize)]
struct Held {
    ad_id: AdId,
    words: u32,
    score: f64,
}

/// A network with ads that do.
#[derive(Debug, Serialize)]
struct Found {
    network_id: NetworkId,
    rank: Option<u32>,
    ads: Vec<Held>,
}

/// What is said of a question.
#[derive(Debug, Serialize)]
struct Answer {
    /// How many different words were asked for.
    words: usize,
    /// How many of them the best ads hold, and how many ads do.
    most: u32,
    ads_with_most: u64,
    networks: Vec<Found>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let run = session::latest(&workspace)?;
    let words = terms(&args.text.join(" "));
    ensure!(
        !words.is_empty(),
        "searching: there is no word in what was given\nhint: write a word or several; `daylight find` looks for identifiers"
    );
    if !run.has_words() {
        index(&workspace, &run, output)?;
    }
    // The log is not told the words: they may be a person's.
    let of = counted(words.len() as u64, "word");
    let ranked = if asking::may_look_up(&workspace, &args.purpose, &of)? {
        rank(&run.word_lists(&words)?, ADS_TOLD)
    } else {
        Ranked::default()
    };
    let answer = Answer {
        words: words.len(),
        most: ranked.best.first().map_or(0, |best| best.words),
        ads_with_most: ranked.as_many,
        networks: networks(&run, &ranked)?,
    };
    if output.json() {
        output.value(&answer)?;
    } else {
        print(&answer, output);
    }
    Ok(Exit::Done)
}

/// Builds the word index of a run.
pub(crate) fn index(workspace: &Workspace, run: &Run, output: &Output) -> anyhow::Result<()> {
    let progress = output.steps();
    progress.begin("indexing words");
    let writer = workspace.writer()?;
    let mut members = Vec::new();
    run.for_each_member(|ad, _| members.push(AdId::new(ad)))?;
    let mut builder = Builder::new(members);
    let inputs = workspace.inputs_of(run.manifest())?;
    let mut ads = session::AdsOf(workspace, &inputs);
    texts(&mut ads, &writer, &mut |ads, lot| {
        builder.push(ads, lot);
        Ok(())
    })?;
    writer.index_words(run, &builder.finish())?;
    progress.end();
    Ok(())
}

/// The networks of the best ads, in the order of the best ad of each.
fn networks(run: &Run, ranked: &Ranked) -> anyhow::Result<Vec<Found>> {
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
    let ranks = answer::ranks(run, &by_network)?.into_iter();
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

fn print(answer: &Answer, output: &mut Output) {
    let ads = counted(answer.ads_with_most, "ad");
    let most = answer.most as usize;
    if most > 0 && most == answer.words {
        let all = if most == 1 {
            "the word"
        } else {
            "all the words"
        };
        output.line(format!("{all}: in {ads} of networks"));
    } else if most > 0 {
        let words = answer.words;
        output.line(format!(
            "{most} of the {words} words at most: in {ads} of networks"
        ));
    }
    let networks = answer.networks.iter().map(|network| Answering {
        network_id: &network.network_id,
        rank: network.rank,
        shows: String::new(),
        ads: network.ads.iter().map(|held| &held.ad_id).collect(),
    });
    let networks: Vec<_> = networks.collect();
    answer::print(&networks, "the best stand first", output);
}
