//! What every target checks, in one place: the things that must hold for any input.

use std::io::Cursor;

use daylight_engine::cluster::Settings;
use daylight_engine::cluster::Views;
use daylight_engine::cluster::cluster;
use daylight_engine::cluster::view;
use daylight_engine::extract::Hints;
use daylight_engine::extract::Text;
use daylight_engine::extract::extract_text;
use daylight_engine::normalise::normalise;
use daylight_engine::read::Mapping;
use daylight_engine::read::Row;
use daylight_engine::read::Source;
use daylight_engine::template::Member;
use daylight_engine::template::Token;
use daylight_engine::template::templates;
use daylight_model::FactKind;
use daylight_model::FieldName;

/// Every row of a file is yielded once, in order, and nothing comes after the end.
///
/// # Panics
/// Where that does not hold.
pub fn read(file: &str, bytes: &[u8]) {
    let Ok(source) = Source::new(file, Cursor::new(bytes.to_vec())) else {
        return;
    };
    let Ok(mut rows) = source.rows(&Mapping::default()) else {
        return;
    };
    let (mut yielded, mut errors) = (0, 0);
    for row in rows.by_ref() {
        let at = match row {
            Ok(Row::Ad(ad)) => ad.source.row,
            Ok(Row::Reject(reject)) => reject.source.row,
            Err(_) => {
                errors += 1;
                continue;
            }
        };
        yielded += 1;
        assert_eq!(at, yielded, "rows are counted one by one");
    }
    assert!(errors <= 1, "one error ends a file");
    assert!(rows.next().is_none(), "nothing comes after the end");
    assert_eq!(yielded, rows.rows_read(), "rows read = ads + rejects");
}

/// Normalising twice changes nothing, and every part of the form leads back to whole characters.
///
/// # Panics
/// Where that does not hold.
pub fn normalised(original: &str) {
    let form = normalise(original);
    assert_eq!(normalise(form.text()).text(), form.text(), "idempotent");
    for (at, c) in form.text().char_indices() {
        let span = form.original_span(at..at + c.len_utf8());
        assert!(span.cut(original).is_some(), "spans cut whole characters");
    }
}

/// Each ad's cluster is named by its first ad, and any order of the texts gives the same clusters.
/// A line of the input is a text.
///
/// # Panics
/// Where that does not hold.
pub fn clustered(lines: &str) {
    let texts: Vec<&str> = lines.split('\n').collect();
    let forwards = firsts(texts.iter().copied());
    for (ad, first) in (0_u32..).zip(&forwards) {
        assert!(*first <= ad, "a cluster is named by its first ad");
        assert_eq!(forwards[*first as usize], *first, "which is in it");
    }
    let backwards = firsts(texts.iter().rev().copied());
    let place = |ad: usize| texts.len() - 1 - ad;
    for (ad, first) in forwards.iter().enumerate() {
        let (one, other) = (backwards[place(ad)], backwards[place(*first as usize)]);
        assert_eq!(one, other, "order cannot show");
    }
    let clusters = |firsts: &[u32]| (0..).zip(firsts).filter(|(ad, first)| ad == *first).count();
    assert_eq!(
        clusters(&forwards),
        clusters(&backwards),
        "order cannot show"
    );
}

fn firsts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u32> {
    let mut views = Views::default();
    for text in texts {
        let form = normalise(text);
        views.push(&view([text].into_iter(), [form.text()].into_iter()));
    }
    cluster(&views, Settings::default())
}

/// Every fact stands on whole characters of the original, and facts of identifiers do not overlap.
///
/// # Panics
/// Where that does not hold.
pub fn extracted(original: &str) {
    let form = normalise(original);
    let field = FieldName::new("body");
    let text = Text {
        field: &field,
        original,
        normalised: &form,
    };
    let mut end = 0;
    for fact in extract_text(text, &Hints::default()) {
        assert!(!fact.value.reveal().is_empty(), "a fact has a value");
        let Some(span) = fact.span else {
            panic!("a fact of a text has a span");
        };
        assert!(span.cut(original).is_some_and(|cut| !cut.is_empty()));
        if fact.kind.is_identifier() {
            assert!(span.start() >= end, "identifiers do not overlap");
            end = span.end();
        }
    }
}

/// What is written of a mapping reads back the same.
///
/// # Panics
/// Where that does not hold.
pub fn mapping(text: &str) {
    if let Ok(mapping) = Mapping::from_toml(text) {
        let again = Mapping::from_toml(&mapping.to_toml());
        assert_eq!(again.ok().as_ref(), Some(&mapping));
    }
}

/// Ads are the lines; a word that begins with `#` is a phone. No phone is ever shown, no ad fits
/// two templates, and order changes nothing.
///
/// # Panics
/// Where that does not hold.
pub fn template(text: &str) {
    let members: Vec<Member<'_>> = (0..)
        .zip(text.lines().take(64))
        .map(|(ad, line)| Member {
            ad,
            tokens: line.split_whitespace().map(token).collect(),
            hidden: Vec::new(),
        })
        .collect();
    let shapes = templates(&members);
    let mut ads: Vec<u32> = shapes.iter().flat_map(|shape| shape.ads.clone()).collect();
    let fitting = ads.len();
    ads.sort_unstable();
    ads.dedup();
    assert_eq!(ads.len(), fitting, "an ad fits one template");
    for shape in &shapes {
        assert!(
            !shape.fixed_words().any(|word| word.starts_with('#')),
            "no fact is shown"
        );
    }
}

fn token(word: &str) -> Token<'_> {
    Token {
        text: word,
        fact: word.starts_with('#').then_some(FactKind::Phone),
    }
}
