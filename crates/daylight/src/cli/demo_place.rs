//! Where a demo lives: a workspace of its own that may be made anew, and nobody else's.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::bail;
use daylight_store::Source;
use daylight_store::Workspace;

use crate::cli::ingest;

/// The folder of a demo's market, inside its workspace.
const FOLDER: &str = "demo";
/// The market.
pub(super) const ADS: &str = "ads.csv";
/// Its truth.
pub(super) const TRUTH: &str = "truth.csv";

/// The workspace that commands use where none is named.
const USUAL: &str = "daylight-workspace";
/// The one a demo uses then: a made-up market must never mix with real ads.
const OWN: &str = "demo-workspace";

/// What a workspace of a demo may hold; anything else in it is somebody's work.
const KNOWN: [&str; 7] = [
    ".gitignore",
    "daylight.toml",
    "demo",
    "facts",
    "keys",
    "lock",
    "report.html",
];

/// The workspace of a demo.
pub(super) fn root(named: &Path) -> PathBuf {
    if named == Path::new(USUAL) {
        PathBuf::from(OWN)
    } else {
        named.to_path_buf()
    }
}

/// An empty workspace; the one of an earlier demo is removed first. Returns the folder for the
/// market.
pub(super) fn make_anew(root: &Path) -> anyhow::Result<PathBuf> {
    if root.join("daylight.toml").exists() {
        remove_demo(root)?;
    }
    Workspace::open_or_create(root)?;
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder)
        .with_context(|| format!("making the folder {}", folder.display()))?;
    Ok(folder)
}

/// Removes a workspace in which there is nothing but demos.
fn remove_demo(root: &Path) -> anyhow::Result<()> {
    let workspace = Workspace::open(root)?;
    let batches = workspace.batches()?;
    let sources: Vec<&Source> = batches.iter().flat_map(|batch| &batch.sources).collect();
    let foreign = !sources.is_empty() && {
        let own = ingest::sha256_of(&root.join(FOLDER).join(ADS)).ok();
        sources
            .iter()
            .any(|source| Some(&source.sha256) != own.as_ref())
    };
    if foreign || !workspace.forgotten()?.is_empty() {
        bail!(
            "making a demo in `{}`: it holds imports that no demo made\nhint: name another folder with `-w`",
            root.display()
        );
    }
    let doing = || format!("making a demo in `{}`", root.display());
    for entry in fs::read_dir(root).with_context(doing)? {
        let name = entry.with_context(doing)?.file_name();
        let name = name.to_string_lossy();
        if !KNOWN.contains(&name.as_ref()) && !name.ends_with(".making") {
            bail!(
                "making a demo in `{}`: it holds `{name}`, which no demo made\nhint: name another folder with `-w`",
                root.display()
            );
        }
    }
    // Whoever writes to it now is not to lose it under their hands.
    drop(workspace.writer()?);
    fs::remove_dir_all(root).with_context(doing)
}
