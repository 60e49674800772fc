//! Runs: what the stages made of the batches, written whole, found, and removed.

use crate::disk;
use crate::disk::hex;
use crate::error::Result;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::manifest;
use crate::manifest::RunInput;
use crate::manifest::RunManifest;
use crate::manifest::TableDigest;
use crate::publish::Publication;
use crate::run::Run;
use crate::stored::RunTables;
use crate::table::Table;
use crate::tables::ads;
use crate::tables::clusters;
use crate::tables::facts;
use crate::tables::links;
use crate::tables::members;
use crate::tables::networks;
use crate::tables::reasons;
use crate::tables::rejects;
use crate::tables::templates;
use crate::workspace::Workspace;
use crate::workspace::Writer;
use daylight_model::AdId;
use daylight_model::BatchId;
use daylight_model::NetworkId;
use daylight_model::Reason;
use daylight_model::TemplateId;
use sha2::Digest;
use sha2::Sha256;
use std::collections::BTreeMap;
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

impl Writer<'_> {
    /// Keeps a run, whole or not at all, makes it the one in force, and returns its id.
    ///
    /// The id is a hash of the batches, the settings, the version and every row, so writing the
    /// same run again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] where the tables contradict each other; also where the disk
    /// refuses. The run in force stays in force then.
    pub fn write_run(&self, run: &RunTables<'_>) -> Result<String> {
        let fits = templates_of(run)?;
        let workspace = self.workspace;
        let publication = Publication::begin(&workspace.aside(), &workspace.keys().data)?;
        let tables = write_tables(&publication, run, &fits, workspace.keys())?;
        let mut manifest = RunManifest {
            run_id: String::new(),
            version: run.version.to_owned(),
            settings: run.settings.to_owned(),
            inputs: inputs(workspace)?,
            tables,
        };
        manifest.run_id = id_of(&manifest);
        let folder = workspace.runs_dir().join(&manifest.run_id);
        if is_whole(&folder, &manifest, workspace) {
            disk::remove_dir(&workspace.aside())?;
        } else {
            // What a fault of the disk left of the same run gives way to it.
            disk::remove_dir(&folder)?;
            publication.publish(&manifest, &folder)?;
        }
        let current = workspace.runs_dir().join(CURRENT);
        manifest::write(&current, &manifest.run_id, &workspace.keys().data)?;
        Ok(manifest.run_id)
    }
}

fn write_tables(
    out: &Publication<'_>,
    run: &RunTables<'_>,
    fits: &BTreeMap<&AdId, &TemplateId>,
    keys: &Keys,
) -> Result<BTreeMap<String, TableDigest>> {
    let mut digests = BTreeMap::new();
    let mut keep = |table: &Table<'_>, digest: Result<TableDigest>| -> Result<()> {
        digests.insert(table.name.to_owned(), digest?);
        Ok(())
    };
    let mut rows: Vec<_> = run.ads.iter().collect();
    rows.sort_by(|a, b| a.ad.id.cmp(&b.ad.id));
    let cells = rows.into_iter().map(|ad| Ok(ads::cells(ad)));
    keep(&ads::TABLE, out.table(&ads::TABLE, cells))?;

    let rows = facts::sorted(run.facts).into_iter();
    let cells = rows.map(|(ad, fact)| facts::cells(ad, fact, &keys.token));
    keep(&facts::TABLE, out.table(&facts::TABLE, cells))?;

    let mut rows: Vec<_> = run.clusters.iter().collect();
    rows.sort();
    let cells = rows
        .into_iter()
        .map(|(ad, id)| Ok(clusters::cells(ad, id, fits.get(ad).copied())));
    keep(&clusters::TABLE, out.table(&clusters::TABLE, cells))?;

    let mut rows: Vec<_> = run.templates.iter().collect();
    rows.sort_by_key(|template| (&template.cluster_id, &template.template_id));
    let cells = rows.into_iter().map(templates::cells);
    keep(&templates::TABLE, out.table(&templates::TABLE, cells))?;

    let rows = links::sorted(run.links).into_iter();
    let cells = rows.map(links::cells);
    keep(&links::TABLE, out.table(&links::TABLE, cells))?;

    write_networks(out, run, &mut keep)?;

    let rows = rejects::sorted(run.rejects).into_iter();
    let cells = rows.map(|reject| Ok(rejects::cells(reject)));
    keep(&rejects::TABLE, out.table(&rejects::TABLE, cells))?;
    Ok(digests)
}

fn write_networks(
    out: &Publication<'_>,
    run: &RunTables<'_>,
    keep: &mut impl FnMut(&Table<'_>, Result<TableDigest>) -> Result<()>,
) -> Result<()> {
    let mut rows: Vec<(&AdId, &NetworkId)> = Vec::new();
    for network in run.networks {
        rows.extend(network.members.iter().map(|ad| (ad, &network.network_id)));
    }
    rows.sort();
    let cells = rows.into_iter().map(|(ad, id)| Ok(members::cells(ad, id)));
    keep(&members::TABLE, out.table(&members::TABLE, cells))?;

    let rows = networks::sorted(run.networks).into_iter();
    let cells = rows.map(|network| Ok(networks::cells(network)));
    keep(&networks::TABLE, out.table(&networks::TABLE, cells))?;

    let mut rows: Vec<(&NetworkId, &Reason)> = Vec::new();
    for network in run.networks {
        rows.extend(
            network
                .reasons
                .iter()
                .map(|reason| (&network.network_id, reason)),
        );
    }
    rows.sort_by_key(|(id, reason)| (*id, reason.indicator));
    let cells = rows
        .into_iter()
        .map(|(id, reason)| reasons::cells(id, reason));
    keep(&reasons::TABLE, out.table(&reasons::TABLE, cells))
}

/// Which template each ad fits; refused where an ad fits two or stands outside their cluster.
fn templates_of<'a>(run: &RunTables<'a>) -> Result<BTreeMap<&'a AdId, &'a TemplateId>> {
    let wrong = |why: String| StoreError::Inconsistent { what: "a run", why };
    let mut cluster_of = BTreeMap::new();
    for (ad, cluster) in run.clusters {
        if cluster_of.insert(ad, cluster).is_some() {
            return Err(wrong(format!("ad `{ad}` is in two clusters")));
        }
    }
    let mut fits = BTreeMap::new();
    for template in run.templates {
        for ad in &template.members {
            if cluster_of.get(ad) != Some(&&template.cluster_id) {
                return Err(wrong(format!(
                    "ad `{ad}` is outside its template's cluster"
                )));
            }
            if fits.insert(ad, &template.template_id).is_some() {
                return Err(wrong(format!("ad `{ad}` fits two templates")));
            }
        }
    }
    Ok(fits)
}

fn inputs(workspace: &Workspace) -> Result<Vec<RunInput>> {
    let batches = workspace.batches()?.into_iter();
    Ok(batches
        .map(|mut batch| RunInput {
            batch_id: batch.batch_id,
            rows_sha256: batch
                .tables
                .remove("ads")
                .map(|ads| ads.rows_sha256)
                .unwrap_or_default(),
        })
        .collect())
}

/// True where the run lies there already with every byte as it was written.
fn is_whole(folder: &Path, wanted: &RunManifest, workspace: &Workspace) -> bool {
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
