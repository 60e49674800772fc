//! The partial order graph: every sampled text is a path, shared words are shared nodes.
//!
//! Lee, Grasso and Sharlow, "Multiple sequence alignment using partial order graphs" (2002).
//! Nodes aligned with each other stand in one column; columns are kept in one order, and every
//! edge leads to a later column.
#![expect(
    clippy::indexing_slicing,
    reason = "a hot kernel: node, column and row numbers are handed out here and stay in range; \
              the property tests of the module run it on random texts"
)]

use crate::template::GAP_CELLS_MAX;
use crate::template::align::NOWHERE;
use crate::template::align::SEVERAL;
use crate::template::align::longest_chain;
use crate::template::align::note;
use crate::template::gap::Table;
use crate::template::intern::LONE;
use crate::template::intern::Symbol;

const START: usize = 0;
const END: usize = 1;
#[derive(Debug)]
struct Node {
    symbol: Symbol,
    /// Ads that pass here.
    ads: u64,
    column: usize,
    before: Vec<usize>,
    after: Vec<usize>,
}

/// Where alignment puts a token.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// On a node of its symbol.
    Node(usize),
    /// In a column, beside other words.
    Column(usize),
    /// In a column of its own.
    New,
}

/// The graph.
#[derive(Debug)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    columns: Vec<Vec<usize>>,
    /// By symbol: its node, [`NOWHERE`] or [`SEVERAL`].
    node_of: Vec<usize>,
    /// By node, for the gap at hand: its row.
    rows: Vec<usize>,
    /// Ads of the whole graph.
    pub(super) ads: u64,
}

impl Graph {
    /// An empty graph over so many symbols.
    pub(super) fn new(symbols: usize) -> Self {
        let border = |column| Node {
            symbol: Symbol::MAX,
            ads: 0,
            column,
            before: Vec::new(),
            after: Vec::new(),
        };
        let mut node_of = vec![NOWHERE; symbols];
        // Lone words may stand beside each other, but no two of them are the same word.
        if let Some(known) = node_of.get_mut(LONE as usize) {
            *known = SEVERAL;
        }
        Self {
            nodes: vec![border(START), border(END)],
            columns: vec![vec![START], vec![END]],
            node_of,
            rows: Vec::new(),
            ads: 0,
        }
    }

    /// The columns in order: for each the symbols in it and how many ads have them.
    pub(super) fn columns(&self) -> impl Iterator<Item = Vec<(Symbol, u64)>> {
        let inner = 1..self.columns.len() - 1;
        self.columns[inner].iter().map(|column| {
            let nodes = column.iter().map(|id| &self.nodes[*id]);
            nodes.map(|node| (node.symbol, node.ads)).collect()
        })
    }

    /// Adds a text that so many ads have.
    pub(super) fn add(&mut self, tokens: &[Symbol], ads: u64) {
        let places = self.align(tokens);
        let path = self.fuse(tokens, &places);
        self.ads += ads;
        let mut last = START;
        for id in path {
            self.nodes[id].ads += ads;
            self.join(last, id);
            last = id;
        }
        self.join(last, END);
    }

    fn join(&mut self, from: usize, to: usize) {
        if !self.nodes[from].after.contains(&to) {
            self.nodes[from].after.push(to);
            self.nodes[to].before.push(from);
        }
    }

    /// Gives every token a node, making those that are missing.
    fn fuse(&mut self, tokens: &[Symbol], places: &[Place]) -> Vec<usize> {
        // INVARIANT (columns in order): `last` never falls, so new columns come sorted.
        let mut last = START;
        let mut fresh: Vec<(usize, usize)> = Vec::new();
        let mut path = Vec::with_capacity(tokens.len());
        for (symbol, place) in tokens.iter().zip(places) {
            let id = match *place {
                Place::Node(id) => id,
                Place::Column(column) => self.in_column(column, *symbol),
                Place::New => {
                    let id = self.make(*symbol, last);
                    fresh.push((last, id));
                    id
                }
            };
            last = self.nodes[id].column;
            path.push(id);
        }
        self.insert_columns(&fresh);
        path
    }

    fn in_column(&mut self, column: usize, symbol: Symbol) -> usize {
        let nodes = &self.nodes;
        let found = self.columns[column]
            .iter()
            .find(|id| nodes[**id].symbol == symbol);
        if let Some(id) = found {
            return *id;
        }
        let id = self.make(symbol, column);
        self.columns[column].push(id);
        id
    }

    fn make(&mut self, symbol: Symbol, column: usize) -> usize {
        let id = self.nodes.len();
        self.nodes.push(Node {
            symbol,
            ads: 0,
            column,
            before: Vec::new(),
            after: Vec::new(),
        });
        note(&mut self.node_of[symbol as usize], id);
        id
    }

    /// Puts each new node into a column of its own, behind the column it names.
    fn insert_columns(&mut self, fresh: &[(usize, usize)]) {
        if fresh.is_empty() {
            return;
        }
        let old = std::mem::take(&mut self.columns);
        let mut fresh = fresh.iter().peekable();
        for (at, column) in old.into_iter().enumerate() {
            self.columns.push(column);
            while let Some((_, id)) = fresh.next_if(|(behind, _)| *behind == at) {
                self.columns.push(vec![*id]);
            }
        }
        for (at, column) in self.columns.iter().enumerate() {
            for id in column {
                self.nodes[*id].column = at;
            }
        }
    }

    /// Anchors on symbols with one node and one token, then aligns what lies between anchors.
    fn align(&mut self, tokens: &[Symbol]) -> Vec<Place> {
        let mut places = vec![Place::New; tokens.len()];
        let mut token_of = vec![NOWHERE; self.nodes.len()];
        for (at, symbol) in tokens.iter().enumerate() {
            let node = self.node_of[*symbol as usize];
            if node < SEVERAL {
                note(&mut token_of[node], at);
            }
        }
        let mut anchors: Vec<(usize, usize)> = (0..self.nodes.len())
            .filter(|id| token_of[*id] < SEVERAL)
            .map(|id| (self.nodes[id].column, token_of[id]))
            .collect();
        anchors.sort_unstable();
        // Two anchors in one column cannot both stand: the later of them is no step forward.
        anchors.dedup_by_key(|anchor| anchor.0);
        longest_chain(&mut anchors);
        self.rows.resize(self.nodes.len(), 0);
        let (mut from, mut at) = (START, 0);
        for (_, token) in anchors {
            let node = self.node_of[tokens[token] as usize];
            self.align_gap([from, node], &tokens[at..token], &mut places[at..token]);
            places[token] = Place::Node(node);
            (from, at) = (node, token + 1);
        }
        self.align_gap([from, END], &tokens[at..], &mut places[at..]);
        places
    }

    /// Aligns tokens with what lies between two nodes: equal words from both ends first.
    fn align_gap(&mut self, ends: [usize; 2], tokens: &[Symbol], places: &mut [Place]) {
        let [mut from, mut to] = ends;
        let (mut low, mut high) = (0, tokens.len());
        while low < high {
            let limit = self.nodes[to].column;
            let after = &self.nodes[from].after;
            let Some(next) = self.closest(after, tokens[low], |column| column < limit) else {
                break;
            };
            places[low] = Place::Node(next);
            (from, low) = (next, low + 1);
        }
        while low < high {
            let limit = self.nodes[from].column;
            let before = &self.nodes[to].before;
            let Some(next) = self.closest(before, tokens[high - 1], |column| column > limit) else {
                break;
            };
            places[high - 1] = Place::Node(next);
            (to, high) = (next, high - 1);
        }
        if low < high {
            self.align_rest([from, to], &tokens[low..high], &mut places[low..high]);
        }
    }

    /// The neighbour with a symbol in the first column that is allowed.
    fn closest(
        &self,
        neighbours: &[usize],
        symbol: Symbol,
        allowed: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        neighbours
            .iter()
            .copied()
            .filter(|id| self.nodes[*id].symbol == symbol && allowed(self.nodes[*id].column))
            .min_by_key(|id| self.nodes[*id].column)
    }

    /// Aligns by dynamic programming over the nodes between two nodes.
    fn align_rest(&mut self, ends: [usize; 2], tokens: &[Symbol], places: &mut [Place]) {
        let [from, to] = ends.map(|id| self.nodes[id].column);
        let nodes: Vec<usize> = self.columns[from + 1..to]
            .iter()
            .flatten()
            .copied()
            .collect();
        if nodes.is_empty() || nodes.len().saturating_mul(tokens.len()) > GAP_CELLS_MAX {
            return;
        }
        for (row, id) in nodes.iter().enumerate() {
            self.rows[*id] = row + 1;
        }
        let mut table = Table::new(nodes.len(), tokens.len());
        for (row, id) in nodes.iter().enumerate() {
            let before = self.rows_before(*id, from);
            table.fill_row(row + 1, &before, tokens, self.nodes[*id].symbol);
        }
        let lasts = self.rows_before(ends[1], from);
        table.trace(&lasts, |row, token| {
            let id = nodes[row - 1];
            places[token] = if self.nodes[id].symbol == tokens[token] {
                Place::Node(id)
            } else {
                Place::Column(self.nodes[id].column)
            };
        });
    }

    /// Rows a node can be reached from; row 0 stands for all that lies before the gap.
    fn rows_before(&self, id: usize, from: usize) -> Vec<usize> {
        let mut rows: Vec<usize> = self.nodes[id]
            .before
            .iter()
            .map(|other| {
                if self.nodes[*other].column > from {
                    self.rows[*other]
                } else {
                    0
                }
            })
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}
