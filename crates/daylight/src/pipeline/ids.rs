//! The ids of ads, end to end: one text instead of an allocation for each.

use std::cmp::Ordering;

use daylight_model::AdId;

use crate::pipeline::rows::range;

/// Ids by number.
#[derive(Debug, Default)]
pub(super) struct Ids {
    texts: String,
    /// Where each ends in `texts`.
    ends: Vec<u64>,
}

impl Ids {
    pub(super) fn push(&mut self, id: &AdId) {
        self.texts.push_str(id.as_str());
        self.ends.push(self.texts.len() as u64);
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes of memory they take.
    pub(super) fn bytes(&self) -> usize {
        self.texts.len() + self.ends.len() * size_of::<u64>()
    }

    /// An id as text; `None` past the last.
    pub(super) fn text(&self, ad: u32) -> Option<&str> {
        (u64::from(ad) < self.ends.len() as u64)
            .then(|| self.texts.get(range(&self.ends, u64::from(ad))))?
    }

    /// The number of an id, where it is there; ids must have come in ascending order.
    pub(super) fn find(&self, id: &AdId) -> Option<u32> {
        let (mut from, mut to) = (0, u32::try_from(self.len()).unwrap_or(u32::MAX));
        while from < to {
            let middle = from + (to - from) / 2;
            match self.text(middle)?.cmp(id.as_str()) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    pub(super) fn get(&self, ad: u32) -> Option<AdId> {
        self.text(ad).map(AdId::new)
    }

    /// Every id in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = AdId> {
        (0_u32..).map_while(|ad| self.get(ad))
    }
}
