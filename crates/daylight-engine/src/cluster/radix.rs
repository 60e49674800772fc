//! Sorting of postings by their keys.
#![expect(
    clippy::indexing_slicing,
    reason = "a digit is below the number of its buckets, and the buckets' sizes sum to the length"
)]

/// Bits sorted by in one pass, and their number of values.
const BITS: u32 = 11;
const BUCKETS: usize = 1 << BITS;

/// Sorts by the upper half of each posting and keeps the order of equal ones.
pub(super) fn by_key(postings: &mut Vec<u64>) {
    if postings.len() < BUCKETS {
        postings.sort_by_key(|posting| posting >> 32);
        return;
    }
    let mut spare = vec![0; postings.len()];
    for pass in 0..3 {
        let shift = 32 + pass * BITS;
        let digit = |posting: u64| usize::try_from(posting >> shift).unwrap_or(0) & (BUCKETS - 1);
        let mut places = [0_usize; BUCKETS];
        for posting in postings.iter() {
            places[digit(*posting)] += 1;
        }
        let mut start = 0;
        for place in &mut places {
            (start, *place) = (start + *place, start);
        }
        for posting in postings.iter() {
            let place = &mut places[digit(*posting)];
            spare[*place] = *posting;
            *place += 1;
        }
        std::mem::swap(postings, &mut spare);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::cluster::radix::by_key;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn sorts_as_the_standard_library(mut some in prop::collection::vec(any::<u64>(), 0..5_000)) {
            let mut expected = some.clone();
            expected.sort_by_key(|posting| posting >> 32);
            by_key(&mut some);
            prop_assert_eq!(some, expected);
        }
    }
}
