//! The people of a workspace.

use std::collections::BTreeSet;

use daylight_policy::Action;
use daylight_policy::Entry;
use daylight_policy::Outcome;
use daylight_policy::Role;
use daylight_policy::hex;
use rusqlite::Connection;
use rusqlite::Row;
use rusqlite::params;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::failed;
use crate::judgements::policy::Asking;
use crate::judgements::policy::Granted;
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

impl Judgements {
    /// All people, by id, those whose access was ended too.
    ///
    /// # Errors
    /// Where they cannot be read or were changed.
    pub fn people(&self) -> Result<Vec<Person>> {
        self.people_in(&self.database)
    }

    pub(super) fn people_in(&self, database: &Connection) -> Result<Vec<Person>> {
        let not_read = failed(&self.path);
        let sql = "select id, name, account, roles, active, code from people order by id";
        let mut statement = database.prepare(sql).map_err(&not_read)?;
        let mut rows = statement.query([]).map_err(&not_read)?;
        let mut people = Vec::new();
        while let Some(row) = rows.next().map_err(&not_read)? {
            people.push(self.person(row)?);
        }
        Ok(people)
    }

    fn person(&self, row: &Row<'_>) -> Result<Person> {
        let not_read = failed(&self.path);
        let text = |at| row.get::<_, String>(at).map_err(&not_read);
        let (id, account, roles) = (text(0)?, text(2)?, text(3)?);
        let name: Vec<u8> = row.get(1).map_err(&not_read)?;
        let active: i64 = row.get(4).map_err(&not_read)?;
        let code: Vec<u8> = row.get(5).map_err(&not_read)?;
        let cells = cells(&id, &name, &account, &roles, active);
        let cells: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
        let wrong = || self.wrong("a row of `people` was changed");
        if code != self.cipher.code("people", &cells) {
            return Err(wrong());
        }
        let opened = self.cipher.open(&place_of_name(&id), &name);
        let opened = opened.and_then(|name| String::from_utf8(name).ok());
        let roles: Option<BTreeSet<Role>> = roles
            .split_whitespace()
            .map(|role| role.parse().ok())
            .collect();
        Ok(Person {
            name: opened.ok_or_else(wrong)?,
            roles: roles.ok_or_else(wrong)?,
            is_active: active == 1,
            id,
            account,
        })
    }

    pub(super) fn put_person(&self, database: &Connection, person: &Person) -> Result<()> {
        let name = self
            .cipher
            .seal(&place_of_name(&person.id), person.name.as_bytes())?;
        let roles: Vec<&str> = person.roles.iter().map(|role| role.as_str()).collect();
        let roles = roles.join(" ");
        let active = i64::from(person.is_active);
        let cells = cells(&person.id, &name, &person.account, &roles, active);
        let cells: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
        let code = self.cipher.code("people", &cells);
        let sql = "insert or replace into people (id, name, account, roles, active, code) \
                   values (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = params![
            person.id,
            name,
            person.account,
            roles,
            active,
            code.as_slice()
        ];
        let put = database.execute(sql, row);
        put.map(drop).map_err(failed(&self.path))
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
        if !roles.contains(&Role::Administrator) {
            return Err(nobody_left());
        }
        let person = new_person(name, account, roles)?;
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
        self.in_transaction(|judgements, database| {
            if !judgements.people_in(database)?.is_empty() {
                return Err(StoreError::Missing {
                    what: "the right to be the first person".to_owned(),
                    hint: "an administrator of the workspace adds people",
                });
            }
            judgements.put_person(database, &person)?;
            judgements.append(database, entry, None).map(drop)
        })?;
        Ok(person)
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
            judgements.put_person(database, &person)
        })?;
        Ok(person)
    }

    /// Ends a person's access, from the moment the call returns.
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
            judgements.put_person(database, &person)
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

fn new_person(name: &str, account: &str, roles: &BTreeSet<Role>) -> Result<Person> {
    let id: [u8; 4] = random()?;
    Ok(Person {
        id: format!("p-{}", hex(&id)),
        name: name.to_owned(),
        account: account.to_owned(),
        roles: roles.clone(),
        is_active: true,
    })
}

fn cells(id: &str, name: &[u8], account: &str, roles: &str, active: i64) -> [Vec<u8>; 5] {
    [
        id.as_bytes().to_vec(),
        name.to_vec(),
        account.as_bytes().to_vec(),
        roles.as_bytes().to_vec(),
        active.to_le_bytes().to_vec(),
    ]
}

fn place_of_name(id: &str) -> String {
    format!("people name {id}")
}
