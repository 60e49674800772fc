//! The dependencies of the workspace as cargo resolved them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;

/// What `cargo metadata --format-version 1` says.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

/// One version of one package.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    /// Where it came from; `None` for one of the workspace.
    pub(crate) source: Option<String>,
}

impl Package {
    /// Its name and version as a skip writes them: `name@1.2.3`.
    pub(crate) fn spec(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    /// `None` for an ordinary dependency, else `dev` or `build`.
    kind: Option<String>,
}

impl Metadata {
    /// Every package that is part of what is built for a user: reached from the workspace
    /// without a step that only tests take.
    pub(crate) fn shipped(&self) -> Vec<&Package> {
        let edges: BTreeMap<&str, Vec<&str>> = self
            .resolve
            .nodes
            .iter()
            .map(|node| (node.id.as_str(), node.steps()))
            .collect();
        let mut reached = BTreeSet::new();
        let mut next: Vec<&str> = self.workspace_members.iter().map(String::as_str).collect();
        while let Some(id) = next.pop() {
            if reached.insert(id) {
                next.extend(edges.get(id).into_iter().flatten());
            }
        }
        self.packages
            .iter()
            .filter(|package| reached.contains(package.id.as_str()))
            .collect()
    }
}

impl Node {
    fn steps(&self) -> Vec<&str> {
        self.deps
            .iter()
            .filter(|edge| {
                let test_only = |kind: &Kind| kind.kind.as_deref() == Some("dev");
                !edge.dep_kinds.iter().all(test_only)
            })
            .map(|edge| edge.pkg.as_str())
            .collect()
    }
}
