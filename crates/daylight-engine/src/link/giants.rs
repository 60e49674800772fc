//! Cutting what would hold a giant component together.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use petgraph::algo::bridges;
use petgraph::graph::NodeIndex;
use petgraph::graph::UnGraph;

use crate::link::Input;
use crate::link::Settings;
use crate::link::contacts::Contacts;
use crate::link::contacts::Use;

/// The networks that hold too much of the market, by their first ad.
#[derive(Debug)]
pub(super) struct Giants {
    firsts: BTreeSet<u32>,
    networks: Vec<u32>,
}

/// A node of the graph of one giant: a cluster, or an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Cluster(u32),
    Identifier(u32),
}

impl Giants {
    /// Finds the networks that hold more than the settings allow.
    pub(super) fn find(networks: &[u32], settings: Settings) -> Self {
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for first in networks {
            *sizes.entry(*first).or_default() += 1;
        }
        let firsts = sizes
            .into_iter()
            .filter(|(_, ads)| {
                *ads >= settings.giant_ads_min
                    && crate::link::contacts::ratio(*ads, networks.len()) > settings.giant_share
            })
            .map(|(first, _)| first)
            .collect();
        Self {
            firsts,
            networks: networks.to_vec(),
        }
    }

    /// The uses to cut: in each giant the bridges between clusters and identifiers; where there
    /// is none, the identifier that touches most clusters. Empty where there is no giant, or
    /// where one text alone makes it.
    pub(super) fn cuts(&self, input: Input<'_>, contacts: &Contacts) -> BTreeSet<Use> {
        let mut edges: BTreeMap<u32, BTreeMap<(Node, Node), Vec<Use>>> = BTreeMap::new();
        for used in contacts.uses_in_force() {
            let first = self.networks.get(used.1 as usize).copied();
            let Some(first) = first.filter(|first| self.firsts.contains(first)) else {
                continue;
            };
            let Some(evidence) = input.ads.get(used.1) else {
                continue;
            };
            let ends = (Node::Identifier(used.0), Node::Cluster(evidence.cluster));
            let giant = edges.entry(first).or_default();
            giant.entry(ends).or_default().push(used);
        }
        edges.values().flat_map(cut).collect()
    }
}

fn cut(edges: &BTreeMap<(Node, Node), Vec<Use>>) -> Vec<Use> {
    let mut graph: UnGraph<Node, ()> = UnGraph::new_undirected();
    let mut nodes: BTreeMap<Node, NodeIndex> = BTreeMap::new();
    for (one, other) in edges.keys() {
        let [a, b] =
            [*one, *other].map(|node| *nodes.entry(node).or_insert_with(|| graph.add_node(node)));
        graph.add_edge(a, b, ());
    }
    let inner = |node: NodeIndex| graph.neighbors(node).count() > 1;
    let keys: Vec<&(Node, Node)> = edges.keys().collect();
    // A leaf hangs on a bridge too; cutting it would free one text or one number and leave the
    // giant as it is.
    let bridging: Vec<Use> = bridges(&graph)
        .filter_map(|edge| {
            let (a, b) = graph.edge_endpoints(petgraph::visit::EdgeRef::id(&edge))?;
            (inner(a) && inner(b)).then(|| keys.get(petgraph::visit::EdgeRef::id(&edge).index()))?
        })
        .filter_map(|ends| edges.get(*ends))
        .flatten()
        .copied()
        .collect();
    if bridging.is_empty() {
        widest(edges)
    } else {
        bridging
    }
}

/// Every use of the identifier that touches most clusters, if it touches more than one.
fn widest(edges: &BTreeMap<(Node, Node), Vec<Use>>) -> Vec<Use> {
    let mut clusters: BTreeMap<Node, usize> = BTreeMap::new();
    for (identifier, _) in edges.keys() {
        *clusters.entry(*identifier).or_default() += 1;
    }
    let Some((widest, _)) = clusters
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .max_by_key(|(node, count)| (*count, std::cmp::Reverse(*node)))
    else {
        return Vec::new();
    };
    edges
        .iter()
        .filter(|((identifier, _), _)| *identifier == widest)
        .flat_map(|(_, uses)| uses.iter().copied())
        .collect()
}
