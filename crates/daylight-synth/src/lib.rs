//! A synthetic market of listings with planted operators, so that what Daylight finds can be held against the truth.
//!
//! Everything follows from [`Settings`]: the same settings give the same bytes on every machine.
//! Nothing here reads a file or a clock; `docs/synthetic-market.md` says what is planted and what is not modelled.

mod contacts;
mod disguise;
mod habits;
mod kind;
mod language;
mod outline;
mod phones;
mod places;
mod plan;
mod posting;
mod random;
mod texts;
mod wording;
mod write;

pub use crate::kind::Kind;
pub use crate::write::Market;
pub use crate::write::Settings;
pub use crate::write::Summary;
pub use crate::write::market;
pub use crate::write::write_csv;
