//! The shingle sets of all ads, each distinct set once.

use crate::cluster::packed::Packed;
use crate::cluster::packed::pack;
use crate::cluster::shingle::View;

/// Words in a block; a set that is larger has a block of its own.
const BLOCK: usize = 1 << 20;

/// An empty place of the table, and the number that an empty set has.
pub(super) const NONE: u32 = u32::MAX;

/// Distinct sets of shingle hashes by number.
///
/// A hash is the upper 24 bits of a shingle's 64. Two sets of 90 strangers share one by chance
/// once in two thousand pairs (90 x 90 / 2^24), and a whole join needs sixty; two texts of 30 MiB,
/// whose five million shingles fill a quarter of all hashes, reach a Jaccard similarity of 0.15
/// by chance.
#[derive(Clone, Debug, Default)]
pub(super) struct Sets {
    /// Blocks never move, so that growing never holds the sets twice.
    blocks: Vec<Vec<u16>>,
    spans: Vec<Span>,
    prints: Vec<u64>,
    /// Open addressing from the fingerprint to the number of a set.
    table: Vec<u32>,
}

/// Where a set stands.
#[derive(Clone, Copy, Debug)]
struct Span {
    block: u32,
    start: u32,
    len: u32,
}

impl Sets {
    /// How many distinct sets.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The numbers of all sets, ascending.
    pub(super) fn numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.spans.len()).unwrap_or(NONE)
    }

    /// A set; the empty one for a number out of range.
    pub(super) fn of(&self, set: u32) -> Packed<'_> {
        let Some(span) = self.spans.get(set as usize) else {
            return Packed::default();
        };
        let (start, len) = (span.start as usize, span.len as usize);
        let block = self.blocks.get(span.block as usize);
        let words = block.and_then(|block| block.get(start..start + Packed::words(len)));
        Packed::new(words.unwrap_or_default(), len)
    }

    /// Replaces `hashes` by those of a set, ascending.
    pub(super) fn unpack(&self, set: u32, hashes: &mut Vec<u32>) {
        self.of(set).unpack(hashes);
    }

    /// How many hashes a set has.
    pub(super) fn size(&self, set: u32) -> usize {
        self.spans
            .get(set as usize)
            .map_or(0, |span| span.len as usize)
    }

    /// What a set is sorted by where its number must not show: numbers follow the order of the
    /// ads, fingerprints only what the sets hold.
    pub(super) fn print(&self, set: u32) -> u64 {
        self.prints.get(set as usize).copied().unwrap_or_default()
    }

    /// The number of an ascending set, which is stored where it is new; [`NONE`] for the empty one.
    fn number(&mut self, set: &[u32], words: &mut Vec<u16>) -> u32 {
        if set.is_empty() {
            return NONE;
        }
        if self.table.len() < (self.spans.len() + 1) * 3 / 2 {
            self.grow();
        }
        words.clear();
        pack(set, words);
        let packed = Packed::new(words, set.len());
        let print = fingerprint(set);
        let mut at = self.home(print);
        loop {
            match self.table.get(at).copied() {
                None => return NONE,
                Some(NONE) => break,
                Some(found) if self.print(found) == print && self.of(found) == packed => {
                    return found;
                }
                Some(_) => at = (at + 1) & (self.table.len() - 1),
            }
        }
        let number = self.numbers().end;
        if let Some(slot) = self.table.get_mut(at) {
            *slot = number;
        }
        self.prints.push(print);
        self.store(words, set.len());
        number
    }

    fn store(&mut self, words: &[u16], hashes: usize) {
        let fits = |block: &Vec<u16>| block.capacity() - block.len() >= words.len();
        if !self.blocks.last().is_some_and(fits) {
            self.blocks.push(Vec::with_capacity(BLOCK.max(words.len())));
        }
        let block = self.blocks.len() - 1;
        if let Some(last) = self.blocks.last_mut() {
            let number = |n: usize| u32::try_from(n).unwrap_or(NONE);
            self.spans.push(Span {
                block: number(block),
                start: number(last.len()),
                len: number(hashes),
            });
            last.extend_from_slice(words);
        }
    }

    fn grow(&mut self) {
        let slots = ((self.spans.len() + 1) * 2).next_power_of_two();
        let slots = slots.max(1 << 10);
        self.table.clear();
        self.table.resize(slots, NONE);
        for set in self.numbers() {
            let mut at = self.home(self.print(set));
            while self.table.get(at).is_some_and(|slot| *slot != NONE) {
                at = (at + 1) & (slots - 1);
            }
            if let Some(slot) = self.table.get_mut(at) {
                *slot = set;
            }
        }
    }

    fn home(&self, print: u64) -> usize {
        let mask = self.table.len().wrapping_sub(1) as u64;
        usize::try_from((print >> 20) & mask).unwrap_or(0)
    }
}

/// The two views of every ad: the sets they have, and which ad has which.
#[derive(Clone, Debug, Default)]
pub struct Views {
    sets: Sets,
    plain: Vec<u32>,
    /// Ad and set, where the decoded view differs from the plain one.
    decoded: Vec<(u32, u32)>,
    /// The set being added, packed.
    scratch: Vec<u16>,
}

impl Views {
    /// How many ads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.plain.len()
    }

    /// True where there is no ad.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// Adds an ad made by [`view`](crate::cluster::view).
    pub fn push(&mut self, view: &View) {
        let ad = u32::try_from(self.plain.len()).unwrap_or(NONE);
        let plain = self.number(view.plain());
        self.plain.push(plain);
        if let Some(decoded) = view.decoded() {
            let decoded = self.number(decoded);
            if decoded != plain && decoded != NONE {
                self.decoded.push((ad, decoded));
            }
        }
    }

    fn number(&mut self, set: &[u32]) -> u32 {
        let number = self.sets.number(set, &mut self.scratch);
        if self.scratch.capacity() > BLOCK {
            self.scratch = Vec::new();
        }
        number
    }

    /// Gives back what is only needed while ads are added; to add another is possible and dear.
    pub fn settle(&mut self) {
        self.sets.table = Vec::new();
        self.scratch = Vec::new();
    }

    /// Memory that the sets take, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let words: usize = self.sets.blocks.iter().map(Vec::capacity).sum();
        let each = size_of::<Span>() + size_of::<u64>();
        words * size_of::<u16>()
            + self.sets.spans.capacity() * each
            + (self.sets.table.len() + self.plain.capacity()) * size_of::<u32>()
            + self.decoded.capacity() * size_of::<(u32, u32)>()
    }

    pub(super) fn sets(&self) -> &Sets {
        &self.sets
    }

    /// The plain set of every ad, in the order of ads; [`NONE`] where it is empty.
    pub(super) fn plain(&self) -> &[u32] {
        &self.plain
    }

    /// Ads with a decoded set that is not their plain one, and that set.
    pub(super) fn decoded(&self) -> &[(u32, u32)] {
        &self.decoded
    }
}

/// A hash of a whole set, in four rows so that the multiplications overlap.
fn fingerprint(set: &[u32]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |row: u64, hash: u32| (row.rotate_left(23) ^ u64::from(hash)).wrapping_mul(ODD);
    let mut rows = [set.len() as u64, 1, 2, 3];
    let (fours, rest) = set.as_chunks::<4>();
    for four in fours {
        for (row, hash) in rows.iter_mut().zip(four) {
            *row = mix(*row, *hash);
        }
    }
    for (row, hash) in rows.iter_mut().zip(rest) {
        *row = mix(*row, *hash);
    }
    let all = rows.iter().fold(0_u64, |all, row| {
        (all.rotate_left(31) ^ row ^ (row >> 29)).wrapping_mul(ODD)
    });
    all ^ (all >> 32)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use crate::cluster::sets::NONE;
    use crate::cluster::sets::Sets;

    proptest! {
        /// Equal sets have one number, others have others, and each is kept as it was.
        #[test]
        fn numbers_stand_for_distinct_sets(
            many in prop::collection::vec(prop::collection::btree_set(0_u32..12, 0..4), 0..2_000),
        ) {
            let mut sets = Sets::default();
            let mut known = BTreeMap::new();
            for (at, set) in many.iter().enumerate() {
                if at % 700 == 699 {
                    sets.table = Vec::new();
                }
                let set: Vec<u32> = set.iter().copied().collect();
                let number = sets.number(&set, &mut Vec::new());
                prop_assert_eq!(*known.entry(set.clone()).or_insert(number), number);
                prop_assert_eq!(number == NONE, set.is_empty());
                let mut stored = Vec::new();
                sets.unpack(number, &mut stored);
                prop_assert_eq!(stored, set);
            }
            prop_assert_eq!(known.keys().filter(|set| !set.is_empty()).count(), sets.len());
        }
    }
}
