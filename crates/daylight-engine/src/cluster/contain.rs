//! Texts carried inside longer ones.

use rayon::prelude::*;

use crate::cluster::join::Joiner;
use crate::cluster::join::SHINGLES_MIN;
use crate::cluster::join::first_of;
use crate::cluster::overlap::least;
use crate::cluster::overlap::shares;
use crate::cluster::probes::Probes;

/// Probes that a group must have in a longer text for its sets to be looked at. A text of which
/// four fifths are carried has fewer than two of its six there once in six hundred times, and a
/// stranger that shares one phrase, or one hash by chance, does not have two.
const MET_MIN: usize = 2;

/// Pairs of a shorter set and a longer one that carries it, where the two are in different groups;
/// `firsts` names each set's group. A text that stands inside too many separate groups is
/// boilerplate and gives none.
pub(super) fn contained(joiner: &Joiner<'_>, firsts: &[u32]) -> Vec<(u32, u32)> {
    let probes = Probes::new(joiner, firsts);
    let mut pairs: Vec<(u32, u32)> = joiner
        .sets
        .numbers()
        .into_par_iter()
        .with_min_len(256)
        .map_init(Carrier::default, |carrier, long| {
            if joiner.sets.size(long) >= SHINGLES_MIN {
                carrier.carried(joiner, &probes, firsts, long)
            } else {
                Vec::new()
            }
        })
        .flatten_iter()
        .collect();
    pairs.sort_unstable();
    without_boilerplate(pairs, firsts, joiner.settings.contained_groups_max)
}

/// Room for looking at one text after another.
#[derive(Debug, Default)]
struct Carrier {
    long: Vec<u32>,
    short: Vec<u32>,
    /// Group, probe and set, where the probe of the set stands in the longer text.
    met: Vec<(u32, u32, u32)>,
}

impl Carrier {
    /// The longer set with one set of each group of which one stands almost whole inside it.
    fn carried(
        &mut self,
        joiner: &Joiner<'_>,
        probes: &Probes,
        firsts: &[u32],
        long: u32,
    ) -> Vec<(u32, u32)> {
        let own = first_of(firsts, long);
        joiner.sets.unpack(long, &mut self.long);
        self.met.clear();
        for hash in &self.long {
            for short in probes.of(*hash) {
                let group = first_of(firsts, short);
                if group != own {
                    self.met.push((group, *hash, short));
                }
            }
        }
        self.met.sort_unstable();
        let mut pairs = Vec::new();
        for group in self.met.chunk_by_mut(|a, b| a.0 == b.0) {
            if group.chunk_by(|a, b| a.1 == b.1).count() < MET_MIN {
                continue;
            }
            group.sort_unstable_by_key(|(_, _, short)| *short);
            let short = group
                .chunk_by(|a, b| a.2 == b.2)
                .filter_map(|same| Some(same.first()?.2))
                .find(|short| {
                    let size = joiner.sets.size(*short);
                    size < self.long.len() && {
                        joiner.sets.unpack(*short, &mut self.short);
                        let needed = least(joiner.settings.contained, size);
                        shares(&self.short, &self.long, needed)
                    }
                });
            pairs.extend(short.map(|short| (short, long)));
        }
        pairs
    }
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
