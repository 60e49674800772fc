//! How common each shingle is.

use xxhash_rust::xxh3::xxh3_64;

use crate::cluster::shingle::Sets;

/// In how many sets each shingle stands, by slots of a table: shingles that fall into one slot
/// count together, which moves them in the order and can lose nothing.
#[derive(Debug)]
pub(super) struct Rarity {
    counts: Vec<u32>,
    mask: u64,
}

impl Rarity {
    pub(super) fn count(sets: &Sets, distinct: &[u32]) -> Self {
        let slots = (sets.hashes().len() * 2)
            .next_power_of_two()
            .clamp(1 << 10, 1 << 26);
        let mut rarity = Self {
            counts: vec![0; slots],
            mask: slots as u64 - 1,
        };
        for shingle in distinct.iter().flat_map(|ad| sets.of(*ad)) {
            rarity.add(*shingle);
        }
        rarity
    }

    fn add(&mut self, shingle: u64) {
        let slot = self.slot(shingle);
        if let Some(count) = self.counts.get_mut(slot) {
            *count = count.saturating_add(1);
        }
    }

    pub(super) fn of(&self, shingle: u64) -> u32 {
        self.counts
            .get(self.slot(shingle))
            .copied()
            .unwrap_or_default()
    }

    fn slot(&self, shingle: u64) -> usize {
        usize::try_from(xxh3_64(&shingle.to_le_bytes()) & self.mask).unwrap_or(0)
    }
}
