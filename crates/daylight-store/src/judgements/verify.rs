//! Checks the judgements: the file, the log, and every row.

use daylight_policy::Checkpoint;
use daylight_policy::Entry;
use daylight_policy::Hash;
use daylight_policy::Outcome;
use daylight_policy::Policies;
use daylight_policy::PolicyText;
use daylight_policy::Tree;
use daylight_policy::leaf_hash;

use crate::error::Result;
use crate::judgements::Judgements;
use crate::judgements::cases::Case;
use crate::judgements::cases::CaseEvent;
use crate::judgements::decisions::Decision;
use crate::judgements::erasures::Erasure;
use crate::judgements::failed;
use crate::judgements::people::Person;
use crate::judgements::reveals::Request;
use crate::judgements::reviews::Flag;
use crate::judgements::reviews::Review;
use crate::judgements::rows::Kept;
use crate::judgements::searches::SavedSearch;
use crate::judgements::sign_in::ApiToken;
use crate::judgements::sign_in::Credential;
use crate::judgements::sign_in::Invitation;
use crate::judgements::sign_in::Session;

impl Judgements {
    /// Everything that is wrong with them; none where all is as it was written.
    ///
    /// `known` is a checkpoint that was kept elsewhere: the log must still begin with what it says.
    /// Without one, whoever holds the keys and writes the whole log anew is not found out, nor is
    /// one who cuts it off and puts an earlier state of the file in its place.
    #[must_use]
    pub fn problems(&self, known: Option<Checkpoint>) -> Vec<String> {
        let mut found = Vec::new();
        let mut note = |done: Result<()>| {
            if let Err(error) = done {
                found.push(error.to_string());
            }
        };
        note(self.check_file());
        note(self.check_log(known));
        note(self.check_rows::<Person>());
        note(self.check_rows::<Request>());
        note(self.check_rows::<Erasure>());
        note(self.check_rows::<Decision>());
        note(self.check_rows::<Credential>());
        note(self.check_rows::<Invitation>());
        note(self.check_rows::<Session>());
        note(self.check_rows::<ApiToken>());
        note(self.check_rows::<SavedSearch>());
        note(self.check_rows::<Review>());
        note(self.check_rows::<Flag>());
        note(self.check_rows::<Case>());
        note(self.check_rows::<CaseEvent>());
        note(self.check_policies());
        note(self.check_written());
        found
    }

    fn check_file(&self) -> Result<()> {
        let not_read = failed(&self.path);
        let said: String = self
            .database
            .query_row("pragma integrity_check(1)", [], |row| row.get(0))
            .map_err(not_read)?;
        if said == "ok" {
            Ok(())
        } else {
            Err(self.wrong("SQLite finds its pages damaged"))
        }
    }

    fn check_log(&self, known: Option<Checkpoint>) -> Result<()> {
        let mut log = Log {
            tree: Tree::default(),
            last: String::new(),
            root: known
                .filter(|known| known.size == 0)
                .map(|_| Tree::default().root()),
        };
        self.for_each_entry(|number, bytes| {
            if log.take(bytes).is_none() {
                return Err(self.wrong(format!("entry {number} of the log was changed")));
            }
            if known.is_some_and(|known| known.size == number + 1) {
                log.root = Some(log.tree.root());
            }
            Ok(())
        })?;
        if log.tree != self.tree(&self.database)? {
            return Err(self.wrong("the audit log is not as it was written"));
        }
        match known {
            Some(known) if known.size > log.tree.size() => Err(self.wrong(format!(
                "the log had {} entries when the checkpoint was signed, and has {}",
                known.size,
                log.tree.size()
            ))),
            Some(known) if log.root != Some(known.root) => {
                Err(self.wrong("the log does not begin with what the checkpoint says"))
            }
            _ => Ok(()),
        }
    }

    fn check_rows<T: Kept>(&self) -> Result<()> {
        self.all_kept::<T>(&self.database).map(drop)
    }

    fn check_policies(&self) -> Result<()> {
        let text: PolicyText = self.policy()?;
        let parsed = Policies::parse(&text);
        parsed
            .map(drop)
            .map_err(|error| self.wrong(error.to_string()))
    }

    fn check_written(&self) -> Result<()> {
        let mut numbers = self.written()?.into_iter();
        numbers.try_for_each(|number| self.wrote(number).map(drop))
    }
}

/// The log while it is walked.
struct Log {
    tree: Tree,
    /// When the entry before was made.
    last: String,
    /// The root at the size of the checkpoint that is known.
    root: Option<Hash>,
}

impl Log {
    /// Takes the next entry; `None` where it is none, or older than the one before.
    fn take(&mut self, bytes: &[u8]) -> Option<()> {
        let entry = Entry::from_bytes(bytes)?;
        if entry.at < self.last || entry.outcome == Outcome::Allowed && entry.rules.is_empty() {
            return None;
        }
        self.last = entry.at;
        self.tree.push(leaf_hash(bytes));
        Some(())
    }
}
