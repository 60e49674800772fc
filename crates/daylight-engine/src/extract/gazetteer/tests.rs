//! What the gazetteer must know.

use std::sync::Arc;

use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::Coordinates;
use daylight_model::Field;
use daylight_model::FieldName;
use daylight_model::Private;
use daylight_model::SourceRow;

use crate::extract::gazetteer::*;

fn check(name: &str, expected: &str) {
    let found = city(name).map_or(String::new(), |city| {
        format!("{} {}", city.name, city.country.code())
    });
    assert_eq!(found, expected, "{name}");
}

#[test]
fn names_in_many_languages_are_one_city() {
    check("KÖLN", "Cologne DE");
    check("koln", "Cologne DE");
    check("Den Haag", "The Hague NL");
    check("Москва", "Moscow RU");
    check("กรุงเทพ", "Bangkok TH");
    check("北京", "Beijing CN");
    check("دبي", "Dubai AE");
    check("दिल्ली", "Delhi IN");
    check("Lisboa", "Lisbon PT");
    check("nice", "Nice FR");
    check("", "");
    check("Atlantis", "");
}

#[test]
fn place_columns_are_read_as_sites_write_them() {
    check("PK, SD, Karachi", "Karachi PK");
    check("Amsterdam, NL", "Amsterdam NL");
    check("Amsterdam Centrum", "Amsterdam NL");
    check("Köln (Innenstadt)", "Cologne DE");
    check("Victoria, CA", "Victoria CA");
    check("London, CA", "London, Ontario CA");
    check("Hamilton, Canada", "Hamilton CA");
    check("Córdoba, AR", "Córdoba, Argentina AR");
}

#[test]
fn every_line_is_read_and_every_point_is_on_earth() {
    let lines = FILES.into_iter().flat_map(rows).count();
    assert_eq!(GAZETTEER.cities.len(), lines);
    assert!(lines >= 500, "{lines}");
    for city in &GAZETTEER.cities {
        assert!(city.latitude.abs() <= 72.0 && city.longitude.abs() <= 180.0);
    }
}

#[test]
fn distances_agree_with_the_atlas() {
    let between = |one: &str, other: &str| {
        distance_km(
            city(one).unwrap().coordinates(),
            city(other).unwrap().coordinates(),
        )
    };
    for (one, other, km) in [
        ("London", "Paris", 344.0),
        ("New York", "Los Angeles", 3936.0),
        ("Amsterdam", "Rotterdam", 57.0),
        ("Auckland", "Honolulu", 7090.0),
        ("Rome", "Rome", 0.0),
    ] {
        let measured = between(one, other);
        assert!(
            (measured - km).abs() <= 0.01 * km + 2.0,
            "{one}: {measured}"
        );
    }
}

fn ad(text: &str) -> Ad {
    Ad {
        id: AdId::new("1"),
        source: SourceRow {
            file: Arc::from("ads.csv"),
            row: 1,
        },
        fields: vec![Field {
            name: FieldName::new("body"),
            text: Private::new(text),
        }],
        columns: Vec::new(),
        posted_at: None,
        place: None,
        site: None,
        coordinates: None,
    }
}

fn codes(ad: &Ad) -> String {
    let countries = countries_of_ad(ad);
    let codes: Vec<_> = countries.iter().map(Country::code).collect();
    codes.join(" ")
}

#[test]
fn an_ad_is_placed_by_everything_it_says() {
    let mut full = ad("Available in Brussels and Paris this week, call me");
    full.coordinates = Some(Coordinates {
        latitude: 52.1,
        longitude: 5.1,
    });
    full.place = Some("Berlin".to_owned());
    full.site = Some("https://ads.example.co.uk/x".to_owned());
    assert_eq!(codes(&full), "NL DE GB BE FR US");
}

#[test]
fn language_is_the_last_hint() {
    assert_eq!(
        codes(&ad("Привет, меня зовут Аня, звоните мне")),
        "RU UA KZ BY"
    );
    assert_eq!(codes(&ad("สวัสดีค่ะ ยินดีต้อนรับ")), "TH");
    assert_eq!(codes(&ad("")), "");
}

#[test]
fn a_point_far_from_any_city_says_nothing() {
    let mut lost = ad("");
    lost.coordinates = Some(Coordinates {
        latitude: -55.0,
        longitude: -130.0,
    });
    assert_eq!(codes(&lost), "");
}
