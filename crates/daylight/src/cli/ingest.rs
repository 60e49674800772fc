//! Files in, one batch kept: every row an ad, seen again, or a reject.

mod file;
mod pile;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use daylight_engine::read::Mapping;
use daylight_engine::read::Row;
use daylight_engine::read::Source as Rows;
use daylight_model::Ad;
use daylight_model::BatchId;
use daylight_model::Moment;
use daylight_model::Precision;
use daylight_model::Reject;
use daylight_store::BatchInput;
use daylight_store::Source;
use daylight_store::Workspace;
use daylight_store::Writer;
use serde::Serialize;

use crate::cli::ingest::file::Opened;
use crate::cli::ingest::pile::Pile;
use crate::cli::ingest::pile::Settled;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::session::VERSION;
use crate::cli::text::counted;
use crate::cli::text::date;
use crate::cli::text::grouped;

/// Rows between two signs of life on a terminal.
const ROWS_A_STEP: u64 = 20_000;

/// Rejects shown on a terminal; the table of rejects holds all.
const REJECTS_SHOWN: usize = 5;

/// Ads shown by a trial import.
const ADS_SHOWN: usize = 5;

/// The files of an import.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Files {
    /// Files of ads: CSV, TSV, JSON, JSON Lines, Parquet or XLSX, each also gzip or zstd; `-` is
    /// standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// How columns are read: a file made by `daylight mapping FILE`.
    #[arg(long, value_name = "M.toml")]
    pub(crate) mapping: Option<PathBuf>,
}

/// Files that were read, and nothing kept yet.
#[derive(Debug)]
pub(crate) struct Pending {
    sources: Vec<Source>,
    /// Each file's mapping, in the same order.
    mappings: Vec<Mapping>,
    pile: Pile,
    /// The first ads, for a trial import.
    first: Vec<Ad>,
}

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Imported {
    /// The new batch; `None` where nothing was new.
    pub(crate) batch_id: Option<BatchId>,
    /// Rows read.
    pub(crate) rows: u64,
    /// Ads kept.
    pub(crate) ads: u64,
    /// Rows whose ad was there already.
    pub(crate) seen_again: u64,
    /// Rows that could not be kept.
    pub(crate) rejects: u64,
    /// The files.
    pub(crate) sources: Vec<Source>,
    /// True where an ad or a reject is new.
    #[serde(skip)]
    is_new: bool,
    /// The first rejects.
    #[serde(skip)]
    shown: Vec<Reject>,
}

/// The SHA-256 of a file's bytes, hexadecimal.
pub(crate) fn sha256_of(path: &Path) -> anyhow::Result<String> {
    Ok(Opened::open(path)?.sha256)
}

/// Reads all files, or fails and leaves everything as it was.
pub(crate) fn read(files: &Files, output: &Output) -> anyhow::Result<Pending> {
    let given = match &files.mapping {
        Some(path) => mapping_of(path)?,
        None => Mapping::default(),
    };
    let steps = output.steps();
    let mut pending = Pending {
        sources: Vec::new(),
        mappings: Vec::new(),
        pile: Pile::default(),
        first: Vec::new(),
    };
    for path in &files.files {
        let opened = Opened::open(path)?;
        let name = safe(&opened.name);
        steps.begin(&format!("reading {name}"));
        let notes = pending.read(opened, &given, |rows| {
            steps.begin(&format!("reading {name}: {}", counted(rows, "row")));
        })?;
        for note in notes {
            output.note(note);
        }
    }
    steps.end();
    Ok(pending)
}

impl Pending {
    /// Reads one file; returns what its owner should know of it.
    fn read(
        &mut self,
        opened: Opened,
        given: &Mapping,
        step: impl Fn(u64),
    ) -> anyhow::Result<Vec<String>> {
        let (name, sha256, unchanged) = (opened.name, opened.sha256, opened.unchanged);
        let source = Rows::new(&name, opened.input)?;
        let mut rows = source.rows(given)?;
        while let Some(row) = rows.next() {
            match row? {
                Row::Ad(ad) => self.add(*ad),
                Row::Reject(reject) => self.pile.reject(reject),
            }
            if rows.rows_read() % ROWS_A_STEP == 0 {
                step(rows.rows_read());
            }
        }
        unchanged.check()?;
        let mut notes = Vec::new();
        let unread = rows.columns_not_mapped();
        if !unread.is_empty() {
            notes.push(not_read(&name, &unread));
        }
        self.sources.push(Source {
            file: name,
            sha256,
            rows: rows.rows_read(),
        });
        self.mappings.push(rows.mapping().clone());
        Ok(notes)
    }

    fn add(&mut self, ad: Ad) {
        if self.first.len() < ADS_SHOWN {
            self.first.push(ad.clone());
        }
        self.pile.add(ad);
    }

    /// Keeps what is new as one batch, whole or not at all.
    pub(crate) fn keep(
        self,
        workspace: &Workspace,
        writer: &Writer<'_>,
    ) -> anyhow::Result<Imported> {
        let mapping = self.mapping_text();
        let settled = self.pile.settle(&workspace.known_content()?);
        let mut imported = Imported::new(self.sources, &settled);
        imported.is_new = is_new(&settled, Some(workspace))?;
        if !imported.is_new {
            return Ok(imported);
        }
        let batch_id = writer.write_batch(&BatchInput {
            ads: &settled.ads,
            rejects: &settled.rejects,
            seen_again: settled.seen_again,
            sources: &imported.sources,
            mapping: &mapping,
            version: VERSION,
            imported_at: now(),
        })?;
        imported.batch_id = Some(batch_id);
        Ok(imported)
    }

    /// What would be kept; nothing is written. `known` is the workspace, if there is one.
    pub(crate) fn trial(
        self,
        known: Option<&Workspace>,
        output: &mut Output,
    ) -> anyhow::Result<Imported> {
        for (source, mapping) in self.sources.iter().zip(&self.mappings) {
            output.line(format!("# {}", safe(&source.file)));
            for line in mapping.to_toml().lines() {
                output.line(safe(line));
            }
            output.line("");
        }
        for ad in &self.first {
            show(ad, output);
        }
        let content = known.map_or_else(|| Ok(BTreeMap::new()), Workspace::known_content)?;
        let settled = self.pile.settle(&content);
        Ok(Imported {
            is_new: is_new(&settled, known)?,
            ..Imported::new(self.sources, &settled)
        })
    }

    /// How columns were understood: one TOML text, or one for each file where they differ.
    fn mapping_text(&self) -> String {
        let texts: Vec<String> = self.mappings.iter().map(Mapping::to_toml).collect();
        match texts.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => first.clone(),
            _ => self
                .sources
                .iter()
                .zip(&texts)
                .map(|(source, text)| format!("# {}\n{text}", safe(&source.file)))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }
}

/// True where an ad is new, or a reject that is not on record already.
fn is_new(settled: &Settled, workspace: Option<&Workspace>) -> anyhow::Result<bool> {
    if !settled.ads.is_empty() {
        return Ok(true);
    }
    let known = workspace.map_or_else(|| Ok(Vec::new()), Workspace::rejects)?;
    let known: BTreeSet<Reject> = known.into_iter().collect();
    Ok(settled.rejects.iter().any(|reject| !known.contains(reject)))
}

impl Imported {
    fn new(sources: Vec<Source>, settled: &Settled) -> Self {
        Self {
            batch_id: None,
            is_new: false,
            rows: sources.iter().map(|source| source.rows).sum(),
            ads: settled.ads.len() as u64,
            seen_again: settled.seen_again,
            rejects: settled.rejects.len() as u64,
            shown: settled
                .rejects
                .iter()
                .take(REJECTS_SHOWN)
                .cloned()
                .collect(),
            sources,
        }
    }

    /// True where some row of this import was newly rejected.
    pub(crate) fn has_rejects(&self) -> bool {
        self.is_new && self.rejects > 0
    }

    /// What was read and what became of it, in one line.
    pub(crate) fn sum(&self) -> String {
        let sum = format!(
            "{} read = {} + {} seen again + {}",
            counted(self.rows, "row"),
            counted(self.ads, "ad"),
            grouped(self.seen_again),
            counted(self.rejects, "reject"),
        );
        match &self.batch_id {
            Some(id) => format!("{sum}; batch {id}"),
            None if self.is_new => sum,
            None if self.rows == 0 => "no rows: there is nothing to import".to_owned(),
            None if self.rejects == 0 => {
                format!(
                    "nothing new: {} seen again",
                    counted(self.seen_again, "row")
                )
            }
            None => format!(
                "nothing new: {} seen again, {} rejected as before",
                counted(self.seen_again, "row"),
                counted(self.rejects, "row")
            ),
        }
    }

    /// Says which rows were not kept, and where all of them stand.
    pub(crate) fn note_rejects(&self, output: &Output) {
        if !self.has_rejects() {
            return;
        }
        output.note(format!("{} not kept:", counted(self.rejects, "row")));
        for reject in &self.shown {
            output.note(format!(
                "  {} row {}: {}",
                safe(&reject.source.file),
                reject.source.row,
                safe(&reject.reason)
            ));
        }
        let more = self.rejects.saturating_sub(self.shown.len() as u64);
        if more > 0 {
            output.note(format!("  and {} more", grouped(more)));
        }
        output.note(
            "hint: `daylight export tables --out DIR --format csv` writes all of them as \
             rejects.csv; mend the rows and import the file again",
        );
    }
}

/// One ad as it was understood. Whoever imports holds the file, so its text is shown to them.
fn show(ad: &Ad, output: &mut Output) {
    output.line(format!(
        "ad {} (row {})",
        safe(ad.id.as_str()),
        ad.source.row
    ));
    for field in &ad.fields {
        let text: String = field.text.reveal().chars().take(200).collect();
        output.line(format!("  {}: {}", safe(field.name.as_str()), safe(&text)));
    }
    for column in &ad.columns {
        output.line(format!(
            "  {} as {}: {}",
            safe(column.name.as_str()),
            column.kind,
            safe(column.value.reveal())
        ));
    }
    let labels = [("place", &ad.place), ("site", &ad.site)];
    for (name, value) in labels {
        if let Some(value) = value {
            output.line(format!("  {name}: {}", safe(value)));
        }
    }
    if let Some(posted) = ad.posted_at {
        let day = date(posted.day());
        output.line(format!("  posted: {day}"));
    }
}

fn mapping_of(path: &Path) -> anyhow::Result<Mapping> {
    let doing = || format!("reading the mapping {}", path.display());
    let text = fs::read_to_string(path).with_context(doing)?;
    Mapping::from_toml(&text).with_context(doing)
}

fn not_read(file: &str, columns: &[String]) -> String {
    let named: Vec<String> = columns.iter().take(8).map(|name| safe(name)).collect();
    let more = columns.len().saturating_sub(named.len());
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!(
        "{}: columns not read: {}{more}\nhint: `daylight mapping {}` shows how its columns are understood",
        safe(file),
        named.join(", "),
        safe(file)
    )
}

/// The time of an import, which is written down and decides nothing.
fn now() -> Moment {
    Moment {
        seconds: jiff::Timestamp::now().as_second(),
        precision: Precision::Second,
        zone_assumed: false,
    }
}
