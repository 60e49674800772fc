//! Whether keys belong to a workspace or backup, and who may read them.

use std::path::Path;
use std::path::PathBuf;

use daylight_model::Private;
use daylight_policy::hex;

use crate::batches;
use crate::disk;
use crate::error::Result;
use crate::format;
use crate::keys;
use crate::manifest;
use crate::manifest::BatchManifest;
use crate::manifest::RunManifest;
use crate::runs;
use crate::verify::Problem;
use crate::workspace::Workspace;

/// What was found about some keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCheck {
    /// Tells two copies of the same keys from other keys, and nothing of the keys themselves:
    /// 16 hexadecimal digits.
    pub fingerprint: String,
    /// Batches they open.
    pub batches: usize,
    /// Runs they open.
    pub runs: usize,
    /// What they do not open, and what others than their owner may read.
    pub problems: Vec<Problem>,
}

impl Workspace {
    /// Holds the keys in a folder against a workspace, or against a backup, which has none.
    ///
    /// # Errors
    /// Where `root` is neither, or the keys cannot be read.
    pub fn check_keys(
        root: &Path,
        folder: &Path,
        passphrase: Option<&Private>,
    ) -> Result<KeyCheck> {
        format::check(root)?;
        let workspace = Self::with_keys(root, folder, passphrase)?;
        let exposed = keys::exposed(folder)?.into_iter();
        let mut problems: Vec<Problem> = exposed
            .map(|(path, what)| Problem {
                path,
                what: what.to_owned(),
            })
            .collect();
        let key = &workspace.keys().data;
        let mut opened = |folder: PathBuf, opens: &dyn Fn(&Path) -> Result<()>| -> Result<usize> {
            let mut names = disk::names_in(&folder)?;
            names.retain(|name| batches::number_of(name).is_some() || runs::is_id(name));
            let all = names.len();
            names.retain(|name| opens(&folder.join(name).join(manifest::FILE)).is_err());
            let closed = names.iter().map(|name| Problem {
                path: folder.join(name),
                what: "these keys do not open it".to_owned(),
            });
            problems.extend(closed);
            Ok(all - names.len())
        };
        let batches = opened(workspace.batches_dir(), &|path| {
            manifest::read::<BatchManifest>(path, key).map(drop)
        })?;
        let runs = opened(workspace.runs_dir(), &|path| {
            manifest::read::<RunManifest>(path, key).map(drop)
        })?;
        let fingerprint = hex(&key.fingerprint(workspace.token_key()));
        Ok(KeyCheck {
            fingerprint: fingerprint.chars().take(16).collect(),
            batches,
            runs,
            problems,
        })
    }
}
