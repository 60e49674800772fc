//! Texts carried inside longer ones.

use rayon::prelude::*;

use crate::cluster::join::Joiner;
use crate::cluster::join::Posting;
use crate::cluster::join::RARE_MAX;
use crate::cluster::join::least;
use crate::cluster::join::overlap;

/// Rare shingles of the shorter text that are looked for in longer ones. All of them are missing
/// from a text that carries four fifths of it once in six hundred times.
const PROBES: usize = 4;

/// Pairs of a shorter ad and a longer one that carries it, where the two are in different groups;
/// `firsts` names each ad's group. A text that stands inside too many separate groups is
/// boilerplate and gives none.
pub(super) fn contained(joiner: &Joiner<'_>, firsts: &[u32]) -> Vec<(u32, u32)> {
    let probes = Probes::new(joiner);
    let mut pairs: Vec<(u32, u32)> = joiner
        .distinct
        .par_iter()
        .flat_map_iter(|long| {
            let shorter = carried(joiner, &probes, firsts, *long);
            shorter.into_iter().map(move |short| (short, *long))
        })
        .collect();
    pairs.sort_unstable();
    without_boilerplate(pairs, firsts, joiner.settings.contained_groups_max)
}

/// The shorter ads that stand almost whole inside `long`.
fn carried(joiner: &Joiner<'_>, probes: &Probes, firsts: &[u32], long: u32) -> Vec<u32> {
    let set = joiner.sets.of(long);
    let mut shorter: Vec<u32> = set
        .iter()
        .flat_map(|shingle| probes.of(*shingle))
        .map(|posting| posting.ad)
        .filter(|short| joiner.sets.of(*short).len() < set.len())
        .filter(|short| group(firsts, *short) != group(firsts, long))
        .collect();
    shorter.sort_unstable();
    shorter.dedup();
    shorter.retain(|short| {
        let small = joiner.sets.of(*short);
        let needed = least(joiner.settings.contained, small.len());
        overlap(small, set, needed) >= needed
    });
    shorter
}

fn without_boilerplate(
    mut pairs: Vec<(u32, u32)>,
    firsts: &[u32],
    groups_max: usize,
) -> Vec<(u32, u32)> {
    let mut carriers: Vec<(u32, u32)> = pairs
        .iter()
        .map(|(short, long)| (group(firsts, *short), group(firsts, *long)))
        .collect();
    carriers.sort_unstable();
    carriers.dedup();
    pairs.retain(|(short, _)| {
        let of = group(firsts, *short);
        let from = carriers.partition_point(|carrier| carrier.0 < of);
        let to = carriers.partition_point(|carrier| carrier.0 <= of);
        to - from <= groups_max
    });
    pairs
}

fn group(firsts: &[u32], ad: u32) -> u32 {
    firsts.get(ad as usize).copied().unwrap_or(ad)
}

/// The rarest shared shingles of every ad that may be carried, with a filter that answers most
/// questions without a search.
struct Probes {
    postings: Vec<Posting>,
    filter: Vec<u64>,
}

impl Probes {
    fn new(joiner: &Joiner<'_>) -> Self {
        let mut postings: Vec<Posting> = joiner
            .distinct
            .par_iter()
            .filter(|ad| joiner.sets.of(**ad).len() >= joiner.settings.contained_shingles_min)
            .flat_map_iter(|ad| {
                let mut shared: Vec<(u32, u64)> = joiner
                    .sets
                    .of(*ad)
                    .iter()
                    .map(|shingle| (joiner.rarity.of(*shingle), *shingle))
                    .filter(|(count, _)| *count > 1)
                    .collect();
                shared.sort_unstable();
                shared.truncate(PROBES);
                shared.into_iter().map(|(_, key)| Posting { key, ad: *ad })
            })
            .collect();
        postings.par_sort_unstable();
        let words = (postings.len() / 4).next_power_of_two();
        let mut probes = Self {
            postings,
            filter: vec![0; words],
        };
        for at in 0..probes.postings.len() {
            let key = probes.postings.get(at).map_or(0, |posting| posting.key);
            let (word, bit) = probes.place(key);
            if let Some(slot) = probes.filter.get_mut(word) {
                *slot |= bit;
            }
        }
        probes
    }

    /// At most [`RARE_MAX`] ads that a shingle is a probe of.
    fn of(&self, shingle: u64) -> &[Posting] {
        let (word, bit) = self.place(shingle);
        if self.filter.get(word).is_none_or(|slot| slot & bit == 0) {
            return &[];
        }
        let from = self
            .postings
            .partition_point(|posting| posting.key < shingle);
        let rest = self.postings.get(from..).unwrap_or_default();
        let run = rest.iter().take(RARE_MAX);
        let len = run.take_while(|posting| posting.key == shingle).count();
        rest.get(..len).unwrap_or_default()
    }

    /// The word and the bit of a shingle in the filter.
    fn place(&self, shingle: u64) -> (usize, u64) {
        let mixed = shingle.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let words = self.filter.len().max(1) as u64;
        let word = (mixed >> 6) % words;
        (usize::try_from(word).unwrap_or(0), 1 << (mixed >> 58))
    }
}
