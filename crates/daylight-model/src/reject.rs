//! An input row that could not be read, and why.

use serde::Deserialize;
use serde::Serialize;

use crate::ad::SourceRow;

/// An input row that was not kept. Its reason never quotes the row's text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reject {
    /// Where it stood.
    pub source: SourceRow,
    /// Why it was not kept, in words for the person who holds the file.
    pub reason: String,
}
