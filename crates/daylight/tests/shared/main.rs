//! Real listings beside the workspace, through the real program: clusters, networks, and the same bytes in any order.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at the first thing that is wrong and prints its figures"
)]

mod market;
mod order;
mod recruitment;
mod spam;
