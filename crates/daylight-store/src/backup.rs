//! A copy of a workspace without its keys, made while it is in use, and a workspace made from it.
//!
//! Batches and runs never change, so each is copied once, checked against its sealed manifest, and
//! checked again as it was read back. What was forgotten meanwhile makes the copy begin again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use daylight_model::Private;

use crate::batches;
use crate::disk;
use crate::disk::HashedFile;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::error::io_error;
use crate::format;
use crate::format::KEYS;
use crate::judgements;
use crate::judgements::Judgements;
use crate::keys;
use crate::manifest;
use crate::manifest::BatchManifest;
use crate::manifest::RunManifest;
use crate::manifest::TableDigest;
use crate::runs;
use crate::tables;
use crate::workspace;
use crate::workspace::Workspace;

/// How often a copy begins again because something was forgotten while it was made.
const ATTEMPTS: u32 = 10;

/// What a copy holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Batches.
    pub batches: usize,
    /// Runs.
    pub runs: usize,
    /// Batches and runs that an earlier copy held already.
    pub there_already: usize,
    /// Batches and runs of an earlier copy that were forgotten since and are removed.
    pub removed: usize,
}

impl Workspace {
    /// Copies batches, runs and settings into a folder: a new or an empty one, or one with an
    /// earlier copy of this workspace, which is brought up to date. Keys are left out.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`] where the folder holds anything else; [`StoreError::Damaged`] where
    /// this workspace, or what was written, is not as it should be; also where the disk refuses.
    pub fn back_up(&self, to: &Path) -> Result<Copied> {
        let absolute = |path| std::path::absolute(path).map_err(io_error("finding", path));
        if absolute(to)?.starts_with(absolute(self.root())?) {
            return Err(StoreError::Inside {
                path: to.to_path_buf(),
            });
        }
        // Only what somebody wrote to has a lock.
        let is_copy = to.join(workspace::MARKER).exists() && !to.join(workspace::LOCK).exists();
        if !is_copy {
            refuse_other_files(to)?;
        }
        let copy = Copy::new(self.root(), to, self);
        copy.refuse_another()?;
        disk::make_dir(to)?;
        copy.make()
    }

    /// Makes a workspace in a new or an empty folder from a copy and the keys that belong to it,
    /// which are copied into it unless its settings say that they are elsewhere.
    ///
    /// # Errors
    /// As [`Workspace::back_up`]; a copy of a workspace with other keys is taken for damaged.
    pub fn restore(
        from: &Path,
        keys: &Path,
        passphrase: Option<&Private>,
        to: &Path,
    ) -> Result<(Self, Copied)> {
        format::check(from)?;
        let opened = Self::with_keys(from, keys, passphrase)?;
        refuse_other_files(to)?;
        disk::make_dir(to)?;
        if format::keys_dir(from)? == from.join(KEYS) {
            keys::copy(keys, &to.join(KEYS))?;
        }
        let copy = Copy::new(from, to, &opened);
        copy.refuse_another()?;
        let copied = copy.make()?;
        workspace::ignore(to)?;
        Ok((Self::open_with(to, passphrase)?, copied))
    }
}

/// The folder may hold what an interrupted copy left, which begins with `facts/` and has no marker.
fn refuse_other_files(folder: &Path) -> Result<()> {
    let names = disk::names_in(folder)?;
    let is_ours =
        |name: &String| ["facts", KEYS].contains(&name.as_str()) || name.ends_with(MAKING);
    let is_begun = !names.contains(&workspace::MARKER.to_owned()) && names.iter().all(is_ours);
    match names.into_iter().next() {
        Some(found) if !is_begun => Err(StoreError::NotEmpty {
            path: folder.to_path_buf(),
            found,
        }),
        _ => Ok(()),
    }
}

const MAKING: &str = ".making";

/// The two sorts of folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Batch,
    Run,
}

/// Files of a workspace that are small and may change, read before the folders.
type Small = BTreeMap<PathBuf, Option<Vec<u8>>>;

struct Copy<'a> {
    from: &'a Path,
    to: &'a Path,
    /// Holds the keys that the manifests are sealed with.
    workspace: &'a Workspace,
}

impl<'a> Copy<'a> {
    fn new(from: &'a Path, to: &'a Path, workspace: &'a Workspace) -> Self {
        Self {
            from,
            to,
            workspace,
        }
    }

    /// Refuses a folder with a batch or run that was not sealed with the same key: what is not in
    /// this workspace would be removed from it.
    fn refuse_another(&self) -> Result<()> {
        for sort in [Sort::Batch, Sort::Run] {
            let folder = place(self.to, sort);
            let mut names = names(&folder, sort)?.into_iter();
            let is_other = |name: &String| self.tables(sort, &folder.join(name)).is_err();
            if let Some(found) = names.find(is_other) {
                return Err(StoreError::NotEmpty {
                    path: folder,
                    found,
                });
            }
        }
        Ok(())
    }

    fn make(&self) -> Result<Copied> {
        for _ in 0..ATTEMPTS {
            if let Some(copied) = self.try_make()? {
                return Ok(copied);
            }
        }
        Err(StoreError::Busy {
            path: self.from.to_path_buf(),
        })
    }

    /// `None` where something was forgotten meanwhile.
    fn try_make(&self) -> Result<Option<Copied>> {
        let small = self.small()?;
        // In this order: what a listed run read is there when batches are listed.
        let runs = names(&place(self.from, Sort::Run), Sort::Run)?;
        let batches = names(&place(self.from, Sort::Batch), Sort::Batch)?;
        let mut copied = Copied {
            batches: batches.len(),
            runs: runs.len(),
            ..Copied::default()
        };
        for folder in [&["facts"][..], &["facts", "batches"], &["facts", "runs"]] {
            let folder: PathBuf = folder.iter().collect();
            disk::make_dir(&self.to.join(folder))?;
        }
        for (sort, names) in [(Sort::Batch, &batches), (Sort::Run, &runs)] {
            for name in names {
                match self.folder(sort, name) {
                    Ok(was_there) => copied.there_already += usize::from(was_there),
                    Err(_) if !place(self.from, sort).join(name).exists() => return Ok(None),
                    Err(error) => return Err(error),
                }
            }
            disk::sync_dir(&place(self.to, sort))?;
        }
        if self.forgotten()? != small.get(&forgotten()).cloned().flatten() {
            return Ok(None);
        }
        for (path, content) in small.iter().filter(|(path, _)| !is_marker(path)) {
            self.write_small(path, content.as_deref())?;
        }
        self.judgements()?;
        copied.removed += self.remove_others(Sort::Run, &runs)?;
        copied.removed += self.remove_others(Sort::Batch, &batches)?;
        disk::sync_dir(&self.to.join("facts"))?;
        disk::sync_dir(self.to)?;
        // Last of all, so that nothing half made is taken for a workspace.
        for (path, content) in small.iter().filter(|(path, _)| is_marker(path)) {
            self.write_small(path, content.as_deref())?;
        }
        workspace::sync_parent(self.to)?;
        Ok(Some(copied))
    }

    /// The settings, and the two lists beside the folders.
    fn small(&self) -> Result<Small> {
        let mut small = Small::new();
        let current = Path::new("facts").join("runs").join(runs::CURRENT);
        for path in [current, forgotten(), workspace::GENERIC.into()] {
            small.insert(path.clone(), read(&self.from.join(path))?);
        }
        let settings = disk::names_in(self.from)?;
        for name in settings.into_iter().filter(|name| {
            let extension = Path::new(name).extension();
            extension.is_some_and(|extension| extension == "toml")
        }) {
            small.insert(PathBuf::from(&name), read(&self.from.join(&name))?);
        }
        Ok(small)
    }

    /// Copies the judgements, where there are any: those of a workspace as they are at one moment,
    /// those of a copy byte by byte.
    fn judgements(&self) -> Result<()> {
        let (from, to) = [self.from, self.to]
            .map(|it| it.join(judgements::FILE))
            .into();
        if !from.exists() {
            return Ok(());
        }
        let aside = to.with_extension("making");
        if self.from.join(workspace::LOCK).exists() {
            Judgements::open(self.workspace)?.copy(&aside)?;
        } else {
            copy_file(&from, &aside)?;
        }
        disk::rename(&aside, &to)
    }

    fn forgotten(&self) -> Result<Option<Vec<u8>>> {
        read(&self.from.join(forgotten()))
    }

    fn write_small(&self, path: &Path, content: Option<&[u8]>) -> Result<()> {
        let to = self.to.join(path);
        match content {
            Some(content) => disk::write_whole(&to, content),
            None if to.exists() => disk::remove_file(&to),
            None => Ok(()),
        }
    }

    /// Copies a batch or run; true where it was there already.
    fn folder(&self, sort: Sort, name: &str) -> Result<bool> {
        let from = place(self.from, sort).join(name);
        let to = place(self.to, sort).join(name);
        let tables = self.tables(sort, &from)?;
        if to.exists() {
            let is_same = read(&to.join(manifest::FILE))? == read(&from.join(manifest::FILE))?;
            if is_same && check(&to, &tables).is_ok() {
                return Ok(true);
            }
            disk::remove_dir(&to)?;
        }
        let aside = self.to.join("facts").join("aside");
        disk::remove_dir(&aside)?;
        disk::make_dir(&aside)?;
        let files = tables.keys().map(|table| format!("{table}.parquet"));
        for file in files.chain([manifest::FILE.to_owned()]) {
            copy_file(&from.join(&file), &aside.join(&file))?;
        }
        check(&aside, &self.tables(sort, &aside)?)?;
        disk::sync_dir(&aside)?;
        disk::rename(&aside, &to)?;
        Ok(false)
    }

    /// What the sealed manifest of a folder lists.
    fn tables(&self, sort: Sort, folder: &Path) -> Result<BTreeMap<String, TableDigest>> {
        let path = folder.join(manifest::FILE);
        let key = &self.workspace.keys().data;
        let tables = match sort {
            Sort::Batch => manifest::read::<BatchManifest>(&path, key)?.tables,
            Sort::Run => manifest::read::<RunManifest>(&path, key)?.tables,
        };
        let is_known = |name: &String| {
            let known = tables::OF_RUN.iter().chain(&tables::OF_BATCH);
            known.into_iter().any(|table| table.name == *name)
        };
        match tables.keys().find(|name| !is_known(name)) {
            Some(_) => Err(damaged(&path, "it lists a table that is not known")),
            None => Ok(tables),
        }
    }

    /// Removes from an earlier copy what is not in this one.
    fn remove_others(&self, sort: Sort, names: &[String]) -> Result<usize> {
        let folder = place(self.to, sort);
        let mut others = self::names(&folder, sort)?;
        others.retain(|name| !names.contains(name));
        for name in &others {
            disk::remove_dir(&folder.join(name))?;
        }
        disk::sync_dir(&folder)?;
        Ok(others.len())
    }
}

/// Where the batches or runs of a workspace are.
fn place(root: &Path, sort: Sort) -> PathBuf {
    let facts = root.join("facts");
    match sort {
        Sort::Batch => facts.join("batches"),
        Sort::Run => facts.join("runs"),
    }
}

/// The batches or runs in a folder.
fn names(folder: &Path, sort: Sort) -> Result<Vec<String>> {
    let mut names = disk::names_in(folder)?;
    names.retain(|name| match sort {
        Sort::Batch => batches::number_of(name).is_some(),
        Sort::Run => runs::is_id(name),
    });
    Ok(names)
}

fn forgotten() -> PathBuf {
    Path::new("facts").join("batches").join(batches::FORGOTTEN)
}

fn is_marker(path: &Path) -> bool {
    path == Path::new(workspace::MARKER)
}

/// A small file; `None` where there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        content => content.map(Some).map_err(io_error("reading", path)),
    }
}

/// Refuses a folder of which a table is not as it was written.
fn check(folder: &Path, tables: &BTreeMap<String, TableDigest>) -> Result<()> {
    for (name, digest) in tables {
        let path = folder.join(format!("{name}.parquet"));
        if disk::sha256_of(&path)? != digest.file_sha256 {
            return Err(damaged(&path, "its bytes are not those that were written"));
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let mut source = File::open(from).map_err(io_error("reading", from))?;
    let mut file = HashedFile::new(disk::make_file(to)?, to.to_path_buf());
    io::copy(&mut source, &mut file).map_err(io_error("writing", to))?;
    disk::sync_file(file.file(), to)
}
