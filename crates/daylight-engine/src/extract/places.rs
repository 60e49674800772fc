//! Cities and their quarters named in a text.

use std::ops::Range;
use std::sync::LazyLock;

use daylight_model::Fact;
use daylight_model::FactKind;

use crate::extract::Hints;
use crate::extract::gazetteer;
use crate::extract::gazetteer::CityName;
use crate::extract::lexicon::Case;
use crate::extract::lexicon::Found;
use crate::extract::lexicon::Met;
use crate::extract::lexicon::Page;
use crate::extract::lexicon::WordSet;
use crate::extract::lexicon::fold;
use crate::extract::lexicon::rows;
use crate::extract::shared::List;
use crate::normalise::words;

/// Words around a capitalised name that tell what it names.
static AROUND: LazyLock<Around> = LazyLock::new(|| {
    let list = |head: &'static str| {
        rows(include_str!("../../data/lexicon/locative.txt"))
            .filter(move |row| row.head == head)
            .flat_map(|row| row.items())
            .map(fold)
    };
    Around {
        place: list("place").collect(),
        street: list("street").collect(),
        house: list("house").collect(),
    }
});

struct Around {
    place: Vec<String>,
    street: WordSet,
    house: WordSet,
}

/// Finds the cities named in a text; the value is the city's gazetteer name.
pub(super) fn find(page: &Page<'_>, hints: &Hints) -> Vec<Fact> {
    page.reading()
        .longest(List::Cities, gazetteer::city_names())
        .into_iter()
        .filter_map(|met| place(page, &met, hints))
        .filter_map(|found| page.fact(found))
        .collect()
}

fn place(page: &Page<'_>, met: &Met<'_, CityName>, hints: &Hints) -> Option<Found> {
    let near = |name: &&CityName| hints.countries.first() == Some(&name.city.country);
    let name = met.meanings.iter().find(near).or(met.meanings.first())?;
    if is_street_or_house(page, &met.range) {
        return None;
    }
    if name.ambiguous && !is_located(page, &met.range) {
        return None;
    }
    Some(Found {
        range: met.range.clone(),
        kind: FactKind::Place,
        value: name.city.name.to_owned(),
        rule: "place/gazetteer",
        confidence: if name.ambiguous { 0.7 } else { 0.9 },
    })
}

/// True where the words around a name make it the name of a street, a house, or a saint.
pub(super) fn is_street_or_house(page: &Page<'_>, range: &Range<usize>) -> bool {
    let next = word_after(page, range.end);
    let last = word_before(page, range.start);
    next.is_some_and(|word| AROUND.street.contains(word))
        || last.is_some_and(|word| AROUND.house.contains(word))
}

/// True for a capitalised name after a word or sign of place, or before its country.
fn is_located(page: &Page<'_>, range: &Range<usize>) -> bool {
    if page.case(range) != Case::Title {
        return false;
    }
    let before = page.get(0..range.start).trim_end();
    let cued = AROUND.place.iter().any(|cue| {
        before.strip_suffix(cue.as_str()).is_some_and(|rest| {
            let glued = |c: char| c.is_alphanumeric();
            !rest.ends_with(glued) || !cue.starts_with(glued)
        })
    });
    cued || word_after(page, range.end).is_some_and(|word| gazetteer::country(word).is_some())
}

/// The word after a place in the text, if nothing but a space, a comma or a dot stands between.
fn word_after<'p>(page: &'p Page<'_>, at: usize) -> Option<&'p str> {
    let rest = page.get(at..page.folded().len());
    let gap = rest.len() - rest.trim_start_matches([' ', ',']).len();
    let word = words(rest).next().filter(|word| word.start == gap)?;
    rest.get(word)
}

/// The word before a place in the text, if nothing but spaces and dots stand between.
fn word_before<'p>(page: &'p Page<'_>, at: usize) -> Option<&'p str> {
    let before = page.get(0..at).trim_end_matches([' ', '.']);
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| crate::normalise::is_word(*c))
        .last()?
        .0;
    before.get(start..)
}

#[cfg(test)]
mod tests {
    use daylight_model::FieldName;
    use proptest::prelude::*;

    use crate::extract::Text;
    use crate::extract::places::*;
    use crate::normalise::normalise;

    fn found(text: &str) -> Vec<(String, String)> {
        let field = FieldName::new("body");
        let normalised = normalise(text);
        let view = Text {
            field: &field,
            original: text,
            normalised: &normalised,
        };
        find(&Page::new(view), &Hints::default())
            .into_iter()
            .map(|fact| {
                let cut = fact.span.unwrap().cut(text).unwrap().to_owned();
                (fact.value.reveal().to_owned(), cut)
            })
            .collect()
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = found(text);
        let found: Vec<_> = found
            .iter()
            .map(|(value, cut)| (value.as_str(), cut.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn cities_in_many_languages() {
        check("Visiting Amsterdam now", &[("Amsterdam", "Amsterdam")]);
        check(
            "neu in Köln und DÜSSELDORF",
            &[("Cologne", "Köln"), ("Düsseldorf", "DÜSSELDORF")],
        );
        check("работа в Москве", &[("Moscow", "Москве")]);
        check("ฉันอยู่กรุงเทพค่ะ", &[("Bangkok", "กรุงเทพ")]);
        check("我在北京", &[("Beijing", "北京")]);
        check("متوفرة في دبي", &[("Dubai", "دبي")]);
        check(
            "New York, not York",
            &[("New York", "New York"), ("York", "York")],
        );
        check("in kreuzberg", &[("Berlin", "kreuzberg")]);
    }

    #[test]
    fn common_words_need_a_capital_and_a_cue() {
        check("a nice bath and reading", &[]);
        check("Nice and clean. Reading is fun", &[]);
        check("in nice weather, in bath", &[]);
        check("based in Nice", &[("Nice", "Nice")]);
        check("Nice, France", &[("Nice", "Nice")]);
        check("in Reading today", &[("Reading", "Reading")]);
        check("my name is Charlotte", &[]);
        check("new in Charlotte", &[("Charlotte", "Charlotte")]);
        check("📍Split", &[("Split", "Split")]);
    }

    #[test]
    fn streets_and_saints_are_no_cities() {
        check("Berlin Street 5", &[]);
        check("Hotel Madrid", &[]);
        check("12 Oxford Road", &[]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn spans_cut_in_order(text in "(Nice|in |Köln|東京|дубай|[a-zA-Zéß., \u{301}]{0,6}){0,12}") {
            let mut end = 0;
            for (value, cut) in found(&text) {
                prop_assert!(!value.is_empty() && !cut.is_empty());
                let at = text.get(end..).unwrap().find(&cut);
                prop_assert!(at.is_some());
                end += at.unwrap() + cut.len();
            }
        }
    }
}
