//! Text in, identifiers out.

use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::FieldName;

use crate::extract::Country;
use crate::extract::Hints;
use crate::extract::Text;
use crate::extract::identifiers::find;
use crate::normalise::normalise;

fn facts(original: &str, countries: &str) -> Vec<Fact> {
    let hints = Hints {
        countries: countries
            .split_whitespace()
            .filter_map(Country::new)
            .collect(),
        posted_at: None,
    };
    let field = FieldName::new("body");
    let normalised = normalise(original);
    let text = Text {
        field: &field,
        original,
        normalised: &normalised,
    };
    find(text, &hints)
}

fn values(original: &str, countries: &str, kind: FactKind) -> String {
    facts(original, countries)
        .iter()
        .filter(|fact| fact.kind == kind)
        .map(|fact| fact.value.reveal().to_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

fn check(kind: FactKind, countries: &str, original: &str, expected: &str) {
    assert_eq!(values(original, countries, kind), expected, "{original}");
}

#[test]
fn phones_in_plain_formats() {
    for (countries, text, number) in [
        ("US", "call 212-555-0147", "+12125550147"),
        ("US", "(212) 555-0147", "+12125550147"),
        ("US", "212.555.0147", "+12125550147"),
        ("US", "212 555 0147", "+12125550147"),
        ("US", "2125550147", "+12125550147"),
        ("US", "1-212-555-0147", "+12125550147"),
        ("", "+1 (212) 555-0147", "+12125550147"),
        ("", "(212) 555-0147", "+12125550147"),
        ("", "+44 (0)20 7946 0123", "+442079460123"),
        ("GB", "020 7946 0123", "+442079460123"),
        ("", "07700 900123", "+447700900123"),
        ("US", "0044 7700 900123", "+447700900123"),
        ("US", "011 44 7700 900123", "+447700900123"),
        ("AU", "0491 570 156", "+61491570156"),
        ("FR", "01 99 00 12 34", "+33199001234"),
        ("DE", "030 23125 123", "+493023125123"),
        ("DE", "030/23125123", "+493023125123"),
        ("US", "tel 212-555-0147 ext. 503", "+12125550147"),
        ("US", "212-555-0147 x 123", "+12125550147"),
        (
            "US",
            "212-555-0147 / 212-555-0148",
            "+12125550147 +12125550148",
        ),
        (
            "US",
            "212 555 0147 or 212 555 0148",
            "+12125550147 +12125550148",
        ),
        ("GB", "whatsapp 447700900123", "+447700900123"),
    ] {
        check(FactKind::Phone, countries, text, number);
    }
}

#[test]
fn phones_in_disguise() {
    for text in [
        "2-1-2*5.5.5_0 1 4 7",
        "(2)(1)(2) (5)(5)(5) (0)(1)(4)(7)",
        "two one two five five five zero one four seven",
        "2one2 five5five 0one4seven",
        "212 ❤ 555 ❤ 0147",
        "area code 212 then 555 then 01 47",
        "2l2 5S5 o147",
        "212-five five five-0147",
        "twotwelve 555 0147 or not",
        "text me at 212 555 and finish it with 0147",
        "two one two triple five oh one four seven",
        "dos uno dos cinco cinco cinco cero uno cuatro siete",
        "zwei eins zwei fünf fünf fünf null eins vier sieben",
        "二一二 五五五 零一四七",
        "два один два пять пять пять ноль один четыре семь",
        "2 1 2 5 5 5 0 1 4 7",
        "2,1,2,5,5,5,0,1,4,7",
        "call2125550147now",
    ] {
        check(FactKind::Phone, "US", text, "+12125550147");
    }
}

#[test]
fn what_is_no_phone() {
    for text in [
        "born 03/27/2011, open 10:30-22:00",
        "2012-01-02 08:00",
        "from 150 eur to 250 eur, 60 min 200$ 90 min 300$",
        "170 cm 55 kg 22 yo",
        "order 2125550147",
        "iban DE89 3704 0044 0532 0130 00",
        "192.168.10.101",
        "40.7128, -74.0060",
        "1998 1999 2001 2004",
        "21 22 23 24 25",
        "212555XXXX",
        "4111 1111 1111 1111",
        "one of us is on two of the lists",
        "",
    ] {
        check(FactKind::Phone, "US", text, "");
    }
}
