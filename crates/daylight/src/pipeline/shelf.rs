//! What is known of each ad alone, kept in the workspace so that no later run reads its text.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::OnceLock;

use anyhow::Context;
use daylight_model::BatchId;
use daylight_store::Extracts;
use daylight_store::Segment;
use daylight_store::StoredAd;
use daylight_store::Writer;

use crate::pipeline::analyse::Piece;

/// Ads of one batch that are compressed together.
const SEGMENT_ADS: u32 = 256;

/// Bytes at which they are compressed in any case, so that long ads do not pile up.
const SEGMENT_BYTES: usize = 1 << 22;

/// Names the code that reads ads: a hash of its sources, taken when this program was built.
const EXTRACTOR: &str = env!("DAYLIGHT_EXTRACTOR");

/// The kept extracts of every batch, read and added to in the order of ads.
#[derive(Debug)]
pub(super) struct Shelf<'w> {
    writer: &'w Writer<'w>,
    batches: BTreeMap<BatchId, Batch>,
}

/// Where a run is in the extracts of one batch.
#[derive(Debug)]
struct Batch {
    extracts: Extracts,
    /// The segment being taken from, and the place of the next ad in it; `None` past the last.
    taken: Option<(Arc<Opened>, u32)>,
    /// What is added and does not fill a segment yet, and of how many ads it is.
    added: Vec<u8>,
    ads: u32,
}

/// A segment, unpacked once by whoever needs it first.
#[derive(Debug)]
struct Opened {
    segment: Segment,
    rows: OnceLock<Vec<u8>>,
}

/// What is kept of one ad.
#[derive(Debug)]
pub(super) struct Kept {
    opened: Arc<Opened>,
    at: u32,
}

impl<'w> Shelf<'w> {
    /// The shelf of a workspace.
    pub(super) fn new(writer: &'w Writer<'w>) -> Self {
        Self {
            writer,
            batches: BTreeMap::new(),
        }
    }

    /// Some ads with what is kept of each.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn begin(&mut self, ads: Vec<StoredAd>) -> anyhow::Result<Piece> {
        let kept = ads.iter().map(|ad| self.take(ad));
        Ok(Piece {
            kept: kept.collect::<anyhow::Result<_>>()?,
            ads,
        })
    }

    /// What is kept of the next ad of its batch, if anything is.
    fn take(&mut self, ad: &StoredAd) -> anyhow::Result<Option<Kept>> {
        self.batch(&ad.batch_id)?.take()
    }

    /// Keeps the encoded extract of an ad; the ads before it in its batch were taken or pushed.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn push(&mut self, ad: &StoredAd, row: &[u8]) -> anyhow::Result<()> {
        self.batch(&ad.batch_id)?.push(row)
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        self.batches.values_mut().try_for_each(Batch::write)
    }

    fn batch(&mut self, id: &BatchId) -> anyhow::Result<&mut Batch> {
        if !self.batches.contains_key(id) {
            let mut batch = Batch {
                extracts: self.writer.extracts(id, EXTRACTOR)?,
                taken: None,
                added: Vec::new(),
                ads: 0,
            };
            batch.turn()?;
            self.batches.insert(id.clone(), batch);
        }
        self.batches.get_mut(id).context("finding a batch again")
    }
}

impl Batch {
    /// Goes on to the next segment.
    fn turn(&mut self) -> anyhow::Result<()> {
        let segment = self.extracts.read_next()?;
        self.taken = segment.map(|segment| {
            let rows = OnceLock::new();
            (Arc::new(Opened { segment, rows }), 0)
        });
        Ok(())
    }

    fn take(&mut self) -> anyhow::Result<Option<Kept>> {
        let Some((opened, next)) = &mut self.taken else {
            return Ok(None);
        };
        let kept = Kept {
            opened: Arc::clone(opened),
            at: *next,
        };
        *next += 1;
        if *next >= opened.segment.ads {
            self.turn()?;
        }
        Ok(Some(kept))
    }

    fn push(&mut self, row: &[u8]) -> anyhow::Result<()> {
        let len = u32::try_from(row.len()).context("keeping an extract of more than 4 GiB")?;
        self.added.extend_from_slice(&len.to_le_bytes());
        self.added.extend_from_slice(row);
        self.ads += 1;
        if self.ads == SEGMENT_ADS || self.added.len() > SEGMENT_BYTES {
            self.write()?;
        }
        Ok(())
    }

    fn write(&mut self) -> anyhow::Result<()> {
        if self.ads > 0 {
            let bytes = zstd::encode_all(self.added.as_slice(), 1).context("packing extracts")?;
            let ads = std::mem::take(&mut self.ads);
            self.extracts.push(Segment { ads, bytes })?;
            self.added.clear();
        }
        Ok(())
    }
}

impl Kept {
    /// The encoded extract; `None` where it is not whole, and the ad has to be read.
    pub(super) fn row(&self) -> Option<&[u8]> {
        let rows = self.opened.rows.get_or_init(|| {
            let packed = self.opened.segment.bytes.as_slice();
            zstd::decode_all(packed).unwrap_or_default()
        });
        let mut rest = rows.as_slice();
        for _ in 0..self.at {
            rest = next(rest)?.1;
        }
        next(rest).map(|(row, _)| row)
    }
}

/// The first row and those after it.
fn next(rows: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = rows.split_first_chunk()?;
    rest.split_at_checked(u32::from_le_bytes(*len) as usize)
}
