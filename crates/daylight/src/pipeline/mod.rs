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
use daylight_engine::link::Linked;
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
}

/// Runs every stage after reading over ads in ascending order of id; `step` is told of each stage
/// as it begins.
#[must_use]
pub fn run(ads: &[Ad], settings: &Settings, step: &dyn Fn(Step)) -> Outcome {
    let staged = stages(ads, settings, step);
    let scored = staged
        .scoring
        .score(&settings.registry, &settings.reference);
    Outcome {
        links: tables::links(
            ads,
            &staged.analysed,
            &staged.evidence,
            &staged.linked,
            &staged.templates,
        ),
        clusters: tables::clusters(ads, &staged.firsts),
        networks: tables::networks(
            ads,
            &staged.analysed,
            &staged.evidence,
            &staged.linked,
            scored,
        ),
        templates: staged.templates.into_rows(ads),
        facts: ads
            .iter()
            .zip(staged.analysed)
            .flat_map(|(ad, analysed)| analysed.facts.into_iter().map(|fact| (ad.id.clone(), fact)))
            .collect(),
    }
}

/// What a network is, to somebody who freezes a reference corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Organised, or unknown: left out.
    LeftOut,
    /// An ordinary operator.
    Ordinary,
    /// An ordinary operator that is an agency.
    Agency,
}

/// Freezes a reference corpus from the networks of two or more ads that `known` says are ordinary;
/// also says how many networks were left out.
#[must_use]
pub fn freeze(
    ads: &[Ad],
    settings: &Settings,
    name: &str,
    known: &dyn Fn(&[AdId]) -> Known,
    step: &dyn Fn(Step),
) -> (Reference, usize) {
    let staged = stages(ads, settings, step);
    let kinds: Vec<Known> = networks::members(&staged.linked)
        .iter()
        .map(|members| {
            let ids: Vec<AdId> = members
                .iter()
                .filter_map(|ad| Some(ads.get(*ad as usize)?.id.clone()))
                .collect();
            known(&ids)
        })
        .collect();
    let values: Vec<Values> = staged
        .scoring
        .values()
        .into_iter()
        .zip(&kinds)
        .filter(|(_, kind)| **kind != Known::LeftOut)
        .map(|(values, _)| values)
        .collect();
    let reference = Reference::freeze(name, &values);
    let agencies: Vec<f64> = staged
        .scoring
        .score(&settings.registry, &reference)
        .iter()
        .zip(&kinds)
        .filter(|(_, kind)| **kind == Known::Agency)
        .map(|(scored, _)| {
            if scored.abstained.is_none() {
                scored.score
            } else {
                0.0
            }
        })
        .collect();
    let left_out = kinds.len() - values.len();
    (reference.with_agencies(agencies), left_out)
}

/// What the stages before scoring made.
struct Staged {
    analysed: Vec<Analysed>,
    firsts: Vec<u32>,
    templates: Templates,
    evidence: Evidence,
    linked: Linked,
    scoring: Scoring,
}

fn stages(ads: &[Ad], settings: &Settings, step: &dyn Fn(Step)) -> Staged {
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
    Staged {
        analysed,
        firsts,
        templates,
        evidence,
        linked,
        scoring,
    }
}
