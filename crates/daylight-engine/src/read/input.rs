//! The bytes of a file: shared between the passes over it, decompressed on the way.

use std::io;
use std::io::BufReader;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::sync::Arc;
use std::sync::Mutex;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;
use parquet::file::reader::Length;

const CHUNK: usize = 1 << 16;

/// Bytes that can be read again from the start: a file, or a cursor over memory.
pub trait Input: Read + Seek + Send {}

impl<T: Read + Seek + Send> Input for T {}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// Gzip, of one or several members.
    Gzip,
    /// Zstandard, of one or several frames.
    Zstd,
}

impl Compression {
    /// What the first bytes of a file say.
    pub(crate) fn of(first: &[u8]) -> Self {
        match first {
            [0x1f, 0x8b, ..] => Self::Gzip,
            // A Zstandard frame, or a frame to skip before one.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The compression's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// One place in a shared input. Clones read on by themselves.
#[derive(Clone)]
pub(crate) struct Handle {
    shared: Arc<Mutex<Box<dyn Input>>>,
    at: u64,
    length: u64,
}

impl Handle {
    pub(crate) fn new(mut input: Box<dyn Input>) -> io::Result<Self> {
        let length = input.seek(SeekFrom::End(0))?;
        Ok(Self {
            shared: Arc::new(Mutex::new(input)),
            at: 0,
            length,
        })
    }

    /// The same input from a place counted from its start.
    pub(crate) fn from(&self, at: u64) -> Self {
        Self { at, ..self.clone() }
    }

    /// The decompressed bytes from the start.
    pub(crate) fn decompressed(&self, compression: Compression) -> io::Result<Stream> {
        let raw = BufReader::with_capacity(CHUNK, self.from(0));
        Ok(match compression {
            Compression::None => Box::new(raw),
            Compression::Gzip => Box::new(MultiGzDecoder::new(raw)),
            Compression::Zstd => Box::new(Zstd(zstd::Decoder::with_buffer(raw)?)),
        })
    }
}

/// Decompressed bytes, read once from the start.
pub(crate) type Stream = Box<dyn Read + Send>;

impl Read for Handle {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut input = self
            .shared
            .lock()
            .map_err(|_| io::Error::other("an earlier read of this file failed"))?;
        input.seek(SeekFrom::Start(self.at))?;
        let count = input.read(into)?;
        self.at = self.at.saturating_add(count as u64);
        Ok(count)
    }
}

impl Seek for Handle {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::other("a place before the start of the file"))?;
        Ok(self.at)
    }
}

impl Length for Handle {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Handle {
    type T = BufReader<Self>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(self.from(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let within = start
            .checked_add(length as u64)
            .is_some_and(|end| end <= self.length);
        if !within {
            return Err(ParquetError::EOF("a page outside the file".into()));
        }
        let mut bytes = Vec::with_capacity(length);
        self.from(start)
            .take(length as u64)
            .read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// Tells a Zstandard stream that ends early from one that is damaged.
struct Zstd<R: io::BufRead>(zstd::Decoder<'static, R>);

impl<R: io::BufRead> Read for Zstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| {
            // The library reports damage as a failure of no special kind.
            if error.kind() == io::ErrorKind::Other {
                io::Error::new(io::ErrorKind::InvalidData, "the compressed data is damaged")
            } else {
                error
            }
        })
    }
}

/// Appends what one read gives, at most 64 KiB; 0 at the end. What came before a failure is kept,
/// for the failure shows on the next call.
pub(crate) fn read_chunk(stream: &mut Stream, into: &mut Vec<u8>) -> io::Result<usize> {
    let before = into.len();
    into.resize(before + CHUNK, 0);
    let result = loop {
        match stream.read(into.get_mut(before..).unwrap_or_default()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => break result,
        }
    };
    into.truncate(before + result.as_ref().copied().unwrap_or(0));
    result
}

/// Reads at most `bytes_max` bytes; a failure after the first byte ends them quietly, to show
/// again when the rows are read.
pub(crate) fn read_sample(mut stream: Stream, bytes_max: usize) -> io::Result<Vec<u8>> {
    let mut sample = Vec::new();
    while sample.len() < bytes_max {
        match read_chunk(&mut stream, &mut sample) {
            Err(error) if sample.is_empty() => return Err(error),
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
    }
    sample.truncate(bytes_max);
    Ok(sample)
}
