//! One network as the indicators see it: its ads after reposts collapse, and windows over them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::score::ADS_MIN;
use crate::score::AdSigns;
use crate::score::EVIDENCE_MAX;
use crate::score::Found;
use crate::score::Market;

/// The days of a window.
pub(super) const WINDOW_DAYS: i64 = 30;

/// Share of the ads that must have the needed fields.
const COVERAGE_MIN: f64 = 0.3;

/// A network.
#[derive(Debug)]
pub(super) struct View<'a> {
    market: Market<'a>,
    ads: Vec<(u32, AdSigns)>,
    /// Names seen in two or more ads.
    names: BTreeSet<u32>,
}

impl<'a> View<'a> {
    /// Collapses reposts: of ads with the same text, site and day the first one stays. An ad
    /// without a date stays, since nothing says it is a repost.
    pub(super) fn new(market: Market<'a>, members: &[u32]) -> Self {
        let mut seen = BTreeSet::new();
        let ads: Vec<(u32, AdSigns)> = members
            .iter()
            .filter_map(|ad| Some((*ad, market.ads.of(*ad)?)))
            .filter(|(_, signs)| {
                signs
                    .posted
                    .is_none_or(|posted| seen.insert((signs.text, signs.site, posted.day())))
            })
            .collect();
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for name in ads.iter().flat_map(|(_, signs)| &signs.names) {
            *counts.entry(*name).or_default() += 1;
        }
        counts.retain(|_, ads| *ads > 1);
        Self {
            market,
            ads,
            names: counts.into_keys().collect(),
        }
    }

    pub(super) fn market(&self) -> Market<'a> {
        self.market
    }

    /// The ads, ascending.
    pub(super) fn ads(&self) -> &[(u32, AdSigns)] {
        &self.ads
    }

    /// The names of an ad that count.
    pub(super) fn names<'b>(&'b self, signs: &'b AdSigns) -> impl Iterator<Item = u32> + 'b {
        signs
            .names
            .iter()
            .copied()
            .filter(|name| self.names.contains(name))
    }

    /// Distinct names in the 30 days that hold most.
    pub(super) fn names_in_window(&self) -> usize {
        let dated = self.by_day(|signs| self.names(signs).collect());
        widest_window(&dated, WINDOW_DAYS, distinct)
    }

    /// Distinct business names in the whole network.
    pub(super) fn fronts(&self) -> usize {
        let all: BTreeSet<u32> = self
            .ads
            .iter()
            .flat_map(|(_, signs)| signs.fronts.iter().copied())
            .collect();
        all.len()
    }

    /// What `of` gives for every dated ad, by day.
    pub(super) fn by_day<T>(&self, of: impl Fn(&AdSigns) -> Vec<T>) -> BTreeMap<i64, Vec<T>> {
        let mut days: BTreeMap<i64, Vec<T>> = BTreeMap::new();
        for (_, signs) in &self.ads {
            if let Some(posted) = signs.posted {
                days.entry(posted.day()).or_default().extend(of(signs));
            }
        }
        days
    }

    /// Starts a value from the ads that have what it needs, or says that they are too few.
    pub(super) fn found(&self, usable: &[u32], needs: &str) -> Result<Found, Found> {
        let coverage = share(usable.len(), self.ads.len());
        if usable.len() < ADS_MIN {
            return Err(Found::unknown(&format!(
                "fewer than {ADS_MIN} ads with {needs}"
            )));
        }
        if coverage < COVERAGE_MIN {
            return Err(Found::unknown(&format!(
                "fewer than 30 % of the ads with {needs}"
            )));
        }
        Ok(Found {
            ads_used: usable.len(),
            coverage,
            evidence: usable.iter().copied().take(EVIDENCE_MAX).collect(),
            ..Found::default()
        })
    }

    /// The ads for which `has` holds.
    pub(super) fn usable(&self, has: impl Fn(&AdSigns) -> bool) -> Vec<u32> {
        self.ads
            .iter()
            .filter(|(_, signs)| has(signs))
            .map(|(ad, _)| *ad)
            .collect()
    }
}

/// The largest `value` over windows of `length` days that start on a day with an ad.
pub(super) fn widest_window<T: Copy>(
    days: &BTreeMap<i64, Vec<T>>,
    length: i64,
    value: impl Fn(&[T]) -> usize,
) -> usize {
    let mut widest = 0;
    let mut items = Vec::new();
    for start in days.keys() {
        items.clear();
        for (_, here) in days.range(*start..start + length) {
            items.extend_from_slice(here);
        }
        // A window cannot hold more than its items.
        if items.len() > widest {
            widest = widest.max(value(&items));
        }
    }
    widest
}

pub(super) fn distinct<T: Copy + Ord>(items: &[T]) -> usize {
    items.iter().copied().collect::<BTreeSet<T>>().len()
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}
