//! What a file is, by its content; its name only settles what content cannot.

use std::collections::BTreeSet;
use std::io::Cursor;

use encoding_rs::Encoding;

use crate::read::encoding;
use crate::read::error::Fault;
use crate::read::input::Compression;
use crate::read::input::Handle;
use crate::read::input::read_sample;
use crate::read::json_rows;
use crate::read::json_rows::Layout;
use crate::read::known;
use crate::read::limits::SAMPLE_BYTES;
use crate::read::look::Look;
use crate::read::mapping::Mapping;
use crate::read::split::Dialect;
use crate::read::split::Splitter;

/// Stands for no delimiter in a file of one column, where commas belong to the text: the unit
/// separator, which no text holds.
const NO_DELIMITER: u8 = 0x1f;
/// How many rows and bytes decide the delimiter.
const DIALECT_ROWS: usize = 200;
const DIALECT_BYTES: usize = 256 << 10;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sniffed {
    pub(crate) compression: Compression,
    pub(crate) format: Format,
}

/// A format, with all that reading it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Delimited(&'static Encoding, Dialect),
    Json(&'static Encoding, Layout),
    Parquet,
    Xlsx,
}

impl Sniffed {
    /// The file in words, for the person who reads the mapping.
    pub(crate) fn describe(self) -> String {
        let what = match self.format {
            Format::Delimited(encoding, dialect) => {
                let delimiter = match dialect.delimiter {
                    b'\t' => "delimited by tab".to_owned(),
                    NO_DELIMITER => "one column".to_owned(),
                    other => format!("delimited by `{}`", char::from(other)),
                };
                let header = if dialect.header { "" } else { ", no header" };
                let quotes = if dialect.quoted { "" } else { ", no quotes" };
                format!("{delimiter}{header}{quotes}, {}", encoding.name())
            }
            Format::Json(encoding, Layout::Lines) => format!("JSON Lines, {}", encoding.name()),
            Format::Json(encoding, Layout::Values | Layout::Inside(_)) => {
                format!("JSON, {}", encoding.name())
            }
            Format::Parquet => "Parquet".to_owned(),
            Format::Xlsx => "an XLSX spreadsheet".to_owned(),
        };
        match self.compression {
            Compression::None => what,
            packed @ (Compression::Gzip | Compression::Zstd) => {
                format!("{what}, compressed with {}", packed.as_str())
            }
        }
    }
}

/// Finds out what a file is; settings of a mapping are obeyed. `None` for an empty file.
pub(crate) fn sniff(
    handle: &Handle,
    name: &str,
    given: &Mapping,
) -> Result<Option<Sniffed>, Fault> {
    let first = read_sample(Box::new(handle.from(0)), 8)?;
    if first.is_empty() {
        return Ok(None);
    }
    let compression = Compression::of(&first);
    let sample = read_sample(handle.decompressed(compression)?, SAMPLE_BYTES)?;
    if sample.is_empty() {
        return Ok(None);
    }
    let format = format(&sample, name, given)?;
    Ok(Some(Sniffed {
        compression,
        format,
    }))
}

fn format(sample: &[u8], name: &str, given: &Mapping) -> Result<Format, Fault> {
    if sample.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if sample.starts_with(b"PK\x03\x04") {
        return Ok(Format::Xlsx);
    }
    refuse_other(sample, name)?;
    let whole = sample.len() < SAMPLE_BYTES;
    let encoding = given
        .encoding
        .as_deref()
        .and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()))
        .unwrap_or_else(|| encoding::detect(sample, whole));
    let bytes = Box::new(Cursor::new(sample.to_vec()));
    let text = read_sample(encoding::to_utf8(bytes, encoding), 2 * SAMPLE_BYTES)?;
    refuse_binary(&text)?;
    if given.delimiter.is_none()
        && let Some(layout) = json_layout(&text)
    {
        return Ok(Format::Json(encoding, layout));
    }
    Ok(Format::Delimited(encoding, dialect(&text, whole, given)))
}

/// Files that are plainly something else.
fn refuse_other(sample: &[u8], name: &str) -> Result<(), Fault> {
    let name = name.to_lowercase();
    let base = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let refuse = |problem: &str| Err(Fault::Damaged(problem.to_owned()));
    let ends = |ending: &str| base.rsplit('.').next() == Some(ending);
    if ends("parquet") {
        return refuse("it is named like Parquet, but is no Parquet file");
    }
    if ends("xlsx") {
        return refuse("it is named like a spreadsheet, but is no XLSX file");
    }
    match sample {
        [0xd0, 0xcf, 0x11, 0xe0, ..] => refuse("it is a workbook of an old kind; save it as XLSX"),
        [b'%', b'P', b'D', b'F', b'-', ..] => refuse("it is a PDF, no table"),
        [b'S', b'Q', b'L', b'i', b't', b'e', ..] => {
            refuse("it is a database; export its table as CSV")
        }
        _ => Ok(()),
    }
}

/// More than one control character in twenty is no text in any encoding; a few may be an accident.
fn refuse_binary(text: &[u8]) -> Result<(), Fault> {
    let controls = text
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
        .count();
    if controls >= 16 && controls * 20 > text.len() {
        return Err(Fault::Damaged(
            "it is neither text nor a format Daylight reads".to_owned(),
        ));
    }
    Ok(())
}

/// JSON by its first characters: `[{`, `[]`, or `{` before a key. Whether there is one object per
/// line shows in the first line.
fn json_layout(whole: &[u8]) -> Option<Layout> {
    let text = whole.trim_ascii_start();
    let (first, rest) = text.split_first()?;
    let next = rest.trim_ascii_start().first();
    match (first, next) {
        // A bracket may also open a plain cell; a nested one opens only JSON.
        (b'[', None | Some(b'{' | b']' | b'[')) => Some(Layout::Values),
        (b'{', None | Some(b'"' | b'}')) => {
            if let Some(at) = json_rows::table_inside(text) {
                return Some(Layout::Inside(whole.len() - text.len() + at));
            }
            let line = text.split(|byte| *byte == b'\n').next()?;
            let complete = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
            // A damaged first line is still a line where the second begins an object.
            let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
            let second = lines.nth(1).unwrap_or_default();
            Some(if complete || second.starts_with(b"{") {
                Layout::Lines
            } else {
                Layout::Values
            })
        }
        _ => None,
    }
}

/// The delimiter under which the most rows have the width of the first.
fn dialect(sample: &[u8], sample_whole: bool, given: &Mapping) -> Dialect {
    let cut = sample
        .get(..DIALECT_BYTES.min(sample.len()))
        .unwrap_or_default();
    let whole = sample_whole && cut.len() == sample.len();
    let newline = if cut.contains(&b'\n') || !cut.contains(&b'\r') {
        b'\n'
    } else {
        b'\r'
    };
    let delimiters = match given.delimiter.map(u8::try_from) {
        Some(Ok(delimiter)) => vec![delimiter],
        _ => vec![b',', b';', b'\t', b'|'],
    };
    let base = Dialect {
        delimiter: b',',
        quoted: given.quotes.unwrap_or(true),
        newline,
        header: true,
    };
    let trials = delimiters.iter().map(|&delimiter| {
        let dialect = Dialect { delimiter, ..base };
        Trial::of(cut, whole, dialect, DIALECT_ROWS)
    });
    let best = trials.max_by_key(|trial| (trial.score(), trial.width));
    let Some(mut best) = best else {
        return base;
    };
    if best.width < 2 && given.delimiter.is_none() {
        best.dialect.delimiter = NO_DELIMITER;
    }
    if best.dialect.delimiter == b'\t' && given.quotes.is_none() {
        best.dialect.quoted = !knows_no_quotes(sample, sample_whole, best.dialect);
    }
    Dialect {
        header: given.header.unwrap_or_else(|| names_columns(&best.first)),
        ..best.dialect
    }
}

/// Tab-separated files often know no quotes: one at the start of a cell is then a character. So
/// it is where rows break under quotes, and all fit without.
fn knows_no_quotes(sample: &[u8], whole: bool, dialect: Dialect) -> bool {
    let plain = Dialect {
        quoted: false,
        ..dialect
    };
    let quoted = Trial::of(sample, whole, dialect, usize::MAX);
    let plain = Trial::of(sample, whole, plain, usize::MAX);
    quoted.is_broken() && plain.even == plain.rows && plain.width == quoted.width
}

/// How a sample splits under one dialect.
struct Trial {
    dialect: Dialect,
    first: Vec<String>,
    /// Columns of the first row.
    width: usize,
    rows: usize,
    /// Rows as wide as the first.
    even: usize,
    broken: usize,
    /// Rows over several lines.
    long: usize,
}

impl Trial {
    fn of(text: &[u8], whole: bool, dialect: Dialect, rows_max: usize) -> Self {
        let mut splitter = Splitter::new(Box::new(Cursor::new(text.to_vec())), dialect);
        let mut trial = Self {
            dialect,
            first: Vec::new(),
            width: 0,
            rows: 0,
            even: 0,
            broken: 0,
            long: 0,
        };
        let mut first = None;
        let mut widths = Vec::new();
        while let Ok(Some(split)) = splitter.next_split() {
            match split.met {
                Ok(met) => {
                    first.get_or_insert_with(|| splitter.texts());
                    widths.push(met);
                    trial.long += usize::from(split.lines > 1);
                }
                Err(_) => trial.broken += 1,
            }
            if widths.len() >= rows_max {
                break;
            }
        }
        if !whole && widths.len() > 1 && widths.len() < rows_max {
            // The sample ends inside the last row.
            widths.pop();
        }
        trial.first = first.unwrap_or_default();
        trial.width = widths.first().copied().unwrap_or(0);
        trial.rows = widths.len();
        trial.even = widths.iter().filter(|width| **width == trial.width).count();
        trial
    }

    /// Rows in a thousand that fit; nothing where the delimiter does not occur in the first row
    /// or most rows do not fit.
    fn score(&self) -> usize {
        let share = self.even * 1_000 / self.rows.max(1);
        if self.width < 2 || share < 500 {
            0
        } else {
            share
        }
    }

    fn is_broken(&self) -> bool {
        self.broken > 0 || self.long > 0
    }
}

/// True where a first row names columns: none twice, no number, and either a name that is known
/// or no running text.
fn names_columns(cells: &[String]) -> bool {
    let filled: Vec<&str> = cells
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    let distinct: BTreeSet<&str> = filled.iter().copied().collect();
    let look = Look::at(filled.iter().copied());
    let is_known = filled.iter().any(|cell| known::is_known(cell));
    !filled.is_empty()
        && distinct.len() == filled.len()
        && look.numbers == 0
        && (is_known || look.running == 0 && look.email == 0 && look.web == 0)
}
