//! `daylight batches`: what each import brought, and what was forgotten.

use daylight_findings::text::counted;
use daylight_findings::text::grouped;
use daylight_model::BatchId;
use daylight_store::BatchManifest;
use daylight_store::Forgotten;
use daylight_store::Workspace;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::table::Side;
use crate::cli::table::Table;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight batches --json")]
pub(crate) struct Args {}

/// The batches of a workspace.
#[derive(Debug, Serialize)]
struct Listed {
    /// Those that are there, in the order of import.
    batches: Vec<BatchManifest>,
    /// Those whose manifest cannot be read, and why.
    damaged: Vec<Damaged>,
    /// Those that are not there any more.
    forgotten: Vec<Forgotten>,
}

#[derive(Debug, Serialize)]
struct Damaged {
    batch_id: BatchId,
    why: String,
}

pub(crate) fn run(_: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let found = read(&workspace)?;
    if output.json() {
        output.value(&found)?;
    } else {
        print(&found, output);
    }
    if found.damaged.is_empty() {
        return Ok(Exit::Done);
    }
    output.note("hint: `daylight verify` says what else is damaged");
    Ok(Exit::Failed)
}

fn read(workspace: &Workspace) -> anyhow::Result<Listed> {
    let mut found = Listed {
        batches: Vec::new(),
        damaged: Vec::new(),
        forgotten: workspace.forgotten()?,
    };
    for batch_id in workspace.batch_names()? {
        match workspace.batch(&batch_id) {
            Ok(manifest) => found.batches.push(manifest),
            Err(error) => found.damaged.push(Damaged {
                batch_id,
                why: error.to_string(),
            }),
        }
    }
    Ok(found)
}

fn print(found: &Listed, output: &mut Output) {
    if found.batches.is_empty() {
        output.line("no batches");
    } else {
        live(&found.batches).print(output);
    }
    for damaged in &found.damaged {
        output.line(format!(
            "damaged: {}: {}",
            safe(damaged.batch_id.as_str()),
            safe(&damaged.why)
        ));
    }
    for gone in &found.forgotten {
        let ads = gone.ads.map_or_else(
            || "an unknown number of ads".to_owned(),
            |ads| counted(ads, "ad"),
        );
        output.line(format!("forgotten: {}, {ads}", gone.batch_id));
    }
}

fn live(batches: &[BatchManifest]) -> Table {
    let mut table = Table::new(&[
        ("batch", Side::Left),
        ("imported", Side::Left),
        ("rows", Side::Right),
        ("ads", Side::Right),
        ("seen again", Side::Right),
        ("rejects", Side::Right),
        ("files", Side::Left),
    ]);
    for batch in batches {
        let rows = batch.rows_read().map_or_else(String::new, grouped);
        table.row([
            batch.batch_id.to_string(),
            batch.imported_at.clone(),
            rows,
            grouped(batch.ads),
            grouped(batch.seen_again),
            grouped(batch.rejects),
            files(batch),
        ]);
    }
    table
}

/// Names of the files, as far as a line has room for them.
fn files(batch: &BatchManifest) -> String {
    const SHOWN: usize = 2;
    let mut names: Vec<String> = batch
        .sources
        .iter()
        .take(SHOWN)
        .map(|source| source.file.clone())
        .collect();
    let more = batch.sources.len().saturating_sub(names.len());
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}
