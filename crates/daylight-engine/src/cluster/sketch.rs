//! `MinHash` sketches, a few bands at a time.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is a constant's range over an array of that constant's length"
)]

use rayon::prelude::*;

use crate::cluster::packed::RANGES;
use crate::cluster::radix;
use crate::cluster::sets::Sets;

/// Minima in a band.
const ROWS: usize = 3;

/// Bands made in one reading of the sets.
const BANDS_AT_ONCE: usize = 4;

/// Readings of the sets. With 36 bands of 3 minima, two sets of Jaccard similarity s share at
/// least one band with probability 1 - (1 - s^3)^36: 0.9998 at 0.6, 0.992 at 0.5, 0.04 at 0.1.
pub(super) const SWEEPS: u32 = 9;

/// Minima made in one reading.
const MINIMA: usize = ROWS * BANDS_AT_ONCE;

/// Hashes taken together; what a register of the plainest machine holds.
const LANES: usize = 8;

/// The permutations of one reading: hash x has the values f(x) + i g(x) for i = 1, 2, ..., with f
/// and g drawn anew for each reading. One addition makes the next value, and two values of one
/// hash are as good as independent (Kirsch & Mitzenmacher 2006, "Less hashing, same
/// performance"). All of it is done in 16 bits, of which the plainest machine handles eight at
/// once; sets too large for that are thinned first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sweep {
    first: u16,
    step: u16,
    number: u32,
}

/// A set as it is sketched: the set, and how far it is thinned. Each level keeps one in
/// sixteen of the hashes of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Thinned(u32);

/// Levels take up the two upper bits of a number.
const LEVEL_SHIFT: u32 = 30;

/// From this size on a set is sketched on the next level, and up to twice this size on the
/// level before too, so that two sets of which one is up to twice the other meet on one level.
const LARGE: usize = 2048;

impl Thinned {
    /// All that is sketched of a set.
    pub(super) fn all(sets: &Sets, set: u32) -> impl Iterator<Item = Self> {
        let size = sets.size(set);
        (0..3_u32)
            .filter(move |level| {
                let unit = 16_usize.pow(*level);
                let low = if *level == 0 { 0 } else { LARGE * unit / 16 };
                let high = if *level == 2 {
                    usize::MAX
                } else {
                    LARGE * unit * 2
                };
                (low..high).contains(&size)
            })
            .map(move |level| Self(level << LEVEL_SHIFT | set))
    }

    fn level(self) -> u32 {
        self.0 >> LEVEL_SHIFT
    }

    fn set(self) -> u32 {
        self.0 & ((1 << LEVEL_SHIFT) - 1)
    }

    fn lows(self, sets: &Sets) -> &[u16] {
        sets.of(self.set()).lows(RANGES >> (4 * self.level()))
    }
}

impl Sweep {
    /// The permutations are fixed, so the same sets give the same sketch for years.
    pub(super) fn new(number: u32) -> Self {
        Self {
            first: multiplier(number * 2),
            step: multiplier(number * 2 + 1),
            number,
        }
    }

    /// The keys of a set's bands.
    pub(super) fn keys(self, lows: &[u16], level: u32) -> [u32; BANDS_AT_ONCE] {
        let minima = self.minima(lows);
        std::array::from_fn(|band| {
            let rows = &minima[band * ROWS..(band + 1) * ROWS];
            rows.iter().fold(self.number << 2 | level, |key, minimum| {
                let row = u32::from(minimum.cast_unsigned());
                let mixed = (key.rotate_left(11) ^ row).wrapping_mul(ODD);
                mixed ^ (mixed >> 15)
            })
        })
    }

    fn minima(self, lows: &[u16]) -> [i16; MINIMA] {
        let mut low = [[i16::MAX; LANES]; MINIMA];
        let (whole, rest) = lows.as_chunks::<LANES>();
        for lanes in whole {
            self.lower(lanes, &mut low);
        }
        if let Some(last) = rest.last() {
            // A hash that is taken twice changes no minimum.
            let mut lanes = [*last; LANES];
            lanes[..rest.len()].copy_from_slice(rest);
            self.lower(&lanes, &mut low);
        }
        low.map(|lanes| lanes.into_iter().fold(i16::MAX, i16::min))
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

const ODD: u32 = 0x9e37_79b1;

/// Room for the postings of one reading: a key in the upper half, a set in the lower.
#[derive(Debug, Default)]
pub(super) struct Bands {
    postings: [Vec<u64>; BANDS_AT_ONCE],
}

impl Bands {
    /// The postings of some sets in each band of a reading, sorted by key, then set.
    pub(super) fn fill(&mut self, sets: &Sets, judged: &[Thinned], sweep: Sweep) -> &[Vec<u64>] {
        for band in &mut self.postings {
            band.resize(judged.len(), 0);
        }
        let [a, b, c, d] = &mut self.postings;
        let rows = (
            a.par_iter_mut(),
            b.par_iter_mut(),
            c.par_iter_mut(),
            d.par_iter_mut(),
        );
        judged
            .par_iter()
            .zip(rows.into_par_iter())
            .for_each(|(set, row)| {
                let keys = sweep.keys(set.lows(sets), set.level());
                let posting = |band: usize| u64::from(keys[band]) << 32 | u64::from(set.set());
                (*row.0, *row.1, *row.2, *row.3) = (posting(0), posting(1), posting(2), posting(3));
            });
        self.postings.par_iter_mut().for_each(radix::by_key);
        &self.postings
    }
}

/// The odd multiplier of a permutation (the finaliser of `splitmix64`).
#[expect(
    clippy::cast_possible_truncation,
    reason = "the multiplier takes 16 of 64 mixed bits"
)]
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

    /// Bands in which two sets meet.
    fn meetings(a: &[u16], b: &[u16]) -> usize {
        let met = |sweep: Sweep| {
            let (a, b) = (sweep.keys(a, 0), sweep.keys(b, 0));
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

    /// Pairs of Jaccard similarity 0.6 meet as often as independent permutations let them: 36
    /// bands at 0.216, and 0.6 of 4,000 nowhere.
    #[test]
    fn similar_sets_meet_in_some_band() {
        for (shared, own) in [(6, 2), (15, 5), (75, 25), (750, 250)] {
            let (missed, met) = missed(shared, own);
            assert!(missed <= 6, "{missed} of 4000 missed with {shared} shared");
            assert!(
                (7.4..8.2).contains(&met),
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
