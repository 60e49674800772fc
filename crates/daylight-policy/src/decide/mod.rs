//! Decisions: who may do what to which thing, by policies that a board can read.
//!
//! Policies are written in Cedar and looked at whole before any of them counts. Cedar leaves out a
//! policy that it cannot work out, so that a failing `forbid` forbids nothing; here every error is
//! a refusal (RELIABILITY, decision 5).

mod ask;
mod cases;
mod permit;
mod purposes;
mod retention;
mod rules;
#[cfg(test)]
mod tests;

pub use ask::Action;
pub use ask::Ask;
pub use ask::Asked;
pub use ask::Circumstances;
pub use ask::Role;
pub use ask::Shared;
pub use ask::Stated;
pub use ask::Thing;
pub use ask::UnknownRole;
pub use cases::Case;
pub use cases::cases;
pub use permit::Permit;
pub use permit::Refusal;
pub use purposes::Purpose;
pub use purposes::Purposes;
pub use retention::Retention;
pub use rules::Policies;
pub use rules::PolicyError;
pub use rules::PolicyText;
pub use rules::Ruling;
