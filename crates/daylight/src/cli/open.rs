//! Opening a workspace, and asking for the passphrase where its keys are sealed with one.

use std::fs;
use std::io;
use std::io::IsTerminal;
use std::path::Path;

use anyhow::Context;
use anyhow::ensure;
use daylight_model::Private;
use daylight_store::StoreError;
use daylight_store::Workspace;

use crate::cli::Global;

/// Opens the workspace.
pub(crate) fn open(global: &Global) -> anyhow::Result<Workspace> {
    with_passphrase(global, |passphrase| {
        Workspace::open_with(&global.workspace, passphrase)
    })
}

/// Opens the workspace, making it first where it is new.
pub(crate) fn open_or_create(global: &Global) -> anyhow::Result<Workspace> {
    Workspace::create(&global.workspace)?;
    open(global)
}

/// The workspace, where there is one; nothing is made.
pub(crate) fn open_if_there(global: &Global) -> anyhow::Result<Option<Workspace>> {
    let is_there = global.workspace.join("daylight.toml").exists();
    is_there.then(|| open(global)).transpose()
}

/// Does what may need a passphrase: first without, then with the one given, if it turns out that it
/// is needed.
pub(crate) fn with_passphrase<T>(
    global: &Global,
    doing: impl Fn(Option<&Private>) -> Result<T, StoreError>,
) -> anyhow::Result<T> {
    match doing(None) {
        Err(StoreError::Sealed { path, why }) => match given(global)? {
            Some(passphrase) => Ok(doing(Some(&passphrase))?),
            None => Err(StoreError::Sealed { path, why }.into()),
        },
        done => Ok(done?),
    }
}

/// The passphrase from the file that is named, else from the terminal; `None` where there is neither.
pub(crate) fn given(global: &Global) -> anyhow::Result<Option<Private>> {
    if let Some(file) = &global.passphrase_file {
        return from_file(file).map(Some);
    }
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    let typed = rpassword::prompt_password("Passphrase of the keys: ");
    Ok(Some(Private::new(typed.context("reading the passphrase")?)))
}

/// The first line of a file.
pub(crate) fn from_file(file: &Path) -> anyhow::Result<Private> {
    let doing = || format!("reading the passphrase in `{}`", file.display());
    let text = fs::read_to_string(file).with_context(doing)?;
    let line = text.lines().next().unwrap_or_default();
    ensure!(!line.is_empty(), "{}: its first line is empty", doing());
    Ok(Private::new(line))
}
