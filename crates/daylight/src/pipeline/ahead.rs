//! Pieces of ads worked on ahead: while one is read and another kept, others are on all cores.

use std::collections::VecDeque;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::channel;

use anyhow::Context;
use daylight_store::StoredAd;

use crate::pipeline::Pieces;

/// Pieces in work while the oldest is kept: enough that no core waits, few enough that they weigh
/// little.
const AHEAD: usize = 3;

/// What is done with every piece: begun and taken here and in order, worked on anywhere.
pub(super) trait Work {
    /// A piece, ready to be worked on.
    type Piece: Send;
    /// What comes of one.
    type Made: Send;

    /// Makes a piece ready.
    ///
    /// # Errors
    /// Whatever is needed for it cannot be read.
    fn begin(&mut self, ads: Vec<StoredAd>) -> anyhow::Result<Self::Piece>;

    /// Works on a piece.
    fn work(piece: &Self::Piece) -> Self::Made;

    /// Takes what came of a piece.
    ///
    /// # Errors
    /// Whatever keeping it returns.
    fn take(&mut self, piece: Self::Piece, made: Self::Made) -> anyhow::Result<()>;
}

/// Pieces in work, the oldest first.
type Waiting<W> = VecDeque<Receiver<(<W as Work>::Piece, <W as Work>::Made)>>;

/// Does the work on all pieces.
///
/// # Errors
/// Where the ads cannot be read, and whatever beginning and taking return.
pub(super) fn ahead<W: Work>(pieces: &mut dyn Pieces, work: &mut W) -> anyhow::Result<()> {
    rayon::in_place_scope(|scope| {
        let mut waiting: Waiting<W> = VecDeque::new();
        pieces.each(&mut |ads| {
            let piece = work.begin(ads)?;
            let (give, get) = channel();
            scope.spawn(move |_| {
                let made = W::work(&piece);
                // Nobody waits for it where the run has failed meanwhile.
                let _ = give.send((piece, made));
            });
            waiting.push_back(get);
            while waiting.len() > AHEAD {
                end_oldest(&mut waiting, work)?;
            }
            Ok(())
        })?;
        while !waiting.is_empty() {
            end_oldest(&mut waiting, work)?;
        }
        Ok(())
    })
}

fn end_oldest<W: Work>(waiting: &mut Waiting<W>, work: &mut W) -> anyhow::Result<()> {
    let Some(oldest) = waiting.pop_front() else {
        return Ok(());
    };
    let (piece, made) = oldest.recv().context("reading ads: a worker ended early")?;
    work.take(piece, made)
}
