//! What people decided about pairs of ads, which evidence does not undo.

use std::rc::Rc;

use crate::cluster::UnionFind;

/// What people decided, by pairs of ads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Of one operator.
    pub together: Vec<(u32, u32)>,
    /// Of two.
    pub apart: Vec<(u32, u32)>,
}

impl Judged {
    /// True where nobody decided anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.together.is_empty() && self.apart.is_empty()
    }
}

/// Ads joined into groups, of which none holds two that were judged to be apart.
///
/// A join that would bring two such ads together is refused. So which side an ad between them falls
/// to depends on the order of joins, which is that of the evidence, the strongest first, and never
/// that of the input.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    sets: UnionFind,
    apart: Rc<[(u32, u32)]>,
    /// For the first ad of each group whether an ad of `apart` is in it; empty where there are none.
    holds: Vec<bool>,
}

impl Joined {
    /// So many ads, each alone but for those that were judged to be together.
    pub(super) fn new(ads: usize, judged: &Judged) -> Self {
        let mut joined = Self {
            sets: UnionFind::new(ads),
            apart: judged.apart.as_slice().into(),
            holds: Vec::new(),
        };
        if !judged.apart.is_empty() {
            joined.holds = vec![false; ads];
            let ends = judged.apart.iter().flat_map(|(one, other)| [*one, *other]);
            ends.for_each(|ad| joined.mark(ad));
        }
        for (one, other) in &judged.together {
            joined.join(*one, *other);
        }
        joined
    }

    /// The smallest ad of the group that holds `ad`.
    pub(super) fn first(&mut self, ad: u32) -> u32 {
        self.sets.first(ad)
    }

    /// Joins two groups; true where they were apart and may be joined.
    pub(super) fn join(&mut self, one: u32, other: u32) -> bool {
        if self.holds.is_empty() {
            return self.sets.join(one, other);
        }
        let (a, b) = (self.first(one), self.first(other));
        let both_hold = self.is_marked(a) && self.is_marked(b);
        if both_hold && self.are_apart(a, b) {
            return false;
        }
        if self.is_marked(a) || self.is_marked(b) {
            self.mark(a.min(b));
        }
        self.sets.join(a, b)
    }

    /// The first ad of every ad's group, in order.
    pub(super) fn firsts(self) -> Vec<u32> {
        self.sets.firsts()
    }

    fn are_apart(&mut self, a: u32, b: u32) -> bool {
        let pairs = Rc::clone(&self.apart);
        pairs.iter().any(|(one, other)| {
            let ends = (self.first(*one), self.first(*other));
            a != b && (ends == (a, b) || ends == (b, a))
        })
    }

    fn is_marked(&self, first: u32) -> bool {
        self.holds.get(first as usize).copied().unwrap_or(false)
    }

    fn mark(&mut self, ad: u32) {
        if let Some(held) = self.holds.get_mut(ad as usize) {
            *held = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::link::judged::Joined;
    use crate::link::judged::Judged;

    proptest! {
        /// Whatever is joined, no group holds a pair that is apart; without such a pair every join
        /// is done.
        #[test]
        fn pairs_that_are_apart_stay_so(
            joins in prop::collection::vec((0_u32..12, 0_u32..12), 0..60),
            apart in prop::collection::vec((0_u32..12, 0_u32..12), 0..5),
        ) {
            let apart: Vec<(u32, u32)> = apart.into_iter().filter(|(a, b)| a != b).collect();
            let judged = Judged { together: Vec::new(), apart: apart.clone() };
            let mut joined = Joined::new(12, &judged);
            for (one, other) in &joins {
                joined.join(*one, *other);
                if apart.is_empty() {
                    prop_assert_eq!(joined.first(*one), joined.first(*other));
                }
            }
            let firsts = joined.firsts();
            for (one, other) in apart {
                prop_assert_ne!(firsts[one as usize], firsts[other as usize]);
            }
        }
    }
}
