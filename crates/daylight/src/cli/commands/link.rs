//! `daylight link`: the workspace's ads tied into networks and scored.

use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::output::Output;
use crate::cli::session;
use crate::cli::text::counted;
use crate::cli::text::grouped;
use daylight_store::Workspace;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight link")]
pub(crate) struct Args {
    #[command(flatten)]
    memory: session::Memory,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = Workspace::open(&global.workspace)?;
    let writer = workspace.writer()?;
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
