//! Texts carried inside longer ones.

use rayon::prelude::*;

use crate::cluster::join::Joiner;
use crate::cluster::join::first_of;
use crate::cluster::overlap::least;
use crate::cluster::overlap::shares;
use crate::cluster::probes::Probes;
use crate::cluster::probes::carriers;

/// Probes of a shorter text that must stand in a longer one for the two to be compared. A text of
/// which four fifths are carried has fewer of its eight there once in eight hundred times.
const MET_MIN: usize = 3;

/// Pairs of a shorter set and a longer one that carries it, where the two are in different groups;
/// `firsts` names each set's group. A text that stands inside too many separate groups is
/// boilerplate and gives none.
pub(super) fn contained(joiner: &Joiner<'_>, firsts: &[u32]) -> Vec<(u32, u32)> {
    let probes = Probes::new(joiner, firsts);
    let mut pairs: Vec<(u32, u32)> = carriers(joiner, firsts)
        .into_par_iter()
        .with_min_len(256)
        .map_init(Carrier::default, |carrier, long| {
            carrier.carried(joiner, &probes, firsts, long)
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
    /// Shorter texts, each as often as probes of it stand in the longer one.
    met: Vec<u32>,
}

impl Carrier {
    /// The longer set with each shorter one that stands almost whole inside it.
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
            self.met.extend(probes.of(*hash));
        }
        self.met.sort_unstable();
        let mut pairs = Vec::new();
        for same in self.met.chunk_by(|a, b| a == b) {
            let is_met = same.len() >= MET_MIN;
            let short = same.first().filter(|_| is_met);
            let Some(short) = short.filter(|short| first_of(firsts, **short) != own) else {
                continue;
            };
            joiner.sets.unpack(*short, &mut self.short);
            let size = self.short.len();
            let needed = least(joiner.settings.contained, size);
            if size < self.long.len() && shares(&self.short, &self.long, needed) {
                pairs.push((*short, long));
            }
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
