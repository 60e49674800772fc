//! Distinct words by number.

use xxhash_rust::xxh3::xxh3_64;

use crate::pipeline::rows::range;

/// Words in the order they were first met, stored end to end.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    texts: String,
    /// Where each word ends in `texts`.
    ends: Vec<u64>,
    /// Open addressing by hash: the upper half of a word's hash, and its number plus one.
    slots: Vec<(u32, u32)>,
}

impl Dictionary {
    /// The number of a word, which is added where it is new.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if self.slots.len() < (self.ends.len() + 1) * 2 {
            self.grow();
        }
        let hash = xxh3_64(text.as_bytes());
        let at = match self.seek(hash, text) {
            Ok(number) => return number,
            Err(at) => at,
        };
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX - 1);
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = (tag(hash), number + 1);
        }
        self.texts.push_str(text);
        self.ends.push(self.texts.len() as u64);
        number
    }

    /// The number of a word that is there.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.seek(xxh3_64(text.as_bytes()), text).ok()
    }

    /// The number of a word, or the slot where it would stand.
    fn seek(&self, hash: u64, text: &str) -> Result<u32, usize> {
        let tag = tag(hash);
        let mut at = self.home(hash);
        while let Some((known, number)) = self.slots.get(at).copied()
            && let Some(number) = number.checked_sub(1)
        {
            if known == tag && self.text(u64::from(number)) == text {
                return Ok(number);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        Err(at)
    }

    /// The word of a number; empty for one that was never given.
    pub(crate) fn text(&self, number: u64) -> &str {
        self.texts
            .get(range(&self.ends, number))
            .unwrap_or_default()
    }

    /// Bytes of memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.texts.len()
            + self.ends.len() * size_of::<u64>()
            + self.slots.len() * size_of::<(u32, u32)>()
    }

    /// Every word in the order of numbers.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u64).map(|number| self.text(number))
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1 << 8);
        self.slots.clear();
        self.slots.resize(size, (0, 0));
        for number in 0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX - 1) {
            let hash = xxh3_64(self.text(u64::from(number)).as_bytes());
            let mut at = self.home(hash);
            while self.slots.get(at).is_some_and(|slot| slot.1 != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = (tag(hash), number + 1);
            }
        }
    }

    fn home(&self, hash: u64) -> usize {
        let mask = self.slots.len().wrapping_sub(1) as u64;
        usize::try_from(hash & mask).unwrap_or(0)
    }
}

fn tag(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use crate::pipeline::dictionary::Dictionary;

    proptest! {
        #[test]
        fn words_keep_their_numbers(words in prop::collection::vec("[a-f]{0,4}", 0..2_000)) {
            let mut dictionary = Dictionary::default();
            let mut known = BTreeMap::new();
            for word in &words {
                let next = u32::try_from(known.len()).unwrap();
                let expected = *known.entry(word).or_insert(next);
                prop_assert_eq!(dictionary.number(word), expected);
                prop_assert_eq!(dictionary.text(u64::from(expected)), word);
            }
            prop_assert_eq!(dictionary.texts().count(), known.len());
        }
    }
}
