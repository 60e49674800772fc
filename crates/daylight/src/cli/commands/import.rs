//! `daylight import`: files in, one batch kept.

use daylight_store::Workspace;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::ingest;
use crate::cli::ingest::Files;
use crate::cli::ingest::Imported;
use crate::cli::open;
use crate::cli::output::Output;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight import ads.csv.gz more.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    files: Files,
    /// Show the mapping, the counts and the first ads, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let imported = if args.dry_run {
        let known = open::open_if_there(global)?;
        ingest::read(&args.files, output)?.trial(known.as_ref(), output)?
    } else {
        keep(&args.files, global, output)?.1
    };
    if output.json() {
        output.value(&imported)?;
    } else if args.dry_run {
        output.line(format!("would import: {}", imported.sum()));
    } else {
        output.line(imported.sum());
    }
    imported.note_rejects(output);
    if imported.has_rejects() {
        return Ok(Exit::Rejects);
    }
    Ok(Exit::Done)
}

/// Reads all files, then makes the workspace if it is not there, and keeps what is new.
pub(crate) fn keep(
    files: &Files,
    global: &Global,
    output: &Output,
) -> anyhow::Result<(Workspace, Imported)> {
    let pending = ingest::read(files, output)?;
    let workspace = open::open_or_create(global)?;
    let imported = {
        let writer = workspace.writer()?;
        pending.keep(&workspace, &writer, output)?
    };
    Ok((workspace, imported))
}
