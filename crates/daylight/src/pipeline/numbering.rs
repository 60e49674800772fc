//! Numbers for the values of ads while these are read.

use daylight_engine::link::Identifier;
use daylight_engine::score::Spot;
use daylight_model::Ad;
use daylight_model::Disguises;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::FieldName;

use crate::pipeline::analyse::Analysed;
use crate::pipeline::columns::Mark;
use crate::pipeline::columns::Reading;
use crate::pipeline::columns::Row;
use crate::pipeline::columns::is_front;
use crate::pipeline::generic::Generic;
use crate::pipeline::intern::Numbers;
use crate::pipeline::places::Places;

/// What has a number so far.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    known: Numbers,
    names: Numbers,
    fronts: Numbers,
    sites: Numbers,
    places: Places,
    identifiers: Vec<Identifier>,
    fields: Vec<FieldName>,
}

/// What the numbers stand for.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) identifiers: Vec<Identifier>,
    pub(super) fields: Vec<FieldName>,
    /// The final number of each place.
    pub(super) places: Vec<u32>,
    pub(super) spots: Vec<Spot>,
}

impl Numbering {
    /// An ad as numbers. Ads come in ascending order of their ids.
    pub(super) fn row(&mut self, ad: &Ad, read: &Analysed, generic: &Generic) -> Row {
        let is_marked = |fact: &&Fact| fact.kind.is_identifier() || fact.kind == FactKind::Name;
        let marked: Vec<&Fact> = read.facts.iter().filter(is_marked).collect();
        let marks = marked.iter().map(|fact| self.mark(fact, generic)).collect();
        let contacts = read.facts.iter().filter(|fact| fact.kind.is_contact());
        Row {
            id: ad.id.clone(),
            posted: ad.posted_at,
            text: read.text,
            said: read.said,
            marks,
            readings: self.readings(&marked, generic),
            site: ad
                .site
                .as_deref()
                .map(|site| self.sites.of(site.as_bytes()).0),
            place: self.places.of(ad, &read.facts),
            disguises: contacts.fold(Disguises::NONE, |met, fact| met.union(fact.disguises)),
        }
    }

    /// Ends the numbering: places that are near become one.
    pub(super) fn settle(self) -> Settled {
        let (places, spots) = self.places.settle();
        Settled {
            identifiers: self.identifiers,
            fields: self.fields,
            places,
            spots,
        }
    }

    fn mark(&mut self, fact: &Fact, generic: &Generic) -> Mark {
        let value = fact.value.reveal();
        let number = if fact.kind.is_identifier() {
            self.identifier(fact.kind, value, generic)
        } else if is_front(fact) {
            self.fronts.of(value.as_bytes()).0
        } else {
            self.names.of(value.as_bytes()).0
        };
        Mark::new(fact, number, self.field(&fact.field))
    }

    fn readings(&mut self, facts: &[&Fact], generic: &Generic) -> Vec<Reading> {
        let mut readings = Vec::new();
        for (at, fact) in (0_u32..)
            .zip(facts)
            .filter(|(_, fact)| fact.kind.is_identifier())
        {
            for reading in &fact.readings {
                readings.push((at, self.identifier(fact.kind, reading.reveal(), generic)));
            }
        }
        readings
    }

    fn identifier(&mut self, kind: FactKind, value: &str, generic: &Generic) -> u32 {
        // The kinds of fact are few and keep their order.
        let (number, is_new) = self.known.of_kind(kind as u8, value);
        if is_new {
            let listed = generic.lists(kind, value);
            self.identifiers.push(Identifier { kind, listed });
        }
        number
    }

    /// The number of a field. Files with more than 2^16 text columns are refused when read.
    fn field(&mut self, name: &FieldName) -> u16 {
        let known = self.fields.iter().position(|known| known == name);
        let at = known.unwrap_or_else(|| {
            self.fields.push(name.clone());
            self.fields.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }
}
