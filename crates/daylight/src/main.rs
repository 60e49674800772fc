//! The `daylight` program: opens files, runs stages, prints.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

/// Facts and texts are made on one core and dropped on another, between lists that grow for as
/// long as ads are read: the system's allocator keeps a quarter more memory than is in use.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    daylight::cli::main()
}
