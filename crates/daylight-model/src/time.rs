//! Moments in time that remember how precisely they are known.

use serde::Deserialize;
use serde::Serialize;

/// How precisely a moment is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// To the day only: no use for anything that needs the hour.
    Day,
}

impl Precision {
    /// The width of the uncertainty in seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Day => 86_400,
        }
    }
}

/// A moment: seconds since 1970-01-01T00:00:00Z, with its precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z; the start of the day for [`Precision::Day`].
    pub seconds: i64,
    /// How precisely it is known.
    pub precision: Precision,
    /// True where the text named no zone and one was assumed (the site's, else UTC).
    pub zone_assumed: bool,
}

impl Moment {
    /// Whole days since 1970-01-01 UTC, rounded down.
    #[must_use]
    pub fn day(&self) -> i64 {
        self.seconds.div_euclid(86_400)
    }
}
