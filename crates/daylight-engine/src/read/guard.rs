//! A wall around parsers that are not ours.

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use crate::read::error::Fault;

/// Runs a parser of a foreign format; a panic in it is damage of the file, not of Daylight.
pub(crate) fn guarded<T>(what: &str, parse: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(parse))
        .unwrap_or_else(|_| Err(Fault::Damaged(format!("the {what} data is damaged"))))
}
