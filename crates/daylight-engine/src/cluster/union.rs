//! Disjoint sets whose representative is always the smallest member.

/// Disjoint sets over `0..n` (Tarjan 1975), with path halving.
///
/// INVARIANT (smallest first): the root of a set is its smallest member, so the answer depends on
/// which members were joined and never on the order.
#[derive(Clone, Debug)]
pub(crate) struct UnionFind {
    parents: Vec<u32>,
}

impl UnionFind {
    /// `n` sets of one member each.
    pub(crate) fn new(n: usize) -> Self {
        Self {
            parents: (0..u32::try_from(n).unwrap_or(u32::MAX)).collect(),
        }
    }

    /// The smallest member of the set that holds `member`; a member outside stands alone.
    pub(crate) fn first(&mut self, member: u32) -> u32 {
        let mut at = member;
        loop {
            let parent = self.parent(at);
            if parent == at {
                return at;
            }
            let grandparent = self.parent(parent);
            if let Some(slot) = self.parents.get_mut(at as usize) {
                *slot = grandparent;
            }
            at = grandparent;
        }
    }

    /// Joins two sets; true where they were apart.
    pub(crate) fn join(&mut self, one: u32, other: u32) -> bool {
        let (a, b) = (self.first(one), self.first(other));
        if let Some(slot) = self.parents.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
        a != b
    }

    /// The first member of every member's set, in order.
    pub(crate) fn firsts(mut self) -> Vec<u32> {
        self.flat();
        self.parents
    }

    /// The first member of every member's set, in order; the sets stay as they are.
    pub(crate) fn flat(&mut self) -> &[u32] {
        for at in 0..self.parents.len() {
            // A parent is smaller than its child, so it already names its first member.
            let parent = self.parents.get(at).copied().unwrap_or_default();
            let first = self.parent(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = first;
            }
        }
        &self.parents
    }

    fn parent(&self, member: u32) -> u32 {
        self.parents.get(member as usize).copied().unwrap_or(member)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::cluster::union::UnionFind;

    proptest! {
        #[test]
        fn any_order_of_joins_gives_the_same_sets(
            pairs in prop::collection::vec((0_u32..40, 0_u32..40), 0..60),
        ) {
            let mut forward = UnionFind::new(40);
            let mut backward = UnionFind::new(40);
            for (a, b) in &pairs {
                forward.join(*a, *b);
            }
            for (a, b) in pairs.iter().rev() {
                backward.join(*b, *a);
            }
            prop_assert_eq!(forward.firsts(), backward.firsts());
        }
    }
}
