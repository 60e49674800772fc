//! The groups that ads were put in, as numbers.

use crate::evaluate::words::Words;

/// What stands for an ad in no group.
const ALONE: u32 = u32::MAX;

/// For each ad of a truth its group.
#[derive(Debug)]
pub(super) struct Groups {
    ids: Words,
    of: Vec<u32>,
    /// For each group its ads that the truth does not know.
    strangers: Vec<usize>,
}

impl Groups {
    /// Every ad alone.
    pub(super) fn new(ads: usize) -> Self {
        Self {
            ids: Words::default(),
            of: vec![ALONE; ads],
            strangers: Vec::new(),
        }
    }

    /// Puts the ad at a place in a group; an ad that the truth does not know has no place.
    pub(super) fn put(&mut self, place: Option<usize>, group: &str) {
        let number = self.ids.number(group);
        self.strangers.resize(self.ids.len(), 0);
        let own = place.and_then(|at| self.of.get_mut(at));
        match (own, self.strangers.get_mut(index(number))) {
            (Some(own), _) => *own = number,
            (None, Some(strangers)) => *strangers += 1,
            (None, None) => {}
        }
    }

    /// For each ad the number of its group; one alone is a group of its own.
    pub(super) fn with_those_alone(&self) -> Vec<u32> {
        let mut next = u32::try_from(self.ids.len()).unwrap_or(ALONE);
        let mut number = |group: &u32| {
            if *group != ALONE {
                return *group;
            }
            next = next.saturating_add(1);
            next - 1
        };
        self.of.iter().map(&mut number).collect()
    }

    /// The ads in groups, each as its place and the number of its group.
    pub(super) fn grouped(&self) -> impl Iterator<Item = (usize, usize)> {
        let all = self.of.iter().enumerate();
        all.filter(|(_, group)| **group != ALONE)
            .map(|(at, group)| (at, index(*group)))
    }

    /// For each group its ads that the truth does not know.
    pub(super) fn strangers(&self) -> &[usize] {
        &self.strangers
    }

    /// The number of a group; `None` where no ad is in it.
    pub(super) fn number(&self, group: &str) -> Option<usize> {
        self.ids.known(group).map(index)
    }
}

/// A number as a place in a list.
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
