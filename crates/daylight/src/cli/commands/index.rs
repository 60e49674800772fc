//! `daylight index`: what `find`, `search` and the desk look into, built before they are asked.

use daylight_findings::sheets;
use daylight_store::Run;
use daylight_store::Workspace;

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
    networks(&workspace, &run, output)?;
    output.note(format!("run {} is indexed", run.manifest().run_id));
    Ok(Exit::Done)
}

/// Builds what is missing of a run.
pub(crate) fn complete(workspace: &Workspace, run: &Run, output: &Output) -> anyhow::Result<()> {
    if !run.is_indexed() {
        find::index(workspace, run, output)?;
    }
    if !run.has_words() {
        search::index(workspace, run, output)?;
    }
    if !run.has_sheets() {
        networks(workspace, run, output)?;
    }
    Ok(())
}

/// Puts together what is shown of each network.
fn networks(workspace: &Workspace, run: &Run, output: &Output) -> anyhow::Result<()> {
    let progress = output.steps();
    progress.begin("indexing networks");
    sheets::build(&workspace.writer()?, run, |done, all| {
        progress.begin(&format!("indexing networks: {done} of {all}"));
    })?;
    progress.end();
    Ok(())
}
