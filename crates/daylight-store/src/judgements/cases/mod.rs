//! Cases: what people write together about networks, for the people of the case alone.
//!
//! A case is told by what was done in it, one event after the other, and nothing of that is ever
//! changed. What must be known of all cases at once (whose they are, about which networks) stands in
//! a row of its own. A case that is not there and one of others are refused alike.

mod rows;

use std::collections::BTreeSet;

use daylight_policy::Action;
use daylight_policy::Shared;
use daylight_policy::Thing;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::people::Person;
use crate::judgements::policy::Asking;
use crate::judgements::policy::Granted;
use crate::moment_text;

pub use rows::Case;
pub use rows::CaseEvent;
pub use rows::CaseStep;

/// Bytes of what is written at once.
const WRITTEN_MAX: usize = 16 << 10;

impl Judgements {
    /// Opens a case; whoever opens it is its first person.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Unfit`] where the title is empty or too long;
    /// also where the disk refuses.
    pub fn open_case(&mut self, asking: &Asking<'_>, title: &str) -> Result<Case> {
        let title = written(title)?;
        let mut opened = None;
        self.decided(
            asking,
            Action::OpenCase,
            |it, database| {
                let on = format!("case {}", it.next_number::<Case>(database)?);
                Ok((Thing::Workspace, Some(on)))
            },
            |it, database, ask| {
                let case = Case {
                    id: it.next_number::<Case>(database)?,
                    title: title.clone(),
                    people: BTreeSet::from([ask.who.clone()]),
                    networks: BTreeSet::new(),
                    opened_at: asking.at.to_owned(),
                    closed_at: String::new(),
                };
                it.keep(database, &case)?;
                let step = CaseStep::Titled(title.clone());
                it.add_event(database, case.id, (&ask.who, asking.at), step)?;
                opened = Some(case);
                Ok(())
            },
        )?;
        opened.ok_or_else(|| self.wrong("a case was lost"))
    }

    /// A case with all that was done in it, the oldest first; the log is told who read it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy, also where there is no such case; also where the disk
    /// refuses.
    pub fn case(&mut self, asking: &Asking<'_>, id: i64) -> Result<(Case, Vec<CaseEvent>)> {
        let mut read = None;
        self.in_case(asking, id, "read", |it, database, case, _| {
            let events = it.kept_where(database, "case_id", Value::Integer(id))?;
            read = Some((case, events));
            Ok(())
        })?;
        read.ok_or_else(|| self.wrong("a case was lost"))
    }

    /// Does something in a case.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy, also where there is no such case; [`StoreError::Unfit`] where
    /// what is written is empty or too long, or names what is not there; also where the disk refuses.
    pub fn case_step(&mut self, asking: &Asking<'_>, id: i64, step: &CaseStep) -> Result<()> {
        let step = fit(step)?;
        // What a step is about is an id, a day or a hash; what was written stays out of the log.
        let (about, _) = step.parts();
        let what = format!("{} {about}", step.as_str());
        self.in_case(asking, id, what.trim_end(), |it, database, case, who| {
            it.do_step(database, case, (who, asking.at), step.clone())
        })
    }

    /// The cases of which the one who asks may read what is written, the newest first. Only what a
    /// list shows is given: the log is not told.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn own_cases(&self, asking: &Asking<'_>) -> Result<Vec<Case>> {
        let policies = self.policies(&self.database)?;
        let mut cases: Vec<Case> = self.all_kept(&self.database)?;
        cases.reverse();
        let mut own = Vec::new();
        for case in cases {
            let on = (Action::WorkOnCase, thing(case.id, Some(&case)));
            let ask = self.ask(&self.database, &policies, asking, on)?;
            if policies.ruling(&ask).is_allowed {
                own.push(case);
            }
        }
        Ok(own)
    }

    /// Whom to ask about a network that others work on in a case of theirs: one person of each open
    /// case that the one who opened the network is not among. No more is told of these cases.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn who_else_works_on(&self, opened: &Granted) -> Result<BTreeSet<String>> {
        let Some(network) = opened.network() else {
            return Ok(BTreeSet::new());
        };
        let people = self.people()?;
        let is_active = |id: &&String| people.iter().any(|it| it.id == **id && it.is_active);
        let cases: Vec<Case> = self.all_kept(&self.database)?;
        let others = cases.iter().filter(|case| {
            case.is_open()
                && case.networks.contains(network)
                && !case.people.contains(&opened.ask().who)
        });
        Ok(others
            .filter_map(|case| case.people.iter().find(is_active).cloned())
            .collect())
    }

    /// Gives a case that has nobody left to a person; whoever keeps the list of people may, and reads
    /// nothing of it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where there is no such case or it has
    /// people; also where the disk refuses.
    pub fn hand_over(&mut self, asking: &Asking<'_>, id: i64, person: &str) -> Result<()> {
        let on = format!("case {id}, handed over to {person}");
        let step = CaseStep::PersonCame(person.to_owned());
        self.decided(
            asking,
            Action::ManagePeople,
            |_, _| Ok((Thing::Workspace, Some(on))),
            |it, database, ask| {
                let case: Option<Case> = it.kept(database, Value::Integer(id))?;
                let people = it.people_in(database)?;
                let case = case
                    .filter(|case| is_orphan(case, &people))
                    .ok_or_else(|| StoreError::Missing {
                        what: format!("case {id} without people"),
                        hint: "its own people add others to it",
                    })?;
                it.do_step(database, case, (&ask.who, asking.at), step)
            },
        )
        .map(drop)
    }

    /// The numbers of the open cases that have nobody left.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn orphan_cases(&self) -> Result<Vec<i64>> {
        let people = self.people()?;
        let cases: Vec<Case> = self.all_kept(&self.database)?;
        let orphans = cases.iter().filter(|case| is_orphan(case, &people));
        Ok(orphans.map(|case| case.id).collect())
    }

    fn in_case(
        &mut self,
        asking: &Asking<'_>,
        id: i64,
        what: &str,
        work: impl FnOnce(&Self, &Connection, Case, &str) -> Result<()>,
    ) -> Result<()> {
        let on = format!("case {id}, {what}");
        self.decided(
            asking,
            Action::WorkOnCase,
            |it, database| {
                let case: Option<Case> = it.kept(database, Value::Integer(id))?;
                Ok((thing(id, case.as_ref()), Some(on)))
            },
            |it, database, ask| {
                let case: Option<Case> = it.kept(database, Value::Integer(id))?;
                let case = case.ok_or_else(|| it.wrong("a case was lost"))?;
                work(it, database, case, &ask.who)
            },
        )
        .map(drop)
    }

    /// Brings a case to where a step leads, and writes the step down.
    fn do_step(
        &self,
        database: &Connection,
        mut case: Case,
        (by, at): (&str, &str),
        step: CaseStep,
    ) -> Result<()> {
        self.check_step(database, &case, &step)?;
        take(&mut case, &step, at);
        self.keep(database, &case)?;
        self.add_event(database, case.id, (by, at), step)
    }

    /// What is named must be there, and a case keeps one person.
    fn check_step(&self, database: &Connection, case: &Case, step: &CaseStep) -> Result<()> {
        let fits = match step {
            CaseStep::PersonCame(id) => {
                let people = self.people_in(database)?;
                people.iter().any(|it| it.id == *id && it.is_active)
            }
            CaseStep::PersonLeft(id) => case.people.contains(id) && case.people.len() > 1,
            CaseStep::NetworkOut(id) => case.networks.contains(id),
            CaseStep::Done(task) => {
                let asked: Option<CaseEvent> = self.kept(database, Value::Integer(*task))?;
                asked.is_some_and(|it| {
                    it.case == case.id && matches!(it.step, CaseStep::Task { .. })
                })
            }
            CaseStep::Titled(_)
            | CaseStep::Closed
            | CaseStep::Reopened
            | CaseStep::NetworkIn(_)
            | CaseStep::Note(_)
            | CaseStep::Task { .. }
            | CaseStep::Attached { .. } => true,
        };
        fits.then_some(())
            .ok_or_else(|| unfit("it names what is not there, or the last of its people"))
    }

    /// Removes a case with all that was written in it.
    pub(super) fn remove_case(&self, database: &Connection, id: i64) -> Result<()> {
        let events: Vec<CaseEvent> = self.kept_where(database, "case_id", Value::Integer(id))?;
        for event in events {
            self.remove::<CaseEvent>(database, Value::Integer(event.id))?;
        }
        self.remove::<Case>(database, Value::Integer(id))
    }

    fn add_event(
        &self,
        database: &Connection,
        case: i64,
        (by, at): (&str, &str),
        step: CaseStep,
    ) -> Result<()> {
        let event = CaseEvent {
            id: self.next_number::<CaseEvent>(database)?,
            case,
            by: by.to_owned(),
            at: at.to_owned(),
            step,
        };
        self.keep(database, &event)
    }
}

/// A case as policy sees it: one that is not there has no people.
pub(super) fn thing(id: i64, case: Option<&Case>) -> Thing {
    Thing::Case(Shared {
        id: id.to_string(),
        people: case.map(|it| it.people.clone()).unwrap_or_default(),
    })
}

fn is_orphan(case: &Case, people: &[Person]) -> bool {
    let is_active = |id: &String| people.iter().any(|it| it.id == *id && it.is_active);
    case.is_open() && !case.people.iter().any(is_active)
}

/// Brings a case to where a step leads.
fn take(case: &mut Case, step: &CaseStep, at: &str) {
    match step {
        CaseStep::Titled(title) => case.title.clone_from(title),
        CaseStep::Closed => at.clone_into(&mut case.closed_at),
        CaseStep::Reopened => case.closed_at.clear(),
        CaseStep::PersonCame(id) => drop(case.people.insert(id.clone())),
        CaseStep::PersonLeft(id) => drop(case.people.remove(id)),
        CaseStep::NetworkIn(id) => drop(case.networks.insert(id.clone())),
        CaseStep::NetworkOut(id) => drop(case.networks.remove(id)),
        CaseStep::Note(_)
        | CaseStep::Task { .. }
        | CaseStep::Done(_)
        | CaseStep::Attached { .. } => {}
    }
}

/// A step as it is kept: what is written is trimmed, and must be there.
fn fit(step: &CaseStep) -> Result<CaseStep> {
    Ok(match step {
        CaseStep::Titled(title) => CaseStep::Titled(written(title)?),
        CaseStep::Note(note) => CaseStep::Note(written(note)?),
        CaseStep::Task { due, what } => {
            let is_day = due.len() == 10 && moment_text::read(due, false).is_some();
            if !(due.is_empty() || is_day) {
                return Err(unfit("the day of a task is written 2026-01-31"));
            }
            CaseStep::Task {
                due: due.clone(),
                what: written(what)?,
            }
        }
        CaseStep::Attached { sha256, name } => {
            let sha256 = sha256.trim().to_ascii_lowercase();
            let is_hash = sha256.len() == 64 && sha256.bytes().all(|it| it.is_ascii_hexdigit());
            if !is_hash {
                return Err(unfit("SHA-256 of a file is 64 hexadecimal digits"));
            }
            CaseStep::Attached {
                sha256,
                name: written(name)?,
            }
        }
        CaseStep::NetworkIn(id) if id.is_empty() || id.contains(char::is_whitespace) => {
            return Err(unfit("no network is called that"));
        }
        CaseStep::Closed
        | CaseStep::Reopened
        | CaseStep::PersonCame(_)
        | CaseStep::PersonLeft(_)
        | CaseStep::NetworkIn(_)
        | CaseStep::NetworkOut(_)
        | CaseStep::Done(_) => step.clone(),
    })
}

fn written(text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > WRITTEN_MAX {
        return Err(unfit("what is written is empty, or longer than 16 KiB"));
    }
    Ok(text.to_owned())
}

fn unfit(why: &'static str) -> StoreError {
    StoreError::Unfit {
        what: "a case",
        why,
    }
}
