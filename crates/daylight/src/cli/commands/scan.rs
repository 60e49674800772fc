//! `daylight scan`: import, link, rank, report, in one go.

use daylight_desk::Language;
use daylight_findings::Findings;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::commands::import;
use crate::cli::config;
use crate::cli::ingest::Files;
use crate::cli::output::Output;
use crate::cli::ranking;
use crate::cli::report;
use crate::cli::session;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight scan ads.csv --top 20")]
pub(crate) struct Args {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    memory: session::Memory,
    /// How many ranked networks to print; the report holds more.
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// The language of the report: en, nl or es.
    #[arg(long, value_name = "CODE", default_value = "en")]
    language: Language,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let (workspace, imported) = import::keep(&args.files, global, output)?;
    imported.note_rejects(output);
    if !session::is_linked(&workspace, output)? {
        let writer = workspace.writer()?;
        session::link(&workspace, &writer, args.memory, output)?;
    }
    let run = session::latest(&workspace)?;
    let reference = config::reference_of(&workspace)?;
    let findings = Findings::read(&run, &reference, args.top.max(report::NETWORKS_MAX))?;
    let path = report::write(&workspace, &run, &findings, args.language)?;
    if output.json() {
        let mut value = ranking::value(&findings, &run.manifest().run_id, args.top);
        if let Some(object) = value.as_object_mut() {
            object.insert("import".to_owned(), serde_json::to_value(&imported)?);
            object.insert("report".to_owned(), json!(path));
        }
        output.value(&value)?;
    } else {
        output.line(imported.sum());
        ranking::print(&findings, args.top, output);
        output.line("");
        output.line(format!(
            "report: {}",
            crate::cli::output::safe(&path.to_string_lossy())
        ));
    }
    if imported.has_rejects() {
        return Ok(Exit::Rejects);
    }
    Ok(Exit::Done)
}
