//! The texts of all ads, to see whether a span fits the field it claims.

use std::collections::BTreeMap;

use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::FieldName;
use daylight_model::Span;

use crate::stored::StoredAd;

/// Every ad by id.
#[derive(Debug)]
pub(crate) struct Texts<'a>(BTreeMap<&'a AdId, &'a StoredAd>);

impl<'a> Texts<'a> {
    /// Of the ads given.
    pub(crate) fn of(ads: &'a [StoredAd]) -> Self {
        Self(ads.iter().map(|ad| (&ad.ad.id, ad)).collect())
    }

    /// The ad, if it is there.
    pub(crate) fn ad(&self, id: &AdId) -> Option<&'a StoredAd> {
        self.0.get(id).copied()
    }

    /// True where the ad is there and the span, if any, cuts whole letters from the field.
    pub(crate) fn fits(&self, id: &AdId, field: Option<&FieldName>, span: Option<Span>) -> bool {
        let Some(stored) = self.ad(id) else {
            return false;
        };
        let Some(span) = span else { return true };
        let mut fields = stored.ad.fields.iter();
        fields.any(|it| Some(&it.name) == field && span.cut(it.text.reveal()).is_some())
    }

    /// True where a citation points at what is there.
    pub(crate) fn fits_citation(&self, citation: &Citation) -> bool {
        self.fits(&citation.ad_id, citation.field.as_ref(), citation.span)
    }
}
