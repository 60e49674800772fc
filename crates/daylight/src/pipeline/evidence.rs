//! Facts as the link and score stages see them: numbers in canonical order.

use std::collections::BTreeMap;

use daylight_engine::link::AdEvidence;
use daylight_engine::link::Identifier;
use daylight_engine::link::Input;
use daylight_engine::link::Shown;
use daylight_model::Ad;
use daylight_model::Disguises;
use daylight_model::Fact;
use daylight_model::FactKind;

use crate::pipeline::analyse::Analysed;
use crate::pipeline::generic::Generic;
use crate::pipeline::intern::Interned;
use crate::pipeline::intern::numbers;
use crate::pipeline::places::Places;

/// The rule by which a name is an employer's or business's.
const EMPLOYER_RULE: &str = "name/employer";

/// The evidence of a market.
#[derive(Debug)]
pub(super) struct Evidence {
    pub(super) ads: Vec<AdEvidence>,
    pub(super) identifiers: Vec<Identifier>,
    /// For each ad the numbers of its employers' names.
    pub(super) fronts: Vec<Vec<u32>>,
    pub(super) places: Places,
    /// For each ad its site.
    pub(super) sites: Vec<Option<u32>>,
    values: Interned<(FactKind, String)>,
}

impl Evidence {
    pub(super) fn gather(
        ads: &[Ad],
        analysed: &[Analysed],
        firsts: &[u32],
        generic: &Generic,
    ) -> Self {
        let facts = || analysed.iter().flat_map(|ad| &ad.facts);
        let values = Interned::new(facts().filter(|fact| ties(fact)).flat_map(readings));
        let names = Interned::new(facts().filter(|fact| is_person(fact)).map(value));
        let fronts = Interned::new(facts().filter(|fact| is_front(fact)).map(value));
        let sites = Interned::new(ads.iter().filter_map(|ad| ad.site.clone()));
        let places = Places::find(
            ads.iter()
                .zip(analysed)
                .map(|(ad, analysed)| (ad, analysed.facts.as_slice())),
        );
        let evidence = |at: usize, ad: &Ad, analysed: &Analysed| AdEvidence {
            cluster: firsts.get(at).copied().unwrap_or_default(),
            identifiers: shown(&values, &analysed.facts),
            names: numbers(
                &names,
                analysed
                    .facts
                    .iter()
                    .filter(|fact| is_person(fact))
                    .map(value),
            ),
            places: places.of.get(at).copied().flatten().into_iter().collect(),
            day: ad.posted_at.map(|posted| posted.day()),
            disguises: analysed
                .facts
                .iter()
                .filter(|fact| fact.kind.is_contact())
                .fold(Disguises::NONE, |met, fact| met.union(fact.disguises)),
        };
        Self {
            ads: ads
                .iter()
                .zip(analysed)
                .enumerate()
                .map(|(at, (ad, analysed))| evidence(at, ad, analysed))
                .collect(),
            identifiers: values
                .values()
                .iter()
                .map(|(kind, value)| Identifier {
                    kind: *kind,
                    listed: generic.lists(*kind, value),
                })
                .collect(),
            fronts: analysed
                .iter()
                .map(|ad| {
                    numbers(
                        &fronts,
                        ad.facts.iter().filter(|fact| is_front(fact)).map(value),
                    )
                })
                .collect(),
            sites: ads
                .iter()
                .map(|ad| sites.number(ad.site.as_ref()?))
                .collect(),
            places,
            values,
        }
    }

    pub(super) fn input(&self) -> Input<'_> {
        Input {
            ads: &self.ads,
            identifiers: &self.identifiers,
        }
    }

    /// The facts of an ad that show an identifier.
    pub(super) fn facts_of<'a>(
        &'a self,
        identifier: u32,
        facts: &'a [Fact],
    ) -> impl Iterator<Item = &'a Fact> + 'a {
        let wanted = self.values.values().get(identifier as usize);
        facts.iter().filter(move |fact| {
            wanted.is_some_and(|(kind, value)| {
                fact.kind == *kind
                    && (fact.value.reveal() == value
                        || fact
                            .readings
                            .iter()
                            .any(|reading| reading.reveal() == value))
            })
        })
    }

    /// The number of a fact's likeliest reading.
    pub(super) fn number(&self, fact: &Fact) -> Option<u32> {
        self.values.number(&(fact.kind, value(fact)))
    }
}

fn ties(fact: &Fact) -> bool {
    fact.kind.is_identifier()
}

pub(super) fn is_front(fact: &Fact) -> bool {
    fact.kind == FactKind::Name && fact.rule == EMPLOYER_RULE
}

pub(super) fn is_person(fact: &Fact) -> bool {
    fact.kind == FactKind::Name && fact.rule != EMPLOYER_RULE
}

fn value(fact: &Fact) -> String {
    fact.value.reveal().to_owned()
}

fn readings(fact: &Fact) -> impl Iterator<Item = (FactKind, String)> + '_ {
    std::iter::once(&fact.value)
        .chain(&fact.readings)
        .map(|reading| (fact.kind, reading.reveal().to_owned()))
}

/// The identifiers of an ad, each with the fact it is read from; one that is the likeliest reading
/// of any fact counts as that.
fn shown(values: &Interned<(FactKind, String)>, facts: &[Fact]) -> Vec<Shown> {
    let mut shown: BTreeMap<u32, Shown> = BTreeMap::new();
    for (number, fact) in (0_u32..).zip(facts.iter().filter(|fact| ties(fact))) {
        for (at, reading) in readings(fact).enumerate() {
            let Some(identifier) = values.number(&reading) else {
                continue;
            };
            let entry = shown.entry(identifier).or_insert(Shown {
                identifier,
                fact: number,
                likeliest: false,
            });
            entry.likeliest |= at == 0;
        }
    }
    shown.into_values().collect()
}
