//! One number for each place of the market; cities under 50 km apart are one.

use std::collections::BTreeMap;

use daylight_engine::extract::city;
use daylight_engine::score::Spot;
use daylight_engine::score::distance_km;
use daylight_model::Ad;
use daylight_model::Fact;
use daylight_model::FactKind;

/// Kilometres under which two cities are one place.
const ONE_PLACE_KM: f64 = 50.0;

/// Cells a degree is cut into where an ad has coordinates and no name.
const CELLS_A_DEGREE: f64 = 4.0;

/// The places of a market.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// For each ad its place.
    pub(super) of: Vec<Option<u32>>,
    /// The places.
    pub(super) spots: Vec<Spot>,
}

/// A place before near ones are joined: its key and where it is.
type Named = (String, Option<(f64, f64)>);

impl Places {
    /// Finds the place of every ad: its place column, else its coordinates, else the one city its
    /// text names.
    pub(super) fn find<'a>(ads: impl Iterator<Item = (&'a Ad, &'a [Fact])>) -> Self {
        let named: Vec<Option<Named>> = ads.map(|(ad, facts)| name(ad, facts)).collect();
        let mut known: BTreeMap<&str, Option<(f64, f64)>> = BTreeMap::new();
        for (key, at) in named.iter().flatten() {
            // The smallest of an ad's own coordinates stands for the place, whatever the order.
            let spot = known.entry(key).or_insert(*at);
            *spot = match (*spot, *at) {
                (Some(a), Some(b)) => Some(if order(&b, &a).is_lt() { b } else { a }),
                (a, b) => a.or(b),
            };
        }
        let (numbers, spots) = join_near(&known);
        let of = named
            .iter()
            .map(|named| numbers.get(named.as_ref()?.0.as_str()).copied())
            .collect();
        Self { of, spots }
    }
}

fn name(ad: &Ad, facts: &[Fact]) -> Option<Named> {
    let own = ad.coordinates.map(|at| (at.latitude, at.longitude));
    if let Some(place) = ad.place.as_deref().filter(|place| !place.trim().is_empty()) {
        let known = city(place);
        let at = known.map(|city| (city.latitude, city.longitude));
        let key = known.map_or_else(|| place.trim().to_lowercase(), |city| city.name.to_owned());
        return Some((key, at.or(own)));
    }
    if let Some(at) = own {
        let cell = |degrees: f64| (degrees * CELLS_A_DEGREE).round() / CELLS_A_DEGREE;
        return Some((format!("{:.2},{:.2}", cell(at.0), cell(at.1)), own));
    }
    let mut cities = facts
        .iter()
        .filter(|fact| fact.kind == FactKind::Place)
        .map(|fact| fact.value.reveal());
    let first = cities.next()?;
    if cities.any(|other| other != first) {
        return None;
    }
    let at = city(first).map(|city| (city.latitude, city.longitude));
    Some((first.to_owned(), at))
}

/// Gives near places one number: in the order of keys, each joins the first earlier place under
/// 50 km away.
fn join_near<'a>(
    known: &BTreeMap<&'a str, Option<(f64, f64)>>,
) -> (BTreeMap<&'a str, u32>, Vec<Spot>) {
    let mut numbers = BTreeMap::new();
    let mut spots: Vec<Spot> = Vec::new();
    for (key, at) in known {
        let near = at.and_then(|at| {
            spots.iter().position(|spot| {
                spot.coordinates
                    .is_some_and(|other| distance_km(at, other) < ONE_PLACE_KM)
            })
        });
        let number = near.unwrap_or(spots.len());
        if near.is_none() {
            spots.push(Spot { coordinates: *at });
        }
        numbers.insert(*key, u32::try_from(number).unwrap_or(u32::MAX));
    }
    (numbers, spots)
}

fn order(a: &(f64, f64), b: &(f64, f64)) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
}
