//! Reading the word lists of `data/identifiers`.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The lines of a list without its comments and empty lines.
pub(super) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("# ") && *line != "#")
}

/// Every word of a list, as written and folded.
pub(super) fn words(list: &'static str) -> BTreeSet<String> {
    lines(list)
        .flat_map(str::split_whitespace)
        .flat_map(|word| [word.to_owned(), fold(word)])
        .collect()
}

/// A word without the accents of Latin and Greek letters: people drop them when they type.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let folded: String = word
        .nfd()
        .filter(|c| !(is_combining_mark(*c) && ('\u{300}'..='\u{36f}').contains(c)))
        .nfc()
        .flat_map(char::to_lowercase)
        .collect();
    folded
        .replace('ß', "ss")
        .replace('ł', "l")
        .replace('ı', "i")
        .replace('ø', "o")
}
