//! Sessions of the desk: from signing in to signing out, for one purpose at a time.

use daylight_policy::Action;
use daylight_policy::Entry;
use daylight_policy::Outcome;
use daylight_policy::hex;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::people::Person;
use crate::judgements::policy::Asking;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;
use crate::judgements::sign_in::credentials::Credential;
use crate::judgements::sign_in::credentials::hash_of;
use crate::keys::random;
use crate::moment_text;

/// Minutes after which a session ends by itself: without a request, and in all.
const IDLE_MINUTES: i64 = 30;
const MINUTES_MAX: i64 = 12 * 60;
/// Sessions of a person that are listed, ended ones too.
const SESSIONS_KEPT: usize = 50;
/// Minutes between two notes of when a session was last seen.
const SEEN_MINUTES: i64 = 1;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id: the SHA-256 of its secret.
    pub id: String,
    /// Whose it is.
    pub person: String,
    /// The purpose that was chosen; empty before.
    pub purpose: String,
    /// When it began, RFC 3339.
    pub opened_at: String,
    /// When it was last seen, to a minute.
    pub seen_at: String,
    /// When it ended; empty before. One that nobody ended is over all the same when its time is.
    pub ended_at: String,
}

impl Kept for Session {
    const TABLE: &'static str = "sessions";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "person",
        "purpose",
        "opened_at",
        "seen_at",
        "ended_at",
    ];

    fn cells(&self, _: &Cipher) -> Result<Vec<Value>> {
        Ok([
            &self.id,
            &self.person,
            &self.purpose,
            &self.opened_at,
            &self.seen_at,
            &self.ended_at,
        ]
        .map(text)
        .to_vec())
    }

    fn read(cells: &mut Cells, _: &Cipher) -> Option<Self> {
        Some(Self {
            id: cells.text()?,
            person: cells.text()?,
            purpose: cells.text()?,
            opened_at: cells.text()?,
            seen_at: cells.text()?,
            ended_at: cells.text()?,
        })
    }
}

impl Session {
    /// True while it holds: nobody ended it, and its time is not over. `hours` is how long its
    /// purpose lasts.
    #[must_use]
    pub fn is_live(&self, at: &str, hours: u32) -> bool {
        let since = |from: &str| moment_text::minutes_between(from, at).unwrap_or(i64::MAX);
        let most = MINUTES_MAX.min(i64::from(hours) * 60);
        self.ended_at.is_empty()
            && (0..IDLE_MINUTES).contains(&since(&self.seen_at))
            && (0..most).contains(&since(&self.opened_at))
    }
}

impl Judgements {
    /// Signs a person in whose password was compared: `is_right` says with what outcome. Returns the
    /// secret of the new session; `None` where the name, the password or the code is wrong, and
    /// nobody is told which. The log is told either way.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn sign_in(
        &mut self,
        login: &str,
        is_right: bool,
        code: &str,
        at: &str,
    ) -> Result<Option<String>> {
        let secret = hex(&random::<32>()?);
        let opened = self.in_transaction(|judgements, database| {
            let known = judgements.credential_of(database, login)?;
            let person = match &known {
                Some(known) => judgements.kept::<Person>(database, text(&known.person))?,
                None => None,
            };
            let is_active = person.is_some_and(|it| it.is_active);
            let who = known.as_ref().map(|it| it.person.clone());
            let proven = known.filter(|_| is_right && is_active);
            let proven = proven.and_then(|mut it| it.takes(code, at).then_some(it));
            let outcome = match proven {
                Some(_) => Outcome::Allowed,
                None => Outcome::Refused,
            };
            let entry = Entry {
                at: at.to_owned(),
                who: who.unwrap_or_else(|| "unknown".to_owned()),
                purpose: String::new(),
                action: "signIn".to_owned(),
                on: "desk".to_owned(),
                outcome,
                rules: vec!["a password and a code".to_owned()],
                wrote: String::new(),
            };
            judgements.append(database, entry, None)?;
            let Some(proven) = proven else {
                return Ok(false);
            };
            judgements.keep(database, &proven)?;
            judgements.forget_sessions_of(database, &proven.person)?;
            judgements.keep(
                database,
                &Session {
                    id: hash_of(&secret),
                    person: proven.person,
                    purpose: String::new(),
                    opened_at: at.to_owned(),
                    seen_at: at.to_owned(),
                    ended_at: String::new(),
                },
            )?;
            Ok(true)
        })?;
        Ok(opened.then_some(secret))
    }

    /// The session of a secret and whose it is, while it holds and their access was not ended.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn session(&mut self, secret: &str, at: &str) -> Result<Option<(Session, Person)>> {
        let found: Option<Session> = self.kept(&self.database, text(hash_of(secret)))?;
        let Some(session) = found else {
            return Ok(None);
        };
        let policies = self.policies(&self.database)?;
        let purpose = policies.purposes().purpose.get(&session.purpose);
        let hours = purpose.map_or(u32::MAX, |it| it.hours);
        let person: Option<Person> = self.kept(&self.database, text(&session.person))?;
        let person = person.filter(|it| it.is_active && session.is_live(at, hours));
        let Some(person) = person else {
            return Ok(None);
        };
        let unseen = moment_text::minutes_between(&session.seen_at, at).unwrap_or(0);
        if unseen >= SEEN_MINUTES {
            self.change_session(&session.id, |session| at.clone_into(&mut session.seen_at))?;
        }
        Ok(Some((session, person)))
    }

    fn change_session(&mut self, id: &str, change: impl FnOnce(&mut Session)) -> Result<()> {
        self.in_transaction(|judgements, database| {
            let found: Option<Session> = judgements.kept(database, text(id))?;
            // What was ended meanwhile stays ended.
            found
                .filter(|it| it.ended_at.is_empty())
                .map_or(Ok(()), |mut session| {
                    change(&mut session);
                    judgements.keep(database, &session)
                })
        })
    }

    /// Chooses what a session is for; the log is told.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such purpose; also where the disk refuses.
    pub fn choose_purpose(&mut self, session: &Session, purpose: &str, at: &str) -> Result<()> {
        self.in_transaction(|judgements, database| {
            let policies = judgements.policies(database)?;
            if policies.purposes().stated(purpose).is_none() {
                return Err(StoreError::Missing {
                    what: "a purpose of that name".to_owned(),
                    hint: "choose one of those that are listed",
                });
            }
            let found: Option<Session> = judgements.kept(database, text(&session.id))?;
            let found = found.filter(|it| it.ended_at.is_empty());
            let mut changed = found.ok_or_else(no_session)?;
            purpose.clone_into(&mut changed.purpose);
            judgements.keep(database, &changed)?;
            judgements.told_of(
                database,
                &session.person,
                ("choosePurpose", &format!("purpose {purpose}")),
                at,
            )
        })
    }

    /// Proves again that it is still the same person: takes a code of their phone.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn proves(&mut self, person: &str, code: &str, at: &str) -> Result<bool> {
        if !Credential::is_phone_code(code) {
            return Ok(false);
        }
        self.in_transaction(|judgements, database| {
            let known: Option<Credential> = judgements.kept(database, text(person))?;
            let proven = known.and_then(|mut it| it.takes(code, at).then_some(it));
            proven.map_or(Ok(false), |known| {
                judgements.keep(database, &known)?;
                Ok(true)
            })
        })
    }

    /// Ends a session of a person; the log is told.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where they have none of that id; also where the disk refuses.
    pub fn end_session(&mut self, person: &str, id: &str, at: &str) -> Result<()> {
        self.in_transaction(|judgements, database| {
            let found: Option<Session> = judgements.kept(database, text(id))?;
            let found = found.filter(|it| it.person == person && it.ended_at.is_empty());
            let mut session = found.ok_or_else(no_session)?;
            at.clone_into(&mut session.ended_at);
            judgements.keep(database, &session)?;
            judgements.told_of(database, person, ("signOut", "desk"), at)
        })
    }

    /// Ends every session of a person; the log is told who wanted it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn sign_out_person(&mut self, asking: &Asking<'_>, id: &str) -> Result<()> {
        let on = format!("sessions of person {id}");
        self.on_workspace(asking, Action::ManagePeople, &on, |judgements, database| {
            judgements.end_sessions_of(database, id, None, asking.at)
        })
        .map(drop)
    }

    /// Ends the sessions of a person, all `but` one, and removes their tokens.
    pub(super) fn end_sessions_of(
        &self,
        database: &Connection,
        person: &str,
        but: Option<&str>,
        at: &str,
    ) -> Result<()> {
        let all: Vec<Session> = self.all_kept(database)?;
        let theirs = all.into_iter().filter(|it| it.person == person);
        let open = theirs.filter(|it| it.ended_at.is_empty() && but != Some(it.id.as_str()));
        for mut session in open {
            at.clone_into(&mut session.ended_at);
            self.keep(database, &session)?;
        }
        self.forget_tokens_of(database, person)
    }

    /// Drops the oldest sessions of a person, so that the list stays one that is read.
    fn forget_sessions_of(&self, database: &Connection, person: &str) -> Result<()> {
        let mut old = self.sessions_of(person)?.into_iter().skip(SESSIONS_KEPT);
        old.try_for_each(|it| self.remove::<Session>(database, text(&it.id)))
    }

    /// The sessions of a person, the newest first.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn sessions_of(&self, person: &str) -> Result<Vec<Session>> {
        let mut all: Vec<Session> = self.all_kept(&self.database)?;
        all.retain(|it| it.person == person);
        all.sort_by(|one, other| other.opened_at.cmp(&one.opened_at));
        Ok(all)
    }
}

fn no_session() -> StoreError {
    StoreError::Missing {
        what: "that session".to_owned(),
        hint: "it may have ended already",
    }
}
