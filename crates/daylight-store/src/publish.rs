//! Publishing: a folder is written aside, saved to disk, and given its name in one step.

use std::path::Path;
use std::path::PathBuf;

use daylight_policy::DataKey;
use serde::Serialize;

use crate::disk;
use crate::error::Result;
use crate::manifest;
use crate::manifest::TableDigest;
use crate::table::Cell;
use crate::table::Table;
use crate::table_write::TableWriter;

/// A batch or run being written; nobody sees it before [`Publication::publish`].
#[derive(Debug)]
pub(crate) struct Publication<'a> {
    aside: PathBuf,
    key: &'a DataKey,
}

impl<'a> Publication<'a> {
    /// Starts in an empty folder aside; what an earlier try left there is removed.
    pub(crate) fn begin(aside: &Path, key: &'a DataKey) -> Result<Self> {
        disk::remove_dir(aside)?;
        disk::make_dir(aside)?;
        Ok(Self {
            aside: aside.to_path_buf(),
            key,
        })
    }

    /// Begins a table that is written row by row.
    pub(crate) fn begin_table<'t>(&self, table: &Table<'t>) -> Result<TableWriter<'t>> {
        TableWriter::create(&self.aside, *table, Some(self.key))
    }

    /// Writes a whole table.
    pub(crate) fn table<'r>(
        &self,
        table: &Table<'_>,
        rows: impl IntoIterator<Item = Result<Vec<Cell<'r>>>>,
    ) -> Result<TableDigest> {
        let mut writer = self.begin_table(table)?;
        for row in rows {
            writer.push(&row?)?;
        }
        writer.finish()
    }

    /// Removes what was written.
    pub(crate) fn abandon(self) -> Result<()> {
        disk::remove_dir(&self.aside)
    }

    /// Writes the manifest, last of all, and gives the folder its name.
    ///
    /// When this returns, the folder is on the disk under its name, whole.
    pub(crate) fn publish<T: Serialize>(self, manifest: &T, folder: &Path) -> Result<()> {
        // This saves the folder's list of names too.
        manifest::write(&self.aside.join(manifest::FILE), manifest, self.key)?;
        disk::rename(&self.aside, folder)?;
        folder.parent().map_or(Ok(()), disk::sync_dir)
    }
}
