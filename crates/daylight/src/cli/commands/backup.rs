//! `daylight backup`: a copy of the workspace without its keys, made while it is in use.

use std::path::PathBuf;

use daylight_findings::text::counted;
use daylight_store::Copied;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::open;
use crate::cli::output::Output;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight backup /media/stick/daylight")]
pub(crate) struct Args {
    /// A folder outside the workspace: new, empty, or with an earlier backup of it, which is
    /// brought up to date.
    #[arg(value_name = "DIR")]
    to: PathBuf,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let progress = output.steps();
    progress.begin("copying and checking");
    let copied = workspace.back_up(&args.to)?;
    progress.end();
    if output.json() {
        output.value(&value(copied))?;
        return Ok(Exit::Done);
    }
    output.line(format!(
        "backed up to `{}`: {}",
        args.to.display(),
        what(copied)
    ));
    output.note(format!(
        "the keys are not in it: without a copy of `{}`, kept elsewhere, nobody can read it",
        workspace.keys_dir().display()
    ));
    Ok(Exit::Done)
}

/// What a copy holds, for scripts.
pub(crate) fn value(copied: Copied) -> serde_json::Value {
    json!({
        "batches": copied.batches,
        "runs": copied.runs,
        "there_already": copied.there_already,
        "removed": copied.removed,
    })
}

/// What a copy holds, in words.
pub(crate) fn what(copied: Copied) -> String {
    let (batches, runs) = (
        counted(copied.batches as u64, "batch"),
        counted(copied.runs as u64, "run"),
    );
    let there_already = match copied.there_already {
        0 => String::new(),
        some => format!(", {some} of them there already"),
    };
    let removed = match copied.removed {
        0 => String::new(),
        some => format!("; {some} forgotten since and removed"),
    };
    format!("{batches} and {runs}{there_already}{removed}; every table is as it was written")
}
