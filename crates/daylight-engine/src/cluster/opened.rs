//! Sets kept unpacked while they are compared.

use crate::cluster::sets::NONE;
use crate::cluster::sets::Sets;

/// Sets kept at once. A power of two above what a run compares with each of its sets.
const PLACES: usize = 32;

/// The sets last unpacked, each in the place that its number decides.
#[derive(Debug)]
pub(super) struct Opened {
    one: Unpacked,
    others: Vec<Unpacked>,
}

#[derive(Clone, Debug)]
struct Unpacked {
    set: u32,
    hashes: Vec<u32>,
}

impl Default for Opened {
    fn default() -> Self {
        let none = Unpacked {
            set: NONE,
            hashes: Vec::new(),
        };
        Self {
            one: none.clone(),
            others: vec![none; PLACES],
        }
    }
}

impl Opened {
    /// Two sets, unpacked; cheapest where `one` is the same as the last time.
    pub(super) fn both(&mut self, sets: &Sets, one: u32, other: u32) -> (&[u32], &[u32]) {
        self.one.open(sets, one);
        match self.others.get_mut(other as usize % PLACES) {
            Some(place) => {
                place.open(sets, other);
                (&self.one.hashes, &place.hashes)
            }
            None => (&self.one.hashes, &[]),
        }
    }
}

impl Unpacked {
    fn open(&mut self, sets: &Sets, set: u32) {
        if self.set != set {
            sets.unpack(set, &mut self.hashes);
            self.set = set;
        }
    }
}
