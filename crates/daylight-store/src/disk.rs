//! Files and folders, written so that a power cut leaves the old or the new and nothing between.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use daylight_policy::hex;
use sha2::Digest;
use sha2::Sha256;

use crate::error::Result;
use crate::error::io_error;
use crate::fault;
use crate::fault::Step;

/// Makes a folder that only its owner may enter; one that is there already is left as it is.
pub(crate) fn make_dir(path: &Path) -> Result<()> {
    let made = fault::step(Step::MakeDir(path)).and_then(|()| dir_builder().create(path));
    made.map_err(io_error("making the folder", path))
}

#[cfg(unix)]
fn dir_builder() -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
}

#[cfg(not(unix))]
fn dir_builder() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    builder
}

/// Makes a file anew that only its owner may read.
pub(crate) fn make_file(path: &Path) -> Result<File> {
    let made = fault::step(Step::MakeFile(path)).and_then(|()| file_options().open(path));
    made.map_err(io_error("making the file", path))
}

#[cfg(unix)]
pub(crate) fn file_options() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
}

#[cfg(not(unix))]
pub(crate) fn file_options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    options
}

/// Returns once the file's bytes are on the disk.
pub(crate) fn sync_file(file: &File, path: &Path) -> Result<()> {
    let synced = fault::step(Step::SyncFile(path)).and_then(|()| file.sync_all());
    synced.map_err(io_error("saving to disk", path))
}

/// Returns once the bytes of a file that somebody else wrote are on the disk.
pub(crate) fn save(path: &Path) -> Result<()> {
    let file = File::open(path).map_err(io_error("reading", path))?;
    sync_file(&file, path)
}

/// Returns once the folder's list of names is on the disk.
pub(crate) fn sync_dir(path: &Path) -> Result<()> {
    let synced = fault::step(Step::SyncDir(path)).and_then(|()| File::open(path)?.sync_all());
    synced.map_err(io_error("saving to disk the folder", path))
}

/// Gives a file or folder its name in one step.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<()> {
    let renamed = fault::step(Step::Rename(from, to)).and_then(|()| fs::rename(from, to));
    renamed.map_err(io_error("publishing", to))
}

/// Removes a folder and all in it; one that is not there is no error.
pub(crate) fn remove_dir(path: &Path) -> Result<()> {
    let removed =
        fault::step(Step::RemoveDir(path)).and_then(|()| match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        });
    removed.map_err(io_error("removing the folder", path))
}

/// Removes a file that is there.
pub(crate) fn remove_file(path: &Path) -> Result<()> {
    let removed = fault::step(Step::RemoveFile(path)).and_then(|()| fs::remove_file(path));
    removed.map_err(io_error("removing", path))
}

/// Removes what an interrupted [`write_whole`] left in a folder.
pub(crate) fn remove_leftovers(folder: &Path) -> Result<()> {
    let names = names_in(folder)?;
    let leftovers = names.iter().filter(|name| name.ends_with(".making"));
    leftovers
        .into_iter()
        .try_for_each(|name| remove_file(&folder.join(name)))
}

/// Writes a small file whole: aside, synced, then renamed over the old one.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let aside = path.with_extension("making");
    let mut file = make_file(&aside)?;
    let step = fault::step(Step::Write(&aside, 0, bytes));
    let written = step.and_then(|()| file.write_all(bytes));
    written.map_err(io_error("writing", &aside))?;
    sync_file(&file, &aside)?;
    rename(&aside, path)?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// The whole of a small text file.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(io_error("reading", path))
}

/// The names in a folder, sorted; none where there is no such folder.
pub(crate) fn names_in(path: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(io_error("listing the folder", path))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(io_error("listing the folder", path))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The SHA-256 of a file's bytes in hexadecimal, read in pieces.
pub(crate) fn sha256_of(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(io_error("reading", path))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0_u8; 1 << 16];
    loop {
        let got = file.read(&mut piece).map_err(io_error("reading", path))?;
        match piece.get(..got) {
            Some(bytes) if got > 0 => hash.update(bytes),
            _ => return Ok(hex(&hash.finalize())),
        }
    }
}

/// A file that knows the hash of what was written to it.
#[derive(Debug)]
pub(crate) struct HashedFile {
    file: File,
    path: PathBuf,
    written: u64,
    hash: Sha256,
    failed: Option<io::ErrorKind>,
}

impl HashedFile {
    /// Starts at the file's beginning.
    pub(crate) fn new(file: File, path: PathBuf) -> Self {
        Self {
            file,
            path,
            written: 0,
            hash: Sha256::new(),
            failed: None,
        }
    }

    /// The file itself.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// The SHA-256 of all that was written, in hexadecimal.
    pub(crate) fn sha256(&self) -> String {
        hex(&self.hash.clone().finalize())
    }

    /// What the system said when a write failed; writers above may have lost it.
    pub(crate) fn failed(&self) -> Option<io::ErrorKind> {
        self.failed
    }

    fn try_write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        fault::step(Step::Write(&self.path, self.written, bytes))?;
        self.file.write(bytes)
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.try_write(bytes);
        self.failed = written.as_ref().err().map(io::Error::kind);
        let written = written?;
        self.written += written as u64;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
