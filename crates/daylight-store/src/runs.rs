//! Runs: what the stages made of the batches, found and removed.

use crate::disk;
use crate::disk::hex;
use crate::error::Result;
use crate::manifest;
use crate::manifest::RunManifest;
use crate::run::Run;
use crate::workspace::Workspace;
use daylight_model::BatchId;
use sha2::Digest;
use sha2::Sha256;
use std::path::Path;

/// The file that names the run in force.
pub(crate) const CURRENT: &str = "current.json";

impl Workspace {
    /// The run in force; `None` before the first.
    ///
    /// # Errors
    /// Where its manifest cannot be read or was changed.
    pub fn latest_run(&self) -> Result<Option<Run>> {
        let path = self.runs_dir().join(CURRENT);
        if !path.exists() {
            return Ok(None);
        }
        let id: String = manifest::read(&path, &self.keys().data)?;
        self.run(&id).map(Some)
    }

    pub(crate) fn run(&self, id: &str) -> Result<Run> {
        Run::open(self.runs_dir().join(id), self.keys())
    }

    /// The folders of runs.
    pub(crate) fn run_ids(&self) -> Result<Vec<String>> {
        let mut names = disk::names_in(&self.runs_dir())?;
        names.retain(|name| is_id(name));
        Ok(names)
    }
}

/// True where the run lies there already with every byte as it was written.
pub(crate) fn is_whole(folder: &Path, wanted: &RunManifest, workspace: &Workspace) -> bool {
    let Ok(run) = Run::open(folder.to_path_buf(), workspace.keys()) else {
        return false;
    };
    let tables = &run.manifest().tables;
    tables.keys().eq(wanted.tables.keys())
        && tables.iter().all(|(name, digest)| {
            let path = folder.join(format!("{name}.parquet"));
            disk::sha256_of(&path).is_ok_and(|sha256| sha256 == digest.file_sha256)
        })
}

/// The id of a run: a hash of what it was made from and of its rows.
pub(crate) fn id_of(manifest: &RunManifest) -> String {
    let mut parts = vec![manifest.version.as_str(), manifest.settings.as_str()];
    for input in &manifest.inputs {
        parts.extend([input.batch_id.as_str(), input.rows_sha256.as_str()]);
    }
    for (name, digest) in &manifest.tables {
        parts.extend([name.as_str(), digest.rows_sha256.as_str()]);
    }
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digits: String = hex(&hash.finalize()).chars().take(12).collect();
    format!("r-{digits}")
}

/// True for the name of a run's folder.
pub(crate) fn is_id(name: &str) -> bool {
    name.strip_prefix("r-")
        .is_some_and(|hash| hash.len() == 12 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The runs that read a batch; those whose manifest cannot be read are taken for such.
pub(crate) fn that_read(workspace: &Workspace, batch: &BatchId) -> Result<Vec<String>> {
    let mut ids = workspace.run_ids()?;
    ids.retain(|id| {
        workspace.run(id).map_or(true, |run| {
            let mut inputs = run.manifest().inputs.iter();
            inputs.any(|input| input.batch_id == *batch)
        })
    });
    Ok(ids)
}

/// Removes a run; where it was in force, none is.
pub(crate) fn remove(workspace: &Workspace, id: &str) -> Result<()> {
    let current = workspace.runs_dir().join(CURRENT);
    let is_current = current.exists()
        && manifest::read::<String>(&current, &workspace.keys().data).is_ok_and(|it| it == id);
    if is_current {
        disk::remove_file(&current)?;
    }
    let folder = workspace.runs_dir().join(id);
    if folder.exists() {
        disk::rename(&folder, &workspace.aside())?;
        disk::sync_dir(&workspace.runs_dir())?;
        disk::remove_dir(&workspace.aside())?;
    }
    Ok(())
}
