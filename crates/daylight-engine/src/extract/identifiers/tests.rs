//! Text in, identifiers out.

use daylight_model::ColumnValue;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::Private;
use proptest::collection::vec;
use proptest::prelude::ProptestConfig;
use proptest::proptest;

use crate::extract::Country;
use crate::extract::Hints;
use crate::extract::Text;
use crate::extract::identifiers::find;
use crate::extract::identifiers::from_column;
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

pub(super) fn check(kind: FactKind, countries: &str, original: &str, expected: &str) {
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

#[test]
fn emails_plain_and_spelled() {
    for (text, expected) in [
        (
            "mail anna.smith+ads@mail.example now",
            "anna.smith+ads@mail.example",
        ),
        ("Anna@Mail.EXAMPLE.", "anna@mail.example"),
        ("anna at mail dot example", "anna@mail.example"),
        ("anna (at) mail (dot) example", "anna@mail.example"),
        ("anna[at]mail[.]example", "anna@mail.example"),
        ("anna arroba correo punto example", "anna@correo.example"),
        ("анна собака почта точка example", "анна@почта.example"),
        ("anna @ mail . example", "anna@mail.example"),
        (
            "anna dot smith at mail dot example",
            "anna.smith@mail.example",
        ),
        ("anna_at_mail_dot_example", "anna@mail.example"),
        ("почта: анна@почта.рф", "анна@почта.рф"),
        ("meet me at home.com", ""),
        ("open at 10.30", ""),
        ("price@home", ""),
    ] {
        check(FactKind::Email, "", text, expected);
    }
}

#[test]
fn urls_with_and_without_scheme() {
    for (text, expected) in [
        (
            "see https://www.Site.example/Page/?utm_source=x&id=2",
            "site.example/Page?id=2",
        ),
        ("www.site.example.", "site.example"),
        ("smsg.io/fCVbD", "smsg.io/fCVbD"),
        ("67studios.us", "67studios.us"),
        ("http //bit.ly/2na", "bit.ly/2na"),
        ("hxxp://site.example/a", "site.example/a"),
        ("site dot example slash page", "site.example/page"),
        ("site[.]example", "site.example"),
        ("e.g. Mr.Smith ok.but home.Great report.py v1.2.3 9.99", ""),
        ("come home.in the morning, call me.no spam", ""),
    ] {
        check(FactKind::Url, "", text, expected);
    }
}

#[test]
fn handles_of_services() {
    for (text, expected) in [
        ("telegram: anna_22", "telegram:anna_22"),
        ("IG @Anna.Rose", "instagram:anna.rose"),
        ("follow @anna_rose", "handle:anna_rose"),
        ("wechat id annarose", "wechat:annarose"),
        ("t.me/AnnaRose", "telegram:annarose"),
        ("https://instagram.com/annarose/", "instagram:annarose"),
        ("телеграм @annarose", "telegram:annarose"),
        ("微信号：annarose", "wechat:annarose"),
        ("whatsapp: call me now", ""),
        ("line up here, snap out of it", ""),
        ("whatsapp 07700 900123", ""),
    ] {
        check(FactKind::Handle, "GB", text, expected);
    }
}

#[test]
fn short_codes_are_no_phones() {
    for (text, expected) in [
        ("Text STOP to 88039", "88039"),
        ("txt CLAIM to No: 81010", "81010"),
        ("send WIN 2 84128", "84128"),
        ("envia HOLA al 7788", "7788"),
        ("sent 200 eur to 300 people", ""),
    ] {
        check(FactKind::ShortCode, "GB", text, expected);
        check(FactKind::Phone, "GB", text, "");
    }
}

#[test]
fn tokens_keep_their_kind() {
    let found = facts("call #PHONE_AB12ef# or #email_0123#", "");
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|fact| fact.hashed));
    check(FactKind::Phone, "", "call #PHONE_AB12ef#", "phone_ab12ef");
    check(
        FactKind::Email,
        "",
        "#EMAIL_2125550147#",
        "email_2125550147",
    );
}

#[test]
fn links_to_chats_are_phones() {
    check(
        FactKind::Phone,
        "",
        "https://wa.me/447700900123",
        "+447700900123",
    );
    check(FactKind::Phone, "", "tel:+447700900123", "+447700900123");
    check(FactKind::Url, "", "https://wa.me/447700900123", "");
    check(
        FactKind::Phone,
        "",
        "api.whatsapp.com/send?phone=447700900123&text=hi",
        "+447700900123",
    );
}

fn column(kind: FactKind, value: &str, hashed: bool) -> Vec<Fact> {
    let column = ColumnValue {
        name: FieldName::new("column"),
        kind,
        value: Private::new(value),
        hashed,
    };
    from_column(&column, &Hints::default())
}

#[test]
fn columns_are_read_by_the_same_rules() {
    for (kind, value, expected) in [
        (
            FactKind::Phone,
            "+1 212-555-0147; +44 7700 900123",
            "+12125550147 +447700900123",
        ),
        (
            FactKind::Phone,
            "#PHONE_AB12#|#PHONE_AB13#",
            "phone_ab12 phone_ab13",
        ),
        (FactKind::Phone, "none", ""),
        (
            FactKind::Email,
            "A@Mail.example, b@mail.example",
            "a@mail.example b@mail.example",
        ),
        (FactKind::Url, "https://www.site.example/", "site.example"),
        (FactKind::Handle, "@Anna_22", "handle:anna_22"),
        (FactKind::Handle, "telegram:Anna", "telegram:anna"),
        (FactKind::Name, "  Anna ", "anna"),
        (FactKind::Place, "Paris, France", "paris, france"),
        (FactKind::Image, "AB12;cd34", "ab12 cd34"),
        (FactKind::Price, "", ""),
    ] {
        let facts = column(kind, value, false);
        let values: Vec<&str> = facts.iter().map(|fact| fact.value.reveal()).collect();
        assert_eq!(values.join(" "), expected, "{value}");
        assert!(
            facts
                .iter()
                .all(|fact| fact.span.is_none() && fact.kind == kind)
        );
    }
}

#[test]
fn hashed_columns_are_kept_as_they_are() {
    let facts = column(FactKind::Phone, "9f8e7d|00aa", true);
    assert_eq!(facts.len(), 2);
    assert!(facts.iter().all(|fact| fact.hashed));
}

#[test]
fn national_numbers_keep_every_plausible_reading() {
    let facts = facts("bel 0491 570 156", "NL AU");
    assert_eq!(facts[0].value.reveal(), "+61491570156");
    let ambiguous = self::facts("call 2125550147", "US MX");
    assert_eq!(ambiguous[0].value.reveal(), "+12125550147");
    assert!(ambiguous[0].fictional);
    assert!(ambiguous[0].readings.len() <= 4);
}

/// Pieces that rules look for, to be put together in every order.
const PIECES: &[&str] = &[
    "212",
    "555",
    "0147",
    "five",
    "twenty",
    "double",
    "o",
    "+",
    "(",
    ")",
    "-",
    ".",
    " ",
    "\n",
    "@",
    "anna",
    "mail",
    ".example",
    "(at)",
    " dot ",
    " at ",
    "http://",
    "www.",
    "/",
    "#PHONE_ab12#",
    "telegram:",
    "text to ",
    "£",
    "é",
    "零",
    "ศูนย์",
    "👍🏽",
    "\u{200b}",
    "ß",
    "x",
    "ext",
    "İ",
];

fn holds_invariants(original: &str) {
    let mut end = 0;
    for fact in facts(original, "US GB") {
        let span = fact.span.unwrap();
        assert!(
            span.cut(original).is_some_and(|cut| !cut.is_empty()),
            "{original:?}"
        );
        assert!(span.start() >= end, "{original:?}");
        end = span.end();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn spans_cut_and_never_overlap(text in "\\PC{0,80}") {
        holds_invariants(&text);
    }

    #[test]
    fn spans_cut_and_never_overlap_in_mixtures(picks in vec(0..PIECES.len(), 0..40)) {
        let text: String = picks.into_iter().map(|pick| PIECES[pick]).collect();
        holds_invariants(&text);
    }
}
