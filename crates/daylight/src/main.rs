//! The `daylight` program: opens files, runs stages, prints.

use std::process::ExitCode;

fn main() -> ExitCode {
    daylight::cli::main()
}
