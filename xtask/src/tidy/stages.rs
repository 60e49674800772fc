//! Data moves one way: a stage of the engine names no later stage.

use crate::tidy::Finding;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "stages";

/// Where the rule holds; a `cluster.rs` anywhere else is no stage.
const ENGINE: &str = "crates/daylight-engine/src/";

/// The stages in the order data takes.
const STAGES: [&str; 7] = [
    "read",
    "normalise",
    "extract",
    "cluster",
    "template",
    "link",
    "score",
];

/// Paths inside the engine that lead to a later stage, or that hide where they lead.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    let modules: Vec<&str> = files.iter().filter_map(|file| module(&file.path)).collect();
    files
        .iter()
        .filter(|file| file.is_rust())
        .filter_map(|file| Some((file, module(&file.path)?)))
        .filter(|(_, own)| *own != "lib")
        .flat_map(|(file, own)| {
            file.code()
                .flat_map(move |(number, code)| {
                    named(code).into_iter().map(move |name| (number, name))
                })
                .filter_map(|(number, name)| {
                    let why = fault(own, name, &modules)?;
                    Some(file.finding(NAME, number, format!("crate::{name}"), why))
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The module at the root of the engine that a path belongs to.
fn module(path: &str) -> Option<&str> {
    let inner = path.strip_prefix(ENGINE)?;
    inner.split('/').next()?.split('.').next()
}

/// Every name that follows the root of the engine in a line of code.
fn named(code: &str) -> Vec<&str> {
    ["crate", "daylight_engine"]
        .into_iter()
        .flat_map(|root| code.match_indices(root))
        .filter_map(|(at, root)| {
            let (before, rest) = code.split_at_checked(at)?;
            let part_of_word = before.ends_with(|c: char| c == '_' || c.is_alphanumeric());
            let after = rest.strip_prefix(root).filter(|_| !part_of_word)?;
            first_name(after.trim_start())
        })
        .collect()
}

/// The name a path goes on with behind its root; `as` where the root is renamed.
fn first_name(after: &str) -> Option<&str> {
    if after.starts_with("as ") {
        return after.get(..2);
    }
    let path = after.strip_prefix("::")?.trim_start();
    let end = path.find(|c: char| c != '_' && !c.is_alphanumeric());
    path.get(..end.unwrap_or(path.len()))
}

fn fault(own: &str, name: &str, modules: &[&str]) -> Option<String> {
    let place = |module| STAGES.iter().position(|stage| *stage == module);
    let open = if name == "as" {
        "the root of the engine may not be renamed"
    } else if !modules.contains(&name) {
        "name it by the module it stands in, so that its stage can be seen"
    } else {
        return match (place(own), place(name)) {
            (Some(here), Some(there)) if there > here => {
                Some(format!("`{own}` comes before `{name}` and may not name it"))
            }
            (None, Some(_)) => Some(format!(
                "`{own}` is shared by every stage, so it may name none"
            )),
            (Some(_), Some(_)) | (_, None) => None,
        };
    };
    Some(open.to_owned())
}
