//! What was extracted from the ads of a batch, kept beside them so that no text is read twice.
//!
//! The file is no record: it may be cut off anywhere, changed or removed, and what it no longer
//! proves is extracted again. So it is written in place and never synced.

use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::PathBuf;

use daylight_model::BatchId;
use ring::aead::AES_256_GCM;
use ring::aead::Aad;
use ring::aead::LessSafeKey;
use ring::aead::NONCE_LEN;
use ring::aead::Nonce;
use ring::aead::UnboundKey;
use sha2::Digest;
use sha2::Sha256;

use crate::disk;
use crate::error::Result;
use crate::error::io_error;
use crate::fault;
use crate::fault::Step;
use crate::keys;
use crate::workspace::Writer;

/// The file in the folder of its batch.
pub(crate) const FILE: &str = "extracts.bin";

const MAGIC: [u8; 8] = *b"DAYLEXT1";

/// The magic, the salt of the key, the hash of what the extracts depend on.
const HEADER: usize = 8 + 32 + 32;

/// Before every segment: how many bytes follow, and of how many ads they are.
const HEAD: usize = 8;

/// Ads of a batch in order, some at a time: first those that are kept are read, then others are
/// added.
#[derive(Debug)]
pub struct Extracts {
    path: PathBuf,
    /// `None` before the first addition to a file that has to begin anew.
    file: Option<File>,
    header: [u8; HEADER],
    key: LessSafeKey,
    /// Where the next segment begins.
    at: u64,
    /// Bytes of the file.
    len: u64,
    /// Ads in the segments before.
    ads: u64,
}

/// A segment: what was kept of some ads that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// How many ads.
    pub ads: u32,
    /// What [`Extracts::push`] was given.
    pub bytes: Vec<u8>,
}

impl Writer<'_> {
    /// What is kept of a batch's ads by an extractor; none where another made it, or of other ads.
    ///
    /// `extractor` names whatever the extracts depend on besides the ads.
    ///
    /// # Errors
    /// [`StoreError::Missing`](crate::StoreError::Missing) where there is no such batch; also where
    /// the disk refuses.
    pub fn extracts(&self, batch: &BatchId, extractor: &str) -> Result<Extracts> {
        let manifest = self.workspace.batch(batch)?;
        let rows = manifest.tables.get("ads").map(|ads| &ads.rows_sha256);
        let mut made_by = Sha256::new();
        for part in [rows.map_or("", String::as_str), extractor] {
            made_by.update((part.len() as u64).to_le_bytes());
            made_by.update(part);
        }
        let made_by = made_by.finalize();
        let folder = self.workspace.batches_dir().join(batch.as_str());
        let path = folder.join(FILE);
        let found = match open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            found => found.map_err(io_error("reading", &path))?,
        };
        let found = found.filter(|(_, header)| header.ends_with(&made_by));
        let (file, header) = match found {
            Some((file, header)) => (Some(file), header),
            None => (None, header(&keys::random()?, &made_by)),
        };
        let salt = header.get(MAGIC.len()..HEADER - 32).unwrap_or_default();
        let key = self.workspace.keys().data.extracts_key(salt);
        let key = UnboundKey::new(&AES_256_GCM, &key);
        let key = key.map_err(|_| io_error("sealing", &path)(io::Error::other("no such key")))?;
        let len = file
            .as_ref()
            .map_or(Ok(0), |file| Ok(file.metadata()?.len()));
        Ok(Extracts {
            len: len.map_err(io_error("reading", &path))?,
            key: LessSafeKey::new(key),
            path,
            file,
            header,
            at: HEADER as u64,
            ads: 0,
        })
    }
}

impl Extracts {
    /// The next segment; `None` where there is none, or none that is as it was written.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn read_next(&mut self) -> Result<Option<Segment>> {
        let segment = self.try_read_next();
        let segment = segment.map_err(io_error("reading", &self.path))?;
        // What follows one that is not sound is never asked for.
        if segment.is_none() {
            self.len = self.at;
        }
        Ok(segment)
    }

    fn try_read_next(&mut self) -> io::Result<Option<Segment>> {
        let left = self.len.saturating_sub(self.at);
        let Some(file) = self.file.as_mut().filter(|_| left > HEAD as u64) else {
            return Ok(None);
        };
        file.seek(SeekFrom::Start(self.at))?;
        let (mut len, mut ads) = ([0; HEAD / 2], [0; HEAD / 2]);
        file.read_exact(&mut len)?;
        file.read_exact(&mut ads)?;
        let (len, ads) = (u32::from_le_bytes(len), u32::from_le_bytes(ads));
        if u64::from(len) > left - HEAD as u64 {
            return Ok(None);
        }
        let mut sealed = vec![0; len as usize];
        file.read_exact(&mut sealed)?;
        let Some((nonce, sealed)) = sealed.split_first_chunk_mut::<NONCE_LEN>() else {
            return Ok(None);
        };
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let place = self.place(ads);
        let Ok(bytes) = self.key.open_in_place(nonce, Aad::from(place), sealed) else {
            return Ok(None);
        };
        let bytes = bytes.to_vec();
        self.at += HEAD as u64 + u64::from(len);
        self.ads += u64::from(ads);
        Ok(Some(Segment { ads, bytes }))
    }

    /// Adds the ads that follow those read or added so far; what stood there is overwritten.
    ///
    /// # Errors
    /// Where the disk refuses: it is full, for one.
    pub fn push(&mut self, segment: Segment) -> Result<()> {
        let Segment { ads, mut bytes } = segment;
        let refused = |_| io::Error::other("the cipher refused");
        // Drawn, not counted: after a crash another segment may stand in the place of a lost one.
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce)
            .map_err(|error| io::Error::other(error.to_string()))
            .and_then(|()| {
                let place = Aad::from(self.place(ads));
                let nonce = Nonce::assume_unique_for_key(nonce);
                let sealed = self.key.seal_in_place_append_tag(nonce, place, &mut bytes);
                sealed.map_err(refused)
            })
            .and_then(|()| {
                let len = u32::try_from(NONCE_LEN + bytes.len()).map_err(io::Error::other)?;
                self.append(&[&len.to_le_bytes(), &ads.to_le_bytes(), &nonce, &bytes])
            })
            .map_err(io_error("keeping what was extracted in", &self.path))?;
        self.ads += u64::from(ads);
        Ok(())
    }

    fn append(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        if self.file.is_none() {
            fault::step(Step::MakeFile(&self.path))?;
            let mut file = disk::file_options().read(true).open(&self.path)?;
            fault::step(Step::Write(&self.path, 0, &self.header))?;
            file.write_all(&self.header)?;
            self.file = Some(file);
        }
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        if self.len > self.at {
            file.set_len(self.at)?;
        }
        file.seek(SeekFrom::Start(self.at))?;
        let bytes = parts.concat();
        fault::step(Step::Write(&self.path, self.at, &bytes))?;
        file.write_all(&bytes)?;
        self.at += bytes.len() as u64;
        self.len = self.at;
        Ok(())
    }

    /// What a segment is bound to: the file it is in, the ads before it, and how many it holds.
    fn place(&self, ads: u32) -> [u8; HEADER + 12] {
        let mut place = [0; HEADER + 12];
        let parts = self.header.iter().copied();
        let parts = parts.chain(self.ads.to_le_bytes()).chain(ads.to_le_bytes());
        for (byte, part) in place.iter_mut().zip(parts) {
            *byte = part;
        }
        place
    }
}

/// The file and its header; `None` where it is too short to have one, or is of another format.
fn open(path: &std::path::Path) -> io::Result<Option<(File, [u8; HEADER])>> {
    let mut file = File::options().read(true).write(true).open(path)?;
    let mut header = [0; HEADER];
    match file.read_exact(&mut header) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
        Ok(()) => Ok(header.starts_with(&MAGIC).then_some((file, header))),
    }
}

fn header(salt: &[u8; 32], made_by: &[u8]) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    let parts = MAGIC.iter().chain(salt).chain(made_by);
    for (byte, part) in header.iter_mut().zip(parts) {
        *byte = *part;
    }
    header
}
