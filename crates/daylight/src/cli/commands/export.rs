//! The `export` command: the tables of the last run for other programs.

use std::path::PathBuf;

use daylight_store::Format;
use daylight_store::UnknownFormat;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::open;
use crate::cli::output::Output;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  daylight export tables --out tables --format parquet")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the tables of the last run; identifiers and names are tokens.
    Tables(Tables),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  daylight export tables --out tables --format parquet")]
struct Tables {
    /// A folder: new, empty, or with an earlier export, which is replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What the tables are written as: csv, jsonl or parquet.
    #[arg(long, default_value = "csv", value_parser = format)]
    format: Format,
}

/// What was written, for scripts.
#[derive(Debug, Serialize)]
struct Written {
    run: String,
    tables: Vec<String>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let What::Tables(args) = &args.what;
    let workspace = open::open(global)?;
    let progress = output.steps();
    progress.begin("writing tables");
    let paths = workspace.export_tables(&args.out, args.format)?;
    progress.end();
    if output.json() {
        let run = workspace.latest_run()?;
        output.value(&Written {
            run: run.map_or_else(String::new, |run| run.manifest().run_id.clone()),
            tables: paths
                .iter()
                .map(|path| path.display().to_string())
                .collect(),
        })?;
    }
    output.note(format!(
        "wrote {} tables as {} to `{}`",
        paths.len(),
        args.format,
        args.out.display()
    ));
    Ok(Exit::Done)
}

fn format(word: &str) -> Result<Format, UnknownFormat> {
    word.parse()
}
