//! Where the workspace stands on disk.

use std::path::Path;
use std::path::PathBuf;

/// The folder of the root `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}
