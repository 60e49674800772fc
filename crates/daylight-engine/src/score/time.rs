//! The time family: D05 too far apart at once, D08 same posting rhythm.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::Precision;

use crate::score::AdSigns;
use crate::score::EVIDENCE_MAX;
use crate::score::Found;
use crate::score::view::View;
use crate::score::view::number;
use crate::score::view::share;

/// Kilometres from which two places are apart.
const FAR_KM: f64 = 100.0;

/// Kilometres an hour nobody travels.
const IMPOSSIBLE_KMH: f64 = 900.0;

/// Cities within one hour from which identical text is a broadcast and no travel.
const BROADCAST_CITIES: usize = 5;

/// Seconds of a broadcast.
const BROADCAST_SECONDS: i64 = 3_600;

/// Ads a name needs before it has a rhythm.
const RHYTHM_ADS_MIN: usize = 10;

/// Names compared, those with most ads first: their pairs settle the median.
const RHYTHM_NAMES_MAX: usize = 16;

/// Seconds within which two ads are posted together.
const TOGETHER_SECONDS: i64 = 600;

/// Seeded shifts that say how often ads fall together by chance.
const SHIFTS: u64 = 100;

/// Seconds, their precision, the ad, and degrees north and east.
type Stop = (i64, i64, u32, (f64, f64));

/// D05: share of ads that one contact cannot have posted in person.
pub(super) fn too_far(view: &View<'_>) -> Found {
    let broadcast = broadcasts(view);
    let spot = |signs: &AdSigns| -> Option<(i64, i64, (f64, f64))> {
        let posted = signs
            .posted
            .filter(|posted| posted.precision != Precision::Day)?;
        let at = view
            .market()
            .places
            .get(signs.place? as usize)?
            .coordinates?;
        (!broadcast.contains(&signs.text)).then_some((
            posted.seconds,
            posted.precision.seconds(),
            at,
        ))
    };
    let usable = view.usable(|signs| spot(signs).is_some() && !signs.contacts.is_empty());
    let mut found = match view.found(&usable, "a contact, a place and a time to the minute") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let mut trips: BTreeMap<u32, Vec<Stop>> = BTreeMap::new();
    for (ad, signs) in view.ads() {
        let Some((seconds, precision, at)) = spot(signs) else {
            continue;
        };
        for contact in &signs.contacts {
            let trip = trips.entry(contact.identifier).or_default();
            trip.push((seconds, precision, *ad, at));
        }
    }
    let mut impossible = BTreeSet::new();
    for trip in trips.values_mut() {
        trip.sort_by_key(|(seconds, _, ad, _)| (*seconds, *ad));
        // If any pair is impossible, so is some pair of neighbours in time between the two.
        for pair in trip.windows(2) {
            let [(t1, p1, one, a), (t2, p2, other, b)] = pair else {
                continue;
            };
            let km = distance_km(*a, *b);
            let hours = seconds_f64(t2 - t1 + p1.max(p2)) / 3_600.0;
            if km >= FAR_KM && km / hours > IMPOSSIBLE_KMH {
                impossible.extend([*one, *other]);
            }
        }
    }
    found.value = Some(share(impossible.len(), usable.len()));
    found.summary = format!(
        "{} of {} ads on one contact too far apart for the time between them",
        impossible.len(),
        usable.len()
    );
    found.evidence = impossible.into_iter().take(EVIDENCE_MAX).collect();
    found
}

/// Texts sent to five or more places within an hour.
pub(super) fn broadcasts(view: &View<'_>) -> BTreeSet<u64> {
    let mut sent: BTreeMap<u64, Vec<(i64, u32)>> = BTreeMap::new();
    for (_, signs) in view.ads() {
        if let (Some(posted), Some(place)) = (signs.posted, signs.place) {
            sent.entry(signs.text)
                .or_default()
                .push((posted.seconds, place));
        }
    }
    sent.retain(|_, posts| {
        posts.sort_unstable();
        let mut from = 0;
        (0..posts.len()).any(|to| {
            let end = posts.get(to).map_or(0, |post| post.0);
            while posts
                .get(from)
                .is_some_and(|post| end - post.0 > BROADCAST_SECONDS)
            {
                from += 1;
            }
            let window = posts.get(from..=to).unwrap_or_default();
            window.len() >= BROADCAST_CITIES
                && window
                    .iter()
                    .map(|post| post.1)
                    .collect::<BTreeSet<_>>()
                    .len()
                    >= BROADCAST_CITIES
        })
    });
    sent.into_keys().collect()
}

/// D08: how much oftener two names post together than shifted clocks would.
pub(super) fn rhythm(view: &View<'_>) -> Found {
    let usable = view.usable(|signs| {
        signs
            .posted
            .is_some_and(|posted| posted.precision != Precision::Day)
            && !signs.names.is_empty()
    });
    let mut found = match view.found(&usable, "a name and a time to the minute") {
        Ok(found) => found,
        Err(unknown) => return unknown,
    };
    let mut posts: BTreeMap<u32, Vec<(i64, u32)>> = BTreeMap::new();
    for (ad, signs) in view.ads() {
        let Some(posted) = signs.posted else { continue };
        for name in view.names(signs) {
            posts.entry(name).or_default().push((posted.seconds, *ad));
        }
    }
    let mut names: Vec<Vec<(i64, u32)>> = posts
        .into_values()
        .filter(|posts| posts.len() >= RHYTHM_ADS_MIN)
        .collect();
    names.sort_by_key(|posts| (std::cmp::Reverse(posts.len()), posts.first().copied()));
    names.truncate(RHYTHM_NAMES_MAX);
    for posts in &mut names {
        posts.sort_unstable();
    }
    let mut excess = Vec::new();
    for (at, one) in names.iter().enumerate() {
        for other in names.iter().skip(at + 1) {
            excess.extend(pair_excess(one, other));
        }
    }
    if excess.is_empty() {
        return Found::unknown("no two names with ten ads each and none in common");
    }
    excess.sort_by(f64::total_cmp);
    let median = excess.get(excess.len() / 2).copied().unwrap_or(0.0);
    found.value = Some(median.max(0.0));
    found.summary = format!(
        "names post within 10 minutes of each other {:.0} % oftener than by chance",
        median.max(0.0) * 100.0
    );
    found
}

/// The share of one's posts near the other's, less the mean share under shifted clocks; `None`
/// where the two share an ad.
fn pair_excess(one: &[(i64, u32)], other: &[(i64, u32)]) -> Option<f64> {
    let ads: BTreeSet<u32> = one.iter().map(|post| post.1).collect();
    if other.iter().any(|post| ads.contains(&post.1)) {
        return None;
    }
    let near = together(one, other, 0);
    let mut by_chance = 0;
    for shift in 1..=SHIFTS {
        // Shifts of 1 to 12 hours either way, spread by a fixed multiplier.
        let spread = shift.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let minutes = i64::try_from(spread % 1_320).unwrap_or(0) - 660;
        let away = if minutes < 0 {
            minutes - 60
        } else {
            minutes + 60
        };
        by_chance += together(one, other, away * 60);
    }
    let shifts = usize::try_from(SHIFTS).unwrap_or(1);
    Some(share(near, one.len()) - share(by_chance, one.len() * shifts))
}

/// How many posts of one lie within ten minutes of a post of the other, shifted.
fn together(one: &[(i64, u32)], other: &[(i64, u32)], shift: i64) -> usize {
    one.iter()
        .filter(|(seconds, _)| {
            let from = other.partition_point(|post| post.0 + shift < seconds - TOGETHER_SECONDS);
            other
                .get(from)
                .is_some_and(|post| post.0 + shift <= seconds + TOGETHER_SECONDS)
        })
        .count()
}

/// Kilometres between two points on the globe, given in degrees north and east (haversine).
#[must_use]
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    const EARTH_KM: f64 = 6_371.0;
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (d_lat, d_lon) = ((b.0 - a.0).to_radians(), (b.1 - a.1).to_radians());
    let h = (d_lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (d_lon / 2.0).sin().powi(2);
    2.0 * EARTH_KM * h.sqrt().clamp(0.0, 1.0).asin()
}

fn seconds_f64(seconds: i64) -> f64 {
    number(usize::try_from(seconds.max(1)).unwrap_or(1))
}
