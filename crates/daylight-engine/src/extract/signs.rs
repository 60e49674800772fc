//! What the wording of an ad says of it as a whole: the inputs of D07, D11 and D12.

use daylight_model::Fact;

use crate::extract::Text;

/// What an ad offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdClass {
    /// A service.
    Service,
    /// A job.
    Job,
    /// Not recognised in a covered language.
    #[default]
    Unknown,
}

/// One sign of a tied labour offer (D12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabourFlag {
    /// The worker pays a fee.
    WorkerPaysFee,
    /// Documents are handed over.
    DocumentsHandedOver,
    /// Wages are held back or a debt is worked off.
    WageDeduction,
    /// Housing comes with the job and ends with it.
    TiedHousing,
}

/// What the wording says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The language, ISO 639-1, where the word lists cover it.
    pub language: Option<&'static str>,
    /// D07: written in the third person or as "our girls"; `None` in an uncovered language.
    pub speaks_for_others: Option<bool>,
    /// What is offered.
    pub class: AdClass,
    /// D12's flags, ascending; empty for what is not a job ad.
    pub labour: Vec<LabourFlag>,
    /// Wording of advance payment and other fraud: takes an ad's template out of the ranking.
    pub scam: bool,
    /// The ad speaks as a licensed agency, club or studio of its own name.
    pub business: bool,
}

/// Reads the signs of an ad from all its texts.
#[must_use]
pub(super) fn find(_texts: &[Text<'_>], _facts: &[Fact]) -> Signs {
    Signs::default()
}
