//! The tables: the columns of each, how its rows are written, and how they are read back.

pub(crate) mod ads;
pub(crate) mod batch_ads;
pub(crate) mod citations;
pub(crate) mod clusters;
pub(crate) mod facts;
pub(crate) mod links;
pub(crate) mod members;
pub(crate) mod networks;
pub(crate) mod reasons;
pub(crate) mod rejects;
pub(crate) mod templates;

use crate::table::Table;

/// The tables of a run, in the order they are written and exported.
pub(crate) const OF_RUN: [&Table<'_>; 9] = [
    &ads::TABLE,
    &facts::TABLE,
    &clusters::TABLE,
    &templates::TABLE,
    &links::TABLE,
    &members::TABLE,
    &networks::TABLE,
    &reasons::TABLE,
    &rejects::TABLE,
];

/// The tables of a batch.
pub(crate) const OF_BATCH: [&Table<'_>; 2] = [&batch_ads::TABLE, &rejects::TABLE];
