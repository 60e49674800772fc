//! Every telephone number in the tree lies in a range reserved for fiction.
//!
//! Read are numbers in international form (`+`, then eight to fifteen digits) and in the form of
//! North America (three, three and four digits, set apart). A number written in any other
//! national form is not seen.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::tidy::Finding;
use crate::tidy::allow;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "phones";

const ENDINGS: &[&str] = &[
    ".rs", ".md", ".toml", ".txt", ".csv", ".tsv", ".json", ".jsonl", ".snap", ".html",
];

#[derive(Deserialize)]
struct Reserved {
    range: Vec<Range>,
}

/// Numbers that a regulator keeps out of use.
#[derive(Deserialize)]
struct Range {
    /// All digits from the country code on, `?` for any.
    patterns: Vec<String>,
    source: String,
}

static RANGES: LazyLock<Vec<Range>> = LazyLock::new(|| {
    toml::from_str::<Reserved>(include_str!("../../data/reserved_numbers.toml"))
        .map(|reserved| reserved.range)
        .unwrap_or_default()
});

/// Numbers that somebody may answer.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.ends_with_any(ENDINGS) && file.path != allow::LIST)
        .flat_map(|file| {
            file.numbered()
                .flat_map(|(number, line)| {
                    numbers(line)
                        .into_iter()
                        .filter(|digits| !is_reserved(digits))
                        .map(move |digits| (number, format!("+{digits}")))
                })
                .map(|(number, phone)| {
                    let why =
                        "lies in no range reserved for fiction (xtask/data/reserved_numbers.toml)";
                    file.finding(NAME, number, phone, why)
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The numbers in a line, as digits from the country code on.
fn numbers(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = None;
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let fresh = !before.is_some_and(|c: char| c.is_alphanumeric() || "+.-_".contains(c));
        let number = if fresh { number(rest) } else { None };
        let length = number
            .as_ref()
            .map_or(first.len_utf8(), |(length, _)| *length);
        let (read, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        before = read.chars().next_back();
        rest = after;
        found.extend(number.map(|(_, digits)| digits));
    }
    found
}

/// The length and the digits of a number that stands first.
fn number(rest: &str) -> Option<(usize, String)> {
    if let Some(inner) = rest.strip_prefix('+') {
        // A plus and a space is a sum.
        let open = inner.starts_with(|c: char| ('1'..='9').contains(&c) || c == '(');
        let run = run(inner);
        let digits = run
            .replace("(0)", "")
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>();
        // No area of country code 1 begins with 0 or 1: such a run is a far date or a sum.
        let impossible = digits.starts_with("10") || digits.starts_with("11");
        let is_number = open && digits.len() >= 8 && !impossible;
        return is_number.then(|| (1 + run.len(), digits));
    }
    let length = north_american(rest)?;
    let digits: String = rest
        .get(..length)?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let national = digits.strip_prefix('1').filter(|_| digits.len() == 11);
    Some((length, format!("1{}", national.unwrap_or(&digits))))
}

/// The longest run of at most fifteen digits, parted by at most two signs each.
fn run(text: &str) -> &str {
    let mut end = 0;
    let mut digits = 0;
    let mut signs = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() && digits < 15 {
            digits += 1;
            signs = 0;
            end = at + 1;
        } else if " -./()\u{a0}".contains(c) && signs < 2 {
            signs += 1;
        } else {
            break;
        }
    }
    text.get(..end).unwrap_or_default()
}

/// The length of a number in the form of North America, with its signs: `202-555-0143`.
fn north_american(text: &str) -> Option<usize> {
    let mut rest = text;
    if let Some(after) = rest.strip_prefix('1') {
        rest = after.strip_prefix(['-', '.', ' '])?;
    }
    let closing = rest.strip_prefix('(');
    rest = group(closing.unwrap_or(rest), 3)?;
    if closing.is_some() {
        rest = rest.strip_prefix(')')?;
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    } else {
        rest = rest.strip_prefix(['-', '.', ' '])?;
    }
    rest = group(rest, 3)?.strip_prefix(['-', '.', ' '])?;
    rest = digits(rest, 4)?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    Some(text.len() - rest.len())
}

/// What follows a group of digits that may not begin with 0 or 1.
fn group(text: &str, count: usize) -> Option<&str> {
    digits(text, count).filter(|_| !text.starts_with(['0', '1']))
}

fn digits(text: &str, count: usize) -> Option<&str> {
    let (group, rest) = text.split_at_checked(count)?;
    group
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(rest)
}

/// True where the digits begin with a whole reserved number; what follows may be another word.
fn is_reserved(digits: &str) -> bool {
    RANGES
        .iter()
        .filter(|range| !range.source.is_empty())
        .flat_map(|range| &range.patterns)
        .any(|pattern| {
            digits.len() >= pattern.len()
                && pattern
                    .chars()
                    .zip(digits.chars())
                    .all(|(wanted, digit)| wanted == '?' || wanted == digit)
        })
}

#[cfg(test)]
mod tests {
    use crate::tidy::phones::RANGES;
    use crate::tidy::phones::numbers;

    #[test]
    fn the_ranges_read_and_hold_whole_numbers() {
        assert!(RANGES.len() > 5);
        for pattern in RANGES.iter().flat_map(|range| &range.patterns) {
            assert!((8..=15).contains(&pattern.len()), "{pattern}");
            assert!(pattern.chars().all(|c| c == '?' || c.is_ascii_digit()));
        }
    }

    #[test]
    fn numbers_are_read_in_both_forms() {
        assert_eq!(numbers("call +44 (0)20 7946 0958 now"), ["442079460958"]);
        assert_eq!(
            numbers("(202) 555-0143, 1-202-555-0144."),
            ["12025550143", "12025550144"]
        );
        assert_eq!(numbers("+1 (202) 555-0143"), ["12025550143"]);
    }

    #[test]
    fn other_digits_are_no_numbers() {
        for text in [
            "10.1080/23322705.2024.2349447",
            "2026-11-24T02:34:33+00:00",
            "+10000-01-01",
            "a + 123456789",
            "x+123456789",
            "0x2025550143",
            "12025550143",
            "200 250 10000",
        ] {
            assert_eq!(numbers(text), Vec::<String>::new(), "{text}");
        }
    }
}
