//! The user's list of identifiers and hosts known to be generic.

use std::collections::BTreeSet;

use daylight_engine::extract::Hints;
use daylight_engine::extract::Text;
use daylight_engine::extract::extract_text;
use daylight_engine::normalise::normalise;
use daylight_model::FactKind;
use daylight_model::FieldName;

/// Identifiers and hosts that tie nobody: hotlines, booking sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generic {
    identifiers: BTreeSet<(FactKind, String)>,
    hosts: BTreeSet<String>,
}

impl Generic {
    /// Reads a list: one identifier or host a line; `#` opens a comment. Lines are read by the
    /// same rules as ads, so a number may be written as people write it. Returns the numbers of
    /// the lines, counted from 1, in which nothing was recognised.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Vec<usize>) {
        let mut generic = Self::default();
        let mut unread = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if !line.is_empty() && !generic.add(line) {
                unread.push(at + 1);
            }
        }
        (generic, unread)
    }

    fn add(&mut self, line: &str) -> bool {
        let normalised = normalise(line);
        let text = Text {
            field: &FieldName::new("list"),
            original: line,
            normalised: &normalised,
        };
        let mut found = false;
        for fact in extract_text(text, &Hints::default()) {
            if !fact.kind.is_identifier() {
                continue;
            }
            found = true;
            let value = fact.value.reveal();
            if fact.kind == FactKind::Url && !value.contains('/') {
                self.hosts.insert(value.to_owned());
            }
            self.identifiers.insert((fact.kind, value.to_owned()));
        }
        found
    }

    /// True where the identifier is listed, or stands on a listed host.
    #[must_use]
    pub fn lists(&self, kind: FactKind, value: &str) -> bool {
        let host = match kind {
            FactKind::Url => value.split(['/', '?', ':']).next(),
            FactKind::Email => value.rsplit('@').next(),
            FactKind::Phone
            | FactKind::Handle
            | FactKind::Name
            | FactKind::Price
            | FactKind::Place
            | FactKind::Time
            | FactKind::Image
            | FactKind::ShortCode => None,
        };
        self.identifiers.contains(&(kind, value.to_owned()))
            || host.is_some_and(|host| self.hosts.contains(host))
    }

    /// How many entries it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.identifiers.len()
    }

    /// True where nothing is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.identifiers.is_empty()
    }
}
