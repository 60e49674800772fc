//! Word lists, and how they are found in a text: folded to plain letters, in one pass, on word
//! boundaries.

mod fold;
mod lists;
mod numbers;
mod page;
mod phrases;

pub(super) use fold::fold;
pub(super) use lists::rows;
pub(super) use numbers::Number;
pub(super) use numbers::digit;
pub(super) use numbers::numbers;
pub(super) use page::Case;
pub(super) use page::Found;
pub(super) use page::Page;
pub(super) use page::disjoint;
pub(super) use phrases::Met;
pub(super) use phrases::Phrases;
pub(super) use phrases::is_unspaced;
