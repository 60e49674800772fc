//! Every telephone number in the tree lies in a range reserved for fiction.
//!
//! Read are numbers in international form (`+`, then eight to fifteen digits), in the form of
//! North America (three, three and four digits, set apart), and with a trunk zero and an area
//! code set apart (`020 7946 0958`). A number written in one run, or in pairs, is not seen.

use std::fmt;
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
    /// The country code.
    code: String,
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
                        .filter(|phone| !phone.is_reserved())
                        .map(move |phone| (number, phone.to_string()))
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

/// A number as its digits.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Phone {
    /// From the country code on.
    World(String),
    /// Behind the trunk zero of a country that is not named.
    Trunk(String),
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::World(digits) => write!(f, "+{digits}"),
            Self::Trunk(digits) => write!(f, "0{digits}"),
        }
    }
}

impl Phone {
    /// True where the digits begin with a whole reserved number, what follows being perhaps another
    /// word, or are all that a reserved range has in common: too few to ring anybody. Behind a
    /// trunk zero any country with such a range will do.
    fn is_reserved(&self) -> bool {
        let patterns = RANGES
            .iter()
            .filter(|range| !range.source.is_empty())
            .flat_map(|range| range.patterns.iter().map(move |pattern| (range, pattern)));
        match self {
            Self::World(digits) => {
                let mut patterns = patterns;
                patterns.any(|(_, pattern)| begins(digits, pattern))
            }
            Self::Trunk(digits) => {
                let mut national =
                    patterns.filter_map(|(range, pattern)| pattern.strip_prefix(&range.code));
                national.any(|pattern| begins(digits, pattern))
            }
        }
    }
}

fn begins(digits: &str, pattern: &str) -> bool {
    let fits = |(wanted, digit)| wanted == '?' || wanted == digit;
    let is_whole = digits.len() >= pattern.len();
    let is_range = pattern.trim_end_matches('?').len() == digits.len();
    (is_whole || is_range) && pattern.chars().zip(digits.chars()).all(fits)
}

/// The numbers in a line.
fn numbers(line: &str) -> Vec<Phone> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((before, rest)) = line.split_at_checked(at) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        let number = number(before, rest);
        at += number
            .as_ref()
            .map_or(first.len_utf8(), |(length, _)| *length);
        found.extend(number.map(|(_, phone)| phone));
    }
    found
}

/// The length and the digits of a number that stands first in the rest of a line.
fn number(before: &str, rest: &str) -> Option<(usize, Phone)> {
    if before.ends_with(|c: char| c.is_alphanumeric() || "+.-_".contains(c)) {
        return None;
    }
    // Groups of digits before it make it part of something longer: an account, a checksum.
    let is_tail = before
        .trim_end_matches(' ')
        .ends_with(|c: char| c.is_ascii_digit());
    international(rest)
        .or_else(|| north_american(rest))
        .or_else(|| trunk(rest).filter(|_| !is_tail))
}

/// `+`, a country code, and the number.
fn international(rest: &str) -> Option<(usize, Phone)> {
    let inner = rest.strip_prefix('+')?;
    // A plus and a space is a sum.
    if !inner.starts_with(|c: char| ('1'..='9').contains(&c) || c == '(') {
        return None;
    }
    let run = run(inner);
    let digits = only_digits(&run.replace("(0)", ""));
    // No area of country code 1 begins with 0 or 1: such a run is a far date or a sum.
    let impossible = digits.starts_with("10") || digits.starts_with("11");
    let is_number = digits.len() >= 8 && !impossible;
    is_number.then(|| (1 + run.len(), Phone::World(digits)))
}

/// Three, three and four digits, set apart: `202-555-0143`.
fn north_american(rest: &str) -> Option<(usize, Phone)> {
    let length = north_american_length(rest)?;
    let digits = only_digits(rest.get(..length)?);
    let national = digits.strip_prefix('1').filter(|_| digits.len() == 11);
    let digits = format!("1{}", national.unwrap_or(&digits));
    Some((length, Phone::World(digits)))
}

/// A trunk zero, an area code of two to four digits more, and the rest set apart from it.
fn trunk(rest: &str) -> Option<(usize, Phone)> {
    let run = run(rest);
    let area = run.find(|c: char| !c.is_ascii_digit())?;
    let parted_by_dots = run.contains('.');
    let digits = only_digits(run);
    let national = digits.strip_prefix('0')?;
    let is_number = (3..=5).contains(&area)
        && (9..=11).contains(&digits.len())
        && !national.starts_with('0')
        && !parted_by_dots;
    is_number.then(|| (run.len(), Phone::Trunk(national.to_owned())))
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
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

/// The length of a number in the form of North America, with its signs.
fn north_american_length(text: &str) -> Option<usize> {
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

#[cfg(test)]
mod tests {
    use crate::tidy::phones::Phone;
    use crate::tidy::phones::RANGES;
    use crate::tidy::phones::numbers;

    #[test]
    fn the_ranges_read_and_hold_whole_numbers() {
        assert!(RANGES.len() > 5);
        for range in RANGES.iter() {
            for pattern in &range.patterns {
                assert!((8..=15).contains(&pattern.len()), "{pattern}");
                assert!(pattern.chars().all(|c| c == '?' || c.is_ascii_digit()));
                assert!(pattern.starts_with(&range.code), "{pattern}");
            }
        }
    }

    fn read(line: &str) -> Vec<String> {
        numbers(line).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        assert_eq!(read("call +44 (0)20 7946 0958 now"), ["+442079460958"]);
        assert_eq!(
            read("(202) 555-0143, 1-202-555-0144."),
            ["+12025550143", "+12025550144"]
        );
        assert_eq!(read("+1 (202) 555-0143"), ["+12025550143"]);
        assert_eq!(
            read("ring 020 7946 0958 or 07700-900123"),
            ["02079460958", "07700900123"]
        );
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
            "0.125 0.3333333",
            "01/02/2026 10:30",
            "000 123 4567",
            "DE00 3704 0044 0532 0130 00",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_trunk_number_is_reserved_where_some_country_reserves_it() {
        let all = |line: &str| numbers(line).iter().all(Phone::is_reserved);
        assert!(all("020 7946 0958, 030 23125000, 0491 570 006"));
        assert!(!all(&["020 7946", "1958"].join(" ")));
    }

    #[test]
    fn the_beginning_of_a_reserved_range_rings_nobody() {
        let all = |line: &str| numbers(line).iter().all(Phone::is_reserved);
        assert!(all("+441134960, +442079460"));
        assert!(!all(&["+4420", "7946"].concat()), "not all of it");
        assert!(!all(&["+4420", "79460", "9"].concat()), "more than it");
    }
}
