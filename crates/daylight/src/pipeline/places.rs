//! One number for each place of the market; cities under 50 km apart are one.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::HashMap;

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

/// Degrees north and east.
type Degrees = (f64, f64);

/// The places of a market while its ads are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// Each place's number for now, and where it is.
    known: BTreeMap<String, (u32, Option<Degrees>)>,
    /// What the place column says, with the place's key and where that is.
    read: HashMap<String, (String, Option<Degrees>)>,
}

impl Places {
    /// The number for now of an ad's place: its place column, else its coordinates, else the one
    /// city its text names.
    pub(super) fn of(&mut self, ad: &Ad, facts: &[Fact]) -> Option<u32> {
        let own = ad.coordinates.map(|at| (at.latitude, at.longitude));
        if let Some(place) = ad.place.as_deref().filter(|place| !place.trim().is_empty()) {
            if !self.read.contains_key(place) {
                self.read.insert(place.to_owned(), read(place));
            }
            let (key, at) = self.read.get(place)?;
            return Some(meet(&mut self.known, key, at.or(own)));
        }
        if let Some(at) = own {
            let cell = |degrees: f64| (degrees * CELLS_A_DEGREE).round() / CELLS_A_DEGREE;
            let key = format!("{:.2},{:.2}", cell(at.0), cell(at.1));
            return Some(meet(&mut self.known, &key, own));
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
        Some(meet(&mut self.known, first, at))
    }

    /// Gives near places one number: in the order of keys, each joins the first earlier place under
    /// 50 km away. Returns the final number of each number handed out, and the places.
    pub(super) fn settle(self) -> (Vec<u32>, Vec<Spot>) {
        let mut numbers = vec![0; self.known.len()];
        let mut spots: Vec<Spot> = Vec::new();
        for (for_now, at) in self.known.into_values() {
            let is_near = |spot: &Spot| {
                let apart = at.zip(spot.coordinates);
                apart.is_some_and(|(one, other)| distance_km(one, other) < ONE_PLACE_KM)
            };
            let near = spots.iter().position(is_near);
            let number = near.unwrap_or(spots.len());
            if near.is_none() {
                spots.push(Spot { coordinates: at });
            }
            if let Some(slot) = numbers.get_mut(for_now as usize) {
                *slot = u32::try_from(number).unwrap_or(u32::MAX);
            }
        }
        (numbers, spots)
    }
}

fn read(place: &str) -> (String, Option<Degrees>) {
    let known = city(place);
    let at = known.map(|city| (city.latitude, city.longitude));
    let key = known.map_or_else(|| place.trim().to_lowercase(), |city| city.name.to_owned());
    (key, at)
}

/// Meets a place once more. The smallest of the coordinates met stands for it, whatever the order.
fn meet(
    known: &mut BTreeMap<String, (u32, Option<Degrees>)>,
    key: &str,
    at: Option<Degrees>,
) -> u32 {
    let Some((number, spot)) = known.get_mut(key) else {
        let number = u32::try_from(known.len()).unwrap_or(u32::MAX);
        known.insert(key.to_owned(), (number, at));
        return number;
    };
    *spot = match (*spot, at) {
        (Some(a), Some(b)) => Some(if order(&b, &a).is_lt() { b } else { a }),
        (a, b) => a.or(b),
    };
    *number
}

fn order(a: &Degrees, b: &Degrees) -> Ordering {
    a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
}
