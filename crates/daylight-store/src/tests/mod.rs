//! Tests of the whole store, on a real folder.

mod backup;
mod batches;
mod chance;
mod crash;
mod docs;
mod export;
mod extracts;
pub(crate) mod judgements;
mod power_cut;
mod privacy;
mod rotate;
mod runs;
pub(crate) mod sample;
mod verify;
mod workspace;
