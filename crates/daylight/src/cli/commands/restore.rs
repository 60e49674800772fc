//! `daylight restore`: a workspace made from a backup and its keys.

use std::path::PathBuf;

use daylight_store::Workspace;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::commands::backup;
use crate::cli::open;
use crate::cli::output::Output;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: daylight restore /media/stick/daylight --keys /media/safe/keys -w mended"
)]
pub(crate) struct Args {
    /// The folder that `daylight backup` wrote.
    #[arg(value_name = "DIR")]
    from: PathBuf,
    /// The folder of keys that belongs to it: a copy of the workspace's `keys`.
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let progress = output.steps();
    progress.begin("copying and checking");
    let (_, copied) = open::with_passphrase(global, |passphrase| {
        Workspace::restore(&args.from, &args.keys, passphrase, &global.workspace)
    })?;
    progress.end();
    if output.json() {
        output.value(&backup::value(copied))?;
        return Ok(Exit::Done);
    }
    output.line(format!(
        "restored to `{}`: {}",
        global.workspace.display(),
        backup::what(copied)
    ));
    Ok(Exit::Done)
}
