//! Word lists, and how they are found in a text: folded to plain letters, in one pass, on word
//! boundaries.

mod dictionary;
mod fold;
mod hash;
mod letters;
mod lists;
mod numbers;
mod page;
mod phrases;
mod units;

pub(super) use dictionary::Dictionary;
pub(super) use dictionary::Draft;
pub(super) use fold::fold;
pub(super) use hash::WordMap;
pub(super) use hash::WordSet;
pub(super) use letters::LETTERS;
pub(super) use letters::Letter;
pub(super) use letters::Letters;
pub(super) use letters::Script;
pub(super) use letters::is_unspaced;
pub(super) use lists::rows;
pub(super) use numbers::Number;
pub(super) use numbers::digit;
pub(super) use numbers::numbers;
pub(super) use page::Case;
pub(super) use page::Found;
pub(super) use page::Page;
pub(super) use page::Reading;
pub(super) use page::disjoint;
pub(super) use phrases::Met;
pub(super) use phrases::Phrases;
pub(super) use units::Word;
