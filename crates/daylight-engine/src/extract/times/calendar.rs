//! Days of the calendar: written in digits, with a month's name, or counted from the posting day.

use std::ops::Range;

use jiff::civil::Date;
use jiff::civil::date;

use crate::extract::lexicon::Found;
use crate::extract::times::Digits;
use crate::extract::times::Reader;
use crate::extract::times::Word;
use crate::extract::times::time;

/// Years a day of an ad can lie in.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Countries that write the month first.
const MONTH_FIRST: [&str; 4] = ["US", "PH", "PR", "GU"];

/// Countries that write both orders.
const EITHER: [&str; 3] = ["CA", "KE", "GH"];

/// The days of a page.
pub(super) fn dates(reader: &Reader<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for index in 0..reader.digits.len() {
        found.extend(in_digits(reader, index));
        found.extend(day_then_month(reader, index));
    }
    for met in &reader.words {
        for word in met.meanings {
            found.extend(match word {
                Word::Month(month) => month_then_day(reader, &met.range, *month),
                Word::Day(_) | Word::Weekday(_) => relative(reader, &met.range, *word),
                Word::Am | Word::Pm | Word::Hour => None,
            });
        }
    }
    found
}

fn valid(year: i16, month: i16, day: i16) -> Option<Date> {
    let month = i8::try_from(month).ok()?;
    let day = i8::try_from(day).ok()?;
    Date::new(year, month, day)
        .ok()
        .filter(|date| YEARS.contains(&date.year()))
}

fn found(range: Range<usize>, day: Date, rule: &'static str, sure: f32) -> Found {
    time(range, day.to_string(), rule, sure)
}

/// `2026-03-01`, `01.03.2026`, `3/1/2026`, `2026年3月1日`.
fn in_digits(reader: &Reader<'_>, index: usize) -> Option<Found> {
    let [one, two, three] = [
        reader.digits.get(index)?,
        reader.digits.get(index + 1)?,
        reader.digits.get(index + 2)?,
    ];
    let first = reader.between(one.range.end, two.range.start);
    let second = reader.between(two.range.end, three.range.start);
    let range = one.range.start..three.range.end;
    if (first, second) == ("年", "月") {
        let day = valid(one.value, two.value, three.value)?;
        return Some(found(range, day, "time/date", 0.95));
    }
    let same = first == second && matches!(first, "-" | "." | "/");
    if !same || !reader.stands_alone(&range) {
        return None;
    }
    let day = if one.letters == 4 {
        valid(one.value, two.value, three.value)
    } else {
        let year = year_of(three)?;
        let (day, month) = day_and_month(reader, one.value, two.value, first)?;
        valid(year, month, day)
    };
    Some(found(range, day?, "time/date", 0.95))
}

fn year_of(digits: &Digits) -> Option<i16> {
    match digits.letters {
        4 => Some(digits.value),
        2 => Some(2000 + digits.value),
        _ => None,
    }
}

/// Which of two numbers is the day; `None` where the country leaves it open.
fn day_and_month(reader: &Reader<'_>, one: i16, two: i16, mark: &str) -> Option<(i16, i16)> {
    if mark == "." || one > 12 || one == two {
        return Some((one, two));
    }
    if two > 12 {
        return Some((two, one));
    }
    let country = reader.hints.countries.first()?;
    if EITHER.contains(&country.code()) {
        return None;
    }
    let month_first = MONTH_FIRST.contains(&country.code());
    Some(if month_first { (two, one) } else { (one, two) })
}

/// `1 March 2026`, `1. März`, `1 de marzo de 2026`, `1st of March`.
fn day_then_month(reader: &Reader<'_>, index: usize) -> Option<Found> {
    let day = reader.digits.get(index).filter(|day| day.letters <= 2)?;
    let next = reader
        .words
        .partition_point(|met| met.range.start < day.range.end);
    let met = reader.words.get(next)?;
    let month = month_of(met.meanings)?;
    let gap = reader.between(day.range.end, met.range.start);
    let links = [
        "", "st", "nd", "rd", "th", ".", "de", "of", "st of", "nd of", "rd of", "th of", "º de",
        "er", "-",
    ];
    if gap.len() > 8 || !links.contains(&gap.trim()) {
        return None;
    }
    let (end, year) = year_after(reader, met.range.end);
    dated(reader, day.range.start..end, (year, month, day.value))
}

/// `March 1, 2026`, `March 1st`.
fn month_then_day(reader: &Reader<'_>, word: &Range<usize>, month: i8) -> Option<Found> {
    let index = reader
        .digits
        .partition_point(|digits| digits.range.start < word.end);
    let day = reader.digits.get(index).filter(|day| day.letters <= 2)?;
    if reader.between(word.end, day.range.start) != " " {
        return None;
    }
    let rest = reader.between(day.range.end, reader.folded.len());
    let suffix = ["st", "nd", "rd", "th"]
        .into_iter()
        .find(|suffix| rest.starts_with(suffix))
        .map_or(0, str::len);
    let (end, year) = year_after(reader, day.range.end + suffix);
    dated(reader, word.start..end, (year, month, day.value))
}

fn month_of(meanings: &[Word]) -> Option<i8> {
    meanings.iter().find_map(|word| match word {
        Word::Month(month) => Some(*month),
        Word::Weekday(_) | Word::Day(_) | Word::Am | Word::Pm | Word::Hour => None,
    })
}

/// The year after a place in the text, and where the day then ends.
fn year_after(reader: &Reader<'_>, at: usize) -> (usize, Option<i16>) {
    let index = reader
        .digits
        .partition_point(|digits| digits.range.start < at);
    let year = reader.digits.get(index).filter(|digits| {
        let gap = reader.between(at, digits.range.start);
        digits.letters == 4
            && YEARS.contains(&digits.value)
            && matches!(gap, " " | ", " | "." | ". " | " de " | " del " | "-")
    });
    year.map_or((at, None), |year| (year.range.end, Some(year.value)))
}

/// A day with a month's name; a day without a year is the one nearest to the posting day.
fn dated(reader: &Reader<'_>, range: Range<usize>, read: (Option<i16>, i8, i16)) -> Option<Found> {
    let (year, month, day) = read;
    if !reader.stands_alone(&range) {
        return None;
    }
    if let Some(year) = year {
        return Some(found(
            range,
            valid(year, month.into(), day)?,
            "time/date",
            0.95,
        ));
    }
    let posted = posted_on(reader)?;
    let apart = |date: &Date| days_since_epoch(*date).abs_diff(days_since_epoch(posted));
    let nearest = (posted.year() - 1..=posted.year() + 1)
        .filter_map(|year| valid(year, month.into(), day))
        .min_by_key(apart)?;
    Some(found(range, nearest, "time/day-of-year", 0.7))
}

/// Today, tomorrow, or the coming weekday, counted from the posting day.
fn relative(reader: &Reader<'_>, range: &Range<usize>, word: Word) -> Option<Found> {
    let posted = posted_on(reader)?;
    let days = match word {
        Word::Day(days) => i64::from(days),
        Word::Weekday(weekday) => {
            let today = posted.weekday().to_monday_one_offset();
            i64::from((weekday - today).rem_euclid(7))
        }
        Word::Month(_) | Word::Am | Word::Pm | Word::Hour => return None,
    };
    let day = day_from_epoch(days_since_epoch(posted) + days)?;
    YEARS
        .contains(&day.year())
        .then(|| found(range.clone(), day, "time/relative", 0.8))
}

fn posted_on(reader: &Reader<'_>) -> Option<Date> {
    day_from_epoch(reader.hints.posted_at?.day())
}

fn day_from_epoch(days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    date(1970, 1, 1).checked_add(span).ok()
}

fn days_since_epoch(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_hours() / 24
}
