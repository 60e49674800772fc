//! Texts carried inside longer ones.

use rayon::prelude::*;

use crate::cluster::join::Joiner;
use crate::cluster::join::SHINGLES_MIN;
use crate::cluster::join::first_of;
use crate::cluster::overlap::least;
use crate::cluster::overlap::shares;
use crate::cluster::probes::Probes;

/// Pairs of a shorter set and a longer one that carries it, where the two are in different groups;
/// `firsts` names each set's group. A text that stands inside too many separate groups is
/// boilerplate and gives none.
pub(super) fn contained(joiner: &Joiner<'_>, firsts: &[u32]) -> Vec<(u32, u32)> {
    let probes = Probes::new(joiner, firsts);
    let mut pairs: Vec<(u32, u32)> = joiner
        .sets
        .numbers()
        .into_par_iter()
        .filter(|long| joiner.sets.size(*long) >= SHINGLES_MIN)
        .flat_map_iter(|long| {
            let shorter = carried(joiner, &probes, firsts, long);
            shorter.into_iter().map(move |short| (short, long))
        })
        .collect();
    pairs.sort_unstable();
    without_boilerplate(pairs, firsts, joiner.settings.contained_groups_max)
}

/// The shorter sets that stand almost whole inside `long`.
fn carried(joiner: &Joiner<'_>, probes: &Probes, firsts: &[u32], long: u32) -> Vec<u32> {
    let (set, own) = (joiner.sets.of(long), first_of(firsts, long));
    let mut shorter: Vec<u32> = Vec::new();
    for hash in set {
        let others = probes.of(*hash);
        shorter.extend(others.filter(|short| {
            first_of(firsts, *short) != own && joiner.sets.size(*short) < set.len()
        }));
    }
    shorter.sort_unstable();
    shorter.dedup();
    shorter.retain(|short| {
        let small = joiner.sets.of(*short);
        shares(small, set, least(joiner.settings.contained, small.len()))
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
        .map(|(short, long)| (first_of(firsts, *short), first_of(firsts, *long)))
        .collect();
    carriers.sort_unstable();
    carriers.dedup();
    pairs.retain(|(short, _)| {
        let of = first_of(firsts, *short);
        let from = carriers.partition_point(|carrier| carrier.0 < of);
        let to = carriers.partition_point(|carrier| carrier.0 <= of);
        to - from <= groups_max
    });
    pairs
}
