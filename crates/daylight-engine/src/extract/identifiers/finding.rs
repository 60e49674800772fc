//! A find on its way to becoming a fact.

use std::borrow::Cow;
use std::ops::Range;

use daylight_model::Confidence;
use daylight_model::Disguise;
use daylight_model::Disguises;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::Private;
use daylight_model::Span;

use crate::extract::Text;

/// What a rule found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding {
    /// What it is.
    pub(super) kind: FactKind,
    /// Its canonical value.
    pub(super) value: String,
    /// Other plausible values, likeliest first.
    pub(super) readings: Vec<String>,
    /// The characters it came from, in the original.
    pub(super) span: Span,
    /// The rule's name.
    pub(super) rule: &'static str,
    /// How sure the rule is.
    pub(super) confidence: f32,
    /// How it was hidden.
    pub(super) disguises: Disguises,
    /// A number nobody can hold.
    pub(super) fictional: bool,
    /// It arrived hashed.
    pub(super) hashed: bool,
}

impl Finding {
    /// A find in a byte range of the comparable form, with the disguises met in it.
    pub(super) fn new(
        text: &Text<'_>,
        range: Range<usize>,
        kind: FactKind,
        value: String,
        rule: &'static str,
    ) -> Self {
        Self {
            kind,
            value,
            readings: Vec::new(),
            span: text.normalised.original_span(range.clone()),
            rule,
            confidence: 1.0,
            disguises: text.normalised.disguises_in(range),
            fictional: false,
            hashed: false,
        }
    }

    /// The same find, as sure as this.
    pub(super) fn sure(mut self, confidence: f32) -> Self {
        self.confidence = confidence;
        self
    }

    /// The same find, hidden in one more way if that is so.
    pub(super) fn hidden(mut self, disguise: Disguise, is_so: bool) -> Self {
        if is_so {
            self.disguises = self.disguises.with(disguise);
        }
        self
    }

    /// The fact.
    pub(super) fn into_fact(self, text: &Text<'_>) -> Fact {
        Fact {
            field: text.field.clone(),
            kind: self.kind,
            value: Private::new(self.value),
            readings: self.readings.into_iter().map(Private::new).collect(),
            span: Some(self.span),
            rule: Cow::Borrowed(self.rule),
            confidence: Confidence::new(self.confidence),
            disguises: self.disguises,
            fictional: self.fictional,
            hashed: self.hashed,
        }
    }
}

/// True where two spans share a byte.
pub(super) fn overlap(one: Span, other: Span) -> bool {
    one.start() < other.end() && other.start() < one.end()
}

/// True where a span shares a byte with any of some spans sorted by start that do not overlap.
pub(super) fn is_taken(taken: &[Span], span: Span) -> bool {
    let after = taken.partition_point(|other| other.end() <= span.start());
    taken.get(after).is_some_and(|other| overlap(*other, span))
}
