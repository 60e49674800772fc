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

use crate::pipeline::shelf::Kept;
use crate::pipeline::words;
use crate::pipeline::words::Word;

/// One ad, read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// Some ads, and what earlier runs kept of them.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) ads: Vec<StoredAd>,
    /// Of each ad; empty where nothing is kept of any, nor is to be.
    pub(super) kept: Vec<Option<Kept>>,
}

/// Some ads, read, and the words of their texts.
#[derive(Debug, Default)]
pub(super) struct Lot {
    pub(super) ads: Vec<Made>,
    pub(super) words: words::Lot,
}

/// An ad, and what is to be kept of it: nothing where it was kept before.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) ad: Analysed,
    pub(super) keep: Option<Vec<u8>>,
}

/// Reads every ad of a piece that is not kept, on all cores, in order.
pub(super) fn all(piece: &Piece) -> Vec<Lot> {
    if piece.kept.is_empty() {
        let lots = piece.ads.par_chunks(LOT);
        return lots
            .map(|ads| lot(ads.iter().map(|ad| (ad, None))))
            .collect();
    }
    let lots = piece.ads.par_chunks(LOT);
    lots.zip(piece.kept.par_chunks(LOT))
        .map(|(ads, kept)| lot(ads.iter().zip(kept.iter().map(Some))))
        .collect()
}

/// `ads` are with what is kept of them, where anything is to be.
fn lot<'a>(ads: impl Iterator<Item = (&'a StoredAd, Option<&'a Option<Kept>>)>) -> Lot {
    let mut lot = Lot::default();
    for (stored, kept) in ads {
        let known = kept.and_then(Option::as_ref).and_then(Kept::row);
        let made = known.and_then(|row| back(row, &mut lot.words));
        let made = made.unwrap_or_else(|| {
            let ad = one(&stored.ad, &mut lot.words);
            let is_new = matches!(kept, Some(None));
            let keep = is_new.then(|| postcard::to_allocvec(&(&ad, lot.words.last())).ok());
            Made {
                ad,
                keep: keep.flatten(),
            }
        });
        lot.ads.push(made);
    }
    lot
}

/// An ad as it was kept; `None` where it is not what was kept.
fn back(row: &[u8], words: &mut words::Lot) -> Option<Made> {
    let (ad, said): (Analysed, Vec<Word<'_>>) = postcard::from_bytes(row).ok()?;
    words.push_back(&said);
    Some(Made { ad, keep: None })
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
