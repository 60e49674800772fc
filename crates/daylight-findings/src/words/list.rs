//! A list of ads that hold a word: the step from each ad to the next and how often the word stands
//! in it, a byte for most.

use crate::varint::put;
use crate::varint::take;

/// A list while it grows.
#[derive(Debug, Default)]
pub struct List {
    /// One past the last ad.
    next: u32,
    bytes: Vec<u8>,
}

impl List {
    /// Adds an ad, which comes after those added before.
    pub fn push(&mut self, ad: u32, times: u32) {
        let step = u64::from(ad - self.next);
        put(&mut self.bytes, step << 1 | u64::from(times > 1));
        if times > 1 {
            put(&mut self.bytes, u64::from(times));
        }
        self.next = ad + 1;
    }

    /// The list as it is kept.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// The ads of a list and how often each holds the word.
pub(crate) fn each(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    let mut bytes = bytes.iter();
    let mut next = 0_u32;
    std::iter::from_fn(move || {
        let step = take(&mut bytes)?;
        let ad = next.checked_add(u32::try_from(step >> 1).ok()?)?;
        next = ad.checked_add(1)?;
        let times = if step & 1 == 0 { 1 } else { take(&mut bytes)? };
        Some((ad, u32::try_from(times).ok()?))
    })
}

/// The length of an ad in words as a byte: an eighth of a doubling.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no length of 32 bits comes past 255, nor below none"
)]
#[must_use]
pub fn packed_length(words: u32) -> u8 {
    (f64::from(words).ln_1p() / std::f64::consts::LN_2 * 8.0).round() as u8
}

/// The length that a byte stands for.
pub(crate) fn length(packed: u8) -> f64 {
    (f64::from(packed) / 8.0).exp2() - 1.0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use crate::words::list::List;
    use crate::words::list::each;
    use crate::words::list::length;
    use crate::words::list::packed_length;

    proptest! {
        #[test]
        fn ads_come_back(ads in prop::collection::btree_map(0_u32..u32::MAX, 1_u32..1_000, 0..200)) {
            let mut list = List::default();
            for (ad, times) in &ads {
                list.push(*ad, *times);
            }
            let bytes = list.into_bytes();
            prop_assert_eq!(each(&bytes).collect::<BTreeMap<_, _>>(), ads);
        }

        #[test]
        fn any_bytes_are_taken(bytes: Vec<u8>) {
            each(&bytes).for_each(drop);
        }

        #[test]
        fn lengths_are_right_within_a_tenth(words: u32) {
            let words = words.max(8);
            let told = length(packed_length(words)) / f64::from(words);
            prop_assert!((0.9..1.1).contains(&told), "{} {}", words, told);
        }
    }
}
