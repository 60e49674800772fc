//! What can go wrong with a whole file, by what its owner can do about it.

use std::io;
use std::sync::Arc;

use thiserror::Error;

/// A file that cannot be read, or not to its end.
///
/// Bad rows are not errors: they are rejects. No message quotes the file's text.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The path names a folder.
    #[error("reading {file}: it is a folder\nhint: name the files in it")]
    Folder {
        /// The file as the user named it.
        file: Arc<str>,
    },
    /// There is nothing in the file.
    #[error("reading {file}: the file is empty\nhint: save or download it again")]
    Empty {
        /// The file as the user named it.
        file: Arc<str>,
    },
    /// The device, the network or the operating system failed.
    #[error("reading {file}{}: {error}\nhint: check the file and the disk it is on", after(*row))]
    Unreadable {
        /// The file as the user named it.
        file: Arc<str>,
        /// Rows read before it failed.
        row: u64,
        /// What the operating system said.
        error: io::Error,
    },
    /// A compressed file or a document ends before its end.
    #[error("reading {file}{}: the file ends too early\nhint: copy or download it again", after(*row))]
    Truncated {
        /// The file as the user named it.
        file: Arc<str>,
        /// Rows read before it ended.
        row: u64,
    },
    /// The content is not what the name or the first bytes promise.
    #[error("reading {file}{}: {problem}\nhint: check that the file opens elsewhere", after(*row))]
    Damaged {
        /// The file as the user named it.
        file: Arc<str>,
        /// Rows read before the damage.
        row: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// The file asks for more than a limit allows.
    #[error("reading {file}{}: {limit}\nhint: {hint}", after(*row))]
    TooMuch {
        /// The file as the user named it.
        file: Arc<str>,
        /// Rows read before the limit was met.
        row: u64,
        /// The limit, with its number and unit.
        limit: String,
        /// What to do instead.
        hint: &'static str,
    },
    /// No column was recognised as text.
    #[error(
        "reading {file}: no column of it looks like the text of an ad\n\
         hint: run `daylight mapping {file}`, mark a column `as = \"text\"`, and pass it with --mapping"
    )]
    NoText {
        /// The file as the user named it.
        file: Arc<str>,
    },
    /// The mapping does not fit the file, or contradicts itself.
    #[error("applying the mapping to {file}: {problem}\nhint: run `daylight mapping {file}`")]
    Mapping {
        /// The file as the user named it.
        file: Arc<str>,
        /// What does not fit.
        problem: String,
    },
}

/// Where in the file, if past its start.
fn after(row: u64) -> String {
    if row == 0 {
        String::new()
    } else {
        format!(" after row {row}")
    }
}

/// What stops a reader, before the file's name and the row are known.
#[derive(Debug)]
pub(crate) enum Fault {
    Io(io::Error),
    Truncated,
    Damaged(String),
    TooMuch(String, &'static str),
    Mapping(String),
}

impl Fault {
    /// Adds where it happened.
    pub(crate) fn at(self, file: &Arc<str>, row: u64) -> ReadError {
        let file = Arc::clone(file);
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::IsADirectory => {
                ReadError::Folder { file }
            }
            Self::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                ReadError::Truncated { file, row }
            }
            Self::Io(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
                ) =>
            {
                ReadError::Damaged {
                    file,
                    row,
                    problem: error.to_string(),
                }
            }
            Self::Io(error) => ReadError::Unreadable { file, row, error },
            Self::Truncated => ReadError::Truncated { file, row },
            Self::Damaged(problem) => ReadError::Damaged { file, row, problem },
            Self::TooMuch(limit, hint) => ReadError::TooMuch {
                file,
                row,
                limit,
                hint,
            },
            Self::Mapping(problem) => ReadError::Mapping { file, problem },
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
