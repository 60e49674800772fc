//! Private text is opened in few places, all of them named.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::tidy::Finding;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "reveals";

#[derive(Deserialize)]
struct Places {
    place: Vec<Place>,
}

/// A file or folder that may open private text.
#[derive(Deserialize)]
struct Place {
    path: String,
    reason: String,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    toml::from_str::<Places>(include_str!("../../data/reveals.toml"))
        .map(|places| places.place)
        .unwrap_or_default()
});

/// Calls of `reveal` in product code outside the named places.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| !file.is_test() && !may_reveal(&file.path))
        .flat_map(|file| {
            file.code()
                .zip(&file.rust)
                .filter(|((_, code), line)| !line.test && reveals(code))
                .map(|((number, _), _)| {
                    let why = "private text is opened only where xtask/data/reveals.toml says";
                    file.finding(NAME, number, "reveal()", why)
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

fn may_reveal(path: &str) -> bool {
    PLACES
        .iter()
        .any(|place| path.starts_with(&place.path) && !place.reason.is_empty())
}

fn reveals(code: &str) -> bool {
    [".reveal()", "::reveal"]
        .iter()
        .any(|call| code.contains(call))
}
