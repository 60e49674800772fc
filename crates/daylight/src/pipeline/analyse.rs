//! What is read from each ad alone: its facts, its signs, its shingles.

use daylight_engine::cluster::View;
use daylight_engine::cluster::view;
use daylight_engine::extract::AdClass;
use daylight_engine::extract::Extraction;
use daylight_engine::extract::Signs;
use daylight_engine::extract::extract;
use daylight_engine::normalise::Normalised;
use daylight_engine::normalise::normalise;
use daylight_engine::score::Offer;
use daylight_model::Ad;
use daylight_model::Fact;
use daylight_store::StoredAd;
use rayon::prelude::*;
use serde::Deserialize;
use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use crate::pipeline::words;

/// One ad, read.
#[derive(Clone, Debug)]
pub(super) struct Analysed {
    pub(super) facts: Vec<Fact>,
    pub(super) view: View,
    /// Hash of the comparable forms.
    pub(super) text: u64,
    pub(super) said: Said,
}

/// What the wording of an ad says, as far as scoring may know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) others_speak: Option<bool>,
    pub(super) offer: Offer,
    pub(super) scam: bool,
}

/// Ads that one core reads in a row.
const LOT: usize = 256;

/// Some ads, read, and the words of their texts.
#[derive(Debug)]
pub(super) struct Lot {
    pub(super) ads: Vec<Analysed>,
    pub(super) words: words::Lot,
}

/// Reads every ad of a piece, on all cores, in order.
pub(super) fn all(ads: &[StoredAd]) -> Vec<Lot> {
    ads.par_chunks(LOT)
        .map(|ads| {
            let mut words = words::Lot::default();
            let ads = ads.iter().map(|stored| one(&stored.ad, &mut words));
            Lot {
                ads: ads.collect(),
                words,
            }
        })
        .collect()
}

fn one(ad: &Ad, words: &mut words::Lot) -> Analysed {
    let forms = forms(ad);
    let Extraction { facts, signs } = extract(ad, &forms);
    words.push(ad, &forms, &facts);
    let mut text = Xxh3::new();
    for form in &forms {
        text.update(form.text().as_bytes());
        text.update(&[0xff]);
    }
    Analysed {
        facts,
        view: view(
            ad.fields.iter().map(|field| field.text.reveal()),
            forms.iter().map(Normalised::text),
        ),
        text: text.digest(),
        said: Said {
            others_speak: signs.speaks_for_others,
            offer: offer(&signs),
            scam: signs.scam,
        },
    }
}

/// The comparable form of each field of an ad.
fn forms(ad: &Ad) -> Vec<Normalised> {
    ad.fields
        .iter()
        .map(|field| normalise(field.text.reveal()))
        .collect()
}

fn offer(signs: &Signs) -> Offer {
    match signs.class {
        AdClass::Job => Offer::Job {
            flags: u8::try_from(signs.labour.len()).unwrap_or(u8::MAX),
        },
        AdClass::Service => Offer::Service,
        AdClass::Unknown => Offer::Unknown,
    }
}
