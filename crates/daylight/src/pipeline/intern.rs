//! Numbers for values, in the values' own order, so that no order of input shows through them.

use std::collections::BTreeSet;

/// The distinct values of a column, ascending.
#[derive(Clone, Debug)]
pub(super) struct Interned<T>(Vec<T>);

impl<T: Ord> Interned<T> {
    /// Numbers the distinct values.
    pub(super) fn new(values: impl Iterator<Item = T>) -> Self {
        Self(values.collect::<BTreeSet<T>>().into_iter().collect())
    }

    /// The number of a value; `None` for one that was not there.
    pub(super) fn number(&self, value: &T) -> Option<u32> {
        let at = self.0.binary_search(value).ok()?;
        u32::try_from(at).ok()
    }

    /// The values in order.
    pub(super) fn values(&self) -> &[T] {
        &self.0
    }
}

/// The numbers of values, ascending and without repeats.
pub(super) fn numbers<T: Ord>(interned: &Interned<T>, values: impl Iterator<Item = T>) -> Vec<u32> {
    let numbers: BTreeSet<u32> = values.filter_map(|value| interned.number(&value)).collect();
    numbers.into_iter().collect()
}
