//! The workspace's settings: `daylight.toml` and the list of generic identifiers.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use daylight_engine::cluster;
use daylight_engine::link;
use daylight_engine::score::Reference;
use daylight_engine::score::Registry;
use daylight_engine::score::Weights;
use daylight_store::Judgements;
use daylight_store::Workspace;
use serde::Deserialize;

use crate::cli::output::Output;
use crate::pipeline::Decided;
use crate::pipeline::Generic;
use crate::pipeline::Settings;

/// What `daylight.toml` may say. An unknown key is an error, so that a slip is not silence.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// Weights of indicators, lowered: `[weights]`, `D02 = 10`.
    weights: Weights,
    /// A reference corpus of the organisation's own, relative to the workspace:
    /// `reference = "my-reference.toml"`.
    reference: Option<PathBuf>,
    /// The folder of the keys, where it is not `keys`; read by the store.
    keys: Option<PathBuf>,
    /// The workspace's own format version, kept by the store.
    format: Option<u32>,
}

/// Reads the settings of a workspace.
pub(crate) fn settings(workspace: &Workspace, output: &mut Output) -> anyhow::Result<Settings> {
    let file = file(workspace)?;
    let lines = workspace.generic()?;
    let list: Vec<&str> = lines.iter().map(daylight_model::Private::reveal).collect();
    let (generic, unread) = Generic::parse(&list.join("\n"));
    for line in unread {
        output.note(format!(
            "generic.txt: nothing recognised in entry {line}\nhint: one identifier or host a line"
        ));
    }
    Ok(Settings {
        cluster: cluster::Settings::default(),
        link: link::Settings::default(),
        registry: Registry::shipped(&file.weights)?,
        reference: reference(workspace, file.reference.as_deref())?,
        generic,
        judged: judged(workspace)?,
    })
}

/// What people decided about pairs of ads and did not withdraw.
fn judged(workspace: &Workspace) -> anyhow::Result<Vec<Decided>> {
    let Some(judgements) = Judgements::open_if_there(workspace)? else {
        return Ok(Vec::new());
    };
    let in_force = judgements.decisions()?.into_iter();
    let in_force = in_force.filter(|decision| decision.withdrawn_at.is_empty());
    let mut decided: Vec<Decided> = in_force
        .map(|decision| Decided {
            is_together: decision.is_together,
            one: decision.one,
            other: decision.other,
        })
        .collect();
    decided
        .sort_by(|a, b| (a.is_together, &a.one, &a.other).cmp(&(b.is_together, &b.one, &b.other)));
    Ok(decided)
}

/// The corpus that a workspace's values are held against.
pub(crate) fn reference_of(workspace: &Workspace) -> anyhow::Result<Reference> {
    reference(workspace, file(workspace)?.reference.as_deref())
}

fn file(workspace: &Workspace) -> anyhow::Result<File> {
    toml::from_str(&workspace.settings()?).with_context(|| {
        let path = workspace.root().join("daylight.toml");
        format!("reading {}", path.display())
    })
}

/// The settings of a workspace whose `daylight.toml` says nothing.
pub(crate) fn shipped() -> anyhow::Result<Settings> {
    Ok(Settings {
        cluster: cluster::Settings::default(),
        link: link::Settings::default(),
        registry: Registry::shipped(&Weights::default())?,
        reference: Reference::shipped()?,
        generic: Generic::default(),
        judged: Vec::new(),
    })
}

/// The corpus that values are held against: the one named, else the one shipped.
fn reference(workspace: &Workspace, named: Option<&Path>) -> anyhow::Result<Reference> {
    let Some(named) = named else {
        return Ok(Reference::shipped()?);
    };
    let path = workspace.root().join(named);
    let doing = || format!("reading the reference corpus `{}`", path.display());
    let text = fs::read_to_string(&path).with_context(doing)?;
    Reference::parse(&text).with_context(doing)
}
