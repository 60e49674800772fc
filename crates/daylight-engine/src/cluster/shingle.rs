//! The two views of an ad as sets of hashed 3-word shingles.

use xxhash_rust::xxh3::xxh3_64;

use crate::characters::is_unspaced;
use crate::normalise::words;

/// Words in a shingle.
const WIDTH: usize = 3;

/// Sets of shingle hashes, each ascending and without repeats, stored end to end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sets {
    hashes: Vec<u64>,
    /// Where each set ends in `hashes`.
    ends: Vec<usize>,
}

impl Sets {
    /// How many sets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where there is no set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The set of an ad, ascending; empty for a number out of range.
    #[must_use]
    pub fn of(&self, ad: u32) -> &[u64] {
        let at = ad as usize;
        let end = self.ends.get(at).copied().unwrap_or(0);
        let start = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        self.hashes.get(start..end).unwrap_or_default()
    }

    /// Every hash of every set.
    pub(super) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    fn push(&mut self, set: &[u64]) {
        self.hashes.extend_from_slice(set);
        self.ends.push(self.hashes.len());
    }
}

/// The plain and the decoded view of every ad.
#[derive(Clone, Debug, Default)]
pub struct Views {
    plain: Sets,
    decoded: Sets,
    differ: bool,
}

impl Views {
    /// How many ads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.plain.len()
    }

    /// True where there is no ad.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// Adds an ad made by [`view`].
    pub fn push(&mut self, view: &View) {
        self.plain.push(&view.plain);
        self.decoded
            .push(view.decoded.as_deref().unwrap_or(&view.plain));
        self.differ |= view.decoded.is_some();
    }

    /// The views that must be searched: the decoded one only where it says something new.
    pub(super) fn passes(&self) -> impl Iterator<Item = &Sets> {
        std::iter::once(&self.plain).chain(self.differ.then_some(&self.decoded))
    }
}

/// The shingle sets of one ad.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    plain: Vec<u64>,
    /// `None` where it equals the plain one.
    decoded: Option<Vec<u64>>,
}

/// Shingles one ad: `originals` are its fields as read, `forms` their comparable forms.
#[must_use]
pub fn view<'a>(
    originals: impl Iterator<Item = &'a str>,
    forms: impl Iterator<Item = &'a str>,
) -> View {
    let mut hashes = Vec::new();
    for text in originals {
        let lower = text.to_lowercase();
        hashes.extend(words(&lower).filter_map(|range| lower.get(range).map(hash)));
    }
    let plain = shingles(&hashes);
    hashes.clear();
    for form in forms {
        for range in words(form) {
            push_pieces(form.get(range).unwrap_or_default(), &mut hashes);
        }
    }
    let decoded = shingles(&hashes);
    View {
        decoded: (decoded != plain).then_some(decoded),
        plain,
    }
}

/// The shingles of a row of word hashes; a text shorter than one shingle is one shingle whole.
fn shingles(words: &[u64]) -> Vec<u64> {
    let mut set: Vec<u64> = if words.is_empty() {
        Vec::new()
    } else if words.len() < WIDTH {
        vec![combine(words)]
    } else {
        words.windows(WIDTH).map(combine).collect()
    };
    set.sort_unstable();
    set.dedup();
    set
}

/// Pushes a word's hash, or those of its overlapping character pairs where its script is written
/// without spaces.
fn push_pieces(word: &str, hashes: &mut Vec<u64>) {
    if word.is_ascii() || !word.chars().any(is_unspaced) {
        hashes.push(hash(word));
        return;
    }
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    let ends = starts.iter().skip(2).copied().chain([word.len()]);
    for (start, end) in starts.iter().copied().zip(ends) {
        hashes.push(hash(word.get(start..end).unwrap_or_default()));
    }
}

fn hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

/// Mixes the hashes of a shingle's words in order; the multipliers are odd and part the places.
fn combine(words: &[u64]) -> u64 {
    let mixed = words.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |mix, word| {
        (mix.rotate_left(23) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd)
    });
    mixed ^ (mixed >> 32)
}
