//! A small keyed generator and a keyed permutation: everything random in the market comes from here.

/// The odd constant of splitmix64 (Steele, Lea and Flood 2014): 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of splitmix64: every input bit reaches every output bit.
pub(crate) const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// A key for one thing, from the keys of what it belongs to.
pub(crate) const fn key(parent: u64, child: u64) -> u64 {
    mix(parent.wrapping_add(GOLDEN) ^ mix(child.wrapping_add(GOLDEN.rotate_left(17))))
}

/// A splitmix64 stream.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream of a key; the same key gives the same stream on every machine.
    pub(crate) const fn new(key: u64) -> Self {
        Self(key)
    }

    /// The next 64 bits.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number in `0..limit`, or 0 where `limit` is 0; `limit` is far below 2^32.
    pub(crate) const fn below(&mut self, limit: u64) -> u64 {
        ((self.next() >> 32) * (limit & 0xFFFF_FFFF)) >> 32
    }

    /// An index into a list of `length`.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) const fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True `thousandths` times in a thousand.
    pub(crate) const fn chance(&mut self, thousandths: u64) -> bool {
        self.below(1000) < thousandths
    }

    /// One of `items`, or an empty string where there is none.
    pub(crate) fn word<'a>(&mut self, items: &'a [String]) -> &'a str {
        let at = self.index(items.len());
        items.get(at).map_or("", String::as_str)
    }

    /// A heavy-tailed number from `low` to `high`: each doubling is passed `thousandths` times in a thousand.
    pub(crate) const fn heavy(&mut self, low: u64, high: u64, thousandths: u64) -> u64 {
        let mut floor = low;
        while floor * 2 < high && self.chance(thousandths) {
            floor *= 2;
        }
        let top = if floor * 2 > high { high } else { floor * 2 };
        self.between(floor, top)
    }
}

/// A keyed bijection of `0..size`: four Feistel rounds with cycle walking.
#[derive(Clone, Debug)]
pub(crate) struct Permutation {
    size: u64,
    half_bits: u32,
    key: u64,
}

impl Permutation {
    /// The permutation of `0..size` under `key`.
    pub(crate) const fn new(size: u64, key: u64) -> Self {
        let bits = 64 - size.saturating_sub(1).leading_zeros();
        let half_bits = if bits < 2 { 1 } else { bits.div_ceil(2) };
        Self {
            size,
            half_bits,
            key,
        }
    }

    /// Where `index` goes; an index at or past the size stays where it is.
    pub(crate) const fn at(&self, index: u64) -> u64 {
        if index >= self.size {
            return index;
        }
        let mut value = self.round_trip(index);
        while value >= self.size {
            value = self.round_trip(value);
        }
        value
    }

    const fn round_trip(&self, value: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let mut left = value >> self.half_bits;
        let mut right = value & mask;
        let mut round = 0;
        while round < 4 {
            let next = left ^ (key(self.key.wrapping_add(round), right) & mask);
            left = right;
            right = next;
            round += 1;
        }
        (left << self.half_bits) | right
    }
}

#[cfg(test)]
mod tests {
    use crate::random::Permutation;
    use crate::random::Random;

    #[test]
    fn a_permutation_is_a_bijection() {
        for size in [1, 2, 3, 10, 100, 1000, 4097] {
            let permutation = Permutation::new(size, 7);
            let mut seen: Vec<u64> = (0..size).map(|index| permutation.at(index)).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..size).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_heavy_tail_stays_in_range_and_leans_low() {
        let mut random = Random::new(1);
        let draws: Vec<u64> = (0..4000).map(|_| random.heavy(1, 40, 400)).collect();
        assert!(draws.iter().all(|&draw| (1..=40).contains(&draw)));
        let low = draws.iter().filter(|&&draw| draw <= 2).count();
        assert!(low > 1500, "{low} of 4000 are 1 or 2");
        assert!(draws.iter().any(|&draw| draw > 25));
    }
}
