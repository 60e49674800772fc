//! Runs the fuzz targets, each for a while, and says what they found.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use anyhow::ensure;

use crate::root::root;
use crate::say;

/// Seconds a target runs where nothing else is asked for.
const SECONDS: u64 = 180;

/// The compiler's own coverage pass in the shape libFuzzer reads.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// Runs one target or all of them; `words` are its name and the seconds, both optional.
pub(crate) fn run(words: &[String]) -> anyhow::Result<()> {
    let folder = root().join("fuzz");
    let (names, seconds) = asked(words, &folder)?;
    let failed: Vec<&String> = names
        .iter()
        .filter(|name| {
            say(&format!("==> fuzz {name} for {seconds} s\n"));
            one(&folder, name, seconds).is_err()
        })
        .collect();
    ensure!(
        failed.is_empty(),
        "found something: {failed:?}; see fuzz/found"
    );
    Ok(())
}

/// Every target for the usual time.
pub(crate) fn all() -> anyhow::Result<()> {
    run(&[])
}

fn asked(words: &[String], folder: &Path) -> anyhow::Result<(Vec<String>, u64)> {
    let seconds = words.iter().find_map(|word| word.parse().ok());
    let targets_asked: Vec<String> = words
        .iter()
        .filter(|word| word.parse::<u64>().is_err())
        .cloned()
        .collect();
    let chosen = if targets_asked.is_empty() {
        targets(folder)?
    } else {
        targets_asked
    };
    Ok((chosen, seconds.unwrap_or(SECONDS)))
}

fn targets(folder: &Path) -> anyhow::Result<Vec<String>> {
    let files = std::fs::read_dir(folder.join("src/bin")).context("finding the fuzz targets")?;
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn one(folder: &Path, name: &str, seconds: u64) -> anyhow::Result<()> {
    let corpus = folder.join("corpus").join(name);
    let found = folder.join("found");
    for made in [&corpus, &found] {
        std::fs::create_dir_all(made).context("making a folder for fuzzing")?;
    }
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(program)
        .current_dir(folder)
        .env("RUSTFLAGS", COVERAGE)
        // With a target named, build scripts are left without the flags, which they cannot link.
        .args([
            "run",
            "--release",
            "--quiet",
            "--target",
            &host()?,
            "--bin",
            name,
            "--",
        ])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/{name}-", found.display()))
        .args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"])
        .arg(corpus)
        .status()
        .context("starting cargo")?;
    ensure!(status.success(), "fuzz target {name} ended with {status}");
    Ok(())
}

/// The machine's own target, as the compiler names it.
fn host() -> anyhow::Result<String> {
    let output = Command::new("rustc").arg("-vV").output();
    let output = output.context("asking rustc for its target")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.context("rustc names no host")?.to_owned())
}
