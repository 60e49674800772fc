//! The network index of a run: from a network to all that is shown of it.
//!
//! The tables of a run are in the order of ads, so whoever wants one network walks all of them. Here
//! a network's part of each stands together. What it looks like is the reader's affair; here it is
//! bytes, a *sheet*. It can be built anew at any time and holds nothing that the run's plain columns
//! do not; it is encrypted all the same, so that a sheet proves itself when it is read.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::run::Run;
use crate::table_read::for_rows_near;
use crate::table_write::TableWriter;
use crate::tables::network_index;
use crate::tables::network_index::TABLE;
use crate::workspace::Writer;

/// The network of the row that names the run.
const OF_RUN: &str = "";

/// Sheets are read together with those that stand beside them, this many bytes or one sheet.
const GROUP_BYTES: usize = 1 << 20;

/// Where sheets are written, in ascending order of their networks.
pub struct Sheets<'a, 'table> {
    table: &'a mut TableWriter<'table>,
}

impl std::fmt::Debug for Sheets<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sheets")
    }
}

impl Sheets<'_, '_> {
    /// Adds the sheet of a network.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn push(&mut self, network: &str, sheet: &[u8]) -> Result<()> {
        self.table.push(&network_index::cells(network, sheet))
    }
}

impl Writer<'_> {
    /// Keeps a sheet for each network of a run, in place of those that are there; `form` says how
    /// they are written, for whoever reads them.
    ///
    /// # Errors
    /// What `write` returns, or where the disk refuses.
    pub fn index_networks(
        &self,
        run: &Run,
        form: &str,
        write: impl FnOnce(&mut Sheets<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        self.put_beside(run, TABLE, |table| {
            table.end_groups_at(GROUP_BYTES);
            table.push(&network_index::cells(OF_RUN, heading(run, form).as_bytes()))?;
            table.end_group()?;
            write(&mut Sheets { table })
        })
    }
}

/// What the first row says.
fn heading(run: &Run, form: &str) -> String {
    format!("{} {form}", run.manifest().run_id)
}

impl Run {
    /// True where [`Writer::index_networks`] was called.
    #[must_use]
    pub fn has_sheets(&self) -> bool {
        self.folder().join(TABLE.file_name()).exists()
    }

    /// The sheet of a network; `None` where there is none, or sheets are not of this form.
    ///
    /// # Errors
    /// Where the index is missing, cannot be read, or was changed.
    pub fn sheet(&self, network: &str, form: &str) -> Result<Option<Vec<u8>>> {
        let near = BTreeSet::from([OF_RUN, network]);
        let mut found = None;
        let mut is_ours = false;
        for_rows_near(self.folder(), &TABLE, &self.keys().data, &near, |row| {
            let (of, sheet) = network_index::read(row)?;
            if of == OF_RUN {
                is_ours = sheet == heading(self, form).as_bytes();
            } else if of == network {
                found = Some(sheet.to_vec());
            }
            Ok(())
        })?;
        Ok(found.filter(|_| is_ours))
    }
}
