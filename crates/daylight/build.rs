//! Names the code that reads ads, so that what it extracted is never taken for another's.

use std::fs;
use std::io;
use std::path::Path;

use xxhash_rust::xxh3::Xxh3;

/// What the extract of an ad depends on, seen from this crate. `Cargo.lock` stands for the
/// libraries; that a change of scoring counts as well costs one more reading.
const SOURCES: [&str; 8] = [
    "../../Cargo.lock",
    "../daylight-engine/Cargo.toml",
    "../daylight-engine/data",
    "../daylight-engine/src",
    "../daylight-findings/src/varint.rs",
    "../daylight-model/src",
    "src/pipeline/analyse.rs",
    "src/pipeline/words.rs",
];

fn main() -> io::Result<()> {
    let mut hash = Xxh3::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        add(Path::new(source), &mut hash)?;
    }
    println!(
        "cargo::rustc-env=DAYLIGHT_EXTRACTOR={:032x}",
        hash.digest128()
    );
    Ok(())
}

/// Adds a file, or all files of a folder, by name and content.
fn add(path: &Path, hash: &mut Xxh3) -> io::Result<()> {
    if path.is_dir() {
        let entries: io::Result<Vec<_>> = fs::read_dir(path)?.collect();
        let mut paths: Vec<_> = entries?.iter().map(fs::DirEntry::path).collect();
        paths.sort();
        return paths.iter().try_for_each(|path| add(path, hash));
    }
    let content = fs::read(path)?;
    for part in [path.to_string_lossy().as_bytes(), &content] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    Ok(())
}
