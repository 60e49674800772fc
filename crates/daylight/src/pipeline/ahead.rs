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

/// A piece with what was made of it.
type Made<T> = (Vec<StoredAd>, T);

/// Calls `work` with every piece, on any core, and `take` with what came of it, here and in order.
///
/// # Errors
/// Where the ads cannot be read, and whatever `take` returns.
pub(super) fn ahead<T: Send>(
    pieces: &mut dyn Pieces,
    work: &(dyn Fn(&[StoredAd]) -> T + Sync),
    take: &mut dyn FnMut(&[StoredAd], T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    rayon::in_place_scope(|scope| {
        let mut waiting: VecDeque<Receiver<Made<T>>> = VecDeque::new();
        pieces.each(&mut |piece| {
            let (give, get) = channel();
            scope.spawn(move |_| {
                let made = work(&piece);
                // Nobody waits for it where the run has failed meanwhile.
                let _ = give.send((piece, made));
            });
            waiting.push_back(get);
            while waiting.len() > AHEAD {
                end_oldest(&mut waiting, take)?;
            }
            Ok(())
        })?;
        while !waiting.is_empty() {
            end_oldest(&mut waiting, take)?;
        }
        Ok(())
    })
}

fn end_oldest<T>(
    waiting: &mut VecDeque<Receiver<Made<T>>>,
    take: &mut dyn FnMut(&[StoredAd], T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let Some(oldest) = waiting.pop_front() else {
        return Ok(());
    };
    let (piece, made) = oldest.recv().context("reading ads: a worker ended early")?;
    take(&piece, made)
}
