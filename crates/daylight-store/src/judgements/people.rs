//! The people of a workspace.

use std::collections::BTreeSet;

use daylight_policy::Action;
use daylight_policy::Entry;
use daylight_policy::Outcome;
use daylight_policy::Role;
use daylight_policy::hex;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::policy::Asking;
use crate::judgements::policy::Granted;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;
use crate::keys::random;

/// A person of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id, which the log names them by.
    pub id: String,
    /// Their name; it stands in no log.
    pub name: String,
    /// The account of the system they use on the command line.
    pub account: String,
    /// What they are.
    pub roles: BTreeSet<Role>,
    /// False once their access was ended.
    pub is_active: bool,
}

impl Kept for Person {
    const TABLE: &'static str = "people";
    const COLUMNS: &'static [&'static str] = &["id", "name", "account", "roles", "active"];

    fn cells(&self, cipher: &Cipher) -> Result<Vec<Value>> {
        let name = cipher.seal(&place_of_name(&self.id), self.name.as_bytes())?;
        let roles: Vec<&str> = self.roles.iter().map(|role| role.as_str()).collect();
        Ok(vec![
            text(&self.id),
            Value::Blob(name),
            text(&self.account),
            text(roles.join(" ")),
            Value::Integer(self.is_active.into()),
        ])
    }

    fn read(cells: &mut Cells, cipher: &Cipher) -> Option<Self> {
        let id = cells.text()?;
        let name = cipher.open(&place_of_name(&id), &cells.bytes()?)?;
        Some(Self {
            id,
            name: String::from_utf8(name).ok()?,
            account: cells.text()?,
            roles: cells
                .text()?
                .split_whitespace()
                .map(|role| role.parse().ok())
                .collect::<Option<_>>()?,
            is_active: cells.whole()? == 1,
        })
    }
}

impl Judgements {
    /// All people, by id, those whose access was ended too.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn people(&self) -> Result<Vec<Person>> {
        self.people_in(&self.database)
    }

    pub(super) fn people_in(&self, database: &Connection) -> Result<Vec<Person>> {
        self.all_kept(database)
    }

    /// Makes the first person of a workspace, who may be anything; nobody else is there to allow it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there are people already, or the first is no administrator; also
    /// where the disk refuses.
    pub fn first_person(
        &mut self,
        name: &str,
        account: &str,
        roles: &BTreeSet<Role>,
        at: &str,
    ) -> Result<Person> {
        let person = new_person(name, account, roles)?;
        self.in_transaction(|judgements, database| judgements.add_first(database, &person, at))?;
        Ok(person)
    }

    /// Adds the first person and tells the log.
    pub(super) fn add_first(&self, database: &Connection, person: &Person, at: &str) -> Result<()> {
        if !person.roles.contains(&Role::Administrator) {
            return Err(nobody_left());
        }
        if !self.people_in(database)?.is_empty() {
            return Err(StoreError::Missing {
                what: "the right to be the first person".to_owned(),
                hint: "an administrator of the workspace adds people",
            });
        }
        let entry = Entry {
            at: at.to_owned(),
            who: person.id.clone(),
            purpose: String::new(),
            action: Action::ManagePeople.as_str().to_owned(),
            on: format!("person {}", person.id),
            outcome: Outcome::Allowed,
            rules: vec!["the first person".to_owned()],
            wrote: String::new(),
        };
        self.keep(database, person)?;
        self.append(database, entry, None).map(drop)
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn add_person(
        &mut self,
        asking: &Asking<'_>,
        name: &str,
        account: &str,
        roles: &BTreeSet<Role>,
    ) -> Result<Person> {
        let person = new_person(name, account, roles)?;
        let on = format!("person {}", person.id);
        self.manage(asking, &on, |judgements, database| {
            let people = judgements.people_in(database)?;
            if people
                .iter()
                .any(|it| it.is_active && it.account == account)
            {
                return Err(StoreError::Missing {
                    what: format!("an account `{account}` that nobody has yet"),
                    hint: "`daylight people list` tells who has it",
                });
            }
            judgements.keep(database, &person)
        })?;
        Ok(person)
    }

    /// Ends a person's access, from the moment the call returns; what they signed in with is removed.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where there is no such person, or no
    /// other administrator; also where the disk refuses.
    pub fn end_access(&mut self, asking: &Asking<'_>, id: &str) -> Result<()> {
        let on = format!("person {id}");
        self.manage(asking, &on, |judgements, database| {
            let people = judgements.people_in(database)?;
            let administers = |it: &Person| it.is_active && it.roles.contains(&Role::Administrator);
            if !people.iter().any(|it| it.id != id && administers(it)) {
                return Err(nobody_left());
            }
            let mut person = people
                .into_iter()
                .find(|person| person.id == id)
                .ok_or_else(|| StoreError::Missing {
                    what: format!("person `{id}`"),
                    hint: "`daylight people list` names all",
                })?;
            person.is_active = false;
            judgements.forget_sign_in(database, id, asking.at)?;
            judgements.keep(database, &person)
        })?;
        Ok(())
    }

    fn manage(
        &mut self,
        asking: &Asking<'_>,
        on: &str,
        change: impl FnOnce(&Self, &Connection) -> Result<()>,
    ) -> Result<Granted> {
        self.on_workspace(asking, Action::ManagePeople, on, change)
    }
}

/// Without an administrator nobody could ever be added again.
fn nobody_left() -> StoreError {
    StoreError::Missing {
        what: "an administrator who stays".to_owned(),
        hint: "`daylight people add NAME --role administrator` makes one",
    }
}

pub(super) fn new_person(name: &str, account: &str, roles: &BTreeSet<Role>) -> Result<Person> {
    let id: [u8; 4] = random()?;
    Ok(Person {
        id: format!("p-{}", hex(&id)),
        name: name.to_owned(),
        account: account.to_owned(),
        roles: roles.clone(),
        is_active: true,
    })
}

fn place_of_name(id: &str) -> String {
    format!("people name {id}")
}
