//! What an import did, in words and figures.

use daylight_findings::text::counted;
use daylight_findings::text::grouped;
use daylight_model::BatchId;
use daylight_model::Reject;
use daylight_store::Source;
use serde::Serialize;

use crate::cli::ingest::pile::Settled;
use crate::cli::output::Output;
use crate::cli::output::safe;

/// Rejects shown on a terminal; the table of rejects holds all.
const REJECTS_SHOWN: usize = 5;

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Imported {
    /// The new batch; `None` where nothing was new.
    pub(crate) batch_id: Option<BatchId>,
    /// Rows read.
    pub(crate) rows: u64,
    /// Ads kept.
    pub(crate) ads: u64,
    /// Rows whose ad was there already.
    pub(crate) seen_again: u64,
    /// Rows that could not be kept.
    pub(crate) rejects: u64,
    /// The files.
    pub(crate) sources: Vec<Source>,
    /// True where an ad or a reject is new, or an ad was seen again in a file not read before.
    #[serde(skip)]
    pub(crate) is_new: bool,
    /// The first rejects.
    #[serde(skip)]
    shown: Vec<Reject>,
}

impl Imported {
    pub(super) fn new(sources: Vec<Source>, settled: &Settled) -> Self {
        Self {
            batch_id: None,
            is_new: false,
            rows: sources.iter().map(|source| source.rows).sum(),
            ads: settled.kept.len() as u64,
            seen_again: settled.seen_again.len() as u64,
            rejects: settled.rejects.len() as u64,
            shown: settled
                .rejects
                .iter()
                .take(REJECTS_SHOWN)
                .cloned()
                .collect(),
            sources,
        }
    }

    /// True where some row of this import was newly rejected.
    pub(crate) fn has_rejects(&self) -> bool {
        self.is_new && self.rejects > 0
    }

    /// What was read and what became of it, in one line.
    pub(crate) fn sum(&self) -> String {
        let sum = format!(
            "{} read = {} + {} seen again + {}",
            counted(self.rows, "row"),
            counted(self.ads, "ad"),
            grouped(self.seen_again),
            counted(self.rejects, "reject"),
        );
        match &self.batch_id {
            Some(id) => format!("{sum}; batch {id}"),
            None if self.is_new => sum,
            None if self.rows == 0 => "no rows: there is nothing to import".to_owned(),
            None if self.rejects == 0 => {
                format!(
                    "nothing new: {} seen again",
                    counted(self.seen_again, "row")
                )
            }
            None => format!(
                "nothing new: {} seen again, {} rejected as before",
                counted(self.seen_again, "row"),
                counted(self.rejects, "row")
            ),
        }
    }

    /// Says which rows were not kept, and where all of them stand.
    pub(crate) fn note_rejects(&self, output: &Output) {
        if !self.has_rejects() {
            return;
        }
        output.note(format!("{} not kept:", counted(self.rejects, "row")));
        for reject in &self.shown {
            output.note(format!(
                "  {} row {}: {}",
                safe(&reject.source.file),
                reject.source.row,
                safe(&reject.reason)
            ));
        }
        let more = self.rejects.saturating_sub(self.shown.len() as u64);
        if more > 0 {
            output.note(format!("  and {} more", grouped(more)));
        }
        output.note(
            "hint: `daylight export tables --out DIR --format csv` writes all of them as \
             rejects.csv; mend the rows and import the file again",
        );
    }
}
