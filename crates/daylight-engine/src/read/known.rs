//! The names of columns by what they hold, from the list in `data/read/columns.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::characters::is_word;
use crate::read::mapping::Role;

/// What a name suggests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Suggestion {
    pub(crate) role: Role,
    /// The lower, the likelier, among columns of one role.
    pub(crate) rank: usize,
}

struct Names {
    whole: BTreeMap<&'static str, Suggestion>,
    /// Names that also count as the first or last words of a longer one.
    parts: BTreeMap<&'static str, Suggestion>,
}

static NAMES: LazyLock<Names> =
    LazyLock::new(|| parse(include_str!("../../data/read/columns.txt")));

fn parse(list: &'static str) -> Names {
    let mut names = Names {
        whole: BTreeMap::new(),
        parts: BTreeMap::new(),
    };
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let Some((role, words)) = line.split_once(": ") else {
            continue;
        };
        let whole_only = role.ends_with('=');
        let Some(role) = role_of(role.trim_end_matches('=')) else {
            continue;
        };
        for (rank, word) in words.split_whitespace().enumerate() {
            let suggestion = Suggestion { role, rank };
            names.whole.entry(word).or_insert(suggestion);
            if !whole_only {
                names.parts.entry(word).or_insert(suggestion);
            }
        }
    }
    names
}

fn role_of(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.as_str() == name)
}

/// What a column's name suggests, if anything.
pub(crate) fn suggest(name: &str) -> Option<Suggestion> {
    let folded = fold(name);
    if let Some(suggestion) = NAMES.whole.get(folded.as_str()) {
        return Some(*suggestion);
    }
    let words: Vec<&str> = folded.split('_').collect();
    // Longer endings first, then beginnings: `phone_contact_name` is a name.
    let endings = (1..words.len()).map(|from| words.get(from..));
    let beginnings = (1..words.len()).rev().map(|to| words.get(..to));
    endings
        .chain(beginnings)
        .flatten()
        .find_map(|part| NAMES.parts.get(part.join("_").as_str()))
        .map(|suggestion| Suggestion {
            // A whole name is likelier than a part of one.
            rank: suggestion.rank + NAMES.parts.len(),
            ..*suggestion
        })
}

/// True for a name that stands in the list as it is.
pub(crate) fn is_known(name: &str) -> bool {
    NAMES.whole.contains_key(fold(name).as_str())
}

/// Lower case, with `_` for each run of what is neither letter nor digit; `postedAt` is
/// `posted_at`.
fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut after_small = false;
    for c in name.trim().chars() {
        if !is_part_of_word(c) {
            if !folded.is_empty() && !folded.ends_with('_') {
                folded.push('_');
            }
            after_small = false;
            continue;
        }
        if c.is_uppercase() && after_small {
            folded.push('_');
        }
        after_small = c.is_lowercase();
        folded.extend(c.to_lowercase());
    }
    folded.truncate(folded.trim_end_matches('_').len());
    folded
}

fn is_part_of_word(c: char) -> bool {
    // Marks are written with the letters of Thai, Hindi and others.
    is_word(c) && c != '_'
}
