//! Search by words among the ads of networks, ranked.
//!
//! The ranking is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
//! Beyond", 2009) with its usual constants; ads that hold more of the words come first whatever
//! their score. Identifiers are not among the words: they are looked up by their tokens.

mod answer;
mod list;
mod rank;
mod terms;

pub use answer::Answer;
pub use answer::Found;
pub use answer::Held;
pub use answer::answer;
pub use list::List;
pub use list::packed_length;
pub use terms::each_term;
pub use terms::terms;
