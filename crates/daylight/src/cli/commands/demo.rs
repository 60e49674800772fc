//! `daylight demo`: a synthetic market with known truth, everything run over it, and the ranking
//! held against that truth.

use std::fs::File;
use std::io::BufWriter;
use std::io::Write;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use daylight_desk::Language;
use daylight_findings::Findings;
use daylight_findings::text::counted;
use daylight_store::Workspace;
use daylight_synth::Settings;
use daylight_synth::write_csv;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::commands::desk;
use crate::cli::commands::import;
use crate::cli::config;
use crate::cli::demo_place;
use crate::cli::demo_place::ADS;
use crate::cli::demo_place::TRUTH;
use crate::cli::found::compare;
use crate::cli::ingest::Files;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::ranking;
use crate::cli::report;
use crate::cli::session;
use crate::cli::verdict;
use crate::evaluate::Truth;

/// How hard the market is: every kind of disguise, none of the rarest.
const DIFFICULTY: u8 = 3;

/// Where the desk of the demo listens.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7300);

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight demo --ads 5000 --seed 7")]
pub(crate) struct Args {
    /// How many ads the market has.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    ads: u64,
    /// Another seed gives another market.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Ranked networks to print.
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Print and write the report only; do not open the desk.
    #[arg(long)]
    no_desk: bool,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let root = demo_place::root(&global.workspace);
    let made = demo_place::make_anew(&root)?;
    write_market(args, &made)?;
    let files = Files {
        files: vec![made.join(ADS)],
        mapping: None,
    };
    let at = Global {
        workspace: root,
        ..global.clone()
    };
    let (workspace, imported) = import::keep(&files, &at, output)?;
    {
        let writer = workspace.writer()?;
        session::link(&workspace, &writer, session::Memory::default(), output)?;
    }
    let truth = read_truth(&made.join(TRUTH))?;
    show(args, &workspace, &truth, output)?;
    if !args.no_desk && !output.json() {
        if output.draws() {
            return desk::serve(workspace, LISTEN, Vec::new(), output);
        }
        let root = safe(&workspace.root().to_string_lossy()).clone();
        output.note(format!("`daylight -w {root} desk` opens the desk"));
    }
    if imported.has_rejects() {
        return Ok(Exit::Rejects);
    }
    Ok(Exit::Done)
}

fn show(
    args: &Args,
    workspace: &Workspace,
    truth: &Truth,
    output: &mut Output,
) -> anyhow::Result<()> {
    let run = session::latest(workspace)?;
    let reference = config::reference_of(workspace)?;
    let findings = Findings::read(&run, &reference, args.top.max(report::NETWORKS_MAX))?;
    let evaluation = compare(&run, truth)?;
    let path = report::write(workspace, &run, &findings, Language::English)?;
    if output.json() {
        let mut value = ranking::value(&findings, &run.manifest().run_id, args.top);
        if let Some(object) = value.as_object_mut() {
            object.insert("truth".to_owned(), verdict::value(&run, truth)?);
            object.insert("evaluation".to_owned(), serde_json::to_value(&evaluation)?);
            object.insert("report".to_owned(), json!(path));
        }
        return output.value(&value);
    }
    output.line(format!(
        "A made-up market of {} (seed {}), whose truth is known; nothing in it is real.",
        counted(args.ads, "ad"),
        args.seed
    ));
    output.line("");
    verdict::table(&findings, truth, args.top, output);
    output.line("");
    verdict::sum(&evaluation, output);
    output.line("");
    output.line(format!("report: {}", safe(&path.to_string_lossy())));
    Ok(())
}

/// Writes the market and its truth beside the facts.
fn write_market(args: &Args, folder: &Path) -> anyhow::Result<()> {
    let settings = Settings {
        ads: args.ads,
        seed: args.seed,
        difficulty: DIFFICULTY,
    };
    let open = |name: &str| -> anyhow::Result<(BufWriter<File>, PathBuf)> {
        let path = folder.join(name);
        let file = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
        Ok((BufWriter::new(file), path))
    };
    let (mut ads, path) = open(ADS)?;
    let (mut truth, _) = open(TRUTH)?;
    write_csv(&settings, &mut ads, &mut truth)
        .and_then(|_| ads.flush())
        .and_then(|()| truth.flush())
        .with_context(|| format!("writing {}", path.display()))
}

fn read_truth(path: &Path) -> anyhow::Result<Truth> {
    let doing = || format!("reading {}", path.display());
    let file = File::open(path).with_context(doing)?;
    Truth::read(file).with_context(doing)
}
