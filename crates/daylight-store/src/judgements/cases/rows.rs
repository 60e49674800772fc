//! A case and what was done in it, as rows.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use crate::error::Result;
use crate::judgements::cells::Cipher;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;

/// What people write together about networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its number, from 1.
    pub id: i64,
    /// Its title, which is sealed at rest.
    pub title: String,
    /// The ids of its people; it is for them alone.
    pub people: BTreeSet<String>,
    /// The networks that it is about, by their ids.
    pub networks: BTreeSet<String>,
    /// When it was opened, RFC 3339.
    pub opened_at: String,
    /// When it was closed, RFC 3339; empty while it is open.
    pub closed_at: String,
}

impl Case {
    /// True until it is closed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed_at.is_empty()
    }
}

/// Something that was done in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// Its number among those of all cases, from 1.
    pub id: i64,
    /// The case.
    pub case: i64,
    /// Who did it, by id.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// What it was.
    pub step: CaseStep,
}

/// What can be done in a case. What is written is sealed at rest and stands in no log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseStep {
    /// It was opened, or got another title.
    Titled(String),
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// A person came, by id.
    PersonCame(String),
    /// A person left, by id.
    PersonLeft(String),
    /// A network was put in, by id.
    NetworkIn(String),
    /// A network was taken out, by id.
    NetworkOut(String),
    /// Somebody wrote a note.
    Note(String),
    /// Something is to be done.
    Task {
        /// By which day, `2026-01-31`; empty where none was said.
        due: String,
        /// What.
        what: String,
    },
    /// It was done: the number of the event that asked for it.
    Done(i64),
    /// A file belongs to the case. It is kept elsewhere: here stands by what it is known again.
    Attached {
        /// SHA-256 of its bytes, 64 hexadecimal digits.
        sha256: String,
        /// Its name.
        name: String,
    },
}

impl CaseStep {
    /// What it is called in the log.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Titled(_) => "titled",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::PersonCame(_) => "person came",
            Self::PersonLeft(_) => "person left",
            Self::NetworkIn(_) => "network in",
            Self::NetworkOut(_) => "network out",
            Self::Note(_) => "note",
            Self::Task { .. } => "task",
            Self::Done(_) => "done",
            Self::Attached { .. } => "attached",
        }
    }

    /// What it is about as far as that is plain, and what was written.
    #[must_use]
    pub fn parts(&self) -> (String, &str) {
        match self {
            Self::Closed | Self::Reopened => (String::new(), ""),
            Self::Titled(what) | Self::Note(what) => (String::new(), what),
            Self::PersonCame(id)
            | Self::PersonLeft(id)
            | Self::NetworkIn(id)
            | Self::NetworkOut(id) => (id.clone(), ""),
            Self::Task { due, what } => (due.clone(), what),
            Self::Done(task) => (task.to_string(), ""),
            Self::Attached { sha256, name } => (sha256.clone(), name),
        }
    }

    fn of_parts(kind: &str, about: String, wrote: String) -> Option<Self> {
        Some(match kind {
            "titled" => Self::Titled(wrote),
            "closed" => Self::Closed,
            "reopened" => Self::Reopened,
            "person came" => Self::PersonCame(about),
            "person left" => Self::PersonLeft(about),
            "network in" => Self::NetworkIn(about),
            "network out" => Self::NetworkOut(about),
            "note" => Self::Note(wrote),
            "task" => Self::Task {
                due: about,
                what: wrote,
            },
            "done" => Self::Done(about.parse().ok()?),
            "attached" => Self::Attached {
                sha256: about,
                name: wrote,
            },
            _ => return None,
        })
    }
}

impl Kept for Case {
    const TABLE: &'static str = "cases";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "title",
        "people",
        "networks",
        "opened_at",
        "closed_at",
    ];

    fn cells(&self, cipher: &Cipher) -> Result<Vec<Value>> {
        let title = cipher.seal(&place_of_title(self.id), self.title.as_bytes())?;
        Ok(vec![
            Value::Integer(self.id),
            Value::Blob(title),
            text(listed(&self.people)),
            text(listed(&self.networks)),
            text(&self.opened_at),
            text(&self.closed_at),
        ])
    }

    fn read(cells: &mut Cells, cipher: &Cipher) -> Option<Self> {
        let id = cells.whole()?;
        let title = cipher.open(&place_of_title(id), &cells.bytes()?)?;
        Some(Self {
            id,
            title: String::from_utf8(title).ok()?,
            people: ids(&cells.text()?),
            networks: ids(&cells.text()?),
            opened_at: cells.text()?,
            closed_at: cells.text()?,
        })
    }
}

impl Kept for CaseEvent {
    const TABLE: &'static str = "case_events";
    const COLUMNS: &'static [&'static str] =
        &["id", "case_id", "kind", "about", "by", "at", "sealed"];

    fn cells(&self, cipher: &Cipher) -> Result<Vec<Value>> {
        let (about, wrote) = self.step.parts();
        Ok(vec![
            Value::Integer(self.id),
            Value::Integer(self.case),
            text(self.step.as_str()),
            text(about),
            text(&self.by),
            text(&self.at),
            Value::Blob(cipher.seal(&place_of_event(self.id), wrote.as_bytes())?),
        ])
    }

    fn read(cells: &mut Cells, cipher: &Cipher) -> Option<Self> {
        let id = cells.whole()?;
        let case = cells.whole()?;
        let (kind, about) = (cells.text()?, cells.text()?);
        let (by, at) = (cells.text()?, cells.text()?);
        let wrote = cipher.open(&place_of_event(id), &cells.bytes()?)?;
        let step = CaseStep::of_parts(&kind, about, String::from_utf8(wrote).ok()?)?;
        Some(Self {
            id,
            case,
            by,
            at,
            step,
        })
    }
}

fn listed(ids: &BTreeSet<String>) -> String {
    ids.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn ids(list: &str) -> BTreeSet<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

fn place_of_title(id: i64) -> String {
    format!("cases title {id}")
}

fn place_of_event(id: i64) -> String {
    format!("case_events sealed {id}")
}
