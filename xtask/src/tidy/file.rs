//! One tracked text file, read once for every rule.

use crate::tidy::Finding;
use crate::tidy::source::Line;
use crate::tidy::source::lines;

/// A tracked text file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Its path from the root, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
    /// Its lines told apart into code, comment and strings; empty unless it is Rust.
    pub(crate) rust: Vec<Line>,
}

impl File {
    /// A file at a path with a text.
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let mut file = Self {
            path: path.into(),
            text: text.into(),
            rust: Vec::new(),
        };
        if file.is_rust() {
            file.rust = lines(&file.text);
        }
        file
    }

    /// True for Rust.
    pub(crate) fn is_rust(&self) -> bool {
        self.ends_with_any(&[".rs"])
    }

    /// True where the whole file is test code.
    pub(crate) fn is_test(&self) -> bool {
        self.path.split('/').any(|part| {
            matches!(
                part,
                "tests" | "benches" | "fuzz" | "examples" | "tests.rs" | "fixtures"
            )
        })
    }

    /// True where the name ends in one of these.
    pub(crate) fn ends_with_any(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Its lines of code, numbered from 1, with comments and strings blanked.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.rust
            .iter()
            .enumerate()
            .map(|(index, line)| (index + 1, line.code.as_str()))
    }

    /// Its lines as written, numbered from 1.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }

    /// A breach of a rule in it.
    pub(crate) fn finding(
        &self,
        rule: &'static str,
        line: usize,
        subject: impl Into<String>,
        why: impl Into<String>,
    ) -> Finding {
        Finding {
            path: self.path.clone(),
            line,
            rule,
            subject: subject.into(),
            why: why.into(),
        }
    }
}
