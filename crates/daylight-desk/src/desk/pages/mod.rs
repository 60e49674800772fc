//! The pages, one module each.
#![expect(
    clippy::unnecessary_wraps,
    reason = "every page has the form that the list of routes asks for"
)]

pub(super) mod ad;
pub(super) mod audit;
pub(super) mod cases;
pub(super) mod decisions;
pub(super) mod frame;
pub(super) mod import;
pub(super) mod languages;
pub(super) mod link;
pub(super) mod network;
pub(super) mod people;
pub(super) mod queue;
pub(super) mod reveals;
pub(super) mod search;
pub(super) mod searches;
pub(super) mod selecting;
pub(super) mod sign_in;
pub(super) mod tokens;
pub(super) mod work;
pub(super) mod you;
