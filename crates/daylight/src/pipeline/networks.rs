//! The market as the score stage sees it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_engine::extract::AdClass;
use daylight_engine::link::Linked;
use daylight_engine::score;
use daylight_engine::score::AdSigns;
use daylight_engine::score::Contact;
use daylight_engine::score::Market;
use daylight_engine::score::Offer;
use daylight_engine::score::Reference;
use daylight_engine::score::Registry;
use daylight_engine::score::Scored;
use daylight_engine::score::Spot;
use daylight_engine::score::TemplateUse;
use daylight_engine::score::Values;
use daylight_model::FactKind;

use crate::pipeline::analyse::Analysed;
use crate::pipeline::evidence::Evidence;
use crate::pipeline::templates::Templates;

/// What is scored: networks of two or more ads.
#[derive(Debug)]
pub(super) struct Scoring {
    ads: Vec<AdSigns>,
    places: Vec<Spot>,
    templates: Vec<TemplateUse>,
    networks: Vec<Vec<u32>>,
}

/// The networks of two or more ads, each as its ads ascending, in the order of their first ads.
pub(super) fn members(linked: &Linked) -> Vec<Vec<u32>> {
    let mut networks: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (ad, first) in (0_u32..).zip(&linked.networks) {
        networks.entry(*first).or_default().push(ad);
    }
    networks.into_values().filter(|ads| ads.len() > 1).collect()
}

impl Scoring {
    pub(super) fn new(
        analysed: &[Analysed],
        evidence: &Evidence,
        linked: &Linked,
        templates: &Templates,
    ) -> Self {
        let ads = (0_u32..)
            .zip(analysed)
            .map(|(ad, analysed)| signs(ad, analysed, evidence, linked, templates))
            .collect();
        let templates = templates
            .shapes()
            .iter()
            .map(|(_, shape)| TemplateUse {
                fixed_words: u32::try_from(shape.fixed_words().count()).unwrap_or(u32::MAX),
                networks: users(&shape.ads, evidence, linked),
            })
            .collect();
        Self {
            ads,
            places: evidence.places.spots.clone(),
            templates,
            networks: members(linked),
        }
    }

    pub(super) fn score(&self, registry: &Registry, reference: &Reference) -> Vec<Scored> {
        score::score(self.market(), &self.networks, registry, reference)
    }

    pub(super) fn values(&self) -> Vec<Values> {
        score::values(self.market(), &self.networks)
    }

    fn market(&self) -> Market<'_> {
        Market {
            ads: &self.ads,
            places: &self.places,
            templates: &self.templates,
        }
    }
}

/// Separate networks with a contact that use a template.
fn users(ads: &[u32], evidence: &Evidence, linked: &Linked) -> u32 {
    let networks: BTreeSet<u32> = ads
        .iter()
        .filter(|ad| {
            evidence
                .ads
                .get(**ad as usize)
                .is_some_and(|shown| !shown.identifiers.is_empty())
        })
        .filter_map(|ad| linked.networks.get(*ad as usize).copied())
        .collect();
    u32::try_from(networks.len()).unwrap_or(u32::MAX)
}

fn signs(
    ad: u32,
    analysed: &Analysed,
    evidence: &Evidence,
    linked: &Linked,
    templates: &Templates,
) -> AdSigns {
    let at = ad as usize;
    let shown = evidence.ads.get(at);
    let from = linked.in_force.partition_point(|(other, _)| *other < ad);
    let in_force: BTreeSet<u32> = linked
        .in_force
        .iter()
        .skip(from)
        .take_while(|(other, _)| *other == ad)
        .map(|(_, identifier)| *identifier)
        .collect();
    let counting = |wanted: fn(FactKind) -> bool| {
        let in_force = &in_force;
        analysed
            .facts
            .iter()
            .filter(move |fact| wanted(fact.kind))
            .filter_map(|fact| Some((evidence.number(fact)?, fact)))
            .filter(move |(number, _)| in_force.contains(number))
    };
    let contacts: BTreeSet<Contact> = counting(FactKind::is_contact)
        .map(|(identifier, fact)| Contact {
            identifier,
            kind: fact.kind,
            hidden: fact.disguises.iter().next(),
        })
        .collect();
    let pages: BTreeSet<u32> = counting(|kind| kind == FactKind::Url)
        .map(|(identifier, _)| identifier)
        .collect();
    AdSigns {
        text: analysed.text,
        site: evidence.sites.get(at).copied().flatten(),
        posted: analysed.posted,
        place: evidence.places.of.get(at).copied().flatten(),
        names: shown.map(|shown| shown.names.clone()).unwrap_or_default(),
        fronts: evidence.fronts.get(at).cloned().unwrap_or_default(),
        contacts: contacts.into_iter().collect(),
        pages: pages.into_iter().collect(),
        template: templates.of(ad),
        others_speak: analysed.signs.speaks_for_others,
        offer: offer(analysed),
        scam: analysed.signs.scam,
    }
}

fn offer(analysed: &Analysed) -> Offer {
    match analysed.signs.class {
        AdClass::Job => Offer::Job {
            flags: u8::try_from(analysed.signs.labour.len()).unwrap_or(u8::MAX),
        },
        AdClass::Service => Offer::Service,
        AdClass::Unknown => Offer::Unknown,
    }
}
