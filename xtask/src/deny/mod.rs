//! Licences, sources and duplicates of every dependency, against `deny.toml`.
//!
//! It reads the file cargo-deny reads and asks less: no advisories, no network. So CI needs no
//! further program, and whoever has cargo-deny gets the same answer from it.

mod graph;
mod licence;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::process::Command;

use anyhow::Context;
use anyhow::bail;
use anyhow::ensure;
use serde::Deserialize;

use crate::deny::graph::Metadata;
use crate::root::root;
use crate::say;

/// The registry cargo uses unless told otherwise.
const REGISTRY: &str = "registry+https://github.com/rust-lang/";

#[derive(Debug, Deserialize)]
struct Settings {
    graph: Graph,
    licenses: Licences,
    bans: Bans,
}

#[derive(Debug, Deserialize)]
struct Graph {
    targets: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    skip: Vec<Skip>,
}

/// A version that may stand beside another of the same crate, and why.
#[derive(Debug, Deserialize)]
struct Skip {
    #[serde(rename = "crate")]
    spec: String,
    reason: String,
}

/// Checks the dependencies of the workspace and says what is wrong with them.
pub(crate) fn run() -> anyhow::Result<()> {
    let path = root().join("deny.toml");
    let text = std::fs::read_to_string(&path).context("cannot read deny.toml")?;
    let settings: Settings = toml::from_str(&text).context("cannot understand deny.toml")?;
    let metadata = metadata(&settings.graph.targets)?;
    let faults = faults(&settings, &metadata);
    for fault in &faults {
        say(&format!("{fault}\n"));
    }
    ensure!(
        faults.is_empty(),
        "{} dependencies break deny.toml",
        faults.len()
    );
    say(&format!(
        "deny: {} packages: licences allowed, sources known, no duplicates without a reason\n",
        metadata.packages.len()
    ));
    Ok(())
}

fn metadata(targets: &[String]) -> anyhow::Result<Metadata> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root());
    for target in targets {
        command.args(["--filter-platform", target]);
    }
    let output = command.output().context("cannot start cargo metadata")?;
    if !output.status.success() {
        bail!(
            "cargo metadata failed\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    serde_json::from_slice(&output.stdout).context("cannot understand cargo metadata")
}

/// What is wrong, one line each.
fn faults(settings: &Settings, metadata: &Metadata) -> Vec<String> {
    let mut faults = licences_and_sources(settings, metadata);
    faults.extend(duplicates(settings, metadata));
    faults
}

fn licences_and_sources(settings: &Settings, metadata: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    for package in &metadata.packages {
        let Some(source) = &package.source else {
            continue;
        };
        let spec = package.spec();
        if !source.starts_with(REGISTRY) {
            faults.push(format!(
                "{spec}: comes from {source}, not from the registry"
            ));
        }
        match package.license.as_deref() {
            None => faults.push(format!("{spec}: names no licence")),
            Some(licence) if !licence::allows(&settings.licenses.allow, licence) => {
                faults.push(format!("{spec}: its licence `{licence}` is not allowed"));
            }
            Some(_) => {}
        }
    }
    faults
}

fn duplicates(settings: &Settings, metadata: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    let mut versions: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for package in metadata.shipped() {
        let specs = versions.entry(&package.name).or_default();
        specs.insert(package.spec());
    }
    let skipped = |spec: &String| {
        let mut skips = settings.bans.skip.iter();
        skips.any(|skip| skip.spec == *spec && !skip.reason.trim().is_empty())
    };
    for (name, specs) in &versions {
        let left: Vec<&str> = specs
            .iter()
            .filter(|spec| !skipped(spec))
            .map(String::as_str)
            .collect();
        if left.len() > 1 {
            faults.push(format!(
                "{name}: more than one version: {}",
                left.join(", ")
            ));
        }
    }
    let doubled: BTreeSet<&String> = versions
        .values()
        .filter(|specs| specs.len() > 1)
        .flatten()
        .collect();
    for skip in &settings.bans.skip {
        if !doubled.contains(&skip.spec) {
            faults.push(format!("{}: its skip is no longer needed", skip.spec));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use crate::deny::Settings;
    use crate::deny::faults;

    /// A workspace of one crate that uses `a` 1, tests with `a` 2, and builds with `b` 1.
    fn check(licence: &str, source: &str, skip: &str, kind_of_second: &str) -> Vec<String> {
        let settings: Settings = toml::from_str(&format!(
            "graph.targets = []\nlicenses.allow = [\"MIT\"]\nbans.skip = [{skip}]"
        ))
        .expect("settings read");
        let registry = "registry+https://github.com/rust-lang/x";
        let metadata = format!(
            r#"{{"workspace_members": ["w"], "packages": [
                {{"id": "w", "name": "w", "version": "0.1.0", "license": null, "source": null}},
                {{"id": "a1", "name": "a", "version": "1.0.0", "license": {licence}, "source": "{source}"}},
                {{"id": "a2", "name": "a", "version": "2.0.0", "license": "MIT", "source": "{registry}"}}
            ], "resolve": {{"nodes": [
                {{"id": "w", "deps": [
                    {{"pkg": "a1", "dep_kinds": [{{"kind": null}}]}},
                    {{"pkg": "a2", "dep_kinds": [{{"kind": {kind_of_second}}}]}}
                ]}},
                {{"id": "a1", "deps": []}}, {{"id": "a2", "deps": []}}
            ]}}}}"#
        );
        let metadata = serde_json::from_str(&metadata).expect("metadata read");
        faults(&settings, &metadata)
    }

    const REGISTRY: &str = "registry+https://github.com/rust-lang/x";
    const SKIP: &str = r#"{ crate = "a@1.0.0", reason = "b wants it" }"#;

    #[test]
    fn what_only_tests_use_is_no_duplicate() {
        assert_eq!(check("\"MIT\"", REGISTRY, "", "\"dev\""), [""; 0]);
    }

    #[test]
    fn a_duplicate_needs_a_reason_and_a_skip_needs_a_duplicate() {
        let twice = ["a: more than one version: a@1.0.0, a@2.0.0"];
        assert_eq!(check("\"MIT\"", REGISTRY, "", "\"build\""), twice);
        assert_eq!(check("\"MIT\"", REGISTRY, SKIP, "null"), [""; 0]);
        let without = SKIP.replace("b wants it", "");
        assert_eq!(check("\"MIT\"", REGISTRY, &without, "null"), twice);
        let idle = ["a@1.0.0: its skip is no longer needed"];
        assert_eq!(check("\"MIT\"", REGISTRY, SKIP, "\"dev\""), idle);
    }

    #[test]
    fn licence_and_source_are_asserted() {
        assert_eq!(
            check("null", REGISTRY, "", "\"dev\""),
            ["a@1.0.0: names no licence"]
        );
        let other = ["a@1.0.0: its licence `GPL-3.0-only` is not allowed"];
        assert_eq!(check("\"GPL-3.0-only\"", REGISTRY, "", "\"dev\""), other);
        let git = ["a@1.0.0: comes from git+x, not from the registry"];
        assert_eq!(check("\"MIT\"", "git+x", "", "\"dev\""), git);
    }
}
