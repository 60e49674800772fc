//! `daylight networks`: the ranking of the last run.

use daylight_findings::Findings;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::config;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::ranking;
use crate::cli::session;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight networks --top 20")]
pub(crate) struct Args {
    /// How many ranked networks to print.
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let run = session::latest(&workspace)?;
    let findings = Findings::read(&run, &config::reference_of(&workspace)?, args.top)?;
    if output.json() {
        output.value(&ranking::value(&findings, &run.manifest().run_id, args.top))?;
    } else {
        ranking::print(&findings, args.top, output);
    }
    Ok(Exit::Done)
}
