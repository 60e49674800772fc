//! What Daylight may show: keyed tokens instead of identifiers, and text made safe for a screen.
//!
//! Everything here is pure: keys are given by the caller, and nothing is read or written.

mod data_key;
mod keyed;
mod screen;
mod token;

pub use data_key::DataKey;
pub use screen::safe_terminal;
pub use token::Token;
pub use token::TokenKey;
