//! Services that people have handles on: their names in many languages, and their hosts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::extract::identifiers::lists;
use crate::extract::lexicon::WordMap;

/// The first letter of the scripts that are written without spaces.
pub(super) const SPACELESS_FIRST: char = '\u{e01}';

/// A word for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Service {
    /// The service.
    pub(super) name: &'static str,
    /// The word means other things too.
    pub(super) vague: bool,
}

static WORDS: LazyLock<WordMap<Service>> = LazyLock::new(|| {
    let mut words: BTreeMap<String, Service> = BTreeMap::new();
    for (name, cues, _) in rows() {
        for cue in cues.split(',') {
            let bare = cue.trim_start_matches('~');
            let vague = bare != cue;
            words.insert(bare.to_owned(), Service { name, vague });
        }
    }
    words.into_iter().collect()
});

static HOSTS: LazyLock<WordMap<&'static str>> = LazyLock::new(|| {
    rows()
        .flat_map(|(name, _, hosts)| hosts.split(',').map(move |host| (host, name)))
        .filter(|(host, _)| *host != "-")
        .map(|(host, name)| (host.to_owned(), name))
        .collect()
});

/// The names that are looked for inside runs.
static INSIDE: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(words().filter(|word| is_spaceless(word))).ok());

/// True for a name of a script without spaces.
fn is_spaceless(word: &str) -> bool {
    word.starts_with(|c: char| c >= SPACELESS_FIRST)
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    lists::lines(include_str!("../../../data/identifiers/services.txt")).filter_map(|line| {
        let mut parts = line.split_whitespace();
        Some((parts.next()?, parts.next()?, parts.next()?))
    })
}

/// The service a lower-case word names.
pub(super) fn of_word(word: &str) -> Option<Service> {
    WORDS.get(word).copied()
}

/// Every word for a service.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.items().iter().map(|(word, _)| word.as_str())
}

/// True for a lower-case word that names a service, or inside which one is named.
pub(super) fn is_named_in(word: &str) -> bool {
    let inside = || INSIDE.as_ref().is_some_and(|names| names.is_match(word));
    of_word(word).is_some() || (inside() && in_run(word).is_some())
}

/// The service named inside a run of a script without spaces, and where the name ends:
/// `加微信号`.
pub(super) fn in_run(run: &str) -> Option<(Service, usize)> {
    if !run.contains(|c: char| c >= SPACELESS_FIRST) {
        return None;
    }
    WORDS
        .items()
        .iter()
        .filter(|(word, _)| is_spaceless(word))
        .find_map(|(word, service)| run.find(word).map(|at| (*service, at + word.len())))
}

/// The service and the handle of an address at a service's host: `t.me/name`.
pub(super) fn of_address(host: &str, path: &str) -> Option<(&'static str, String)> {
    let service = *HOSTS.get(host)?;
    let mut parts = path
        .trim_start_matches('/')
        .split(['/', '?', '#'])
        .filter(|part| !part.is_empty());
    let mut name = parts.next()?;
    if matches!(name, "add" | "s" | "p" | "u" | "ti") || name == "in" {
        name = parts.next()?;
    }
    let name = name.trim_start_matches(['@', '~']).to_lowercase();
    let fits = is_name(&name)
        && !matches!(
            name.as_str(),
            "joinchat" | "share" | "watch" | "reel" | "profile.php"
        );
    fits.then_some((service, name))
}

/// True for what can be a handle: 3 to 32 letters, digits, dots, dashes and underscores, with a
/// letter among them.
pub(super) fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    (3..=32).contains(&length)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "._-".contains(c))
        && name.contains(char::is_alphabetic)
}
