//! The `synth` command: a market with known truth.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::io::BufWriter;
use std::path::Path;
use std::path::PathBuf;

use anyhow::ensure;
use daylight_findings::text::counted;
use daylight_synth::Market;
use daylight_synth::Settings;
use daylight_synth::Summary;
use daylight_synth::market;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::new_file::Existing;
use crate::cli::new_file::Named;
use crate::cli::new_file::NewFile;
use crate::cli::output::Output;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  daylight synth --ads 20000 --seed 7 --out market.csv --truth truth.csv --difficulty 3"
)]
pub(crate) struct Args {
    /// How many ads.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    ads: u64,
    /// Another seed gives another market; the same one the same bytes.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Where the ads go, as CSV; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Where the truth about them goes, as CSV.
    #[arg(long, value_name = "FILE")]
    truth: PathBuf,
    /// How much is disguised: 0 nothing, 5 the most.
    #[arg(long, value_name = "0..5", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=5))]
    difficulty: u8,
    /// Where the contacts that belong to no operator go, as a list for a workspace's `generic.txt`.
    #[arg(long, value_name = "FILE")]
    generic: Option<PathBuf>,
}

/// What was written, for scripts.
#[derive(Debug, Serialize)]
struct Written {
    ads: u64,
    disguised: u64,
    ads_by_kind: BTreeMap<&'static str, u64>,
    operators_by_kind: BTreeMap<&'static str, u64>,
}

pub(crate) fn run(args: &Args, output: &mut Output) -> anyhow::Result<Exit> {
    check_paths(args)?;
    let market = market(&Settings {
        ads: args.ads,
        seed: args.seed,
        difficulty: args.difficulty,
    });
    let progress = output.steps();
    progress.begin("writing a market");
    let summary = write(args, &market)?;
    progress.end();
    let written = Written {
        ads: summary.ads,
        disguised: summary.disguised,
        ads_by_kind: named(&summary.ads_by_kind),
        operators_by_kind: named(&summary.operators_by_kind),
    };
    if output.json() && !is_stdout(&args.out) {
        output.value(&written)?;
    }
    output.note(format!(
        "wrote {} of {} to {}, and the truth about them to {}",
        counted(written.ads, "ad"),
        counted(written.operators_by_kind.values().sum(), "operator"),
        args.out.display(),
        args.truth.display()
    ));
    Ok(Exit::Done)
}

fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

fn check_paths(args: &Args) -> anyhow::Result<()> {
    let mut paths = vec![&args.out, &args.truth];
    paths.extend(&args.generic);
    let distinct: BTreeSet<_> = paths.iter().collect();
    ensure!(
        distinct.len() == paths.len(),
        "writing a market: two of its files have the same path\nhint: name another file with --truth or --generic"
    );
    ensure!(
        paths.iter().skip(1).all(|path| !is_stdout(path)),
        "writing a market: only the ads may go to standard output\nhint: name a file with --truth and --generic"
    );
    Ok(())
}

/// Writes every file aside, and gives them their names when all are whole.
fn write(args: &Args, market: &Market) -> anyhow::Result<Summary> {
    let begin = |path: &Path| NewFile::begin(path, Existing::Replace);
    let mut files = Vec::new();
    if let Some(path) = &args.generic {
        let mut generic = begin(path)?;
        market.write_generic(&mut generic)?;
        files.push(generic);
    }
    let mut truth = begin(&args.truth)?;
    let summary = if is_stdout(&args.out) {
        let ads = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let ads = Named::new("standard output".to_owned(), ads);
        market.write_csv(ads, &mut truth)?
    } else {
        let mut ads = begin(&args.out)?;
        let summary = market.write_csv(&mut ads, &mut truth)?;
        files.push(ads);
        summary
    };
    files.push(truth);
    files.into_iter().try_for_each(NewFile::publish)?;
    Ok(summary)
}

fn named(counts: &BTreeMap<daylight_synth::Kind, u64>) -> BTreeMap<&'static str, u64> {
    counts
        .iter()
        .map(|(kind, count)| (kind.name(), *count))
        .collect()
}
