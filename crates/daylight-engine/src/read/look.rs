//! What the sample values of one column look like, counted.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::read::times::Clock;
use crate::read::times::Reading;

/// Counts over the values of one column; all but `rows` over those that are not empty.
#[derive(Debug, Default)]
pub(crate) struct Look {
    pub(crate) rows: usize,
    pub(crate) filled: usize,
    pub(crate) bytes: usize,
    /// Values that stood in no earlier row.
    pub(crate) distinct: usize,
    pub(crate) yes_no: usize,
    pub(crate) numbers: usize,
    /// Values with a digit.
    pub(crate) digits: usize,
    pub(crate) latitude: usize,
    pub(crate) longitude: usize,
    /// Values that read as a date, in whatever order of day and month.
    pub(crate) dates: usize,
    pub(crate) phone: usize,
    /// Phone numbers that begin with `+`.
    pub(crate) international: usize,
    pub(crate) email: usize,
    pub(crate) url: usize,
    /// Addresses that begin with a scheme or `www.`.
    pub(crate) web: usize,
    pub(crate) hashed: usize,
    pub(crate) hashed_phone: usize,
    pub(crate) hashed_email: usize,
    pub(crate) hashed_url: usize,
    /// Running text: several words, or a line of a script without spaces.
    pub(crate) running: usize,
}

/// Words that say yes or no, in lower case.
const YES_NO: [&str; 20] = [
    "yes", "no", "true", "false", "y", "n", "t", "f", "0", "1", "ja", "nein", "nee", "sí", "si",
    "oui", "non", "да", "нет", "x",
];

/// Words that stand for an empty cell, in lower case.
const EMPTY: [&str; 10] = [
    "", "-", "--", "na", "n/a", "nan", "null", "none", "nil", "unknown",
];

/// True for a value that says there is none.
pub(crate) fn is_empty(value: &str) -> bool {
    let value = value.trim();
    value.len() <= 7 && EMPTY.contains(&value.to_lowercase().as_str())
}

impl Look {
    pub(crate) fn at<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut look = Self::default();
        let mut seen = BTreeSet::new();
        for value in values {
            look.rows += 1;
            if is_empty(value) {
                continue;
            }
            let value = value.trim();
            look.distinct += usize::from(seen.insert(value));
            look.count(value);
        }
        look
    }

    fn count(&mut self, value: &str) {
        self.filled += 1;
        self.bytes += value.len();
        let number: Option<f64> = value.parse().ok().filter(|number: &f64| number.is_finite());
        let within = |limit: f64| usize::from(number.is_some_and(|n| n.abs() <= limit));
        let is_running = is_running(value);
        self.yes_no += usize::from(YES_NO.contains(&value.to_lowercase().as_str()));
        self.numbers += usize::from(number.is_some());
        self.digits += usize::from(value.chars().any(char::is_numeric));
        self.latitude += within(90.0);
        self.longitude += within(180.0);
        self.dates += usize::from(is_date(value));
        self.phone += usize::from(!is_running && is_phone(value));
        self.international += usize::from(value.starts_with('+') && is_phone(value));
        self.email += usize::from(!is_running && is_email(value));
        self.url += usize::from(is_url(value));
        self.web += usize::from(is_web(value));
        self.hashed += usize::from(is_hash(value));
        self.hashed_phone += usize::from(value.starts_with("#PHONE_"));
        self.hashed_email += usize::from(value.starts_with("#EMAIL_"));
        self.hashed_url += usize::from(value.starts_with("#URL_"));
        self.running += usize::from(is_running);
    }

    /// True where at least half of the values are among `count`.
    pub(crate) fn mostly(&self, count: usize) -> bool {
        self.filled > 0 && count * 2 >= self.filled
    }

    /// True where every value is among `count`.
    pub(crate) fn all(&self, count: usize) -> bool {
        self.filled > 0 && count >= self.filled
    }

    pub(crate) fn percent(&self, count: usize) -> usize {
        count * 100 / self.filled.max(1)
    }

    pub(crate) fn mean_bytes(&self) -> usize {
        self.bytes / self.filled.max(1)
    }
}

fn is_date(value: &str) -> bool {
    let clock = Clock {
        zone: TimeZone::UTC,
        day_first: None,
    };
    let other = Clock {
        zone: TimeZone::UTC,
        day_first: Some(true),
    };
    clock.read(value) != Reading::Unreadable || other.read(value) != Reading::Unreadable
}

/// Five digits or more, however they are disguised, and not much else; or digits spelled out,
/// which no count of digits would find.
fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(|c| c.is_numeric()).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    digits >= 5 && digits >= letters
}

fn is_email(value: &str) -> bool {
    let lower = value.to_lowercase();
    lower.contains('@')
        || lower.contains(" at ")
        || lower.contains("(at)")
        || lower.contains("[at]")
}

fn is_url(value: &str) -> bool {
    let first = value.split_whitespace().next().unwrap_or_default();
    is_web(value)
        || first.split_once('.').is_some_and(|(host, rest)| {
            host.chars().any(char::is_alphanumeric)
                && rest.chars().next().is_some_and(char::is_alphabetic)
        })
}

fn is_web(value: &str) -> bool {
    let lower = value.to_lowercase();
    ["http://", "https://", "www."]
        .iter()
        .any(|start| lower.starts_with(start))
}

/// A token in `#...#`, or a digest: at least twelve hexadecimal digits, both letters and numbers.
fn is_hash(value: &str) -> bool {
    let token = value.len() > 2
        && value.starts_with('#')
        && value.ends_with('#')
        && !value.contains(char::is_whitespace);
    let digest = value.len() >= 12
        && value.bytes().all(|byte| byte.is_ascii_hexdigit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && value.bytes().any(|byte| byte.is_ascii_digit());
    token || digest
}

/// Four words or more, or 12 letters or more of which most belong to no script with spaces.
fn is_running(value: &str) -> bool {
    let words = value
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
        .take(4)
        .count();
    words >= 4 && value.len() >= 20 || {
        let letters = value.chars().filter(|c| c.is_alphabetic()).count();
        let unspaced = value.chars().filter(|c| is_unspaced(*c)).count();
        unspaced >= 12 && unspaced * 2 >= letters
    }
}

/// Thai, Lao, Khmer and Burmese; kana and Han.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
