//! The folder of a workspace: made, opened, and lent to one writer at a time.

use std::collections::BTreeSet;
use std::fs::File;
use std::fs::TryLockError;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;

use daylight_model::Private;
use daylight_policy::TokenKey;

use crate::batches;
use crate::disk;
use crate::erase;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::io_error;
use crate::format;
use crate::keys;
use crate::keys::Keys;
use crate::rotate;

/// The file that makes a folder a workspace; written last when one is made.
pub(crate) const MARKER: &str = "daylight.toml";
/// The user's list of generic identifiers.
pub(crate) const GENERIC: &str = "generic.txt";
/// The file that a writer locks.
pub(crate) const LOCK: &str = "lock";
/// What a workspace that is still being made may hold.
const FIRST_FILES: [&str; 6] = [
    ".gitignore",
    ".gitignore.making",
    "daylight.making",
    "facts",
    format::KEYS,
    LOCK,
];

/// A workspace, open for reading.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    keys: Keys,
    keys_dir: PathBuf,
    /// The batches whose ads were found to be those that were written, so that who reads one ad
    /// after the other hashes them once.
    checked: Arc<Mutex<BTreeSet<String>>>,
}

impl Workspace {
    /// Opens a workspace that is there.
    ///
    /// # Errors
    /// Where `root` is no workspace, is of a newer format, or its keys cannot be read.
    pub fn open(root: &Path) -> Result<Self> {
        Self::open_with(root, None)
    }

    /// Opens a workspace whose keys may be sealed with a passphrase.
    ///
    /// # Errors
    /// As [`Workspace::open`]; [`StoreError::Sealed`] where the passphrase is missing or another.
    pub fn open_with(root: &Path, passphrase: Option<&Private>) -> Result<Self> {
        format::check(root)?;
        rotate::finish(root)?;
        Self::with_keys(root, &format::keys_dir(root)?, passphrase)
    }

    /// Opens a workspace, making it first where `root` is new, empty, or half made.
    ///
    /// # Errors
    /// As [`Workspace::open`]; also where `root` is a file, holds other things, or cannot be
    /// written.
    pub fn open_or_create(root: &Path) -> Result<Self> {
        Self::create(root)?;
        Self::open(root)
    }

    /// Makes a workspace where `root` is new, empty, or half made; one that is there is left as it
    /// is.
    ///
    /// # Errors
    /// Where `root` is a file, holds other things, or cannot be written.
    pub fn create(root: &Path) -> Result<()> {
        if root.join(MARKER).exists() {
            return Ok(());
        }
        create(root)
    }

    /// A folder with keys from elsewhere.
    ///
    /// # Errors
    /// Where the keys cannot be read.
    pub(crate) fn with_keys(
        root: &Path,
        keys: &Path,
        passphrase: Option<&Private>,
    ) -> Result<Self> {
        Ok(Self {
            root: root.to_path_buf(),
            keys: keys::load(keys, passphrase)?,
            keys_dir: keys.to_path_buf(),
            checked: Arc::default(),
        })
    }

    pub(crate) fn checked(&self) -> &Mutex<BTreeSet<String>> {
        &self.checked
    }

    /// The folder that its keys are in.
    #[must_use]
    pub fn keys_dir(&self) -> &Path {
        &self.keys_dir
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The key that tokens are made with.
    #[must_use]
    pub fn token_key(&self) -> &TokenKey {
        &self.keys.token
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The text of `daylight.toml`.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn settings(&self) -> Result<String> {
        disk::read_text(&self.root.join(MARKER))
    }

    /// The identifiers of `generic.txt`, one a line; empty lines and lines that begin with `#`
    /// are left out. Empty where there is no such file.
    ///
    /// # Errors
    /// Where the file is there and cannot be read.
    pub fn generic(&self) -> Result<Vec<Private>> {
        let path = self.root.join(GENERIC);
        if !path.exists() {
            return Ok(Vec::new());
        }
        let text = disk::read_text(&path)?;
        let lines = text.lines().map(str::trim);
        Ok(lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(Private::new)
            .collect())
    }

    /// Lets one writer in; what an interrupted writer left aside is removed, and a workspace of an
    /// older format is brought forward.
    ///
    /// Hold the writer from reading what is known until the new batch or run is written, so that
    /// nobody changes the workspace in between.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another writer is in; also where the disk refuses.
    pub fn writer(&self) -> Result<Writer<'_>> {
        let lock = lock(&self.root)?;
        format::upgrade(&self.root)?;
        disk::remove_dir(&self.aside())?;
        for folder in [
            self.root.clone(),
            self.batches_dir(),
            self.runs_dir(),
            self.keys_dir.clone(),
        ] {
            disk::remove_leftovers(&folder)?;
        }
        let writer = Writer {
            workspace: self,
            _lock: lock,
        };
        keys::tidy(&self.keys_dir)?;
        rotate::discard(self)?;
        erase::finish(self)?;
        batches::finish_forgetting(self)?;
        Ok(writer)
    }

    pub(crate) fn batches_dir(&self) -> PathBuf {
        self.root.join("facts").join("batches")
    }

    pub(crate) fn runs_dir(&self) -> PathBuf {
        self.root.join("facts").join("runs")
    }

    /// Where things are written before they are published, and moved before they are removed.
    pub(crate) fn aside(&self) -> PathBuf {
        self.root.join("facts").join("aside")
    }
}

/// The right to write to a workspace; given up when dropped.
#[derive(Debug)]
pub struct Writer<'a> {
    pub(crate) workspace: &'a Workspace,
    _lock: File,
}

impl<'a> Writer<'a> {
    /// The workspace that it writes to.
    #[must_use]
    pub fn workspace(&self) -> &'a Workspace {
        self.workspace
    }
}

fn create(root: &Path) -> Result<()> {
    disk::make_dir(root)?;
    let not_ours = disk::names_in(root)?
        .into_iter()
        .any(|name| !FIRST_FILES.contains(&name.as_str()));
    if not_ours && !root.join(MARKER).exists() {
        return Err(StoreError::NotAWorkspace {
            path: root.to_path_buf(),
            why: "it holds other files and no daylight.toml",
        });
    }
    let _lock = lock(root)?;
    if root.join(MARKER).exists() {
        return Ok(());
    }
    ignore(root)?;
    disk::make_dir(&root.join("facts").join("batches"))?;
    disk::make_dir(&root.join("facts").join("runs"))?;
    disk::sync_dir(&root.join("facts"))?;
    keys::make(&root.join(format::KEYS))?;
    // The marker says that all else is there, so it must not outlive it.
    disk::sync_dir(root)?;
    disk::write_whole(&root.join(MARKER), format::first_settings().as_bytes())?;
    sync_parent(root)
}

/// Returns once the name of a workspace's folder is on the disk.
pub(crate) fn sync_parent(root: &Path) -> Result<()> {
    root.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or(Ok(()), disk::sync_dir)
}

/// Sees to it that no repository takes the workspace in by accident.
pub(crate) fn ignore(root: &Path) -> Result<()> {
    disk::write_whole(&root.join(".gitignore"), b"*\n")
}

pub(crate) fn lock(root: &Path) -> Result<File> {
    let path = root.join(LOCK);
    let file = disk::make_file(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy {
            path: root.to_path_buf(),
        }),
        Err(TryLockError::Error(error)) => Err(io_error("locking", &path)(error)),
    }
}
