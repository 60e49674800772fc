//! `daylight keys`: whether the keys belong to the workspace, and who may read them; new ones, and a
//! passphrase.

use std::io;
use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::ensure;
use daylight_findings::text::counted;
use daylight_model::Private;
use daylight_store::Workspace;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking::Who;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;

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
    /// Draw new keys and write the whole workspace again with them.
    #[command(
        after_help = "Copies made earlier need the old keys, which are gone: make a new one with `daylight backup`."
    )]
    Rotate,
    /// Seal the keys with a passphrase, or with another one.
    Seal(Seal),
    /// Put sealed keys down in the clear.
    Unseal,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "What was in the clear before may still be found on the disk: `daylight keys rotate` afterwards draws keys that never were."
)]
struct Seal {
    /// A file whose first line is the new passphrase; without it a terminal is asked.
    #[arg(long, value_name = "FILE")]
    with: Option<PathBuf>,
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
    match &args.what {
        What::Check(args) => check(args, global, output),
        What::Rotate => rotate(global, output),
        What::Seal(args) => seal(args, global, output),
        What::Unseal => unseal(global, output),
    }
}

/// The workspace, and the passphrase of its keys where they are sealed.
fn opened(global: &Global) -> anyhow::Result<(Workspace, Option<Private>)> {
    open::with_passphrase(global, |passphrase| {
        let workspace = Workspace::open_with(&global.workspace, passphrase)?;
        Ok((workspace, passphrase.cloned()))
    })
}

fn rotate(global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let (workspace, passphrase) = opened(global)?;
    let progress = output.steps();
    progress.begin("writing everything again with new keys");
    let rotated = workspace
        .writer()?
        .rotate_keys(passphrase.as_ref(), Who::here().at())?;
    progress.end();
    if output.json() {
        output.value(&json!({"batches": rotated.batches, "runs": rotated.runs}))?;
        return Ok(Exit::Done);
    }
    output.line(format!(
        "{} and {} are written again with new keys",
        counted(rotated.batches as u64, "batch"),
        counted(rotated.runs as u64, "run")
    ));
    output.note(
        "hint: tokens are new too, so reports and exports made earlier no longer match; make a new backup",
    );
    Ok(Exit::Done)
}

fn seal(args: &Seal, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let (workspace, old) = opened(global)?;
    let new = match &args.with {
        Some(file) => open::from_file(file)?,
        None => typed_twice()?,
    };
    workspace.writer()?.seal_keys(old.as_ref(), &new)?;
    output.line("the keys are sealed: without the passphrase nothing of the workspace opens");
    output.note("hint: nobody can bring a lost passphrase back");
    Ok(Exit::Done)
}

fn typed_twice() -> anyhow::Result<Private> {
    ensure!(
        io::stdin().is_terminal(),
        "sealing the keys: there is no passphrase\nhint: name a file whose first line it is with `--with FILE`"
    );
    let once = rpassword::prompt_password("New passphrase: ").context(READING)?;
    let twice = rpassword::prompt_password("Once more: ").context(READING)?;
    ensure!(
        once == twice && !once.is_empty(),
        "sealing the keys: the two are not the same, or empty\nhint: try again; nothing has changed"
    );
    Ok(Private::new(once))
}

const READING: &str = "reading the passphrase";

fn unseal(global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let (workspace, passphrase) = opened(global)?;
    let Some(passphrase) = passphrase else {
        output.line("the keys are not sealed");
        return Ok(Exit::Done);
    };
    workspace.writer()?.unseal_keys(&passphrase)?;
    output.line("the keys lie in the clear");
    Ok(Exit::Done)
}

fn check(args: &Check, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let keys = match &args.keys {
        Some(keys) => keys.clone(),
        None => open::open(global)?.keys_dir().to_path_buf(),
    };
    let check = open::with_passphrase(global, |passphrase| {
        Workspace::check_keys(&global.workspace, &keys, passphrase)
    })?;
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
            counted(check.batches as u64, "batch"),
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
