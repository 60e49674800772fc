//! How many ads show each identifier: a few bytes for each, so that those of a whole run fit in
//! memory.

use std::hash::DefaultHasher;
use std::hash::Hasher;

/// Ads by identifier. Tokens are known by hashes of 64 bits, as many as a token itself has.
#[derive(Debug, Default)]
pub struct TokenCounts {
    /// A power of two of slots, each the number of a token and one more, or 0 where none is.
    slots: Vec<u32>,
    /// For each token its hash, its ads, and the number of the last of them.
    tokens: Vec<(u64, u32, u32)>,
    /// The ad at hand and its number, from 1.
    ad: String,
    ad_number: u32,
}

impl TokenCounts {
    /// How many ads show a token in any of its readings.
    #[must_use]
    pub fn ads_with(&self, token: &str) -> u64 {
        let slot = self.slot(hash(token));
        let number = self.slots.get(slot).and_then(|known| known.checked_sub(1));
        let token = number.and_then(|number| self.tokens.get(index(number)));
        token.map_or(0, |(_, ads, _)| u64::from(*ads))
    }

    /// Turns to an ad; all facts of one ad follow each other.
    pub(super) fn turn_to(&mut self, ad: &str) {
        if self.ad != ad || self.ad_number == 0 {
            self.ad.clear();
            self.ad.push_str(ad);
            self.ad_number += 1;
        }
    }

    /// The ad at hand shows a token.
    pub(super) fn show(&mut self, token: u32) {
        if let Some((_, ads, last)) = self.tokens.get_mut(index(token))
            && *last != self.ad_number
        {
            *last = self.ad_number;
            *ads += 1;
        }
    }

    /// The number of a token; a new one where it was not met before.
    pub(super) fn number(&mut self, token: &str) -> u32 {
        if self.tokens.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = hash(token);
        let slot = self.slot(hash);
        let known = self.slots.get(slot).copied().unwrap_or_default();
        if known > 0 {
            return known - 1;
        }
        let number = u32::try_from(self.tokens.len()).unwrap_or(u32::MAX - 1);
        self.tokens.push((hash, 0, 0));
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = number + 1;
        }
        number
    }

    /// The slot of a token, or the free one where it belongs.
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len().saturating_sub(1);
        let mut slot = usize::try_from(hash & 0xffff_ffff).unwrap_or_default() & mask;
        while let Some(number) = self.slots.get(slot).and_then(|known| known.checked_sub(1))
            && self
                .tokens
                .get(index(number))
                .is_some_and(|(known, ..)| *known != hash)
        {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(1 << 10)];
        for number in 0..self.tokens.len() {
            let hash = self.tokens.get(number).map_or(0, |(hash, ..)| *hash);
            let slot = self.slot(hash);
            if let Some(slot) = self.slots.get_mut(slot) {
                *slot = u32::try_from(number + 1).unwrap_or(u32::MAX);
            }
        }
    }
}

fn hash(token: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(token.as_bytes());
    hasher.finish()
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::collections::BTreeSet;

    use proptest::prop_assert_eq;
    use proptest::proptest;

    use crate::run::token_counts::TokenCounts;

    proptest! {
        #[test]
        fn an_ad_counts_once_for_each_token_it_shows(
            ads in proptest::collection::vec(proptest::collection::vec("[a-c]{1,4}", 0..6), 0..600)
        ) {
            let mut counts = TokenCounts::default();
            let mut expected: BTreeMap<&String, BTreeSet<usize>> = BTreeMap::new();
            for (ad, tokens) in ads.iter().enumerate() {
                counts.turn_to(&ad.to_string());
                for token in tokens {
                    let number = counts.number(token);
                    counts.show(number);
                    expected.entry(token).or_default().insert(ad);
                }
            }
            for (token, ads) in expected {
                prop_assert_eq!(counts.ads_with(token), ads.len() as u64);
            }
            prop_assert_eq!(counts.ads_with("never met"), 0);
        }
    }
}
