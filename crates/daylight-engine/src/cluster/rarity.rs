//! In how many groups a shingle stands.

use rayon::prelude::*;

use crate::cluster::packed::HASH_BITS;
use crate::cluster::sets::Sets;

/// In how many of some sets each hash stands; no count is above 255.
#[derive(Debug)]
pub(super) struct Rarity {
    counts: Vec<u8>,
}

impl Rarity {
    pub(super) fn count(sets: &Sets, some: &[u32]) -> Self {
        let mut counts = vec![0_u8; 1 << HASH_BITS];
        // Each part of the table holds one range of hashes, so that no two threads write one.
        let parts = rayon::current_num_threads().next_power_of_two().min(64);
        let part = counts.len() / parts;
        let parts = counts.par_chunks_mut(part).enumerate();
        parts.for_each(|(at, slots)| {
            let base = at * part;
            let mut hashes = Vec::new();
            for set in some {
                sets.unpack(*set, &mut hashes);
                let from = hashes.partition_point(|hash| (*hash as usize) < base);
                for hash in hashes.iter().skip(from) {
                    let Some(count) = slots.get_mut(*hash as usize - base) else {
                        break;
                    };
                    *count = count.saturating_add(1);
                }
            }
        });
        Self { counts }
    }

    pub(super) fn of(&self, hash: u32) -> u8 {
        self.counts.get(hash as usize).copied().unwrap_or_default()
    }
}
