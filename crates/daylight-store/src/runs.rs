//! Runs: what the stages made of the batches, found and removed.

use daylight_model::BatchId;
use daylight_policy::hex;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::manifest;
use crate::manifest::BatchManifest;
use crate::manifest::RunInput;
use crate::manifest::RunManifest;
use crate::run::Run;
use crate::workspace::Workspace;
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

    /// A run by its id; the text may come from anywhere.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is none; also where its manifest cannot be read or was
    /// changed.
    pub fn run(&self, id: &str) -> Result<Run> {
        if !is_id(id) || !self.runs_dir().join(id).exists() {
            return Err(StoreError::Missing {
                what: format!("run `{id}`"),
                hint: "`daylight networks --json` names the run in force",
            });
        }
        Run::open(self.runs_dir().join(id), self.keys())
    }

    /// The run that a new one with these settings, by this version, follows on: the one in force,
    /// or, where a new one would be the same, what that follows on itself.
    ///
    /// # Errors
    /// Where a manifest cannot be read or was changed.
    pub fn predecessor(&self, settings: &str, version: &str) -> Result<Option<Run>> {
        let Some(run) = self.latest_run()? else {
            return Ok(None);
        };
        if !self.would_make(run.manifest(), settings, version)? {
            return Ok(Some(run));
        }
        let before = run.manifest().predecessor.as_deref();
        let before = before.filter(|id| self.runs_dir().join(id).exists());
        before.map(|id| self.run(id)).transpose()
    }

    /// True where a new run with these settings, by this version, would be made from what this one
    /// was made from.
    ///
    /// # Errors
    /// Where the manifest of a batch cannot be read or was changed.
    pub fn would_make(&self, run: &RunManifest, settings: &str, version: &str) -> Result<bool> {
        let is_alike = run.version == version && run.settings == settings;
        Ok(is_alike && run.inputs == inputs(&self.batches()?))
    }

    /// The batches that a run read, where all are there as they were.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where one is not; also where a manifest cannot be read or was
    /// changed.
    pub fn inputs_of(&self, run: &RunManifest) -> Result<Vec<BatchManifest>> {
        let mut batches = self.batches()?;
        let is_input = |batch: &BatchManifest| {
            let inputs = inputs(std::slice::from_ref(batch));
            inputs.iter().all(|input| run.inputs.contains(input))
        };
        batches.retain(is_input);
        let is_there = |id: &BatchId| batches.iter().any(|batch| batch.batch_id == *id);
        let mut read = run.inputs.iter();
        match read.find(|input| !is_there(&input.batch_id)) {
            None => Ok(batches),
            Some(gone) => Err(StoreError::Missing {
                what: format!("batch `{}`, which run `{}` read", gone.batch_id, run.run_id),
                hint: "a run can be made again only from the batches that it read",
            }),
        }
    }

    /// The folders of runs.
    pub(crate) fn run_ids(&self) -> Result<Vec<String>> {
        let mut names = disk::names_in(&self.runs_dir())?;
        names.retain(|name| is_id(name));
        Ok(names)
    }
}

/// The batches as a run that reads them names them.
pub(crate) fn inputs(batches: &[BatchManifest]) -> Vec<RunInput> {
    let input = |batch: &BatchManifest| {
        let ads = batch.tables.get("ads");
        RunInput {
            batch_id: batch.batch_id.clone(),
            rows_sha256: ads.map(|ads| ads.rows_sha256.clone()).unwrap_or_default(),
        }
    };
    batches.iter().map(input).collect()
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
    parts.extend(manifest.predecessor.as_deref());
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
