//! The `verify` command: is the workspace as it was written?

use daylight_findings::text::counted;
use daylight_store::Workspace;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  daylight verify -w daylight-workspace")]
pub(crate) struct Args {}

/// What was checked and what was found.
#[derive(Debug, Default, Serialize)]
struct Verified {
    problems: Vec<Problem>,
    batches: usize,
    ads: u64,
    rejects: u64,
    run: Option<String>,
    tables: usize,
    rows: u64,
}

#[derive(Debug, Serialize)]
struct Problem {
    path: String,
    what: String,
}

pub(crate) fn run(_args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let progress = output.steps();
    progress.begin("checking every table");
    let problems = workspace.verify();
    progress.end();
    let verified = if problems.is_empty() {
        sound(&workspace)?
    } else {
        Verified {
            problems: problems
                .iter()
                .map(|problem| Problem {
                    path: problem.path.display().to_string(),
                    what: problem.what.clone(),
                })
                .collect(),
            ..Verified::default()
        }
    };
    if output.json() {
        output.value(&verified)?;
    } else {
        for problem in &problems {
            output.line(safe(&problem.to_string()));
        }
    }
    if !problems.is_empty() {
        output.note(format!(
            "{}\nhint: a damaged run is made anew by `daylight link`; a damaged batch is forgotten with `daylight forget` and its files imported again",
            counted(problems.len() as u64, "problem")
        ));
        return Ok(Exit::Failed);
    }
    if !output.json() {
        output.line(summary(&verified));
    }
    Ok(Exit::Done)
}

/// What a workspace without a problem holds.
fn sound(workspace: &Workspace) -> anyhow::Result<Verified> {
    let batches = workspace.batches()?;
    let run = workspace.latest_run()?;
    let run = run.as_ref().map(daylight_store::Run::manifest);
    let of_batches = batches.iter().map(|batch| &batch.tables);
    let tables = of_batches.chain(run.map(|run| &run.tables));
    let digests: Vec<_> = tables.flat_map(|tables| tables.values()).collect();
    Ok(Verified {
        problems: Vec::new(),
        batches: batches.len(),
        ads: batches.iter().map(|batch| batch.ads).sum(),
        rejects: batches.iter().map(|batch| batch.rejects).sum(),
        run: run.map(|run| run.run_id.clone()),
        tables: digests.len(),
        rows: digests.iter().map(|digest| digest.rows).sum(),
    })
}

fn summary(verified: &Verified) -> String {
    let run = verified.run.as_deref().map_or_else(
        || "no run yet".to_owned(),
        |run| format!("run {run} is in force"),
    );
    let counted_of = |count: usize, noun| counted(count as u64, noun);
    format!(
        "all is as it was written: {} with {} and {}, {run}; {} with {} checked for seals, bytes, \
         counts, references and spans",
        counted_of(verified.batches, "batch"),
        counted(verified.ads, "ad"),
        counted(verified.rejects, "reject"),
        counted_of(verified.tables, "table"),
        counted(verified.rows, "row")
    )
}
