//! The tables: the columns of each, how its rows are written, and how they are read back.

pub(crate) mod ads;
pub(crate) mod batch_ads;
pub(crate) mod changes;
pub(crate) mod citations;
pub(crate) mod clusters;
pub(crate) mod facts;
pub(crate) mod links;
pub(crate) mod members;
pub(crate) mod network_index;
pub(crate) mod networks;
pub(crate) mod reasons;
pub(crate) mod rejects;
pub(crate) mod seen_again;
pub(crate) mod templates;
pub(crate) mod token_index;
pub(crate) mod word_index;

use crate::manifest::BatchManifest;
use crate::manifest::RunManifest;
use crate::table::Table;

/// The tables of a run, in the order they are exported.
pub(crate) const OF_RUN: [&Table<'_>; 10] = [
    &ads::TABLE,
    &facts::TABLE,
    &clusters::TABLE,
    &templates::TABLE,
    &links::TABLE,
    &members::TABLE,
    &networks::TABLE,
    &reasons::TABLE,
    &rejects::TABLE,
    &changes::TABLE,
];

/// The tables that a run has: the first of all has no changes to tell.
pub(crate) fn of(run: &RunManifest) -> impl Iterator<Item = &'static Table<'static>> {
    let has_changes = run.predecessor.is_some();
    let tables = OF_RUN.into_iter();
    tables.filter(move |table| has_changes || table.name != changes::TABLE.name)
}

/// The tables of a batch.
pub(crate) const OF_BATCH: [&Table<'_>; 3] =
    [&batch_ads::TABLE, &rejects::TABLE, &seen_again::TABLE];

/// The tables that a batch has: what it saw again is listed where it is.
pub(crate) fn of_batch(batch: &BatchManifest) -> impl Iterator<Item = &'static Table<'static>> {
    let has_seen = batch.tables.contains_key(seen_again::TABLE.name);
    let tables = OF_BATCH.into_iter();
    tables.filter(move |table| has_seen || table.name != seen_again::TABLE.name)
}
