//! Each Rust file opens with a `//!` line that says what it is for.

use crate::tidy::Finding;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "opening";

/// Files whose first paragraph is missing, empty, or no sentence.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.is_rust())
        .filter_map(|file| {
            let why = fault(&file.text)?;
            Some(file.finding(NAME, 1, "opening line", why))
        })
        .collect()
}

fn fault(text: &str) -> Option<&'static str> {
    let paragraph: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    let sentence = paragraph.join(" ");
    if sentence.is_empty() {
        return Some("the first line must be `//! ` and say what the file is for");
    }
    if sentence.split_whitespace().count() < 2 || !sentence.ends_with(['.', ':', '!', '?']) {
        return Some("the opening must be a whole sentence with its full stop");
    }
    None
}
