//! Which ads answer a question best.

use std::cmp::Ordering;

use daylight_store::WordLists;

use crate::words::list::each;
use crate::words::list::length;

/// How soon more of the same word stops to count, and how much the length of an ad does.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// An ad that holds some of the words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Best {
    /// Its place among the indexed ads.
    pub(crate) ad: u32,
    /// How many of the words it holds.
    pub(crate) words: u32,
    /// Its score; higher is better.
    pub(crate) score: f64,
}

/// What answers a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ranked {
    /// The best ads, the best first.
    pub(crate) best: Vec<Best>,
    /// How many ads hold as many of the words as the best one.
    pub(crate) as_many: u64,
}

/// The best `top` ads for the words whose lists these are: those with most of the words first, among
/// them by score, then by place.
pub(crate) fn rank(found: &WordLists, top: usize) -> Ranked {
    let Some((words, lengths)) = found.of_all.split_first_chunk() else {
        return Ranked::default();
    };
    let ads = real(lengths.len());
    let usual = (real_of(u64::from_le_bytes(*words)) / ads.max(1.0)).max(1.0);
    let weights: Vec<f64> = (0..=u8::MAX)
        .map(|packed| K1 * (1.0 - B + B * length(packed) / usual))
        .collect();
    let weight = |ad: usize| {
        let packed = lengths.get(ad).copied().unwrap_or(0);
        weights.get(usize::from(packed)).copied().unwrap_or(K1)
    };
    let mut all: Vec<(u32, f64)> = vec![(0, 0.0); lengths.len()];
    for list in found.lists.values() {
        let holding = real(each(list).count());
        let rarity = (1.0 + (ads - holding + 0.5) / (holding + 0.5)).ln();
        for (ad, times) in each(list) {
            if let Some((words, score)) = all.get_mut(ad as usize) {
                let times = f64::from(times);
                *words += 1;
                *score += rarity * times * (K1 + 1.0) / (times + weight(ad as usize));
            }
        }
    }
    best_of(&all, top)
}

fn best_of(all: &[(u32, f64)], top: usize) -> Ranked {
    let most = all.iter().map(|(words, _)| *words).max().unwrap_or(0);
    let numbered = (0..).zip(all);
    let held = numbered.filter(|(_, (words, _))| *words > 0);
    let mut best: Vec<Best> = held
        .map(|(ad, (words, score))| Best {
            ad,
            words: *words,
            score: *score,
        })
        .collect();
    let as_many = best.iter().filter(|best| best.words == most).count() as u64;
    if best.len() > top && top > 0 {
        best.select_nth_unstable_by(top - 1, order);
    }
    best.truncate(top);
    best.sort_unstable_by(order);
    Ranked { best, as_many }
}

fn order(one: &Best, other: &Best) -> Ordering {
    let words = other.words.cmp(&one.words);
    let score = words.then_with(|| other.score.total_cmp(&one.score));
    score.then_with(|| one.ad.cmp(&other.ad))
}

fn real(count: usize) -> f64 {
    real_of(count as u64)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of words and ads, far below 2 to the 53rd"
)]
fn real_of(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use daylight_store::WordLists;
    use proptest::prelude::*;

    use crate::words::list::List;
    use crate::words::list::packed_length;
    use crate::words::rank::rank;

    /// Ads by how often each of three words stands in them, and the lists of these words.
    fn lists(ads: &[[u32; 3]]) -> WordLists {
        let lengths: Vec<u32> = ads.iter().map(|words| words.iter().sum()).collect();
        let mut of_all = lengths
            .iter()
            .map(|length| u64::from(*length))
            .sum::<u64>()
            .to_le_bytes()
            .to_vec();
        of_all.extend(lengths.iter().map(|length| packed_length(*length)));
        let list = |word: usize| {
            let mut list = List::default();
            let times = (0..).zip(ads).map(|(ad, words)| (ad, words[word]));
            for (ad, times) in times.filter(|(_, times)| *times > 0) {
                list.push(ad, times);
            }
            list.into_bytes()
        };
        let lists = (0..3).map(|word| (word.to_string(), list(word)));
        WordLists {
            of_all,
            lists: lists.collect(),
        }
    }

    #[test]
    fn more_words_then_rarer_words_then_shorter_ads() {
        let ads = [
            [1, 0, 9],
            [1, 1, 0],
            [9, 0, 0],
            [0, 1, 0],
            [1, 0, 0],
            [2, 0, 0],
        ];
        let ranked = rank(&lists(&ads), 9);
        let order: Vec<u32> = ranked.best.iter().map(|best| best.ad).collect();
        assert_eq!(order.get(..3), Some([0, 1, 3].as_slice()), "{ranked:?}");
        assert_eq!(ranked.as_many, 2);
        assert_eq!(rank(&WordLists::default(), 9).best, []);
    }

    proptest! {
        /// The best of few are the first of all.
        #[test]
        fn top_is_a_prefix(ads in prop::collection::vec([0_u32..3, 0..3, 0..2], 0..40), top in 1_usize..50) {
            let lists = lists(&ads);
            let all = rank(&lists, 100);
            prop_assert_eq!(all.best.len(), ads.iter().filter(|ad| ad.iter().any(|times| *times > 0)).count());
            let some = rank(&lists, top);
            let expected: Vec<_> = all.best.iter().copied().take(top).collect();
            prop_assert_eq!(some.best, expected);
        }
    }
}
