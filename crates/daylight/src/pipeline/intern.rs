//! Numbers for values, in the order they are first met.
//!
//! Ads are read in ascending order of their ids, so the order of input cannot show in a number.
//! Values are known by a hash of 128 bits: among a thousand million values two share one with a
//! probability of 2^-69.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::hash::Hasher;

use xxhash_rust::xxh3::xxh3_128;

/// Numbers handed out so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    known: HashMap<u128, u32, BuildHasherDefault<Taken>>,
}

impl Numbers {
    /// The number of a value, and whether it is new.
    pub(super) fn of(&mut self, value: &[u8]) -> (u32, bool) {
        self.of_hash(xxh3_128(value))
    }

    /// The same for a value under a kind of its own: a phone and a handle may read alike.
    pub(super) fn of_kind(&mut self, kind: u8, value: &str) -> (u32, bool) {
        let hash = xxhash_rust::xxh3::xxh3_128_with_seed(value.as_bytes(), u64::from(kind) + 1);
        self.of_hash(hash)
    }

    fn of_hash(&mut self, hash: u128) -> (u32, bool) {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        let number = *self.known.entry(hash).or_insert(next);
        (number, number == next)
    }
}

/// Takes eight bytes of what is a hash already.
#[derive(Clone, Copy, Debug, Default)]
struct Taken(u64);

impl Hasher for Taken {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_u128(&mut self, hash: u128) {
        self.0 = u64::try_from(hash >> 64).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use crate::pipeline::intern::Numbers;

    #[test]
    fn values_keep_their_numbers() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.of(b"a"), (0, true));
        assert_eq!(numbers.of_kind(0, "a"), (1, true));
        assert_eq!(numbers.of_kind(1, "a"), (2, true));
        assert_eq!(numbers.of(b"a"), (0, false));
        assert_eq!(numbers.of_kind(1, "a"), (2, false));
    }
}
