//! Which names are names of hosts.

use std::sync::LazyLock;

use crate::extract::identifiers::lists;
use crate::extract::lexicon::WordMap;
use crate::extract::lexicon::WordSet;

static SUFFIXES: LazyLock<WordSet> =
    LazyLock::new(|| set(include_str!("../../../data/identifiers/suffixes.txt")));

static FILE_SUFFIXES: LazyLock<WordSet> =
    LazyLock::new(|| set(include_str!("../../../data/identifiers/file_suffixes.txt")));

static WORD_SUFFIXES: LazyLock<WordSet> =
    LazyLock::new(|| set(include_str!("../../../data/identifiers/word_suffixes.txt")));

static KNOWN: LazyLock<WordSet> =
    LazyLock::new(|| set(include_str!("../../../data/identifiers/known_hosts.txt")));

static MAIL: LazyLock<WordMap<&'static str>> = LazyLock::new(|| {
    lists::lines(include_str!("../../../data/identifiers/mail_hosts.txt"))
        .filter_map(|line| line.split_once(' '))
        .map(|(name, host)| (name.to_owned(), host))
        .collect()
});

fn set(list: &'static str) -> WordSet {
    lists::words(list).into_iter().collect()
}

/// True for a suffix a host may end in.
pub(super) fn is_suffix(label: &str) -> bool {
    SUFFIXES.contains(label) || (label.starts_with("xn--") && label.len() > 6)
}

/// True for a suffix that is a word of a common language.
pub(super) fn is_word_suffix(label: &str) -> bool {
    WORD_SUFFIXES.contains(label)
}

/// True for a suffix that more often ends the name of a file.
pub(super) fn is_file_suffix(label: &str) -> bool {
    FILE_SUFFIXES.contains(label)
}

/// True for a short host everybody knows.
pub(super) fn is_known(host: &str) -> bool {
    KNOWN.contains(host)
}

/// The host of a mail service named without its suffix.
pub(super) fn mail_host(name: &str) -> Option<&'static str> {
    MAIL.get(name).copied()
}

/// The names of mail services as people write them without their suffix.
pub(super) fn mail_names() -> impl Iterator<Item = &'static str> {
    MAIL.items().iter().map(|(name, _)| name.as_str())
}

/// True for the host of a mail service everybody knows.
pub(super) fn is_mail_host(host: &str) -> bool {
    MAIL.items().iter().any(|(_, known)| *known == host)
}

/// How many of some labels make a host: as many as end in a suffix.
pub(super) fn host_labels(labels: &[&str]) -> Option<usize> {
    (2..=labels.len()).rev().find(|count| {
        let (Some(last), Some(host)) = (labels.get(count - 1), labels.get(..*count)) else {
            return false;
        };
        is_suffix(last) && host.iter().all(|label| is_label(label))
    })
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
}
