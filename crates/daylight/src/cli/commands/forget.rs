//! `daylight forget`: the undo of an import.

use anyhow::bail;
use daylight_findings::text::counted;
use daylight_model::BatchId;
use daylight_store::Forgotten;
use daylight_store::Workspace;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::open;
use crate::cli::output::Output;

/// The word for the batch imported last.
const LAST: &str = "last";

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight forget last --dry-run")]
pub(crate) struct Args {
    /// The id of the batch, the beginning of its id, or `last`.
    #[arg(value_name = "BATCH")]
    batch: String,
    /// Show what would go, and remove nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let writer = workspace.writer()?;
    let id = find(&workspace, &args.batch)?;
    let gone = if args.dry_run {
        workspace.would_forget(&id)?
    } else {
        writer.forget_batch(&id)?
    };
    if output.json() {
        output.value(&gone)?;
        return Ok(Exit::Done);
    }
    let verb = if args.dry_run {
        "would remove"
    } else {
        "removed"
    };
    output.line(format!("{verb} {}", what(&gone)));
    if !args.dry_run {
        output.line("its id stays on the list of forgotten batches, without its ads");
        output.note(
            "hint: `daylight link` ties the ads that are left; reports and exports written \
             earlier are files of yours and stay as they are",
        );
    }
    Ok(Exit::Done)
}

fn what(gone: &Forgotten) -> String {
    let count = |count: Option<u64>, noun: &str| {
        count.map_or_else(
            || format!("an unknown number of {noun}s"),
            |count| counted(count, noun),
        )
    };
    format!(
        "batch {}: {}, {}, and {} made from them",
        gone.batch_id,
        count(gone.ads, "ad"),
        count(gone.rejects, "reject"),
        counted(gone.runs.len() as u64, "run"),
    )
}

/// The one live batch that is meant.
fn find(workspace: &Workspace, asked: &str) -> anyhow::Result<BatchId> {
    let known = workspace.batch_names()?;
    if asked == LAST {
        let Some(last) = known.into_iter().next_back() else {
            bail!("looking for the last batch: there is none\nhint: import something first");
        };
        return Ok(last);
    }
    let mut found = known
        .into_iter()
        .filter(|id| id.as_str().starts_with(asked));
    match (found.next(), found.next()) {
        (Some(one), None) if !asked.is_empty() => Ok(one),
        (Some(_), Some(_)) => {
            bail!("looking for batch `{asked}`: several ids begin so\nhint: write more of the id")
        }
        _ => bail!(
            "looking for batch `{asked}`: there is none\nhint: `daylight batches` lists those there are"
        ),
    }
}
