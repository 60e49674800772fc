//! Which characters words are made of, one bit each, and where the words of a text are.
#![expect(
    clippy::indexing_slicing,
    reason = "a hot kernel: UTF-8 bounds the blocks, and a text ends after a whole character"
)]

use std::ops::Range;
use std::sync::LazyLock;

use crate::characters::is_of_word;

/// Characters of up to three bytes in blocks of 64: those that share all bytes but the last.
type Blocks = [u64; 1024];

static WORDS: LazyLock<Box<Blocks>> = LazyLock::new(|| {
    Box::new(std::array::from_fn(|block| {
        (0..64).fold(0, |bits, at| {
            let c = u32::try_from(block << 6 | at).ok().and_then(char::from_u32);
            bits | u64::from(c.is_some_and(is_of_word)) << at
        })
    }))
});

/// True for a character that words are made of: a letter, a mark, a digit, or underscore.
#[must_use]
#[inline]
pub fn is_word(c: char) -> bool {
    let at = c as usize;
    match WORDS.get(at >> 6) {
        Some(block) => block >> (at & 63) & 1 != 0,
        None => is_of_word(c),
    }
}

/// The words of a text, as byte ranges: maximal runs of letters, marks, digits or underscore.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let blocks: &Blocks = &WORDS;
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = end_of(false, bytes, at, blocks);
        at = end_of(true, bytes, start, blocks);
        (start < at).then_some(start..at)
    })
}

/// Where the stretch of characters that are, or are not, of a word ends.
#[inline]
fn end_of(words: bool, bytes: &[u8], mut at: usize, blocks: &Blocks) -> usize {
    while let Some(first) = bytes.get(at) {
        let len = if first.is_ascii() {
            if ASCII[usize::from(*first)] != words {
                return at;
            }
            1
        } else {
            let (is_word, len) = wide(bytes, at, blocks);
            if is_word != words {
                return at;
            }
            len
        };
        at += len;
    }
    at
}

/// The ASCII characters that words are made of.
const ASCII: [bool; 256] = {
    let mut of_word = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        of_word[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    of_word
};

/// Whether the character of two bytes or more that begins at a byte is of a word, and its bytes.
fn wide(bytes: &[u8], at: usize, blocks: &Blocks) -> (bool, usize) {
    let first = bytes[at];
    let bits = |at: usize| usize::from(bytes[at] & 0x3f);
    let is = |block: usize, bit: usize| blocks[block & 0x3ff] >> (bit & 63) & 1 != 0;
    match first {
        0x00..0xe0 => (is(usize::from(first & 0x1f), bits(at + 1)), 2),
        0xe0..0xf0 => {
            let block = usize::from(first & 0xf) << 6 | bits(at + 1);
            (is(block, bits(at + 2)), 3)
        }
        _ => {
            let c = usize::from(first & 7) << 18
                | bits(at + 1) << 12
                | bits(at + 2) << 6
                | bits(at + 3);
            let c = u32::try_from(c).ok().and_then(char::from_u32);
            (c.is_some_and(is_of_word), 4)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::characters::is_of_word;
    use crate::characters::is_word;
    use crate::characters::words;

    #[test]
    fn the_bits_are_those_of_the_standard() {
        assert!(('\0'..=char::MAX).all(|c| is_word(c) == is_of_word(c)));
    }

    proptest! {
        #[test]
        fn words_are_runs_of_their_characters(text in prop_oneof![any::<String>(), "[ab \u{e9}ж你क़😀𝐚]{0,12}"]) {
            let expected: Vec<&str> = text.split(|c| !is_of_word(c)).filter(|word| !word.is_empty()).collect();
            let found: Vec<&str> = words(&text).filter_map(|word| text.get(word)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
