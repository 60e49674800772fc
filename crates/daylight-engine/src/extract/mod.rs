//! Stage 3: every fact in an ad, each with its exact span in the original.

mod gazetteer;
mod identifiers;
mod lexicon;
mod names;
mod places;
mod prices;
mod shared;
mod signs;
mod times;

use daylight_model::Ad;
use daylight_model::Fact;
use daylight_model::FieldName;
use daylight_model::Moment;
use daylight_model::Span;

use crate::extract::lexicon::Page;
use crate::extract::lexicon::Reading;
use crate::normalise::Normalised;

pub use gazetteer::City;
pub use gazetteer::Country;
pub use gazetteer::city;
pub use gazetteer::countries_of_ad;
pub use gazetteer::distance_km;
pub use names::one_name;
pub use signs::AdClass;
pub use signs::LabourFlag;
pub use signs::Signs;

/// What one ad says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extraction {
    /// Facts, in the order of fields and columns, then of spans.
    pub facts: Vec<Fact>,
    /// What the wording says of the ad as a whole.
    pub signs: Signs,
}

/// What the ad's other columns tell a rule before it reads a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hints {
    /// Countries whose national phone formats are plausible here, likeliest first.
    pub countries: Vec<Country>,
    /// When the ad was posted; relative days in the text count from it.
    pub posted_at: Option<Moment>,
}

/// One field as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// Its name.
    pub field: &'a FieldName,
    /// The decoded original; spans count its bytes.
    pub original: &'a str,
    /// Its comparable form.
    pub normalised: &'a Normalised,
}

/// Extracts every fact of an ad; `normalised` holds the form of each of `ad.fields`, in order.
///
/// On an ad with no text and no columns the result is empty.
#[must_use]
pub fn extract(ad: &Ad, normalised: &[Normalised]) -> Extraction {
    let pages: Vec<(Text<'_>, Page<'_>)> = ad
        .fields
        .iter()
        .zip(normalised)
        .map(|(field, form)| {
            let text = Text {
                field: &field.name,
                original: field.text.reveal(),
                normalised: form,
            };
            (text, Page::new(text))
        })
        .collect();
    let readings: Vec<&Reading<'_>> = pages.iter().map(|(_, page)| page.reading()).collect();
    let language = signs::language_of(&readings);
    let hints = Hints {
        countries: gazetteer::countries_of_pages(ad, &pages, language),
        posted_at: ad.posted_at,
    };
    let mut facts = Vec::new();
    for (text, page) in &pages {
        facts.extend(on_page(page, *text, &hints));
    }
    for column in &ad.columns {
        facts.extend(identifiers::from_column(column, &hints));
    }
    Extraction {
        signs: signs::find(&readings, language, &facts),
        facts,
    }
}

/// Extracts every fact of one text, in the order of spans.
#[must_use]
pub fn extract_text(text: Text<'_>, hints: &Hints) -> Vec<Fact> {
    on_page(&Page::new(text), text, hints)
}

fn on_page(page: &Page<'_>, text: Text<'_>, hints: &Hints) -> Vec<Fact> {
    let mut facts = identifiers::find(text, hints);
    // A later rule may not read characters an earlier one has explained: the digits of a phone
    // are no price, the host of a URL is no place.
    for rule in [prices::find, times::find, places::find, names::find] {
        let taken = covered(&facts);
        facts.extend(rule(page, hints).into_iter().filter(|fact| {
            fact.span.is_none_or(|span| {
                let next = taken.partition_point(|other| other.end() <= span.start());
                let next = taken.get(next);
                next.is_none_or(|other| disjoint(*other, span))
            })
        }));
    }
    facts.sort_by_key(|fact| (fact.span, fact.kind));
    facts
}

/// What the facts cover, as spans that ascend and do not overlap.
fn covered(facts: &[Fact]) -> Vec<Span> {
    let mut spans: Vec<Span> = facts.iter().filter_map(|fact| fact.span).collect();
    spans.sort();
    let mut covered: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match covered.last_mut() {
            Some(last) if !disjoint(*last, span) => *last = last.join(span),
            _ => covered.push(span),
        }
    }
    covered
}

fn disjoint(one: Span, other: Span) -> bool {
    one.end() <= other.start() || other.end() <= one.start()
}

#[cfg(test)]
mod tests {
    use daylight_model::Span;
    use proptest::prelude::*;

    use crate::extract::Hints;
    use crate::extract::Text;
    use crate::extract::covered;
    use crate::extract::disjoint;
    use crate::extract::extract_text;
    use crate::normalise::normalise;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn what_is_covered_is_what_the_facts_cover(
            parts in prop::collection::vec("[ a-z]{0,6}(06-12345|a@b\\.example|t\\.example/x|150 eur)", 0..12),
        ) {
            let original = parts.concat();
            let text = Text {
                field: &daylight_model::FieldName::new("text"),
                original: &original,
                normalised: &normalise(&original),
            };
            let facts = extract_text(text, &Hints::default());
            let covered = covered(&facts);
            prop_assert!(covered.windows(2).all(|two| two[0].end() <= two[1].start()));
            for at in 0..u32::try_from(original.len()).unwrap() {
                let byte = Span::new(at, at + 1);
                let by_facts = facts.iter().filter_map(|fact| fact.span).any(|span| !disjoint(span, byte));
                prop_assert_eq!(by_facts, covered.iter().any(|span| !disjoint(*span, byte)));
            }
        }
    }
}
