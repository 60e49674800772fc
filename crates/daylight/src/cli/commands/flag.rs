//! `daylight flag`: what a person must not keep to themselves.

use daylight_policy::SUSPECTED_MINOR;
use daylight_store::Workspace;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking;
use crate::cli::asking::Purpose;
use crate::cli::asking::Who;
use crate::cli::commands::show;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::session;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: daylight flag 3 --suspected-minor --reason 'wording in two ads' --purpose investigation"
)]
pub(crate) struct Args {
    /// Its id, the beginning of its id, or its rank.
    #[arg(value_name = "NETWORK")]
    network: String,
    /// Somebody advertised in it may be a child. A person sets this; no score reads or makes it.
    #[arg(long, required = true)]
    suspected_minor: bool,
    /// What makes you think so; sealed in the workspace, and committed to in the log.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    purpose: Purpose,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace: Workspace = open::open(global)?;
    let mut judgements = asking::judgements(&workspace)?;
    let run = session::latest(&workspace)?;
    let network = show::find(&workspace, &run, &args.network)?;
    let who = Who::here();
    let asking = who.asking(args.purpose.purpose.as_deref(), Some(&args.reason));
    judgements.flag(&asking, network.network_id.as_str(), "suspected minor")?;
    output.line(format!(
        "network {} is flagged: suspected minor. Now:",
        network.network_id
    ));
    for (number, step) in (1..).zip(SUSPECTED_MINOR) {
        output.line(format!("  {number}. {step}"));
    }
    Ok(Exit::Done)
}
