//! Tests of the whole store, on a real folder.

mod batches;
mod crash;
mod privacy;
mod runs;
mod sample;
mod workspace;
