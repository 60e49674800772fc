//! Rows of bytes by number, in memory or, where they are too many, on the disk.

use std::ops::Range;

use daylight_store::Overflow;
use daylight_store::Workspace;

/// Rows end to end.
#[derive(Debug, Default)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    /// Where each row ends.
    ends: Vec<u64>,
    overflow: Option<Overflow>,
}

impl Rows {
    /// Adds a row.
    ///
    /// # Errors
    /// Where it goes to the disk, and the disk refuses.
    pub(super) fn push(&mut self, row: &[u8]) -> anyhow::Result<()> {
        match &mut self.overflow {
            Some(overflow) => overflow.push(row)?,
            None => self.bytes.extend_from_slice(row),
        }
        let start = self.ends.last().copied().unwrap_or(0);
        self.ends.push(start + row.len() as u64);
        Ok(())
    }

    /// A row; empty past the last. One that is on the disk is read into `room`.
    ///
    /// # Errors
    /// Where the disk refuses, or has changed what was written.
    pub(super) fn get<'r>(&'r self, row: u32, room: &'r mut Vec<u8>) -> anyhow::Result<&'r [u8]> {
        let range = range(&self.ends, u64::from(row));
        let Some(overflow) = &self.overflow else {
            return Ok(self.bytes.get(range).unwrap_or_default());
        };
        room.clear();
        overflow.read(range.start as u64..range.end as u64, room)?;
        Ok(room)
    }

    /// Bytes of memory they take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len() + self.ends.len() * size_of::<u64>()
    }

    /// Moves all rows, and those that come, to the disk.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn overflow(&mut self, workspace: &Workspace) -> anyhow::Result<()> {
        if self.overflow.is_none() {
            let mut overflow = Overflow::new(workspace)?;
            overflow.push(&std::mem::take(&mut self.bytes))?;
            self.overflow = Some(overflow);
        }
        Ok(())
    }
}

/// Where the item of a number lies among items stored end to end; empty past the last.
pub(super) fn range(ends: &[u64], number: u64) -> Range<usize> {
    let place = |at: Option<u64>| {
        let end = at.and_then(|at| ends.get(usize::try_from(at).ok()?));
        usize::try_from(end.copied().unwrap_or(0)).unwrap_or(0)
    };
    let end = place(Some(number));
    place(number.checked_sub(1)).min(end)..end
}

#[cfg(test)]
mod tests {
    use daylight_store::Workspace;
    use proptest::prelude::*;

    use crate::pipeline::rows::Rows;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Rows come back, wherever they were when it became too many.
        #[test]
        fn rows_come_back(
            given in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..2_000), 0..30),
            full in 0_usize..40,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let workspace = Workspace::open_or_create(folder.path()).unwrap();
            let mut rows = Rows::default();
            for (at, row) in given.iter().enumerate() {
                if at >= full {
                    rows.overflow(&workspace).unwrap();
                }
                rows.push(row).unwrap();
            }
            let mut room = Vec::new();
            for (at, row) in (0..).zip(&given) {
                prop_assert_eq!(rows.get(at, &mut room).unwrap(), row);
            }
            let past = u32::try_from(given.len()).unwrap();
            prop_assert!(rows.get(past, &mut room).unwrap().is_empty());
        }
    }
}
