//! `daylight audit`: who did what, and the proof that nobody changed the record of it.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::bail;
use daylight_findings::text::counted;
use daylight_policy::Checkpoint;
use daylight_policy::Outcome;
use daylight_policy::Verifier;
use daylight_policy::hex;
use daylight_store::Judgements;
use daylight_store::Logged;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::asking;
use crate::cli::asking::Who;
use crate::cli::new_file;
use crate::cli::new_file::Existing;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::table;
use crate::cli::table::Side;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight audit checkpoint > may.checkpoint\n  daylight audit verify --checkpoint may.checkpoint --key \"$(cat log.key.pub)\"\n  daylight audit prove --since 120\n  daylight audit export log-for-the-board"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Print the newest entries; for auditors.
    List(List),
    /// Check the whole log; with a checkpoint kept elsewhere also that it begins as it did then.
    Verify(Verify),
    /// Print a signed checkpoint of the log as it is, to be kept elsewhere.
    Checkpoint,
    /// Print the key that checks checkpoints.
    Key,
    /// Print the proof that an entry is in the log, or that the log grew from an earlier one; for
    /// auditors.
    Prove(Prove),
    /// Write the log for other programs to check: its entries, a checkpoint, the key; for auditors.
    Export(Export),
}

#[derive(Debug, clap::Args)]
struct List {
    /// How many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    top: usize,
}

#[derive(Debug, clap::Args)]
struct Verify {
    /// A file with a checkpoint.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The key it was signed with, as `daylight audit key` printed it then; without it the one of now.
    #[arg(long, value_name = "KEY", requires = "checkpoint")]
    key: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Prove {
    /// The number of the entry, from 0.
    #[arg(required_unless_present = "since")]
    entry: Option<u64>,
    /// The size of an earlier log, as its checkpoint tells it.
    #[arg(long, value_name = "ENTRIES", conflicts_with = "entry")]
    since: Option<u64>,
}

#[derive(Debug, clap::Args)]
struct Export {
    /// A new or an empty folder.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let mut judgements = asking::judgements(&workspace)?;
    match &args.what {
        What::List(args) => {
            read(&mut judgements)?;
            list(&judgements.log(args.top)?, output)?;
            Ok(Exit::Done)
        }
        What::Verify(args) => verify(&judgements, args, output),
        What::Checkpoint => {
            let checkpoint = judgements.checkpoint()?;
            output.line(checkpoint.trim_end_matches('\n'));
            Ok(Exit::Done)
        }
        What::Key => {
            output.line(judgements.verifier()?.to_string());
            Ok(Exit::Done)
        }
        What::Prove(args) => {
            read(&mut judgements)?;
            match args.entry {
                Some(entry) => prove(&judgements, entry, output),
                None => grown(&judgements, args.since.unwrap_or(0), output),
            }
        }
        What::Export(args) => {
            read(&mut judgements)?;
            export(&judgements, args, output)
        }
    }
}

/// Asks policy whether the log may be read, which the log is told.
fn read(judgements: &mut Judgements) -> anyhow::Result<()> {
    let who = Who::here();
    judgements.read_log(&who.asking(None, None))?;
    Ok(())
}

fn list(entries: &[Logged], output: &mut Output) -> anyhow::Result<()> {
    let columns = ["at", "who", "purpose", "action", "", "on", "by"];
    let [at, who, purpose, action, outcome, on, by] = columns.map(|name| (name, Side::Left));
    let number = ("entry", Side::Right);
    let row = |Logged { number, entry }: &Logged| {
        let outcome = match entry.outcome {
            Outcome::Allowed => "allowed",
            Outcome::Refused => "refused",
        };
        [
            number.to_string(),
            entry.at.clone(),
            entry.who.clone(),
            entry.purpose.clone(),
            entry.action.clone(),
            outcome.to_owned(),
            entry.on.clone(),
            entry.rules.join(", "),
        ]
    };
    let value = |logged: &Logged| json!({"number": logged.number, "entry": logged.entry});
    let columns = [number, at, who, purpose, action, outcome, on, by];
    table::list(entries, columns, row, value, ("no entries", output))
}

fn verify(judgements: &Judgements, args: &Verify, output: &mut Output) -> anyhow::Result<Exit> {
    let known = known(judgements, args)?;
    let problems = judgements.problems(known);
    let size = judgements.log(1)?.first().map_or(0, |it| it.number + 1);
    if output.json() {
        output.value(&json!({
            "entries": size,
            "problems": problems,
            "held_against": known.map(|known| known.size),
        }))?;
    } else {
        for problem in &problems {
            output.line(safe(problem.lines().next().unwrap_or_default()));
        }
        if problems.is_empty() {
            let entries = counted(size, "entry");
            output.line(match known {
                None => format!(
                    "{entries}, as they were written; nothing here tells of entries cut off at the end: hold the log against a checkpoint kept elsewhere"
                ),
                Some(known) => format!(
                    "{entries}, as they were written; the first {} are those of the checkpoint",
                    known.size
                ),
            });
        }
    }
    Ok(if problems.is_empty() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// The checkpoint that the log is held against.
fn known(judgements: &Judgements, args: &Verify) -> anyhow::Result<Option<Checkpoint>> {
    let Some(path) = &args.checkpoint else {
        return Ok(None);
    };
    let doing = || format!("reading the checkpoint `{}`", path.display());
    let note = fs::read_to_string(path).with_context(doing)?;
    let verifier = match &args.key {
        Some(key) => Verifier::parse(key).context("reading the key")?,
        None => judgements.verifier()?,
    };
    verifier.open(&note).map(Some).with_context(doing)
}

fn prove(judgements: &Judgements, entry: u64, output: &mut Output) -> anyhow::Result<Exit> {
    let Some(proof) = judgements.prove(entry)? else {
        bail!("proving entry {entry}: there is none\nhint: `daylight audit list` numbers them");
    };
    let hashes: Vec<String> = proof.hashes.iter().map(|hash| hex(hash)).collect();
    output.value(&json!({
        "entry": String::from_utf8_lossy(&proof.entry),
        "number": proof.number,
        "hashes": hashes,
        "checkpoint": proof.checkpoint,
        "key": judgements.verifier()?.to_string(),
    }))?;
    Ok(Exit::Done)
}

/// Prints the proof that the log of an earlier checkpoint grew into this one.
fn grown(judgements: &Judgements, since: u64, output: &mut Output) -> anyhow::Result<Exit> {
    let hashes: Vec<String> = judgements
        .grown_from(since)?
        .iter()
        .map(|hash| hex(hash))
        .collect();
    output.value(&json!({
        "since": since,
        "hashes": hashes,
        "checkpoint": judgements.checkpoint()?,
        "key": judgements.verifier()?.to_string(),
    }))?;
    Ok(Exit::Done)
}

/// Entries of a bundle, as tlog-tiles has it.
const BUNDLE: u64 = 256;

fn export(judgements: &Judgements, args: &Export, output: &mut Output) -> anyhow::Result<Exit> {
    let mut bundles: Vec<Vec<u8>> = Vec::new();
    let mut size = 0;
    judgements.for_each_entry(|number, entry| {
        if number % BUNDLE == 0 {
            bundles.push(Vec::new());
        }
        if let Some(bundle) = bundles.last_mut() {
            let len = u16::try_from(entry.len()).unwrap_or(u16::MAX);
            bundle.extend_from_slice(&len.to_be_bytes());
            bundle.extend_from_slice(entry);
        }
        size = number + 1;
        Ok(())
    })?;
    let making = |path: &PathBuf| format!("writing {}", path.display());
    let folder = args.folder.join("tile").join("entries");
    fs::create_dir_all(&folder).with_context(|| making(&folder))?;
    for (number, bundle) in (0_u64..).zip(&bundles) {
        let held = (size - number * BUNDLE).min(BUNDLE);
        let path = folder.join(bundle_name(number, held));
        let parent = path.parent().unwrap_or(&folder).to_path_buf();
        fs::create_dir_all(&parent).with_context(|| making(&parent))?;
        fs::write(&path, bundle).with_context(|| making(&path))?;
    }
    let texts = [
        ("checkpoint", judgements.checkpoint()?),
        ("key", format!("{}\n", judgements.verifier()?)),
    ];
    for (name, text) in texts {
        new_file::write_whole(&args.folder.join(name), &text, Existing::Replace)?;
    }
    output.line(format!(
        "{} in `{}`, with a checkpoint and the key that checks it",
        counted(size, "entry"),
        args.folder.display()
    ));
    Ok(Exit::Done)
}

/// The name of a bundle (C2SP tlog-tiles): thousands by folder, and `.p/` where it is not full.
fn bundle_name(number: u64, held: u64) -> String {
    let mut name = format!("{:03}", number % 1_000);
    let mut rest = number / 1_000;
    while rest > 0 {
        name = format!("x{:03}/{name}", rest % 1_000);
        rest /= 1_000;
    }
    if held < BUNDLE {
        name = format!("{name}.p/{held}");
    }
    name
}

#[cfg(test)]
mod tests {
    use crate::cli::commands::audit::bundle_name;

    #[test]
    fn bundles_are_named_as_others_look_for_them() {
        assert_eq!(bundle_name(0, 256), "000");
        assert_eq!(bundle_name(5, 3), "005.p/3");
        assert_eq!(bundle_name(1_234_067, 256), "x001/x234/067");
    }
}
