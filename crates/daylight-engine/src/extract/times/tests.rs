//! Days and times in many forms.

use daylight_model::FieldName;
use daylight_model::Moment;
use daylight_model::Precision;
use proptest::prelude::*;

use crate::extract::Country;
use crate::extract::Text;
use crate::extract::times::*;
use crate::normalise::normalise;

/// 2026-03-04, a Wednesday.
const POSTED: i64 = 20_516;

fn found(text: &str, countries: &[&str], posted: Option<i64>) -> Vec<(String, String)> {
    let field = FieldName::new("body");
    let normalised = normalise(text);
    let view = Text {
        field: &field,
        original: text,
        normalised: &normalised,
    };
    let hints = Hints {
        countries: countries
            .iter()
            .filter_map(|code| Country::new(code))
            .collect(),
        posted_at: posted.map(|day| Moment {
            seconds: day * 86_400,
            precision: Precision::Day,
            zone_assumed: false,
        }),
    };
    find(&Page::new(view), &hints)
        .into_iter()
        .map(|fact| {
            let cut = fact.span.unwrap().cut(text).unwrap().to_owned();
            (fact.value.reveal().to_owned(), cut)
        })
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    let found = found(text, &["GB"], Some(POSTED));
    let values: Vec<_> = found.iter().map(|one| one.0.as_str()).collect();
    assert_eq!(values, expected, "{text}");
}

#[test]
fn days_in_many_forms() {
    check("2026-03-01", &["2026-03-01"]);
    check("on 01.03.2026 and 31/12/26", &["2026-03-01", "2026-12-31"]);
    check("1 March 2026, March 1, 2026", &["2026-03-01", "2026-03-01"]);
    check("1st of March", &["2026-03-01"]);
    check("am 24. Dezember", &["2025-12-24"]);
    check("1 de marzo de 2026", &["2026-03-01"]);
    check("1 марта 2026", &["2026-03-01"]);
    check("le 14 février", &["2026-02-14"]);
    check("2026年3月1日", &["2026-03-01"]);
    check("30.02.2026, 2150-01-01, 1.2.3", &[]);
}

#[test]
fn a_country_decides_between_day_and_month() {
    let read = |countries: &[&str]| {
        let found = found("03/04/2026", countries, None);
        found.into_iter().map(|one| one.0).collect::<Vec<_>>()
    };
    assert_eq!(read(&["GB"]), ["2026-04-03"]);
    assert_eq!(read(&["US"]), ["2026-03-04"]);
    assert_eq!(read(&["CA"]), Vec::<String>::new());
    assert_eq!(read(&[]), Vec::<String>::new());
}

#[test]
fn relative_days_count_from_the_posting_day() {
    for text in [
        "today",
        "heute",
        "hoy",
        "oggi",
        "сегодня",
        "วันนี้",
        "今天",
        "bugün",
        "vandaag",
    ] {
        check(text, &["2026-03-04"]);
    }
    for text in [
        "tomorrow",
        "demain",
        "domani",
        "завтра",
        "amanhã",
        "jutro",
        "明天",
        "yarın",
    ] {
        check(text, &["2026-03-05"]);
    }
    check("Wednesday to Friday", &["2026-03-04", "2026-03-06"]);
    check("Dienstag", &["2026-03-10"]);
    assert_eq!(found("today, Monday, 1 March", &[], None), []);
}

#[test]
fn clock_times() {
    check("14:30", &["T14:30"]);
    check("2:30pm or 2:30 PM", &["T14:30", "T14:30"]);
    check("9am-5pm", &["T09:00", "T17:00"]);
    check("10:00-22:00", &["T10:00", "T22:00"]);
    check("14h30, 14 Uhr, 14.30 uur", &["T14:30", "T14:00", "T14:30"]);
    check("12am 12pm", &["T00:00", "T12:00"]);
    check("25:00, 10:75, 2h, 1:2, 14.30, 13pm0, 4:30:15", &[]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn spans_cut_in_order(text in "([0-9]{1,4}|[-./: ]|am|pm| Uhr|March| de |年|月|日|today|明天|[a-zß]{0,3}){0,16}") {
        let mut end = 0;
        for (value, cut) in found(&text, &["US"], Some(POSTED)) {
            prop_assert!(!value.is_empty() && !cut.is_empty());
            let at = text.get(end..).unwrap().find(&cut);
            prop_assert!(at.is_some());
            end += at.unwrap() + cut.len();
        }
    }
}
