//! Manifests: what a batch or run holds, hashed table by table and sealed with the data key.

use std::collections::BTreeMap;
use std::path::Path;

use daylight_model::BatchId;
use daylight_policy::DataKey;
use daylight_policy::hex;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::error::io_error;

/// The name of the file.
pub(crate) const FILE: &str = "manifest.json";

/// What one table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableDigest {
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of the decrypted rows in their declared order, hexadecimal; the same for the same
    /// data in every workspace.
    pub rows_sha256: String,
    /// SHA-256 of the file's bytes, hexadecimal.
    pub file_sha256: String,
}

/// A file that an import read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// Its name as the user gave it.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Rows read from it, those not kept included.
    pub rows: u64,
}

/// What one import brought.
///
/// INVARIANT (conservation): the sources' rows = `ads` + `seen_again` + `rejects`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchManifest {
    /// Its id: `b`, its number, `-`, and the first 12 digits of a hash of sources and mapping.
    pub batch_id: BatchId,
    /// When it was imported, as the caller says, ISO 8601.
    pub imported_at: String,
    /// The Daylight that imported it.
    pub version: String,
    /// The files, in the order they were read.
    pub sources: Vec<Source>,
    /// How columns were understood, TOML.
    pub mapping: String,
    /// Ads kept.
    pub ads: u64,
    /// Rows whose id and content were there already.
    pub seen_again: u64,
    /// Rows that could not be kept.
    pub rejects: u64,
    /// Its tables by name.
    pub tables: BTreeMap<String, TableDigest>,
}

impl BatchManifest {
    /// Rows read from all sources; `None` where the sum does not fit.
    #[must_use]
    pub fn rows_read(&self) -> Option<u64> {
        self.sources
            .iter()
            .try_fold(0_u64, |sum, source| sum.checked_add(source.rows))
    }

    /// True where every row read was kept, seen again, or rejected.
    #[must_use]
    pub fn is_conserved(&self) -> bool {
        let accounted = self
            .ads
            .checked_add(self.seen_again)
            .and_then(|sum| sum.checked_add(self.rejects));
        accounted.is_some() && accounted == self.rows_read()
    }
}

/// A batch that a run read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInput {
    /// Which batch.
    pub batch_id: BatchId,
    /// The hash of its ads' rows.
    pub rows_sha256: String,
}

/// What one run of the stages made of the batches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunManifest {
    /// Its id: `r-` and the first 12 digits of a hash of inputs, settings, version and rows.
    pub run_id: String,
    /// The Daylight that made it.
    pub version: String,
    /// Its settings, TOML.
    pub settings: String,
    /// The run whose networks its own were held against, for their ids and what became of them;
    /// `None` for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<String>,
    /// The batches it read, by id.
    pub inputs: Vec<RunInput>,
    /// Its tables by name.
    pub tables: BTreeMap<String, TableDigest>,
}

/// A manifest as it stands on disk.
#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    manifest: T,
    seal: String,
}

/// The one way a manifest is written: indented JSON and a line feed.
fn canonical<T: Serialize>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn seal<T: Serialize>(manifest: &T, key: &DataKey) -> serde_json::Result<String> {
    Ok(hex(&key.seal(&canonical(manifest)?)))
}

/// Writes a sealed value whole.
pub(crate) fn write<T: Serialize>(path: &Path, manifest: &T, key: &DataKey) -> Result<()> {
    let not_json = |error: serde_json::Error| StoreError::Inconsistent {
        what: "a manifest",
        why: error.to_string(),
    };
    let seal = seal(manifest, key).map_err(not_json)?;
    let bytes = canonical(&Sealed { manifest, seal }).map_err(not_json)?;
    disk::write_whole(path, &bytes)
}

/// Reads a sealed value; one with a single byte changed is refused.
pub(crate) fn read<T>(path: &Path, key: &DataKey) -> Result<T>
where
    T: Serialize + DeserializeOwned,
{
    let bytes = std::fs::read(path).map_err(io_error("reading", path))?;
    let sealed: Sealed<T> = serde_json::from_slice(&bytes)
        .map_err(|error| damaged(path, format!("it is no manifest (line {})", error.line())))?;
    let is_whole = seal(&sealed.manifest, key).is_ok_and(|seal| seal == sealed.seal)
        && canonical(&sealed).is_ok_and(|canonical| canonical == bytes);
    if !is_whole {
        return Err(damaged(
            path,
            "its seal does not match: it was changed, or keys/data.key is another",
        ));
    }
    Ok(sealed.manifest)
}
