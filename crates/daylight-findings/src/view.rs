//! What is shown of a run, as plain values: filled once, then only read.
//!
//! Identifiers and names are tokens here. Nothing private may be put in.

use std::collections::BTreeMap;

use daylight_model::Indicator;
use daylight_model::Link;
use daylight_model::Network;
use daylight_model::Reason;
use daylight_model::Template;
use serde::Deserialize;
use serde::Serialize;

/// One ranked network with all that its section shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkView {
    /// The network with its reasons.
    pub network: Network,
    /// Distinct phones, e-mails and handles, the generic ones left out.
    pub contacts: u32,
    /// Share of the reference corpus's lawful agencies that score as high, 0 to 1; `None` where
    /// the corpus does not say.
    #[serde(skip)]
    pub agencies_as_high: Option<f64>,
    /// The points that each indicator adds at most, in the run that scored it; the cap of its grade
    /// where the run does not say.
    #[serde(skip)]
    pub weights: BTreeMap<Indicator, f64>,
    /// Its templates, the strongest first.
    pub templates: Vec<TemplateView>,
    /// Its links, used and not used.
    pub links: Vec<LinkView>,
    /// When its ads were posted, a row for each cluster.
    pub timeline: Vec<TimelineRow>,
    /// Where its ads were posted.
    pub places: Vec<PlaceCount>,
    /// Ads that name no place.
    pub ads_without_place: u32,
    /// Ads that have no date.
    pub ads_without_date: u32,
}

impl NetworkView {
    /// The points that a reason's indicator adds at most.
    #[must_use]
    pub fn at_most(&self, reason: &Reason) -> f64 {
        let weight = self.weights.get(&reason.indicator).copied();
        weight.unwrap_or_else(|| reason.grade.cap())
    }
}

/// A template, with how many ads fit it; its members need not be filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateView {
    /// The template.
    pub template: Template,
    /// Ads that fit it.
    pub ads: u64,
}

/// A link, with the token of the identifier it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkView {
    /// The link.
    pub link: Link,
    /// The token of its identifier; `None` for a link through a template.
    pub token: Option<String>,
}

/// The days on which the ads of one cluster were posted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineRow {
    /// The cluster's id, or what stands for ads in none.
    pub label: String,
    /// Ads on each day that has any, ascending.
    pub days: Vec<DayCount>,
}

/// Ads on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DayCount {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Ads posted on it.
    pub ads: u32,
}

/// Ads in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCount {
    /// The place.
    pub place: String,
    /// Ads that name it.
    pub ads: u32,
}

/// A network that was found and not ranked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unranked {
    /// Its id.
    pub network_id: String,
    /// Its ads.
    pub ads: u32,
    /// Distinct names.
    pub names: u32,
    /// Distinct places.
    pub places: u32,
    /// Why it is not ranked.
    pub why: String,
}

/// An identifier or template that ties nothing in this run, on the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAside {
    /// Which kind it is: `phone`, `url`, `template`.
    pub kind: String,
    /// Its token or id.
    pub token: String,
    /// Ads that show it.
    pub ads: u64,
    /// Links that were not used because of it.
    pub links: u64,
    /// Why it was set aside.
    pub why: String,
}
