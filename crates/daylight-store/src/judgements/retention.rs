//! What is destroyed when its time is over.

use daylight_model::BatchId;
use daylight_policy::Action;
use rusqlite::params;
use rusqlite::types::Value;

use crate::error::Result;
use crate::judgements::Judgements;
use crate::judgements::cases::Case;
use crate::judgements::failed;
use crate::judgements::policy::Asking;
use crate::judgements::reveals::Request;
use crate::moment_text;
use crate::workspace::Workspace;
use crate::workspace::Writer;

/// What is over, or was destroyed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// Batches, with all that was made from them.
    pub batches: Vec<BatchId>,
    /// The numbers of the entries whose reasons are over.
    pub reasons: Vec<u64>,
    /// The numbers of the requests.
    pub requests: Vec<i64>,
    /// The numbers of the closed cases.
    pub cases: Vec<i64>,
}

impl Judgements {
    /// What is over at a time, by the policy in force.
    ///
    /// # Errors
    /// Where the workspace cannot be read.
    pub fn expired(&self, workspace: &Workspace, at: &str) -> Result<Expired> {
        let policies = self.policies(&self.database)?;
        let keeps = policies.retention();
        let mut expired = Expired::default();
        for batch in workspace.batches()? {
            if is_over(&batch.imported_at, keeps.batches, at) {
                expired.batches.push(batch.batch_id);
            }
        }
        for number in self.written()? {
            let entry = self.entry(&self.database, number)?;
            if entry.is_some_and(|entry| is_over(&entry.at, keeps.reasons, at)) {
                expired.reasons.push(number);
            }
        }
        for request in self.requests()? {
            if is_over(&request.asked_at, keeps.requests, at) {
                expired.requests.push(request.id);
            }
        }
        for case in self.all_kept::<Case>(&self.database)? {
            if !case.is_open() && is_over(&case.closed_at, keeps.cases(), at) {
                expired.cases.push(case.id);
            }
        }
        Ok(expired)
    }

    /// Destroys what is over. The log is told first; where the disk refuses meanwhile, the next call
    /// goes on.
    ///
    /// # Errors
    /// [`StoreError::Refused`](crate::StoreError::Refused) by policy; also where the disk refuses.
    pub fn run_retention(&mut self, asking: &Asking<'_>, writer: &Writer<'_>) -> Result<Expired> {
        let expired = self.expired(writer.workspace(), asking.at)?;
        let Expired {
            batches,
            reasons,
            requests,
            cases,
        } = &expired;
        let on = format!(
            "batches {}, reasons {}, requests {}, cases {}",
            batches.len(),
            reasons.len(),
            requests.len(),
            cases.len()
        );
        self.on_workspace(asking, Action::RunRetention, &on, |judgements, database| {
            let not_done = failed(&judgements.path);
            for number in reasons {
                let sql = "delete from written where number = ?1";
                database.execute(sql, params![number]).map_err(&not_done)?;
            }
            for id in requests {
                judgements.remove::<Request>(database, Value::Integer(*id))?;
            }
            let mut cases = cases.iter().copied();
            cases.try_for_each(|id| judgements.remove_case(database, id))
        })?;
        for batch in batches {
            writer.forget_batch(batch)?;
        }
        self.write_back()?;
        Ok(expired)
    }

    /// Empties the log of pages, which holds what was destroyed until it is written back.
    pub(super) fn write_back(&self) -> Result<()> {
        let sql = "pragma wal_checkpoint(truncate)";
        let emptied = self.database.query_row(sql, [], |_| Ok(()));
        emptied.map_err(failed(&self.path))
    }

    /// The numbers of the entries of which is kept what was written.
    pub(super) fn written(&self) -> Result<Vec<u64>> {
        let not_read = failed(&self.path);
        let sql = "select number from written order by number";
        let mut statement = self.database.prepare(sql).map_err(&not_read)?;
        let numbers = statement.query_map([], |row| row.get(0));
        let numbers = numbers.and_then(Iterator::collect);
        numbers.map_err(not_read)
    }
}

/// True where something of that time was to be kept for fewer days than have passed; a time that
/// cannot be read is kept.
fn is_over(since: &str, days: u32, at: &str) -> bool {
    let passed = moment_text::minutes_between(since, at);
    passed.is_some_and(|minutes| minutes >= i64::from(days) * 24 * 60)
}
