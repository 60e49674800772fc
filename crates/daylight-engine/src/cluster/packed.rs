//! Ascending sets of 24-bit hashes, packed into a little more than two bytes a hash.
#![expect(
    clippy::indexing_slicing,
    reason = "a set has as many set bits as hashes, which its packing and a property test keep"
)]

/// Bits of a hash.
pub(super) const HASH_BITS: u32 = 24;

/// Ranges of hashes that share their upper bits.
pub(super) const RANGES: usize = 1 << (HASH_BITS - 16);

/// A packed set: the lower 16 bits of every hash, ascending within each range, and a row of bits
/// (Elias 1974, Fano 1971) in which the bit of hash i stands at i plus its range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Packed<'a> {
    lows: &'a [u16],
    ranges: &'a [u16],
}

impl<'a> Packed<'a> {
    /// Words that a set of `n` hashes takes.
    pub(super) fn words(n: usize) -> usize {
        n + (n + RANGES).div_ceil(16)
    }

    /// Reads a set of `n` hashes.
    pub(super) fn new(words: &'a [u16], n: usize) -> Self {
        let (lows, ranges) = words.split_at_checked(n).unwrap_or_default();
        Self { lows, ranges }
    }

    /// The lower bits of the hashes in the first so many ranges.
    pub(super) fn lows(self, ranges: usize) -> &'a [u16] {
        if ranges >= RANGES {
            return self.lows;
        }
        // Each range ends with a bit that is not set.
        let (mut ended, mut n) = (0, 0);
        for place in 0..self.ranges.len() * 16 {
            if ended == ranges || n == self.lows.len() {
                break;
            }
            let set = self.ranges[place / 16] >> (place % 16) & 1;
            n += usize::from(set);
            ended += usize::from(1 - set);
        }
        &self.lows[..n]
    }

    /// Replaces `hashes` by those of the set.
    pub(super) fn unpack(self, hashes: &mut Vec<u32>) {
        hashes.clear();
        hashes.extend(self.lows.iter().map(|low| u32::from(*low)));
        // What a bit's place is ahead of the hash's is its range.
        let mut ahead = 0_u32;
        let mut at = 0;
        for word in self.ranges {
            let mut bits = u32::from(*word);
            while bits != 0 {
                let range = ahead.wrapping_add(bits.trailing_zeros());
                hashes[at] |= range << 16;
                at += 1;
                ahead = ahead.wrapping_sub(1);
                bits &= bits.wrapping_sub(1);
            }
            ahead = ahead.wrapping_add(16);
        }
    }
}

/// Appends an ascending set.
pub(super) fn pack(set: &[u32], words: &mut Vec<u16>) {
    words.extend(set.iter().map(|hash| low(*hash)));
    let start = words.len();
    words.resize(start + Packed::words(set.len()) - set.len(), 0);
    let ranges = &mut words[start..];
    for (at, hash) in set.iter().enumerate() {
        let place = at + (hash >> 16) as usize;
        ranges[place / 16] |= 1 << (place % 16);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn low(hash: u32) -> u16 {
    hash as u16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::cluster::packed::HASH_BITS;
    use crate::cluster::packed::Packed;
    use crate::cluster::packed::RANGES;
    use crate::cluster::packed::pack;

    proptest! {
        #[test]
        fn what_is_packed_unpacks(
            set in prop::collection::btree_set(0_u32..1 << HASH_BITS, 0..300),
            ranges in 0..RANGES + 1,
        ) {
            let set: Vec<u32> = set.into_iter().collect();
            let mut words = vec![7];
            pack(&set, &mut words);
            prop_assert_eq!(words.len(), 1 + Packed::words(set.len()));
            let packed = Packed::new(&words[1..], set.len());
            let mut unpacked = vec![9];
            packed.unpack(&mut unpacked);
            prop_assert_eq!(&unpacked, &set);
            let below = set.iter().filter(|hash| (**hash >> 16) < u32::try_from(ranges).unwrap());
            prop_assert_eq!(packed.lows(ranges).len(), below.count());
        }
    }
}
