//! The stages after reading, composed: ads in, the tables of a run out.
//!
//! Everything here is a function of the ads in the order of their ids and of the settings, so the
//! order of the input cannot show.

mod analyse;
mod evidence;
mod generic;
mod intern;
mod networks;
mod places;
mod tables;
mod templates;

use daylight_engine::cluster;
use daylight_engine::cluster::Views;
use daylight_engine::link;
use daylight_engine::score::Reference;
use daylight_engine::score::Registry;
use daylight_engine::score::Values;
use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::ClusterId;
use daylight_model::Fact;
use daylight_model::Link;
use daylight_model::Network;
use daylight_model::Template;

use crate::pipeline::analyse::Analysed;
use crate::pipeline::evidence::Evidence;
use crate::pipeline::networks::Scoring;
use crate::pipeline::templates::Templates;

pub use generic::Generic;

/// What a run depends on besides the ads.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What counts as near-duplicate.
    pub cluster: cluster::Settings,
    /// What counts as generic, copied, giant.
    pub link: link::Settings,
    /// The indicators and their weights.
    pub registry: Registry,
    /// The ordinary operators that values are held against.
    pub reference: Reference,
    /// Identifiers and hosts the user knows to be generic.
    pub generic: Generic,
}

/// A step of a run, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Normalise and extract.
    Read,
    /// Cluster.
    Cluster,
    /// Template.
    Template,
    /// Link.
    Link,
    /// Score.
    Score,
}

impl Step {
    /// What it is called on a screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "reading texts",
            Self::Cluster => "clustering",
            Self::Template => "finding templates",
            Self::Link => "linking",
            Self::Score => "scoring",
        }
    }
}

/// The tables of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Every fact with its ad, in the order of ads.
    pub facts: Vec<(AdId, Fact)>,
    /// The ads in a cluster of two or more.
    pub clusters: Vec<(AdId, ClusterId)>,
    /// The templates.
    pub templates: Vec<Template>,
    /// The links, used or not.
    pub links: Vec<Link>,
    /// The networks of two or more ads, ranked ones first.
    pub networks: Vec<Network>,
    /// The raw values of each network, in the same order: what a reference corpus is frozen from.
    pub values: Vec<Values>,
}

/// Runs every stage after reading over ads in ascending order of id; `step` is told of each stage
/// as it begins.
#[must_use]
pub fn run(ads: &[Ad], settings: &Settings, step: &dyn Fn(Step)) -> Outcome {
    step(Step::Read);
    let analysed: Vec<Analysed> = analyse::all(ads);
    step(Step::Cluster);
    let mut views = Views::default();
    for ad in &analysed {
        views.push(&ad.view);
    }
    let firsts = cluster::cluster(&views, settings.cluster);
    drop(views);
    step(Step::Template);
    let templates = Templates::find(ads, &analysed, &firsts);
    step(Step::Link);
    let evidence = Evidence::gather(ads, &analysed, &firsts, &settings.generic);
    let linked = link::link(evidence.input(), settings.link);
    step(Step::Score);
    let scoring = Scoring::new(&analysed, &evidence, &linked, &templates);
    let scored = scoring.score(&settings.registry, &settings.reference);
    let scored = scored.into_iter().zip(scoring.values()).collect();
    let (networks, values) = tables::networks(ads, &analysed, &evidence, &linked, scored);
    Outcome {
        links: tables::links(ads, &analysed, &evidence, &linked, &templates),
        clusters: tables::clusters(ads, &firsts),
        templates: templates.into_rows(ads),
        networks,
        values,
        facts: ads
            .iter()
            .zip(analysed)
            .flat_map(|(ad, analysed)| analysed.facts.into_iter().map(|fact| (ad.id.clone(), fact)))
            .collect(),
    }
}
