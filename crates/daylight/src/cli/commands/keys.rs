//! `daylight keys`: whether the keys belong to the workspace, and who may read them.

use std::path::PathBuf;

use daylight_store::Workspace;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::text::batches;
use crate::cli::text::counted;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight keys check --keys /media/safe/keys")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Check that the keys open every batch and run, and that only their owner may read them.
    Check(Check),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight keys check\n  daylight keys check -w /media/stick/daylight --keys /media/safe/keys"
)]
struct Check {
    /// A folder with a copy of the keys, in place of the workspace's own; with `-w` a backup, what
    /// `daylight restore` will need.
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let What::Check(args) = &args.what;
    let keys = match &args.keys {
        Some(keys) => keys.clone(),
        None => Workspace::open(&global.workspace)?.keys_dir().to_path_buf(),
    };
    let check = Workspace::check_keys(&global.workspace, &keys)?;
    let is_sound = check.problems.is_empty();
    if output.json() {
        let problems = check.problems.iter().map(ToString::to_string);
        output.value(&json!({
            "fingerprint": check.fingerprint,
            "batches": check.batches,
            "runs": check.runs,
            "problems": problems.collect::<Vec<_>>(),
        }))?;
    } else {
        for problem in &check.problems {
            output.line(safe(&problem.to_string()));
        }
        output.line(format!(
            "keys {} open {} and {}",
            check.fingerprint,
            batches(check.batches),
            counted(check.runs as u64, "run")
        ));
    }
    if is_sound {
        return Ok(Exit::Done);
    }
    output.note(format!(
        "{}\nhint: keys that others may read are mended with `chmod 700` for the folder and `chmod 600` for its files; what does not open was sealed with other keys, or is damaged",
        counted(check.problems.len() as u64, "problem")
    ));
    Ok(Exit::Failed)
}
