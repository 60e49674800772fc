//! The `evaluate` command: the last run held against a known truth.

mod figures;
mod judged;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::anyhow;
use anyhow::ensure;
use daylight_model::AdId;
use daylight_model::Fact;
use daylight_store::StoredAd;
use daylight_store::Workspace;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::config;
use crate::cli::found::compare;
use crate::cli::new_file::Existing;
use crate::cli::new_file::write_whole;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::Steps;
use crate::cli::session;
use crate::evaluate::Truth;
use crate::evaluate::TruthAd;
use crate::pipeline;
use crate::pipeline::Known;
use crate::pipeline::Step;
use crate::pipeline::Watch;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight evaluate --truth truth.csv\n  daylight evaluate --judgements --labels labels.csv"
)]
pub(crate) struct Args {
    /// The truth, as `daylight synth` writes it.
    #[arg(long, value_name = "FILE", required_unless_present = "judgements")]
    truth: Option<PathBuf>,
    /// Hold the run against what people said of networks and ads, instead.
    #[arg(long, conflicts_with = "truth")]
    judgements: bool,
    /// How many people must say the same of a network for it to count.
    #[arg(long, value_name = "N", default_value_t = 2, requires = "judgements")]
    least: usize,
    /// Write the networks that are settled, with their rank and what they are, as CSV.
    #[arg(long, value_name = "FILE", requires = "judgements")]
    labels: Option<PathBuf>,
    /// Freeze a reference corpus from the ordinary networks of this workspace, instead of
    /// printing figures; name it in `daylight.toml` as `reference = "FILE"`.
    #[arg(long, value_name = "FILE", requires_all = ["name", "truth"])]
    freeze_reference: Option<PathBuf>,
    /// What the reference corpus is called.
    #[arg(long, value_name = "NAME", requires = "freeze_reference")]
    name: Option<String>,
    /// Replace a reference corpus that is there.
    #[arg(long, requires = "freeze_reference")]
    force: bool,
}

/// What was frozen, for scripts.
#[derive(Debug, Serialize)]
struct Frozen<'a> {
    name: &'a str,
    networks: usize,
    networks_left_out: usize,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let Some(truth) = &args.truth else {
        return held_against_people(args, global, output);
    };
    let truth = read(truth)?;
    let workspace = open::open(global)?;
    if let Some(path) = &args.freeze_reference {
        return freeze(args, path, &truth, &workspace, output);
    }
    let evaluation = compare(&session::latest(&workspace)?, &truth)?;
    if output.json() {
        output.value(&evaluation)?;
    } else {
        figures::print(&evaluation, output);
    }
    Ok(Exit::Done)
}

fn held_against_people(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let run = session::latest(&workspace)?;
    let judged = judged::compare(&workspace, &run, args.least, args.labels.as_deref())?;
    if output.json() {
        output.value(&judged)?;
    } else {
        judged::print(&judged, args.least, output);
    }
    Ok(Exit::Done)
}

fn read(path: &Path) -> anyhow::Result<Truth> {
    let name = path.display();
    let file = File::open(path).map_err(|error| {
        anyhow!(
            "reading `{name}`: {error}\nhint: name the file that `daylight synth --truth` wrote"
        )
    })?;
    Truth::read(BufReader::new(file)).with_context(|| format!("reading `{name}`"))
}

/// Writes the percentiles of the networks whose ads are mostly not of organised operators.
fn freeze(
    args: &Args,
    path: &Path,
    truth: &Truth,
    workspace: &Workspace,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let name = args.name.as_deref().unwrap_or_default();
    let settings = config::settings(workspace, output)?;
    let progress = output.steps();
    let known = |ads: &[AdId]| known(ads, truth);
    let mut watch = Freezing(&progress);
    let batches = workspace.batches()?;
    let pieces = &mut session::AdsOf(workspace, &batches);
    let (reference, left_out) = pipeline::freeze(pieces, &settings, name, &known, &mut watch)?;
    progress.end();
    ensure!(
        reference.networks > 0,
        "freezing a reference corpus: no network of this workspace is known to be ordinary\nhint: import the ads that the truth speaks of"
    );
    let existing = if args.force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    write_whole(path, &reference.to_toml(), existing)?;
    if output.json() {
        output.value(&Frozen {
            name,
            networks: reference.networks,
            networks_left_out: left_out,
        })?;
    }
    output.note(format!(
        "froze {} networks as `{}`; {} of organised or unknown operators were left out",
        reference.networks,
        path.display(),
        left_out
    ));
    Ok(Exit::Done)
}

/// Nothing is kept while a corpus is frozen.
struct Freezing<'a>(&'a Steps);

impl Watch for Freezing<'_> {
    fn begin(&mut self, step: Step) {
        self.0.begin(step.as_str());
    }

    fn take(&mut self, _: &[StoredAd], _: Vec<Vec<Fact>>) -> anyhow::Result<()> {
        Ok(())
    }
}

/// What the truth says of a network by most of its ads.
fn known(ads: &[AdId], truth: &Truth) -> Known {
    let rows = || ads.iter().filter_map(|ad| truth.of(ad.as_str()));
    let most = |is: fn(&TruthAd<'_>) -> bool| rows().filter(|row| is(row)).count() * 2 > ads.len();
    if most(|row| row.kind == "agency") {
        Known::Agency
    } else if most(|row| !row.is_organised()) {
        Known::Ordinary
    } else {
        Known::LeftOut
    }
}
