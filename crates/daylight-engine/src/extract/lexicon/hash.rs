//! Hashes of words and of the phrases they make, and a map of words that is never iterated.
#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a hot kernel: each word of each ad is hashed and looked up; a property test compares \
              the map with an ordered one"
)]

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;

/// Multiplies and folds the halves of the product onto each other.
#[inline]
fn stir(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product as u64) ^ ((product >> 64) as u64)
}

/// The hash of the bytes of a word.
#[inline]
pub(super) fn of_bytes(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    let four = |at: usize| match bytes.get(at..at + 4) {
        Some(four) => u64::from(u32::from_le_bytes([four[0], four[1], four[2], four[3]])),
        None => 0,
    };
    let seed = SEED ^ length as u64;
    if length < 4 {
        let byte = |at: usize| u64::from(bytes.get(at).copied().unwrap_or_default());
        return stir(seed ^ byte(0) << 16 ^ byte(1) << 8 ^ byte(2), FACTOR);
    }
    let mut hash = seed;
    let mut at = 0;
    while at + 8 < length {
        hash = stir(hash ^ four(at) ^ four(at + 4) << 32, FACTOR);
        at += 8;
    }
    // The last bytes, some of them a second time.
    let last = length.saturating_sub(8);
    stir(hash ^ four(last) ^ four(length - 4) << 32, FACTOR)
}

/// The hash of a character that stands for itself, by its code.
#[inline]
pub(super) fn of_char(code: u32) -> u64 {
    stir(SEED ^ u64::from(code) << 20, FACTOR)
}

/// The hash of a phrase and one more part of it, so many spaces further.
#[inline]
pub(super) fn chained(phrase: u64, part: u64, spaces: u8) -> u64 {
    stir(phrase ^ part.rotate_left(23), FACTOR ^ u64::from(spaces))
}

/// Words, each with what is known of it.
#[derive(Debug)]
pub(in crate::extract) struct WordMap<T> {
    /// One more than the place of an item, 0 where none is.
    slots: Vec<u32>,
    items: Vec<(String, T)>,
}

/// Words of a list.
pub(in crate::extract) type WordSet = WordMap<()>;

impl<T> FromIterator<(String, T)> for WordMap<T> {
    /// Of several items of one word the first counts.
    fn from_iter<I: IntoIterator<Item = (String, T)>>(items: I) -> Self {
        let mut items: Vec<(String, T)> = items.into_iter().collect();
        items.sort_by(|one, other| one.0.cmp(&other.0));
        items.dedup_by(|one, other| one.0 == other.0);
        let size = (items.len() * 2).next_power_of_two();
        let mut slots = vec![0; size];
        for (index, (word, _)) in items.iter().enumerate() {
            let mut at = of_bytes(word.as_bytes()) as usize & (size - 1);
            while slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = index as u32 + 1;
        }
        Self { slots, items }
    }
}

impl FromIterator<String> for WordSet {
    fn from_iter<I: IntoIterator<Item = String>>(words: I) -> Self {
        words.into_iter().map(|word| (word, ())).collect()
    }
}

impl<T> WordMap<T> {
    /// The place of a word among the words in order.
    pub(in crate::extract) fn index(&self, word: &str) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = of_bytes(word.as_bytes()) as usize & mask;
        loop {
            let index = (self.slots[at] as usize).checked_sub(1)?;
            if self.items[index].0 == word {
                return Some(index);
            }
            at = (at + 1) & mask;
        }
    }

    /// What is known of a word.
    pub(in crate::extract) fn get(&self, word: &str) -> Option<&T> {
        self.index(word).map(|index| &self.items[index].1)
    }

    /// True for a word of the map.
    pub(in crate::extract) fn contains_key(&self, word: &str) -> bool {
        self.index(word).is_some()
    }

    /// The words in order.
    pub(in crate::extract) fn items(&self) -> &[(String, T)] {
        &self.items
    }
}

#[cfg(test)]
impl<T> WordMap<T> {
    pub(in crate::extract) fn len(&self) -> usize {
        self.items.len()
    }

    pub(in crate::extract) fn keys(&self) -> impl Iterator<Item = &String> {
        self.items.iter().map(|(word, _)| word)
    }
}

impl WordSet {
    /// True for a word of the list.
    pub(in crate::extract) fn contains(&self, word: &str) -> bool {
        self.contains_key(word)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use crate::extract::lexicon::hash::*;

    proptest! {
        #[test]
        fn a_map_of_words_is_a_map(
            items in prop::collection::btree_map("[a-cé]{0,12}", 0..9_u8, 0..60),
            asked in prop::collection::vec("[a-cé]{0,12}", 0..60),
        ) {
            let map: WordMap<u8> = items.clone().into_iter().collect();
            for word in asked.iter().chain(items.keys()) {
                prop_assert_eq!(map.get(word), items.get(word));
            }
            let back: BTreeMap<String, u8> = map.items().iter().cloned().collect();
            prop_assert_eq!(back, items);
        }

        #[test]
        fn hashes_tell_words_apart(one in "[a-bé]{0,20}", other in "[a-bé]{0,20}") {
            let same = of_bytes(one.as_bytes()) == of_bytes(other.as_bytes());
            prop_assert_eq!(same, one == other);
        }
    }
}
