//! What does not fit in memory while a run is made, on the disk for as long as it lasts.

use std::fs::File;
use std::io;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use ring::aead::AES_256_GCM;
use ring::aead::Aad;
use ring::aead::LessSafeKey;
use ring::aead::NONCE_LEN;
use ring::aead::Nonce;
use ring::aead::UnboundKey;

use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::error::io_error;
use crate::fault;
use crate::fault::Step;
use crate::keys;
use crate::workspace::Workspace;

/// Bytes that are sealed together. A reader wants a few hundred at a time from anywhere, so blocks
/// are small.
const BLOCK: usize = 4096;

/// A block with what proves it.
const SEALED: usize = BLOCK + 16;

/// Bytes end to end, in a file that no folder names and no crash leaves behind.
///
/// Every block is sealed (AES-256-GCM) with a key that is drawn for this file and stays in memory,
/// so that what is left of the file on the disk afterwards says nothing.
pub struct Overflow {
    file: File,
    /// Where the file was made, for messages.
    folder: PathBuf,
    key: LessSafeKey,
    /// Whole blocks written.
    blocks: u64,
    /// What does not fill a block yet.
    tail: Vec<u8>,
}

impl std::fmt::Debug for Overflow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Overflow({} blocks)", self.blocks)
    }
}

impl Overflow {
    /// An empty file in a workspace's folder.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn new(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.root().to_path_buf();
        let file = fault::step(Step::Other).and_then(|()| tempfile::tempfile_in(&folder));
        let key = UnboundKey::new(&AES_256_GCM, &keys::random::<32>()?);
        Ok(Self {
            file: file.map_err(io_error(MAKING, &folder))?,
            key: LessSafeKey::new(key.map_err(|_| refused(&folder))?),
            folder,
            blocks: 0,
            tail: Vec::with_capacity(BLOCK),
        })
    }

    /// How many bytes it holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.blocks * BLOCK as u64 + self.tail.len() as u64
    }

    /// True where it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds bytes at the end.
    ///
    /// # Errors
    /// Where the disk refuses: it is full, for one.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let room = BLOCK - self.tail.len();
            let (some, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.tail.extend_from_slice(some);
            bytes = rest;
            if self.tail.len() == BLOCK {
                self.seal()?;
            }
        }
        Ok(())
    }

    /// Adds a range of its bytes to `into`; what lies past the end is left out.
    ///
    /// # Errors
    /// Where the disk refuses, or a block is not as it was written.
    pub fn read(&self, range: Range<u64>, into: &mut Vec<u8>) -> Result<()> {
        let mut at = range.start;
        let end = range.end.min(self.len());
        let mut sealed = [0; SEALED];
        while at < end {
            let block = at / BLOCK as u64;
            let start = usize::try_from(at % BLOCK as u64).unwrap_or(BLOCK);
            let stop = usize::try_from(end - block * BLOCK as u64).unwrap_or(BLOCK);
            let bytes = if block == self.blocks {
                &self.tail
            } else {
                self.open(block, &mut sealed)?
            };
            let wanted = bytes.get(start..stop.min(BLOCK)).unwrap_or_default();
            into.extend_from_slice(wanted);
            at = (block + 1) * BLOCK as u64;
        }
        Ok(())
    }

    fn seal(&mut self) -> Result<()> {
        let key =
            self.key
                .seal_in_place_append_tag(nonce(self.blocks), Aad::empty(), &mut self.tail);
        key.map_err(|_| refused(&self.folder))?;
        let written = fault::step(Step::Other).and_then(|()| self.file.write_all(&self.tail));
        written.map_err(io_error(
            "writing what does not fit in memory to",
            &self.folder,
        ))?;
        self.blocks += 1;
        self.tail.clear();
        Ok(())
    }

    fn open<'s>(&self, block: u64, sealed: &'s mut [u8; SEALED]) -> Result<&'s [u8]> {
        read_at(&self.file, sealed, block * SEALED as u64).map_err(io_error(
            "reading back what did not fit in memory in",
            &self.folder,
        ))?;
        let opened = self.key.open_in_place(nonce(block), Aad::empty(), sealed);
        let opened = opened.map_err(|_| damaged(&self.folder, "a block of it has changed"))?;
        Ok(opened)
    }
}

const MAKING: &str = "making a file for what does not fit in memory in";

/// The nonce of a block: each is sealed once under its key.
fn nonce(block: u64) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    for (byte, of_block) in bytes.iter_mut().zip(block.to_le_bytes()) {
        *byte = of_block;
    }
    Nonce::assume_unique_for_key(bytes)
}

fn refused(folder: &Path) -> StoreError {
    io_error(MAKING, folder)(io::Error::other("the cipher refused"))
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    let mut read = 0;
    while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match std::os::windows::fs::FileExt::seek_read(file, rest, at + read as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            some => read += some,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use crate::Workspace;
    use crate::overflow::Overflow;
    use crate::overflow::SEALED;
    use crate::overflow::read_at;

    #[test]
    fn what_is_pushed_is_read_and_is_nowhere_in_the_clear() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::open_or_create(folder.path()).unwrap();
        let names = || fs::read_dir(folder.path()).unwrap().count();
        let before = names();
        let mut overflow = Overflow::new(&workspace).unwrap();
        let secret = b"call 020 7946 0000 ".repeat(1_000);
        overflow.push(&secret).unwrap();
        assert_eq!(names(), before, "the file has a name");
        assert_eq!(overflow.len(), secret.len() as u64);
        let mut sealed = [0; SEALED];
        read_at(&overflow.file, &mut sealed, 0).unwrap();
        assert!(!sealed.windows(4).any(|four| four == b"7946"));
        let mut read = Vec::new();
        overflow.read(0..u64::MAX, &mut read).unwrap();
        assert_eq!(read, secret);
    }

    #[test]
    fn a_changed_block_is_refused() {
        use std::io::Seek;
        use std::io::SeekFrom;
        use std::io::Write;

        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::open_or_create(folder.path()).unwrap();
        let mut overflow = Overflow::new(&workspace).unwrap();
        overflow.push(&[7; 9_000]).unwrap();
        overflow.file.seek(SeekFrom::Start(5_000)).unwrap();
        overflow.file.write_all(&[1]).unwrap();
        let mut read = Vec::new();
        overflow.read(0..4_096, &mut read).unwrap();
        assert!(overflow.read(4_096..4_097, &mut read).is_err());
        overflow.read(8_192..9_000, &mut read).unwrap();
        assert_eq!(read, [7; 4_096 + 808]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_range_is_what_was_pushed(
            parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3_000), 0..12),
            ranges in prop::collection::vec((0_u64..20_000, 0_u64..9_000), 1..20),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let workspace = Workspace::open_or_create(folder.path()).unwrap();
            let mut overflow = Overflow::new(&workspace).unwrap();
            for part in &parts {
                overflow.push(part).unwrap();
            }
            let all = parts.concat();
            for (start, length) in ranges {
                let mut read = Vec::new();
                overflow.read(start..start + length, &mut read).unwrap();
                let place = |at: u64| usize::try_from(at).unwrap().min(all.len());
                prop_assert_eq!(&read, &all[place(start)..place(start + length)]);
            }
        }
    }
}
