//! `daylight search`: the networks whose ads hold words.

use anyhow::ensure;
use daylight_findings::text::counted;
use daylight_findings::words;
use daylight_findings::words::Answer;
use daylight_model::AdId;
use daylight_store::Run;
use daylight_store::Workspace;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::answer;
use crate::cli::answer::Answering;
use crate::cli::asking;
use crate::cli::asking::Purpose;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::session;
use crate::pipeline::Builder;
use crate::pipeline::texts;

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

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let run = session::latest(&workspace)?;
    let words = words::terms(&args.text.join(" "));
    ensure!(
        !words.is_empty(),
        "searching: there is no word in what was given\nhint: write a word or several; `daylight find` looks for identifiers"
    );
    if !run.has_words() {
        index(&workspace, &run, output)?;
    }
    // The log is not told the words: they may be a person's.
    let of = counted(words.len() as u64, "word");
    let may = asking::may_look_up(&workspace, &args.purpose, &of)?;
    let answer = words::answer(&run, &words, may)?;
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
