//! The ads of all batches in the order of their ids, a piece at a time.

use daylight_model::Ad;
use daylight_model::BatchId;

use crate::error::Result;
use crate::manifest::BatchManifest;
use crate::stored::StoredAd;
use crate::table_read::Pieces;
use crate::table_read::check_bytes;
use crate::tables::batch_ads;
use crate::workspace::Workspace;

/// Ads of a piece.
const PIECE_ADS: usize = 4_096;

/// One batch while it is read; its rows are sorted by id.
struct Cursor {
    batch_id: BatchId,
    pieces: Pieces,
    /// The ads at hand, the next one last.
    held: Vec<Ad>,
}

impl Cursor {
    /// Sees to it that an ad is at hand; false at the end.
    fn fill(&mut self) -> Result<bool> {
        while self.held.is_empty() {
            let Some(mut ads) = self.pieces.next(batch_ads::read)? else {
                return Ok(false);
            };
            ads.reverse();
            self.held = ads;
        }
        Ok(true)
    }
}

impl Workspace {
    /// Calls `each` with the ads of some batches and their texts, in ascending order of ids, some
    /// thousands at a time. The bytes of every batch are checked first.
    ///
    /// # Errors
    /// Where a batch cannot be read, and whatever `each` returns.
    pub fn for_each_ads<E: From<crate::StoreError>>(
        &self,
        batches: &[BatchManifest],
        mut each: impl FnMut(Vec<StoredAd>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut cursors = self.cursors(batches)?;
        let mut piece = Vec::with_capacity(PIECE_ADS);
        while let Some(next) = next_of(&mut cursors)? {
            piece.push(next);
            if piece.len() == PIECE_ADS {
                each(std::mem::replace(&mut piece, Vec::with_capacity(PIECE_ADS)))?;
            }
        }
        if piece.is_empty() {
            Ok(())
        } else {
            each(piece)
        }
    }

    fn cursors(&self, batches: &[BatchManifest]) -> Result<Vec<Cursor>> {
        let mut cursors = Vec::new();
        for batch in batches {
            let folder = self.batches_dir().join(batch.batch_id.as_str());
            check_bytes(&folder, &batch_ads::TABLE, &batch.tables)?;
            cursors.push(Cursor {
                pieces: Pieces::open(&folder, &batch_ads::TABLE, &self.keys().data)?,
                batch_id: batch.batch_id.clone(),
                held: Vec::new(),
            });
        }
        Ok(cursors)
    }
}

/// Takes the ad of the smallest id; `None` at the end of all batches.
fn next_of(cursors: &mut [Cursor]) -> Result<Option<StoredAd>> {
    let mut next: Option<usize> = None;
    for at in 0..cursors.len() {
        let is_there = cursors.get_mut(at).map_or(Ok(false), Cursor::fill)?;
        let id = |at: usize| cursors.get(at)?.held.last().map(|ad| &ad.id);
        if is_there && next.is_none_or(|first| id(at) < id(first)) {
            next = Some(at);
        }
    }
    let cursor = next.and_then(|at| cursors.get_mut(at));
    Ok(cursor.and_then(|cursor| {
        Some(StoredAd {
            ad: cursor.held.pop()?,
            batch_id: cursor.batch_id.clone(),
        })
    }))
}
