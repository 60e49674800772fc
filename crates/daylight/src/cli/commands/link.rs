//! `daylight link`: the workspace's ads tied into networks and scored.

use anyhow::ensure;
use daylight_findings::text::counted;
use daylight_findings::text::grouped;
use daylight_store::RunManifest;
use daylight_store::Workspace;
use daylight_store::Writer;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::session;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight link")]
pub(crate) struct Args {
    #[command(flatten)]
    memory: session::Memory,
    /// Make a run again, with every text read anew, and compare each table; nothing is kept.
    #[arg(long, value_name = "RUN")]
    same_as: Option<String>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let writer = workspace.writer()?;
    if let Some(run) = &args.same_as {
        return same_as(run, &workspace, &writer, args.memory, output);
    }
    let counts = session::link(&workspace, &writer, args.memory, output)?;
    drop(writer);
    let run = session::latest(&workspace)?;
    let manifest = run.manifest();
    let rows = |table: &str| manifest.tables.get(table).map_or(0, |table| table.rows);
    if output.json() {
        output.value(&json!({
            "run_id": manifest.run_id,
            "ads": rows("ads"),
            "facts": rows("facts"),
            "templates": rows("templates"),
            "links": rows("links"),
            "links_used": counts.links_used,
            "networks": rows("networks"),
            "networks_ranked": counts.networks_ranked,
        }))?;
        return Ok(Exit::Done);
    }
    output.line(format!(
        "{}, {}, {}; {} of {} used; {} of {} ranked; run {}",
        counted(rows("ads"), "ad"),
        counted(rows("facts"), "fact"),
        counted(rows("templates"), "template"),
        grouped(counts.links_used),
        counted(rows("links"), "link"),
        grouped(counts.networks_ranked),
        counted(rows("networks"), "network"),
        manifest.run_id,
    ));
    Ok(Exit::Done)
}

/// Whether a run comes out the same again.
fn same_as(
    run: &str,
    workspace: &Workspace,
    writer: &Writer<'_>,
    memory: session::Memory,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let wanted = workspace.run(run)?.manifest().clone();
    let version = &wanted.version;
    ensure!(
        version == session::VERSION,
        "making run `{run}` again: Daylight {version} made it and this is {}\nhint: use that version",
        session::VERSION
    );
    let made = session::again(workspace, writer, memory, &wanted, output)?;
    ensure!(
        made.settings == wanted.settings,
        "making run `{run}` again: {} and is not now\nhint: write it so in daylight.toml; the run's manifest.json has all settings",
        setting_that_differs(&wanted, &made)
    );
    let differing: Vec<&str> = wanted
        .tables
        .iter()
        .filter(|(name, table)| {
            made.tables.get(*name).map(|it| &it.rows_sha256) != Some(&table.rows_sha256)
        })
        .map(|(name, _)| name.as_str())
        .collect();
    let is_same = differing.is_empty() && made.run_id == wanted.run_id;
    if output.json() {
        output.value(&json!({"run_id": run, "same": is_same, "differing_tables": differing}))?;
    } else if is_same {
        let rows = wanted.tables.values().map(|table| table.rows).sum();
        let tables = counted(wanted.tables.len() as u64, "table");
        output.line(format!(
            "{run} comes out the same: {tables}, {}",
            counted(rows, "row")
        ));
    } else {
        output.line(format!(
            "{run} comes out different in {}",
            differing.join(", ")
        ));
    }
    Ok(if is_same { Exit::Done } else { Exit::Failed })
}

/// The first line of the settings that was another.
fn setting_that_differs(wanted: &RunManifest, made: &RunManifest) -> String {
    let mut lines = wanted.settings.lines();
    let line = lines.find(|line| !made.settings.lines().any(|other| other == *line));
    format!("`{}` was set", line.unwrap_or("another setting"))
}
