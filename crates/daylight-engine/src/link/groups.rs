//! What is known of each group of ads that contacts have joined so far.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::Disguise;

use crate::cluster::UnionFind;
use crate::link::Input;

/// The habits of one group of ads.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Its names.
    pub(super) names: BTreeSet<u32>,
    /// Its places.
    pub(super) places: BTreeSet<u32>,
    /// First and last day.
    pub(super) days: Option<(i64, i64)>,
    /// True where it shows an identifier.
    pub(super) has_contact: bool,
    /// How often each disguise was met.
    disguises: BTreeMap<Disguise, u32>,
}

impl Group {
    fn add(&mut self, input: Input<'_>, ad: u32) {
        let Some(evidence) = input.ads.get(ad as usize) else {
            return;
        };
        self.names.extend(&evidence.names);
        self.places.extend(&evidence.places);
        self.has_contact |= !evidence.identifiers.is_empty();
        for disguise in evidence.disguises.iter() {
            *self.disguises.entry(disguise).or_default() += 1;
        }
        if let Some(day) = evidence.day {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
    }

    /// The disguise met most often, if any.
    pub(super) fn habit(&self) -> Option<Disguise> {
        self.disguises
            .iter()
            .max_by_key(|(disguise, count)| (**count, std::cmp::Reverse(**disguise)))
            .map(|(disguise, _)| *disguise)
    }
}

/// The groups by their first ad.
pub(super) fn gather(input: Input<'_>, joined: &mut UnionFind) -> BTreeMap<u32, Group> {
    let mut groups: BTreeMap<u32, Group> = BTreeMap::new();
    for ad in 0..u32::try_from(input.ads.len()).unwrap_or(u32::MAX) {
        groups.entry(joined.first(ad)).or_default().add(input, ad);
    }
    groups
}
