//! What templates must say, as text in and text out.

use daylight_model::FactKind;

use crate::template::Member;
use crate::template::Shape;
use crate::template::Token;
use crate::template::templates;

/// Reads `call [name:anna] on [phone:020 7946 0001]`.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    for (at, piece) in text.split(['[', ']']).enumerate() {
        if at % 2 == 0 {
            let words = piece.split_whitespace();
            found.extend(words.map(|text| Token { text, fact: None }));
        } else {
            let (kind, text) = piece.split_once(':').unwrap();
            let fact = FactKind::ALL
                .into_iter()
                .find(|other| other.as_str() == kind);
            assert!(fact.is_some(), "{kind} is no kind");
            found.push(Token { text, fact });
        }
    }
    found
}

fn members<'a>(ads: &[&'a str]) -> Vec<Member<'a>> {
    let texts = ads.iter().map(|text| tokens(text));
    (0..)
        .zip(texts)
        .map(|(ad, tokens)| Member { ad, tokens })
        .collect()
}

fn check(ads: &[&str], expected: &[&str]) {
    let found = templates(&members(ads));
    let texts: Vec<String> = found.iter().map(Shape::text).collect();
    assert_eq!(texts, expected);
}

#[test]
fn facts_become_typed_slots() {
    check(
        &[
            "new in town sweet [name:anna] call [phone:020 7946 0001] any time",
            "new in town sweet [name:bella] call [phone:020 7946 0002] any time",
            "new in town sweet [name:carla] call [phone:020 7946 0003] any time",
        ],
        &["new in town sweet {name} call {phone} any time"],
    );
}

#[test]
fn a_fact_all_share_is_still_a_slot() {
    check(
        &[
            "call [phone:020 7946 0001] for a good rest",
            "call [phone:020 7946 0001] for a good rest",
        ],
        &["call {phone} for a good rest"],
    );
}
