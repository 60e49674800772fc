//! Results to stdout, everything else to stderr, and never an ad's text as it stands.

use std::fmt;
use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use daylight_policy::safe_terminal;
use daylight_store::StoreError;
use indicatif::ProgressBar;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::Global;

/// Told of each step of a long command.
#[derive(Clone)]
struct Watcher(Arc<dyn Fn(&str) + Send + Sync>);

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watcher")
    }
}

/// Where a command writes.
#[derive(Debug)]
pub(crate) struct Output {
    quiet: bool,
    json: bool,
    terminal: bool,
    /// Who is told of each step, where nobody sits at a terminal.
    watcher: Option<Watcher>,
    /// The first failure to write to stdout; later writes are not tried.
    broken: Option<io::Error>,
}

/// Says what went wrong while something lasts.
pub(crate) fn told(text: &str) {
    // A reader that left stderr cannot be told so.
    let _ = writeln!(io::stderr(), "daylight: {text}");
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        Self {
            quiet: global.quiet,
            json: global.json,
            terminal: io::stderr().is_terminal(),
            watcher: None,
            broken: None,
        }
    }

    /// Writes nothing, and tells `watcher` of each step.
    pub(crate) fn watched(watcher: Arc<dyn Fn(&str) + Send + Sync>) -> Self {
        Self {
            quiet: true,
            json: false,
            terminal: false,
            watcher: Some(Watcher(watcher)),
            broken: None,
        }
    }

    /// True where the caller asked for JSON.
    pub(crate) fn json(&self) -> bool {
        self.json
    }

    /// True where progress may be drawn.
    pub(crate) fn draws(&self) -> bool {
        self.terminal && !self.quiet
    }

    /// A line of the result. Text from ads or files goes through [`safe`] first.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) {
        self.write(text.as_ref().as_bytes());
        self.write(b"\n");
    }

    /// A result as pretty JSON.
    pub(crate) fn value(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        self.line(text);
        Ok(())
    }

    /// A line for the person at the terminal.
    pub(crate) fn note(&self, text: impl AsRef<str>) {
        if !self.quiet {
            // A reader that left stderr cannot be told so.
            let _ = writeln!(io::stderr(), "{}", text.as_ref());
        }
    }

    /// Hands on what was written, before something that lasts.
    pub(crate) fn flush(&mut self) {
        if self.broken.is_none() {
            self.broken = io::stdout().flush().err();
        }
    }

    /// A display of the steps of a long command; it draws on a terminal only.
    pub(crate) fn steps(&self) -> Steps {
        Steps::new(self.draws(), self.watcher.clone())
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.broken.is_none() {
            self.broken = io::stdout().write_all(bytes).err();
        }
    }

    /// Ends the command: prints its error, and makes a lost result a failure. A reader that took
    /// what it wanted and left is no failure.
    pub(crate) fn finish(mut self, done: anyhow::Result<Exit>) -> Exit {
        self.flush();
        let done = match (done, self.broken) {
            (Ok(_), Some(error)) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(anyhow::Error::new(error).context("writing the result to standard output"))
            }
            (done, _) => done,
        };
        done.unwrap_or_else(|error| {
            let text = said_once(&error);
            let safe: Vec<_> = text.lines().map(safe_terminal).collect();
            let _ = writeln!(io::stderr(), "daylight: {}", safe.join("\n"));
            if is_refusal(&error) {
                Exit::Refused
            } else {
                Exit::Failed
            }
        })
    }
}

/// True where policy said no.
fn is_refusal(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref());
    causes.any(|cause| matches!(cause, StoreError::Refused { .. }))
}

/// An error and its causes, outermost first. A cause that an outer message quotes already is not
/// said again, and hints come last.
pub(crate) fn said_once(error: &anyhow::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut hints: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text = cause.to_string();
        let is_hint = |line: &&str| line.starts_with("hint: ");
        let plain: Vec<&str> = text.lines().filter(|line| !is_hint(line)).collect();
        let plain = plain.join("\n");
        if !said.iter().any(|outer| outer.contains(&plain)) {
            said.push(plain);
        }
        hints.extend(text.lines().filter(is_hint).map(str::to_owned));
    }
    hints.dedup();
    let mut lines = vec![said.join(": ")];
    lines.extend(hints);
    lines.join("\n")
}

/// The steps of a long command, drawn as one line with the time it takes.
#[derive(Debug)]
pub(crate) struct Steps {
    bar: ProgressBar,
    watcher: Option<Watcher>,
}

impl Steps {
    fn new(draws: bool, watcher: Option<Watcher>) -> Self {
        let bar = if draws {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, watcher }
    }

    /// Names the step that begins.
    pub(crate) fn begin(&self, step: &str) {
        self.bar.set_message(format!("{step} ..."));
        if let Some(Watcher(told)) = &self.watcher {
            told(step);
        }
    }

    /// Takes the line away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Text from ads or files, safe for a terminal.
pub(crate) fn safe(text: &str) -> String {
    safe_terminal(text).into_owned()
}
