//! What sort of operator stands behind an ad, and what sort of thing the ad offers.

/// The kind of an operator, as the truth file names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A network that advertises several people: the thing to find.
    Organised,
    /// A recruitment network that ties workers by fees, documents, deductions or housing: also to be found.
    Labour,
    /// A lawful agency or recruiter: many names on one open contact.
    Agency,
    /// Two people who work together.
    Duo,
    /// One person who reposts her own ad.
    Independent,
    /// One person who copied a text she liked.
    Copied,
    /// A small fraud that puts other people's numbers into its ads.
    Stolen,
    /// One text thrown into many cities within an hour.
    Scam,
    /// One buyer of a text that is sold to many.
    SpamKit,
    /// One ad, one text.
    Single,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Organised,
        Self::Labour,
        Self::Agency,
        Self::Duo,
        Self::Independent,
        Self::Copied,
        Self::Stolen,
        Self::Scam,
        Self::SpamKit,
        Self::Single,
    ];

    /// The name in the truth file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organised => "organised",
            Self::Labour => "labour",
            Self::Agency => "agency",
            Self::Duo => "duo",
            Self::Independent => "independent",
            Self::Copied => "copied",
            Self::Stolen => "stolen",
            Self::Scam => "scam",
            Self::SpamKit => "spam_kit",
            Self::Single => "single",
        }
    }
}

/// What an ad offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    Massage,
    Company,
    Beauty,
    Cleaning,
    Room,
    Job,
}
