//! The market as the score stage sees it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_engine::link::Linked;
use daylight_engine::score::AdSigns;
use daylight_engine::score::Contact;
use daylight_engine::score::Market;
use daylight_engine::score::Signs;
use daylight_engine::score::TemplateUse;
use daylight_model::FactKind;

use crate::pipeline::columns::Columns;
use crate::pipeline::columns::Mark;
use crate::pipeline::columns::numbers;
use crate::pipeline::templates::Templates;

/// The market made ready to be scored.
#[derive(Debug)]
pub struct Scoring<'a> {
    ads: Seen<'a>,
    templates: Vec<TemplateUse>,
}

/// The ads as scoring sees them.
#[derive(Debug)]
struct Seen<'a> {
    columns: &'a Columns,
    linked: &'a Linked,
    templates: &'a Templates,
}

/// The networks of two or more ads, each as its ads ascending, in the order of their first ads.
pub(super) fn members(linked: &Linked) -> Vec<Vec<u32>> {
    let mut networks: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (ad, first) in (0_u32..).zip(&linked.networks) {
        if ad != *first {
            networks
                .entry(*first)
                .or_insert_with(|| vec![*first])
                .push(ad);
        }
    }
    networks.into_values().collect()
}

/// The identifiers of an ad that count, ascending.
pub(super) fn in_force(linked: &Linked, ad: u32) -> &[(u32, u32)] {
    let from = linked.in_force.partition_point(|(other, _)| *other < ad);
    let rest = linked.in_force.get(from..).unwrap_or_default();
    let length = rest.iter().take_while(|(other, _)| *other == ad).count();
    rest.get(..length).unwrap_or_default()
}

impl<'a> Scoring<'a> {
    pub(super) fn new(columns: &'a Columns, linked: &'a Linked, templates: &'a Templates) -> Self {
        Self {
            templates: templates
                .numbers()
                .map(|number| TemplateUse {
                    fixed_words: templates.fixed_words(number),
                    networks: users(templates.ads(number), columns, linked),
                })
                .collect(),
            ads: Seen {
                columns,
                linked,
                templates,
            },
        }
    }

    pub(super) fn market(&self) -> Market<'_> {
        Market {
            ads: &self.ads,
            places: &self.ads.columns.spots,
            templates: &self.templates,
        }
    }
}

/// Separate networks with a contact that use a template.
fn users(ads: &[u32], columns: &Columns, linked: &Linked) -> u32 {
    let networks: BTreeSet<u32> = ads
        .iter()
        .filter(|ad| {
            let shown = columns.evidence.get(**ad);
            shown.is_some_and(|shown| !shown.identifiers.is_empty())
        })
        .filter_map(|ad| linked.networks.get(*ad as usize).copied())
        .collect();
    u32::try_from(networks.len()).unwrap_or(u32::MAX)
}

impl Seen<'_> {
    /// The marks of an ad whose identifiers count.
    fn counting(&self, ad: u32) -> impl Iterator<Item = &Mark> {
        let in_force = in_force(self.linked, ad);
        self.columns.marks.of(ad).iter().filter(move |mark| {
            mark.kind.is_identifier() && in_force.binary_search(&(ad, mark.number())).is_ok()
        })
    }

    fn contacts(&self, ad: u32) -> Vec<Contact> {
        let contacts = self.counting(ad).filter(|mark| mark.kind.is_contact());
        let mut contacts: Vec<Contact> = contacts
            .map(|mark| Contact {
                identifier: mark.number(),
                kind: mark.kind,
                hidden: mark.hidden(),
            })
            .collect();
        contacts.sort_unstable();
        contacts.dedup();
        contacts
    }
}

impl Signs for Seen<'_> {
    fn ads(&self) -> u32 {
        self.columns.len()
    }

    fn of(&self, ad: u32) -> Option<AdSigns> {
        let at = ad as usize;
        let shown = self.columns.evidence.get(ad)?;
        let said = self.columns.said.get(at)?;
        let pages = self.counting(ad).filter(|mark| mark.kind == FactKind::Url);
        let pages: BTreeSet<u32> = pages.map(Mark::number).collect();
        Some(AdSigns {
            text: *self.columns.texts.get(at)?,
            site: self.columns.site(ad),
            posted: *self.columns.posted.get(at)?,
            place: shown.place,
            names: shown.names.to_vec(),
            fronts: numbers(self.columns.marks.of(ad), Mark::is_front),
            contacts: self.contacts(ad),
            pages: pages.into_iter().collect(),
            template: self.templates.of(ad),
            others_speak: said.others_speak,
            offer: said.offer,
            scam: said.scam,
        })
    }

    fn hides(&self, ad: u32) -> Option<(Option<u32>, bool)> {
        let mut contacts = self.counting(ad).filter(|mark| mark.kind.is_contact());
        let first = contacts.next()?;
        let hides = first.hidden().is_some() || contacts.any(|mark| mark.hidden().is_some());
        Some((self.columns.site(ad), hides))
    }
}
