//! `MinHash` sketches, a few bands at a time.
#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "every index is a constant's range over an array of that constant's length; halves \
              of what is dealt out are meant"
)]

use std::ops::Range;

use rayon::prelude::*;

use crate::cluster::packed::RANGES;
use crate::cluster::radix;
use crate::cluster::sets::Sets;

/// Minima in a band.
const ROWS: usize = 4;

/// Bands made in one reading of the sets.
const BANDS_AT_ONCE: usize = 8;

/// Readings of the sets. With 64 bands of 4 minima, two sets of Jaccard similarity s share at
/// least one band with probability 1 - (1 - s^4)^64: 0.9999 at 0.6, 0.984 at 0.5, 0.4 at 0.3, 0.1
/// at 0.2. Fewer minima in a band would bring together too many that share a common phrase.
pub(super) const SWEEPS: u32 = 8;

/// Minima made in one reading.
const MINIMA: usize = ROWS * BANDS_AT_ONCE;

/// Hashes taken together; what a register of the plainest machine holds.
const LANES: usize = 8;

/// The hash functions of one reading, in 16 bits, of which the plainest machine handles eight at
/// once; sets too large for that are thinned first.
///
/// A set's hashes are dealt out to as many bins as there are minima, and each bin gives its least
/// (Li, Owen & Zhang 2012, "One permutation hashing"); an empty bin takes what the next one that
/// is not has, moved by the way (Shrivastava & Li 2014, "Densifying one permutation hashing").
/// A small set would leave most bins empty; there hash x has instead the values f(x) + i g(x) for
/// i = 1, 2, ..., one for each minimum: two values of one hash are as good as independent (Kirsch
/// & Mitzenmacher 2006, "Less hashing, same performance").
#[derive(Clone, Copy, Debug)]
pub(super) struct Sweep {
    first: u16,
    step: u16,
    number: u32,
}

/// How sets of some size are sketched.
#[derive(Debug)]
struct Level {
    sizes: Range<usize>,
    /// Ranges of hashes that are kept.
    ranges: usize,
    binned: bool,
}

/// A size is on two levels where two sets of which one is up to twice the other could otherwise
/// miss each other.
const LEVELS: [Level; 4] = [
    Level {
        sizes: 0..64,
        ranges: RANGES,
        binned: false,
    },
    Level {
        sizes: 32..4096,
        ranges: RANGES,
        binned: true,
    },
    Level {
        sizes: 2048..65_536,
        ranges: RANGES / 16,
        binned: true,
    },
    Level {
        sizes: 32_768..usize::MAX,
        ranges: RANGES / 256,
        binned: true,
    },
];

/// A set as it is sketched: the set, and on which level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sketched(u32);

/// Levels take up the two upper bits of a number.
const LEVEL_SHIFT: u32 = 30;

impl Sketched {
    /// All that is sketched of a set.
    pub(super) fn all(sets: &Sets, set: u32) -> impl Iterator<Item = Self> {
        let size = sets.size(set);
        (0..)
            .zip(&LEVELS)
            .filter(move |(_, level)| level.sizes.contains(&size))
            .map(move |(number, _)| Self(number << LEVEL_SHIFT | set))
    }

    fn level(self) -> usize {
        (self.0 >> LEVEL_SHIFT) as usize
    }

    fn set(self) -> u32 {
        self.0 & ((1 << LEVEL_SHIFT) - 1)
    }

    fn lows(self, sets: &Sets) -> &[u16] {
        sets.of(self.set()).lows(LEVELS[self.level()].ranges)
    }
}

impl Sweep {
    /// The functions are fixed, so the same sets give the same sketch for years.
    pub(super) fn new(number: u32) -> Self {
        Self {
            first: multiplier(number * 2),
            step: multiplier(number * 2 + 1),
            number,
        }
    }

    /// The keys of a set's bands on a level.
    pub(super) fn keys(self, lows: &[u16], level: usize) -> [u32; BANDS_AT_ONCE] {
        let minima = if LEVELS[level].binned {
            self.bins(lows)
        } else {
            self.minima(lows)
        };
        let seed = self.number << 2 | u32::try_from(level).unwrap_or(0);
        std::array::from_fn(|band| {
            let rows = &minima[band * ROWS..(band + 1) * ROWS];
            rows.iter().fold(seed, |key, minimum| {
                let mixed = (key.rotate_left(11) ^ u32::from(*minimum)).wrapping_mul(ODD);
                mixed ^ (mixed >> 15)
            })
        })
    }

    fn bins(self, lows: &[u16]) -> [u16; MINIMA] {
        // A value that no hash has stands for an empty bin.
        let mut least = [u32::from(u16::MAX) + 1; MINIMA];
        let (whole, rest) = lows.as_chunks::<LANES>();
        for lanes in whole {
            self.deal(lanes, &mut least);
        }
        if let Some(last) = rest.last() {
            self.deal(&filled(rest, *last), &mut least);
        }
        let mut dense = [0; MINIMA];
        for (bin, place) in dense.iter_mut().enumerate() {
            let full = (0..MINIMA).find_map(|way| {
                let value = u16::try_from(least[(bin + way) % MINIMA]).ok()?;
                Some(value.wrapping_add(MOVED.wrapping_mul(way as u16)))
            });
            *place = full.unwrap_or_default();
        }
        dense
    }

    #[inline]
    fn deal(self, lanes: &[u16; LANES], least: &mut [u32; MINIMA]) {
        let mut bins = [0_u16; LANES];
        let mut values = [0_u16; LANES];
        for lane in 0..LANES {
            let mixed = lanes[lane].wrapping_mul(self.first);
            let mixed = (mixed ^ (mixed >> 7)).wrapping_mul(self.step);
            let mixed = mixed ^ (mixed >> 9);
            let dealt = u32::from(mixed) * MINIMA as u32;
            bins[lane] = (dealt >> 16) as u16;
            values[lane] = dealt as u16;
        }
        for (bin, value) in bins.iter().zip(values) {
            let place = &mut least[usize::from(*bin)];
            *place = (*place).min(u32::from(value));
        }
    }

    fn minima(self, lows: &[u16]) -> [u16; MINIMA] {
        let mut low = [[i16::MAX; LANES]; MINIMA];
        let (whole, rest) = lows.as_chunks::<LANES>();
        for lanes in whole {
            self.lower(lanes, &mut low);
        }
        if let Some(last) = rest.last() {
            self.lower(&filled(rest, *last), &mut low);
        }
        low.map(|lanes| lanes.into_iter().fold(i16::MAX, i16::min).cast_unsigned())
    }

    #[inline]
    fn lower(self, lanes: &[u16; LANES], low: &mut [[i16; LANES]; MINIMA]) {
        let mut value = [0_u16; LANES];
        let mut step = [0_u16; LANES];
        for lane in 0..LANES {
            let first = lanes[lane].wrapping_mul(self.first);
            value[lane] = (first ^ (first >> 7)).wrapping_mul(self.step);
            let second = (lanes[lane] ^ (lanes[lane] >> 8)).wrapping_mul(self.step);
            step[lane] = (second ^ (second >> 6)).wrapping_mul(self.first);
        }
        for row in low {
            for lane in 0..LANES {
                value[lane] = value[lane].wrapping_add(step[lane]);
                row[lane] = row[lane].min(value[lane].cast_signed());
            }
        }
    }
}

/// What the value of a bin is moved by, for each bin on its way to an empty one.
const MOVED: u16 = 0x9e37;

/// The rest of a row, filled up: a hash that is taken twice changes no minimum.
fn filled(rest: &[u16], last: u16) -> [u16; LANES] {
    let mut lanes = [last; LANES];
    lanes[..rest.len()].copy_from_slice(rest);
    lanes
}

const ODD: u32 = 0x9e37_79b1;

/// Room for the postings of one reading: a key in the upper half, a set in the lower.
#[derive(Debug, Default)]
pub(super) struct Bands {
    postings: [Vec<u64>; BANDS_AT_ONCE],
}

impl Bands {
    /// The postings of some sets in each band of a reading, sorted by key, then set.
    pub(super) fn fill(&mut self, sets: &Sets, judged: &[Sketched], sweep: Sweep) -> &[Vec<u64>] {
        for band in &mut self.postings {
            band.resize(judged.len(), 0);
        }
        let [b0, b1, b2, b3, b4, b5, b6, b7] = &mut self.postings;
        let low = (
            b0.par_iter_mut(),
            b1.par_iter_mut(),
            b2.par_iter_mut(),
            b3.par_iter_mut(),
        );
        let high = (
            b4.par_iter_mut(),
            b5.par_iter_mut(),
            b6.par_iter_mut(),
            b7.par_iter_mut(),
        );
        judged
            .par_iter()
            .zip((low.into_par_iter(), high.into_par_iter()))
            .for_each(|(set, (low, high))| {
                let rows = [low.0, low.1, low.2, low.3, high.0, high.1, high.2, high.3];
                let keys = sweep.keys(set.lows(sets), set.level());
                for (row, key) in rows.into_iter().zip(keys) {
                    *row = u64::from(key) << 32 | u64::from(set.set());
                }
            });
        self.postings.par_iter_mut().for_each(radix::by_key);
        &self.postings
    }
}

/// The odd multiplier of a permutation (the finaliser of `splitmix64`).
fn multiplier(permutation: u32) -> u16 {
    let mut mixed = (u64::from(permutation) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) as u16 | 1
}

#[cfg(test)]
mod tests {
    use crate::cluster::sketch::SWEEPS;
    use crate::cluster::sketch::Sweep;

    /// A set of `n` mixed hashes from a seed.
    fn set(seed: u64, n: u64) -> Vec<u16> {
        let mut set: Vec<u16> = (0..n)
            .map(|i| (seed * 1_000_003 + i).wrapping_mul(0xd6e8_feb8_6659_fd93))
            .map(|h| (h ^ (h >> 29)).wrapping_mul(0xd6e8_feb8_6659_fd93))
            .map(|h| u16::try_from(h >> 48).unwrap())
            .collect();
        set.sort_unstable();
        set
    }

    /// Bands in which two sets meet, on the level of the smaller.
    fn meetings(a: &[u16], b: &[u16]) -> usize {
        let level = usize::from(a.len().min(b.len()) >= 32);
        let met = |sweep: Sweep| {
            let (a, b) = (sweep.keys(a, level), sweep.keys(b, level));
            a.iter().zip(b).filter(|(x, y)| **x == *y).count()
        };
        (0..SWEEPS).map(|number| met(Sweep::new(number))).sum()
    }

    /// Of 4,000 pairs that share `shared` hashes and have `own` more each: how many meet nowhere,
    /// and in how many bands a pair meets on average.
    fn missed(shared: u64, own: u64) -> (usize, f64) {
        let mut missed = 0;
        let mut met = 0;
        for seed in 0..4_000 {
            let common = set(seed, shared);
            let with = |other: u64| [common.clone(), set(other, own)].concat();
            let here = meetings(&with(seed + 10_000), &with(seed + 20_000));
            missed += usize::from(here == 0);
            met += here;
        }
        (missed, f64::from(u32::try_from(met).unwrap()) / 4_000.0)
    }

    /// Pairs of Jaccard similarity 0.6 meet as often as independent permutations let them: 64
    /// bands at 0.1296, and 0.6 of 4,000 nowhere. Where a set leaves bins empty, minima of a band
    /// come from one bin and bands meet more often.
    #[test]
    fn similar_sets_meet_in_some_band() {
        for (shared, own) in [(6, 2), (15, 5), (24, 8), (36, 12), (75, 25), (750, 250)] {
            let (missed, met) = missed(shared, own);
            assert!(missed <= 6, "{missed} of 4000 missed with {shared} shared");
            assert!(
                (7.8..14.0).contains(&met),
                "{met} bands with {shared} shared"
            );
        }
    }

    #[test]
    fn strangers_do_not_meet() {
        for seed in 0..4_000 {
            assert_eq!(
                meetings(&set(seed + 30_000, 90), &set(seed + 40_000, 90)),
                0
            );
        }
    }
}
