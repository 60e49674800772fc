//! What people sign in with, and the invitations to choose it.

use daylight_policy::Action;
use daylight_policy::Entry;
use daylight_policy::Outcome;
use daylight_policy::hex;
use rusqlite::Connection;
use rusqlite::types::Value;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::people::Person;
use crate::judgements::people::new_person;
use crate::judgements::policy::Asking;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;
use crate::judgements::sign_in::password::Password;
use crate::judgements::sign_in::password::same;
use crate::judgements::sign_in::sessions::Session;
use crate::judgements::sign_in::totp;
use crate::keys::random;
use crate::moment_text;

/// Codes for who lost their phone.
const RECOVERY_CODES: usize = 8;
/// Minutes for which an invitation holds: three days.
const INVITED_MINUTES: i64 = 3 * 24 * 60;
/// Bytes of what only one person knows.
const SECRET: usize = 20;
/// Characters of a sign-in name.
const LOGIN_MAX: usize = 64;

/// What a person signs in with.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    pub(super) person: String,
    pub(super) login: String,
    secrets: Secrets,
}

#[derive(Clone, Serialize, Deserialize)]
struct Secrets {
    password: Password,
    totp: [u8; SECRET],
    /// The last step whose code was taken.
    step: i64,
    /// SHA-256 of each recovery code that is left.
    recovery: Vec<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(hidden)")
    }
}

/// An invitation to choose it: the SHA-256 of its code, for whom, since when.
#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    hash: String,
    person: String,
    made_at: String,
}

/// What is shown to a person once, when they have chosen their password.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Who they are.
    pub person: Person,
    /// The secret for the program on their phone, in base 32.
    pub totp: String,
    /// Codes for a day without that phone, each good once.
    pub recovery: Vec<String>,
}

impl std::fmt::Debug for Enrolled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Enrolled({})", self.person.id)
    }
}

impl Kept for Credential {
    const TABLE: &'static str = "credentials";
    const COLUMNS: &'static [&'static str] = &["person", "login", "sealed"];

    fn cells(&self, cipher: &Cipher) -> Result<Vec<Value>> {
        let json = serde_json::to_vec(&self.secrets).map_err(|_| StoreError::Inconsistent {
            what: "a credential",
            why: "it cannot be written".to_owned(),
        })?;
        let sealed = cipher.seal(&place(&self.person), &json)?;
        Ok(vec![
            text(&self.person),
            text(&self.login),
            Value::Blob(sealed),
        ])
    }

    fn read(cells: &mut Cells, cipher: &Cipher) -> Option<Self> {
        let person = cells.text()?;
        let login = cells.text()?;
        let json = cipher.open(&place(&person), &cells.bytes()?)?;
        Some(Self {
            secrets: serde_json::from_slice(&json).ok()?,
            person,
            login,
        })
    }
}

impl Kept for Invitation {
    const TABLE: &'static str = "invitations";
    const COLUMNS: &'static [&'static str] = &["hash", "person", "made_at"];

    fn cells(&self, _: &Cipher) -> Result<Vec<Value>> {
        Ok([&self.hash, &self.person, &self.made_at].map(text).to_vec())
    }

    fn read(cells: &mut Cells, _: &Cipher) -> Option<Self> {
        Some(Self {
            hash: cells.text()?,
            person: cells.text()?,
            made_at: cells.text()?,
        })
    }
}

impl Credential {
    /// Takes a code of the phone, or a recovery code, which is good once.
    pub(super) fn takes(&mut self, typed: &str, at: &str) -> bool {
        let Some(now) = moment_text::read(at, false) else {
            return false;
        };
        let secrets = &mut self.secrets;
        if let Some(step) = totp::step_of(&secrets.totp, typed, now.seconds, secrets.step) {
            secrets.step = step;
            return true;
        }
        let hash = hash_of(typed);
        let mut known = secrets.recovery.iter();
        let at = known.position(|known| same(known.as_bytes(), hash.as_bytes()));
        at.map(|at| secrets.recovery.swap_remove(at)).is_some()
    }

    #[cfg(test)]
    pub(super) fn totp(&self) -> &[u8] {
        &self.secrets.totp
    }

    pub(super) fn is_phone_code(typed: &str) -> bool {
        typed.chars().filter(|it| !it.is_whitespace()).count() <= 6
    }
}

impl Judgements {
    /// Makes the first person of a workspace, who signs in to the desk.
    ///
    /// # Errors
    /// As [`Judgements::first_person`]; also where the name is none to sign in with.
    pub fn first_person_at_desk(
        &mut self,
        name: &str,
        (login, password): (&str, &Password),
        roles: &std::collections::BTreeSet<daylight_policy::Role>,
        at: &str,
    ) -> Result<Enrolled> {
        let login = login_of(login)?;
        let person = new_person(name, &account_of(&login), roles)?;
        self.in_transaction(|judgements, database| {
            judgements.add_first(database, &person, at)?;
            judgements.enrol(database, &person, (&login, password), at)
        })
    }

    /// Invites a person to choose what they sign in with; returns the code, which is shown once and
    /// holds three days. What they signed in with before stays until they use it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; [`StoreError::Missing`] where there is no such person; also
    /// where the disk refuses.
    pub fn invite(&mut self, asking: &Asking<'_>, id: &str) -> Result<String> {
        let bytes: [u8; SECRET] = random()?;
        let code = grouped(&totp::base32(&bytes));
        let on = format!("invitation of person {id}");
        self.on_workspace(asking, Action::ManagePeople, &on, |judgements, database| {
            let person: Option<Person> = judgements.kept(database, text(id))?;
            let is_there = person.is_some_and(|it| it.is_active);
            is_there.then_some(()).ok_or_else(|| StoreError::Missing {
                what: format!("person `{id}`"),
                hint: "`daylight people list` names all",
            })?;
            judgements.forget_invitations(database, id)?;
            judgements.keep(
                database,
                &Invitation {
                    hash: hash_of(&code),
                    person: id.to_owned(),
                    made_at: asking.at.to_owned(),
                },
            )
        })?;
        Ok(code)
    }

    /// Uses an invitation up: the person signs in with this from now on, and their sessions end.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where the code is no invitation, or the name is taken or none; also
    /// where the disk refuses.
    pub fn join(
        &mut self,
        code: &str,
        (login, password): (&str, &Password),
        at: &str,
    ) -> Result<Enrolled> {
        let login = login_of(login)?;
        self.in_transaction(|judgements, database| {
            let hash = hash_of(code);
            let found: Option<Invitation> = judgements.kept(database, text(&hash))?;
            let found = found.filter(|it| {
                let minutes = moment_text::minutes_between(&it.made_at, at);
                minutes.is_some_and(|minutes| (0..INVITED_MINUTES).contains(&minutes))
            });
            let invitation = found.ok_or_else(no_invitation)?;
            judgements.remove::<Invitation>(database, text(&hash))?;
            let person: Option<Person> = judgements.kept(database, text(&invitation.person))?;
            let person = person.filter(|it| it.is_active);
            let person = person.ok_or_else(no_invitation)?;
            judgements.end_sessions_of(database, &person.id, None, at)?;
            judgements.enrol(database, &person, (&login, password), at)
        })
    }

    fn forget_invitations(&self, database: &Connection, person: &str) -> Result<()> {
        let known: Vec<Invitation> = self.all_kept(database)?;
        let mut theirs = known.iter().filter(|it| it.person == person);
        theirs.try_for_each(|it| self.remove::<Invitation>(database, text(&it.hash)))
    }

    /// Removes what a person signs in with, and ends their sessions.
    pub(in crate::judgements) fn forget_sign_in(
        &self,
        database: &Connection,
        person: &str,
        at: &str,
    ) -> Result<()> {
        self.forget_invitations(database, person)?;
        self.forget_searches_of(database, person)?;
        self.remove::<Credential>(database, text(person))?;
        self.end_sessions_of(database, person, None, at)
    }

    fn enrol(
        &self,
        database: &Connection,
        person: &Person,
        (login, password): (&str, &Password),
        at: &str,
    ) -> Result<Enrolled> {
        let others: Vec<Credential> = self.all_kept(database)?;
        if others
            .iter()
            .any(|it| it.login == login && it.person != person.id)
        {
            return Err(StoreError::Missing {
                what: "a name to sign in with that nobody has yet".to_owned(),
                hint: "choose another",
            });
        }
        let totp: [u8; SECRET] = random()?;
        let recovery: Result<Vec<String>> = (0..RECOVERY_CODES).map(|_| new_code()).collect();
        let recovery = recovery?;
        let secrets = Secrets {
            password: password.clone(),
            totp,
            step: 0,
            recovery: recovery.iter().map(|code| hash_of(code)).collect(),
        };
        self.keep(
            database,
            &Credential {
                person: person.id.clone(),
                login: login.to_owned(),
                secrets,
            },
        )?;
        self.told_of(database, &person.id, ("enrol", "sign-in"), at)?;
        Ok(Enrolled {
            person: person.clone(),
            totp: totp::base32(&totp),
            recovery,
        })
    }

    /// Chooses another password for who is signed in; `is_right` says with what outcome the one they
    /// have was compared, and `code` is one of their phone. Their other sessions end. False, and
    /// nothing is changed, where either is wrong. The log is told either way.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn change_password(
        &mut self,
        session: &Session,
        (is_right, code): (bool, &str),
        password: &Password,
        at: &str,
    ) -> Result<bool> {
        let person = &session.person;
        self.in_transaction(|judgements, database| {
            let known: Option<Credential> = judgements.kept(database, text(person))?;
            let proven = known.filter(|_| is_right && Credential::is_phone_code(code));
            let proven = proven.and_then(|mut it| it.takes(code, at).then_some(it));
            let mut entry = own_access(person, ("changePassword", "sign-in"), at);
            let Some(mut proven) = proven else {
                entry.outcome = Outcome::Refused;
                judgements.append(database, entry, None)?;
                return Ok(false);
            };
            proven.secrets.password = password.clone();
            judgements.keep(database, &proven)?;
            judgements.end_sessions_of(database, person, Some(&session.id), at)?;
            judgements.append(database, entry, None)?;
            Ok(true)
        })
    }

    /// Tells the log of what a person did about their own access.
    pub(super) fn told_of(
        &self,
        database: &Connection,
        person: &str,
        what: (&str, &str),
        at: &str,
    ) -> Result<()> {
        self.append(database, own_access(person, what, at), None)
            .map(drop)
    }

    /// The password of a person: that of nobody where they do not sign in.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn password_of_person(&self, person: &str) -> Result<Password> {
        let found: Option<Credential> = self.kept(&self.database, text(person))?;
        Ok(found.map_or_else(Password::of_nobody, |it| it.secrets.password))
    }

    /// The password to compare with for a sign-in name: that of nobody where there is no such name.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn password_of(&self, login: &str) -> Result<Password> {
        let found = self.credential_of(&self.database, login)?;
        Ok(found.map_or_else(Password::of_nobody, |it| it.secrets.password))
    }

    pub(super) fn credential_of(
        &self,
        database: &Connection,
        login: &str,
    ) -> Result<Option<Credential>> {
        let login = login.trim().to_lowercase();
        let all: Vec<Credential> = self.all_kept(database)?;
        Ok(all.into_iter().find(|it| it.login == login))
    }

    /// The ids of the people who can sign in, each with the name they use.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn logins(&self) -> Result<std::collections::BTreeMap<String, String>> {
        let all: Vec<Credential> = self.all_kept(&self.database)?;
        Ok(all.into_iter().map(|it| (it.person, it.login)).collect())
    }
}

fn own_access(person: &str, (action, on): (&str, &str), at: &str) -> Entry {
    Entry {
        at: at.to_owned(),
        who: person.to_owned(),
        purpose: String::new(),
        action: action.to_owned(),
        on: on.to_owned(),
        outcome: Outcome::Allowed,
        rules: vec!["their own access".to_owned()],
        wrote: String::new(),
    }
}

/// The account of a person who has none on the command line.
fn account_of(login: &str) -> String {
    format!("desk {login}")
}

/// A sign-in name: no case, no space, nothing that hides.
fn login_of(text: &str) -> Result<String> {
    let login = text.trim().to_lowercase();
    let fits = |it: char| it.is_alphanumeric() || "._-@+".contains(it);
    if login.is_empty() || login.chars().count() > LOGIN_MAX || !login.chars().all(fits) {
        return Err(StoreError::Missing {
            what: "a name to sign in with".to_owned(),
            hint: "letters, digits and `. _ - @ +`, 64 at most",
        });
    }
    Ok(login)
}

/// The SHA-256 of a code, however it was typed. Codes have 120 bits and more: a plain hash is
/// enough (ASVS 6.5.2).
pub(super) fn hash_of(code: &str) -> String {
    let plain: String = code.chars().filter(|it| it.is_alphanumeric()).collect();
    hex(&Sha256::digest(plain.to_uppercase()))
}

/// A code of 120 random bits, in groups of four letters and digits.
///
/// # Errors
/// Where no random bytes are to be had.
pub fn new_code() -> Result<String> {
    Ok(grouped(&totp::base32(&random::<15>()?)))
}

/// A code in groups of four, which people can read out.
fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|it| it.iter().collect()).collect();
    groups.join("-")
}

fn no_invitation() -> StoreError {
    StoreError::Missing {
        what: "an invitation with that code".to_owned(),
        hint: "an invitation holds three days and once; an administrator makes another",
    }
}

fn place(person: &str) -> String {
    format!("credentials sealed {person}")
}
