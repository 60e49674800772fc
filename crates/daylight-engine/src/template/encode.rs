//! The exact length of a text written through a template.

use crate::template::cost::Bits;
use crate::template::cost::Costs;
use crate::template::cost::edit_run;
use crate::template::cost::number;
use crate::template::fit::Role;
use crate::template::fit::Step;
use crate::template::fit::expected;
use crate::template::intern::Symbol;
use crate::template::pattern::Piece;

/// What a text costs: the number of edits, the edits in runs, and the fillings of every slot.
pub(super) fn encoded(pieces: &[Piece], tokens: &[Symbol], steps: &[Step], costs: Costs) -> Bits {
    let mut writer = Writer {
        pieces,
        costs,
        total: 0,
        next: 0,
        fillings: 0,
        run: None,
        runs: 0,
    };
    for (token, step) in tokens.iter().zip(steps) {
        writer.take(*token, *step);
    }
    writer.pass(pieces.len());
    writer.close_run();
    writer.total + number(writer.runs)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit {
    Insert,
    Delete,
    Substitute,
}

struct Writer<'t> {
    pieces: &'t [Piece],
    costs: Costs,
    total: Bits,
    /// The first piece not yet passed.
    next: usize,
    /// Words so far in the slot at `next`.
    fillings: usize,
    /// The edits at hand and how many there are.
    run: Option<(Edit, usize)>,
    runs: usize,
}

impl Writer<'_> {
    fn take(&mut self, token: Symbol, (piece, role): Step) {
        self.pass(piece);
        match role {
            Role::Equal => {
                self.close_run();
                self.next = piece + 1;
            }
            Role::Substitute => {
                self.edit(Edit::Substitute);
                self.total += self.costs.word;
                self.next = piece + 1;
            }
            Role::Insert => {
                self.edit(Edit::Insert);
                self.total += self.costs.word;
            }
            Role::Fill => {
                self.close_run();
                self.fillings += 1;
                if let Some(Piece::Slot(kind)) = self.pieces.get(piece) {
                    self.total += self.costs.filling(expected(*kind, token));
                }
            }
        }
    }

    /// Passes all pieces before one: words left behind are deleted, slots are closed.
    fn pass(&mut self, piece: usize) {
        while self.next < piece {
            match self.pieces.get(self.next) {
                Some(Piece::Slot(_)) => {
                    self.total += number(self.fillings);
                    self.fillings = 0;
                }
                Some(Piece::Word(_)) => self.edit(Edit::Delete),
                None => {}
            }
            self.next += 1;
        }
    }

    fn edit(&mut self, edit: Edit) {
        match &mut self.run {
            Some((last, length)) if *last == edit => *length += 1,
            _ => {
                self.close_run();
                self.run = Some((edit, 1));
            }
        }
    }

    fn close_run(&mut self) {
        if let Some((_, length)) = self.run.take() {
            self.total += edit_run(self.pieces.len(), length);
            self.runs += 1;
        }
    }
}
