//! Numbers as people write them: `1.200,50`, `1 200`, `2k`, digits of any script.

use std::ops::Range;

use crate::extract::lexicon::letters::Letter;
use crate::extract::lexicon::units::Units;

/// Digits a number has at most; longer ones are codes and telephone numbers.
const DIGITS_MAX: usize = 12;

/// A number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::extract) struct Number {
    /// Where it stands.
    pub(in crate::extract) range: Range<usize>,
    /// Its whole part, with nothing but digits.
    pub(in crate::extract) whole: u64,
    /// Its hundredths.
    pub(in crate::extract) hundredths: u8,
}

impl Number {
    /// The number as facts hold it: `1200` or `1200.50`.
    pub(in crate::extract) fn written(&self) -> String {
        match self.hundredths {
            0 => self.whole.to_string(),
            hundredths => format!("{}.{hundredths:02}", self.whole),
        }
    }
}

/// The value of a decimal digit in the scripts ads are written in.
pub(in crate::extract) fn digit(c: char) -> Option<u32> {
    /// The zero of each script.
    const ZEROS: [char; 8] = ['0', '٠', '۰', '०', '০', '๐', '０', '၀'];
    if c.is_ascii() {
        return c.to_digit(10);
    }
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(*zero))?;
        (value < 10).then_some(value)
    })
}

/// The runs of digits of a text, from left to right.
pub(super) fn digit_runs(text: &str, units: &Units) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut add = |at: usize, length: usize| match runs.last_mut() {
        Some(last) if last.end == at => last.end += length,
        _ => runs.push(at..at + length),
    };
    if units.met & Letter::DIGIT != 0 {
        for (at, c) in text.char_indices() {
            if digit(c).is_some() {
                add(at, c.len_utf8());
            }
        }
        return runs;
    }
    for word in &units.numeric {
        let bytes = text.as_bytes().get(word.clone()).unwrap_or_default();
        for (at, byte) in bytes.iter().enumerate() {
            if byte.is_ascii_digit() {
                add(word.start + at, 1);
            }
        }
    }
    runs
}

/// The numbers of a text with these runs of digits, from left to right.
pub(in crate::extract) fn numbers(text: &str, runs: &[Range<usize>]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut runs = runs.iter().peekable();
    while let Some(first) = runs.next() {
        let mut end = first.end;
        // A separator belongs to the number only with a digit after it.
        while let Some(next) = runs.next_if(|next| {
            let between = text.get(end..next.start).unwrap_or_default();
            matches!(between, "." | "," | "'" | " " | "٬" | "٫")
        }) {
            end = next.end;
        }
        split(text, first.start..end, &mut found);
    }
    found
}

/// Reads a run of digits and separators as one number, or as several where spaces group nothing.
fn split(text: &str, run: Range<usize>, found: &mut Vec<Number>) {
    let Some(written) = text.get(run.clone()) else {
        return;
    };
    if let Some((whole, hundredths)) = value(written) {
        found.push(Number {
            range: run,
            whole,
            hundredths,
        });
        return;
    }
    let mut at = run.start;
    for part in written.split(' ') {
        if let Some((whole, hundredths)) = value(part) {
            found.push(Number {
                range: at..at + part.len(),
                whole,
                hundredths,
            });
        }
        at += part.len() + 1;
    }
}

/// The whole part and hundredths of a written number; `None` where its separators make no sense.
fn value(written: &str) -> Option<(u64, u8)> {
    if written.bytes().all(|byte| byte.is_ascii_digit()) {
        let fits = (1..=DIGITS_MAX).contains(&written.len());
        return fits
            .then(|| written.parse().ok())
            .flatten()
            .map(|whole| (whole, 0));
    }
    let separators: Vec<char> = written.chars().filter(|c| digit(*c).is_none()).collect();
    let groups: Vec<&str> = written.split(|c| digit(c).is_none()).collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.chars().count()).collect();
    if lengths.iter().sum::<usize>() > DIGITS_MAX {
        return None;
    }
    let last = separators.last().copied();
    let alone = separators.iter().filter(|c| Some(**c) == last).count() == 1;
    let fraction = match (last, lengths.last()) {
        (Some(mark), Some(1 | 2)) => mark != ' ' && alone,
        _ => false,
    };
    let (whole, grouping, hundredths) = if fraction {
        let (fraction, whole) = groups.split_last()?;
        (
            whole,
            separators.get(..separators.len() - 1)?,
            hundredths(fraction)?,
        )
    } else {
        (groups.as_slice(), separators.as_slice(), 0)
    };
    let one_mark = grouping.windows(2).all(|pair| pair.first() == pair.last());
    let sized = whole.iter().skip(1).all(|group| group.chars().count() == 3)
        && (whole.len() == 1 || (1..=3).contains(&whole.first()?.chars().count()));
    (one_mark && sized).then_some(())?;
    let digits = whole
        .iter()
        .flat_map(|group| group.chars())
        .filter_map(digit);
    let whole = digits.fold(0_u64, |value, digit| value * 10 + u64::from(digit));
    Some((whole, hundredths))
}

fn hundredths(fraction: &str) -> Option<u8> {
    let digits = fraction.chars().filter_map(digit);
    let value = digits.fold(0, |value, digit| value * 10 + digit);
    let scaled = if fraction.chars().count() == 1 {
        value * 10
    } else {
        value
    };
    u8::try_from(scaled).ok()
}

#[cfg(test)]
mod tests {
    use crate::extract::lexicon::numbers::*;

    fn check(text: &str, expected: &[&str]) {
        let read: Vec<_> = numbers(text, &digit_runs(text, &Units::new(text)))
            .iter()
            .map(Number::written)
            .collect();
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn numbers_as_people_write_them() {
        check("150", &["150"]);
        check("1.200,50 and 1,200.50", &["1200.50", "1200.50"]);
        check("1 200 or 1'200", &["1200", "1200"]);
        check("12.5", &["12.50"]);
        check("100 50", &["100", "50"]);
        check("1.2.3", &[]);
        check("٣٠٠ and ๒๐๐ and २५०", &["300", "200", "250"]);
        check("a1 2,", &["1", "2"]);
        check("1234567890123", &[]);
    }
}
