//! In how many groups a shingle stands.

use std::ops::RangeInclusive;

use rayon::prelude::*;

use crate::cluster::packed::HASH_BITS;
use crate::cluster::sets::Sets;

/// In how many of some sets each hash stands, by slots of a table: hashes that fall into one slot
/// count together, and no count is above 255.
#[derive(Debug)]
pub(super) struct Rarity {
    counts: Vec<u8>,
    shift: u32,
    /// Counts of shingles that somebody shares and few do.
    rare: RangeInclusive<u8>,
}

/// Groups beyond which a shingle is a phrase of the language: a text carried by few has others.
const RARE_MAX: usize = 16;

impl Rarity {
    pub(super) fn count(sets: &Sets, some: &[u32]) -> Self {
        let hashes: usize = some.iter().map(|set| sets.size(*set)).sum();
        let bits = (hashes * 2 + 1).next_power_of_two().ilog2();
        let bits = bits.clamp(16, HASH_BITS);
        let shift = HASH_BITS - bits;
        let mut counts = vec![0_u8; 1 << bits];
        // Each part of the table holds one range of hashes, so that no two threads write one.
        let parts = rayon::current_num_threads().next_power_of_two().min(64);
        let part = counts.len() / parts;
        let parts = counts.par_chunks_mut(part).enumerate();
        parts.for_each(|(at, slots)| {
            let base = at * part;
            let mut hashes = Vec::new();
            for set in some {
                sets.unpack(*set, &mut hashes);
                let place = |hash: &u32| (*hash >> shift) as usize;
                let from = hashes.partition_point(|hash| place(hash) < base);
                let mine = hashes.iter().skip(from);
                add(mine.map(|hash| place(hash) - base), slots);
            }
        });
        // Where hashes outnumber slots, strangers meet in them.
        let strangers = 2 * hashes / counts.len();
        let most = u8::try_from(RARE_MAX + strangers).unwrap_or(u8::MAX);
        Self {
            counts,
            shift,
            rare: 2..=most,
        }
    }

    /// True for the count of a shingle that few groups share.
    pub(super) fn is_rare(&self, count: u8) -> bool {
        self.rare.contains(&count)
    }

    pub(super) fn of(&self, hash: u32) -> u8 {
        self.counts
            .get((hash >> self.shift) as usize)
            .copied()
            .unwrap_or_default()
    }
}

/// Counts at each place, up to the first one that is beyond the slots.
fn add(places: impl Iterator<Item = usize>, slots: &mut [u8]) {
    for place in places {
        let Some(count) = slots.get_mut(place) else {
            return;
        };
        *count = count.saturating_add(1);
    }
}
