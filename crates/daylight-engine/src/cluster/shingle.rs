//! The two views of an ad as sets of hashed 3-word shingles.

use serde::Deserialize;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::characters::is_unspaced;
use crate::characters::push_lower;
use crate::cluster::order::ordered;
use crate::cluster::packed::HASH_BITS;
use crate::normalise::words;

/// Room for the words of most ads.
const WORDS_USUAL: usize = 256;

/// Words in a shingle.
const WIDTH: usize = 3;

/// The shingle sets of one ad: ascending hashes of 24 bits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Steps", into = "Steps")]
pub struct View {
    plain: Vec<u32>,
    /// `None` where it equals the plain one.
    decoded: Option<Vec<u32>>,
}

/// A view as it is written down: the steps from each hash to the next, and of the decoded one
/// where it differs, which is in few.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Steps {
    plain: Vec<u32>,
    differing: Option<Vec<u32>>,
}

impl From<View> for Steps {
    fn from(View { plain, decoded }: View) -> Self {
        let differing = decoded.map(|decoded| steps(differing(&plain, &decoded)));
        Self {
            differing,
            plain: steps(plain),
        }
    }
}

impl From<Steps> for View {
    fn from(
        Steps {
            plain,
            differing: steps,
        }: Steps,
    ) -> Self {
        let plain = sums(plain);
        // What is in one of two sets only, taken with the one again, is the other.
        let decoded = steps.map(|steps| differing(&plain, &sums(steps)));
        Self { plain, decoded }
    }
}

fn steps(mut hashes: Vec<u32>) -> Vec<u32> {
    let mut before = 0;
    for hash in &mut hashes {
        let step = hash.wrapping_sub(before);
        before = std::mem::replace(hash, step);
    }
    hashes
}

fn sums(mut steps: Vec<u32>) -> Vec<u32> {
    let mut hash = 0_u32;
    for step in &mut steps {
        hash = hash.wrapping_add(*step);
        *step = hash;
    }
    steps
}

/// What is in one of two ascending sets only, ascending.
fn differing(one: &[u32], other: &[u32]) -> Vec<u32> {
    let mut only = Vec::with_capacity(one.len().max(other.len()));
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    loop {
        let next = match (one.peek(), other.peek()) {
            (None, _) => other.next(),
            (_, None) => one.next(),
            (Some(a), Some(b)) if a == b => {
                one.next();
                other.next();
                continue;
            }
            (Some(a), Some(b)) if a < b => one.next(),
            _ => other.next(),
        };
        match next {
            Some(hash) => only.push(*hash),
            None => return only,
        }
    }
}

impl View {
    pub(super) fn plain(&self) -> &[u32] {
        &self.plain
    }

    /// `None` where it equals the plain one.
    pub(super) fn decoded(&self) -> Option<&[u32]> {
        self.decoded.as_deref()
    }
}

/// Shingles one ad: `originals` are its fields as read, `forms` their comparable forms.
#[must_use]
pub fn view<'a>(
    originals: impl Iterator<Item = &'a str>,
    forms: impl Iterator<Item = &'a str>,
) -> View {
    let mut words = Words {
        plain: Vec::with_capacity(WORDS_USUAL),
        decoded: Vec::with_capacity(WORDS_USUAL),
        lower: String::new(),
    };
    let (mut originals, mut forms) = (originals.fuse(), forms.fuse());
    loop {
        match (originals.next(), forms.next()) {
            (None, None) => return words.view(),
            // Most texts are their own forms, but for the case of a letter.
            (Some(original), Some(form)) if original.eq_ignore_ascii_case(form) => {
                words.push_both(form);
            }
            (original, form) => {
                words.push_original(original.unwrap_or_default());
                words.push_form(form.unwrap_or_default());
            }
        }
    }
}

/// The hashes of an ad's words, in order.
#[derive(Debug)]
struct Words {
    plain: Vec<u64>,
    decoded: Vec<u64>,
    /// Where a text is brought to lower case.
    lower: String,
}

impl Words {
    /// Adds a text that is its own form.
    fn push_both(&mut self, form: &str) {
        let may_be_unspaced = may_be_unspaced(form);
        for word in words(form).filter_map(|range| form.get(range)) {
            let whole = hash(word);
            self.plain.push(whole);
            if may_be_unspaced && is_unspaced_word(word) {
                push_pairs(word, &mut self.decoded);
            } else {
                self.decoded.push(whole);
            }
        }
    }

    fn push_original(&mut self, text: &str) {
        self.lower.clear();
        push_lower(text, &mut self.lower);
        let lower = self.lower.as_str();
        let words = words(lower).filter_map(|range| lower.get(range));
        self.plain.extend(words.map(hash));
    }

    fn push_form(&mut self, form: &str) {
        let may_be_unspaced = may_be_unspaced(form);
        for word in words(form).filter_map(|range| form.get(range)) {
            if may_be_unspaced && is_unspaced_word(word) {
                push_pairs(word, &mut self.decoded);
            } else {
                self.decoded.push(hash(word));
            }
        }
    }

    fn view(self) -> View {
        let plain = shingles(&self.plain);
        let decoded = (self.decoded != self.plain).then(|| shingles(&self.decoded));
        View {
            decoded: decoded.filter(|decoded| *decoded != plain),
            plain,
        }
    }
}

/// The shingles of a row of word hashes; a text shorter than one shingle is one shingle whole.
fn shingles(words: &[u64]) -> Vec<u32> {
    let hashes = if words.is_empty() {
        Vec::new()
    } else if words.len() < WIDTH {
        vec![combine(words)]
    } else {
        let windows = words.array_windows::<WIDTH>();
        ordered(windows.map(|words| combine(words)).collect())
    };
    let upper = hashes.into_iter().map(|hash| hash >> (64 - HASH_BITS));
    let mut set: Vec<u32> = upper.map(|hash| u32::try_from(hash).unwrap_or(0)).collect();
    set.dedup();
    set
}

/// False for a text without a letter of a script written without spaces, none of which takes
/// fewer than three bytes.
fn may_be_unspaced(text: &str) -> bool {
    text.bytes().fold(0, u8::max) >= 0xe0
}

/// True for a word of a script written without spaces.
fn is_unspaced_word(word: &str) -> bool {
    !word.is_ascii() && word.chars().any(is_unspaced)
}

/// Pushes the hashes of a word's overlapping character pairs.
fn push_pairs(word: &str, hashes: &mut Vec<u64>) {
    let mut starts = word.char_indices().map(|(at, _)| at);
    let (mut first, mut second) = (starts.next().unwrap_or(0), starts.next());
    while let Some(next) = second {
        second = starts.next();
        let end = second.unwrap_or(word.len());
        hashes.push(hash(word.get(first..end).unwrap_or_default()));
        first = next;
        if second.is_none() {
            return;
        }
    }
    hashes.push(hash(word));
}

fn hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

/// Mixes the hashes of a shingle's words in order; the multipliers are odd and part the places.
#[inline]
fn combine(words: &[u64]) -> u64 {
    let mixed = words.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |mix, word| {
        (mix.rotate_left(23) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd)
    });
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use crate::cluster::packed::HASH_BITS;
    use crate::cluster::shingle::Steps;
    use crate::cluster::shingle::View;
    use crate::cluster::shingle::hash;
    use crate::cluster::shingle::push_pairs;
    use crate::cluster::shingle::shingles;
    use crate::cluster::shingle::view;
    use crate::normalise::Normalised;
    use crate::normalise::normalise;
    use crate::normalise::words;

    #[test]
    fn a_word_without_spaces_is_its_pairs() {
        for (word, pairs) in [
            ("你", &["你"][..]),
            ("你好", &["你好"]),
            ("你好a", &["你好", "好a"]),
        ] {
            let mut found = Vec::new();
            push_pairs(word, &mut found);
            let expected: Vec<u64> = pairs.iter().map(|pair| hash(pair)).collect();
            assert_eq!(found, expected, "{word}");
        }
    }

    proptest! {
        /// A view that is written down and read back is the same.
        #[test]
        fn a_view_comes_back(
            plain in prop::collection::btree_set(0_u32..1 << HASH_BITS, 0..40),
            more in prop::collection::btree_set(0_u32..1 << HASH_BITS, 0..9),
            less in any::<u64>(),
            is_decoded in any::<bool>(),
        ) {
            let kept = |(at, _): &(usize, &u32)| less >> (at % 64) & 1 == 0;
            let left = plain.iter().enumerate().filter(kept).map(|(_, hash)| hash);
            let decoded: BTreeSet<u32> = left.chain(&more).copied().collect();
            let view = View {
                plain: plain.into_iter().collect(),
                decoded: is_decoded.then(|| decoded.into_iter().collect()),
            };
            prop_assert_eq!(&View::from(Steps::from(view.clone())), &view);
        }

        #[test]
        fn the_plain_view_is_that_of_the_text_in_lower_case(
            texts in prop::collection::vec(prop_oneof![any::<String>(), "[a-cA-CÀéΣİЖж你กK _.]{0,16}"], 0..3),
        ) {
            let forms: Vec<_> = texts.iter().map(|text| normalise(text)).collect();
            let view = view(
                texts.iter().map(String::as_str),
                forms.iter().map(Normalised::text),
            );
            let mut hashes = Vec::new();
            for lower in texts.iter().map(|text| text.to_lowercase()) {
                hashes.extend(words(&lower).filter_map(|word| lower.get(word)).map(hash));
            }
            prop_assert_eq!(&view.plain, &shingles(&hashes));
            prop_assert!(view.decoded.as_ref() != Some(&view.plain));
        }
    }
}
