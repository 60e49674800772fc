//! The least that reading ads can cost: their CSV split into words, and each word hashed.

use std::fs;
use std::path::Path;

use anyhow::Context;
use anyhow::ensure;
use memchr::memchr_iter;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

/// Parts for each thread, so that one slow part keeps nobody waiting.
const PARTS_PER_THREAD: usize = 8;
/// How compressed files, spreadsheets and Parquet begin.
const NOT_CSV: [&[u8]; 4] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PAR1"];

/// The bytes of a file that can be CSV.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = fs::read(path).with_context(|| format!("reading `{}`", path.display()))?;
    ensure!(
        !NOT_CSV.iter().any(|first| bytes.starts_with(first)),
        "measuring the floor on `{}`: it is not plain CSV\nhint: decompress or convert it first",
        path.display()
    );
    Ok(bytes)
}

/// Hashes every word of every cell, on all cores, and says how many there are.
pub(super) fn words(csv: &[u8]) -> u64 {
    let parts = split(csv, rayon::current_num_threads() * PARTS_PER_THREAD);
    let (words, hashes) = parts
        .into_par_iter()
        .map(part)
        .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 ^ b.1));
    // The hashes must be made: nothing else may conclude that nobody looks at them.
    std::hint::black_box(hashes);
    words
}

fn part(csv: &[u8]) -> (u64, u64) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(csv);
    let mut record = csv::ByteRecord::new();
    let (mut words, mut hashes) = (0, 0);
    // Reading from memory does not fail, and a flexible reader takes any row.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let cells = record.iter();
        let split = cells.flat_map(|cell| cell.split(u8::is_ascii_whitespace));
        for word in split.filter(|word| !word.is_empty()) {
            words += 1;
            hashes ^= xxh3_64(word);
        }
    }
    (words, hashes)
}

/// Cuts CSV into about `count` parts, each at the end of a row: a line end outside quotes.
fn split(csv: &[u8], count: usize) -> Vec<&[u8]> {
    let size = (csv.len() / count.max(1)).max(1);
    let quotes: Vec<bool> = csv
        .par_chunks(size)
        .map(|chunk| memchr_iter(b'"', chunk).count() % 2 == 1)
        .collect();
    let mut parts = Vec::new();
    let (mut rest, mut begun, mut inside) = (csv, 0, false);
    for (at, odd) in quotes.iter().enumerate() {
        let nominal = at * size;
        if nominal > begun
            && let Some(end) = row_end(csv.get(nominal..).unwrap_or_default(), inside)
        {
            let (part, after) = rest.split_at((nominal + end - begun).min(rest.len()));
            parts.push(part);
            rest = after;
            begun = nominal + end;
        }
        inside ^= odd;
    }
    parts.push(rest);
    parts
}

/// Where the row ends that these bytes begin in; `inside` where they begin inside quotes.
fn row_end(bytes: &[u8], mut inside: bool) -> Option<usize> {
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => inside = !inside,
            b'\n' if !inside => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::cli::commands::bench::floor::split;
    use crate::cli::commands::bench::floor::words;

    #[test]
    fn words_inside_quotes_are_counted_once() {
        assert_eq!(words(b"id,text\n1,\"two words\nand, a line\"\n2,one\n"), 10);
        assert_eq!(words(b""), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn parts_are_whole_rows_and_lose_nothing(
            cells in prop::collection::vec("[a-z \n\",]{0,12}", 0..40),
            count in 1_usize..12,
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for cell in &cells {
                writer.write_record([cell, "x"]).unwrap();
            }
            let csv = writer.into_inner().unwrap();
            let parts = split(&csv, count);
            prop_assert_eq!(parts.concat(), csv.clone());
            let rows: usize = parts
                .iter()
                .map(|part| {
                    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(*part);
                    reader.records().map(|row| assert_eq!(row.unwrap().len(), 2)).count()
                })
                .sum();
            prop_assert_eq!(rows, cells.len());
        }
    }
}
