//! The format of a workspace: which are read, and how an older one is brought forward.
//!
//! | format | what came with it |
//! |---|---|
//! | 1 | batches and runs |
//! | 2 | a run may name the one before it and hold what became of its networks |
//!
//! Every older format stays readable as it is. The first writer brings the workspace forward by
//! writing `daylight.toml` anew, in one step, so that an older Daylight refuses it from then on
//! instead of taking what it does not know for damage.

use std::path::Path;
use std::path::PathBuf;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::workspace::MARKER;

/// The format this Daylight writes, and the newest it reads.
pub const FORMAT: i64 = 2;

/// The setting of `daylight.toml` that tells it.
const SETTING: &str = "format";

/// The `daylight.toml` of a new workspace.
pub(crate) fn first_settings() -> String {
    format!(
        "# A Daylight workspace. What is in facts/ can be rebuilt; keep keys/ safe and apart.\n\
         {SETTING} = {FORMAT}\n"
    )
}

/// The format of a workspace.
///
/// # Errors
/// Where `root` is no workspace, or is of a format that is not known here.
pub(crate) fn check(root: &Path) -> Result<i64> {
    let marker = root.join(MARKER);
    if !marker.exists() {
        return Err(StoreError::NotAWorkspace {
            path: root.to_path_buf(),
            why: "it has no daylight.toml",
        });
    }
    match parse(&marker, &disk::read_text(&marker)?)?.get(SETTING) {
        Some(toml::Value::Integer(found @ 1..=FORMAT)) => Ok(*found),
        Some(toml::Value::Integer(found)) if *found > FORMAT => Err(StoreError::NewerFormat {
            path: root.to_path_buf(),
            found: *found,
            known: FORMAT,
        }),
        _ => Err(damaged(
            &marker,
            format!("it has no line `{SETTING} = {FORMAT}`"),
        )),
    }
}

/// The folder of a workspace's keys: `keys` in it, or the one that its setting `keys` names, seen
/// from the workspace.
///
/// # Errors
/// Where the settings cannot be read.
pub(crate) fn keys_dir(root: &Path) -> Result<PathBuf> {
    let marker = root.join(MARKER);
    let settings = parse(&marker, &disk::read_text(&marker)?)?;
    match settings.get(KEYS) {
        None => Ok(root.join(KEYS)),
        Some(toml::Value::String(folder)) => Ok(root.join(folder)),
        Some(_) => Err(damaged(
            &marker,
            format!("`{KEYS}` is the path of a folder"),
        )),
    }
}

/// The folder of the keys, and the setting that names another.
pub(crate) const KEYS: &str = "keys";

/// Brings a workspace to [`FORMAT`]; the user's settings stay as they were written.
///
/// # Errors
/// As [`check`]; also where the disk refuses.
pub(crate) fn upgrade(root: &Path) -> Result<()> {
    if check(root)? == FORMAT {
        return Ok(());
    }
    let marker = root.join(MARKER);
    let text = disk::read_text(&marker)?;
    let mut wanted = parse(&marker, &text)?;
    wanted.insert(SETTING.to_owned(), FORMAT.into());
    let is_format = |line: &str| {
        let (name, _) = line.split_once('=').unwrap_or_default();
        name.trim().trim_matches(['"', '\'']) == SETTING
    };
    let mut is_done = false;
    let lines = text.split_inclusive('\n').map(|line| {
        if is_done || !is_format(line) {
            return line.to_owned();
        }
        is_done = true;
        format!("{SETTING} = {FORMAT}\n")
    });
    let upgraded: String = lines.collect();
    if parse(&marker, &upgraded).ok() != Some(wanted) {
        return Err(damaged(
            &marker,
            format!(
                "its line `{SETTING} = ...` cannot be told apart; write `{SETTING} = {FORMAT}`"
            ),
        ));
    }
    disk::write_whole(&marker, upgraded.as_bytes())
}

fn parse(marker: &Path, text: &str) -> Result<toml::Table> {
    text.parse()
        .map_err(|error: toml::de::Error| damaged(marker, error.message().to_owned()))
}
