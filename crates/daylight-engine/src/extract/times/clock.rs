//! Clock times: `14:30`, `2:30 pm`, `14h30`, `14 Uhr`, `9am-5pm`.

use std::ops::Range;

use crate::extract::lexicon::Found;
use crate::extract::times::Digits;
use crate::extract::times::Reader;
use crate::extract::times::Word;
use crate::extract::times::time;

/// A time of the clock as far as it is read.
struct Read {
    range: Range<usize>,
    hour: i16,
    minute: i16,
}

/// The clock times of a page.
pub(super) fn times(reader: &Reader<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (index, hour) in reader.digits.iter().enumerate() {
        let minutes = reader.digits.get(index + 1);
        let read = minutes
            .and_then(|minutes| with_minutes(reader, hour, minutes))
            .or_else(|| hour_alone(reader, hour));
        found.extend(read.map(|read| {
            let value = format!("T{:02}:{:02}", read.hour, read.minute);
            time(read.range, value, "time/clock", 0.9)
        }));
    }
    found
}

fn with_minutes(reader: &Reader<'_>, hour: &Digits, minutes: &Digits) -> Option<Read> {
    let mark = reader.between(hour.range.end, minutes.range.start);
    let range = hour.range.start..minutes.range.end;
    let plain = matches!(mark, ":" | "h" | "：");
    let fits = hour.letters <= 2 && minutes.letters == 2 && minutes.value < 60;
    if !fits || !(plain || mark == ".") {
        return None;
    }
    let (range, half) = with_half(reader, range);
    // A dot between digits is a time only where a word says so.
    if !plain && half.is_none() {
        return None;
    }
    let hour = on_the_clock(hour.value, half)?;
    let minute = minutes.value;
    let read = Read {
        range,
        hour,
        minute,
    };
    reader.stands_alone(&read.range).then_some(read)
}

fn hour_alone(reader: &Reader<'_>, hour: &Digits) -> Option<Read> {
    if hour.letters > 2 {
        return None;
    }
    let (range, half) = with_half(reader, hour.range.clone());
    // "2h" and "2 hrs" are as often a length of time.
    let word = reader.between(hour.range.end, range.end).trim();
    let length = matches!(
        word,
        "h" | "hs" | "hrs" | "часов" | "год" | "ore" | "น." | "时"
    );
    if half.is_none() || (half == Some(Word::Hour) && length) {
        return None;
    }
    let read = Read {
        hour: on_the_clock(hour.value, half)?,
        minute: 0,
        range,
    };
    reader.stands_alone(&read.range).then_some(read)
}

/// The range with the word that tells the half of the day or the hour, and that word.
fn with_half(reader: &Reader<'_>, range: Range<usize>) -> (Range<usize>, Option<Word>) {
    match reader.word_after(range.end) {
        Some((met, word @ (Word::Am | Word::Pm | Word::Hour))) => {
            (range.start..met.range.end, Some(word))
        }
        _ => glued_half(reader, range),
    }
}

/// `9am`: no boundary stands between the digit and the word.
fn glued_half(reader: &Reader<'_>, range: Range<usize>) -> (Range<usize>, Option<Word>) {
    let rest = reader.between(range.end, reader.folded.len());
    for (text, word) in [("am", Word::Am), ("pm", Word::Pm)] {
        let after = rest.strip_prefix(text);
        if after.is_some_and(|after| !after.starts_with(char::is_alphanumeric)) {
            return (range.start..range.end + text.len(), Some(word));
        }
    }
    (range, None)
}

fn on_the_clock(hour: i16, half: Option<Word>) -> Option<i16> {
    match half {
        Some(Word::Am) if (1..=12).contains(&hour) => Some(hour % 12),
        Some(Word::Pm) if (1..=12).contains(&hour) => Some(hour % 12 + 12),
        Some(Word::Am) => None,
        _ if (0..=23).contains(&hour) => Some(hour),
        _ => None,
    }
}
