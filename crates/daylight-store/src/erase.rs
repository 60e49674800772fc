//! Single ads taken out of their batches.
//!
//! Every batch that holds one is written again without it into `facts/erasing/`. Then that folder is
//! renamed to `facts/erased/`: from this step on it is done, and the next writer completes what was
//! interrupted. The runs that read such a batch go, with all they found; so do extracts.

use std::collections::BTreeSet;
use std::path::PathBuf;

use daylight_model::AdId;
use daylight_model::BatchId;
use daylight_model::Reject;
use daylight_model::SourceRow;

use crate::batches;
use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::manifest;
use crate::manifest::BatchManifest;
use crate::runs;
use crate::table::Table;
use crate::table_read::Row;
use crate::table_read::Wanted;
use crate::table_read::check_bytes;
use crate::table_read::for_each_row;
use crate::table_read::read_rows;
use crate::table_write::TableWriter;
use crate::tables::batch_ads;
use crate::tables::rejects;
use crate::tables::seen_again;
use crate::workspace::Workspace;
use crate::workspace::Writer;

/// What a row says that was taken out.
const REASON: &str = "erased on request";

/// What was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// The batches that were written again.
    pub batches: Vec<BatchId>,
    /// How many ads.
    pub ads: u64,
}

impl Writer<'_> {
    /// Takes ads out of their batches; of each stays that a row was erased. The runs that read such a
    /// batch are removed: another link ties the ads that are left.
    ///
    /// # Errors
    /// Where a batch cannot be read, or the disk refuses; nothing is changed then, or the next writer
    /// completes it.
    pub fn erase_ads(&self, ids: &BTreeSet<AdId>) -> Result<Erased> {
        let workspace = self.workspace;
        let making = making(workspace);
        disk::remove_dir(&making)?;
        disk::make_dir(&making)?;
        let mut erased = Erased::default();
        for batch in workspace.batches()? {
            let id = batch.batch_id.clone();
            let rewriting = Rewriting {
                workspace,
                from: workspace.batches_dir().join(id.as_str()),
                to: making.join(id.as_str()),
                ids,
            };
            let ads = rewriting.write(batch)?;
            if ads > 0 {
                erased.batches.push(id);
                erased.ads += ads;
            }
        }
        if erased.ads == 0 {
            disk::remove_dir(&making)?;
            return Ok(erased);
        }
        disk::sync_dir(&making)?;
        let facts = workspace.root().join("facts");
        disk::rename(&making, &made(workspace))?;
        disk::sync_dir(&facts)?;
        finish(workspace)?;
        Ok(erased)
    }
}

/// Completes what was promised, and removes what was not.
pub(crate) fn finish(workspace: &Workspace) -> Result<()> {
    disk::remove_dir(&making(workspace))?;
    let made = made(workspace);
    if !made.exists() {
        return Ok(());
    }
    let mut names = disk::names_in(&made)?;
    names.retain(|name| batches::number_of(name).is_some());
    for name in names {
        for run in runs::that_read(workspace, &BatchId::new(&name))? {
            runs::remove(workspace, &run)?;
        }
        let folder = workspace.batches_dir().join(&name);
        disk::remove_dir(&folder)?;
        disk::rename(&made.join(&name), &folder)?;
        disk::sync_dir(&workspace.batches_dir())?;
    }
    disk::remove_dir(&made)?;
    disk::sync_dir(&workspace.root().join("facts"))
}

fn making(workspace: &Workspace) -> PathBuf {
    workspace.root().join("facts").join("erasing")
}

fn made(workspace: &Workspace) -> PathBuf {
    workspace.root().join("facts").join("erased")
}

/// A batch being written again.
struct Rewriting<'a> {
    workspace: &'a Workspace,
    from: PathBuf,
    to: PathBuf,
    ids: &'a BTreeSet<AdId>,
}

impl Rewriting<'_> {
    /// Writes the batch without the ads; returns how many it held, and writes nothing where none.
    fn write(&self, mut batch: BatchManifest) -> Result<u64> {
        let mut gone: Vec<Reject> = Vec::new();
        let is_gone = |row: &Row<'_>| Ok(self.ids.contains(&AdId::new(&row.text("ad_id")?)));
        check_bytes(&self.from, &batch_ads::TABLE, &batch.tables)?;
        let named = Wanted::Named(&["ad_id"]);
        let mut ads = 0;
        for_each_row(&self.from, &batch_ads::TABLE, named, |row| {
            ads += u64::from(is_gone(row)?);
            Ok(())
        })?;
        if ads == 0 {
            return Ok(0);
        }
        disk::make_dir(&self.to)?;
        self.table(&batch_ads::TABLE, &mut batch, &mut gone)?;
        batch.ads -= ads;
        let seen = batch.tables.contains_key(seen_again::TABLE.name);
        if seen {
            self.table(&seen_again::TABLE, &mut batch, &mut gone)?;
            batch.seen_again -= gone.len() as u64 - ads;
        }
        self.rejects(&mut batch, gone)?;
        if !batch.is_conserved() {
            return Err(StoreError::Inconsistent {
                what: "a batch",
                why: "its rows do not add up without the ads that were to be erased".to_owned(),
            });
        }
        let path = self.to.join(manifest::FILE);
        manifest::write(&path, &batch, &self.workspace.keys().data)?;
        disk::sync_dir(&self.to)?;
        Ok(ads)
    }

    /// Copies the rows of other ads; `gone` hears where those stood that are left out.
    fn table(
        &self,
        table: &Table<'_>,
        batch: &mut BatchManifest,
        gone: &mut Vec<Reject>,
    ) -> Result<()> {
        check_bytes(&self.from, table, &batch.tables)?;
        let key = &self.workspace.keys().data;
        let mut writer = TableWriter::create(&self.to, *table, Some(key))?;
        for_each_row(&self.from, table, Wanted::All(key), |row| {
            if !self.ids.contains(&AdId::new(&row.text("ad_id")?)) {
                return writer.push(&row.cells());
            }
            gone.push(Reject {
                source: SourceRow {
                    file: row.text("source_file")?.into(),
                    row: row.whole::<i64>("source_row")?.cast_unsigned(),
                },
                reason: REASON.to_owned(),
            });
            Ok(())
        })?;
        batch.tables.insert(table.name.to_owned(), writer.finish()?);
        Ok(())
    }

    fn rejects(&self, batch: &mut BatchManifest, gone: Vec<Reject>) -> Result<()> {
        let table = &rejects::TABLE;
        check_bytes(&self.from, table, &batch.tables)?;
        let mut all = read_rows(&self.from, table, Wanted::Plain, rejects::read)?;
        all.extend(gone);
        let key = Some(&self.workspace.keys().data);
        let mut writer = TableWriter::create(&self.to, *table, key)?;
        for reject in rejects::sorted(&all) {
            writer.push(&rejects::cells(reject))?;
        }
        batch.tables.insert(table.name.to_owned(), writer.finish()?);
        batch.rejects = all.len() as u64;
        Ok(())
    }
}
