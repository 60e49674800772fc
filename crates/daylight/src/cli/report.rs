//! Fills the report from a run and writes it beside the facts.

use std::path::PathBuf;

use anyhow::Context;
use daylight_desk::Language;
use daylight_desk::report;
use daylight_desk::report::Counts;
use daylight_desk::report::Report;
use daylight_desk::report::Source;
use daylight_findings::Findings;
use daylight_findings::findings::UNRANKED_MAX;
use daylight_findings::text::counted;
use daylight_findings::text::grouped;
use daylight_store::AdCounts;
use daylight_store::Run;
use daylight_store::Workspace;

use crate::cli::new_file;
use crate::cli::new_file::Existing;
use crate::cli::session;

/// The file's name at the root of a workspace.
const FILE: &str = "report.html";

/// Ranked networks in a report: more than one person reads through.
pub(crate) const NETWORKS_MAX: usize = 200;
/// Identifiers named that were set aside.
const SET_ASIDE_MAX: usize = 100;

/// Writes the report of a run, of which the first [`NETWORKS_MAX`] networks were read: aside, then under its name in one step.
pub(crate) fn write(
    workspace: &Workspace,
    run: &Run,
    findings: &Findings,
    language: Language,
) -> anyhow::Result<PathBuf> {
    let html = report::render(&fill(workspace, run, findings)?, language);
    let path = workspace.root().join(FILE);
    new_file::write_whole(&path, &html, Existing::Replace).context("writing the report")?;
    Ok(path)
}

fn fill(workspace: &Workspace, run: &Run, findings: &Findings) -> anyhow::Result<Report> {
    let mut counts = counts(workspace, run)?;
    counts.clusters = findings.clusters;
    counts.networks_ranked = findings.ranked as u64;
    counts.networks_unranked = findings.unranked as u64;
    counts.days = findings.ads.days;
    let limits = limits(&findings.ads, &counts, findings.set_aside.len());
    let set_aside = findings.set_aside.iter().take(SET_ASIDE_MAX);
    Ok(Report {
        title: title(&counts.sources),
        networks: findings.first(NETWORKS_MAX).to_vec(),
        unranked: findings.unranked_first.clone(),
        set_aside: set_aside.cloned().collect(),
        limits,
        counts,
    })
}

/// The names of the files, without their folders.
fn title(sources: &[Source]) -> String {
    let names: Vec<&str> = sources
        .iter()
        .map(|source| source.file.rsplit('/').next().unwrap_or_default())
        .collect();
    match names.as_slice() {
        [] => "An empty workspace".to_owned(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [first, rest @ ..] => format!("{first} and {} more files", rest.len()),
    }
}

fn counts(workspace: &Workspace, run: &Run) -> anyhow::Result<Counts> {
    let manifest = run.manifest();
    let mut counts = Counts {
        run_id: manifest.run_id.clone(),
        version: manifest.version.clone(),
        reference: session::reference_of(manifest),
        ..Counts::default()
    };
    for batch in workspace.batches()? {
        counts.rows_read += batch.rows_read().unwrap_or(0);
        counts.ads += batch.ads;
        counts.seen_again += batch.seen_again;
        counts.rejects += batch.rejects;
        counts
            .sources
            .extend(batch.sources.into_iter().map(|source| Source {
                file: source.file,
                sha256: source.sha256,
            }));
    }
    Ok(counts)
}

/// What this run cannot show.
fn limits(ads: &AdCounts, counts: &Counts, set_aside: usize) -> Vec<String> {
    let mut limits = not_shown(counts, set_aside);
    limits.extend(not_known(ads, counts));
    limits.push(format!(
        "\"Ordinary\" means the reference corpus ({}); a market of another kind or country may \
         differ from it.",
        counts.reference
    ));
    limits
        .push("Texts that share fewer than five words, and pictures, are not compared.".to_owned());
    limits
}

/// What was found and has no room here.
fn not_shown(counts: &Counts, set_aside: usize) -> Vec<String> {
    let rows = [
        (counts.networks_ranked, NETWORKS_MAX, "ranked networks"),
        (
            counts.networks_unranked,
            UNRANKED_MAX,
            "networks that are not ranked",
        ),
        (
            set_aside as u64,
            SET_ASIDE_MAX,
            "identifiers and templates that were set aside",
        ),
    ];
    rows.into_iter()
        .filter(|(count, max, _)| *count > *max as u64)
        .map(|(count, max, what)| {
            format!(
                "The first {max} of {} {what} are shown here; the tables hold all.",
                grouped(count)
            )
        })
        .collect()
}

/// What the files did not say.
fn not_known(ads: &AdCounts, counts: &Counts) -> Vec<String> {
    let rows = [
        (
            counts.rejects,
            "row",
            "could not be kept, and what stood there is missing here",
        ),
        (
            ads.without_date,
            "ad",
            "without a date: signs that need time do not see them",
        ),
        (
            ads.zone_assumed,
            "ad",
            "whose time names no zone: that of the mapping was taken, else UTC",
        ),
        (
            ads.without_place,
            "ad",
            "without a place column: the place is the one city the text names, or unknown",
        ),
    ];
    rows.into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, noun, what)| format!("{} {what}.", counted(count, noun)))
        .collect()
}
