//! The text files of the workspace: what git tracks, and what it would track next.

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use anyhow::ensure;

use crate::tidy::file::File;

/// Reads every text file that is tracked or would be with the next `git add`.
///
/// A file that is not UTF-8 is no text and is left out.
pub(crate) fn read(root: &Path) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for path in paths(root)? {
        let full = root.join(&path);
        // Git still names a file that was deleted and not yet staged.
        if !full.is_file() {
            continue;
        }
        let bytes = std::fs::read(&full).with_context(|| format!("cannot read {path}"))?;
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File::new(path, text));
        }
    }
    ensure!(!files.is_empty(), "no files found in {}", root.display());
    Ok(files)
}

fn paths(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut paths = match tracked(root) {
        Some(paths) => paths,
        // An unpacked archive has no history to ask.
        None => walk(root, root)?,
    };
    paths.sort();
    paths.dedup();
    Ok(paths)
}

fn tracked(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    let listing = String::from_utf8(output.stdout).ok()?;
    Some(listing.split_terminator('\0').map(str::to_owned).collect())
}

fn walk(root: &Path, folder: &Path) -> anyhow::Result<Vec<String>> {
    let listing =
        std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths = Vec::new();
    for place in listing {
        let place = place?;
        let name = place.file_name();
        let path = place.path();
        if path.is_dir() {
            if name != "target" && name != ".git" {
                paths.extend(walk(root, &path)?);
            }
        } else if let Ok(short) = path.strip_prefix(root) {
            paths.push(short.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use crate::root::root;
    use crate::tidy::tree::paths;
    use crate::tidy::tree::walk;

    #[test]
    fn a_tree_without_history_is_walked() {
        let root = root();
        let walked = walk(&root, &root.join("xtask")).expect("xtask can be listed");
        let tracked = paths(&root).expect("the workspace can be listed");
        assert!(walked.contains(&"xtask/src/main.rs".to_owned()));
        assert!(tracked.contains(&"xtask/src/main.rs".to_owned()));
        assert!(tracked.contains(&"crates/daylight-model/src/lib.rs".to_owned()));
    }
}
