//! Crates depend one way, and each keeps the lints of the workspace.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Table;
use toml::Value;

use crate::tidy::Finding;
use crate::tidy::file::File;

pub(crate) const NAME: &str = "crates";

/// Which crate of the workspace may depend on which.
#[derive(Deserialize)]
struct Directions {
    may_use: BTreeMap<String, Vec<String>>,
}

/// Dependencies against the direction, and manifests that drop a guarantee.
pub(crate) fn find(files: &[File]) -> Vec<Finding> {
    let mut found = Vec::new();
    let root_limits = limits(files.iter().find(|file| file.path == "clippy.toml"));
    for file in files {
        if is_member(&file.path) {
            found.extend(manifest(file));
        } else if file.path.ends_with("/clippy.toml") {
            found.extend(own_limits(file, &root_limits));
        }
    }
    found
}

fn is_member(path: &str) -> bool {
    path == "xtask/Cargo.toml" || (path.starts_with("crates/") && path.ends_with("/Cargo.toml"))
}

fn manifest(file: &File) -> Vec<Finding> {
    let whole = |subject: &str, why: &str| file.finding(NAME, 0, subject, why);
    let Ok(table) = file.text.parse::<Table>() else {
        return vec![whole("manifest", "is not TOML")];
    };
    let mut found = Vec::new();
    for section in ["lints", "package.license", "package.edition"] {
        if !inherits(&table, section) {
            found.push(whole(section, "must say `workspace = true`"));
        }
    }
    let name = at(&table, "package.name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let Some(may_use) = directions().remove(name) else {
        found.push(whole(name, "has no place in xtask/data/directions.toml"));
        return found;
    };
    found.extend(
        dependencies(&table)
            .into_iter()
            .filter(|other| other.starts_with("daylight") && !may_use.contains(other))
            .map(|other| whole(&other, &format!("`{name}` may not depend on it"))),
    );
    found
}

fn directions() -> BTreeMap<String, Vec<String>> {
    toml::from_str::<Directions>(include_str!("../../data/directions.toml"))
        .map(|directions| directions.may_use)
        .unwrap_or_default()
}

fn at<'a>(table: &'a Table, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('.');
    let mut value = table.get(parts.next()?)?;
    for part in parts {
        value = value.get(part)?;
    }
    Some(value)
}

fn inherits(table: &Table, path: &str) -> bool {
    at(table, path)
        .and_then(|value| value.get("workspace"))
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

/// The packages a manifest depends on, for any platform and any purpose.
fn dependencies(table: &Table) -> Vec<String> {
    let mut names = Vec::new();
    for (section, value) in table {
        let Value::Table(inner) = value else { continue };
        if section.ends_with("dependencies") {
            names.extend(inner.iter().map(|(name, how)| {
                let package = how.get("package").and_then(Value::as_str);
                package.unwrap_or(name).to_owned()
            }));
        } else if section == "target" {
            let platforms = inner.values().filter_map(Value::as_table);
            names.extend(platforms.flat_map(dependencies));
        }
    }
    names
}

fn limits(file: Option<&File>) -> Table {
    file.and_then(|file| file.text.parse().ok())
        .unwrap_or_default()
}

/// A crate's own `clippy.toml` replaces the root's, so it must say all of it again.
fn own_limits(file: &File, root: &Table) -> Vec<Finding> {
    let own = limits(Some(file));
    root.iter()
        .filter(|(key, value)| own.get(*key) != Some(*value))
        .map(|(key, _)| file.finding(NAME, 0, key, "the root's line must stand here again"))
        .collect()
}
