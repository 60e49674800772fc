//! New keys for a workspace: every table is written again with them and takes the old one's place.
//!
//! All is made aside in `facts.next/` and in `next/` beside the keys. Then a file says that it is
//! complete; from then on whoever opens the workspace first completes the exchange, step by step,
//! as often as it takes. Before that file is there, what was made aside counts for nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use daylight_model::Private;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::batches::FORGOTTEN;
use crate::batches::Forgotten;
use crate::disk;
use crate::error::Result;
use crate::error::damaged;
use crate::format;
use crate::judgements;
use crate::judgements::Held;
use crate::judgements::Judgements;
use crate::keys;
use crate::keys::Keys;
use crate::manifest;
use crate::manifest::BatchManifest;
use crate::manifest::RunManifest;
use crate::manifest::TableDigest;
use crate::runs::CURRENT;
use crate::table::Table;
use crate::table_read::Wanted;
use crate::table_read::check_bytes;
use crate::table_read::for_each_row;
use crate::table_write::TableWriter;
use crate::tables;
use crate::tables::facts;
use crate::workspace;
use crate::workspace::Workspace;
use crate::workspace::Writer;

/// The facts under the new keys, while they are made.
const NEXT: &str = "facts.next";

/// The judgements under the new keys.
const NEXT_JUDGEMENTS: &str = "judgements.next";

/// Says that they and the new keys are complete.
const COMPLETE: &str = "rotating";

/// What was written again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Batches.
    pub batches: usize,
    /// Runs.
    pub runs: usize,
}

impl Writer<'_> {
    /// Draws new keys and writes the whole workspace again with them: private columns and seals
    /// with a new data key, tokens with a new token key. Ids and rows stay as they are. The new keys
    /// are sealed with the passphrase where one is given. `at` is the time, RFC 3339 in UTC, that the
    /// audit log will tell.
    ///
    /// The workspace has to be opened anew afterwards. What can be rebuilt is left out: indexes, and
    /// what was extracted from ads. Copies made earlier need the old keys, which are gone.
    ///
    /// # Errors
    /// Where anything cannot be read or is not as it was written, or the disk refuses; the workspace
    /// is then as it was.
    pub fn rotate_keys(self, passphrase: Option<&Private>, at: &str) -> Result<Rotated> {
        let workspace = self.workspace;
        let next_keys = workspace.keys_dir().join(keys::NEXT);
        keys::draw(&next_keys, passphrase)?;
        disk::sync_dir(workspace.keys_dir())?;
        let rotation = Rotation {
            workspace,
            to: workspace.root().join(NEXT),
            new: keys::load(&next_keys, passphrase)?,
        };
        let rotated = rotation.write()?;
        let held = rotation.judgements(at)?;
        disk::sync_dir(workspace.root())?;
        disk::write_whole(&workspace.root().join(COMPLETE), b"")?;
        exchange(workspace.root(), workspace.keys_dir())?;
        held.map_or(Ok(()), Held::retire)?;
        Ok(rotated)
    }
}

impl Writer<'_> {
    /// Seals the keys with a passphrase; `old` is the one they are sealed with, if any.
    ///
    /// # Errors
    /// Where the keys cannot be read or written.
    pub fn seal_keys(&self, old: Option<&Private>, new: &Private) -> Result<()> {
        keys::seal(self.workspace.keys_dir(), old, new)
    }

    /// Puts sealed keys down in the clear.
    ///
    /// # Errors
    /// Where the keys cannot be read or written.
    pub fn unseal_keys(&self, passphrase: &Private) -> Result<()> {
        keys::unseal(self.workspace.keys_dir(), passphrase)
    }
}

impl Workspace {
    /// True where the keys are sealed with a passphrase.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        keys::is_sealed(self.keys_dir())
    }
}

/// Completes an exchange that was interrupted.
pub(crate) fn finish(root: &Path) -> Result<()> {
    if !root.join(COMPLETE).exists() {
        return Ok(());
    }
    let _lock = workspace::lock(root)?;
    if root.join(COMPLETE).exists() {
        exchange(root, &format::keys_dir(root)?)?;
    }
    Ok(())
}

/// Removes what an interrupted rotation left aside.
pub(crate) fn discard(workspace: &Workspace) -> Result<()> {
    disk::remove_dir(&workspace.root().join(NEXT))?;
    let judgements = workspace.root().join(NEXT_JUDGEMENTS);
    if judgements.exists() {
        disk::remove_file(&judgements)?;
    }
    disk::remove_dir(&workspace.keys_dir().join(keys::NEXT))
}

/// Each step finds out whether it was done before.
fn exchange(root: &Path, keys_dir: &Path) -> Result<()> {
    let (facts, next) = (root.join("facts"), root.join(NEXT));
    if next.exists() {
        disk::remove_dir(&facts)?;
        disk::rename(&next, &facts)?;
        disk::sync_dir(root)?;
    }
    let (judgements, next) = (root.join(judgements::FILE), root.join(NEXT_JUDGEMENTS));
    if next.exists() {
        for beside in ["-wal", "-shm"] {
            let path = root.join(format!("{}{beside}", judgements::FILE));
            if path.exists() {
                disk::remove_file(&path)?;
            }
        }
        disk::rename(&next, &judgements)?;
        disk::sync_dir(root)?;
    }
    keys::advance(keys_dir)?;
    disk::remove_file(&root.join(COMPLETE))?;
    disk::sync_dir(root)
}

struct Rotation<'a> {
    workspace: &'a Workspace,
    to: PathBuf,
    new: Keys,
}

impl Rotation<'_> {
    fn write(&self) -> Result<Rotated> {
        disk::remove_dir(&self.to)?;
        let (batches, runs) = (self.to.join("batches"), self.to.join("runs"));
        disk::make_dir(&batches)?;
        disk::make_dir(&runs)?;
        let mut rotated = Rotated::default();
        for mut batch in self.workspace.batches()? {
            let from = self.workspace.batches_dir().join(batch.batch_id.as_str());
            let tables = tables::of_batch(&batch).collect::<Vec<_>>();
            self.folder(&from, &batches, &tables, &mut batch)?;
            rotated.batches += 1;
        }
        for id in self.workspace.run_ids()? {
            let mut run = self.workspace.run(&id)?.manifest().clone();
            let from = self.workspace.runs_dir().join(&id);
            let tables = tables::of(&run).collect::<Vec<_>>();
            self.folder(&from, &runs, &tables, &mut run)?;
            rotated.runs += 1;
        }
        let forgotten = self.workspace.batches_dir().join(FORGOTTEN);
        self.again::<Vec<Forgotten>>(&forgotten, &batches.join(FORGOTTEN))?;
        let current = self.workspace.runs_dir().join(CURRENT);
        self.again::<String>(&current, &runs.join(CURRENT))?;
        for folder in [&batches, &runs, &self.to] {
            disk::sync_dir(folder)?;
        }
        Ok(rotated)
    }

    /// Writes the judgements anew, where there are any, and keeps everybody else from the old ones.
    fn judgements(&self, at: &str) -> Result<Option<Held>> {
        let Some(judgements) = Judgements::open_if_there(self.workspace)? else {
            return Ok(None);
        };
        let held = judgements.hold()?;
        let to = self.workspace.root().join(NEXT_JUDGEMENTS);
        Judgements::open(self.workspace)?.copy_with(&self.new, &to, at)?;
        Ok(Some(held))
    }

    /// Seals a value anew, where it is there.
    fn again<T: Serialize + DeserializeOwned>(&self, from: &Path, to: &Path) -> Result<()> {
        if !from.exists() {
            return Ok(());
        }
        let value: T = manifest::read(from, &self.workspace.keys().data)?;
        manifest::write(to, &value, &self.new.data)
    }

    fn folder<M: Listing>(
        &self,
        from: &Path,
        into: &Path,
        tables: &[&Table<'_>],
        manifest: &mut M,
    ) -> Result<()> {
        let to = into.join(from.file_name().unwrap_or_default());
        disk::make_dir(&to)?;
        for table in tables {
            check_bytes(from, table, manifest.tables())?;
            let digest = self.table(from, &to, table)?;
            let listed = manifest.tables().get_mut(table.name);
            let listed = listed.filter(|listed| listed.rows_sha256 == digest.rows_sha256);
            *listed.ok_or_else(|| {
                let path = from.join(table.file_name());
                damaged(&path, "its rows are not those of the manifest")
            })? = digest;
        }
        manifest::write(&to.join(manifest::FILE), manifest, &self.new.data)?;
        disk::sync_dir(&to)
    }

    fn table(&self, from: &Path, to: &Path, table: &Table<'_>) -> Result<TableDigest> {
        let mut writer = TableWriter::create(to, *table, Some(&self.new.data))?;
        let old = Wanted::All(&self.workspace.keys().data);
        for_each_row(from, table, old, |row| {
            if table.name == facts::TABLE.name {
                let (ad, fact) = facts::read(row)?;
                return writer.push(&facts::cells(&ad, &fact, &self.new.token)?);
            }
            writer.push(&row.cells())
        })?;
        writer.finish()
    }
}

/// A manifest, as far as it lists tables.
trait Listing: Serialize {
    fn tables(&mut self) -> &mut BTreeMap<String, TableDigest>;
}

impl Listing for BatchManifest {
    fn tables(&mut self) -> &mut BTreeMap<String, TableDigest> {
        &mut self.tables
    }
}

impl Listing for RunManifest {
    fn tables(&mut self) -> &mut BTreeMap<String, TableDigest> {
        &mut self.tables
    }
}
