//! Puts a set of hashes in order.
#![expect(
    clippy::indexing_slicing,
    reason = "a hot kernel: there is a bucket for every first byte, and the buckets add up"
)]

/// Beyond, buckets are too full to be put in order one by one.
const BUCKETED_MAX: usize = 1024;

/// The hashes in ascending order, without repeats. Their first bytes are as good as random, so
/// buckets by first byte leave little to do.
pub(super) fn ordered(mut hashes: Vec<u64>) -> Vec<u64> {
    if !(32..=BUCKETED_MAX).contains(&hashes.len()) {
        hashes.sort_unstable();
        hashes.dedup();
        return hashes;
    }
    let mut next = [0_u16; 256];
    for hash in &hashes {
        next[bucket(*hash)] += 1;
    }
    let mut before = 0;
    for count in &mut next {
        let start = before;
        before += *count;
        *count = start;
    }
    let mut set = vec![0; hashes.len()];
    for hash in hashes {
        let place = &mut next[bucket(hash)];
        set[usize::from(*place)] = hash;
        *place += 1;
    }
    for at in 1..set.len() {
        let hash = set[at];
        let mut hole = at;
        while hole > 0 && set[hole - 1] > hash {
            set[hole] = set[hole - 1];
            hole -= 1;
        }
        set[hole] = hash;
    }
    set.dedup();
    set
}

#[inline]
fn bucket(hash: u64) -> usize {
    usize::from(hash.to_be_bytes()[0])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::cluster::order::ordered;

    proptest! {
        #[test]
        fn a_set_is_what_sorting_leaves(
            hashes in prop::collection::vec(prop_oneof![any::<u64>(), 0..9_u64], 0..200),
        ) {
            let mut expected = hashes.clone();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(ordered(hashes), expected);
        }
    }
}
