//! The people family: D02, D03, D04, D07, D09 and D10.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::FactKind;

use crate::score::AdSigns;
use crate::score::EVIDENCE_MAX;
use crate::score::Found;
use crate::score::Reference;
use crate::score::matching::matching;
use crate::score::view::View;
use crate::score::view::WINDOW_DAYS;
use crate::score::view::distinct;
use crate::score::view::number;
use crate::score::view::share;
use crate::score::view::widest_window;

/// Fixed words a template needs before its fillings count.
const FIXED_WORDS_MIN: u32 = 12;

/// Separate networks beyond which a template is skipped: it is copied or sold.
const TEMPLATE_NETWORKS_MAX: u32 = 20;

/// Days in which a touring person counts once.
const TOUR_DAYS: i64 = 7;

/// Names in a window from which a plural voice means something.
const VOICE_NAMES_MIN: usize = 3;

/// Blocks, and names in each, that turnover needs.
const BLOCKS_MIN: usize = 3;

/// Names by day.
type NamesByDay = BTreeMap<i64, Vec<u32>>;

/// Pairs of a name and a contact, by the contact's kind.
type Pairs = BTreeMap<FactKind, Vec<(u32, u32)>>;

/// D02: the most names on one contact in any 30 days.
pub(super) fn names_per_contact(view: &View<'_>) -> Found {
    let usable = view.usable(|signs| {
        !signs.contacts.is_empty() && signs.posted.is_some() && view.names(signs).next().is_some()
    });
    let mut found = match view.found(&usable, "a contact, a name and a date") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let mut by_contact: BTreeMap<u32, (NamesByDay, Vec<u32>)> = BTreeMap::new();
    for (ad, signs) in view.ads() {
        let Some(posted) = signs.posted else { continue };
        for contact in &signs.contacts {
            let (days, ads) = by_contact.entry(contact.identifier).or_default();
            days.entry(posted.day())
                .or_default()
                .extend(view.names(signs));
            ads.push(*ad);
        }
    }
    let most = by_contact
        .values()
        .map(|(days, ads)| (widest_window(days, WINDOW_DAYS, distinct), ads))
        .max_by_key(|(names, ads)| (*names, std::cmp::Reverse(ads.first().copied())));
    if let Some((names, ads)) = most {
        found.value = Some(number(names));
        found.summary = format!("{names} names on one contact in 30 days");
        found.evidence = ads.iter().copied().take(EVIDENCE_MAX).collect();
    }
    found
}

/// D03: the most independent pairs of name and contact that fill one template.
pub(super) fn fillings(view: &View<'_>) -> Found {
    let counts = |signs: &AdSigns| -> Option<u32> {
        let template = signs.template?;
        let known = view.market().templates.get(template as usize)?;
        let counts =
            known.fixed_words >= FIXED_WORDS_MIN && known.networks <= TEMPLATE_NETWORKS_MAX;
        counts.then_some(template)
    };
    let usable = view.usable(|signs| counts(signs).is_some() && !signs.contacts.is_empty());
    let mut found = match view.found(&usable, "a contact in a template of 12 or more fixed words") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let mut pairs: BTreeMap<u32, (Pairs, Vec<u32>)> = BTreeMap::new();
    for (ad, signs) in view.ads() {
        let Some(template) = counts(signs) else {
            continue;
        };
        let (here, ads) = pairs.entry(template).or_default();
        add_pairs(here, view, signs);
        ads.push(*ad);
    }
    let most = pairs
        .values()
        .map(|(pairs, ads)| (independent(pairs), all_pairs(pairs), ads))
        .max_by_key(|(independent, _, ads)| {
            (*independent, std::cmp::Reverse(ads.first().copied()))
        });
    if let Some((independent, all, ads)) = most {
        found.value = Some(number(independent));
        found.summary = format!(
            "{independent} independent pairs of name and contact in one template ({all} pairs in all)"
        );
        found.evidence = ads.iter().copied().take(EVIDENCE_MAX).collect();
    }
    found
}

/// The three parts of D04: names per window, independent name-place pairs in any 7 days, ads per
/// active week. `None` where the data are too thin.
pub(super) fn parts(view: &View<'_>) -> Option<[f64; 3]> {
    let usable = owner_usable(view);
    view.found(&usable, "").ok()?;
    let pairs = view.by_day(|signs| {
        let place = signs.place;
        view.names(signs)
            .filter_map(|name| Some((name, place?)))
            .collect::<Vec<_>>()
    });
    let weeks: BTreeSet<i64> = view
        .ads()
        .iter()
        .filter_map(|(_, signs)| Some(signs.posted?.day().div_euclid(7)))
        .collect();
    let dated = view.usable(|signs| signs.posted.is_some()).len();
    Some([
        number(view.names_in_window()),
        number(widest_window(&pairs, TOUR_DAYS, matching)),
        share(dated, weeks.len()),
    ])
}

fn owner_usable(view: &View<'_>) -> Vec<u32> {
    view.usable(|signs| {
        signs.posted.is_some() && signs.place.is_some() && view.names(signs).next().is_some()
    })
}

/// D04: the lowest of the corpus percentiles of names, independent name-place pairs and output.
pub(super) fn owner(view: &View<'_>, reference: &Reference) -> Found {
    let usable = owner_usable(view);
    let mut found = match view.found(&usable, "a name, a place and a date") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    if let Some([names, places, output]) = parts(view) {
        let percentiles = reference.parts([names, places, output]);
        found.value = percentiles.into_iter().reduce(f64::min);
        found.summary = format!(
            "{names:.0} names in 30 days, {places:.0} of them in different places within 7 days, \
             {output:.1} ads per active week"
        );
    }
    found
}

/// D07: share of ads written by others for several people.
pub(super) fn others_speak(view: &View<'_>) -> Found {
    let usable = view.usable(|signs| signs.others_speak.is_some());
    let mut found = match view.found(&usable, "a covered language") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let plural = view.usable(|signs| signs.others_speak == Some(true));
    let names = view.names_in_window();
    let value = if names >= VOICE_NAMES_MIN {
        share(plural.len(), usable.len())
    } else {
        0.0
    };
    found.value = Some(value);
    found.summary = format!(
        "{} of {} ads speak for others; {names} names in 30 days",
        plural.len(),
        usable.len()
    );
    found.evidence = plural.into_iter().take(EVIDENCE_MAX).collect();
    found
}

/// D09: the most independent pairs of name and contact that share one page.
pub(super) fn shared_page(view: &View<'_>) -> Found {
    let usable = view.usable(|signs| !signs.pages.is_empty());
    if usable.is_empty() {
        return Found::unknown("no landing page or payment address");
    }
    let mut pairs: BTreeMap<u32, (Pairs, Vec<u32>)> = BTreeMap::new();
    for (ad, signs) in view.ads() {
        for page in &signs.pages {
            let (here, ads) = pairs.entry(*page).or_default();
            add_pairs(here, view, signs);
            ads.push(*ad);
        }
    }
    let mut found = Found {
        ads_used: usable.len(),
        coverage: share(usable.len(), view.ads().len()),
        ..Found::default()
    };
    let most = pairs
        .values()
        .filter(|(_, ads)| ads.len() >= crate::score::ADS_MIN)
        .map(|(pairs, ads)| (independent(pairs), ads))
        .max_by_key(|(independent, ads)| (*independent, std::cmp::Reverse(ads.first().copied())));
    let Some((independent, ads)) = most else {
        return Found::unknown("no page in five or more ads");
    };
    found.value = Some(number(independent));
    found.summary = format!("{independent} independent pairs of name and contact share one page");
    found.evidence = ads.iter().copied().take(EVIDENCE_MAX).collect();
    found
}

/// D10: how far the names of one front change from block to block of 30 days.
pub(super) fn rotating_names(view: &View<'_>) -> Found {
    let usable = view.usable(|signs| !signs.fronts.is_empty() && signs.posted.is_some());
    let mut found = match view.found(&usable, "a business name and a date") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let mut blocks: BTreeMap<u32, BTreeMap<i64, BTreeSet<u32>>> = BTreeMap::new();
    for (_, signs) in view.ads() {
        let Some(posted) = signs.posted else { continue };
        for front in &signs.fronts {
            blocks
                .entry(*front)
                .or_default()
                .entry(posted.day().div_euclid(WINDOW_DAYS))
                .or_default()
                .extend(view.names(signs));
        }
    }
    let Some(most) = blocks.values().filter_map(turnover).reduce(f64::max) else {
        return Found::unknown("no business name with three blocks of three or more names");
    };
    found.value = Some(most);
    found.summary = format!(
        "{:.0} % of a business's names change each 30 days",
        most * 100.0
    );
    found
}

fn turnover(blocks: &BTreeMap<i64, BTreeSet<u32>>) -> Option<f64> {
    let full: Vec<(&i64, &BTreeSet<u32>)> = blocks
        .iter()
        .filter(|(_, names)| names.len() >= VOICE_NAMES_MIN)
        .collect();
    if full.len() < BLOCKS_MIN {
        return None;
    }
    let changes: Vec<f64> = full
        .windows(2)
        .filter_map(|pair| match pair {
            [(a, one), (b, other)] if **a + 1 == **b => Some(1.0 - overlap(one, other)),
            _ => None,
        })
        .collect();
    let sum: f64 = changes.iter().sum();
    (!changes.is_empty()).then(|| sum / number(changes.len()))
}

fn overlap(one: &BTreeSet<u32>, other: &BTreeSet<u32>) -> f64 {
    share(one.intersection(other).count(), one.union(other).count())
}

fn add_pairs(pairs: &mut Pairs, view: &View<'_>, signs: &AdSigns) {
    for name in view.names(signs) {
        for contact in &signs.contacts {
            let of_kind = pairs.entry(contact.kind).or_default();
            of_kind.push((name, contact.identifier));
        }
    }
}

/// M(name, contact) within the kind of contact that gives most: a firm whose every ad shows its
/// one phone and its one address has one contact, not two.
fn independent(pairs: &Pairs) -> usize {
    let each = pairs.values().map(|of_kind| matching(of_kind));
    each.max().unwrap_or(0)
}

fn all_pairs(pairs: &Pairs) -> usize {
    pairs.values().map(|of_kind| distinct(of_kind)).sum()
}
