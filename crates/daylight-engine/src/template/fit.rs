//! How one text is written through a template, and what that costs.
#![expect(
    clippy::indexing_slicing,
    reason = "a hot kernel: piece, token and cell numbers are handed out here and stay in range; \
              the property tests of the module run it on random texts"
)]

use crate::template::GAP_CELLS_MAX;
use crate::template::align::NOWHERE;
use crate::template::align::SEVERAL;
use crate::template::align::longest_chain;
use crate::template::align::note;
use crate::template::cost::Bits;
use crate::template::cost::Costs;
use crate::template::cost::number;
use crate::template::encode::encoded;
use crate::template::intern::KINDS;
use crate::template::intern::Symbol;
use crate::template::pattern::Piece;

/// More than any gap costs.
const NEVER: Bits = 1 << 40;

/// What a token does in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is the fixed word of the piece.
    Equal,
    /// It stands in the place of the piece's fixed word.
    Substitute,
    /// It fills the slot of the piece.
    Fill,
    /// It is inserted before the piece.
    Insert,
}

/// A token's role and the piece it has it at. Pieces never fall along the tokens of a text.
pub(super) type Step = (usize, Role);

/// Fits texts into one template.
#[derive(Debug)]
pub(super) struct Fitter<'t> {
    pieces: &'t [Piece],
    costs: Costs,
    fixed: usize,
    /// By symbol: the piece it alone stands at, [`NOWHERE`] or [`SEVERAL`].
    piece_of: Vec<usize>,
    /// By piece, for the text at hand: the token that alone has its word.
    token_of: Vec<usize>,
    anchors: Vec<(usize, usize)>,
    cells: Vec<(Bits, Move)>,
    /// The steps of the last text, one for each of its tokens.
    steps: Vec<Step>,
}

/// How a cell of a gap was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    /// A piece without a token.
    Down,
    /// A token without a new piece.
    Right,
    /// Both.
    Across,
}

impl<'t> Fitter<'t> {
    /// Over so many symbols.
    pub(super) fn new(pieces: &'t [Piece], costs: Costs, symbols: usize) -> Self {
        let mut piece_of = vec![NOWHERE; symbols];
        let mut fixed = 0;
        for (at, piece) in pieces.iter().enumerate() {
            if let Piece::Word(symbol) = piece {
                note(&mut piece_of[*symbol as usize], at);
                fixed += 1;
            }
        }
        Self {
            pieces,
            costs,
            fixed,
            piece_of,
            token_of: Vec::new(),
            anchors: Vec::new(),
            cells: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// The steps of a text, and what it costs through the template, where it fits: it costs less
    /// than word by word, and it has half the template's words or half its own are the template's.
    pub(super) fn fit(&mut self, tokens: &[Symbol]) -> Option<(Bits, &[Step])> {
        if !self.may_fit(tokens) {
            return None;
        }
        self.align(tokens);
        let equal = self
            .steps
            .iter()
            .filter(|step| step.1 == Role::Equal)
            .count();
        let words = tokens.iter().filter(|token| **token >= KINDS).count();
        if equal * 2 < self.fixed.min(words) {
            return None;
        }
        let cost = encoded(self.pieces, tokens, &self.steps, self.costs);
        (cost < self.costs.plain(tokens.len())).then_some((cost, self.steps.as_slice()))
    }

    /// False where the words in common are too few, wherever they stand.
    fn may_fit(&self, tokens: &[Symbol]) -> bool {
        let words = tokens.iter().filter(|token| **token >= KINDS).count();
        let common = tokens
            .iter()
            .filter(|token| self.piece_of[**token as usize] != NOWHERE);
        common.count() * 2 >= self.fixed.min(words).max(1)
    }

    fn align(&mut self, tokens: &[Symbol]) {
        self.steps.clear();
        self.steps.resize(tokens.len(), (0, Role::Insert));
        self.find_anchors(tokens);
        let (mut piece, mut token) = (0, 0);
        for at in 0..self.anchors.len() {
            let anchor = self.anchors[at];
            self.align_gap([piece, anchor.0], [token, anchor.1], tokens);
            self.steps[anchor.1] = (anchor.0, Role::Equal);
            (piece, token) = (anchor.0 + 1, anchor.1 + 1);
        }
        self.align_gap([piece, self.pieces.len()], [token, tokens.len()], tokens);
    }

    /// Words that stand once in the template and once in the text, in the longest order.
    fn find_anchors(&mut self, tokens: &[Symbol]) {
        self.token_of.clear();
        self.token_of.resize(self.pieces.len(), NOWHERE);
        for (at, symbol) in tokens.iter().enumerate() {
            let piece = self.piece_of[*symbol as usize];
            if piece < SEVERAL {
                note(&mut self.token_of[piece], at);
            }
        }
        self.anchors.clear();
        let met = self.token_of.iter().copied().enumerate();
        self.anchors
            .extend(met.filter(|(_, token)| *token < SEVERAL));
        longest_chain(&mut self.anchors);
    }

    /// Aligns pieces with tokens: equal words from both ends first, then what is left.
    fn align_gap(&mut self, pieces: [usize; 2], span: [usize; 2], tokens: &[Symbol]) {
        let ([mut top, mut bottom], [mut low, mut high]) = (pieces, span);
        while top < bottom && low < high && self.pieces[top] == Piece::Word(tokens[low]) {
            self.steps[low] = (top, Role::Equal);
            (top, low) = (top + 1, low + 1);
        }
        while top < bottom && low < high && self.pieces[bottom - 1] == Piece::Word(tokens[high - 1])
        {
            (bottom, high) = (bottom - 1, high - 1);
            self.steps[high] = (bottom, Role::Equal);
        }
        let only_slot = bottom - top == 1 && matches!(self.pieces[top], Piece::Slot(_));
        if only_slot || (bottom - top + 1).saturating_mul(high - low + 1) > GAP_CELLS_MAX {
            self.fill_first_slot([top, bottom], [low, high]);
        } else if top == bottom {
            self.steps[low..high].fill((top, Role::Insert));
        } else if low < high {
            self.fill_cells([top, bottom], &tokens[low..high]);
            self.trace([top, bottom], low, &tokens[low..high]);
        }
    }

    /// Puts all tokens into the first slot; without one they are inserted.
    fn fill_first_slot(&mut self, pieces: [usize; 2], span: [usize; 2]) {
        let inside = &self.pieces[pieces[0]..pieces[1]];
        let slot = inside
            .iter()
            .position(|piece| matches!(piece, Piece::Slot(_)));
        let step = match slot {
            Some(at) => (pieces[0] + at, Role::Fill),
            None => (pieces[0], Role::Insert),
        };
        self.steps[span[0]..span[1]].fill(step);
    }

    /// A row for each piece, a column for each token; each cell the cheapest way to get there.
    /// Prices of runs are taken word by word here; [`encoded`] counts them as they are.
    fn fill_cells(&mut self, [top, bottom]: [usize; 2], tokens: &[Symbol]) {
        let width = tokens.len() + 1;
        let edit = 2 * number(1);
        self.cells.clear();
        self.cells
            .resize((bottom - top + 1) * width, (0, Move::Right));
        for at in 1..width {
            self.cells[at] = (self.cells[at - 1].0 + self.costs.word + edit, Move::Right);
        }
        for row in 1..=bottom - top {
            let piece = self.pieces[top + row - 1];
            let above = (row - 1) * width;
            let here = row * width;
            let skip = if matches!(piece, Piece::Slot(_)) {
                0
            } else {
                edit
            };
            self.cells[here] = (self.cells[above].0 + skip, Move::Down);
            for (at, token) in (1..).zip(tokens) {
                let mut best = (self.cells[above + at].0 + skip, Move::Down);
                let across = self.cells[above + at - 1].0 + self.across(piece, *token, edit);
                keep_smaller(&mut best, across, Move::Across);
                let right = self.right(piece, *token, edit);
                keep_smaller(&mut best, self.cells[here + at - 1].0 + right, Move::Right);
                self.cells[here + at] = best;
            }
        }
    }

    /// The price of a token in the place of a fixed word, where no fact ever stands; a slot is
    /// filled without a diagonal.
    fn across(&self, piece: Piece, token: Symbol, edit: Bits) -> Bits {
        match piece {
            Piece::Word(word) if word == token => 0,
            Piece::Word(_) if token >= KINDS => self.costs.word + edit,
            Piece::Word(_) | Piece::Slot(_) => NEVER,
        }
    }

    /// The price of one more token after a piece: it fills a slot, or is inserted after a word.
    fn right(&self, piece: Piece, token: Symbol, edit: Bits) -> Bits {
        match piece {
            Piece::Slot(kind) => self.costs.filling(expected(kind, token)),
            Piece::Word(_) => self.costs.word + edit,
        }
    }

    fn trace(&mut self, [top, bottom]: [usize; 2], low: usize, tokens: &[Symbol]) {
        let width = tokens.len() + 1;
        let (mut row, mut column) = (bottom - top, tokens.len());
        while row > 0 || column > 0 {
            let step = self.cells[row * width + column].1;
            if step != Move::Down {
                column -= 1;
                self.steps[low + column] = self.step(top, row, (step, tokens[column]));
            }
            if step != Move::Right {
                row -= 1;
            }
        }
    }

    /// What a token does that is taken on reaching a row.
    fn step(&self, top: usize, row: usize, (step, token): (Move, Symbol)) -> Step {
        let last = row.checked_sub(1).map(|before| top + before);
        match last.map(|at| (at, self.pieces[at])) {
            Some((at, Piece::Slot(_))) => (at, Role::Fill),
            Some((at, Piece::Word(word))) if step == Move::Across => {
                let equal = word == token;
                (at, if equal { Role::Equal } else { Role::Substitute })
            }
            _ => (top + row, Role::Insert),
        }
    }
}

/// Whether a token is what a slot expects.
pub(super) fn expected(kind: Option<Symbol>, token: Symbol) -> bool {
    kind == (token < KINDS).then_some(token)
}

fn keep_smaller(best: &mut (Bits, Move), cost: Bits, step: Move) {
    if cost < best.0 {
        *best = (cost, step);
    }
}
