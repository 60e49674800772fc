//! Dynamic programming over one gap of the partial order graph.
#![expect(
    clippy::indexing_slicing,
    reason = "a hot kernel: rows and columns are handed out by the graph and stay in range; the \
              property tests of the module run it on random texts"
)]

use crate::template::intern::KINDS;
use crate::template::intern::Symbol;

/// The prices of a word only the text has, a word only the path has, and two different words at
/// one place. Each word of a text pays one of the first and third unless it meets its equal, so
/// what counts is the difference: a step aside costs more than standing beside another word,
/// else fillings of a slot would never meet, but less than missing an equal word. A fact never
/// stands where a word or another kind of fact does.
const INSERTION: u32 = 7;
const DELETION: u32 = 3;
const SUBSTITUTION: u32 = 6;
const NEVER: u32 = 1 << 20;

/// The cells of one gap: a row for each node, a column for each token.
pub(super) struct Table {
    width: usize,
    costs: Vec<u32>,
    /// How each cell was reached: the row before, and whether a token was taken with it.
    /// The cell's own row means that the token stands alone.
    steps: Vec<(usize, bool)>,
}

impl Table {
    /// For so many nodes and tokens; only the row before the first node is filled.
    pub(super) fn new(nodes: usize, tokens: usize) -> Self {
        let width = tokens + 1;
        let cells = (nodes + 1) * width;
        let mut costs = vec![NEVER; cells];
        let mut cost = 0;
        for cell in costs.iter_mut().take(width) {
            *cell = cost;
            cost += INSERTION;
        }
        Self {
            width,
            costs,
            steps: vec![(0, true); cells],
        }
    }

    /// Fills the row of a node that is reached from rows already filled.
    pub(super) fn fill_row(
        &mut self,
        row: usize,
        before: &[usize],
        tokens: &[Symbol],
        symbol: Symbol,
    ) {
        for column in 0..self.width {
            let mut best = (u32::MAX, (row, true));
            for other in before {
                let above = other * self.width + column;
                let across = self.across(above, column, (symbol, tokens));
                keep_smaller(&mut best, (across, (*other, true)));
                keep_smaller(&mut best, (self.costs[above] + DELETION, (*other, false)));
            }
            let here = row * self.width + column;
            if column > 0 {
                keep_smaller(&mut best, (self.costs[here - 1] + INSERTION, (row, true)));
            }
            (self.costs[here], self.steps[here]) = best;
        }
    }

    /// The price of reaching the next row together with the token before a column.
    fn across(&self, above: usize, column: usize, (symbol, tokens): (Symbol, &[Symbol])) -> u32 {
        column.checked_sub(1).map_or(NEVER, |token| {
            self.costs[above - 1].saturating_add(price(symbol, tokens[token]))
        })
    }

    /// Tells of every token that stands on a row, from the last to the first.
    pub(super) fn trace(&self, lasts: &[usize], mut tell: impl FnMut(usize, usize)) {
        let mut column = self.width - 1;
        let best = lasts
            .iter()
            .min_by_key(|row| self.costs[**row * self.width + column]);
        let mut row = best.copied().unwrap_or(0);
        while row > 0 {
            let (before, takes) = self.steps[row * self.width + column];
            if takes {
                column -= 1;
            }
            if takes && before != row {
                tell(row, column);
            }
            row = before;
        }
    }
}

fn keep_smaller(best: &mut (u32, (usize, bool)), other: (u32, (usize, bool))) {
    if other.0 < best.0 {
        *best = other;
    }
}

fn price(one: Symbol, other: Symbol) -> u32 {
    if one == other {
        0
    } else if one < KINDS || other < KINDS {
        NEVER
    } else {
        SUBSTITUTION
    }
}
