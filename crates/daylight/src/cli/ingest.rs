//! Files in, one batch kept: every row an ad, seen again, or a reject.

mod again;
mod file;
mod imported;
mod pile;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use daylight_engine::read::Mapping;
use daylight_engine::read::Row;
use daylight_engine::read::Source as Rows;
use daylight_findings::text::date;
use daylight_model::Ad;
use daylight_model::Moment;
use daylight_model::Precision;
use daylight_model::Reject;
use daylight_store::BatchNotes;
use daylight_store::Contents;
use daylight_store::Source;
use daylight_store::Workspace;
use daylight_store::Writer;

use crate::cli::ingest::again::HELD_KIBIBYTES_MAX;
use crate::cli::ingest::again::ReadFile;
use crate::cli::ingest::again::hand_over;
use crate::cli::ingest::file::Opened;
use crate::cli::ingest::file::Unchanged;
use crate::cli::ingest::pile::Pile;
use crate::cli::ingest::pile::Settled;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::pace::Pace;
use crate::cli::pace::ROWS_A_STEP;
use crate::cli::pace::part;
use crate::cli::session::VERSION;

pub(crate) use crate::cli::ingest::imported::Imported;

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
    /// The files, to be read again.
    files: Vec<ReadFile>,
    /// Whether each stayed as it was.
    unchanged: Vec<Unchanged>,
    sources: Vec<Source>,
    pile: Pile,
    /// The first ads, for a trial import.
    first: Vec<Ad>,
}

/// The SHA-256 of a file's bytes, hexadecimal.
pub(crate) fn sha256_of(path: &Path) -> anyhow::Result<String> {
    Opened::open(path)?.hash.finish()
}

/// Reads all files, or fails and leaves everything as it was.
pub(crate) fn read(files: &Files, output: &Output) -> anyhow::Result<Pending> {
    let given = match &files.mapping {
        Some(path) => mapping_of(path)?,
        None => Mapping::default(),
    };
    let opened = files.files.iter().map(|path| Opened::open(path));
    read_all(opened, &given, output)
}

/// The same of one file whose bytes are in memory.
pub(crate) fn read_held(
    name: &str,
    bytes: &Arc<[u8]>,
    given: &Mapping,
    output: &Output,
) -> anyhow::Result<Pending> {
    let opened = Opened::of_bytes(name.to_owned(), Arc::clone(bytes));
    read_all([opened], given, output)
}

fn read_all(
    files: impl IntoIterator<Item = anyhow::Result<Opened>>,
    given: &Mapping,
    output: &Output,
) -> anyhow::Result<Pending> {
    let steps = output.steps();
    let mut pending = Pending {
        files: Vec::new(),
        unchanged: Vec::new(),
        sources: Vec::new(),
        pile: Pile::default(),
        first: Vec::new(),
    };
    for opened in files {
        let opened = opened?;
        let doing = format!("reading {}", safe(&opened.name));
        let pace = Pace::begin(&steps, doing, "row");
        for note in pending.read(opened, given, &pace)? {
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
        pace: &Pace<'_>,
    ) -> anyhow::Result<Vec<String>> {
        let rows_before = self.sources.iter().map(|source| source.rows).sum();
        self.pile.begin(&opened.name, rows_before)?;
        let mut rows = Rows::new(&opened.name, opened.input)?.rows(given)?;
        while let Some(row) = rows.next() {
            match row? {
                Row::Ad(ad) => self.add(*ad)?,
                Row::Reject(reject) => self.pile.reject(reject),
            }
            if rows.rows_read().is_multiple_of(ROWS_A_STEP) {
                pace.tell(rows.rows_read(), opened.progress.share());
            }
        }
        let mut notes = Vec::new();
        let unread = rows.columns_not_mapped();
        if !unread.is_empty() {
            notes.push(not_read(&opened.name, &unread));
        }
        self.sources.push(Source {
            file: opened.name.clone(),
            sha256: opened.hash.finish()?,
            rows: rows.rows_read(),
        });
        opened.unchanged.check()?;
        self.unchanged.push(opened.unchanged);
        self.files.push(ReadFile {
            name: opened.name,
            again: opened.again,
            mapping: rows.mapping().clone(),
        });
        Ok(notes)
    }

    fn add(&mut self, ad: Ad) -> anyhow::Result<()> {
        self.pile.add(&ad)?;
        if self.first.len() < ADS_SHOWN {
            self.first.push(ad);
        }
        Ok(())
    }

    /// Keeps what is new as one batch, whole or not at all.
    pub(crate) fn keep(
        self,
        workspace: &Workspace,
        writer: &Writer<'_>,
        output: &Output,
    ) -> anyhow::Result<Imported> {
        let mapping = self.mapping_text();
        let settled = self.pile.settle(&workspace.known_content()?);
        let mut imported = Imported::new(self.sources, &settled);
        imported.is_new = is_new(&settled, &imported.sources, Some(workspace))?;
        if !imported.is_new {
            return Ok(imported);
        }
        let steps = output.steps();
        let pace = Pace::begin(&steps, "keeping".to_owned(), "ad");
        let mut batch = writer.begin_batch()?;
        let mut kept = 0_u64;
        hand_over(&self.files, &settled, HELD_KIBIBYTES_MAX, |ad, hash| {
            kept += 1;
            if kept.is_multiple_of(ROWS_A_STEP) {
                pace.tell(kept, part(kept, imported.ads));
            }
            Ok(batch.push(ad, hash)?)
        })?;
        for ad in &settled.seen_again {
            batch.push_seen(settled.ads.id(*ad), &settled.ads.source(*ad))?;
        }
        self.unchanged.iter().try_for_each(Unchanged::check)?;
        let batch_id = batch.finish(&BatchNotes {
            rejects: &settled.rejects,
            sources: &imported.sources,
            mapping: &mapping,
            version: VERSION,
            imported_at: now(),
        })?;
        steps.end();
        imported.batch_id = Some(batch_id);
        Ok(imported)
    }

    /// What would be kept; nothing is written. `known` is the workspace, if there is one.
    pub(crate) fn trial(
        self,
        known: Option<&Workspace>,
        output: &mut Output,
    ) -> anyhow::Result<Imported> {
        for (source, read) in self.sources.iter().zip(&self.files) {
            output.line(format!("# {}", safe(&source.file)));
            for line in read.mapping.to_toml().lines() {
                output.line(safe(line));
            }
            output.line("");
        }
        for line in self.first.iter().flat_map(shown) {
            output.line(line);
        }
        let content = known.map_or_else(|| Ok(Contents::default()), Workspace::known_content)?;
        let settled = self.pile.settle(&content);
        let mut imported = Imported::new(self.sources, &settled);
        imported.is_new = is_new(&settled, &imported.sources, known)?;
        Ok(imported)
    }

    /// How columns were understood: one TOML text, or one for each file where they differ.
    fn mapping_text(&self) -> String {
        let texts: Vec<String> = self
            .files
            .iter()
            .map(|read| read.mapping.to_toml())
            .collect();
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

/// True where an ad is new, or a reject that is not on record already, or where ads were seen again
/// in a file that no batch was made from.
fn is_new(
    settled: &Settled,
    sources: &[Source],
    workspace: Option<&Workspace>,
) -> anyhow::Result<bool> {
    if !settled.kept.is_empty() {
        return Ok(true);
    }
    let batches = workspace.map_or_else(|| Ok(Vec::new()), Workspace::batches)?;
    let read_before = |source: &Source| {
        let mut sources = batches.iter().flat_map(|batch| &batch.sources);
        sources.any(|before| before.sha256 == source.sha256)
    };
    if !settled.seen_again.is_empty() && !sources.iter().all(read_before) {
        return Ok(true);
    }
    let known = workspace.map_or_else(|| Ok(Vec::new()), |it| it.rejects(&batches))?;
    let known: BTreeSet<Reject> = known.into_iter().collect();
    Ok(settled.rejects.iter().any(|reject| !known.contains(reject)))
}

/// One ad as it was understood, in lines. Whoever imports holds the file, so its text is shown to them.
pub(crate) fn shown(ad: &Ad) -> Vec<String> {
    let mut lines = vec![format!(
        "ad {} (row {})",
        safe(ad.id.as_str()),
        ad.source.row
    )];
    for field in &ad.fields {
        let text: String = field.text.reveal().chars().take(200).collect();
        lines.push(format!("  {}: {}", safe(field.name.as_str()), safe(&text)));
    }
    for column in &ad.columns {
        lines.push(format!(
            "  {} as {}: {}",
            safe(column.name.as_str()),
            column.kind,
            safe(column.value.reveal())
        ));
    }
    let labels = [("place", &ad.place), ("site", &ad.site)];
    for (name, value) in labels {
        let value = value.iter();
        lines.extend(value.map(|value| format!("  {name}: {}", safe(value))));
    }
    let posted = ad.posted_at.iter();
    lines.extend(posted.map(|posted| format!("  posted: {}", date(posted.day()))));
    lines
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
