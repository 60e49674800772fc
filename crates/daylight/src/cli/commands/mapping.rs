//! The `mapping` command: how the columns of a file are understood, as a mapping to edit.

use std::fs::File;
use std::io;
use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::anyhow;
use daylight_engine::read::Column;
use daylight_engine::read::Mapping;
use daylight_engine::read::Source;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::new_file::Existing;
use crate::cli::new_file::write_whole;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::table::Side;
use crate::cli::table::Table;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  daylight mapping ads.csv --out ads.toml\n  (edit ads.toml)\n  daylight scan ads.csv --mapping ads.toml"
)]
pub(crate) struct Args {
    /// The file to look at.
    file: PathBuf,
    /// Where the mapping goes; standard output where this is left out.
    #[arg(long, value_name = "M.toml")]
    out: Option<PathBuf>,
    /// Replace a mapping that is there.
    #[arg(long, requires = "out")]
    force: bool,
}

/// How a file was understood, for scripts.
#[derive(Debug, Serialize)]
struct Understood<'a> {
    file: String,
    found: &'a str,
    columns: Vec<Shown<'a>>,
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    name: &'a str,
    r#as: &'static str,
    hashed: bool,
    why: &'a str,
}

pub(crate) fn run(args: &Args, output: &mut Output) -> anyhow::Result<Exit> {
    let mapping = look(args)?;
    let existing = if args.force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    if let Some(out) = &args.out {
        write_whole(out, &mapping.to_toml(), existing)?;
    }
    if output.json() {
        output.value(&understood(args, &mapping))?;
    } else if args.out.is_some() {
        output.line(format!("found: {}", safe(&mapping.detected)));
        output.line("");
        table(&mapping).print(output);
    } else {
        for line in table(&mapping).lines("") {
            output.note(line);
        }
        output.note("");
        print(&mapping, output);
    }
    remarks(args, &mapping, output);
    Ok(Exit::Done)
}

fn look(args: &Args) -> anyhow::Result<Mapping> {
    let name = args.file.display().to_string();
    let file = File::open(&args.file)
        .map_err(|error| anyhow!("reading {name}: {error}\nhint: check the path"))?;
    Ok(Source::new(&name, file)?.mapping(&Mapping::default())?)
}

fn understood<'a>(args: &Args, mapping: &'a Mapping) -> Understood<'a> {
    Understood {
        file: args.file.display().to_string(),
        found: &mapping.detected,
        columns: mapping
            .columns
            .iter()
            .map(|column| Shown {
                name: &column.name,
                r#as: column.role.as_str(),
                hashed: column.hashed,
                why: &column.why,
            })
            .collect(),
    }
}

fn table(mapping: &Mapping) -> Table {
    let mut table = Table::new(&[
        ("column", Side::Left),
        ("as", Side::Left),
        ("why", Side::Left),
    ]);
    for column in &mapping.columns {
        let hashed = if column.hashed { ", hashed" } else { "" };
        table.row([
            column.name.clone(),
            format!("{}{hashed}", column.role),
            column.why.clone(),
        ]);
    }
    table
}

/// The mapping itself: as it is for a file, made safe for a screen.
fn print(mapping: &Mapping, output: &mut Output) {
    let screen = io::stdout().is_terminal();
    for line in mapping.to_toml().lines() {
        if screen {
            output.line(safe(line));
        } else {
            output.line(line);
        }
    }
}

fn remarks(args: &Args, mapping: &Mapping, output: &mut Output) {
    let is_text = |column: &Column| column.role.is_text();
    if !mapping.columns.iter().any(is_text) {
        output.note(
            "no column looks like the text of an ad\nhint: mark one `as = \"text\"` before you scan",
        );
    }
    let file = args.file.display();
    match &args.out {
        Some(out) => output.note(format!(
            "wrote `{}`; edit it, then: daylight scan {file} --mapping {}",
            out.display(),
            out.display()
        )),
        None => output.note(format!(
            "to change it: daylight mapping {file} --out mapping.toml, edit it, then: daylight scan {file} --mapping mapping.toml"
        )),
    }
}
