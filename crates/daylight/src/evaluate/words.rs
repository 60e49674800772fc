//! Words as numbers, in the order in which they are first met.

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

/// Distinct words, each once, found by a table that is never walked.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    words: Vec<Arc<str>>,
    /// A power of two of slots, each the number of a word and one more, or 0 where none is.
    slots: Vec<u32>,
}

impl Words {
    /// The number of a word; a new one where it was not met before.
    ///
    /// INVARIANT (fewer words than numbers): four thousand million distinct words do not fit in
    /// memory, so numbers do not run out.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if self.words.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(word);
        let known = self.slots.get(slot).copied().unwrap_or_default();
        if known > 0 {
            return known - 1;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX - 1);
        self.words.push(word.into());
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = number + 1;
        }
        number
    }

    /// The number of a word that was met.
    pub(super) fn known(&self, word: &str) -> Option<u32> {
        let known = self.slots.get(self.slot(word)).copied();
        known.and_then(|known| known.checked_sub(1))
    }

    /// The word of a number.
    pub(super) fn word(&self, number: u32) -> &str {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        self.words.get(at).map(|word| &**word).unwrap_or_default()
    }

    /// How many words.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The slot of a word, or the free one where it belongs.
    fn slot(&self, word: &str) -> usize {
        let mask = self.slots.len().saturating_sub(1);
        let low = xxh3_64(word.as_bytes()) & 0xffff_ffff;
        let mut slot = usize::try_from(low).unwrap_or_default() & mask;
        while let Some(number) = self.slots.get(slot).and_then(|known| known.checked_sub(1))
            && self.word(number) != word
        {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots = vec![0; size];
        let words = std::mem::take(&mut self.words);
        for (number, word) in (1..).zip(&words) {
            let slot = self.free(word, size - 1);
            if let Some(slot) = self.slots.get_mut(slot) {
                *slot = number;
            }
        }
        self.words = words;
    }

    /// The first free slot from where a word belongs.
    fn free(&self, word: &str, mask: usize) -> usize {
        let low = xxh3_64(word.as_bytes()) & 0xffff_ffff;
        let mut slot = usize::try_from(low).unwrap_or_default() & mask;
        while self.slots.get(slot).is_some_and(|known| *known > 0) {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prop_assert_eq;
    use proptest::proptest;

    use crate::evaluate::words::Words;

    proptest! {
        #[test]
        fn each_word_has_one_number_and_each_number_its_word(
            met in proptest::collection::vec("[a-c]{0,4}", 0..300)
        ) {
            let mut words = Words::default();
            let mut numbers = BTreeMap::new();
            for word in &met {
                prop_assert_eq!(words.known(word), numbers.get(word).copied());
                let next = u32::try_from(numbers.len()).unwrap();
                let expected = *numbers.entry(word.clone()).or_insert(next);
                prop_assert_eq!(words.number(word), expected);
            }
            prop_assert_eq!(words.len(), numbers.len());
            for (word, number) in &numbers {
                prop_assert_eq!(words.word(*number), word);
            }
            prop_assert_eq!(words.known("never met"), None);
        }
    }
}
