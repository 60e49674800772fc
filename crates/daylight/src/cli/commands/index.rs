//! `daylight index`: what `find` and `search` look into, built before they are asked.

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::commands::find;
use crate::cli::commands::search;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::session;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight index")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let run = session::latest(&workspace)?;
    find::index(&workspace, &run, output)?;
    search::index(&workspace, &run, output)?;
    output.note(format!("run {} is indexed", run.manifest().run_id));
    Ok(Exit::Done)
}
