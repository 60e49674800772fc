//! The size of the largest one-to-one matching between two kinds of values.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Values of the smaller side beyond which no more are matched: the sign is saturated long before.
const LEFT_MAX: usize = 512;

/// M(x, y) of the registry: the largest set of pairs, each seen together, in which no value occurs
/// twice (Kuhn 1955). One person with two phones, or two people on one phone, count once.
pub(super) fn matching(pairs: &[(u32, u32)]) -> usize {
    let mut edges: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (x, y) in pairs {
        edges.entry(*x).or_default().insert(*y);
    }
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    edges
        .keys()
        .take(LEFT_MAX)
        .filter(|x| augment(**x, &edges, &mut taken))
        .count()
}

/// Finds `start` a partner, moving others on where that frees one; breadth first, so that a long
/// chain costs no stack.
fn augment(
    start: u32,
    edges: &BTreeMap<u32, BTreeSet<u32>>,
    taken: &mut BTreeMap<u32, u32>,
) -> bool {
    let mut came_from: BTreeMap<u32, u32> = BTreeMap::new();
    let mut queue = vec![start];
    let mut at = 0;
    while let Some(x) = queue.get(at).copied() {
        at += 1;
        for y in edges.get(&x).into_iter().flatten() {
            if came_from.contains_key(y) {
                continue;
            }
            came_from.insert(*y, x);
            if let Some(holder) = taken.get(y) {
                queue.push(*holder);
            } else {
                shift(*y, start, &came_from, taken);
                return true;
            }
        }
    }
    false
}

/// Gives the free `y` to whoever reached it, what that one held to whoever reached it, and so on.
fn shift(y: u32, start: u32, came_from: &BTreeMap<u32, u32>, taken: &mut BTreeMap<u32, u32>) {
    let mut free = y;
    while let Some(x) = came_from.get(&free).copied() {
        let held = taken
            .iter()
            .find(|(_, holder)| **holder == x)
            .map(|(y, _)| *y);
        taken.insert(free, x);
        match held {
            Some(held) if x != start => free = held,
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::score::matching::matching;

    /// The largest matching by trying every subset.
    fn brute(pairs: &[(u32, u32)], used: &mut (Vec<u32>, Vec<u32>)) -> usize {
        let Some(((x, y), rest)) = pairs.split_first() else {
            return 0;
        };
        let without = brute(rest, used);
        if used.0.contains(x) || used.1.contains(y) {
            return without;
        }
        used.0.push(*x);
        used.1.push(*y);
        let with = 1 + brute(rest, used);
        used.0.pop();
        used.1.pop();
        with.max(without)
    }

    proptest! {
        #[test]
        fn equals_brute_force(pairs in prop::collection::vec((0_u32..6, 0_u32..6), 0..12)) {
            prop_assert_eq!(matching(&pairs), brute(&pairs, &mut (Vec::new(), Vec::new())));
        }
    }
}
