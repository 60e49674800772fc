//! How much two ascending sets share.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is below a length the loop has just looked at"
)]

/// Hashes of each set that are compared with each other at once.
const BLOCK: usize = 4;

/// From this many times the size on, the larger set is searched rather than read.
const SEARCHED: usize = 24;

/// True where two ascending sets without repeats share at least `needed` hashes.
pub(super) fn shares(a: &[u32], b: &[u32], needed: usize) -> bool {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if small.len() < needed {
        return false;
    }
    if large.len() / SEARCHED > small.len() {
        return searched(small, large, needed);
    }
    merged(small, large, needed)
}

/// Block by block, all against all in a block, so that what is equal costs no branch.
fn merged(a: &[u32], b: &[u32], needed: usize) -> bool {
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i + BLOCK <= a.len() && j + BLOCK <= b.len() {
        shared += block(&a[i..i + BLOCK], &b[j..j + BLOCK]);
        let (last_a, last_b) = (a[i + BLOCK - 1], b[j + BLOCK - 1]);
        i += if last_a <= last_b { BLOCK } else { 0 };
        j += if last_b <= last_a { BLOCK } else { 0 };
        if shared >= needed {
            return true;
        }
        // What is still to come can at most be all of the shorter rest; a block that stays may
        // have been counted in part, which only makes the bound looser.
        if shared + (a.len() - i).min(b.len() - j) < needed {
            return false;
        }
    }
    tail(&a[i..], &b[j..], needed - shared)
}

fn block(a: &[u32], b: &[u32]) -> usize {
    let mut equal = 0_u32;
    for x in a {
        for y in b {
            equal += u32::from(x == y);
        }
    }
    equal as usize
}

fn tail(a: &[u32], b: &[u32], needed: usize) -> bool {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let order = a[i].cmp(&b[j]);
        shared += usize::from(order.is_eq());
        i += usize::from(order.is_le());
        j += usize::from(order.is_ge());
    }
    shared >= needed
}

/// Looks each hash of the small set up in what is left of the large one.
fn searched(small: &[u32], large: &[u32], needed: usize) -> bool {
    let mut left = large;
    let mut shared = 0;
    for (at, hash) in small.iter().enumerate() {
        left = &left[left.partition_point(|other| other < hash)..];
        shared += usize::from(left.first() == Some(hash));
        if shared + small.len() - at - 1 < needed {
            return false;
        }
    }
    shared >= needed
}

/// The smallest whole number that is at least `share` of `n`, safe against rounding up by noise.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "set sizes are far below 2^52 and the share lies in 0..=1"
)]
pub(super) fn least(share: f64, n: usize) -> usize {
    ((share * n as f64 - 1e-9).ceil() as usize).clamp(1, n.max(1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use crate::cluster::overlap::shares;

    fn sets(max: u32, len: usize) -> impl Strategy<Value = BTreeSet<u32>> {
        prop::collection::btree_set(0..max, 0..len)
    }

    fn check(a: &BTreeSet<u32>, b: &BTreeSet<u32>) {
        let shared = a.intersection(b).count();
        let row = |set: &BTreeSet<u32>| set.iter().copied().collect::<Vec<u32>>();
        for needed in 1..shared + 3 {
            let found = shares(&row(a), &row(b), needed);
            assert_eq!(found, shared >= needed, "{shared} shared, {needed} needed");
        }
    }

    proptest! {
        #[test]
        fn equals_the_intersection(a in sets(80, 60), b in sets(80, 60)) {
            check(&a, &b);
        }

        #[test]
        fn equals_the_intersection_for_unequal_sizes(a in sets(900, 12), b in sets(900, 600)) {
            check(&a, &b);
        }
    }
}
