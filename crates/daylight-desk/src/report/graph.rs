//! How the clusters of a network hang together: drawn, with the ties that alone hold it named.
//!
//! Placed by springs and charges after Fruchterman and Reingold (1991), from a circle in the order of
//! the ids, so that the same network is drawn the same each time. The table of links is its twin.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use daylight_findings::LinkView;
use daylight_findings::NetworkView;
use maud::Markup;
use maud::html;
use petgraph::algo::bridges;
use petgraph::graph::NodeIndex;
use petgraph::graph::UnGraph;

use crate::language::Language;
use crate::report::links;
use crate::report::text::clean;

/// Clusters drawn; of more the most tied.
const NODES_MAX: usize = 40;
/// Bridges named.
const BRIDGES_MAX: usize = 6;
/// Clusters that have room for their names.
const NAMES_MAX: usize = 12;
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 400.0;
/// Room at the sides for the names of clusters, and above and below.
const MARGINS: (f64, f64) = (90.0, 40.0);
const ROUNDS: u32 = 240;

/// The heaviest tie between each two clusters.
struct Ties<'v> {
    /// Clusters by id, each with its place in the list.
    nodes: Vec<&'v str>,
    edges: Vec<(usize, usize, &'v LinkView)>,
    /// For each edge whether the network falls apart without it.
    is_bridge: Vec<bool>,
}

impl<'v> Ties<'v> {
    fn of(links: &'v [LinkView]) -> Self {
        let mut heaviest: BTreeMap<(&str, &str), &LinkView> = BTreeMap::new();
        let mut count: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for view in links.iter().filter(|it| it.link.suppressed.is_none()) {
            let (one, other) = (
                view.link.from_cluster.as_str(),
                view.link.to_cluster.as_str(),
            );
            if one == other {
                continue;
            }
            let pair = (one.min(other), one.max(other));
            *count.entry(pair).or_default() += 1;
            let known = heaviest.entry(pair).or_insert(view);
            if view.link.weight_bits > known.link.weight_bits {
                *known = view;
            }
        }
        let mut nodes: Vec<&str> = heaviest.keys().flat_map(|(a, b)| [*a, *b]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let place = |id: &str| nodes.binary_search(&id).unwrap_or_default();
        let edges: Vec<(usize, usize, &LinkView)> = heaviest
            .iter()
            .map(|((one, other), view)| (place(one), place(other), *view))
            .collect();
        let is_alone: Vec<bool> = count.values().map(|count| *count == 1).collect();
        let is_bridge = bridged(nodes.len(), &edges, &is_alone);
        Self {
            nodes,
            edges,
            is_bridge,
        }
    }

    /// The most tied clusters alone, in the order of their ids, with the ties between them.
    fn cut(self) -> Self {
        if self.nodes.len() <= NODES_MAX {
            return self;
        }
        let mut degrees = vec![0_u32; self.nodes.len()];
        let ends = self.edges.iter().flat_map(|(one, other, _)| [*one, *other]);
        for end in ends {
            if let Some(degree) = degrees.get_mut(end) {
                *degree += 1;
            }
        }
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|at| (std::cmp::Reverse(degrees.get(*at).copied()), *at));
        order.truncate(NODES_MAX);
        order.sort_unstable();
        let new = |old: usize| order.binary_search(&old).ok();
        let kept = self.edges.iter().zip(&self.is_bridge);
        let kept = kept.filter_map(|((one, other, view), is_bridge)| {
            Some(((new(*one)?, new(*other)?, *view), *is_bridge))
        });
        let (edges, is_bridge) = kept.unzip();
        Self {
            nodes: order
                .iter()
                .filter_map(|at| self.nodes.get(*at).copied())
                .collect(),
            edges,
            is_bridge,
        }
    }
}

/// Which edges alone hold together what they tie; two ties between the same clusters are none.
fn bridged(nodes: usize, edges: &[(usize, usize, &LinkView)], is_alone: &[bool]) -> Vec<bool> {
    let mut graph: UnGraph<(), usize> = UnGraph::default();
    for _ in 0..nodes {
        graph.add_node(());
    }
    for (at, (one, other, _)) in edges.iter().enumerate() {
        graph.add_edge(NodeIndex::new(*one), NodeIndex::new(*other), at);
    }
    let mut found = vec![false; edges.len()];
    for bridge in bridges(&graph) {
        let at = *bridge.weight();
        if let Some(is_bridge) = found.get_mut(at) {
            *is_bridge = is_alone.get(at) == Some(&true);
        }
    }
    found
}

/// Where each of some nodes is drawn, in the units of the picture.
#[expect(
    clippy::cast_precision_loss,
    reason = "at most forty nodes, placed for people to look at"
)]
fn placed(nodes: usize, edges: &[(usize, usize)]) -> Vec<(f64, f64)> {
    let turn = |at: usize| TAU * at as f64 / nodes as f64;
    let mut places: Vec<(f64, f64)> = (0..nodes)
        .map(|at| (turn(at).cos() * 100.0, turn(at).sin() * 100.0))
        .collect();
    let apart = 200.0 / (nodes as f64).sqrt();
    for round in 0..ROUNDS {
        let mut moves: Vec<(f64, f64)> = vec![(0.0, 0.0); nodes];
        let mut add = |at: usize, x: f64, y: f64| {
            if let Some(own) = moves.get_mut(at) {
                *own = (own.0 + x, own.1 + y);
            }
        };
        for (at, one) in places.iter().enumerate() {
            for (beside, other) in places.iter().enumerate().filter(|(it, _)| *it != at) {
                // Nodes on one spot would push each other nowhere.
                let nudge = 0.01 * (at as f64 - beside as f64);
                let (x, y) = (one.0 - other.0 + nudge, one.1 - other.1);
                let far = x.hypot(y).max(0.01);
                let push = apart * apart / far;
                add(at, x / far * push, y / far * push);
            }
        }
        for (one, other) in edges {
            let ends = places.get(*one).zip(places.get(*other));
            let Some(((x, y), (other_x, other_y))) = ends else {
                continue;
            };
            let (x, y) = (other_x - x, other_y - y);
            let pull = x.hypot(y) / apart;
            add(*one, x * pull, y * pull);
            add(*other, -x * pull, -y * pull);
        }
        let most = 30.0 * (1.0 - f64::from(round) / f64::from(ROUNDS)) + 0.5;
        for (place, (x, y)) in places.iter_mut().zip(moves) {
            let far = x.hypot(y).max(0.01);
            let step = far.min(most);
            *place = (place.0 + x / far * step, place.1 + y / far * step);
        }
    }
    fitted(&places)
}

/// Stretched so that they fill the picture.
fn fitted(places: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let fit = |values: Vec<f64>, size: f64, margin: f64| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let room = size - 2.0 * margin;
        let put = move |value: f64| {
            if high - low < 1.0 {
                size / 2.0
            } else {
                margin + (value - low) / (high - low) * room
            }
        };
        values.into_iter().map(put).collect::<Vec<f64>>()
    };
    let xs = fit(places.iter().map(|it| it.0).collect(), WIDTH, MARGINS.0);
    let ys = fit(places.iter().map(|it| it.1).collect(), HEIGHT, MARGINS.1);
    xs.into_iter().zip(ys).collect()
}

/// The drawing and the bridges; `at` is where the ties of the network have pages of their own.
pub(crate) fn section(language: Language, view: &NetworkView, at: Option<&str>) -> Markup {
    let all = Ties::of(&view.links);
    if all.nodes.len() < 2 {
        return html! {};
    }
    let (clusters, ties) = (all.nodes.len(), all.edges.len());
    let named = all.edges.iter().zip(&all.is_bridge);
    let named: Vec<&LinkView> = named
        .filter(|(_, is_bridge)| **is_bridge)
        .map(|((_, _, view), _)| *view)
        .collect();
    let bridges = bridge_list(language, &named, at);
    let all = all.cut();
    html! {
        h3 { (language.say("How it hangs together")) }
        p.quiet {
            (language.fill("{0}, {1} of them tied.", &[&language.counted(clusters as u64, "cluster"), &language.counted(ties as u64, "pair")])) " "
            @if clusters > all.nodes.len() { (language.fill("Drawn are the {0} most tied.", &[&all.nodes.len()])) " " }
            (language.say("The thicker a line, the heavier the tie; the table of links says the same."))
        }
        (drawing(language, &all, at))
        (bridges)
    }
}

fn bridge_list(language: Language, named: &[&LinkView], at: Option<&str>) -> Markup {
    html! {
        @if named.is_empty() {
            p { (language.say("No single tie holds it together: it stays whole whichever one is cut.")) }
        } @else {
            p { (language.say("Without one of these bridges it falls apart, so look at them first:")) }
            ul { @for view in named.iter().take(BRIDGES_MAX) { li {
                @let words = in_words(language, view);
                @if let Some(at) = at {
                    a href={ (at) "/" (clean(view.link.link_id.as_str())) } { (words) }
                } @else { (words) }
            } } }
            @if named.len() > BRIDGES_MAX { p.quiet { (language.and_more((named.len() - BRIDGES_MAX) as u64, "more bridge")) } }
        }
    }
}

fn drawing(language: Language, ties: &Ties<'_>, at: Option<&str>) -> Markup {
    let ends: Vec<(usize, usize)> = ties.edges.iter().map(|(a, b, _)| (*a, *b)).collect();
    let places = placed(ties.nodes.len(), &ends);
    let heaviest = ties.edges.iter().map(|(_, _, it)| it.link.weight_bits);
    let heaviest = heaviest.fold(1.0, f64::max);
    let has_names = ties.nodes.len() <= NAMES_MAX;
    let label = language.say("Clusters as points, ties as lines");
    html! {
        svg.graph viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role=(if at.is_some() { "group" } else { "img" }) aria-label=(label) {
            @for ((one, other, view), is_bridge) in ties.edges.iter().zip(&ties.is_bridge) {
                @if let Some((from, to)) = places.get(*one).zip(places.get(*other)) {
                    @let line = line(*from, *to, 1.0 + 5.0 * view.link.weight_bits.max(0.0) / heaviest, *is_bridge);
                    @if let Some(at) = at {
                        a href={ (at) "/" (clean(view.link.link_id.as_str())) } aria-label=(said(language, view, *is_bridge)) { (line) }
                    } @else { (line) }
                }
            }
            @for (id, (x, y)) in ties.nodes.iter().zip(&places) {
                circle.node cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="7" { title { (clean(id)) } }
                @if has_names {
                    text x=(format!("{x:.1}")) y=(format!("{:.1}", y - 12.0)) { (clean(id)) }
                }
            }
        }
    }
}

fn line(from: (f64, f64), to: (f64, f64), width: f64, is_bridge: bool) -> Markup {
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(|it| format!("{it:.1}"));
    html! {
        // A thin line is hard to hit.
        line.reach x1=(x1) y1=(y1) x2=(x2) y2=(y2) {}
        line.tie.bridge[is_bridge] x1=(x1) y1=(y1) x2=(x2) y2=(y2) stroke-width=(format!("{width:.1}")) {}
    }
}

/// A tie for who does not see it.
fn said(language: Language, view: &LinkView, is_bridge: bool) -> Markup {
    let link = &view.link;
    let [from, to] = [&link.from_cluster, &link.to_cluster].map(|it| clean(it.as_str()));
    let bits = language.decimal(link.weight_bits);
    if is_bridge {
        language.fill("{0} and {1}, {2} bits, a bridge", &[&from, &to, &bits])
    } else {
        language.fill("{0} and {1}, {2} bits", &[&from, &to, &bits])
    }
}

fn in_words(language: Language, view: &LinkView) -> Markup {
    html! {
        (links::between(language, view)) ", " (links::basis(language, view)) ", " (language.fill("{0} bits", &[&language.decimal(view.link.weight_bits)]))
    }
}

#[cfg(test)]
mod tests {
    use daylight_findings::LinkView;
    use daylight_model::AdId;
    use daylight_model::ClusterId;
    use daylight_model::Link;
    use daylight_model::LinkEvidence;
    use daylight_model::LinkId;
    use daylight_model::Suppression;

    use crate::report::graph::HEIGHT;
    use crate::report::graph::NODES_MAX;
    use crate::report::graph::Ties;
    use crate::report::graph::WIDTH;
    use crate::report::graph::placed;

    fn tie(one: usize, other: usize) -> LinkView {
        LinkView {
            link: Link {
                link_id: LinkId::new(&format!("l-{one}-{other}")),
                from_cluster: ClusterId::new(&format!("c-{one:03}")),
                to_cluster: ClusterId::new(&format!("c-{other:03}")),
                from_ad: AdId::new("a1"),
                to_ad: AdId::new("a2"),
                evidence: LinkEvidence::Judgement {
                    citations: Vec::new(),
                },
                weight_bits: 5.0,
                suppressed: None,
            },
            token: None,
        }
    }

    fn bridges(ties: &[LinkView]) -> Vec<(usize, usize)> {
        let ties = Ties::of(ties);
        let named = ties.edges.iter().zip(&ties.is_bridge);
        let named = named.filter(|(_, is_bridge)| **is_bridge);
        named.map(|((one, other, _), _)| (*one, *other)).collect()
    }

    #[test]
    fn a_bridge_is_a_tie_without_which_it_falls_apart() {
        // Two triangles, held by one tie.
        let pairs = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)];
        let mut ties: Vec<LinkView> = pairs.iter().map(|(a, b)| tie(*a, *b)).collect();
        assert_eq!(bridges(&ties), [(2, 3)]);
        // A tie that is not used bridges nothing, and nor do two between the same clusters.
        let mut unused = tie(1, 4);
        unused.link.suppressed = Some(Suppression::Weak);
        ties.push(unused);
        assert_eq!(bridges(&ties), [(2, 3)]);
        ties.push(tie(3, 2));
        assert_eq!(bridges(&ties), []);
        assert_eq!(bridges(&[tie(0, 0)]), []);
    }

    #[test]
    fn every_cluster_has_a_place_of_its_own_in_the_picture() {
        for nodes in [2_usize, 3, 12, NODES_MAX] {
            let star: Vec<(usize, usize)> = (1..nodes).map(|at| (0, at)).collect();
            let places = placed(nodes, &star);
            assert_eq!(places, placed(nodes, &star));
            for (at, (x, y)) in places.iter().enumerate() {
                assert!((0.0..=WIDTH).contains(x) && (0.0..=HEIGHT).contains(y));
                let beside = places.iter().skip(at + 1);
                let near = beside.filter(|it| (it.0 - x).hypot(it.1 - y) < 8.0);
                assert_eq!(near.count(), 0, "{nodes}: {places:?}");
            }
        }
    }

    #[test]
    fn of_many_clusters_the_most_tied_are_drawn() {
        let ties: Vec<LinkView> = (1..200).map(|at| tie(at, at / 2)).collect();
        let all = Ties::of(&ties);
        assert_eq!((all.nodes.len(), all.edges.len()), (200, 199));
        let cut = all.cut();
        assert_eq!(cut.nodes.len(), NODES_MAX);
        assert_eq!(cut.nodes.first(), Some(&"c-001"));
        let is_there = |at: &usize| *at < NODES_MAX;
        assert!(cut.edges.iter().all(|(a, b, _)| is_there(a) && is_there(b)));
        assert!(!cut.edges.is_empty());
    }
}
