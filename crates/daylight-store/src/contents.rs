//! Ids of ads with the hashes of their content, many millions of them in little memory.

/// Ids, each with a hash, in the order they were added.
///
/// The ids stand end to end in one text: an entry takes its id's bytes and 24 more.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    ids: String,
    ends: Vec<usize>,
    hashes: Vec<u128>,
}

impl Contents {
    /// Adds an entry behind the others.
    pub fn push(&mut self, id: &str, hash: u128) {
        self.ids.push_str(id);
        self.ends.push(self.ids.len());
        self.hashes.push(hash);
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// True where there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The id of an entry; empty where there is none of that number.
    #[must_use]
    pub fn id(&self, entry: u32) -> &str {
        let entry = entry as usize;
        let start = match entry.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        };
        let bounds = start.zip(self.ends.get(entry).copied());
        bounds
            .and_then(|(start, end)| self.ids.get(start..end))
            .unwrap_or_default()
    }

    /// The hash of an entry; 0 where there is none of that number.
    #[must_use]
    pub fn hash(&self, entry: u32) -> u128 {
        self.hashes.get(entry as usize).copied().unwrap_or(0)
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u128)> {
        self.numbers()
            .map(|entry| (self.id(entry), self.hash(entry)))
    }

    /// The numbers of all entries by id; of one id, in the order they were added.
    ///
    /// Entries beyond the number a `u32` can hold are left out, for the caller to miss.
    #[must_use]
    pub fn by_id(&self) -> Vec<u32> {
        let mut order: Vec<u32> = self.numbers().collect();
        if !order.is_sorted_by(|a, b| self.id(*a) <= self.id(*b)) {
            order.sort_unstable_by(|a, b| self.id(*a).cmp(self.id(*b)).then(a.cmp(b)));
        }
        order
    }

    /// The same entries by id, of one id the last that was added.
    #[must_use]
    pub fn latest_by_id(self) -> Self {
        let entries = self.numbers().zip(self.numbers().skip(1));
        let mut neighbours = entries.map(|(one, next)| (self.id(one), self.id(next)));
        if neighbours.all(|(one, next)| one < next) {
            return self;
        }
        let order = self.by_id();
        let mut latest = Self::default();
        for same in order.chunk_by(|a, b| self.id(*a) == self.id(*b)) {
            if let Some(last) = same.last() {
                latest.push(self.id(*last), self.hash(*last));
            }
        }
        latest
    }

    fn numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::num::u128::ANY;
    use proptest::prop_assert_eq;
    use proptest::proptest;

    use crate::Contents;

    proptest! {
        #[test]
        fn it_holds_what_a_map_would(entries in vec(("[a-cü]{0,3}", ANY), 0..40)) {
            let mut contents = Contents::default();
            for (id, hash) in &entries {
                contents.push(id, *hash);
            }
            let back: Vec<(String, u128)> =
                contents.iter().map(|(id, hash)| (id.to_owned(), hash)).collect();
            prop_assert_eq!(&back, &entries);
            let map: BTreeMap<String, u128> = entries.into_iter().collect();
            let latest = contents.latest_by_id();
            let latest: Vec<(String, u128)> =
                latest.iter().map(|(id, hash)| (id.to_owned(), hash)).collect();
            prop_assert_eq!(latest, map.into_iter().collect::<Vec<_>>());
        }
    }
}
