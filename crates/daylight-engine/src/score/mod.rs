//! Stage 7: the order in which a person should look, with every reason and its innocent causes.
//!
//! Only the twelve indicators of the registry score (`data/score/registry.toml`, with sources).
//! Each is a value of a whole network; none is read from one ad or one person. What the registry
//! forbids to score has no field here: [`AdSigns`] is all this stage can see.
//!
//! A value gives points by a ramp from the 90th to the 99th percentile of a frozen reference
//! corpus of ordinary operators; weights are capped by grade; inside a family the second sign
//! counts half and later ones a quarter; weak signs alone rank nobody; thin data give "unknown",
//! never zero.

mod contact;
mod matching;
mod people;
mod points;
mod recruitment;
mod reference;
mod registry;
mod time;
mod view;

use std::fmt;

use daylight_model::Disguise;
use daylight_model::FactKind;
use daylight_model::Grade;
use daylight_model::Indicator;
use daylight_model::Moment;
use serde::Deserialize;
use serde::Serialize;

use crate::score::view::View;

pub use points::Abstention;
pub use reference::Reference;
pub use reference::ReferenceError;
pub use registry::Registry;
pub use registry::RegistryError;
pub use registry::Weights;
pub use time::distance_km;

/// Ads a network needs before anything is said of it.
pub const ADS_MIN: usize = 5;

/// A contact in an ad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contact {
    /// Its number in the caller's canonical order.
    pub identifier: u32,
    /// Phone, e-mail or handle. One person may answer to one of each, so they are never counted
    /// against each other.
    pub kind: FactKind,
    /// The step it took to decode it; `None` where it was written openly.
    pub hidden: Option<Disguise>,
}

/// What an ad offers, as far as the recruitment signs need it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Offer {
    /// A job; with how many of the four signs of a tied labour offer it shows.
    Job {
        /// 0 to 4.
        flags: u8,
    },
    /// A service.
    Service,
    /// Not recognised.
    #[default]
    Unknown,
}

/// All that scoring may know of an ad. Generic and stolen identifiers are left out by the caller.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdSigns {
    /// Hash of the comparable text: reposts on one site and day collapse.
    pub text: u64,
    /// The site, by number.
    pub site: Option<u32>,
    /// When it was posted.
    pub posted: Option<Moment>,
    /// The place, by number in [`Market::places`].
    pub place: Option<u32>,
    /// Names of people, by number, ascending.
    pub names: Vec<u32>,
    /// Names of employers or businesses, by number, ascending.
    pub fronts: Vec<u32>,
    /// Phones, e-mails and handles, ascending.
    pub contacts: Vec<Contact>,
    /// Landing pages and payment addresses, by number, ascending; public hosts left out.
    pub pages: Vec<u32>,
    /// Its template, by number in [`Market::templates`].
    pub template: Option<u32>,
    /// Whether others speak in it; `None` in a language the word lists do not cover.
    pub others_speak: Option<bool>,
    /// What is offered.
    pub offer: Offer,
    /// Wording of advance payment or other fraud.
    pub scam: bool,
}

/// A place as scoring sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    /// Degrees north and east, where known.
    pub coordinates: Option<(f64, f64)>,
}

/// A template as scoring sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TemplateUse {
    /// Its fixed words.
    pub fixed_words: u32,
    /// Separate networks that use it.
    pub networks: u32,
}

/// Where the stage reads its ads from: one is made when its network is scored and forgotten after,
/// so that a market of millions need not hold them all.
pub trait Signs: Sync + fmt::Debug {
    /// How many ads there are.
    fn ads(&self) -> u32;

    /// All that scoring may know of an ad; nothing for a number beyond the last.
    fn of(&self, ad: u32) -> Option<AdSigns>;

    /// The site of an ad and whether it hides a contact; nothing for an ad without a contact.
    fn hides(&self, ad: u32) -> Option<(Option<u32>, bool)> {
        let signs = self.of(ad)?;
        let hidden = |contact: &Contact| contact.hidden.is_some();
        (!signs.contacts.is_empty()).then(|| (signs.site, signs.contacts.iter().any(hidden)))
    }
}

/// Everything the stage reads.
#[derive(Clone, Copy, Debug)]
pub struct Market<'a> {
    /// The ads, in the order of their ids.
    pub ads: &'a dyn Signs,
    /// The places.
    pub places: &'a [Spot],
    /// The templates.
    pub templates: &'a [TemplateUse],
}

/// One indicator of one network.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Which.
    pub indicator: Indicator,
    /// Its grade at network level.
    pub grade: Grade,
    /// Its value; `None` where the data are too thin.
    pub value: Option<f64>,
    /// The value in words, or why it is unknown.
    pub summary: String,
    /// Points after caps and families.
    pub points: f64,
    /// Share of the reference corpus at or below the value.
    pub percentile: Option<f64>,
    /// Ads used.
    pub ads_used: u32,
    /// Share of the network's ads with the needed fields.
    pub coverage: f64,
    /// The ads behind it, by number, ascending; at most [`EVIDENCE_MAX`].
    pub evidence: Vec<u32>,
    /// What ordinary causes would look the same.
    pub innocent: String,
}

/// Ads cited for one reason; the value itself uses all.
pub const EVIDENCE_MAX: usize = 24;

/// One network, scored.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// Sum of the points.
    pub score: f64,
    /// Why it is not ranked; `None` where it is.
    pub abstained: Option<Abstention>,
    /// Every indicator, in the registry's order; empty for a network of fewer than [`ADS_MIN`] ads.
    pub reasons: Vec<Measured>,
}

/// The raw values of one network: what a reference corpus is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    /// One per indicator, in the registry's order.
    pub indicators: Vec<Option<f64>>,
    /// The three parts of D04: names per window, independent name-place pairs, ads per week.
    pub parts: Option<[f64; 3]>,
}

/// Scores the networks of one market, each given as its ads in ascending order.
///
/// Input order changes nothing: every value is of a set.
#[derive(Debug)]
pub struct Scorer<'a> {
    market: Market<'a>,
    registry: &'a Registry,
    reference: &'a Reference,
    sites: contact::Sites,
}

impl<'a> Scorer<'a> {
    /// Reads of the whole market what the values of one network are held against.
    #[must_use]
    pub fn new(market: Market<'a>, registry: &'a Registry, reference: &'a Reference) -> Self {
        Self {
            market,
            registry,
            reference,
            sites: contact::Sites::count(market),
        }
    }

    /// Scores one network.
    #[must_use]
    pub fn score(&self, ads: &[u32]) -> Scored {
        if ads.len() < ADS_MIN {
            return points::thin();
        }
        let view = View::new(self.market, ads);
        let found = measure(&view, &self.sites, self.reference);
        points::weigh(&view, found, self.registry, self.reference)
    }

    /// The values of one network without points: for freezing a reference corpus.
    #[must_use]
    pub fn values(&self, ads: &[u32]) -> Values {
        let view = View::new(self.market, ads);
        if view.ads().len() < ADS_MIN {
            return Values::default();
        }
        Values {
            indicators: measure(&view, &self.sites, &Reference::empty())
                .into_iter()
                .map(|found| found.value)
                .collect(),
            parts: people::parts(&view),
        }
    }
}

/// A value before points.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    value: Option<f64>,
    summary: String,
    ads_used: usize,
    coverage: f64,
    evidence: Vec<u32>,
}

impl Found {
    /// Not enough to go on.
    fn unknown(why: &str) -> Self {
        Self {
            summary: format!("unknown: {why}"),
            ..Self::default()
        }
    }
}

fn measure(view: &View<'_>, sites: &contact::Sites, reference: &Reference) -> Vec<Found> {
    Indicator::ALL
        .into_iter()
        .map(|indicator| match indicator {
            Indicator::D01 => contact::hidden(view, sites),
            Indicator::D02 => people::names_per_contact(view),
            Indicator::D03 => people::fillings(view),
            Indicator::D04 => people::owner(view, reference),
            Indicator::D05 => time::too_far(view),
            Indicator::D06 => contact::rotation(view),
            Indicator::D07 => people::others_speak(view),
            Indicator::D08 => time::rhythm(view),
            Indicator::D09 => people::shared_page(view),
            Indicator::D10 => people::rotating_names(view),
            Indicator::D11 => recruitment::both_classes(view),
            Indicator::D12 => recruitment::tied_offer(view),
        })
        .collect()
}

#[cfg(test)]
mod tests;
