//! Linking a workspace and reading back what the last run found.

use anyhow::Context;
use daylight_engine::score::Registry;
use daylight_model::Ad;
use daylight_model::BatchId;
use daylight_store::Run;
use daylight_store::RunTables;
use daylight_store::StoredAd;
use daylight_store::Workspace;
use daylight_store::Writer;
use serde::Serialize;

use crate::cli::config;
use crate::cli::output::Output;
use crate::pipeline;
use crate::pipeline::Outcome;
use crate::pipeline::Settings;

/// This program's version, which every batch and run names.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a run depends on, as its manifest keeps it.
#[derive(Serialize)]
struct Kept<'a> {
    registry_version: u32,
    reference: &'a str,
    weights: std::collections::BTreeMap<&'static str, f64>,
    similar: f64,
    contained: f64,
    generic_operators_min: usize,
    text_operators_max: usize,
    text_bits_min: f64,
    giant_share: f64,
    listed_as_generic: usize,
}

/// Links the workspace's ads and keeps the run.
pub(crate) fn link(
    workspace: &Workspace,
    writer: &Writer<'_>,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    let settings = config::settings(workspace, output)?;
    let (ads, batches): (Vec<Ad>, Vec<BatchId>) = workspace
        .ads()?
        .into_iter()
        .map(|stored| (stored.ad, stored.batch_id))
        .unzip();
    let progress = output.steps();
    let outcome = pipeline::run(&ads, &settings, &|step| progress.begin(step.as_str()));
    progress.begin("writing tables");
    let stored: Vec<StoredAd> = ads
        .into_iter()
        .zip(batches)
        .map(|(ad, batch_id)| StoredAd { ad, batch_id })
        .collect();
    let kept = kept(&settings)?;
    writer.write_run(&RunTables {
        ads: &stored,
        facts: &outcome.facts,
        clusters: &outcome.clusters,
        templates: &outcome.templates,
        links: &outcome.links,
        networks: &outcome.networks,
        rejects: &workspace.rejects()?,
        settings: &kept,
        version: VERSION,
    })?;
    progress.end();
    Ok(outcome)
}

/// The run in force.
pub(crate) fn latest(workspace: &Workspace) -> anyhow::Result<Run> {
    workspace
        .latest_run()?
        .context("reading the ranking: this workspace was never linked\nhint: run `daylight link`")
}

fn kept(settings: &Settings) -> anyhow::Result<String> {
    let kept = Kept {
        registry_version: settings.registry.version(),
        reference: &settings.reference.name,
        weights: weights(&settings.registry),
        similar: settings.cluster.similar,
        contained: settings.cluster.contained,
        generic_operators_min: settings.link.generic_operators_min,
        text_operators_max: settings.link.text_operators_max,
        text_bits_min: settings.link.text_bits_min,
        giant_share: settings.link.giant_share,
        listed_as_generic: settings.generic.len(),
    };
    toml::to_string(&kept).context("writing down the settings of the run")
}

fn weights(registry: &Registry) -> std::collections::BTreeMap<&'static str, f64> {
    daylight_model::Indicator::ALL
        .into_iter()
        .filter_map(|indicator| Some((indicator.as_str(), registry.entry(indicator)?.weight)))
        .collect()
}
