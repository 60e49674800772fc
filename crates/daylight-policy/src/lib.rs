//! Who may see what: policies that decide, permits that prove it, the audit log that tells of it,
//! keyed tokens instead of identifiers, and text made safe for a screen.
//!
//! Everything here is pure: keys are given by the caller, and nothing is read or written.

mod data_key;
mod decide;
mod hex;
mod keyed;
mod log;
mod minor;
mod screen;
mod token;

pub use data_key::DataKey;
pub use decide::Action;
pub use decide::Ask;
pub use decide::Asked;
pub use decide::Case;
pub use decide::Circumstances;
pub use decide::Permit;
pub use decide::Policies;
pub use decide::PolicyError;
pub use decide::PolicyText;
pub use decide::Purpose;
pub use decide::Purposes;
pub use decide::Refusal;
pub use decide::Retention;
pub use decide::Role;
pub use decide::Ruling;
pub use decide::Shared;
pub use decide::Stated;
pub use decide::Thing;
pub use decide::UnknownRole;
pub use decide::cases;
pub use hex::hex;
pub use log::Checkpoint;
pub use log::Entry;
pub use log::Hash;
pub use log::LogKey;
pub use log::NoteError;
pub use log::Outcome;
pub use log::Tree;
pub use log::Verifier;
pub use log::commitment;
pub use log::consistency;
pub use log::inclusion;
pub use log::is_consistent;
pub use log::is_included;
pub use log::leaf_hash;
pub use minor::SUSPECTED_MINOR;
pub use screen::safe_terminal;
pub use token::Token;
pub use token::TokenKey;
