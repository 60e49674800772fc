//! PLACEHOLDER for the `evaluate` command.

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::output::Output;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, _global: &Global, _output: &mut Output) -> anyhow::Result<Exit> {
    anyhow::bail!("not built yet")
}
