//! The bytes of one file, hashed, and held where they cannot be read twice.

use std::fmt;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Cursor;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::thread::JoinHandle;
use std::time::SystemTime;

use anyhow::Context;
use anyhow::anyhow;
use anyhow::bail;
use daylight_engine::read::Input;
use sha2::Digest;
use sha2::Sha256;

use crate::cli::pace::Progress;

/// What is read from standard input or a pipe is held in memory: a temporary file would leave
/// people's texts on a disk in the clear.
const PIPED_BYTES_MAX: usize = 1 << 30;

/// The name of standard input on the command line.
const STDIN: &str = "-";

/// A file ready to be read.
pub(super) struct Opened {
    /// Its name as the user gave it.
    pub(super) name: String,
    /// The hash of its bytes.
    pub(super) hash: Hashing,
    /// Its bytes.
    pub(super) input: Box<dyn Input>,
    /// Its bytes, to be read a second time.
    pub(super) again: Again,
    /// How far it is read.
    pub(super) progress: Progress,
    /// Whether it stayed as it was.
    pub(super) unchanged: Unchanged,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Where the bytes of a file are found again. It holds no file open: an import may have more
/// files than the system lets a program open.
#[derive(Clone)]
pub(super) enum Again {
    /// On the disk.
    File(PathBuf),
    /// In memory.
    Held(Arc<[u8]>),
}

impl Again {
    /// The bytes from their start.
    pub(super) fn open(&self) -> anyhow::Result<Box<dyn Input>> {
        Ok(match self {
            Self::File(path) => {
                let file = File::open(path).map_err(hinted);
                Box::new(file.with_context(|| format!("reading {}", path.display()))?)
            }
            Self::Held(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

impl fmt::Debug for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Held(_) => f.write_str("Held"),
        }
    }
}

/// The SHA-256 of a file's bytes, made on a thread of its own while the file is read.
#[derive(Debug)]
pub(super) struct Hashing {
    name: String,
    thread: JoinHandle<io::Result<String>>,
}

/// A file that tells how far it is read.
#[derive(Debug)]
struct Told<T> {
    bytes: T,
    progress: Progress,
}

/// How a file was before it was read.
#[derive(Debug)]
pub(super) struct Unchanged(Option<(PathBuf, u64, Option<SystemTime>)>);

impl Opened {
    /// Opens a file and begins to hash it; `-` is standard input.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        if path == Path::new(STDIN) {
            return Self::held(STDIN.to_owned(), io::stdin().lock());
        }
        let name = path.to_string_lossy().into_owned();
        let doing = || format!("reading {name}");
        let file = File::open(path).map_err(hinted).with_context(doing)?;
        let metadata = file.metadata().with_context(doing)?;
        if metadata.is_dir() {
            bail!("reading {name}: it is a folder\nhint: name the files in it");
        }
        if !metadata.is_file() {
            return Self::held(name, file);
        }
        let hashed = File::open(path).with_context(doing)?;
        let seen = (path.to_path_buf(), metadata.len(), metadata.modified().ok());
        let hash = Hashing::begin(&name, hashed)?;
        let again = Again::File(path.to_path_buf());
        let unchanged = Unchanged(Some(seen));
        Ok(Self::new(
            (name, hash),
            (file, metadata.len()),
            again,
            unchanged,
        ))
    }

    fn new<T: Input + 'static>(
        (name, hash): (String, Hashing),
        (bytes, length): (T, u64),
        again: Again,
        unchanged: Unchanged,
    ) -> Self {
        let progress = Progress::of(length);
        Self {
            name,
            hash,
            input: Box::new(Told {
                bytes,
                progress: progress.clone(),
            }),
            progress,
            again,
            unchanged,
        }
    }

    fn held(name: String, from: impl Read) -> anyhow::Result<Self> {
        let mut bytes = Vec::new();
        from.take(PIPED_BYTES_MAX as u64 + 1)
            .read_to_end(&mut bytes)
            .with_context(|| format!("reading {name}"))?;
        if bytes.len() > PIPED_BYTES_MAX {
            bail!(
                "reading {name}: more than {} MiB through a pipe\nhint: save it as a file and name the file",
                PIPED_BYTES_MAX >> 20
            );
        }
        Self::of_bytes(name, bytes.into())
    }

    /// A file whose bytes are in memory.
    pub(super) fn of_bytes(name: String, bytes: Arc<[u8]>) -> anyhow::Result<Self> {
        let length = bytes.len() as u64;
        let hash = Hashing::begin(&name, Cursor::new(Arc::clone(&bytes)))?;
        let again = Again::Held(Arc::clone(&bytes));
        let input = (Cursor::new(bytes), length);
        Ok(Self::new((name, hash), input, again, Unchanged(None)))
    }
}

impl Hashing {
    fn begin(name: &str, from: impl Read + Send + 'static) -> anyhow::Result<Self> {
        let thread = thread::Builder::new().spawn(move || sha256(from));
        Ok(Self {
            thread: thread.with_context(|| format!("reading {name}"))?,
            name: name.to_owned(),
        })
    }

    /// The hash, hexadecimal, once it is made.
    pub(super) fn finish(self) -> anyhow::Result<String> {
        let doing = || format!("reading {}", self.name);
        let hash = self.thread.join().map_err(|_| anyhow!("hashing it failed"));
        hash.and_then(|hash| Ok(hash?)).with_context(doing)
    }
}

impl<T: Read> Read for Told<T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(into)?;
        self.progress.at.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl<T: Seek> Seek for Told<T> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.bytes.seek(to)?;
        self.progress.at.store(at, Ordering::Relaxed);
        Ok(at)
    }
}

impl Unchanged {
    /// Fails where the file was written to while it was read: its hash would speak of other bytes.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let Some((path, length, modified)) = &self.0 else {
            return Ok(());
        };
        let now = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
        if now.len() != *length || now.modified().ok() != *modified {
            bail!(
                "reading {}: it changed while it was read\nhint: wait until it is complete and import it again",
                path.display()
            );
        }
        Ok(())
    }
}

/// The system's own words, with the next step for the most frequent slip.
fn hinted(error: io::Error) -> anyhow::Error {
    let is_missing = error.kind() == io::ErrorKind::NotFound;
    if is_missing {
        anyhow::anyhow!("there is no such file\nhint: check the path")
    } else {
        anyhow::Error::new(error)
    }
}

fn sha256(mut file: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut piece = vec![0_u8; 1 << 16];
    loop {
        let got = file.read(&mut piece)?;
        match piece.get(..got) {
            Some(bytes) if got > 0 => hash.update(bytes),
            _ => return Ok(hex(&hash.finalize())),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}
