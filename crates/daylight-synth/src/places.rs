//! The cities where ads are placed.

use std::sync::LazyLock;

/// One city.
#[derive(Debug)]
pub(crate) struct City {
    pub(crate) country: &'static str,
    pub(crate) name: &'static str,
    pub(crate) latitude: &'static str,
    pub(crate) longitude: &'static str,
}

static CITIES: LazyLock<Vec<City>> = LazyLock::new(|| {
    include_str!("../data/cities.csv")
        .lines()
        .filter_map(parse)
        .collect()
});

fn parse(line: &'static str) -> Option<City> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = line.split(',');
    Some(City {
        country: fields.next()?,
        name: fields.next()?,
        latitude: fields.next()?,
        longitude: fields.next()?,
    })
}

/// The cities of a country; neighbours in the list are near each other. Empty for an unknown country.
pub(crate) fn cities(country: &str) -> &'static [City] {
    let from = CITIES
        .iter()
        .position(|city| city.country == country)
        .unwrap_or(CITIES.len());
    let rest = CITIES.get(from..).unwrap_or(&[]);
    let length = rest
        .iter()
        .take_while(|city| city.country == country)
        .count();
    rest.get(..length).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use crate::places::CITIES;
    use crate::places::cities;

    #[test]
    fn every_city_is_reached_through_its_country() {
        assert!(CITIES.len() > 90);
        for city in CITIES.iter() {
            assert!(
                cities(city.country)
                    .iter()
                    .any(|known| known.name == city.name),
                "{}",
                city.name
            );
            assert!(city.latitude.parse::<f64>().unwrap().abs() <= 90.0);
            assert!(city.longitude.parse::<f64>().unwrap().abs() <= 180.0);
        }
        assert!(cities("none").is_empty());
    }
}
