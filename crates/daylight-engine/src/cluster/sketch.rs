//! `MinHash` sketches, band by band.

use rayon::prelude::*;

use crate::cluster::join::Posting;
use crate::cluster::shingle::Sets;

/// Bands of a sketch. Two sets of Jaccard similarity s share at least one with probability
/// 1 - (1 - s^3)^36: 0.9998 at 0.6, 0.992 at 0.5, 0.04 at 0.1.
pub(super) const BANDS: u32 = 36;

/// Minima in a band.
const ROWS: u32 = 3;

/// One band of every set's sketch, sorted by key, then ad.
///
/// The permutations are fixed odd multipliers, so the same sets give the same sketch for years.
pub(super) fn band_postings(sets: &Sets, ads: &[u32], band: u32) -> Vec<Posting> {
    let mut postings: Vec<Posting> = ads
        .par_iter()
        .map(|ad| Posting {
            key: band_key(sets.of(*ad), band),
            ad: *ad,
        })
        .collect();
    postings.par_sort_unstable();
    postings
}

fn band_key(set: &[u64], band: u32) -> u64 {
    let multipliers: [u32; ROWS as usize] =
        std::array::from_fn(|row| multiplier(band * ROWS + u32::try_from(row).unwrap_or(0)));
    let mut minima = [u32::MAX; ROWS as usize];
    for hash in set {
        let folded = fold(*hash);
        for (minimum, multiplier) in minima.iter_mut().zip(multipliers) {
            *minimum = (*minimum).min(folded.wrapping_mul(multiplier).rotate_left(15) ^ multiplier);
        }
    }
    minima.iter().fold(u64::from(band), |key, minimum| {
        (key.rotate_left(21) ^ u64::from(*minimum)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the fold takes 32 of 64 mixed bits"
)]
fn fold(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

/// The odd multiplier of a permutation (the finaliser of `splitmix64`).
#[expect(
    clippy::cast_possible_truncation,
    reason = "the multiplier takes 32 of 64 mixed bits"
)]
fn multiplier(permutation: u32) -> u32 {
    let mut mixed = (u64::from(permutation) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) as u32 | 1
}

#[cfg(test)]
mod tests {
    use crate::cluster::sketch::BANDS;
    use crate::cluster::sketch::band_key;

    /// A set of `n` mixed hashes from a seed.
    fn set(seed: u64, n: u64) -> Vec<u64> {
        let mut set: Vec<u64> = (0..n)
            .map(|i| (seed * 1_000_003 + i).wrapping_mul(0xd6e8_feb8_6659_fd93))
            .map(|h| (h ^ (h >> 29)).wrapping_mul(0xd6e8_feb8_6659_fd93))
            .collect();
        set.sort_unstable();
        set
    }

    /// Pairs of Jaccard similarity 0.6 meet, and strangers do not.
    #[test]
    fn similar_sets_meet_in_some_band() {
        let meets =
            |a: &[u64], b: &[u64]| (0..BANDS).any(|band| band_key(a, band) == band_key(b, band));
        let mut missed = 0;
        for seed in 0..2_000 {
            let shared = set(seed, 75);
            let with = |other: u64| [shared.clone(), set(other, 25)].concat();
            missed += usize::from(!meets(&with(seed + 10_000), &with(seed + 20_000)));
            assert!(!meets(&set(seed + 30_000, 90), &set(seed + 40_000, 90)));
        }
        assert!(missed <= 8, "{missed} of 2000 missed; 0.5 expected");
    }
}
