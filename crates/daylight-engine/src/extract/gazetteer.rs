//! Cities and countries by name, in several languages, with coordinates.

use daylight_model::Ad;

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

/// The city a name stands for in any of the gazetteer's languages, whatever its case.
#[must_use]
pub fn city(_name: &str) -> Option<City> {
    None
}

/// Countries whose national formats are plausible for an ad, likeliest first: from its
/// coordinates, place column, site's country suffix, places named in its text, and language.
#[must_use]
pub(super) fn countries_of_ad(_ad: &Ad) -> Vec<Country> {
    Vec::new()
}
