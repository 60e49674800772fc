//! Stage 3: every fact in an ad, each with its exact span in the original.

mod gazetteer;
mod identifiers;
mod lexicon;
mod names;
mod places;
mod prices;
mod signs;
mod times;

use daylight_model::Ad;
use daylight_model::Fact;
use daylight_model::FieldName;
use daylight_model::Moment;
use daylight_model::Span;

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
    let hints = Hints {
        countries: gazetteer::countries_of_ad(ad),
        posted_at: ad.posted_at,
    };
    let mut facts = Vec::new();
    let mut texts = Vec::new();
    for (field, form) in ad.fields.iter().zip(normalised) {
        let text = Text {
            field: &field.name,
            original: field.text.reveal(),
            normalised: form,
        };
        facts.extend(extract_text(text, &hints));
        texts.push(text);
    }
    for column in &ad.columns {
        facts.extend(identifiers::from_column(column, &hints));
    }
    Extraction {
        signs: signs::find(&texts, &facts),
        facts,
    }
}

/// Extracts every fact of one text, in the order of spans.
#[must_use]
pub fn extract_text(text: Text<'_>, hints: &Hints) -> Vec<Fact> {
    let mut facts = identifiers::find(text, hints);
    // A later rule may not read characters an earlier one has explained: the digits of a phone
    // are no price, the host of a URL is no place.
    for rule in [prices::find, times::find, places::find, names::find] {
        let taken: Vec<Span> = facts.iter().filter_map(|fact| fact.span).collect();
        facts.extend(rule(text, hints).into_iter().filter(|fact| {
            fact.span
                .is_none_or(|span| taken.iter().all(|other| disjoint(*other, span)))
        }));
    }
    facts.sort_by_key(|fact| (fact.span, fact.kind));
    facts
}

fn disjoint(one: Span, other: Span) -> bool {
    one.end() <= other.start() || other.end() <= one.start()
}
