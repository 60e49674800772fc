//! Many short lists end to end: one for each ad, without an allocation for each.

/// Lists in order, stored end to end.
///
/// Four bytes a list beside its items, where a `Vec` of `Vec`s takes twenty-four and an allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists<T> {
    items: Vec<T>,
    /// Where each list ends in `items`.
    ends: Vec<u32>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            ends: Vec::new(),
        }
    }
}

impl<T> Lists<T> {
    /// How many lists.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where there is no list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds a list. Of more than 2^32 items in all, those beyond are left out.
    pub fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.ends
            .push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// A list by number; empty for a number out of range.
    #[must_use]
    pub fn of(&self, number: u32) -> &[T] {
        let at = number as usize;
        let end = self.ends.get(at).copied().unwrap_or(0);
        let start = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        self.items
            .get(start as usize..end as usize)
            .unwrap_or_default()
    }

    /// Bytes of memory they take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.items.as_slice()) + size_of_val(self.ends.as_slice())
    }

    /// Every list in order.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|number| self.of(number))
    }

    /// Every item of every list, in order.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::lists::Lists;

    proptest! {
        #[test]
        fn what_is_pushed_is_found(given in prop::collection::vec(prop::collection::vec(0_u8..9, 0..5), 0..20)) {
            let mut lists = Lists::default();
            for list in &given {
                lists.push(list.iter().copied());
            }
            prop_assert_eq!(lists.len(), given.len());
            prop_assert!(lists.iter().eq(given.iter().map(Vec::as_slice)));
            prop_assert!(lists.of(u32::MAX).is_empty());
        }
    }
}
