//! The `bench` command: each stage against the floor of reading a file and hashing its words.

mod floor;
mod meter;
mod stages;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::commands::bench::meter::Measured;
use crate::cli::commands::bench::meter::Meter;
use crate::cli::output::Output;
use crate::cli::table::Side;
use crate::cli::table::Table;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  daylight bench --ads 200000")]
pub(crate) struct Args {
    /// A CSV file, not compressed; a synthetic market where this is left out.
    file: Option<PathBuf>,
    /// Ads of the synthetic market.
    #[arg(long, value_name = "N", default_value_t = 20_000, conflicts_with = "file", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    ads: u64,
    /// Difficulty of the synthetic market.
    #[arg(long, value_name = "0..5", default_value_t = 3, conflicts_with = "file", value_parser = clap::value_parser!(u8).range(0..=5))]
    difficulty: u8,
    /// Seed of the synthetic market.
    #[arg(long, value_name = "S", default_value_t = 1, conflicts_with = "file")]
    seed: u64,
}

/// Everything measured, for scripts.
#[derive(Debug, Serialize)]
struct Bench {
    ads: usize,
    words: u64,
    threads: usize,
    stages: Vec<Row>,
}

/// One stage. What the system cannot tell is null.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    measured: Measured,
    ads_per_second: f64,
    times_floor: f64,
    times_floor_processor: Option<f64>,
}

pub(crate) fn run(args: &Args, output: &mut Output) -> anyhow::Result<Exit> {
    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let progress = output.steps();
    let file = if let Some(file) = &args.file {
        file.clone()
    } else {
        progress.begin("writing a synthetic market");
        synthetic(args, folder.path())?
    };
    // Read once before the clock runs, so that no stage pays for a cold disk.
    let bytes = floor::read(&file)?.len();
    progress.begin("the floor");
    let mut meter = Meter::start();
    let words = floor::words(&floor::read(&file)?);
    meter.lap("floor");
    let ads = stages::run(
        &file,
        &folder.path().join("workspace"),
        &mut meter,
        &|step| {
            progress.begin(step);
        },
    )?;
    progress.end();
    let bench = Bench {
        ads,
        words,
        threads: rayon::current_num_threads(),
        stages: rows(meter.finish(), ads),
    };
    if output.json() {
        output.value(&bench)?;
    } else {
        print(&bench, bytes, output);
    }
    Ok(Exit::Done)
}

fn synthetic(args: &Args, folder: &Path) -> anyhow::Result<PathBuf> {
    let path = folder.join("market.csv");
    let file = File::create(&path).context("writing a synthetic market")?;
    let settings = daylight_synth::Settings {
        ads: args.ads,
        seed: args.seed,
        difficulty: args.difficulty,
    };
    daylight_synth::write_csv(&settings, BufWriter::new(file), std::io::sink())
        .context("writing a synthetic market")?;
    Ok(path)
}

/// The measured stages against the first of them, which is the floor, and their sum.
fn rows(mut stages: Vec<Measured>, ads: usize) -> Vec<Row> {
    let floor = stages.first().cloned().unwrap_or_default();
    stages.push(meter::sum("all stages", stages.iter().skip(1)));
    stages
        .into_iter()
        .map(|measured| Row {
            ads_per_second: meter::float(ads) / measured.seconds.max(1e-9),
            times_floor: measured.seconds / floor.seconds.max(1e-9),
            times_floor_processor: measured
                .processor_seconds
                .zip(floor.processor_seconds.filter(|seconds| *seconds > 0.0))
                .map(|(own, floor)| own / floor),
            measured,
        })
        .collect()
}

fn print(bench: &Bench, bytes: usize, output: &mut Output) {
    output.line(format!(
        "{} ads, {} words, {} of CSV, {} threads",
        bench.ads,
        bench.words,
        mebibytes(u64::try_from(bytes).ok()),
        bench.threads
    ));
    output.line("the floor reads the CSV, splits it at ASCII white space, and hashes each word");
    output.line("");
    let mut columns = vec![("stage", Side::Left)];
    columns.extend(
        [
            "seconds",
            "processor s",
            "ads/s",
            "x floor",
            "x floor, processor",
            "peak memory",
            "read",
            "written",
        ]
        .map(|name| (name, Side::Right)),
    );
    let mut table = Table::new(&columns);
    for row in &bench.stages {
        let measured = &row.measured;
        let number = |value: Option<f64>, places: usize| {
            value.map_or_else(unknown, |value| format!("{value:.places$}"))
        };
        table.row([
            measured.stage.to_owned(),
            number(Some(measured.seconds), 3),
            number(measured.processor_seconds, 2),
            number(Some(row.ads_per_second), 0),
            number(Some(row.times_floor), 1),
            number(row.times_floor_processor, 1),
            mebibytes(measured.peak_bytes),
            mebibytes(measured.read_bytes),
            mebibytes(measured.written_bytes),
        ]);
    }
    table.print(output);
}

fn unknown() -> String {
    "n/a".to_owned()
}

fn mebibytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(unknown, |bytes| {
        let tenths = bytes * 10 / (1 << 20);
        format!("{}.{} MiB", tenths / 10, tenths % 10)
    })
}
