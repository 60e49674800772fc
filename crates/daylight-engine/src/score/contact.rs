//! The contact family: D01 hidden contact, D06 contact rotates while the template stays.

use std::collections::BTreeMap;

use daylight_model::Disguise;

use crate::score::Found;
use crate::score::Market;
use crate::score::view::View;
use crate::score::view::number;
use crate::score::view::share;

/// Days of activity before rotations say anything.
const ACTIVE_DAYS_MIN: i64 = 30;

/// Days between the end of one contact and the start of the next that still make a hand-over.
const HAND_OVER_DAYS: i64 = 2;

/// Rotations per 30 active days below which the sign stays silent.
const ROTATIONS_MIN: f64 = 2.0;

/// For each site its ads with a contact, and those of them that hide it.
#[derive(Debug, Default)]
pub(super) struct Sites(BTreeMap<Option<u32>, (usize, usize)>);

impl Sites {
    pub(super) fn count(market: Market<'_>) -> Self {
        let mut sites = Self::default();
        for (site, hides) in (0..market.ads.ads()).filter_map(|ad| market.ads.hides(ad)) {
            let (all, hidden) = sites.0.entry(site).or_default();
            *all += 1;
            *hidden += usize::from(hides);
        }
        sites
    }
}

/// D01: share of ads with a hidden contact beyond what their sites show outside the network, times
/// the share of the commonest way of hiding.
pub(super) fn hidden(view: &View<'_>, sites: &Sites) -> Found {
    let usable = view.usable(|signs| !signs.contacts.is_empty());
    let mut found = match view.found(&usable, "a contact") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let mut ways: BTreeMap<Disguise, usize> = BTreeMap::new();
    let mut own: BTreeMap<Option<u32>, (usize, usize)> = BTreeMap::new();
    let mut hidden_ads = Vec::new();
    for (ad, signs) in view
        .ads()
        .iter()
        .filter(|(_, signs)| !signs.contacts.is_empty())
    {
        let way = signs.contacts.iter().find_map(|contact| contact.hidden);
        let (all, hidden) = own.entry(signs.site).or_default();
        *all += 1;
        if let Some(way) = way {
            *hidden += 1;
            *ways.entry(way).or_default() += 1;
            hidden_ads.push(*ad);
        }
    }
    let h = share(hidden_ads.len(), usable.len());
    let b: f64 = own
        .iter()
        .map(|(site, (all, hidden))| {
            let (everywhere, hidden_everywhere) = sites.0.get(site).copied().unwrap_or_default();
            let outside = share(
                hidden_everywhere.saturating_sub(*hidden),
                everywhere.saturating_sub(*all),
            );
            share(*all, usable.len()) * outside
        })
        .sum();
    let k = share(ways.values().copied().max().unwrap_or(0), hidden_ads.len());
    found.value = Some((h - b).max(0.0) * k);
    found.summary = format!(
        "{} of {} ads hide their contact; elsewhere on the same sites {:.0} %",
        hidden_ads.len(),
        usable.len(),
        b * 100.0
    );
    hidden_ads.truncate(crate::score::EVIDENCE_MAX);
    found.evidence = hidden_ads;
    found
}

/// D06: hand-overs from one contact to the next under one template, per 30 active days.
pub(super) fn rotation(view: &View<'_>) -> Found {
    let usable = view.usable(|signs| {
        signs.template.is_some() && signs.posted.is_some() && !signs.contacts.is_empty()
    });
    let mut found = match view.found(&usable, "a template, a contact and a date") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    // For each template, each contact's first and last day.
    let mut lives: BTreeMap<u32, BTreeMap<u32, (i64, i64)>> = BTreeMap::new();
    for (_, signs) in view.ads() {
        let (Some(template), Some(posted)) = (signs.template, signs.posted) else {
            continue;
        };
        let day = posted.day();
        for contact in &signs.contacts {
            let life = lives
                .entry(template)
                .or_default()
                .entry(contact.identifier)
                .or_insert((day, day));
            *life = (life.0.min(day), life.1.max(day));
        }
    }
    let rates = lives.values().filter_map(rate);
    let Some(most) = rates.reduce(f64::max) else {
        return Found::unknown("no template active for 30 days");
    };
    found.value = Some(if most >= ROTATIONS_MIN { most } else { 0.0 });
    found.summary = format!("{most:.1} hand-overs of a contact per 30 active days");
    found
}

/// Rotations per 30 days of one template; `None` where it was active for less.
fn rate(lives: &BTreeMap<u32, (i64, i64)>) -> Option<f64> {
    let mut order: Vec<(i64, i64)> = lives.values().copied().collect();
    order.sort_unstable();
    let first = order.iter().map(|life| life.0).min()?;
    let last = order.iter().map(|life| life.1).max()?;
    let active = last - first + 1;
    if active < ACTIVE_DAYS_MIN {
        return None;
    }
    let rotations = order
        .windows(2)
        .filter(|pair| match pair {
            [(_, end), (start, _)] => *end <= start + HAND_OVER_DAYS,
            _ => false,
        })
        .count();
    let days = usize::try_from(active).unwrap_or(1);
    Some(number(rotations) * 30.0 / number(days))
}
