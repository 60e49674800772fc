//! What is known of each group of ads that contacts have joined so far.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::Disguise;

use crate::link::Input;
use crate::link::judged::Joined;

/// The habits of one group of ads.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Its names.
    pub(super) names: BTreeSet<u32>,
    /// Its places.
    pub(super) places: BTreeSet<u32>,
    /// First and last day.
    pub(super) days: Option<(i64, i64)>,
    /// How often each disguise was met.
    disguises: BTreeMap<Disguise, u32>,
}

impl Group {
    fn add(&mut self, input: Input<'_>, ad: u32) {
        let Some(evidence) = input.ads.get(ad) else {
            return;
        };
        self.names.extend(evidence.names);
        self.places.extend(evidence.place);
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

/// Some groups by their first ad; `wanted` names those, ascending. Most of a market is never
/// compared with anything, so it is not gathered.
pub(super) fn gather(
    input: Input<'_>,
    joined: &mut Joined,
    wanted: &[u32],
) -> BTreeMap<u32, Group> {
    let mut groups: BTreeMap<u32, Group> = BTreeMap::new();
    for ad in numbers(input) {
        let first = joined.first(ad);
        if wanted.binary_search(&first).is_ok() {
            groups.entry(first).or_default().add(input, ad);
        }
    }
    groups
}

/// For each ad that is the first of its group, whether the group shows an identifier.
pub(super) fn with_contact(input: Input<'_>, joined: &mut Joined) -> Vec<bool> {
    let mut shows = vec![false; input.ads.len()];
    for (ad, evidence) in (0_u32..).zip(input.ads.iter()) {
        if !evidence.identifiers.is_empty()
            && let Some(slot) = shows.get_mut(joined.first(ad) as usize)
        {
            *slot = true;
        }
    }
    shows
}

/// In how many groups each name occurs, by the name's number.
pub(super) fn frequencies(input: Input<'_>, joined: &mut Joined) -> Vec<u32> {
    let mut uses: Vec<(u32, u32)> = Vec::new();
    for (ad, evidence) in (0_u32..).zip(input.ads.iter()) {
        let first = joined.first(ad);
        uses.extend(evidence.names.iter().map(|name| (*name, first)));
    }
    uses.sort_unstable();
    uses.dedup();
    let names = uses.last().map_or(0, |(name, _)| *name as usize + 1);
    let mut counts = vec![0; names];
    for (name, _) in uses {
        if let Some(count) = counts.get_mut(name as usize) {
            *count += 1;
        }
    }
    counts
}

fn numbers(input: Input<'_>) -> std::ops::Range<u32> {
    0..u32::try_from(input.ads.len()).unwrap_or(u32::MAX)
}
