//! The computed signs of organised control, and a reason as it is shown.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

use crate::network::Citation;

/// How well a sign is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Tested on case outcomes.
    A,
    /// Two or more independent expert sources.
    B,
    /// Plausible, not validated.
    C,
}

impl Grade {
    /// The most points one indicator of this grade may give.
    #[must_use]
    pub fn cap(self) -> f64 {
        match self {
            Self::A => 30.0,
            Self::B => 20.0,
            Self::C => 5.0,
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        })
    }
}

/// The indicators of the registry; nothing else may score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Indicator {
    /// Hidden contact.
    D01,
    /// One contact, many names.
    D02,
    /// One template, many fillings.
    D03,
    /// One owner, many people and places, high output.
    D04,
    /// Too far apart at once.
    D05,
    /// Contact rotates, template stays.
    D06,
    /// Others speak for several people.
    D07,
    /// Same posting rhythm.
    D08,
    /// Shared payment or landing page.
    D09,
    /// One front, rotating names.
    D10,
    /// Recruitment meets service ads.
    D11,
    /// Tied labour offer.
    D12,
}

impl Indicator {
    /// Every indicator, in order.
    pub const ALL: [Self; 12] = [
        Self::D01,
        Self::D02,
        Self::D03,
        Self::D04,
        Self::D05,
        Self::D06,
        Self::D07,
        Self::D08,
        Self::D09,
        Self::D10,
        Self::D11,
        Self::D12,
    ];

    /// Its id in tables: `D01`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::D01 => "D01",
            Self::D02 => "D02",
            Self::D03 => "D03",
            Self::D04 => "D04",
            Self::D05 => "D05",
            Self::D06 => "D06",
            Self::D07 => "D07",
            Self::D08 => "D08",
            Self::D09 => "D09",
            Self::D10 => "D10",
            Self::D11 => "D11",
            Self::D12 => "D12",
        }
    }
}

impl fmt::Display for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One indicator computed for one network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Which sign.
    pub indicator: Indicator,
    /// Its grade at network level.
    pub grade: Grade,
    /// Points it adds to the score after caps and families; 0 where it adds none.
    pub points: f64,
    /// Its value in the indicator's unit; `None` where the data are too thin to say.
    pub value: Option<f64>,
    /// The value in words with its unit, or why it is unknown.
    pub summary: String,
    /// Share of networks of the reference corpus below this value, 0 to 1.
    pub percentile: Option<f64>,
    /// Ads used.
    pub ads_used: u32,
    /// Share of the network's ads that have the needed fields, 0 to 1.
    pub coverage: f64,
    /// The ads, fields and spans behind it; never a token, never a private value.
    pub evidence: Vec<Citation>,
    /// What ordinary causes would look the same.
    pub innocent_explanation: String,
}
