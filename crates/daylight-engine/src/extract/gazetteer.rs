//! Cities and countries by name, in several languages, with coordinates.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use daylight_model::Ad;
use daylight_model::Coordinates;

use crate::extract::Text;
use crate::extract::lexicon::Page;
use crate::extract::lexicon::Phrases;
use crate::extract::lexicon::Reading;
use crate::extract::lexicon::WordMap;
use crate::extract::lexicon::fold;
use crate::extract::lexicon::rows;
use crate::extract::shared::List;
use crate::extract::signs::language_of;

const FILES: [&str; 4] = [
    include_str!("../../data/lexicon/cities_europe.txt"),
    include_str!("../../data/lexicon/cities_americas.txt"),
    include_str!("../../data/lexicon/cities_asia.txt"),
    include_str!("../../data/lexicon/cities_africa.txt"),
];

/// Countries an ad may be read in; more would only add noise to its phone numbers.
const COUNTRIES_MAX: usize = 6;

/// Bytes of a field that are read for its places and language.
const SAMPLE_BYTES_MAX: usize = 4096;

/// How far from a city of the gazetteer a point may lie to be in that city's country.
const NEAREST_KM_MAX: f64 = 400.0;

/// A country by its two-letter ISO 3166-1 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Reads a two-letter code in either case.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The code, upper-case.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// A city of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct City {
    /// Its name as shown.
    pub name: &'static str,
    /// Its country.
    pub country: Country,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl City {
    /// Where it is.
    #[must_use]
    pub fn coordinates(&self) -> Coordinates {
        Coordinates {
            latitude: self.latitude,
            longitude: self.longitude,
        }
    }
}

/// A name of a city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct CityName {
    /// The city.
    pub(super) city: City,
    /// True where the name is also a common word or a given name.
    pub(super) ambiguous: bool,
}

struct Gazetteer {
    cities: Vec<City>,
    /// Places of cities among them, from south to north.
    by_latitude: Vec<usize>,
    /// Countries with a city, in order.
    with_cities: Vec<Country>,
    by_name: WordMap<Vec<City>>,
    in_text: Phrases<CityName>,
    countries: WordMap<Country>,
    by_language: BTreeMap<&'static str, Vec<Country>>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut cities = Vec::new();
    let mut names = Vec::new();
    for row in FILES.into_iter().flat_map(rows) {
        let Some(city) = read_city(row.head, row.items().next()) else {
            continue;
        };
        cities.push(city);
        names.extend(row.items().map(|item| {
            let name = item.trim_start_matches('?');
            let ambiguous = item.starts_with('?');
            (name, CityName { city, ambiguous })
        }));
    }
    let mut by_name: BTreeMap<String, Vec<City>> = BTreeMap::new();
    for (name, meant) in &names {
        by_name.entry(fold(name)).or_default().push(meant.city);
    }
    let latitude = |at: &usize| cities.get(*at).map_or(0.0, |city: &City| city.latitude);
    let mut by_latitude: Vec<usize> = (0..cities.len()).collect();
    by_latitude.sort_by(|one, other| latitude(one).total_cmp(&latitude(other)));
    let with_cities: BTreeSet<Country> = cities.iter().map(|city| city.country).collect();
    Gazetteer {
        with_cities: with_cities.into_iter().collect(),
        by_latitude,
        cities,
        by_name: by_name.into_iter().collect(),
        in_text: Phrases::new(names.into_iter()),
        countries: read_countries(),
        by_language: rows(include_str!("../../data/lexicon/languages.txt"))
            .map(|row| (row.head, row.items().filter_map(Country::new).collect()))
            .collect(),
    }
});

fn read_city(head: &str, name: Option<&'static str>) -> Option<City> {
    let mut words = head.split_whitespace();
    Some(City {
        country: Country::new(words.next()?)?,
        latitude: words.next()?.parse().ok()?,
        longitude: words.next()?.parse().ok()?,
        name: name?.trim_start_matches('?'),
    })
}

fn read_countries() -> WordMap<Country> {
    rows(include_str!("../../data/lexicon/countries.txt"))
        .filter_map(|row| Some((Country::new(row.head)?, row)))
        .flat_map(|(country, row)| row.items().map(move |name| (fold(name), country)))
        .collect::<BTreeMap<String, Country>>()
        .into_iter()
        .collect()
}

/// The names of cities, ready to be found in a text.
pub(super) fn city_names() -> &'static Phrases<CityName> {
    &GAZETTEER.in_text
}

/// The country a name stands for in any of the gazetteer's languages, whatever its case.
pub(super) fn country(name: &str) -> Option<Country> {
    GAZETTEER.countries.get(&fold(name)).copied()
}

/// The city a name stands for in any of the gazetteer's languages, whatever its case and accents.
///
/// Also reads a place column as sites write it: `PK, SD, Karachi`, `Amsterdam, NL`,
/// `Amsterdam Centrum`. A country named beside the city decides between cities of one name.
#[must_use]
pub fn city(name: &str) -> Option<City> {
    let named = GAZETTEER.by_name.get(&fold(name.trim()));
    if let Some(city) = named.and_then(|cities| cities.first()) {
        return Some(*city);
    }
    let parts: Vec<&str> = parts(name).collect();
    let countries: Vec<Country> = parts.iter().filter_map(|part| country_of(part)).collect();
    let candidates: Vec<City> = parts.iter().flat_map(|part| cities_of(part)).collect();
    candidates
        .iter()
        .find(|city| countries.contains(&city.country))
        .or(candidates.first())
        .copied()
}

fn parts(place: &str) -> impl Iterator<Item = &str> {
    place
        .split([',', '/', ';', '|', '(', ')', '>', '\n', '·'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// A country by code or name.
fn country_of(part: &str) -> Option<Country> {
    country(part).or_else(|| {
        let code = Country::new(part)?;
        has_cities(code).then_some(code)
    })
}

/// The cities a part of a place column can mean: by its whole, else by the names in it.
fn cities_of(part: &str) -> Vec<City> {
    let folded = fold(part);
    if let Some(cities) = GAZETTEER.by_name.get(&folded) {
        return cities.clone();
    }
    let met = GAZETTEER.in_text.longest(&folded);
    met.iter()
        .flat_map(|one| one.meanings)
        .filter(|name| !name.ambiguous)
        .map(|name| name.city)
        .collect()
}

/// Countries whose national formats are plausible for an ad, likeliest first: from its
/// coordinates, place column, site's country suffix, places named in its text, and language.
#[must_use]
pub fn countries_of_ad(ad: &Ad) -> Vec<Country> {
    let samples: Vec<Reading<'_>> = ad
        .fields
        .iter()
        .map(|field| Reading::new(sample(field.text.reveal())))
        .collect();
    let samples: Vec<&Reading<'_>> = samples.iter().collect();
    countries_of(ad, &samples, language_of(&samples))
}

/// The same as [`countries_of_ad`], from pages that are read already and their language.
pub(super) fn countries_of_pages(
    ad: &Ad,
    pages: &[(Text<'_>, Page<'_>)],
    language: Option<&'static str>,
) -> Vec<Country> {
    let same = pages.len() == ad.fields.len()
        && pages.iter().all(|(text, page)| {
            text.original.len() <= SAMPLE_BYTES_MAX && page.reads_as(text.original)
        });
    if !same {
        return countries_of_ad(ad);
    }
    let readings: Vec<&Reading<'_>> = pages.iter().map(|(_, page)| page.reading()).collect();
    countries_of(ad, &readings, language)
}

fn countries_of(ad: &Ad, samples: &[&Reading<'_>], language: Option<&'static str>) -> Vec<Country> {
    let mut found = Vec::new();
    found.extend(ad.coordinates.and_then(nearest).map(|city| city.country));
    if let Some(place) = &ad.place {
        found.extend(city(place).map(|city| city.country));
        found.extend(parts(place).find_map(country_of));
    }
    found.extend(
        ad.site
            .as_deref()
            .map(countries_of_site)
            .unwrap_or_default(),
    );
    for reading in samples {
        let met = reading.longest(List::Cities, city_names());
        let sure = met.iter().filter_map(|one| one.meanings.first());
        found.extend(
            sure.filter(|name| !name.ambiguous)
                .map(|name| name.city.country),
        );
    }
    let by_language = language.and_then(|language| GAZETTEER.by_language.get(language));
    found.extend(by_language.into_iter().flatten());
    first_of_each(found)
}

fn first_of_each(found: Vec<Country>) -> Vec<Country> {
    let mut kept = Vec::new();
    for country in found {
        if kept.len() < COUNTRIES_MAX && !kept.contains(&country) {
            kept.push(country);
        }
    }
    kept
}

fn sample(text: &str) -> &str {
    let end = text.floor_char_boundary(SAMPLE_BYTES_MAX);
    text.get(..end).unwrap_or_default()
}

/// Countries a site's host speaks of: its country suffix, then a city in its labels.
fn countries_of_site(site: &str) -> Vec<Country> {
    /// Suffixes of small countries that are sold to everyone.
    const SOLD: [&str; 16] = [
        "ai", "am", "cc", "co", "fm", "gg", "im", "io", "is", "la", "me", "nu", "sh", "to", "tv",
        "ws",
    ];
    let host = site.split_once("://").map_or(site, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    let mut labels: Vec<&str> = host.split('.').collect();
    let suffix = labels.pop().filter(|_| !labels.is_empty());
    let country = match suffix {
        Some("uk") => Country::new("GB"),
        Some(suffix) if !SOLD.contains(&suffix) => {
            Country::new(suffix).filter(|country| has_cities(*country))
        }
        _ => None,
    };
    let city = labels
        .iter()
        .find_map(|label| GAZETTEER.by_name.get(label)?.first());
    country
        .into_iter()
        .chain(city.map(|city| city.country))
        .collect()
}

fn has_cities(country: Country) -> bool {
    GAZETTEER.with_cities.binary_search(&country).is_ok()
}

/// The city of the gazetteer nearest to a point, if one is near enough to speak for it.
fn nearest(point: Coordinates) -> Option<City> {
    let narrowing = point.latitude.to_radians().cos();
    let flat = |city: &City| {
        let north = city.latitude - point.latitude;
        let turn = (city.longitude - point.longitude).abs();
        let east = turn.min(360.0 - turn) * narrowing;
        (north * north + east * east, north * north)
    };
    let gazetteer: &Gazetteer = &GAZETTEER;
    let by_latitude = gazetteer.by_latitude.as_slice();
    let north_of = by_latitude.partition_point(|at| {
        let city = gazetteer.cities.get(*at);
        city.is_some_and(|city| city.latitude < point.latitude)
    });
    let (south, north) = by_latitude.split_at(north_of);
    // Of cities equally near, the first of the files.
    let mut best = (f64::INFINITY, usize::MAX);
    let mut search = |order: &mut dyn Iterator<Item = &usize>| {
        for at in order {
            let Some((apart, north)) = gazetteer.cities.get(*at).map(flat) else {
                continue;
            };
            if north > best.0 {
                break;
            }
            if apart < best.0 || (apart <= best.0 && *at < best.1) {
                best = (apart, *at);
            }
        }
    };
    search(&mut north.iter());
    search(&mut south.iter().rev());
    let city = gazetteer.cities.get(best.1)?;
    (distance_km(city.coordinates(), point) <= NEAREST_KM_MAX).then_some(*city)
}

/// Kilometres between two points along a sphere of 6,371 km radius (haversine formula).
#[must_use]
pub fn distance_km(one: Coordinates, other: Coordinates) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let across = one.latitude.to_radians().cos() * other.latitude.to_radians().cos();
    let chord = half(one.latitude, other.latitude) + across * half(one.longitude, other.longitude);
    2.0 * 6371.0 * chord.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests;
