//! The judgements of a workspace: people, policy, requests, and the audit log, in `SQLite`.
//!
//! They are small, precious and cannot be rebuilt. Every change is one transaction that holds the
//! decision of policy, what it changes, and the entry of the audit log; when the call returns, it is
//! on the disk (`synchronous=FULL`). What people wrote and their names are sealed with AES-256-GCM,
//! and every row carries a code that only a holder of the key can make, both bound to their place.

mod audit;
mod cases;
mod cells;
mod database;
mod decisions;
mod erasures;
mod people;
mod policy;
mod rekey;
mod retention;
mod reveals;
mod reviews;
mod rows;
mod searches;
mod sign_in;
mod verify;

pub use audit::Logged;
pub use audit::Proof;
pub use cases::Case;
pub use cases::CaseEvent;
pub use cases::CaseStep;
pub use decisions::Decision;
pub use erasures::Erasure;
pub use erasures::Found;
pub use people::Person;
pub use policy::Asking;
pub use policy::Granted;
pub use policy::On;
pub(crate) use rekey::Held;
pub use retention::Expired;
pub use reveals::Request;
pub use reviews::Flag;
pub use reviews::Review;
pub use reviews::Verdict;
pub use searches::SavedSearch;
pub use sign_in::ApiToken;
pub use sign_in::Enrolled;
pub use sign_in::Password;
pub use sign_in::Session;
pub use sign_in::TOKEN_DAYS_MAX;
pub use sign_in::new_code;

use std::path::Path;
use std::path::PathBuf;

use daylight_policy::LogKey;
use rusqlite::Connection;

use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::judgements::cells::Cipher;
use crate::workspace::Workspace;

/// The file.
pub(crate) const FILE: &str = "judgements.db";

/// The judgements, open.
#[derive(Debug)]
pub struct Judgements {
    path: PathBuf,
    database: Connection,
    cipher: Cipher,
}

impl Judgements {
    /// Opens the judgements of a workspace, making them where there are none yet.
    ///
    /// # Errors
    /// Where the file is not what it must be, or the disk refuses.
    pub fn open(workspace: &Workspace) -> Result<Self> {
        Self::open_at(&workspace.root().join(FILE), Cipher::new(workspace.keys())?)
    }

    /// The judgements of a workspace, where there are any.
    ///
    /// # Errors
    /// As [`Judgements::open`].
    pub fn open_if_there(workspace: &Workspace) -> Result<Option<Self>> {
        let is_there = workspace.root().join(FILE).exists();
        is_there.then(|| Self::open(workspace)).transpose()
    }

    /// The judgements of a workspace that has people: before the first one is added it belongs to who
    /// made it.
    ///
    /// # Errors
    /// As [`Judgements::open`].
    pub fn open_with_people(workspace: &Workspace) -> Result<Option<Self>> {
        let Some(judgements) = Self::open_if_there(workspace)? else {
            return Ok(None);
        };
        let has_people = !judgements.people()?.is_empty();
        Ok(has_people.then_some(judgements))
    }

    fn open_at(path: &Path, cipher: Cipher) -> Result<Self> {
        let database = database::open(path)?;
        let mut judgements = Self {
            path: path.to_path_buf(),
            database,
            cipher,
        };
        judgements.set_up()?;
        Ok(judgements)
    }

    /// The key that signs checkpoints; the log is named by its first use.
    fn log_key(&self) -> Result<LogKey> {
        let origin = self.origin()?;
        let key = LogKey::new(&origin, self.cipher.log_seed());
        key.ok_or_else(|| damaged(&self.path, "the name of its log is not valid"))
    }

    fn wrong(&self, what: impl Into<String>) -> StoreError {
        damaged(&self.path, what.into())
    }
}

/// What `SQLite` said, without what it was about.
fn failed(path: &Path) -> impl Fn(rusqlite::Error) -> StoreError {
    move |error| database::error(path, &error)
}
