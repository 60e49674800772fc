//! How much a zip archive would unfold to, measured before a library unfolds it into memory.
//!
//! The sizes an archive declares may lie, so each of its files is inflated and counted; nothing is
//! kept. Layout: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16.

use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;

use flate2::read::DeflateDecoder;

/// The end record and the longest comment behind it.
const TAIL_BYTES: u64 = 22 + 65_535;
const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: u64 = 30;

/// Bytes of all files of an archive together, counted up to `bytes_max` and one more; 0 where the
/// archive's directory cannot be followed, for its reader to say why.
pub(crate) fn unfolded_bytes<R: Read + Seek>(input: &mut R, bytes_max: u64) -> io::Result<u64> {
    let mut total = 0_u64;
    for entry in directory(input)?.unwrap_or_default() {
        let left = (bytes_max + 1).saturating_sub(total);
        if left == 0 {
            break;
        }
        total += entry.inflated(input, left).unwrap_or(0);
    }
    Ok(total)
}

struct Entry {
    is_deflated: bool,
    packed_bytes: u64,
    local_at: u64,
}

impl Entry {
    /// Damage ends the count: the reader behind will stop there too.
    fn inflated<R: Read + Seek>(&self, input: &mut R, bytes_max: u64) -> io::Result<u64> {
        if !self.is_deflated {
            return Ok(self.packed_bytes);
        }
        input.seek(SeekFrom::Start(self.local_at))?;
        let mut local = Vec::new();
        input.by_ref().take(LOCAL_BYTES).read_to_end(&mut local)?;
        let skip = number(&local, 26, 2).unwrap_or(0) + number(&local, 28, 2).unwrap_or(0);
        input.seek(SeekFrom::Start(self.local_at + LOCAL_BYTES + skip))?;
        let packed = input.by_ref().take(self.packed_bytes);
        let mut content = DeflateDecoder::new(packed).take(bytes_max);
        let mut block = [0; 1 << 14];
        let mut counted = 0_u64;
        loop {
            match content.read(&mut block) {
                Ok(0) | Err(_) => return Ok(counted),
                Ok(count) => counted += count as u64,
            }
        }
    }
}

fn directory<R: Read + Seek>(input: &mut R) -> io::Result<Option<Vec<Entry>>> {
    let length = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    input.by_ref().take(TAIL_BYTES).read_to_end(&mut tail)?;
    let Some(end) = tail.windows(END.len()).rposition(|bytes| bytes == END) else {
        return Ok(None);
    };
    let end = tail.get(end..).unwrap_or_default();
    let (Some(bytes), Some(at)) = (number(end, 12, 4), number(end, 16, 4)) else {
        return Ok(None);
    };
    input.seek(SeekFrom::Start(at))?;
    let mut directory = Vec::new();
    input
        .by_ref()
        .take(bytes.min(length))
        .read_to_end(&mut directory)?;
    Ok(Some(entries(&directory)))
}

fn entries(mut directory: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    while directory.starts_with(ENTRY) {
        let field = |at, bytes| number(directory, at, bytes).unwrap_or(0);
        entries.push(Entry {
            is_deflated: field(10, 2) != 0,
            packed_bytes: field(20, 4),
            local_at: field(42, 4),
        });
        let names = field(28, 2) + field(30, 2) + field(32, 2);
        let next = usize::try_from(names).unwrap_or(usize::MAX);
        directory = directory
            .get(ENTRY_BYTES.saturating_add(next)..)
            .unwrap_or_default();
    }
    entries
}

/// A little-endian number of `count` bytes.
fn number(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + count)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
    )
}
