//! What became of a network from run to run.

use std::collections::BTreeMap;

use daylight_model::BatchId;
use daylight_model::NetworkChange;
use daylight_model::NetworkEvent;
use daylight_model::NetworkId;
use daylight_store::Result;
use daylight_store::Run;
use daylight_store::RunManifest;
use daylight_store::Workspace;
use serde::Serialize;

use crate::text::counted;

/// What one run changed about a network, and what was new in that run.
#[derive(Clone, Debug, Serialize)]
pub struct Chapter {
    run_id: String,
    /// The run that it follows on.
    follows: String,
    /// Batches that the run before had not read, with when each was imported.
    new_batches: BTreeMap<BatchId, String>,
    /// Batches that the run before had read.
    gone_batches: Vec<BatchId>,
    settings_changed: bool,
    version_changed: bool,
    /// What it changed.
    pub changes: Vec<NetworkChange>,
}

/// A network's past as far as runs are kept.
#[derive(Clone, Debug, Serialize)]
pub struct History {
    /// The latest first; runs that changed nothing about the network are left out.
    pub chapters: Vec<Chapter>,
    /// The earliest run that is kept and had the network; `None` where it was born later.
    pub there_since: Option<String>,
}

/// The past of a network of a run.
///
/// # Errors
/// Where a run that is there cannot be read.
pub fn of(workspace: &Workspace, run: &Run, id: &NetworkId) -> Result<History> {
    let mut chapters = Vec::new();
    let mut run = run.clone();
    loop {
        let mut changes = run.changes()?;
        changes.retain(|change| change.network_id == *id);
        let is_birth = changes.iter().any(|it| it.event == NetworkEvent::Born);
        let before = before(workspace, &run)?;
        if let Some(before) = before.as_ref().filter(|_| !changes.is_empty()) {
            chapters.push(chapter(workspace, &run, before, changes)?);
        }
        match before {
            Some(before) if !is_birth => run = before,
            before => {
                let there_since = before.is_none().then(|| run.manifest().run_id.clone());
                return Ok(History {
                    chapters,
                    there_since,
                });
            }
        }
    }
}

/// The end of a network that is not there any more, whose id begins so: the run that ended it, and
/// what is known of it.
///
/// # Errors
/// Where a run that is there cannot be read.
pub fn end(
    workspace: &Workspace,
    run: &Run,
    asked: &str,
) -> Result<Option<(String, NetworkChange)>> {
    let mut next = Some(run.clone());
    while let Some(run) = next {
        let changes = run.changes()?;
        let ended = changes.into_iter().find(|change| {
            change.event == NetworkEvent::Ended && begins_so(change.network_id.as_str(), asked)
        });
        if let Some(ended) = ended {
            return Ok(Some((run.manifest().run_id.clone(), ended)));
        }
        next = before(workspace, &run)?;
    }
    Ok(None)
}

/// True where the id of a network begins as somebody wrote it, with `n-` or without.
#[must_use]
pub fn begins_so(id: &str, asked: &str) -> bool {
    let rest = id.strip_prefix("n-").unwrap_or(id);
    !asked.is_empty() && (id.starts_with(asked) || rest.starts_with(asked))
}

/// The run before, where it is still there: forgetting a batch removes the runs that read it.
fn before(workspace: &Workspace, run: &Run) -> Result<Option<Run>> {
    let Some(id) = &run.manifest().predecessor else {
        return Ok(None);
    };
    match workspace.run(id) {
        Err(daylight_store::StoreError::Missing { .. }) => Ok(None),
        run => Ok(run.map(Some)?),
    }
}

fn chapter(
    workspace: &Workspace,
    run: &Run,
    before: &Run,
    changes: Vec<NetworkChange>,
) -> Result<Chapter> {
    let (now, then) = (run.manifest(), before.manifest());
    let mut new_batches = BTreeMap::new();
    for id in not_in(now, then) {
        let imported_at = workspace.batch(&id)?.imported_at;
        new_batches.insert(id, imported_at);
    }
    Ok(Chapter {
        run_id: now.run_id.clone(),
        follows: then.run_id.clone(),
        new_batches,
        gone_batches: not_in(then, now),
        settings_changed: now.settings != then.settings,
        version_changed: now.version != then.version,
        changes,
    })
}

/// The batches that one run read and another did not.
fn not_in(one: &RunManifest, other: &RunManifest) -> Vec<BatchId> {
    let inputs = one.inputs.iter();
    let missing = inputs.filter(|input| !other.inputs.contains(input));
    missing.map(|input| input.batch_id.clone()).collect()
}

impl Chapter {
    /// What was new in the run.
    #[must_use]
    pub fn occasion(&self) -> String {
        let day = |at: &str| at.chars().take(10).collect::<String>();
        let new = self.new_batches.iter();
        let new = new.map(|(batch, at)| format!("batch {batch} of {}", day(at)));
        let gone = self.gone_batches.iter();
        let gone = gone.map(|batch| format!("without batch {batch}"));
        let mut parts: Vec<String> = new.chain(gone).collect();
        if self.settings_changed {
            parts.push("other settings".to_owned());
        }
        if self.version_changed {
            parts.push("another version of Daylight".to_owned());
        }
        if parts.is_empty() {
            parts.push("the same batches and settings".to_owned());
        }
        format!("run {}: {}", self.run_id, parts.join(", "))
    }
}

/// A change in words.
pub fn in_words(change: &NetworkChange) -> String {
    let ads = counted(change.ads, "ad");
    let other = change.other.as_ref().map_or("unknown", NetworkId::as_str);
    let what = match change.event {
        NetworkEvent::Born => format!("born with {ads}"),
        NetworkEvent::Grew => format!("{ads} joined"),
        NetworkEvent::Shrank => format!("{ads} left"),
        NetworkEvent::Merged => format!("network {other} went up in it with {ads}"),
        NetworkEvent::Split => format!("{ads} came out of network {other}"),
        NetworkEvent::Ended => match &change.other {
            Some(other) => format!("ended; most of its {ads} went to {other}"),
            None => format!("ended; none of its {ads} is in a network"),
        },
    };
    let link = change.link_id.as_ref();
    link.map_or(what.clone(), |link| format!("{what} (link {link})"))
}
