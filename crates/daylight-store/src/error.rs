//! What can go wrong with a workspace, by what the caller can do about it.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use thiserror::Error;

/// The result of a store call.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why a workspace could not do what was asked. No message holds a person's data.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The disk or the system refused: no room, no right, no such folder.
    #[error("{doing} `{}`: {source}\nhint: {}", path.display(), io_hint(source))]
    Io {
        /// What was being done, `writing the table`.
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not as it was written.
    #[error("reading `{}`: {what}\nhint: `daylight verify` lists all damage; `daylight link` makes a damaged run anew, a damaged batch is forgotten and its files imported again", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// How it differs.
        what: String,
    },
    /// The folder is there and is no workspace.
    #[error("opening `{}` as a workspace: {why}\nhint: name an empty or a new folder with `-w`", path.display())]
    NotAWorkspace {
        /// Which folder.
        path: PathBuf,
        /// What shows it.
        why: &'static str,
    },
    /// A later Daylight made the workspace.
    #[error("opening workspace `{}`: its format is {found} and this Daylight reads up to {known}\nhint: use the Daylight that made it, or a newer one", path.display())]
    NewerFormat {
        /// Which workspace.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// Another process is writing.
    #[error("writing to workspace `{}`: another Daylight is writing to it\nhint: wait until it is done; reading is possible meanwhile", path.display())]
    Busy {
        /// Which workspace.
        path: PathBuf,
    },
    /// Policy refuses it; the refusal is in the log.
    #[error(
        "refused by policy: {rules}\nhint: `daylight policy explain` tells more; to contest it, write to {contact}"
    )]
    Refused {
        /// The rules that refuse it.
        rules: String,
        /// Whom to write to.
        contact: String,
    },
    /// The keys are sealed, and the passphrase is missing or another.
    #[error("opening the keys `{}`: {why}\nhint: name a file whose first line is the passphrase with `--passphrase-file`, or type it at a terminal", path.display())]
    Sealed {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: &'static str,
    },
    /// What was handed over contradicts itself, so nothing was written.
    #[error("writing {what}: {why}\nhint: this is a fault in Daylight; please report it")]
    Inconsistent {
        /// What was to be written.
        what: &'static str,
        /// The contradiction.
        why: String,
    },
    /// What a person wrote cannot be taken as it is.
    #[error("writing {what}: {why}\nhint: nothing was written; change it and try again")]
    Unfit {
        /// What was to be written.
        what: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Nothing has that id, or there is no run yet.
    #[error("looking for {what}: there is none\nhint: {hint}")]
    Missing {
        /// What was looked for.
        what: String,
        /// What to do next.
        hint: &'static str,
    },
    /// The folder to write to holds other files.
    #[error("writing to `{}`: it holds other files, for example `{found}`\nhint: name an empty or a new folder", path.display())]
    NotEmpty {
        /// Which folder.
        path: PathBuf,
        /// A file in it.
        found: String,
    },
    /// The folder for a copy of a workspace lies in that workspace.
    #[error("writing to `{}`: it lies inside the workspace\nhint: name a folder elsewhere, best on another disk", path.display())]
    Inside {
        /// Which folder.
        path: PathBuf,
    },
}

impl StoreError {
    /// True where something that was written is changed or missing, so that making it anew is the
    /// way on.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        matches!(self, Self::Damaged { .. })
            || matches!(self, Self::Io { source, .. } if is_missing(source))
    }
}

/// The next step for the faults that have one of their own.
const HINTS: [(io::ErrorKind, &str); 7] = [
    (io::ErrorKind::StorageFull, FREE_SPACE),
    (io::ErrorKind::QuotaExceeded, FREE_SPACE),
    (io::ErrorKind::PermissionDenied, CHECK_RIGHTS),
    (io::ErrorKind::ReadOnlyFilesystem, CHECK_RIGHTS),
    (io::ErrorKind::NotADirectory, OTHER_FOLDER),
    (io::ErrorKind::AlreadyExists, OTHER_FOLDER),
    (io::ErrorKind::NotFound, "check the path"),
];
const FREE_SPACE: &str = "free some disk space and try again; what was there before is unchanged";
const CHECK_RIGHTS: &str = "check who owns the folder and whether it may be written to";
const OTHER_FOLDER: &str = "a file stands where a folder is needed; name another folder";
const CHECK_DISK: &str = "check the disk and try again; what was there before is unchanged";

fn io_hint(source: &io::Error) -> &'static str {
    let known = HINTS.iter().find(|(kind, _)| *kind == source.kind());
    known.map_or(CHECK_DISK, |(_, hint)| hint)
}

/// Says what was being done, to which path, when the system refused.
pub(crate) fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    move |source| StoreError::Io {
        doing,
        path: path.to_path_buf(),
        source,
    }
}

/// Says that a file is not as it was written.
pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> StoreError {
    StoreError::Damaged {
        path: path.to_path_buf(),
        what: what.into(),
    }
}
