//! The exceptions to the rules, each with its reason.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::tidy::Finding;

/// The file that names what it excepts.
pub(crate) const LIST: &str = "xtask/data/allowed.toml";

#[derive(Debug, Deserialize)]
struct Exceptions {
    #[serde(default)]
    allow: Vec<Exception>,
}

/// One exception: a rule, where, what, and why.
#[derive(Debug, Deserialize)]
struct Exception {
    rule: String,
    /// A whole path, a folder with its `/`, an ending after `*`, or `*` for all.
    path: String,
    /// The subject of the finding, or `*` for all.
    text: String,
    reason: String,
}

static EXCEPTIONS: LazyLock<Vec<Exception>> = LazyLock::new(|| {
    toml::from_str::<Exceptions>(include_str!("../../data/allowed.toml"))
        .map(|exceptions| exceptions.allow)
        .unwrap_or_default()
});

/// What no exception covers.
pub(crate) fn without_exceptions(found: Vec<Finding>) -> Vec<Finding> {
    found
        .into_iter()
        .filter(|finding| !EXCEPTIONS.iter().any(|exception| exception.covers(finding)))
        .collect()
}

impl Exception {
    fn covers(&self, finding: &Finding) -> bool {
        // An exception without a reason is none.
        !self.reason.trim().is_empty()
            && self.rule == finding.rule
            && covers_path(&self.path, &finding.path)
            && (self.text == "*" || self.text == finding.subject)
    }
}

fn covers_path(pattern: &str, path: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(ending) => path.ends_with(ending),
        None if pattern.ends_with('/') => path.starts_with(pattern),
        None => path == pattern,
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::RULES;
    use crate::tidy::allow::EXCEPTIONS;
    use crate::tidy::allow::Exceptions;
    use crate::tidy::allow::covers_path;

    #[test]
    fn the_list_reads_and_each_line_has_a_rule_and_a_reason() {
        let read = toml::from_str::<Exceptions>(include_str!("../../data/allowed.toml"));
        assert_eq!(
            read.map(|list| list.allow.len()).ok(),
            Some(EXCEPTIONS.len())
        );
        for exception in EXCEPTIONS.iter() {
            assert!(RULES.iter().any(|(name, _)| *name == exception.rule));
            assert!(
                exception.reason.split_whitespace().count() >= 3,
                "{exception:?}"
            );
        }
    }

    #[test]
    fn a_pattern_covers_no_more_than_it_says() {
        assert!(covers_path("*.md", "docs/a.md") && !covers_path("*.md", "a.rs"));
        assert!(covers_path("docs/", "docs/a.md") && !covers_path("docs/", "olddocs/a.md"));
        assert!(covers_path("a.rs", "a.rs") && !covers_path("a.rs", "b/a.rs"));
    }
}
