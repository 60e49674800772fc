//! Tracked text says nothing about the machine it was written on.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::tidy::Finding;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "leaks";

/// The file that must name what it forbids.
const OWN_LIST: &str = "xtask/data/never.toml";

#[derive(Deserialize)]
struct Never {
    never: Vec<Leak>,
}

#[derive(Deserialize)]
struct Leak {
    text: String,
    reason: String,
}

static LEAKS: LazyLock<Vec<Leak>> = LazyLock::new(|| {
    toml::from_str::<Never>(include_str!("../../data/never.toml"))
        .map(|list| list.never)
        .unwrap_or_default()
});

/// Machine paths and hosts of package registries, in any text file.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        // Cargo writes its lock file itself.
        .filter(|file| file.path != OWN_LIST && file.path != "Cargo.lock")
        .flat_map(|file| {
            file.numbered()
                .flat_map(|(number, line)| {
                    LEAKS
                        .iter()
                        .filter(|leak| stands_alone(line, &leak.text))
                        .map(move |leak| file.finding(NAME, number, &leak.text, &leak.reason))
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// True where the text stands in the line and is not the tail of a longer path or host.
fn stands_alone(line: &str, text: &str) -> bool {
    line.match_indices(text).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '}'))
    })
}
