//! The tools of the command line, each run as the real program.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is wrong"
)]

mod bench;
mod explain;
mod mapping;
mod program;
mod synth;
mod workspace;
