//! Batches: what each import brought, kept whole, read back, and forgotten when asked.

use std::collections::BTreeMap;
use std::fmt;

use daylight_model::Ad;
use daylight_model::BatchId;
use daylight_model::Reject;
use daylight_model::SourceRow;
use daylight_policy::hex;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;

use crate::contents::Contents;
use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::manifest;
use crate::manifest::BatchManifest;
use crate::moment_text;
use crate::publish::Publication;
use crate::runs;
use crate::stored::BatchInput;
use crate::stored::BatchNotes;
use crate::stored::Seen;
use crate::stored::StoredAd;
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

/// The list of batches that were forgotten, sealed.
pub(crate) const FORGOTTEN: &str = "forgotten.json";

/// What forgetting a batch removes, and what stays known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Which batch.
    pub batch_id: BatchId,
    /// Its ads; `None` where its manifest was damaged.
    pub ads: Option<u64>,
    /// Its rejects; `None` where its manifest was damaged.
    pub rejects: Option<u64>,
    /// The runs that read it, which hold facts of its ads and go too.
    pub runs: Vec<String>,
}

impl Workspace {
    /// The manifests of all live batches, by id, which is the order of import.
    ///
    /// # Errors
    /// Where a manifest cannot be read or was changed.
    pub fn batches(&self) -> Result<Vec<BatchManifest>> {
        let names = self.batch_names()?;
        names.iter().map(|id| self.batch(id)).collect()
    }

    /// The manifest of one batch.
    ///
    /// # Errors
    /// Where it is not there, cannot be read, or was changed.
    pub fn batch(&self, id: &BatchId) -> Result<BatchManifest> {
        let folder = self.batches_dir().join(id.as_str());
        manifest::read(&folder.join(manifest::FILE), &self.keys().data)
    }

    /// Every ad id of the live batches with the hash of its content, by id.
    ///
    /// Only these two columns are read, and the tables are not hashed first: an import of a few
    /// ads must not cost reading all texts.
    ///
    /// # Errors
    /// Where a batch cannot be read.
    pub fn known_content(&self) -> Result<Contents> {
        let mut known = Contents::default();
        for id in self.batch_ids()? {
            let folder = self.batches_dir().join(id);
            let wanted = Wanted::Named(&batch_ads::KNOWN);
            for_each_row(&folder, &batch_ads::TABLE, wanted, |row| {
                batch_ads::read_known(row, &mut known)
            })?;
        }
        Ok(known.latest_by_id())
    }

    /// Every ad of the live batches with its texts, by ad id.
    ///
    /// # Errors
    /// Where a batch cannot be read.
    pub fn ads(&self) -> Result<Vec<StoredAd>> {
        let mut ads = Vec::new();
        for batch in self.batches()? {
            let folder = self.batches_dir().join(batch.batch_id.as_str());
            check_bytes(&folder, &batch_ads::TABLE, &batch.tables)?;
            let wanted = Wanted::All(&self.keys().data);
            let read = read_rows(&folder, &batch_ads::TABLE, wanted, batch_ads::read)?;
            ads.extend(read.into_iter().map(|ad| StoredAd {
                ad,
                batch_id: batch.batch_id.clone(),
            }));
        }
        ads.sort_by(|a, b| a.ad.id.cmp(&b.ad.id));
        Ok(ads)
    }

    /// The rows of a batch whose ads were there already, by ad; none where an earlier Daylight
    /// only counted them.
    ///
    /// # Errors
    /// Where the batch cannot be read.
    pub fn seen_again(&self, batch: &BatchManifest) -> Result<Vec<Seen>> {
        let table = &seen_again::TABLE;
        if !batch.tables.contains_key(table.name) {
            return Ok(Vec::new());
        }
        let folder = self.batches_dir().join(batch.batch_id.as_str());
        check_bytes(&folder, table, &batch.tables)?;
        read_rows(&folder, table, Wanted::Plain, seen_again::read)
    }

    /// Every reject of some batches, in the order of the table of rejects.
    ///
    /// # Errors
    /// Where a batch cannot be read.
    pub fn rejects(&self, batches: &[BatchManifest]) -> Result<Vec<Reject>> {
        let mut all = Vec::new();
        for batch in batches {
            let folder = self.batches_dir().join(batch.batch_id.as_str());
            check_bytes(&folder, &rejects::TABLE, &batch.tables)?;
            let wanted = Wanted::Plain;
            all.extend(read_rows(&folder, &rejects::TABLE, wanted, rejects::read)?);
        }
        Ok(rejects::sorted(&all).into_iter().cloned().collect())
    }

    /// What forgetting a batch would remove; nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such batch.
    pub fn would_forget(&self, id: &BatchId) -> Result<Forgotten> {
        let folder = self.batches_dir().join(id.as_str());
        if number_of(id.as_str()).is_none() || !folder.exists() {
            return Err(StoreError::Missing {
                what: format!("batch `{id}`"),
                hint: "`daylight batches` lists those there are",
            });
        }
        let path = folder.join(manifest::FILE);
        let batch = manifest::read::<BatchManifest>(&path, &self.keys().data).ok();
        Ok(Forgotten {
            batch_id: id.clone(),
            ads: batch.as_ref().map(|batch| batch.ads),
            rejects: batch.as_ref().map(|batch| batch.rejects),
            runs: runs::that_read(self, id)?,
        })
    }

    /// The batches that were forgotten, in the order in which they were.
    ///
    /// # Errors
    /// Where the list cannot be read.
    pub fn forgotten(&self) -> Result<Vec<Forgotten>> {
        let path = self.batches_dir().join(FORGOTTEN);
        if !path.exists() {
            return Ok(Vec::new());
        }
        manifest::read(&path, &self.keys().data)
    }

    /// The ids of all live batches, damaged ones too, in the order of import.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn batch_names(&self) -> Result<Vec<BatchId>> {
        let ids = self.batch_ids()?;
        Ok(ids.iter().map(|id| BatchId::new(id)).collect())
    }

    /// The folders of live batches.
    pub(crate) fn batch_ids(&self) -> Result<Vec<String>> {
        let mut names = disk::names_in(&self.batches_dir())?;
        names.retain(|name| number_of(name).is_some());
        Ok(names)
    }
}

impl Writer<'_> {
    /// Keeps what one import brought, whole or not at all, and returns its id.
    ///
    /// An import that brings no ad from the very sources of a live batch, read the same way, adds
    /// nothing: the id of that batch is returned.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] where rows do not add up or an id comes twice; also where the
    /// disk refuses. Nothing is changed then.
    pub fn write_batch(&self, input: &BatchInput<'_>) -> Result<BatchId> {
        let mut ads: Vec<&(Ad, u128)> = input.ads.iter().collect();
        ads.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        let mut batch = self.begin_batch()?;
        for (ad, content) in ads {
            batch.push(ad, *content)?;
        }
        let mut seen: Vec<&Seen> = input.seen_again.iter().collect();
        seen.sort();
        for seen in seen {
            batch.push_seen(seen.ad_id.as_str(), &seen.source)?;
        }
        batch.finish(&input.notes())
    }

    /// Starts a batch whose ads come one by one, so that they need not be in memory together.
    /// Nobody sees it before [`BatchWriter::finish`].
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn begin_batch(&self) -> Result<BatchWriter<'_>> {
        let workspace = self.workspace;
        let publication = Publication::begin(&workspace.aside(), &workspace.keys().data)?;
        Ok(BatchWriter {
            workspace,
            table: publication.begin_table(&batch_ads::TABLE)?,
            publication,
            seen: None,
            ads: 0,
            seen_again: 0,
            last_id: String::new(),
        })
    }

    /// Removes a batch and the runs that read it; an entry in the list of forgotten batches stays.
    ///
    /// Interrupted anywhere after that entry is written, the next writer completes it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is no such batch; also where the disk refuses.
    pub fn forget_batch(&self, id: &BatchId) -> Result<Forgotten> {
        let forgotten = self.workspace.would_forget(id)?;
        let mut list = self.workspace.forgotten()?;
        list.push(forgotten.clone());
        let path = self.workspace.batches_dir().join(FORGOTTEN);
        manifest::write(&path, &list, &self.workspace.keys().data)?;
        finish_forgetting(self.workspace)?;
        Ok(forgotten)
    }
}

/// A batch being written; dropped unfinished, it is none.
pub struct BatchWriter<'a> {
    workspace: &'a Workspace,
    publication: Publication<'a>,
    table: TableWriter<'static>,
    /// Begun with the first row.
    seen: Option<TableWriter<'static>>,
    ads: u64,
    seen_again: u64,
    last_id: String,
}

impl fmt::Debug for BatchWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchWriter")
            .field("ads", &self.ads)
            .finish_non_exhaustive()
    }
}

impl BatchWriter<'_> {
    /// Adds an ad with the hash of its content.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] where its id is not above the one before; also where the disk
    /// refuses.
    pub fn push(&mut self, ad: &Ad, content: u128) -> Result<()> {
        let id = ad.id.as_str();
        if self.ads > 0 && id <= self.last_id.as_str() {
            let why = if id == self.last_id {
                "an ad shares an id with another"
            } else {
                "its ads do not come in the order of their ids"
            };
            return Err(StoreError::Inconsistent {
                what: "a batch",
                why: why.to_owned(),
            });
        }
        self.table.push(&batch_ads::cells(ad, content)?)?;
        self.ads += 1;
        self.last_id.clear();
        self.last_id.push_str(id);
        Ok(())
    }

    /// Adds a row whose id and content were there already; they come in the order of their ads'
    /// ids.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn push_seen(&mut self, ad: &str, source: &SourceRow) -> Result<()> {
        let table = match self.seen.take() {
            Some(table) => table,
            None => self.publication.begin_table(&seen_again::TABLE)?,
        };
        let table = self.seen.insert(table);
        table.push(&seen_again::cells(ad, source))?;
        self.seen_again += 1;
        Ok(())
    }

    /// Publishes the batch, whole or not at all, and returns its id; as [`Writer::write_batch`]
    /// where it brings no ad.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] where rows do not add up; also where the disk refuses. Nothing
    /// is changed then.
    pub fn finish(self, notes: &BatchNotes<'_>) -> Result<BatchId> {
        let workspace = self.workspace;
        let mut manifest = new_manifest(workspace, (self.ads, self.seen_again), notes)?;
        if let Some(live) = same_batch(workspace, &manifest)? {
            self.publication.abandon()?;
            return Ok(live);
        }
        let digest = self.table.finish()?;
        manifest.tables.insert("ads".to_owned(), digest);
        let sorted = rejects::sorted(notes.rejects);
        let rows = sorted.into_iter().map(|reject| Ok(rejects::cells(reject)));
        let digest = self.publication.table(&rejects::TABLE, rows)?;
        manifest.tables.insert("rejects".to_owned(), digest);
        if let Some(seen) = self.seen {
            let name = seen_again::TABLE.name.to_owned();
            manifest.tables.insert(name, seen.finish()?);
        }
        let folder = workspace.batches_dir().join(manifest.batch_id.as_str());
        self.publication.publish(&manifest, &folder)?;
        Ok(manifest.batch_id)
    }
}

fn new_manifest(
    workspace: &Workspace,
    (ads, seen_again): (u64, u64),
    notes: &BatchNotes<'_>,
) -> Result<BatchManifest> {
    let manifest = BatchManifest {
        batch_id: BatchId::new(&next_id(workspace, &origin(notes))?),
        imported_at: moment_text::write(&notes.imported_at),
        version: notes.version.to_owned(),
        sources: notes.sources.to_vec(),
        mapping: notes.mapping.to_owned(),
        ads,
        seen_again,
        rejects: notes.rejects.len() as u64,
        tables: BTreeMap::new(),
    };
    if manifest.is_conserved() {
        return Ok(manifest);
    }
    Err(StoreError::Inconsistent {
        what: "a batch",
        why: format!(
            "{:?} rows read are not {} ads + {} seen again + {} rejects",
            manifest.rows_read(),
            manifest.ads,
            manifest.seen_again,
            manifest.rejects
        ),
    })
}

/// The next number is one more than the highest ever given, forgotten batches included.
fn next_id(workspace: &Workspace, origin: &str) -> Result<String> {
    let live = workspace.batch_ids()?;
    let forgotten = workspace.forgotten()?;
    let gone = forgotten.iter().map(|gone| gone.batch_id.as_str());
    let highest = live
        .iter()
        .map(String::as_str)
        .chain(gone)
        .filter_map(number_of)
        .max();
    Ok(format!("b{:06}-{origin}", highest.unwrap_or(0) + 1))
}

/// The live batch that a new one without ads would repeat.
fn same_batch(workspace: &Workspace, new: &BatchManifest) -> Result<Option<BatchId>> {
    if new.ads > 0 {
        return Ok(None);
    }
    let same = |live: &BatchManifest| {
        live.sources == new.sources && live.mapping == new.mapping && live.rejects == new.rejects
    };
    Ok(workspace
        .batches()?
        .into_iter()
        .find(same)
        .map(|live| live.batch_id))
}

/// Removes the folders of batches on the list of forgotten ones, and of the runs that read them.
pub(crate) fn finish_forgetting(workspace: &Workspace) -> Result<()> {
    for gone in workspace.forgotten()? {
        for run in &gone.runs {
            runs::remove(workspace, run)?;
        }
        let folder = workspace.batches_dir().join(gone.batch_id.as_str());
        if folder.exists() {
            disk::rename(&folder, &workspace.aside())?;
            disk::sync_dir(&workspace.batches_dir())?;
            disk::remove_dir(&workspace.aside())?;
        }
    }
    Ok(())
}

/// The first 12 digits of a hash of the sources and the mapping.
fn origin(notes: &BatchNotes<'_>) -> String {
    let mut hash = Sha256::new();
    let parts = notes.sources.iter().map(|source| source.sha256.as_str());
    for part in parts.chain([notes.mapping]) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize()).chars().take(12).collect()
}

/// The number in a batch's id; `None` for any other name.
pub(crate) fn number_of(name: &str) -> Option<u32> {
    let (number, origin) = name.strip_prefix('b')?.split_once('-')?;
    let is_hex = origin.len() == 12 && origin.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hex { number.parse().ok() } else { None }
}
