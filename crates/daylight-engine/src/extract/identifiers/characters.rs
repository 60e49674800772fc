//! What the characters of the common scripts are, in one table: parts of words or not, and what is
//! left of them without their accents.

use std::sync::LazyLock;

use unicode_normalization::IsNormalized;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::is_nfc_quick;

use crate::extract::identifiers::lists;
use crate::normalise::is_word;

/// The first character that the table does not know.
const END: u32 = 0x3100;
/// The ideographs, which have neither case nor accents.
const IDEOGRAPHS: std::ops::RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

/// What is known of a character.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    is_word: bool,
    /// Itself without accents, where that is one character whatever stands around it.
    folded: Option<char>,
    /// Its combining class: marks that stand in the order of their classes stay as they are.
    class: u8,
}

static TABLE: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let known = |code| {
        let c = char::from_u32(code).unwrap_or_default();
        Known {
            is_word: is_word(c),
            folded: folded(c),
            class: canonical_combining_class(c),
        }
    };
    (0..END).map(known).collect()
});

fn known(c: char) -> Option<&'static Known> {
    usize::try_from(u32::from(c))
        .ok()
        .and_then(|at| TABLE.get(at))
}

/// The one character that is left of a character without accents, if no neighbour can change that:
/// it is not composed with what stands before it, nor is what is left.
fn folded(c: char) -> Option<char> {
    let alone = lists::fold(c.encode_utf8(&mut [0; 4]));
    let mut signs = alone.chars();
    let folded = signs.next().filter(|_| signs.next().is_none())?;
    let is_base = |c: char| {
        is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes && std::iter::once(c).nfd().eq([c])
    };
    let is_accented = canonical_combining_class(c) == 0;
    (is_base(folded) && (folded == c || is_accented)).then_some(folded)
}

/// True for a character that words are made of.
pub(super) fn is_part(c: char) -> bool {
    known(c).map_or_else(|| is_word(c), |known| known.is_word)
}

/// Writes a word without accents; the same as [`lists::fold`], and false where only that knows.
fn fold_known(word: &str, folded: &mut String) -> bool {
    let mut class = 0;
    for c in word.chars() {
        if IDEOGRAPHS.contains(&c) {
            class = 0;
            folded.push(c);
            continue;
        }
        let Some((known, left)) = known(c).and_then(|known| Some((known, known.folded?))) else {
            return false;
        };
        if known.class != 0 && known.class < class {
            return false;
        }
        class = known.class;
        folded.push(left);
    }
    true
}

/// A lower-case word without the accents of Latin and Greek letters.
pub(super) fn fold(word: &str, folded: &mut String) {
    folded.clear();
    if !fold_known(word, folded) {
        folded.clear();
        folded.push_str(&lists::fold(word));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::extract::identifiers::characters::END;
    use crate::extract::identifiers::characters::fold;
    use crate::extract::identifiers::characters::is_part;
    use crate::extract::identifiers::lists;
    use crate::normalise::is_word;

    fn check(word: &str) {
        let mut folded = String::new();
        fold(word, &mut folded);
        assert_eq!(folded, lists::fold(word), "{word}");
    }

    #[test]
    fn every_character_alone_and_between_letters() {
        for c in (0..END + 100).filter_map(char::from_u32) {
            assert_eq!(is_part(c), is_word(c), "{c}");
            for beside in ["a", "й", "ก", "か", "\u{e38}", "\u{301}", "\u{1100}", "ß"] {
                check(&format!("{c}é"));
                check(&format!("{beside}{c}"));
                check(&format!("{c}{beside}"));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn folds_as_the_lists_do(word in "[a-zé-ÿА-яёά-ώ\u{300}-\u{345}ก-๙ا-ي\u{64b}-\u{655}か-ん\u{3099}가-힣ऀ-ॿ\u{1100}-\u{1175}\u{1161}\u{11a8}]{0,6}") {
            check(&word);
        }
    }
}
