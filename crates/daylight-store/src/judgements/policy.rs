//! Decisions inside a transaction: what policy looks at cannot change before what it allows is done.

use daylight_policy::Action;
use daylight_policy::Ask;
use daylight_policy::Circumstances;
use daylight_policy::Entry;
use daylight_policy::Permit;
use daylight_policy::Policies;
use daylight_policy::PolicyText;
use daylight_policy::Refusal;
use daylight_policy::Ruling;
use daylight_policy::Thing;
use rusqlite::Connection;
use rusqlite::Transaction;
use rusqlite::TransactionBehavior;
use rusqlite::types::Value;

use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::cases;
use crate::judgements::cases::Case;
use crate::judgements::cells::Cipher;
use crate::judgements::failed;
use crate::judgements::people::Person;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;

/// The row of `about` that names the policy in force.
const IN_FORCE: &str = "policy";

/// Who asks, and what they say about it.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Their account.
    pub account: &'a str,
    /// The purpose they state, by name.
    pub purpose: Option<&'a str>,
    /// The reason they write.
    pub reason: Option<&'a str>,
    /// When, RFC 3339 in UTC with seconds.
    pub at: &'a str,
}

/// A thing by its name, for [`Judgements::explain`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// The workspace.
    Workspace,
    /// A network, by its id.
    Network(String),
    /// A request to see an identifier, by its number.
    Request(i64),
    /// A case, by its number.
    Case(i64),
}

/// Proof that a permit was given up for an entry of the log, and that the entry is on the disk.
///
/// Only this module makes one, after the transaction is committed.
#[derive(Debug)]
pub struct Granted {
    ask: Ask,
}

impl Granted {
    /// What was allowed.
    #[must_use]
    pub fn ask(&self) -> &Ask {
        &self.ask
    }

    /// The network that it was allowed for; `None` where it was for something else.
    #[must_use]
    pub fn network(&self) -> Option<&str> {
        match &self.ask.on {
            Thing::Network(id) => Some(id),
            Thing::Workspace | Thing::Reveal(_) | Thing::Case(_) => None,
        }
    }
}

/// A policy that is or was in force.
pub(super) struct Version(PolicyText);

impl Kept for Version {
    const TABLE: &'static str = "policies";
    const COLUMNS: &'static [&'static str] = &["version", "rules", "purposes", "retention"];

    fn cells(&self, _: &Cipher) -> Result<Vec<Value>> {
        let Self(policy) = self;
        let texts = [&policy.rules, &policy.purposes, &policy.retention];
        let version = text(policy.version());
        Ok(std::iter::once(version).chain(texts.map(text)).collect())
    }

    fn read(cells: &mut Cells, _: &Cipher) -> Option<Self> {
        let version = cells.text()?;
        let policy = PolicyText {
            rules: cells.text()?,
            purposes: cells.text()?,
            retention: cells.text()?,
        };
        (policy.version() == version).then_some(Self(policy))
    }
}

/// What a decision inside a transaction came to.
enum Decided {
    Allowed(Ask),
    Refused(Refusal),
}

impl Judgements {
    /// The policy in force: the one adopted last, else the one that comes with Daylight.
    ///
    /// # Errors
    /// Where it cannot be read or was changed.
    pub fn policy(&self) -> Result<PolicyText> {
        self.policy_in(&self.database)
    }

    fn policy_in(&self, database: &Connection) -> Result<PolicyText> {
        let Some(version) = self.get(database, IN_FORCE)? else {
            return Ok(PolicyText::shipped());
        };
        let wrong = || self.wrong("the policy in force is not there");
        let version = String::from_utf8(version).map_err(|_| wrong())?;
        let known: Option<Version> = self.kept(database, text(version))?;
        known.map(|known| known.0).ok_or_else(wrong)
    }

    pub(super) fn policies(&self, database: &Connection) -> Result<Policies> {
        let parsed = Policies::parse(&self.policy_in(database)?);
        parsed.map_err(|error| self.wrong(error.to_string()))
    }

    /// Puts a policy in force.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by the policy in force until then; also where the disk refuses.
    pub fn adopt_policy(&mut self, asking: &Asking<'_>, policy: &PolicyText) -> Result<()> {
        let version = policy.version();
        let on = format!("policy {version}");
        self.on_workspace(asking, Action::ChangePolicy, &on, |judgements, database| {
            judgements.keep(database, &Version(policy.clone()))?;
            judgements.put(database, IN_FORCE, version.as_bytes())
        })?;
        Ok(())
    }

    /// What policy would say, and nothing comes of it.
    ///
    /// # Errors
    /// Where the judgements cannot be read.
    pub fn explain(&self, asking: &Asking<'_>, action: Action, on: &On) -> Result<Ruling> {
        let policies = self.policies(&self.database)?;
        let on = match on {
            On::Workspace => Thing::Workspace,
            On::Network(id) => Thing::Network(id.clone()),
            On::Case(id) => {
                let case: Option<Case> = self.kept(&self.database, Value::Integer(*id))?;
                cases::thing(*id, case.as_ref())
            }
            On::Request(id) => self.request(&self.database, *id)?.thing(asking.at),
        };
        let ask = self.ask(&self.database, &policies, asking, (action, on))?;
        Ok(policies.ruling(&ask))
    }

    /// Asks policy about a look-up, and tells the log of the answer; `of` names what is looked up by
    /// tokens, or how many words are.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn look_up(&mut self, asking: &Asking<'_>, of: &str) -> Result<Granted> {
        self.on_workspace(asking, Action::LookUp, of, |_, _| Ok(()))
    }

    /// Asks policy whether the ranking may be seen. What is counted over all networks is no private
    /// data: the log is told of a refusal only.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn browse(&mut self, asking: &Asking<'_>) -> Result<()> {
        self.unlogged(asking, Action::Browse, "queue")
    }

    /// Asks policy; only a refusal is written to the log.
    fn unlogged(&mut self, asking: &Asking<'_>, action: Action, on: &str) -> Result<()> {
        if self.explain(asking, action, &On::Workspace)?.is_allowed {
            return Ok(());
        }
        self.on_workspace(asking, action, on, |_, _| Ok(()))
            .map(drop)
    }

    /// Asks policy whether files may be brought in; only a refusal is written to the log.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn may_import(&mut self, asking: &Asking<'_>) -> Result<()> {
        self.unlogged(asking, Action::Import, "files")
    }

    /// Asks policy whether a file may be brought in, by the SHA-256 of its bytes, and tells the log
    /// of the answer.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn import(&mut self, asking: &Asking<'_>, sha256: &str) -> Result<Granted> {
        let on = format!("file {sha256}");
        self.on_workspace(asking, Action::Import, &on, |_, _| Ok(()))
    }

    /// Asks policy whether the log may be read, and tells it of the answer.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by policy; also where the disk refuses.
    pub fn read_log(&mut self, asking: &Asking<'_>) -> Result<Granted> {
        self.on_workspace(asking, Action::ReadAudit, "log", |_, _| Ok(()))
    }

    pub(super) fn on_workspace(
        &mut self,
        asking: &Asking<'_>,
        action: Action,
        on: &str,
        change: impl FnOnce(&Self, &Connection) -> Result<()>,
    ) -> Result<Granted> {
        let on = Some(on.to_owned());
        self.decided(
            asking,
            action,
            |_, _| Ok((Thing::Workspace, on)),
            |judgements, database, _| change(judgements, database),
        )
    }

    /// Decides, changes what the decision allows, and tells the log, in one transaction. `find` finds
    /// the thing, and what the log names it by where that is more.
    pub(super) fn decided(
        &mut self,
        asking: &Asking<'_>,
        action: Action,
        find: impl FnOnce(&Self, &Connection) -> Result<(Thing, Option<String>)>,
        change: impl FnOnce(&Self, &Connection, &Ask) -> Result<()>,
    ) -> Result<Granted> {
        let (decided, contact) = self.in_transaction(|judgements, database| {
            let policies = judgements.policies(database)?;
            let (thing, on) = find(judgements, database)?;
            let ask = judgements.ask(database, &policies, asking, (action, thing))?;
            let contact = policies.purposes().contact.clone();
            let named = |entry: Entry| Entry {
                on: on.unwrap_or_else(|| entry.on.clone()),
                ..entry
            };
            match policies.permit(ask, asking.at) {
                Ok(permit) => {
                    change(judgements, database, permit.ask())?;
                    let ask = judgements.told(database, permit, named, asking.reason)?;
                    Ok((Decided::Allowed(ask), contact))
                }
                Err(refusal) => {
                    let entry = named(refusal.clone().into_entry());
                    judgements.append(database, entry, asking.reason)?;
                    Ok((Decided::Refused(refusal), contact))
                }
            }
        })?;
        match decided {
            Decided::Allowed(ask) => Ok(Granted { ask }),
            Decided::Refused(refusal) => Err(StoreError::Refused {
                rules: refusal.rules().join(", "),
                contact,
            }),
        }
    }

    /// Gives a permit up for its entry.
    fn told(
        &self,
        database: &Connection,
        permit: Permit,
        named: impl FnOnce(Entry) -> Entry,
        wrote: Option<&str>,
    ) -> Result<Ask> {
        let ask = permit.ask().clone();
        self.append(database, named(permit.into_entry()), wrote)?;
        Ok(ask)
    }

    pub(super) fn ask(
        &self,
        database: &Connection,
        policies: &Policies,
        asking: &Asking<'_>,
        (action, on): (Action, Thing),
    ) -> Result<Ask> {
        let people = self.people_in(database)?;
        let person = who(&people, asking.account);
        let id = person.map_or_else(|| format!("account {}", asking.account), |it| it.id.clone());
        let others = people.iter().filter(|it| it.is_active && it.id != id);
        let others = i64::try_from(others.count()).unwrap_or(i64::MAX);
        Ok(Ask {
            roles: person.map(|it| it.roles.clone()).unwrap_or_default(),
            is_active: person.is_some_and(|it| it.is_active),
            action,
            on,
            circumstances: Circumstances {
                purpose: asking
                    .purpose
                    .and_then(|name| policies.purposes().stated(name)),
                wrote_reason: asking.reason.is_some_and(|it| !it.trim().is_empty()),
                others,
                reveals_today: self.reveals_on(database, &id, asking.at)?,
            },
            who: id,
        })
    }

    /// Does something whole or not at all.
    pub(super) fn in_transaction<T>(
        &mut self,
        work: impl FnOnce(&Self, &Connection) -> Result<T>,
    ) -> Result<T> {
        let not_done = failed(&self.path);
        let transaction =
            Transaction::new_unchecked(&self.database, TransactionBehavior::Immediate);
        let transaction = transaction.map_err(&not_done)?;
        self.refuse_retired(&transaction)?;
        let done = work(self, &transaction)?;
        transaction.commit().map_err(&not_done)?;
        Ok(done)
    }
}

/// The person with an account: the one whose access was not ended, else one whose was.
fn who<'p>(people: &'p [Person], account: &str) -> Option<&'p Person> {
    let mut theirs = people.iter().filter(|it| it.account == account);
    let last = theirs.clone().next_back();
    theirs.find(|it| it.is_active).or(last)
}
