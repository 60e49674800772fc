//! A copy of the judgements: as it is for a backup, or under new keys for a rotation.

use std::path::Path;

use daylight_policy::Entry;
use daylight_policy::Outcome;
use rusqlite::Connection;
use rusqlite::params;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::judgements::Judgements;
use crate::judgements::audit::About;
use crate::judgements::audit::place_of_written;
use crate::judgements::cases::Case;
use crate::judgements::cases::CaseEvent;
use crate::judgements::cells::Cipher;
use crate::judgements::decisions::Decision;
use crate::judgements::erasures::Erasure;
use crate::judgements::failed;
use crate::judgements::people::Person;
use crate::judgements::policy::Version;
use crate::judgements::reveals::Request;
use crate::judgements::reviews::Flag;
use crate::judgements::reviews::Review;
use crate::judgements::rows::Kept;
use crate::judgements::searches::SavedSearch;
use crate::judgements::sign_in::ApiToken;
use crate::judgements::sign_in::Credential;
use crate::judgements::sign_in::Invitation;
use crate::judgements::sign_in::Session;
use crate::keys::Keys;

/// The row of `about` that says that another file has taken this one's place.
const RETIRED: &str = "retired";

/// Judgements that nobody else may write to, while others take their place.
#[derive(Debug)]
pub(crate) struct Held(Judgements);

impl Held {
    /// Tells whoever waits to write that this file is no longer the one.
    pub(crate) fn retire(self) -> Result<()> {
        let Self(held) = self;
        held.put(&held.database, RETIRED, b"")?;
        let ended = held.database.execute_batch("commit");
        ended.map_err(failed(&held.path))
    }
}

impl Judgements {
    /// Waits until nobody writes, and lets nobody in.
    pub(crate) fn hold(self) -> Result<Held> {
        let held = self.database.execute_batch("begin immediate");
        held.map_err(failed(&self.path))?;
        Ok(Held(self))
    }

    /// Refuses to write to a file in whose place another has come.
    pub(super) fn refuse_retired(&self, database: &Connection) -> Result<()> {
        match self.get(database, RETIRED)? {
            None => Ok(()),
            Some(_) => Err(StoreError::Busy {
                path: self.path.clone(),
            }),
        }
    }

    /// Writes them as they are at one moment into a new file, saved to disk.
    pub(crate) fn copy(&self, to: &Path) -> Result<()> {
        if to.exists() {
            disk::remove_file(to)?;
        }
        disk::make_file(to)?;
        let sql = "vacuum into ?1";
        let path = to.to_string_lossy();
        let copied = self.database.execute(sql, [path.as_ref()]);
        copied.map_err(failed(&self.path))?;
        disk::save(to)
    }

    /// Writes them under new keys into a new file, with an entry that tells of it.
    ///
    /// Checkpoints signed before are checked with the key of then, those after with the new one; the
    /// entries themselves stay, so the tree goes on.
    pub(crate) fn copy_with(&self, new: &Keys, to: &Path, at: &str) -> Result<()> {
        self.copy(to)?;
        let mut copy = Self {
            path: to.to_path_buf(),
            database: Connection::open(to).map_err(failed(to))?,
            cipher: Cipher::new(new)?,
        };
        copy.in_transaction(|copy, database| copy.seal_anew(self, database, at))?;
        disk::save(to)
    }

    fn seal_anew(&self, before: &Self, database: &Connection, at: &str) -> Result<()> {
        self.rows_anew::<About>(before, database)?;
        self.rows_anew::<Person>(before, database)?;
        self.rows_anew::<Version>(before, database)?;
        self.rows_anew::<Request>(before, database)?;
        self.rows_anew::<Decision>(before, database)?;
        self.rows_anew::<Erasure>(before, database)?;
        self.rows_anew::<Credential>(before, database)?;
        self.rows_anew::<Invitation>(before, database)?;
        self.rows_anew::<Session>(before, database)?;
        self.rows_anew::<ApiToken>(before, database)?;
        self.rows_anew::<SavedSearch>(before, database)?;
        self.rows_anew::<Review>(before, database)?;
        self.rows_anew::<Flag>(before, database)?;
        self.rows_anew::<Case>(before, database)?;
        self.rows_anew::<CaseEvent>(before, database)?;
        self.written_anew(&before.cipher, database)?;
        let entry = Entry {
            at: at.to_owned(),
            who: "who may write to the workspace".to_owned(),
            purpose: String::new(),
            action: "rotateKeys".to_owned(),
            on: format!("checkpoints from here on: {}", self.verifier()?),
            outcome: Outcome::Allowed,
            rules: vec!["the keys' owner".to_owned()],
            wrote: String::new(),
        };
        self.append(database, entry, None).map(drop)
    }

    fn rows_anew<T: Kept>(&self, before: &Self, database: &Connection) -> Result<()> {
        let rows: Vec<T> = before.all_kept(&before.database)?;
        rows.iter().try_for_each(|row| self.keep(database, row))
    }

    fn written_anew(&self, old: &Cipher, database: &Connection) -> Result<()> {
        let not_done = failed(&self.path);
        let mut statement = database
            .prepare("select number, sealed from written")
            .map_err(&not_done)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let rows: Vec<(u64, Vec<u8>)> = rows.and_then(Iterator::collect).map_err(&not_done)?;
        for (number, sealed) in rows {
            let place = place_of_written(number);
            let text = old.open(&place, &sealed);
            let wrong = || self.wrong(format!("what was written with entry {number} was changed"));
            let sealed = self.cipher.seal(&place, &text.ok_or_else(wrong)?)?;
            let sql = "update written set sealed = ?1 where number = ?2";
            let done = database.execute(sql, params![sealed, number]);
            done.map_err(&not_done)?;
        }
        Ok(())
    }
}
