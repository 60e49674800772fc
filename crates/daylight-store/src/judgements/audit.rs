//! The audit log: entries are added in the transaction of what they tell of, and never changed.

use daylight_policy::Action;
use daylight_policy::Checkpoint;
use daylight_policy::Entry;
use daylight_policy::Hash;
use daylight_policy::Outcome;
use daylight_policy::Tree;
use daylight_policy::Verifier;
use daylight_policy::commitment;
use daylight_policy::consistency;
use daylight_policy::hex;
use daylight_policy::inclusion;
use daylight_policy::leaf_hash;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::params;
use rusqlite::types::Value;

use crate::error::Result;
use crate::judgements::Judgements;
use crate::judgements::cells::Cipher;
use crate::judgements::failed;
use crate::judgements::rows::Cells;
use crate::judgements::rows::Kept;
use crate::judgements::rows::text;
use crate::keys::random;

/// The rows of `about`.
const TREE: &str = "tree";
const ORIGIN: &str = "origin";

/// Bytes of the salt before a text that somebody wrote.
const SALT: usize = 16;

/// An entry as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its number, from 0.
    pub number: u64,
    /// The entry.
    pub entry: Entry,
}

/// The proof that an entry is in the log, for a program that knows nothing of Daylight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The entry's bytes.
    pub entry: Vec<u8>,
    /// Its number, from 0.
    pub number: u64,
    /// The hashes beside its way to the root.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint of the root.
    pub checkpoint: String,
}

impl Judgements {
    /// Adds an entry; `wrote` is what the person wrote, sealed beside the log.
    pub(super) fn append(
        &self,
        database: &Connection,
        mut entry: Entry,
        wrote: Option<&str>,
    ) -> Result<u64> {
        let not_done = failed(&self.path);
        let mut tree = self.tree(database)?;
        let number = tree.size();
        if let Some(last) = self.entry(database, number.wrapping_sub(1))? {
            // A clock that was turned back does not turn back the log.
            entry.at = entry.at.max(last.at);
        }
        if let Some(wrote) = wrote {
            let salt: [u8; SALT] = random()?;
            entry.wrote = commitment(&salt, wrote);
            let sealed = [salt.as_slice(), wrote.as_bytes()].concat();
            let sealed = self.cipher.seal(&place_of_written(number), &sealed)?;
            let sql = "insert into written (number, sealed) values (?1, ?2)";
            let added = database.execute(sql, params![number, sealed]);
            added.map_err(&not_done)?;
        }
        let bytes = entry.to_bytes();
        let sql = "insert into entries (number, entry) values (?1, ?2)";
        let added = database.execute(sql, params![number, bytes]);
        added.map_err(&not_done)?;
        tree.push(leaf_hash(&bytes));
        self.put(database, TREE, &tree_bytes(&tree))?;
        Ok(number)
    }

    /// What a person wrote with an entry, while it is kept.
    ///
    /// # Errors
    /// Where it cannot be read, or is not what was written.
    pub fn wrote(&self, number: u64) -> Result<Option<String>> {
        let sql = "select sealed from written where number = ?1";
        let sealed: Option<Vec<u8>> = self
            .database
            .query_row(sql, [number], |row| row.get(0))
            .optional()
            .map_err(failed(&self.path))?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let wrong = || self.wrong(format!("what was written with entry {number} was changed"));
        let opened = self.cipher.open(&place_of_written(number), &sealed);
        let opened = opened.ok_or_else(wrong)?;
        let (salt, text) = opened.split_first_chunk::<SALT>().ok_or_else(wrong)?;
        let text = String::from_utf8(text.to_vec()).map_err(|_| wrong())?;
        let entry = self.entry(&self.database, number)?;
        let is_its = entry.is_some_and(|entry| entry.wrote == commitment(salt, &text));
        is_its.then_some(Some(text)).ok_or_else(wrong)
    }

    /// The newest entries, the newest first.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn log(&self, newest: usize) -> Result<Vec<Logged>> {
        let sql = "select number, entry from entries order by number desc limit ?1";
        let not_read = failed(&self.path);
        let mut statement = self.database.prepare(sql).map_err(&not_read)?;
        let rows = statement
            .query_map([i64::try_from(newest).unwrap_or(i64::MAX)], |row| {
                Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .map_err(&not_read)?;
        rows.map(|row| {
            let (number, bytes) = row.map_err(&not_read)?;
            self.logged(number, &bytes)
        })
        .collect()
    }

    fn logged(&self, number: u64, bytes: &[u8]) -> Result<Logged> {
        let entry = Entry::from_bytes(bytes);
        let entry = entry.ok_or_else(|| self.wrong(format!("entry {number} was changed")))?;
        Ok(Logged { number, entry })
    }

    /// How many texts of ads a person was shown on the day of a moment, in UTC; of a log with more than
    /// so many entries that day, among the last hundred thousand.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn texts_read_on(&self, who: &str, at: &str) -> Result<u64> {
        let day = |at: &str| at.chars().take(10).collect::<String>();
        let today = day(at);
        let sql = "select number, entry from entries order by number desc limit 100000";
        let not_read = failed(&self.path);
        let mut statement = self.database.prepare(sql).map_err(&not_read)?;
        let mut rows = statement.query([]).map_err(&not_read)?;
        let mut texts = 0;
        while let Some(row) = rows.next().map_err(&not_read)? {
            let number = row.get(0).map_err(&not_read)?;
            let bytes: Vec<u8> = row.get(1).map_err(&not_read)?;
            let entry = self.logged(number, &bytes)?.entry;
            if day(&entry.at) < today {
                break;
            }
            let is_text = entry.action == Action::ReadAd.as_str() && entry.who == who;
            let is_shown = is_text && entry.outcome == Outcome::Allowed;
            texts += u64::from(is_shown && day(&entry.at) == today);
        }
        Ok(texts)
    }

    /// A signed checkpoint of the log as it is. The entries are read again from the disk first, so
    /// that nothing is signed that is not there.
    ///
    /// # Errors
    /// Where the log is not as it was written.
    pub fn checkpoint(&self) -> Result<String> {
        let tree = self.checked_tree()?;
        Ok(self.log_key()?.sign(Checkpoint {
            size: tree.size(),
            root: tree.root(),
        }))
    }

    /// The key that checks checkpoints.
    ///
    /// # Errors
    /// Where the name of the log cannot be read.
    pub fn verifier(&self) -> Result<Verifier> {
        Ok(self.log_key()?.verifier())
    }

    /// The proof that an entry is in the log; `None` where there is no such entry.
    ///
    /// # Errors
    /// Where the log is not as it was written.
    pub fn prove(&self, number: u64) -> Result<Option<Proof>> {
        let Some(entry) = self.entry(&self.database, number)? else {
            return Ok(None);
        };
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        Ok(Some(Proof {
            entry: entry.to_bytes(),
            number,
            hashes: inclusion(&self.leaves()?, at),
            checkpoint: self.checkpoint()?,
        }))
    }

    /// The proof that the log of an earlier checkpoint grew into this one: empty where they are the
    /// same.
    ///
    /// # Errors
    /// Where the log is not as it was written.
    pub fn grown_from(&self, size: u64) -> Result<Vec<Hash>> {
        let old = usize::try_from(size).unwrap_or(usize::MAX);
        Ok(consistency(&self.leaves()?, old))
    }

    /// Calls `each` with the bytes of every entry, in order.
    ///
    /// # Errors
    /// Where they cannot be read, one is missing, and whatever `each` returns.
    pub fn for_each_entry(&self, mut each: impl FnMut(u64, &[u8]) -> Result<()>) -> Result<()> {
        let not_read = failed(&self.path);
        let sql = "select number, entry from entries order by number";
        let mut statement = self.database.prepare(sql).map_err(&not_read)?;
        let mut rows = statement.query([]).map_err(&not_read)?;
        let mut next = 0;
        while let Some(row) = rows.next().map_err(&not_read)? {
            let number: u64 = row.get(0).map_err(&not_read)?;
            let bytes = row.get_ref(1).map_err(&not_read)?;
            let bytes = bytes
                .as_blob()
                .map_err(|_| self.wrong("an entry is no bytes"))?;
            if number != next {
                return Err(self.wrong(format!("entry {next} of the log is missing")));
            }
            each(number, bytes)?;
            next += 1;
        }
        Ok(())
    }

    /// The tree over the entries that are there, where it is the one that was kept.
    pub(super) fn checked_tree(&self) -> Result<Tree> {
        let mut tree = Tree::default();
        self.for_each_entry(|_, bytes| {
            tree.push(leaf_hash(bytes));
            Ok(())
        })?;
        if tree == self.tree(&self.database)? {
            Ok(tree)
        } else {
            Err(self.wrong("the audit log is not as it was written"))
        }
    }

    /// What somebody with the keys can do: the state of the tree as if the entries were right.
    #[cfg(test)]
    pub(crate) fn make_tree_anew(&self) -> Result<()> {
        let tree: Tree = self.leaves()?.into_iter().collect();
        self.put(&self.database, TREE, &tree_bytes(&tree))
    }

    #[cfg(test)]
    pub(crate) fn database(&self) -> &Connection {
        &self.database
    }

    fn leaves(&self) -> Result<Vec<Hash>> {
        let mut leaves = Vec::new();
        self.for_each_entry(|_, bytes| {
            leaves.push(leaf_hash(bytes));
            Ok(())
        })?;
        Ok(leaves)
    }

    pub(super) fn tree(&self, database: &Connection) -> Result<Tree> {
        let Some(bytes) = self.get(database, TREE)? else {
            return Ok(Tree::default());
        };
        let tree = bytes.split_first_chunk().and_then(|(size, subtrees)| {
            let subtrees = subtrees.as_chunks::<32>().0.to_vec();
            Tree::from_parts(u64::from_le_bytes(*size), subtrees)
        });
        tree.ok_or_else(|| self.wrong("the state of its log is not valid"))
    }

    pub(super) fn entry(&self, database: &Connection, number: u64) -> Result<Option<Entry>> {
        let Ok(number) = i64::try_from(number) else {
            return Ok(None);
        };
        let sql = "select entry from entries where number = ?1";
        let bytes: Option<Vec<u8>> = database
            .query_row(sql, [number], |row| row.get(0))
            .optional()
            .map_err(failed(&self.path))?;
        let Some(bytes) = bytes else {
            return Ok(None);
        };
        let entry = Entry::from_bytes(&bytes);
        let entry = entry.ok_or_else(|| self.wrong(format!("entry {number} was changed")))?;
        Ok(Some(entry))
    }

    /// Names the log where it has no name yet.
    pub(super) fn set_up(&mut self) -> Result<()> {
        if self.get(&self.database, ORIGIN)?.is_some() {
            return Ok(());
        }
        let name: [u8; 8] = random()?;
        let origin = format!("daylight/{}", hex(&name));
        self.in_transaction(|judgements, database| {
            // Somebody else may have named it meanwhile.
            match judgements.get(database, ORIGIN)? {
                Some(_) => Ok(()),
                None => judgements.put(database, ORIGIN, origin.as_bytes()),
            }
        })
    }

    pub(super) fn origin(&self) -> Result<String> {
        let name = self.get(&self.database, ORIGIN)?.unwrap_or_default();
        String::from_utf8(name).map_err(|_| self.wrong("the name of its log is not valid"))
    }

    /// A row of `about`, proven; `None` where there is none.
    pub(super) fn get(&self, database: &Connection, name: &str) -> Result<Option<Vec<u8>>> {
        let found: Option<About> = self.kept(database, text(name))?;
        Ok(found.map(|found| found.value))
    }

    pub(super) fn put(&self, database: &Connection, name: &str, value: &[u8]) -> Result<()> {
        let row = About {
            name: name.to_owned(),
            value: value.to_vec(),
        };
        self.keep(database, &row)
    }
}

/// What is to be known about the judgements themselves.
pub(super) struct About {
    name: String,
    value: Vec<u8>,
}

impl Kept for About {
    const TABLE: &'static str = "about";
    const COLUMNS: &'static [&'static str] = &["name", "value"];

    fn cells(&self, _: &Cipher) -> Result<Vec<Value>> {
        Ok(vec![text(&self.name), Value::Blob(self.value.clone())])
    }

    fn read(cells: &mut Cells, _: &Cipher) -> Option<Self> {
        Some(Self {
            name: cells.text()?,
            value: cells.bytes()?,
        })
    }
}

pub(super) fn place_of_written(number: u64) -> String {
    format!("written {number}")
}

fn tree_bytes(tree: &Tree) -> Vec<u8> {
    let mut bytes = tree.size().to_le_bytes().to_vec();
    bytes.extend(tree.subtrees().iter().flatten());
    bytes
}
