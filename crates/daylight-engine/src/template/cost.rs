//! Description lengths: what it costs to write a word, a number, an ad, a template.

/// A length in 64ths of a bit, rounded down: whole numbers add up to the same sum in any order
/// and on any machine.
pub(super) type Bits = u64;

const ONE: Bits = 64;
/// log2(2.865), the constant of the universal code for whole numbers.
const LOG_STAR_CONSTANT: Bits = 97;
/// The fewest words a writer chooses from. A cluster of few ads shows only a few of the words
/// its language has; without this floor two short equal texts would cost almost nothing.
const VOCABULARY_MIN: u64 = 1 << 10;
/// log2(16/15): a filling of the kind its slot expects.
const EXPECTED: Bits = 5;
/// log2(16): a filling of another kind.
const UNEXPECTED: Bits = 4 * ONE;
/// log2(11): one of the ten kinds of fact, or none.
const KIND: Bits = 221;
/// log2(3): insert, delete or substitute.
const EDIT: Bits = 101;

/// The prices of one cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Costs {
    /// One word, or one fact: log2 of the cluster's vocabulary.
    pub(super) word: Bits,
}

impl Costs {
    /// The prices of a cluster with so many distinct words and facts.
    pub(super) fn new(vocabulary: usize) -> Self {
        let vocabulary = u64::try_from(vocabulary).unwrap_or(u64::MAX);
        Self {
            word: log2(vocabulary.max(VOCABULARY_MIN)),
        }
    }

    /// So many words, without their number.
    pub(super) fn words(self, count: usize) -> Bits {
        self.word * wide(count)
    }

    /// An ad word by word.
    pub(super) fn plain(self, words: usize) -> Bits {
        number(words) + self.words(words)
    }

    /// A template: how many parts, one bit for each to say which it is, then a word or a kind.
    pub(super) fn template(self, fixed: usize, slots: usize) -> Bits {
        number(fixed + slots) + wide(fixed) * (ONE + self.word) + wide(slots) * Self::slot()
    }

    /// A slot of a template.
    pub(super) fn slot() -> Bits {
        ONE + KIND
    }

    /// A fixed word of a template.
    pub(super) fn fixed(self) -> Bits {
        ONE + self.word
    }

    /// One word or fact in a slot.
    pub(super) fn filling(self, expected: bool) -> Bits {
        self.word + if expected { EXPECTED } else { UNEXPECTED }
    }
}

/// A run of edits at one place, without the words it writes.
pub(super) fn edit_run(parts: usize, length: usize) -> Bits {
    EDIT + log2(wide(parts) + 1) + number(length)
}

/// A whole number from 0 on: Rissanen's log* of the number plus one.
pub(super) fn number(count: usize) -> Bits {
    match SMALL_NUMBERS.get(count) {
        Some(length) => *length,
        None => log_star(wide(count) + 1),
    }
}

/// The lengths of 0, 1, 2 and so on: nearly all that are ever asked for.
static SMALL_NUMBERS: [Bits; 64] = {
    let mut lengths = [0; 64];
    let mut count = 0;
    while count < 64 {
        #[expect(clippy::indexing_slicing, reason = "the loop ends with the table")]
        {
            lengths[count] = log_star(count as u64 + 1);
        }
        count += 1;
    }
    lengths
};

/// Rissanen's universal code for whole numbers from 1 on.
const fn log_star(value: u64) -> Bits {
    let mut total = LOG_STAR_CONSTANT;
    let mut term = log2(value);
    while term > 0 {
        total += term;
        // The term counts 64ths; the logarithm of anything up to one bit is not positive.
        term = log2(term).saturating_sub(6 * ONE);
    }
    total
}

/// Base-2 logarithm in 64ths, rounded down, by repeated squaring; 0 for 0.
const fn log2(value: u64) -> Bits {
    let Some(whole) = value.checked_ilog2() else {
        return 0;
    };
    // The value scaled into [1, 2) with 31 binary places.
    let mut scaled = if whole > 31 {
        value >> (whole - 31)
    } else {
        value << (31 - whole)
    };
    let mut result = whole as Bits;
    let mut places = 0;
    while places < 6 {
        scaled = (scaled * scaled) >> 31;
        result <<= 1;
        if scaled >= 1 << 32 {
            scaled >>= 1;
            result |= 1;
        }
        places += 1;
    }
    result
}

/// Whole bits and their fraction.
pub(super) fn as_bits(length: Bits) -> f64 {
    let high = u32::try_from(length >> 32).unwrap_or(u32::MAX);
    let low = u32::try_from(length & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    (f64::from(high) * 4_294_967_296.0 + f64::from(low)) / 64.0
}

/// A count as the arithmetic here wants it.
pub(super) fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use crate::template::cost::as_bits;
    use crate::template::cost::log2;
    use crate::template::cost::number;

    #[test]
    fn logarithms_are_right_to_a_64th() {
        for value in [1_u32, 2, 3, 5, 10, 1_000, 1_024, 65_537, 4_000_000_000] {
            let exact = f64::from(value).log2();
            let ours = as_bits(log2(u64::from(value)));
            assert!(
                ours <= exact + 1e-6 && exact - ours < 1.0 / 64.0 + 1e-6,
                "{value}: {ours}"
            );
        }
    }

    #[test]
    fn numbers_make_a_code_that_can_be_read_back() {
        // Kraft's inequality: the lengths belong to a prefix code; rounding down to 64ths may
        // exceed 1 by no more than what is lost in rounding.
        let sum: f64 = (0..1_000_000).map(|n| (-as_bits(number(n))).exp2()).sum();
        assert!(sum < 1.05, "{sum}");
        assert!((as_bits(number(0)) - 1.515).abs() < 0.01);
    }
}
