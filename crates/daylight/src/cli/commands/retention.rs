//! `daylight retention`: what its time is over for is destroyed.

use std::path::PathBuf;

use daylight_findings::text::counted;
use daylight_store::Expired;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking;
use crate::cli::asking::Who;
use crate::cli::open;
use crate::cli::output::Output;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight retention run --dry-run")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Destroy what the policy in force keeps no longer.
    Run(Run),
}

#[derive(Debug, clap::Args)]
struct Run {
    /// Say what would go, and destroy nothing.
    #[arg(long)]
    dry_run: bool,
    /// A backup to bring up to date afterwards, so that it keeps no longer either.
    #[arg(long = "backup", value_name = "DIR")]
    backups: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let What::Run(args) = &args.what;
    let workspace = open::open(global)?;
    let mut judgements = asking::judgements(&workspace)?;
    let who = Who::here();
    let writer = workspace.writer()?;
    let expired = if args.dry_run {
        judgements.expired(writer.workspace(), who.at())?
    } else {
        judgements.run_retention(&who.asking(None, None), &writer)?
    };
    drop(writer);
    if !args.dry_run {
        for backup in &args.backups {
            workspace.back_up(backup)?;
        }
    }
    print(&expired, args.dry_run, output)?;
    if !args.dry_run && args.backups.is_empty() {
        output.note("hint: backups keep what they hold until they are made anew: `--backup DIR` does so for one");
    }
    Ok(Exit::Done)
}

fn print(expired: &Expired, dry_run: bool, output: &mut Output) -> anyhow::Result<()> {
    if output.json() {
        return output.value(&json!({
            "batches": expired.batches,
            "reasons": expired.reasons.len(),
            "requests": expired.requests.len(),
            "cases": expired.cases.len(),
        }));
    }
    let verb = if dry_run { "over" } else { "destroyed" };
    output.line(format!(
        "{verb}: {}, {}, {}, {}",
        counted(expired.batches.len() as u64, "batch"),
        counted(expired.reasons.len() as u64, "reason"),
        counted(expired.requests.len() as u64, "request"),
        counted(expired.cases.len() as u64, "case")
    ));
    Ok(())
}
