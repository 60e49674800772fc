//! Chores of the workspace: `cargo xtask tidy`, `deny`, `check`, `fuzz`, `soak`.

mod check;
mod deny;
mod fuzz;
mod root;
mod tidy;

use std::io::Write;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  tidy    the rules of the code that no compiler checks
  deny    licences, sources and duplicates of every dependency
  check   everything CI runs, one line and one duration per step
  fuzz    [TARGET] [SECONDS]: every fuzz target, or one, for three minutes or as long as asked
  soak    what takes longer than CI may: full counts, long runs
";

fn main() -> ExitCode {
    let command = std::env::args().nth(1).unwrap_or_default();
    let done = match command.as_str() {
        "tidy" => tidy::run(),
        "deny" => deny::run(),
        "check" => check::run(check::CHECK),
        "fuzz" => fuzz::run(&std::env::args().skip(2).collect::<Vec<_>>()),
        "soak" => check::run(check::SOAK),
        _ => {
            say(USAGE);
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Says something to the person at the terminal; data has no part in a chore.
fn say(text: &str) {
    // Nobody can be told that telling failed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
