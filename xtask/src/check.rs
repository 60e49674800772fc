//! Everything CI runs, as one list: `just check` and `.ci/run` both come here.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::bail;
use anyhow::ensure;

use crate::deny;
use crate::fuzz;
use crate::root::root;
use crate::say;
use crate::tidy;

/// One step of a check.
#[derive(Debug)]
pub(crate) struct Step {
    name: &'static str,
    does: Does,
}

/// What a step does.
#[derive(Debug)]
enum Does {
    /// A chore of this program.
    Chore(fn() -> anyhow::Result<()>),
    /// `cargo` with these words.
    Cargo(&'static [&'static str]),
    /// The same, with one variable set.
    CargoWith(&'static [&'static str], (&'static str, &'static str)),
    /// The same, where the shared measurements lie beside the workspace.
    CargoWithShared(&'static [&'static str]),
}

/// What must pass before a change is taken; what is quick and fails often comes first.
pub(crate) const CHECK: &[Step] = &[
    Step::new("tidy", Does::Chore(tidy::run)),
    Step::new("format", Does::Cargo(&["fmt", "--all", "--check"])),
    Step::new("licences and duplicates", Does::Chore(deny::run)),
    Step::new("clippy", Does::Cargo(CLIPPY)),
    Step::new("documents", Does::CargoWith(DOCUMENTS, STRICT_DOCUMENTS)),
    Step::new("tests", Does::Cargo(&["test", "--workspace", "--locked"])),
    Step::new("demo", Does::Chore(demo)),
    Step::new("measurements", Does::CargoWithShared(MEASUREMENTS)),
];

/// What takes longer than CI may: every test, those that are ignored for their length included,
/// with many more random cases. Longer chores are added here as steps.
pub(crate) const SOAK: &[Step] = &[
    Step::new(
        "every test, full counts",
        Does::CargoWith(EVERY_TEST, ("PROPTEST_CASES", "4096")),
    ),
    Step::new("every fuzz target", Does::Chore(fuzz::all)),
];

const CLIPPY: &[&str] = &[
    "clippy",
    "--workspace",
    "--all-targets",
    "--locked",
    "--",
    "-D",
    "warnings",
];

const DOCUMENTS: &[&str] = &["doc", "--workspace", "--no-deps", "--locked"];

const STRICT_DOCUMENTS: (&str, &str) = ("RUSTDOCFLAGS", "-D warnings");

/// The measurements on real data: ignored tests with `shared` in their names. They run as the
/// step `tests` built them: the engine is optimised there too, and a release of every test would
/// take longer to build than it saves.
const MEASUREMENTS: &[&str] = &[
    "test",
    "--workspace",
    "--locked",
    "--lib",
    "--bins",
    "--tests",
    "--",
    "--ignored",
    "shared",
    "--nocapture",
];

const EVERY_TEST: &[&str] = &[
    "test",
    "--workspace",
    "--locked",
    "--release",
    "--",
    "--include-ignored",
];

impl Step {
    const fn new(name: &'static str, does: Does) -> Self {
        Self { name, does }
    }
}

/// Runs every step, whatever became of the ones before, and says how long each took.
pub(crate) fn run(steps: &[Step]) -> anyhow::Result<()> {
    run_saying(steps, say)
}

fn run_saying(steps: &[Step], say: fn(&str)) -> anyhow::Result<()> {
    let mut failed = Vec::new();
    let mut skipped = 0;
    let mut report = String::new();
    for step in steps {
        say(&format!("==> {}\n", step.name));
        let start = Instant::now();
        let done = step.does.run();
        let took = seconds(start.elapsed());
        let word = match &done {
            Ok(Outcome::Done) => "ok",
            Ok(Outcome::Skipped(why)) => {
                skipped += 1;
                why
            }
            Err(_) => "FAILED",
        };
        let line = format!("{:<24} {took:>8}  {word}\n", step.name);
        say(&format!("--> {line}"));
        report.push_str(&line);
        if let Err(error) = done {
            say(&format!("{error:#}\n"));
            failed.push(step.name);
        }
    }
    say(&format!("\n{report}"));
    let passed = steps.len() - failed.len() - skipped;
    let failures = failed.len();
    say(&format!(
        "{passed} steps passed, {failures} failed, {skipped} skipped\n"
    ));
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

/// How a step that did not fail came out.
enum Outcome {
    Done,
    Skipped(&'static str),
}

impl Does {
    fn run(&self) -> anyhow::Result<Outcome> {
        match self {
            Self::Chore(chore) => chore()?,
            Self::Cargo(words) => finish(cargo_in(&root()).args(*words))?,
            Self::CargoWith(words, (name, value)) => {
                finish(cargo_in(&root()).args(*words).env(name, value))?;
            }
            Self::CargoWithShared(words) => {
                if !root().join("../shared/data").is_dir() {
                    return Ok(Outcome::Skipped("skipped: there is no ../shared/data"));
                }
                finish(cargo_in(&root()).args(*words))?;
            }
        }
        Ok(Outcome::Done)
    }
}

fn cargo_in(folder: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn finish(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().context("cannot start cargo")?;
    ensure!(status.success(), "cargo ended with {status}");
    Ok(())
}

/// The first command of the README, small, in a folder of its own: it must leave a report.
fn demo() -> anyhow::Result<()> {
    let folder = Scratch::new("demo")?;
    let manifest = root().join("Cargo.toml");
    let mut command = cargo_in(&folder.0);
    command
        .args(["run", "--quiet", "--release", "--locked", "--manifest-path"])
        .arg(manifest)
        .args(["--", "demo", "--ads", "2000", "--no-desk"]);
    finish(&mut command)?;
    match find(&folder.0, "report.html")? {
        Some(report) if report.metadata()?.len() > 0 => Ok(()),
        Some(_) => bail!("the demo wrote an empty report"),
        None => bail!("the demo wrote no report.html"),
    }
}

/// The first file of that name in a folder or below it.
fn find(folder: &Path, name: &str) -> anyhow::Result<Option<PathBuf>> {
    for place in std::fs::read_dir(folder)? {
        let path = place?.path();
        if path.is_dir() {
            if let Some(found) = find(&path, name)? {
                return Ok(Some(found));
            }
        } else if path.file_name().is_some_and(|own| own == name) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// A folder that is gone when the step ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> anyhow::Result<Self> {
        let own = format!("daylight-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(own);
        std::fs::create_dir_all(&path).context("cannot make a temporary folder")?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left of it does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use crate::check::Does;
    use crate::check::Scratch;
    use crate::check::Step;
    use crate::check::find;
    use crate::check::run_saying;

    #[test]
    fn a_failed_step_fails_the_check_and_the_next_still_runs() {
        let good = Step::new("good", Does::Chore(|| Ok(())));
        let bad = Step::new("bad", Does::Chore(|| anyhow::bail!("no")));
        let error = run_saying(&[bad, good], |_| ()).expect_err("one step failed");
        assert_eq!(error.to_string(), "failed: bad");
        assert!(run_saying(&[Step::new("good", Does::Chore(|| Ok(())))], |_| ()).is_ok());
    }

    #[test]
    fn a_report_is_found_below() {
        let folder = Scratch::new("find-test").expect("a folder");
        assert_eq!(find(&folder.0, "report.html").ok(), Some(None));
        let below = folder.0.join("a/b");
        std::fs::create_dir_all(&below).expect("a folder");
        std::fs::write(below.join("report.html"), "x").expect("a file");
        let found = find(&folder.0, "report.html").ok().flatten();
        assert_eq!(found, Some(below.join("report.html")));
    }
}
