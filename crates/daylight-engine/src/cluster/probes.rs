//! The shingles by which a text is looked for in longer ones.

use rayon::prelude::*;

use crate::cluster::join::Joiner;
use crate::cluster::join::SHINGLES_MIN;
use crate::cluster::join::first_of;
use crate::cluster::join::set_of;
use crate::cluster::packed::HASH_BITS;
use crate::cluster::radix;
use crate::cluster::rarity::Rarity;

/// Shingles of the shorter text that are looked for in longer ones.
const PROBES: usize = 8;

/// Sets of one group that are found by one shingle.
const SETS_PER_GROUP: usize = 2;

/// Sets that are found by one shingle. What more share is a phrase of the language.
const SETS_MAX: usize = 64;

/// Groups up to which a shingle is as rare as any: rarer ones are mostly somebody's own words.
const RARE: u8 = 2;

/// A few rare shingles of every text that may be carried, with a filter that answers most
/// questions without a search.
#[derive(Debug)]
pub(super) struct Probes {
    /// The shingle in the upper half, the set in the lower, ascending by shingle.
    postings: Vec<u64>,
    /// Where the postings of each range of shingles begin.
    starts: Vec<u32>,
    starts_shift: u32,
    filter: Vec<u64>,
    filter_shift: u32,
}

impl Probes {
    pub(super) fn new(joiner: &Joiner<'_>, firsts: &[u32]) -> Self {
        let rarity = Rarity::count(joiner.sets, &ones_of_groups(joiner, firsts));
        let mut postings: Vec<u64> = looked_for(joiner, firsts)
            .into_par_iter()
            .map_init(Vec::new, |hashes, set| {
                joiner.sets.unpack(set, hashes);
                (set, rarest(hashes, &rarity))
            })
            .flat_map_iter(|(set, rare)| {
                let rare = rare.into_iter().flatten();
                rare.map(move |hash| u64::from(hash) << 32 | u64::from(set))
            })
            .collect();
        drop(rarity);
        radix::by_key(&mut postings);
        thin(joiner, firsts, &mut postings);
        Self::index(postings)
    }

    fn index(postings: Vec<u64>) -> Self {
        let bits = (postings.len() + 1).next_power_of_two().ilog2();
        let bits = bits.clamp(6, HASH_BITS);
        let filter_bits = (bits + 3).min(HASH_BITS);
        let starts_shift = HASH_BITS - bits;
        let filter_shift = HASH_BITS - filter_bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        let mut filter = vec![0_u64; 1 << (filter_bits - 6)];
        for posting in &postings {
            let hash = hash_of(*posting);
            if let Some(next) = starts.get_mut((hash >> starts_shift) as usize + 1) {
                *next += 1;
            }
            let bit = hash >> filter_shift;
            if let Some(word) = filter.get_mut((bit >> 6) as usize) {
                *word |= 1 << (bit & 63);
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self {
            postings,
            starts,
            starts_shift,
            filter,
            filter_shift,
        }
    }

    /// The sets that a shingle is a probe of.
    pub(super) fn of(&self, hash: u32) -> impl Iterator<Item = u32> + '_ {
        let bit = hash >> self.filter_shift;
        let word = self.filter.get((bit >> 6) as usize);
        let known = word.is_some_and(|word| word >> (bit & 63) & 1 == 1);
        let range = if known { self.range(hash) } else { &[] };
        range
            .iter()
            .filter(move |posting| hash_of(**posting) == hash)
            .map(|posting| set_of(*posting))
    }

    /// The postings among which those of a shingle are.
    fn range(&self, hash: u32) -> &[u64] {
        let at = (hash >> self.starts_shift) as usize;
        let place = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        self.postings
            .get(place(at)..place(at + 1))
            .unwrap_or_default()
    }
}

/// Some sets of each group that are long enough to be looked for. What is carried of one member is
/// mostly carried of the others, and looking for all would fill the space of hashes in a market of
/// a million.
fn looked_for(joiner: &Joiner<'_>, firsts: &[u32]) -> Vec<u32> {
    let sets = joiner.sets;
    let is_long = |set: &u32| sets.size(*set) >= joiner.settings.contained_shingles_min;
    some_of_groups(sets.numbers().filter(is_long), joiner, firsts, SHORT)
}

/// The sets in which others are looked for: some of each group.
pub(super) fn carriers(joiner: &Joiner<'_>, firsts: &[u32]) -> Vec<u32> {
    let sets = joiner.sets;
    let is_judged = |set: &u32| sets.size(*set) >= SHINGLES_MIN;
    some_of_groups(sets.numbers().filter(is_judged), joiner, firsts, LONG)
}

/// Which sets of a group are taken: so many of the shortest or longest, and as many others, whose
/// fingerprints decide.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    of_each: usize,
    longest: bool,
}

const SHORT: Wanted = Wanted {
    of_each: 2,
    longest: false,
};
const LONG: Wanted = Wanted {
    of_each: 4,
    longest: true,
};

/// Ascending.
fn some_of_groups(
    sets: impl Iterator<Item = u32>,
    joiner: &Joiner<'_>,
    firsts: &[u32],
    wanted: Wanted,
) -> Vec<u32> {
    let print = |set| joiner.sets.print(set);
    let order = |set| {
        let size = joiner.sets.size(set);
        let first = if wanted.longest {
            usize::MAX - size
        } else {
            size
        };
        (first, print(set))
    };
    let mut by_group: Vec<(u32, u32)> = sets.map(|set| (first_of(firsts, set), set)).collect();
    by_group.par_sort_unstable();
    let mut some = Vec::new();
    for group in by_group.chunk_by_mut(|a, b| a.0 == b.0) {
        if group.len() > 2 * wanted.of_each {
            group.sort_unstable_by_key(|(_, set)| order(*set));
            let others = group.get_mut(wanted.of_each..).unwrap_or_default();
            others.sort_unstable_by_key(|(_, set)| print(*set));
        }
        some.extend(group.iter().take(2 * wanted.of_each).map(|(_, set)| *set));
    }
    some.sort_unstable();
    some
}

/// One set of each group, whichever has the smallest fingerprint.
fn ones_of_groups(joiner: &Joiner<'_>, firsts: &[u32]) -> Vec<u32> {
    let mut ones = firsts.to_vec();
    for set in joiner.sets.numbers() {
        let first = first_of(firsts, set) as usize;
        if let Some(one) = ones.get_mut(first)
            && joiner.sets.print(set) < joiner.sets.print(*one)
        {
            *one = set;
        }
    }
    (0..)
        .zip(firsts)
        .zip(ones)
        .filter(|((set, first), one)| set == *first && joiner.sets.size(*one) >= SHINGLES_MIN)
        .map(|(_, one)| one)
        .collect()
}

/// The rarest shingles of a set that another group may have too; among those that are as rare as
/// each other, chance decides, so that what is missing from the longer text is no likelier chosen.
fn rarest(set: &[u32], rarity: &Rarity) -> [Option<u32>; PROBES] {
    let mut best = [(u64::MAX, None); PROBES];
    for hash in set {
        let count = rarity.of(*hash);
        let class = u64::from(count.max(RARE).ilog2());
        let order = class << 32 | u64::from(hash.wrapping_mul(0x9e37_79b1));
        if !rarity.is_rare(count) || best.last().is_some_and(|worst| worst.0 <= order) {
            continue;
        }
        let mut next = (order, Some(*hash));
        for place in &mut best {
            if next.0 < place.0 {
                std::mem::swap(&mut next, place);
            }
        }
    }
    best.map(|(_, hash)| hash)
}

/// Keeps few postings of a shingle that many sets are found by: of each group the shortest sets,
/// and of many groups some that their fingerprints decide.
fn thin(joiner: &Joiner<'_>, firsts: &[u32], postings: &mut Vec<u64>) {
    let mut kept = 0;
    let mut from = 0;
    let mut run: Vec<(u32, usize, u64, u64)> = Vec::new();
    while let Some(first) = postings.get(from).copied() {
        let rest = postings.get(from..).unwrap_or_default();
        let same = rest
            .iter()
            .take_while(|next| hash_of(**next) == hash_of(first));
        run.clear();
        run.extend(same.map(|posting| {
            let set = set_of(*posting);
            let (size, print) = (joiner.sets.size(set), joiner.sets.print(set));
            (first_of(firsts, set), size, print, *posting)
        }));
        from += run.len();
        if run.len() > SETS_PER_GROUP {
            run.sort_unstable();
            run = run
                .chunk_by(|a, b| a.0 == b.0)
                .flat_map(|group| group.iter().take(SETS_PER_GROUP).copied())
                .collect();
            run.sort_unstable_by_key(|(_, _, print, _)| *print);
            run.truncate(SETS_MAX);
        }
        for (_, _, _, posting) in &run {
            if let Some(slot) = postings.get_mut(kept) {
                *slot = *posting;
                kept += 1;
            }
        }
    }
    postings.truncate(kept);
    postings.shrink_to_fit();
}

fn hash_of(posting: u64) -> u32 {
    u32::try_from(posting >> 32).unwrap_or(0)
}
