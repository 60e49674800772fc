//! Words that must not stand in what users read: they accuse, or they blur.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::tidy::Finding;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "words";

#[derive(Deserialize)]
struct Avoid {
    avoid: Vec<Word>,
}

#[derive(Deserialize)]
struct Word {
    text: String,
    /// True where only the very spelling counts.
    #[serde(default)]
    exact_case: bool,
    /// Phrases in which the word means something else, in lower case.
    #[serde(default)]
    fine_in: Vec<String>,
    reason: String,
}

static WORDS: LazyLock<Vec<Word>> = LazyLock::new(|| {
    toml::from_str::<Avoid>(include_str!("../../data/avoid.toml"))
        .map(|list| list.avoid)
        .unwrap_or_default()
});

/// Words to avoid in documents for users and in strings of the program that meets them.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .flat_map(|file| {
            shown(file)
                .into_iter()
                .flat_map(|(number, text)| {
                    WORDS
                        .iter()
                        .filter(move |word| holds(text, word))
                        .map(move |word| file.finding(NAME, number, &word.text, &word.reason))
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The lines of a file that a user may read.
fn shown(file: &File) -> Vec<(usize, &str)> {
    let is_document = file.ends_with_any(&[".md"]);
    let is_screen = file.is_rust()
        && !file.is_test()
        && ["crates/daylight/src/", "crates/daylight-desk/src/"]
            .iter()
            .any(|folder| file.path.starts_with(folder));
    if is_document {
        file.numbered().collect()
    } else if is_screen {
        file.rust
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.test)
            .map(|(index, line)| (index + 1, line.literals.as_str()))
            .collect()
    } else {
        Vec::new()
    }
}

/// True where the word, or its plural, stands in the text as a word.
fn holds(text: &str, word: &Word) -> bool {
    let (text, wanted) = if word.exact_case {
        (text.to_owned(), word.text.clone())
    } else {
        (text.to_lowercase(), word.text.to_lowercase())
    };
    let text = word
        .fine_in
        .iter()
        .fold(text, |text, phrase| text.replace(phrase, ""));
    text.match_indices(&wanted).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + wanted.len()..).unwrap_or_default();
        let after = after.strip_prefix('s').unwrap_or(after);
        let ends = after.chars().next();
        ![before, ends]
            .into_iter()
            .flatten()
            .any(|c| c == '_' || c.is_alphanumeric())
    })
}
