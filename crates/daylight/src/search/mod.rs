//! Search by words among the ads of networks, ranked.
//!
//! The ranking is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
//! Beyond", 2009) with its usual constants; ads that hold more of the words come first whatever
//! their score. Identifiers are not among the words: they are looked up by their tokens.

mod build;
mod list;
mod rank;
mod terms;

pub(crate) use build::Builder;
pub(crate) use rank::Best;
pub(crate) use rank::Ranked;
pub(crate) use rank::rank;
pub(crate) use terms::terms;
