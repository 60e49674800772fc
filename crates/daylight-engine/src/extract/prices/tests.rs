//! What is a price, in whose money, and what is none.

use daylight_model::FieldName;
use proptest::prelude::*;

use crate::extract::Text;
use crate::extract::prices::*;
use crate::normalise::normalise;

fn found(text: &str, countries: &[&str]) -> Vec<(String, String)> {
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
        posted_at: None,
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
    let found = found(text, &[]);
    let values: Vec<_> = found.iter().map(|one| one.0.as_str()).collect();
    assert_eq!(values, expected, "{text}");
}

#[test]
fn amounts_in_many_currencies() {
    check("150 EUR", &["150 EUR"]);
    check("€150 or 200€", &["150 EUR", "200 EUR"]);
    check("$80/h", &["80 USD"]);
    check("1.200,50 euro", &["1200.50 EUR"]);
    check("2k usd, 2.5k EUR", &["2000 USD", "2500 EUR"]);
    check("£1,500.00", &["1500 GBP"]);
    check(
        "300 zł, 500 Kč, 200 lei",
        &["300 PLN", "500 CZK", "200 RON"],
    );
    check("5000 рублей, 3000 грн", &["5000 RUB", "3000 UAH"]);
    check("1500 บาท", &["1500 THB"]);
    check("800元一次", &["800 CNY"]);
    check("300 درهم", &["300 AED"]);
    check("₹2000", &["2000 INR"]);
    check("R$ 250", &["250 BRL"]);
    check(
        "€100-150, 200 - 300 EUR",
        &["100 EUR", "150 EUR", "200 EUR", "300 EUR"],
    );
}

#[test]
fn a_country_decides_whose_dollar() {
    assert_eq!(found("$80", &["CA"]), [("80 CAD".into(), "$80".into())]);
    assert_eq!(
        found("500 pesos", &["MX"]),
        [("500 MXN".into(), "500 pesos".into())]
    );
    assert_eq!(
        found("500 kr", &["DK"]),
        [("500 DKK".into(), "500 kr".into())]
    );
    assert_eq!(found("500 kr", &[]), [("500".into(), "500 kr".into())]);
}

#[test]
fn without_a_currency_a_cue_must_speak() {
    check("price: 80", &["80"]);
    check("Preis 120, Цена: 3000", &["120", "3000"]);
    check("120 per hour", &["120"]);
    check("salary 2000", &["2000"]);
}

#[test]
fn what_is_no_price() {
    for text in [
        "80 roses",
        "80 kisses",
        "room 12",
        "10:30",
        "price 10 years",
        "50%",
        "call 5550100",
        "",
        "$",
        "+44 20",
        "0 EUR",
    ] {
        check(text, &[]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn spans_cut_in_order(text in "(€|\\$|EUR|zł|บาท|元|k|price: |-| |[0-9.,]{1,6}|[a-zß]{0,3}){0,14}") {
        let mut end = 0;
        for (value, cut) in found(&text, &["US"]) {
            prop_assert!(!value.is_empty() && !cut.is_empty());
            let at = text.get(end..).unwrap().find(&cut);
            prop_assert!(at.is_some());
            end += at.unwrap() + cut.len();
        }
    }
}
