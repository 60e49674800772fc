//! A template in numbers, and the choice of its parts by description length.

use crate::template::cost::Bits;
use crate::template::cost::Costs;
use crate::template::cost::edit_run;
use crate::template::cost::number;
use crate::template::cost::wide;
use crate::template::intern::Corpus;
use crate::template::intern::KINDS;
use crate::template::intern::LONE;
use crate::template::intern::Symbol;

/// A part of a template in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Word(Symbol),
    /// With the symbol of its kind of fact, if any.
    Slot(Option<Symbol>),
}

/// What the ads of a template, or of a column of the graph, do at one piece.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// Ads that have exactly the word.
    pub(super) equal: u64,
    /// Ads that have anything here.
    pub(super) present: u64,
    /// Words and facts that stand here.
    pub(super) words: u64,
}

/// What becomes of a place, in the order in which ties are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Fixed(Symbol),
    Slot(Option<Symbol>),
    /// So many ads have something here and pay for inserting it.
    Nothing(u64),
}

/// The prices of the three choices, in a template of so many parts used by so many ads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prices {
    costs: Costs,
    ads: u64,
    edit: Bits,
}

impl Prices {
    pub(super) fn new(costs: Costs, ads: u64, parts: usize) -> Self {
        Self {
            costs,
            ads,
            edit: edit_run(parts, 1),
        }
    }

    /// A fixed word: written once; who lacks it deletes, who has another substitutes.
    fn fixed(&self, usage: Usage) -> Bits {
        let other = usage.present - usage.equal;
        let missing = self.ads - usage.present;
        self.costs.fixed() + missing * self.edit + other * (self.edit + self.costs.word)
    }

    /// Opening a slot: writing it once, and for every ad how many words fill it.
    fn opening(&self) -> Bits {
        Costs::slot() + self.ads * number(0)
    }

    /// What stands in a slot: each word, and for each ad the step from "empty" to "one".
    fn fillings(&self, usage: Usage) -> Bits {
        usage.words * self.costs.filling(true) + usage.present * (number(1) - number(0))
    }

    /// No part at all: an insertion for every ad that has something here. For so many of them
    /// an insertion is already under way.
    fn nothing(&self, usage: Usage, running: u64) -> Bits {
        let running = running.min(usage.present);
        usage.words * self.costs.word
            + running * (number(1) - number(0))
            + (usage.present - running) * self.edit
    }

    /// Whether a slot with this usage costs less than no part at all.
    pub(super) fn slot_pays(&self, usage: Usage) -> bool {
        self.opening() + self.fillings(usage) < self.nothing(usage, 0)
    }

    /// Whether most ads have the word, and several do.
    pub(super) fn may_be_fixed(&self, usage: Usage) -> bool {
        usage.equal >= 2 && usage.equal * 2 > self.ads
    }
}

/// Chooses the parts for the columns of an alignment: the cheapest way to write all its ads.
///
/// Dynamic programming over the columns; the state is what the column before became, because a
/// slot that goes on opens no new one.
pub(super) fn consensus(
    columns: &[Vec<(Symbol, u64)>],
    prices: Prices,
    corpus: &Corpus<'_>,
) -> Vec<Piece> {
    let mut layers: Vec<Vec<State>> = Vec::with_capacity(columns.len());
    for column in columns {
        let before = layers.last().map_or(&[][..], Vec::as_slice);
        layers.push(layer(before, column, prices, corpus));
    }
    let mut pieces = Vec::new();
    let mut at = layers.last().and_then(|last| cheapest(last));
    for layer in layers.iter().rev() {
        let Some(state) = at.and_then(|at| layer.get(at)) else {
            break;
        };
        match state.choice {
            Choice::Fixed(symbol) => pieces.push(Piece::Word(symbol)),
            Choice::Slot(kind) => pieces.push(Piece::Slot(kind)),
            Choice::Nothing(_) => {}
        }
        at = state.before;
    }
    pieces.reverse();
    merged(pieces)
}

/// The best way to have made one choice for a column.
#[derive(Clone, Copy, Debug)]
struct State {
    choice: Choice,
    cost: Bits,
    /// The state of the column before that it comes from.
    before: Option<usize>,
}

fn layer(
    before: &[State],
    column: &[(Symbol, u64)],
    prices: Prices,
    corpus: &Corpus<'_>,
) -> Vec<State> {
    let top = column
        .iter()
        .max_by_key(|(symbol, ads)| (*ads, std::cmp::Reverse(*symbol)));
    let Some((top, equal)) = top.copied() else {
        return before.to_vec();
    };
    let present = column.iter().map(|(_, ads)| ads).sum();
    let usage = Usage {
        equal,
        present,
        words: present,
    };
    let kind = (top < KINDS).then_some(top);
    let mut states = Vec::with_capacity(3);
    if corpus.may_be_shown(top) && prices.may_be_fixed(usage) {
        states.push(best(before, Choice::Fixed(top), |_| prices.fixed(usage)));
    }
    states.push(best(before, Choice::Slot(kind), |last| {
        let goes_on = last == Some(Choice::Slot(kind));
        prices.fillings(usage) + if goes_on { 0 } else { prices.opening() }
    }));
    states.push(best(before, Choice::Nothing(present), |last| match last {
        Some(Choice::Nothing(running)) => prices.nothing(usage, running),
        _ => prices.nothing(usage, 0),
    }));
    states
}

fn best(before: &[State], choice: Choice, price: impl Fn(Option<Choice>) -> Bits) -> State {
    let from = |(at, state): (usize, &State)| State {
        choice,
        cost: state.cost + price(Some(state.choice)),
        before: Some(at),
    };
    before
        .iter()
        .enumerate()
        .map(from)
        .min_by_key(|state| state.cost)
        .unwrap_or_else(|| State {
            choice,
            cost: price(None),
            before: None,
        })
}

fn cheapest(states: &[State]) -> Option<usize> {
    (0..states.len()).min_by_key(|at| states.get(*at).map(|state| state.cost))
}

/// Slots of one kind side by side become one.
pub(super) fn merged(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.dedup_by(|next, piece| matches!(piece, Piece::Slot(_)) && next == piece);
    pieces
}

/// What a template itself costs.
pub(super) fn length(pieces: &[Piece], costs: Costs) -> Bits {
    let slots = pieces
        .iter()
        .filter(|piece| matches!(piece, Piece::Slot(_)))
        .count();
    costs.template(pieces.len() - slots, slots)
}

/// The template that says one text: its words, a slot for each fact and where only it has words.
pub(super) fn verbatim(symbols: &[Symbol]) -> Vec<Piece> {
    let piece = |symbol: &Symbol| match *symbol {
        LONE => Piece::Slot(None),
        kind if kind < KINDS => Piece::Slot(Some(kind)),
        word => Piece::Word(word),
    };
    merged(symbols.iter().map(piece).collect())
}

/// The ads of a text.
pub(super) fn weight(ads: &[u32]) -> u64 {
    wide(ads.len())
}
