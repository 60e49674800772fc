//! A market as the stages after reading see it: numbers by column, and no text.
//!
//! An identifier or name keeps 16 bytes: what it is, where it stands, and the number of its value.
//! Two ads show the same phone where they show the same number.

use daylight_engine::link::AdEvidence;
use daylight_engine::link::Evidence;
use daylight_engine::link::Identifier;
use daylight_engine::link::Shown;
use daylight_engine::lists::Lists;
use daylight_engine::score::Spot;
use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::Disguise;
use daylight_model::Disguises;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::Moment;
use daylight_model::Span;

use crate::pipeline::analyse::Analysed;
use crate::pipeline::analyse::Said;
use crate::pipeline::generic::Generic;
use crate::pipeline::ids::Ids;
use crate::pipeline::intern::Numbers;
use crate::pipeline::places::Places;

/// The rule by which a name is an employer's or business's.
const EMPLOYER_RULE: &str = "name/employer";

/// Stands where a mark has no span, and where an ad has no site.
const NONE: u32 = u32::MAX;

/// An identifier or name without its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Its first and last byte; both [`NONE`] for a fact that came as a column.
    start: u32,
    end: u32,
    /// The number of its value among identifiers, names or fronts.
    number: u32,
    field: u16,
    pub(super) kind: FactKind,
    more: More,
}

/// What else is known of a mark, in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum More {
    Nothing,
    /// It is the name of an employer or business.
    Front,
    /// The first step it took to decode it.
    Hidden(Disguise),
}

impl Mark {
    /// True for the name of an employer or business.
    pub(super) fn is_front(&self) -> bool {
        self.more == More::Front
    }

    /// The first step it took to decode it; `None` where it was written openly.
    pub(super) fn hidden(&self) -> Option<Disguise> {
        match self.more {
            More::Hidden(disguise) => Some(disguise),
            More::Nothing | More::Front => None,
        }
    }

    /// The characters it stands for.
    pub(super) fn span(&self) -> Option<Span> {
        (self.start != NONE).then(|| Span::new(self.start, self.end))
    }

    /// The number of its value.
    pub(super) fn number(&self) -> u32 {
        self.number
    }
}

/// Another reading of a mark: the mark's place in its ad, and the identifier.
type Reading = (u32, u32);

/// The columns.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) ids: Ids,
    pub(super) posted: Vec<Option<Moment>>,
    pub(super) texts: Vec<u64>,
    pub(super) said: Vec<Said>,
    pub(super) marks: Lists<Mark>,
    readings: Lists<Reading>,
    pub(super) evidence: Evidence,
    pub(super) identifiers: Vec<Identifier>,
    pub(super) spots: Vec<Spot>,
    sites: Vec<u32>,
    fields: Vec<FieldName>,
    numbers: Numbered,
}

/// What is needed only while ads are read.
#[derive(Debug, Default)]
struct Numbered {
    identifiers: Numbers,
    names: Numbers,
    fronts: Numbers,
    sites: Numbers,
    places: Places,
}

impl Columns {
    /// Adds an ad. Ads come in ascending order of their ids.
    pub(super) fn push(&mut self, ad: &Ad, read: &Analysed, generic: &Generic) {
        let is_marked = |fact: &&Fact| fact.kind.is_identifier() || fact.kind == FactKind::Name;
        let marked: Vec<&Fact> = read.facts.iter().filter(is_marked).collect();
        let marks: Vec<Mark> = marked.iter().map(|fact| self.mark(fact, generic)).collect();
        let readings = self.readings(&marked, generic);
        let names = numbers(&marks, is_person);
        self.evidence.push(AdEvidence {
            identifiers: shown(&marks, &readings),
            names,
            place: self.numbers.places.of(ad, &read.facts),
            day: ad.posted_at.map(|posted| posted.day()),
            disguises: read
                .facts
                .iter()
                .filter(|fact| fact.kind.is_contact())
                .fold(Disguises::NONE, |met, fact| met.union(fact.disguises)),
        });
        let site = ad.site.as_deref();
        let site = site.map_or(NONE, |site| self.numbers.sites.of(site.as_bytes()).0);
        self.sites.push(site);
        self.ids.push(&ad.id);
        self.posted.push(ad.posted_at);
        self.texts.push(read.text);
        self.said.push(read.said);
        self.marks.push(marks);
        self.readings.push(readings);
    }

    /// Ends the reading: places that are near become one.
    pub(super) fn settle(&mut self) {
        let numbered = std::mem::take(&mut self.numbers);
        let (places, spots) = numbered.places.settle();
        self.evidence.renumber_places(&places);
        self.spots = spots;
    }

    /// How many ads.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// Bytes of memory they take, but for what grows slower than the ads.
    pub(super) fn bytes(&self) -> usize {
        let each = size_of::<Option<Moment>>() + size_of::<(u64, Said, u32)>();
        self.ids.bytes()
            + self.marks.bytes()
            + self.readings.bytes()
            + self.evidence.bytes()
            + self.ids.len() * each
    }

    /// The ids of some ads.
    pub(super) fn ids_of(&self, ads: &[u32]) -> Vec<AdId> {
        ads.iter().filter_map(|ad| self.ids.get(*ad)).collect()
    }

    /// The site of an ad, by number.
    pub(super) fn site(&self, ad: u32) -> Option<u32> {
        let site = self.sites.get(ad as usize).copied();
        site.filter(|site| *site != NONE)
    }

    /// Where a mark stands, or the whole ad.
    pub(super) fn cite(&self, ad: u32, mark: Option<&Mark>) -> Option<Citation> {
        let field = mark.and_then(|mark| self.fields.get(usize::from(mark.field)));
        Some(Citation {
            ad_id: self.ids.get(ad)?,
            field: field.cloned(),
            span: mark.and_then(Mark::span),
        })
    }

    /// The marks of an ad that show an identifier, in any of their readings.
    pub(super) fn marks_of(&self, ad: u32, identifier: u32) -> impl Iterator<Item = &Mark> {
        let kind = self.identifiers.get(identifier as usize).map(|it| it.kind);
        let others = self.readings.of(ad);
        (0_u32..)
            .zip(self.marks.of(ad))
            .filter(move |(at, mark)| {
                Some(mark.kind) == kind
                    && (mark.number == identifier || others.contains(&(*at, identifier)))
            })
            .map(|(_, mark)| mark)
    }

    fn mark(&mut self, fact: &Fact, generic: &Generic) -> Mark {
        let is_front = fact.kind == FactKind::Name && fact.rule == EMPLOYER_RULE;
        let value = fact.value.reveal();
        let number = if fact.kind.is_identifier() {
            self.identifier(fact.kind, value, generic)
        } else if is_front {
            self.numbers.fronts.of(value.as_bytes()).0
        } else {
            self.numbers.names.of(value.as_bytes()).0
        };
        let (start, end) = fact
            .span
            .map_or((NONE, NONE), |span| (span.start(), span.end()));
        Mark {
            start,
            end,
            number,
            kind: fact.kind,
            field: self.field(&fact.field),
            more: match fact.disguises.iter().next() {
                _ if is_front => More::Front,
                Some(disguise) => More::Hidden(disguise),
                None => More::Nothing,
            },
        }
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
        let (number, is_new) = self.numbers.identifiers.of_kind(kind as u8, value);
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

/// True for the name of a person.
pub(super) fn is_person(mark: &Mark) -> bool {
    mark.kind == FactKind::Name && !mark.is_front()
}

/// The numbers of some marks, ascending and without repeats.
pub(super) fn numbers(marks: &[Mark], wanted: impl Fn(&Mark) -> bool) -> Vec<u32> {
    let wanted = marks.iter().filter(|mark| wanted(mark));
    let mut numbers: Vec<u32> = wanted.map(Mark::number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The identifiers of an ad, each with the fact it is read from; one that is the likeliest reading
/// of any fact counts as that.
fn shown(marks: &[Mark], readings: &[Reading]) -> Vec<Shown> {
    let likeliest = (0_u32..)
        .zip(marks)
        .filter(|(_, mark)| mark.kind.is_identifier())
        .map(|(fact, mark)| Shown {
            identifier: mark.number,
            fact,
            likeliest: true,
        });
    let others = readings.iter().map(|(fact, identifier)| Shown {
        identifier: *identifier,
        fact: *fact,
        likeliest: false,
    });
    let mut shown: Vec<Shown> = likeliest.chain(others).collect();
    shown.sort_unstable_by_key(|shown| (shown.identifier, shown.fact, !shown.likeliest));
    shown.dedup_by(|later, first| {
        let same = later.identifier == first.identifier;
        first.likeliest |= same && later.likeliest;
        same
    });
    shown
}
