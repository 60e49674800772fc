//! Where a place lies that an ad names.

use daylight_engine::extract::city;
use daylight_model::Coordinates;

/// Where a city of that name lies; `None` for a place that the list of cities does not have. Of
/// several of one name it is the one that the list has first, or that of a country named beside it.
#[must_use]
pub fn locate(name: &str) -> Option<Coordinates> {
    city(name).map(|it| it.coordinates())
}
