//! The two views of an ad as sets of hashed 3-word shingles.

use unicode_script::Script;
use unicode_script::UnicodeScript;
use xxhash_rust::xxh3::xxh3_64;

use crate::normalise::words;

/// Words in a shingle.
const WIDTH: usize = 3;

/// The shingle sets of one ad.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    plain: Vec<u64>,
    /// `None` where it equals the plain one.
    decoded: Option<Vec<u64>>,
}

impl View {
    pub(super) fn plain(&self) -> &[u64] {
        &self.plain
    }

    /// `None` where it equals the plain one.
    pub(super) fn decoded(&self) -> Option<&[u64]> {
        self.decoded.as_deref()
    }
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

/// True for a letter of a script whose words are not parted by spaces.
fn is_unspaced(c: char) -> bool {
    matches!(
        c.script(),
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan
    )
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
