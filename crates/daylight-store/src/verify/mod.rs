//! Checks a whole workspace: bytes, rows, counts, references, rights, and files nobody wrote.

mod references;
mod spans;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::path::PathBuf;

use crate::batches;
use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::extracts;
use crate::format;
use crate::judgements;
use crate::judgements::Judgements;
use crate::keys;
use crate::manifest;
use crate::manifest::BatchManifest;
use crate::manifest::RunManifest;
use crate::manifest::TableDigest;
use crate::run::Run;
use crate::runs;
use crate::table::RowHash;
use crate::table::Table;
use crate::table_read::Wanted;
use crate::table_read::for_each_row;
use crate::tables;
use crate::workspace;
use crate::workspace::Workspace;

/// Something in a workspace that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it; never a person's data.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path.display(), self.what)
    }
}

/// What may lie in the folder of a workspace beside `facts/` and `keys/`.
const ROOT_FILES: [&str; 11] = [
    ".gitignore",
    "facts",
    judgements::FILE,
    "judgements.db-shm",
    "judgements.db-wal",
    format::KEYS,
    "policy",
    "demo",
    "report.html",
    workspace::GENERIC,
    workspace::LOCK,
];

impl Workspace {
    /// Every problem of the workspace, sorted; none where all is as it was written.
    ///
    /// Checked are the seal of every manifest, the bytes, rows and row hash of every table, that
    /// rows read = ads + seen again + rejects, that ids point at what is there and spans fit
    /// their texts, who may read the keys, and that no file lies there that nobody wrote. A
    /// writer at work beside it may show as an unknown file.
    #[must_use]
    pub fn verify(&self) -> Vec<Problem> {
        let mut check = Check::default();
        check.keys(self);
        check.files(self);
        let batches = check.batches(self);
        if !check.is_damaged {
            check.attempt(self.root(), |check| check.unique_ads(self, &batches));
        }
        let runs = check.runs(self, &batches);
        // A reader is not let loose on bytes that are known to be wrong.
        let sound = runs.into_iter().filter(|_| !check.is_damaged);
        for run in sound.collect::<Vec<_>>() {
            check.attempt(self.root(), |check| {
                references::check(self, &run, &batches, check)
            });
        }
        check.problems.sort();
        check.problems.dedup();
        check.problems
    }
}

/// What the folder of a batch or run holds.
#[derive(Clone, Copy, Debug)]
struct Expected<'a> {
    tables: &'a [&'a Table<'a>],
    beside: &'a [&'a str],
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Check {
    problems: Vec<Problem>,
    is_damaged: bool,
}

impl Check {
    /// Notes a problem.
    pub(crate) fn note(&mut self, path: &Path, what: impl Into<String>) {
        self.problems.push(Problem {
            path: path.to_path_buf(),
            what: what.into(),
        });
    }

    /// Does a part of the check; an error in it is a problem and the rest goes on.
    fn attempt<T>(&mut self, path: &Path, part: impl FnOnce(&mut Self) -> Result<T>) -> Option<T> {
        match part(self) {
            Ok(value) => Some(value),
            Err(StoreError::Damaged { path, what }) => {
                self.is_damaged = true;
                self.note(&path, what);
                None
            }
            Err(StoreError::Io {
                doing,
                path,
                source,
            }) => {
                self.note(&path, format!("{doing} failed: {source}"));
                None
            }
            Err(other) => {
                self.note(path, other.to_string());
                None
            }
        }
    }

    fn keys(&mut self, workspace: &Workspace) {
        let folder = workspace.keys_dir();
        let exposed = self.attempt(folder, |_| keys::exposed(folder));
        for (path, what) in exposed.unwrap_or_default() {
            self.note(&path, what);
        }
    }

    fn files(&mut self, workspace: &Workspace) {
        let root = workspace.root();
        self.strangers(root, |name| {
            let is_toml = Path::new(name).extension().is_some_and(|it| it == "toml");
            is_toml || ROOT_FILES.contains(&name)
        });
        self.strangers(workspace.keys_dir(), |name| {
            keys::names(workspace.keys_dir()).contains(&name)
        });
        self.strangers(&root.join("facts"), |name| {
            ["batches", "runs"].contains(&name)
        });
        self.strangers(&workspace.batches_dir(), |name| {
            name == batches::FORGOTTEN || batches::number_of(name).is_some()
        });
        self.strangers(&workspace.runs_dir(), |name| {
            name == runs::CURRENT || runs::is_id(name)
        });
        self.attempt(root, |_| workspace.forgotten());
        self.attempt(root, |_| workspace.latest_run());
        let judgements = self.attempt(root, |_| Judgements::open_if_there(workspace));
        let judgements = judgements.flatten();
        for problem in judgements.map(|it| it.problems(None)).unwrap_or_default() {
            self.note(&root.join(judgements::FILE), problem);
        }
    }

    /// Notes every name in a folder that is not known.
    fn strangers(&mut self, folder: &Path, is_known: impl Fn(&str) -> bool) {
        let names = self.attempt(folder, |_| disk::names_in(folder));
        for name in names.unwrap_or_default() {
            if !is_known(&name) {
                self.note(&folder.join(name), "nobody wrote this file");
            }
        }
    }

    fn batches(&mut self, workspace: &Workspace) -> Vec<BatchManifest> {
        let ids = self.attempt(workspace.root(), |_| workspace.batch_ids());
        let mut found = Vec::new();
        for id in ids.unwrap_or_default() {
            let folder = workspace.batches_dir().join(&id);
            let path = folder.join(manifest::FILE);
            let read = self.attempt(&path, |_| {
                manifest::read::<BatchManifest>(&path, &workspace.keys().data)
            });
            let Some(batch) = read else { continue };
            if batch.batch_id.as_str() != id {
                self.note(&path, "it is the manifest of another batch");
            }
            if !batch.is_conserved() {
                self.note(&path, "rows read are not ads + seen again + rejects");
            }
            self.counts(&path, &batch);
            let tables: Vec<&Table<'_>> = tables::of_batch(&batch).collect();
            let expected = Expected {
                tables: &tables,
                // Extracts prove themselves where they are read, and may be cut off or missing.
                beside: &[manifest::FILE, extracts::FILE],
            };
            self.tables(workspace, &folder, &batch.tables, expected);
            found.push(batch);
        }
        found
    }

    fn counts(&mut self, path: &Path, batch: &BatchManifest) {
        let listed = |table: &str| batch.tables.get(table).map(|table| table.rows);
        // Format 1 counted the rows seen again and did not list them.
        let seen = listed("seen_again").or(Some(batch.seen_again));
        for (name, rows, listed) in [
            ("ads", batch.ads, listed("ads")),
            ("rejects", batch.rejects, listed("rejects")),
            ("rows seen again", batch.seen_again, seen),
        ] {
            if listed != Some(rows) {
                self.note(
                    path,
                    format!("its count of {name} is not that of the table"),
                );
            }
        }
    }

    fn unique_ads(&mut self, workspace: &Workspace, batches: &[BatchManifest]) -> Result<()> {
        let ads: u64 = batches.iter().map(|batch| batch.ads).sum();
        let ids = workspace.known_content()?.len() as u64;
        if ids != ads {
            let what = format!("{} ad ids stand in two batches", ads.saturating_sub(ids));
            self.note(&workspace.batches_dir(), what);
        }
        Ok(())
    }

    fn runs(&mut self, workspace: &Workspace, batches: &[BatchManifest]) -> Vec<Run> {
        let ids = self.attempt(workspace.root(), |_| workspace.run_ids());
        let mut found = Vec::new();
        for id in ids.unwrap_or_default() {
            let folder = workspace.runs_dir().join(&id);
            let path = folder.join(manifest::FILE);
            let Some(run) = self.attempt(&path, |_| workspace.run(&id)) else {
                continue;
            };
            if run.manifest().run_id != id || runs::id_of(run.manifest()) != id {
                self.note(&path, "its id is not the hash of what it holds");
            }
            self.inputs(&path, run.manifest(), batches);
            let tables: Vec<&Table<'_>> = tables::of(run.manifest()).collect();
            let tokens = tables::token_index::TABLE.file_name();
            let words = tables::word_index::TABLE.file_name();
            let sheets = tables::network_index::TABLE.file_name();
            let expected = Expected {
                tables: &tables,
                // The indexes prove themselves where they are read, and may be missing.
                beside: &[manifest::FILE, &tokens, &words, &sheets],
            };
            self.tables(workspace, &folder, &run.manifest().tables, expected);
            found.push(run);
        }
        found
    }

    fn inputs(&mut self, path: &Path, run: &RunManifest, batches: &[BatchManifest]) {
        for input in &run.inputs {
            let is_there = batches.iter().any(|batch| {
                let rows = batch.tables.get("ads").map(|ads| &ads.rows_sha256);
                batch.batch_id == input.batch_id && rows == Some(&input.rows_sha256)
            });
            if !is_there {
                self.note(
                    path,
                    format!("it read batch `{}`, which is not there", input.batch_id),
                );
            }
        }
    }

    fn tables(
        &mut self,
        workspace: &Workspace,
        folder: &Path,
        listed: &BTreeMap<String, TableDigest>,
        expected: Expected<'_>,
    ) {
        let Expected { tables, beside } = expected;
        self.strangers(folder, |name| {
            beside.contains(&name) || tables.iter().any(|table| table.file_name() == name)
        });
        for table in tables {
            let path = folder.join(table.file_name());
            match listed.get(table.name) {
                None => self.note(&path, "the manifest does not list it"),
                Some(digest) => {
                    self.attempt(&path, |check| check.table(workspace, &path, table, digest));
                }
            }
        }
    }

    fn table(
        &mut self,
        workspace: &Workspace,
        path: &Path,
        table: &Table<'_>,
        digest: &TableDigest,
    ) -> Result<()> {
        if disk::sha256_of(path)? != digest.file_sha256 {
            self.is_damaged = true;
            self.note(path, "its bytes are not those that were written");
            return Ok(());
        }
        let folder = path.parent().unwrap_or(path);
        let mut hash = RowHash::default();
        let mut rows = 0_u64;
        for_each_row(folder, table, Wanted::All(&workspace.keys().data), |row| {
            hash.add(table, &row.cells());
            rows += 1;
            Ok(())
        })?;
        if rows != digest.rows || hash.finish() != digest.rows_sha256 {
            self.note(path, "its rows are not those that were written");
        }
        Ok(())
    }
}
