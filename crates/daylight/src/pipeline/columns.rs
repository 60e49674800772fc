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
use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::Disguise;
use daylight_model::Disguises;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::Moment;
use daylight_model::Span;
use serde::Deserialize;
use serde::Serialize;

use crate::pipeline::analyse::Said;
use crate::pipeline::ids::Ids;
use crate::pipeline::numbering::Numbering;

/// The rule by which a name is an employer's or business's.
const EMPLOYER_RULE: &str = "name/employer";

/// Stands where a mark has no span, and where an ad has no site.
const NONE: u32 = u32::MAX;

/// An identifier or name without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl Mark {
    /// The mark of a fact whose value and field have numbers.
    pub(super) fn new(fact: &Fact, number: u32, field: u16) -> Self {
        let (start, end) = fact
            .span
            .map_or((NONE, NONE), |span| (span.start(), span.end()));
        Self {
            start,
            end,
            number,
            kind: fact.kind,
            field,
            more: match fact.disguises.iter().next() {
                _ if is_front(fact) => More::Front,
                Some(disguise) => More::Hidden(disguise),
                None => More::Nothing,
            },
        }
    }
}

/// True for the name of an employer or business.
pub(super) fn is_front(fact: &Fact) -> bool {
    fact.kind == FactKind::Name && fact.rule == EMPLOYER_RULE
}

/// Another reading of a mark: the mark's place in its ad, and the identifier.
pub(super) type Reading = (u32, u32);

/// An ad as a row of the columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) id: AdId,
    pub(super) posted: Option<Moment>,
    /// Hash of the comparable forms.
    pub(super) text: u64,
    pub(super) said: Said,
    /// Its identifiers and names.
    pub(super) marks: Vec<Mark>,
    pub(super) readings: Vec<Reading>,
    pub(super) site: Option<u32>,
    pub(super) place: Option<u32>,
    /// How its contacts were hidden.
    pub(super) disguises: Disguises,
}

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
}

impl Columns {
    /// Adds an ad. Ads come in ascending order of their ids.
    pub(super) fn push(&mut self, row: Row) {
        self.evidence.push(AdEvidence {
            identifiers: shown(&row.marks, &row.readings),
            names: numbers(&row.marks, is_person),
            place: row.place,
            day: row.posted.map(|posted| posted.day()),
            disguises: row.disguises,
        });
        self.sites.push(row.site.unwrap_or(NONE));
        self.ids.push(&row.id);
        self.posted.push(row.posted);
        self.texts.push(row.text);
        self.said.push(row.said);
        self.marks.push(row.marks);
        self.readings.push(row.readings);
    }

    /// Ends the reading: what was numbered is kept, and places that are near become one.
    pub(super) fn settle(&mut self, numbering: Numbering) {
        let settled = numbering.settle();
        self.evidence.renumber_places(&settled.places);
        self.spots = settled.spots;
        self.identifiers = settled.identifiers;
        self.fields = settled.fields;
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
