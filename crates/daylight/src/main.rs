//! The `daylight` program: opens files, runs stages, prints.
fn main() {}
