//! What is read from each ad alone: its facts, its signs, its shingles.

use daylight_engine::cluster::View;
use daylight_engine::cluster::view;
use daylight_engine::extract::Extraction;
use daylight_engine::extract::Signs;
use daylight_engine::extract::extract;
use daylight_engine::normalise::Normalised;
use daylight_engine::normalise::normalise;
use daylight_model::Ad;
use daylight_model::Fact;
use daylight_model::Moment;
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

/// One ad, read.
#[derive(Clone, Debug)]
pub(super) struct Analysed {
    pub(super) facts: Vec<Fact>,
    pub(super) signs: Signs,
    pub(super) view: View,
    pub(super) posted: Option<Moment>,
    /// Hash of the comparable forms.
    pub(super) text: u64,
}

/// Reads every ad, on all cores, in order.
pub(super) fn all(ads: &[Ad]) -> Vec<Analysed> {
    ads.par_iter().map(one).collect()
}

fn one(ad: &Ad) -> Analysed {
    let forms = forms(ad);
    let Extraction { facts, signs } = extract(ad, &forms);
    let mut text = Xxh3::new();
    for form in &forms {
        text.update(form.text().as_bytes());
        text.update(&[0xff]);
    }
    Analysed {
        facts,
        signs,
        view: view(
            ad.fields.iter().map(|field| field.text.reveal()),
            forms.iter().map(Normalised::text),
        ),
        posted: ad.posted_at,
        text: text.digest(),
    }
}

/// The comparable form of each field of an ad.
pub(super) fn forms(ad: &Ad) -> Vec<Normalised> {
    ad.fields
        .iter()
        .map(|field| normalise(field.text.reveal()))
        .collect()
}
