//! The rules of the code that neither the compiler nor a lint can check.
//!
//! They match text, not meaning, so each one refuses every spelling it cannot read: a group in a
//! `use`, a `super::`, a name re-exported at the root of the engine.

mod allow;
mod crates;
mod file;
mod hosts;
mod leaks;
mod opening;
mod phones;
mod reveals;
mod size;
mod source;
mod stages;
mod tree;
mod uses;
mod words;

#[cfg(test)]
mod tests;

use std::fmt;

use anyhow::bail;

use crate::root::root;
use crate::say;
use crate::tidy::file::File;

/// One place that breaks one rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    /// Counted from 1; 0 where the whole file is meant.
    line: usize,
    rule: &'static str,
    /// The text that broke the rule, as an exception would name it.
    subject: String,
    why: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            rule,
            subject,
            why,
        } = self;
        write!(f, "{path}:{line}: [{rule}] {subject}: {why}")
    }
}

/// A rule: every file in, every breach out.
type Rule = fn(&[File]) -> Vec<Finding>;

/// The rules by name; an exception names the rule it is from.
const RULES: &[(&str, Rule)] = &[
    (opening::NAME, opening::find),
    (size::NAME, size::find),
    (stages::NAME, stages::find),
    (uses::NAME, uses::find),
    (crates::NAME, crates::find),
    (reveals::NAME, reveals::find),
    (leaks::NAME, leaks::find),
    (phones::NAME, phones::find),
    (hosts::NAME, hosts::find),
    (words::NAME, words::find),
];

/// Checks the workspace and says what breaks which rule.
pub(crate) fn run() -> anyhow::Result<()> {
    let files = tree::read(&root())?;
    let findings = findings(&files);
    for finding in &findings {
        say(&format!("{finding}\n"));
    }
    match findings.len() {
        0 => {
            say(&format!("tidy: {} files keep every rule\n", files.len()));
            Ok(())
        }
        count => bail!(
            "{count} places break a rule\nhint: mend them, or name each in xtask/data/allowed.toml with its reason"
        ),
    }
}

/// What breaks a rule and is no exception, in the order of paths and lines.
fn findings(files: &[File]) -> Vec<Finding> {
    let found = RULES.iter().flat_map(|(_, rule)| rule(files)).collect();
    let mut left = allow::without_exceptions(found);
    left.sort();
    left
}
