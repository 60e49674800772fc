//! In how many groups a shingle stands.

use rayon::prelude::*;

use crate::cluster::sets::Sets;

/// Slots at most: one byte each.
const SLOTS_BITS_MAX: u32 = 27;

/// In how many of some sets each shingle stands, by slots of a table: shingles that fall into one
/// slot count together, and no count is above 255.
#[derive(Debug)]
pub(super) struct Rarity {
    counts: Vec<u8>,
    shift: u32,
}

impl Rarity {
    pub(super) fn count(sets: &Sets, some: &[u32]) -> Self {
        let hashes: usize = some.iter().map(|set| sets.size(*set)).sum();
        let bits = (hashes * 2).max(1).next_power_of_two().ilog2();
        let bits = bits.clamp(10, SLOTS_BITS_MAX);
        let shift = 32 - bits;
        let mut counts = vec![0_u8; 1 << bits];
        // Each part of the table holds one range of hashes, which is one stretch of every set.
        let parts = rayon::current_num_threads().next_power_of_two().min(64);
        let part = counts.len() / parts;
        counts
            .par_chunks_mut(part)
            .enumerate()
            .for_each(|(at, slots)| {
                let base = at * part;
                for set in some {
                    let set = sets.of(*set);
                    let from = set.partition_point(|hash| slot(*hash, shift) < base);
                    let mine = set.get(from..).unwrap_or_default();
                    for hash in mine {
                        let Some(count) = slots.get_mut(slot(*hash, shift) - base) else {
                            break;
                        };
                        *count = count.saturating_add(1);
                    }
                }
            });
        Self { counts, shift }
    }

    pub(super) fn of(&self, hash: u32) -> u8 {
        let count = self.counts.get(slot(hash, self.shift));
        count.copied().unwrap_or_default()
    }
}

fn slot(hash: u32, shift: u32) -> usize {
    (hash >> shift) as usize
}
