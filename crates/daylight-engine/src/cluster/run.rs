//! One run: sets that share a key, of which some are similar and some are not.

use crate::cluster::join::Joiner;
use crate::cluster::join::first_of;
use crate::cluster::join::set_of;
use crate::cluster::opened::Opened;
use crate::cluster::union::UnionFind;

/// Sets that are compared all with all.
const ALL_MAX: usize = 12;

/// Sets of a larger run that every other is compared with.
const LEADERS_MAX: usize = 16;

/// Comparisons with leaders after which a run is a crowd where not one in as many met.
const CROWD_TRIES: usize = 64;

/// Leaders that each set of a crowd is compared with.
const CROWD_LEADERS: usize = 2;

/// Leaders of one group, for a group's ends may be far apart.
const LEADERS_PER_GROUP: usize = 3;

/// Sets before it that a set is compared with where many share a finer key too.
const NEIGHBOURS: usize = 8;

/// Sets of a run that are looked at to learn what its sets have in common.
const SAMPLE: usize = 64;

/// The sets of a run while they are joined.
///
/// In a small run every two sets of different groups are compared. In a larger one each set is
/// compared with a few leaders, which is all it takes where the run is one template; the rest,
/// which meet only because their ads end in the same words, are brought together by finer keys
/// made of what is not common in the run.
pub(super) struct Run<'a> {
    joiner: &'a Joiner<'a>,
    /// In the order of their fingerprints; a set's place in this row is its name here.
    sets: Vec<u32>,
    groups: UnionFind,
    joins: Vec<(u32, u32)>,
}

impl<'a> Run<'a> {
    /// `firsts` are the groups so far.
    pub(super) fn new(joiner: &'a Joiner<'a>, postings: &[u64], firsts: &[u32]) -> Self {
        let mut sets: Vec<u32> = postings.iter().map(|posting| set_of(*posting)).collect();
        sets.sort_unstable_by_key(|set| joiner.sets.print(*set));
        let mut groups = UnionFind::new(sets.len());
        let mut by_group: Vec<(u32, u32)> = (0..)
            .zip(&sets)
            .map(|(place, set)| (first_of(firsts, *set), place))
            .collect();
        by_group.sort_unstable();
        for pair in by_group.windows(2) {
            if let [(one, a), (other, b)] = pair
                && one == other
            {
                groups.join(*a, *b);
            }
        }
        Self {
            joiner,
            sets,
            groups,
            joins: Vec::new(),
        }
    }

    /// The pairs that join what is similar.
    pub(super) fn join(mut self, opened: &mut Opened) -> Vec<(u32, u32)> {
        let all: Vec<u32> = self.places().collect();
        if all.len() <= ALL_MAX {
            self.join_all(&all, opened);
        } else {
            let rest = self.join_leaders(opened);
            self.join_rest(&rest, opened);
        }
        self.joins
    }

    fn places(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.sets.len()).unwrap_or(u32::MAX)
    }

    fn set(&self, place: u32) -> u32 {
        self.sets.get(place as usize).copied().unwrap_or_default()
    }

    /// Compares two sets unless they are in one group; true where they now are.
    fn meet(&mut self, one: u32, other: u32, opened: &mut Opened) -> bool {
        if self.groups.first(one) == self.groups.first(other) {
            return true;
        }
        let (a, b) = (self.set(one), self.set(other));
        if !self.joiner.similar(a, b, opened) {
            return false;
        }
        self.groups.join(one, other);
        self.joins.push((a, b));
        true
    }

    fn join_all(&mut self, places: &[u32], opened: &mut Opened) {
        for (at, one) in places.iter().enumerate() {
            for other in places.iter().take(at) {
                self.meet(*one, *other, opened);
            }
        }
    }

    /// Compares every set with the leaders; the sets that are in no leader's group.
    fn join_leaders(&mut self, opened: &mut Opened) -> Vec<u32> {
        let mut leaders: Vec<u32> = Vec::new();
        let mut rest = Vec::new();
        let (mut tries, mut met) = (0, 0);
        for place in self.places() {
            // Where hardly anything is like the leaders, most comparisons with them are waste.
            let crowd = tries > CROWD_TRIES && met * CROWD_TRIES < tries;
            let taken = if crowd { CROWD_LEADERS } else { LEADERS_MAX };
            let mut own = 0;
            for leader in leaders.iter().take(taken) {
                own += usize::from(self.meet(place, *leader, opened));
            }
            tries += leaders.len().min(taken);
            met += own;
            if leaders.len() < LEADERS_MAX && own < LEADERS_PER_GROUP {
                leaders.push(place);
            } else if own == 0 {
                rest.push(place);
            }
        }
        rest
    }

    fn join_rest(&mut self, rest: &[u32], opened: &mut Opened) {
        if rest.len() <= ALL_MAX {
            self.join_all(rest, opened);
            return;
        }
        let common = self.common(rest);
        let mut hashes = Vec::new();
        let mut keyed: Vec<(u32, u32, u32)> = rest
            .iter()
            .map(|place| {
                self.joiner.sets.unpack(self.set(*place), &mut hashes);
                let [a, b] = two_minima(without(&hashes, &common));
                (a, b, *place)
            })
            .collect();
        keyed.sort_unstable_by_key(|(a, _, place)| (*a, *place));
        self.join_neighbours(&keyed, |(a, _, _)| *a, opened);
        keyed.sort_unstable_by_key(|(_, b, place)| (*b, *place));
        self.join_neighbours(&keyed, |(_, b, _)| *b, opened);
    }

    /// Compares each set with a few before it that have the same finer key.
    fn join_neighbours(
        &mut self,
        keyed: &[(u32, u32, u32)],
        key: impl Fn(&(u32, u32, u32)) -> u32,
        opened: &mut Opened,
    ) {
        for same in keyed.chunk_by(|a, b| key(a) == key(b)) {
            for (at, (_, _, place)) in same.iter().enumerate() {
                let before = same.iter().take(at).rev().take(NEIGHBOURS);
                self.join_to(*place, before.map(|(_, _, other)| *other), opened);
            }
        }
    }

    fn join_to(&mut self, one: u32, others: impl Iterator<Item = u32>, opened: &mut Opened) {
        for other in others {
            self.meet(one, other, opened);
        }
    }

    /// The hashes that an eighth of a sample have, ascending.
    fn common(&self, places: &[u32]) -> Vec<u32> {
        let mut hashes = Vec::new();
        let mut all = Vec::new();
        for place in places.iter().step_by(places.len().div_ceil(SAMPLE)) {
            self.joiner.sets.unpack(self.set(*place), &mut hashes);
            all.extend_from_slice(&hashes);
        }
        all.sort_unstable();
        all.chunk_by(|a, b| a == b)
            .filter(|same| same.len() >= SAMPLE / 8)
            .filter_map(|same| same.first().copied())
            .collect()
    }
}

/// The least of some hashes in two orders.
fn two_minima(hashes: impl Iterator<Item = u32>) -> [u32; 2] {
    hashes.fold([u32::MAX; 2], |[a, b], hash| {
        let (one, other) = (
            hash.wrapping_mul(0x9e37_79b1),
            hash.wrapping_mul(0x85eb_ca6b),
        );
        [a.min(one.rotate_left(9)), b.min(other.rotate_left(12))]
    })
}

/// What of an ascending set is not in another ascending one.
fn without<'a>(set: &'a [u32], other: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let mut left = other;
    set.iter().copied().filter(move |hash| {
        while let [next, rest @ ..] = left
            && next < hash
        {
            left = rest;
        }
        left.first() != Some(hash)
    })
}
