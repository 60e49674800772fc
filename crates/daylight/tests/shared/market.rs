//! A shared file of listings, and a folder in which the program reads it.

use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use tempfile::TempDir;

/// Columns that say how an ad came in, and not what it is.
const OF_THE_IMPORT: [&str; 3] = ["batch_id", "source_file", "source_row"];

/// A table as exported, row by row, by the names of its columns.
pub(crate) type Rows = Vec<BTreeMap<String, String>>;

/// A file of listings, decompressed.
pub(crate) struct Market {
    pub(crate) path: PathBuf,
    pub(crate) header: csv::StringRecord,
    pub(crate) rows: Vec<csv::StringRecord>,
}

impl Market {
    /// Opens a file of the shared data; `None`, said aloud, where the data is not there.
    pub(crate) fn open(name: &str) -> Option<Self> {
        let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
        let path = shared.join(name);
        if !path.exists() {
            println!("skipped: there is no {}", path.display());
            return None;
        }
        let mut text = String::new();
        zstd::Decoder::new(File::open(&path).unwrap())
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        Some(Self {
            path,
            header: reader.headers().unwrap().clone(),
            rows: reader.records().map(Result::unwrap).collect(),
        })
    }

    /// The cell of a row under a column's name.
    pub(crate) fn cell(&self, row: usize, column: &str) -> &str {
        let at = self.header.iter().position(|name| name == column).unwrap();
        &self.rows[row][at]
    }

    /// The row numbers in another order, the same each time.
    pub(crate) fn shuffled(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for at in (1..order.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let bound = u64::try_from(at + 1).unwrap();
            order.swap(at, usize::try_from(state % bound).unwrap());
        }
        order
    }
}

/// Where the program runs.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Runs the program, which must do all that was asked.
    pub(crate) fn run<'a>(&self, words: impl IntoIterator<Item = &'a str>) {
        let output = Command::new(env!("CARGO_BIN_EXE_daylight"))
            .current_dir(self.0.path())
            .env_remove("DAYLIGHT_WORKSPACE")
            .args(words)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        // 4 is done too: some rows were rejects, and the comparison includes them.
        assert!(matches!(output.status.code(), Some(0 | 4)), "{output:?}");
    }

    /// Writes rows of a market as a file of their own.
    pub(crate) fn write(&self, name: &str, market: &Market, rows: &[usize]) {
        let mut writer = csv::Writer::from_path(self.0.path().join(name)).unwrap();
        writer.write_record(&market.header).unwrap();
        for row in rows {
            writer.write_record(&market.rows[*row]).unwrap();
        }
        writer.flush().unwrap();
    }

    /// Gives a workspace that is not there yet the keys of another, so that tokens are the same.
    pub(crate) fn share_keys(&self, from: &str, to: &str) {
        let (from, to) = (
            self.0.path().join(from).join("keys"),
            self.0.path().join(to).join("keys"),
        );
        fs::create_dir_all(&to).unwrap();
        for key in fs::read_dir(from).unwrap() {
            let key = key.unwrap();
            fs::copy(key.path(), to.join(key.file_name())).unwrap();
        }
    }

    /// Every table of a workspace, without what says how an ad came in, in one order.
    pub(crate) fn tables(&self, workspace: &str) -> BTreeMap<String, Rows> {
        let out = format!("{workspace}-tables");
        self.run(["-w", workspace, "export", "tables", "--out", &out]);
        let files = fs::read_dir(self.0.path().join(out)).unwrap();
        files
            .map(|file| {
                let path = file.unwrap().path();
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                (name, read(&path))
            })
            .collect()
    }
}

fn read(path: &Path) -> Rows {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let cells = header.iter().zip(row.iter());
            cells
                .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
                .collect()
        })
        .collect()
}

/// A table without what says how an ad came in; rejects have no order beyond that, so they are
/// sorted.
pub(crate) fn comparable(table: &Rows) -> Rows {
    let is_ordered = table
        .first()
        .is_none_or(|row| row.contains_key("ad_id") || !row.contains_key("source_row"));
    let mut rows: Rows = table
        .iter()
        .map(|row| {
            let mut row = row.clone();
            row.retain(|column, _| !OF_THE_IMPORT.contains(&column.as_str()));
            row
        })
        .collect();
    if !is_ordered {
        rows.sort();
    }
    rows
}

/// The group of each ad, named by the smallest ad in it, so that ids do not matter.
pub(crate) fn groups(table: &Rows, id: &str) -> BTreeMap<String, String> {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for row in table {
        let least = first.entry(&row[id]).or_insert(&row["ad_id"]);
        if row["ad_id"].as_str() < *least {
            *least = &row["ad_id"];
        }
    }
    table
        .iter()
        .map(|row| (row["ad_id"].clone(), first[row[id].as_str()].to_owned()))
        .collect()
}

/// The ad of each row of the market, by what the program says of where ads came from.
pub(crate) fn ads_by_row(ads: &Rows) -> BTreeMap<usize, String> {
    ads.iter()
        .map(|row| {
            let number: usize = row["source_row"].parse().unwrap();
            (number - 1, row["ad_id"].clone())
        })
        .collect()
}

/// Part of a whole in per cent.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(crate) fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}
