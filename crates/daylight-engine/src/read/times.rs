//! Dates and times as columns write them.
//!
//! Read: ISO 8601 with or without zone, `20240502`, RFC 2822, `2 May 2024 14:30`, three numbers
//! with a four-digit or two-digit year, and the seconds, milliseconds or microseconds of Unix
//! time. Whether `3/4/2024` is in March or April is settled for a whole column, from the values
//! that can be only one, or by the mapping; unsettled, such a value is unknown.

use daylight_model::Moment;
use daylight_model::Precision;
use jiff::civil;
use jiff::tz::TimeZone;
use jiff::tz::TimeZoneDatabase;

/// 2100-01-01T00:00:00Z: no ad is from later.
const END_SECONDS: i64 = 4_102_444_800;

/// What one cell says of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A moment between 1970 and 2100.
    Known(Moment),
    /// A date that could be two, and nothing says which.
    Ambiguous,
    /// No date between 1970 and 2100.
    Unreadable,
}

/// How a column's times are read.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    /// The zone of times that name none; UTC where the mapping names none.
    pub(crate) zone: TimeZone,
    /// Whether the day stands before the month; `None` where unsettled.
    pub(crate) day_first: Option<bool>,
}

/// The zone of an IANA name, from the database that is part of the program.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// A date and time before the order of its numbers and its zone are known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Parts {
    year: i16,
    month: i8,
    day: i8,
    /// True where day and month could be exchanged.
    exchangeable: bool,
    hour: i8,
    minute: i8,
    second: i8,
    precision: Option<Precision>,
    /// Seconds east of UTC, where the text names a zone.
    offset: Option<i32>,
}

impl Clock {
    /// Reads one cell.
    pub(crate) fn read(&self, text: &str) -> Reading {
        let text = text.trim();
        if let Some(seconds) = unix_seconds(text) {
            return within(seconds, Precision::Second, false);
        }
        match parse(text, self.day_first) {
            Some(parts) if parts.exchangeable && self.day_first.is_none() => Reading::Ambiguous,
            Some(parts) => self.settle(parts).unwrap_or(Reading::Unreadable),
            None => Reading::Unreadable,
        }
    }

    fn settle(&self, parts: Parts) -> Option<Reading> {
        let date = civil::Date::new(parts.year, parts.month, parts.day).ok()?;
        let time = civil::Time::new(parts.hour, parts.minute, parts.second, 0).ok()?;
        let local = date.to_datetime(time);
        let utc = TimeZone::UTC.to_timestamp(local).ok()?.as_second();
        let assumed = parts.offset.is_none();
        let Some(precision) = parts.precision else {
            // A day stands for itself: moved into a zone it would become the day before.
            return Some(within(utc, Precision::Day, assumed));
        };
        let seconds = match parts.offset {
            Some(offset) => utc.checked_sub(i64::from(offset))?,
            None => self.zone.to_timestamp(local).ok()?.as_second(),
        };
        Some(within(seconds, precision, assumed))
    }
}

fn within(seconds: i64, precision: Precision, zone_assumed: bool) -> Reading {
    if (0..END_SECONDS).contains(&seconds) {
        Reading::Known(Moment {
            seconds,
            precision,
            zone_assumed,
        })
    } else {
        Reading::Unreadable
    }
}

/// What one value says of the order in its column: `Some(true)` where only the day can stand
/// first, `Some(false)` where only the month can.
pub(crate) fn order(text: &str) -> Option<bool> {
    let day_first = parse(text.trim(), Some(true));
    let month_first = parse(text.trim(), Some(false));
    match (day_first, month_first) {
        (Some(one), Some(other)) if one == other => None,
        (Some(_), None) => Some(true),
        (None, Some(_)) => Some(false),
        _ => None,
    }
}

/// Unix time in seconds (9 or 10 digits), milliseconds (12, 13) or microseconds (15, 16), with or
/// without a fraction.
fn unix_seconds(text: &str) -> Option<i64> {
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => text,
    };
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => Some(value),
        12 | 13 => Some(value / 1_000),
        15 | 16 => Some(value / 1_000_000),
        _ => None,
    }
}

fn parse(text: &str, day_first: Option<bool>) -> Option<Parts> {
    plain(text.as_bytes()).or_else(|| parse_any(text, day_first))
}

/// `2024-05-02T14:30:05Z`, the form most exports write, without the detours others need. All
/// that it reads, [`parse_any`] reads alike.
fn plain(text: &[u8]) -> Option<Parts> {
    let [
        y0,
        y1,
        y2,
        y3,
        b'-',
        m0,
        m1,
        b'-',
        d0,
        d1,
        b'T' | b't' | b' ',
        h0,
        h1,
        b':',
        n0,
        n1,
        b':',
        s0,
        s1,
        b'Z' | b'z',
    ] = text
    else {
        return None;
    };
    let two = |tens: &u8, ones: &u8| {
        let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
        is_number.then(|| (tens & 0x0f) * 10 + (ones & 0x0f))
    };
    let small = |tens: &u8, ones: &u8| two(tens, ones)?.try_into().ok();
    let parts = Parts {
        year: i16::from(two(y0, y1)?) * 100 + i16::from(two(y2, y3)?),
        month: small(m0, m1)?,
        day: small(d0, d1)?,
        exchangeable: false,
        hour: small(h0, h1)?,
        minute: small(n0, n1)?,
        // A leap second is the last ordinary one to a clock without them.
        second: small(s0, s1)?.min(59),
        precision: Some(Precision::Second),
        offset: Some(0),
    };
    civil::Date::new(parts.year, parts.month, parts.day).ok()?;
    Some(parts)
}

fn parse_any(text: &str, day_first: Option<bool>) -> Option<Parts> {
    if !text.is_ascii() || text.len() > 64 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let split = lower
        .find(':')
        .and_then(|colon| lower.get(..colon)?.rfind(|c: char| !c.is_ascii_digit()));
    let mut parts = Parts::default();
    let date = match split {
        None => lower.as_str(),
        Some(split) => {
            clock_time(lower.get(split + 1..)?, &mut parts)?;
            lower.get(..split)?
        }
    };
    calendar_date(date.trim_matches([' ', ',', 't']), day_first, &mut parts)?;
    Some(parts)
}

/// `14:30`, `14:30:05.123`, `2:30 pm`, each with an optional zone.
fn clock_time(text: &str, parts: &mut Parts) -> Option<()> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let mut numbers = digits.split(':');
    parts.hour = number(numbers.next()?)?;
    parts.minute = number(numbers.next()?)?;
    parts.precision = Some(Precision::Minute);
    if let Some(seconds) = numbers.next() {
        let whole = seconds.split('.').next()?;
        // A leap second is the last ordinary one to a clock without them.
        parts.second = number::<i8>(whole)?.min(59);
        parts.precision = Some(Precision::Second);
    }
    if numbers.next().is_some() {
        return None;
    }
    let mut rest = rest.trim();
    for (mark, afternoon) in [("am", false), ("pm", true)] {
        if let Some(after) = rest.strip_prefix(mark) {
            parts.hour = parts.hour % 12 + if afternoon { 12 } else { 0 };
            rest = after.trim();
        }
    }
    parts.offset = offset(rest)?;
    Some(())
}

/// The zone behind a time: `Some(None)` where there is none, `None` where it cannot be read.
#[expect(
    clippy::option_option,
    reason = "no zone and an unreadable zone are different answers"
)]
fn offset(text: &str) -> Option<Option<i32>> {
    // RFC 2822 may repeat the zone in brackets, ISO 8601 with RFC 9557 may name it.
    let text = text.split(['(', '[']).next()?.trim();
    match text {
        "" => return Some(None),
        "z" | "utc" | "gmt" | "ut" => return Some(Some(0)),
        _ => {}
    }
    let text = text.trim_start_matches("utc").trim_start_matches("gmt");
    let sign = match text.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text.chars().skip(1).filter(|c| *c != ':').collect();
    let (hours, minutes): (i32, i32) = match digits.len() {
        1 | 2 => (digits.parse().ok()?, 0),
        4 => (
            digits.get(..2)?.parse().ok()?,
            digits.get(2..)?.parse().ok()?,
        ),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some(Some(sign * (hours * 3_600 + minutes * 60)))
}

fn calendar_date(text: &str, day_first: Option<bool>, parts: &mut Parts) -> Option<()> {
    let mut words: Vec<&str> = text
        .split([' ', ',', '-', '/', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() == 4 {
        // `Fri, 21 Nov 1997`: the day of the week says nothing the date does not.
        let weekday = words.remove(0);
        weekday
            .bytes()
            .all(|b| b.is_ascii_alphabetic())
            .then_some(())?;
    }
    match words.as_slice() {
        [compact] if compact.len() == 8 => {
            parts.year = number(compact.get(..4)?)?;
            parts.month = number(compact.get(4..6)?)?;
            parts.day = number(compact.get(6..)?)?;
        }
        [year, month, day] if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
            parts.year = number(year)?;
            parts.month = month_of(month).or_else(|| number(month))?;
            parts.day = number(day)?;
        }
        [one, other, year] => {
            parts.year = year_of(year)?;
            day_and_month(one, other, day_first, parts)?;
        }
        _ => return None,
    }
    civil::Date::new(parts.year, parts.month, parts.day).ok()?;
    Some(())
}

fn day_and_month(one: &str, other: &str, day_first: Option<bool>, parts: &mut Parts) -> Option<()> {
    if let Some(month) = month_of(other) {
        (parts.day, parts.month) = (ordinal(one)?, month);
        return Some(());
    }
    if let Some(month) = month_of(one) {
        (parts.day, parts.month) = (ordinal(other)?, month);
        return Some(());
    }
    let (one, other): (i8, i8) = (number(one)?, number(other)?);
    parts.exchangeable = one != other && one <= 12 && other <= 12;
    let day_first = day_first.unwrap_or(one > 12);
    (parts.day, parts.month) = if day_first {
        (one, other)
    } else {
        (other, one)
    };
    Some(())
}

fn ordinal(text: &str) -> Option<i8> {
    number(text.trim_end_matches(|c: char| c.is_ascii_alphabetic()))
}

fn year_of(text: &str) -> Option<i16> {
    let year: i16 = number(text)?;
    match text.len() {
        4 => Some(year),
        // Two digits: the century that keeps the year within 1970 and 2069.
        2 => Some(if year < 70 {
            year + 2_000
        } else {
            year + 1_900
        }),
        _ => None,
    }
}

fn month_of(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let place = MONTHS.iter().position(|month| {
        text.len() >= 3 && month.starts_with(text) || text == "sept" && *month == "september"
    })?;
    i8::try_from(place + 1).ok()
}

/// Digits only: no sign, no space.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;
    use proptest::prop_assert_eq;
    use proptest::proptest;

    use crate::read::times::Clock;
    use crate::read::times::Reading;
    use crate::read::times::order;
    use crate::read::times::parse_any;
    use crate::read::times::plain;
    use crate::read::times::zone;

    proptest! {
        #[test]
        fn the_plain_form_is_read_as_any_other(
            text in "[0-9]{4}-[0-1][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9][Zz]"
        ) {
            if let Some(parts) = plain(text.as_bytes()) {
                for day_first in [None, Some(true), Some(false)] {
                    prop_assert_eq!(Some(parts), parse_any(&text, day_first));
                }
            }
        }
    }

    fn read(clock: &Clock, text: &str) -> String {
        match clock.read(text) {
            Reading::Known(moment) => format!(
                "{} {:?}{}",
                Timestamp::from_second(moment.seconds).unwrap(),
                moment.precision,
                if moment.zone_assumed { " assumed" } else { "" }
            ),
            Reading::Ambiguous => "Ambiguous".to_owned(),
            Reading::Unreadable => "Unreadable".to_owned(),
        }
    }

    fn check(text: &str, expected: &str) {
        let clock = Clock {
            zone: TimeZone::UTC,
            day_first: None,
        };
        assert_eq!(read(&clock, text), expected, "{text}");
    }

    #[test]
    fn iso_8601() {
        check("2014-07-22T15:27:50", "2014-07-22T15:27:50Z Second assumed");
        check("2014-07-22 15:27", "2014-07-22T15:27:00Z Minute assumed");
        check("2014-07-22T15:27:50.123Z", "2014-07-22T15:27:50Z Second");
        check("2014-07-22T15:27:50+02:00", "2014-07-22T13:27:50Z Second");
        check("2014-07-22T15:27:50-0530", "2014-07-22T20:57:50Z Second");
        check("2014-07-22", "2014-07-22T00:00:00Z Day assumed");
        check("20140722", "2014-07-22T00:00:00Z Day assumed");
        check("2014/07/22", "2014-07-22T00:00:00Z Day assumed");
    }

    #[test]
    fn rfc_2822_and_words() {
        check(
            "Fri, 21 Nov 1997 09:55:06 -0600",
            "1997-11-21T15:55:06Z Second",
        );
        check("21 Nov 1997 09:55:06 GMT", "1997-11-21T09:55:06Z Second");
        check("May 2, 2024", "2024-05-02T00:00:00Z Day assumed");
        check(
            "2nd May 2024 2:30 pm",
            "2024-05-02T14:30:00Z Minute assumed",
        );
        check(
            "2 May 2024, 12:05 AM",
            "2024-05-02T00:05:00Z Minute assumed",
        );
    }

    #[test]
    fn unix_time() {
        check("1700000000", "2023-11-14T22:13:20Z Second");
        check("1700000000.25", "2023-11-14T22:13:20Z Second");
        check("1700000000000", "2023-11-14T22:13:20Z Second");
        check("1700000000000000", "2023-11-14T22:13:20Z Second");
    }

    #[test]
    fn day_and_month_where_only_one_order_is_possible() {
        check("25/12/2024", "2024-12-25T00:00:00Z Day assumed");
        check("12/25/2024 08:00", "2024-12-25T08:00:00Z Minute assumed");
        check("5.5.24", "2024-05-05T00:00:00Z Day assumed");
        check("3/4/2024", "Ambiguous");
    }

    #[test]
    fn day_and_month_as_the_column_has_them() {
        for (day_first, expected) in [
            (true, "2024-04-03T00:00:00Z Day assumed"),
            (false, "2024-03-04T00:00:00Z Day assumed"),
        ] {
            let clock = Clock {
                zone: TimeZone::UTC,
                day_first: Some(day_first),
            };
            assert_eq!(read(&clock, "3/4/2024"), expected);
        }
        assert_eq!(order("25/12/2024"), Some(true));
        assert_eq!(order("12/25/2024"), Some(false));
        assert_eq!(order("3/4/2024"), None);
        assert_eq!(order("2024-12-25"), None);
    }

    #[test]
    fn a_zone_moves_times_and_not_days() {
        let clock = Clock {
            zone: zone("Europe/Amsterdam").unwrap(),
            day_first: None,
        };
        assert_eq!(
            read(&clock, "2024-07-01 12:00"),
            "2024-07-01T10:00:00Z Minute assumed"
        );
        assert_eq!(
            read(&clock, "2024-07-01"),
            "2024-07-01T00:00:00Z Day assumed"
        );
        // 02:30 does not exist on this day: the clock reads 03:30.
        assert_eq!(
            read(&clock, "2024-03-31 02:30"),
            "2024-03-31T01:30:00Z Minute assumed"
        );
    }

    #[test]
    fn what_is_no_date_between_1970_and_2100() {
        for text in [
            "",
            "30000-01-01",
            "2101-01-01",
            "1969-12-31",
            "2024-02-30",
            "2024-13-01",
            "25:00",
            "2024-05-01 25:00",
            "yesterday",
            "2014",
            "12",
            "1/2",
            "9999999999",
            "-5",
            "2024-05-01T10:00:00+99:00",
            "十月",
            "1:2:3:4",
            "::",
            "T",
            "0000000000000000000000",
        ] {
            check(text, "Unreadable");
        }
    }
}
