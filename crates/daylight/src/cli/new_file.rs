//! Files the user asked for, written aside and given their name once they are whole.

use std::ffi::OsString;
use std::fs;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use anyhow::ensure;

/// What may happen to a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// It gives way once the new one is whole.
    Replace,
    /// It stays, and writing is refused.
    Keep,
}

/// A file being written. Dropped before [`NewFile::publish`] it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct NewFile {
    path: PathBuf,
    /// Where it is written meanwhile; `None` for a device or a pipe, which is written directly.
    aside: Option<PathBuf>,
    file: Named<BufWriter<File>>,
}

/// A writer whose failures say what it writes and what to do next.
#[derive(Debug)]
pub(crate) struct Named<W> {
    what: String,
    writer: W,
}

impl<W: Write> Named<W> {
    /// Names a writer: "standard output".
    pub(crate) fn new(what: String, writer: W) -> Self {
        Self { what, writer }
    }
}

impl<W: Write> Write for Named<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes);
        written.map_err(|error| explained(&self.what, &error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.writer.flush();
        flushed.map_err(|error| explained(&self.what, &error))
    }
}

/// The next step for the faults that have one of their own.
const HINTS: [(io::ErrorKind, &str); 6] = [
    (io::ErrorKind::StorageFull, FREE_SPACE),
    (io::ErrorKind::QuotaExceeded, FREE_SPACE),
    (io::ErrorKind::PermissionDenied, CHECK_RIGHTS),
    (io::ErrorKind::ReadOnlyFilesystem, CHECK_RIGHTS),
    (io::ErrorKind::NotFound, "check that its folder is there"),
    (
        io::ErrorKind::BrokenPipe,
        "what read it left before the end",
    ),
];
const FREE_SPACE: &str = "free some disk space and try again; what was there before is unchanged";
const CHECK_RIGHTS: &str = "check who owns the folder and whether it may be written to";
const CHECK_DISK: &str = "check the disk and try again; what was there before is unchanged";

fn explained(what: &str, error: &io::Error) -> io::Error {
    let known = HINTS.iter().find(|(kind, _)| *kind == error.kind());
    let hint = known.map_or(CHECK_DISK, |(_, hint)| hint);
    let text = format!("writing {what}: {error}\nhint: {hint}");
    io::Error::new(error.kind(), text)
}

impl NewFile {
    /// Begins a file.
    pub(crate) fn begin(path: &Path, existing: Existing) -> anyhow::Result<Self> {
        let there = fs::metadata(path).ok();
        ensure!(
            !there.as_ref().is_some_and(fs::Metadata::is_dir),
            "writing `{}`: it is a folder\nhint: name a file in it",
            path.display()
        );
        ensure!(
            existing == Existing::Replace || there.is_none(),
            "writing `{}`: it is there already\nhint: name another file, or add --force to replace it",
            path.display()
        );
        let is_special = there.is_some_and(|about| !about.is_file());
        let aside = if is_special { None } else { aside_of(path) };
        let file = match &aside {
            None => File::options().write(true).open(path),
            Some(aside) => File::create(aside),
        };
        let what = format!("`{}`", path.display());
        let file = file.map_err(|error| explained(&what, &error))?;
        Ok(Self {
            path: path.to_path_buf(),
            aside,
            file: Named::new(what, BufWriter::with_capacity(1 << 16, file)),
        })
    }

    /// Gives the file its name, once all of it is on the disk.
    pub(crate) fn publish(mut self) -> anyhow::Result<()> {
        self.file.flush()?;
        if let Some(aside) = &self.aside {
            let saved = self.file.writer.get_ref().sync_all();
            saved
                .and_then(|()| fs::rename(aside, &self.path))
                .map_err(|error| explained(&self.file.what, &error))?;
            self.aside = None;
        }
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some(aside) = &self.aside {
            // The failure that led here is the one to report.
            let _ = fs::remove_file(aside);
        }
    }
}

/// Writes a small file whole.
pub(crate) fn write_whole(path: &Path, text: &str, existing: Existing) -> anyhow::Result<()> {
    let mut file = NewFile::begin(path, existing)?;
    file.write_all(text.as_bytes())?;
    file.publish()
}

/// A name beside the file, of this process alone.
fn aside_of(path: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(".");
    name.push(path.file_name()?);
    name.push(format!(".{}.making", std::process::id()));
    Some(path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use crate::cli::new_file::Existing;
    use crate::cli::new_file::NewFile;
    use crate::cli::new_file::write_whole;

    fn names(folder: &std::path::Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_dropped_half_way_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_whole(&path, "old", Existing::Keep).unwrap();
        let mut file = NewFile::begin(&path, Existing::Replace).unwrap();
        file.write_all(b"new").unwrap();
        drop(file);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[test]
    fn a_file_that_is_there_is_kept_unless_it_may_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        write_whole(&path, "old", Existing::Keep).unwrap();
        assert!(write_whole(&path, "new", Existing::Keep).is_err());
        write_whole(&path, "new", Existing::Replace).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(write_whole(folder.path(), "new", Existing::Replace).is_err());
    }
}
