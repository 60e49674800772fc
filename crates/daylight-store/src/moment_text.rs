//! Moments as ISO 8601 text, in UTC and as precise as they are known, and back.

use daylight_model::Moment;
use daylight_model::Precision;

const DAY: i64 = 86_400;

/// `2026-05-01`, `2026-05-01T09:30Z` or `2026-05-01T09:30:15Z`, by precision.
///
/// Years before 0 and after 9999 carry a sign. What is finer than the precision is dropped.
pub(crate) fn write(moment: &Moment) -> String {
    let (year, month, day) = civil(moment.day());
    let year = if (0..=9_999).contains(&year) {
        format!("{year:04}")
    } else {
        format!("{year:+05}")
    };
    let second = moment.seconds.rem_euclid(DAY);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    match moment.precision {
        Precision::Day => format!("{year}-{month:02}-{day:02}"),
        Precision::Minute => format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}Z"),
        Precision::Second => {
            format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
        }
    }
}

/// Whole minutes from one moment to another, both with seconds; `None` where either is none.
pub(crate) fn minutes_between(from: &str, to: &str) -> Option<i64> {
    let (from, to) = (read(from, false)?, read(to, false)?);
    Some((to.seconds.checked_sub(from.seconds)?).div_euclid(60))
}

/// So many days after a moment with seconds; `None` where it is none.
pub(crate) fn days_after(from: &str, days: i64) -> Option<String> {
    let mut moment = read(from, false)?;
    moment.seconds = moment.seconds.checked_add(days.checked_mul(DAY)?)?;
    Some(write(&moment))
}

/// Reads what [`write()`] wrote; `None` for anything else.
pub(crate) fn read(text: &str, zone_assumed: bool) -> Option<Moment> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time.strip_suffix('Z')?)),
        None => (text, None),
    };
    let (rest, day) = date.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    let days = days(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let mut seconds = i128::from(days) * i128::from(DAY);
    let mut parts = 0;
    for (part, unit) in time
        .iter()
        .flat_map(|time| time.split(':'))
        .zip([3_600, 60, 1])
    {
        seconds += i128::from(part.parse::<u8>().ok()?) * unit;
        parts += 1;
    }
    let moment = Moment {
        seconds: i64::try_from(seconds).ok()?,
        precision: match parts {
            0 => Precision::Day,
            2 => Precision::Minute,
            3 => Precision::Second,
            _ => return None,
        },
        zone_assumed,
    };
    (write(&moment) == text).then_some(moment)
}

/// Year, month and day of a count of days since 1970-01-01, in the proleptic Gregorian calendar.
///
/// Counted in eras of 400 years (146,097 days) that begin on 1 March, so that the leap day is the
/// last of its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

/// Days since 1970-01-01 of a date; the inverse of [`civil`].
fn days(year: i64, month: u8, day: u8) -> i64 {
    let year = year.saturating_sub(i64::from(month <= 2));
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    era.saturating_mul(146_097)
        .saturating_add(day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use crate::moment_text::read;
    use crate::moment_text::write;
    use daylight_model::Moment;
    use daylight_model::Precision;
    use proptest::prelude::ProptestConfig;
    use proptest::prop_assert_eq;
    use proptest::proptest;

    fn check(seconds: i64, precision: Precision, expected: &str) {
        let moment = Moment {
            seconds,
            precision,
            zone_assumed: false,
        };
        assert_eq!(write(&moment), expected);
        assert_eq!(read(expected, false), Some(moment));
    }

    #[test]
    fn a_moment_is_as_long_as_it_is_precise() {
        check(0, Precision::Second, "1970-01-01T00:00:00Z");
        check(951_782_400, Precision::Day, "2000-02-29");
        check(1_777_628_340, Precision::Minute, "2026-05-01T09:39Z");
        check(-1, Precision::Second, "1969-12-31T23:59:59Z");
        check(253_402_300_800, Precision::Day, "+10000-01-01");
    }

    #[test]
    fn other_text_is_no_moment() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-30",
            "2026-05-01T09Z",
            "2026-05-01T09:30",
            "x-y-z",
        ] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn every_second_reads_back(seconds: i64, zone_assumed: bool) {
            let moment = Moment { seconds, precision: Precision::Second, zone_assumed };
            prop_assert_eq!(read(&write(&moment), zone_assumed), Some(moment));
        }

        #[test]
        fn no_text_breaks_it(text in "[-+0-9TZ:]{0,30}") {
            let _ = read(&text, false);
        }
    }
}
