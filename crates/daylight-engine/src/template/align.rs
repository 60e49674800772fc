//! What both alignments share: anchors on words that are unique on both sides.

/// No place is known.
pub(super) const NOWHERE: usize = usize::MAX;
/// Several places are known, so none is an anchor.
pub(super) const SEVERAL: usize = usize::MAX - 1;

/// Notes a place where at first none is known.
pub(super) fn note(known: &mut usize, at: usize) {
    *known = if *known == NOWHERE { at } else { SEVERAL };
}

/// Keeps the longest chain that rises on both sides, of pairs already rising on the first;
/// where several are longest, the one that ends lowest.
///
/// Patience sorting: for n pairs time n log n.
pub(super) fn longest_chain(pairs: &mut Vec<(usize, usize)>) {
    if pairs.is_sorted_by(|one, next| one.1 < next.1) {
        return;
    }
    // For each length, the pair that ends the lowest chain of that length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs.get(*end).is_some_and(|e| e.1 < pair.1));
        before.push(
            length
                .checked_sub(1)
                .and_then(|last| ends.get(last).copied()),
        );
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        chain.extend(pairs.get(at));
        next = before.get(at).copied().flatten();
    }
    chain.reverse();
    *pairs = chain;
}

#[cfg(test)]
mod tests {
    use crate::template::align::longest_chain;

    #[test]
    fn a_chain_drops_what_crosses() {
        let mut pairs = vec![(0, 5), (1, 0), (2, 1), (3, 9), (4, 2)];
        longest_chain(&mut pairs);
        assert_eq!(pairs, [(1, 0), (2, 1), (4, 2)]);
    }
}
