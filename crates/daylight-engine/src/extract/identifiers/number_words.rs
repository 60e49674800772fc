//! Digits spelled as words: the vocabulary of `number_words.txt`, and compounds made from it.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use aho_corasick::Anchored;
use aho_corasick::Input;
use aho_corasick::MatchKind;
use aho_corasick::StartKind;

use crate::extract::identifiers::lists;
use crate::extract::identifiers::units;
use crate::extract::lexicon::WordMap;

/// What a number word does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// It stands for these digits.
    Digits(&'static str),
    /// It stands for these digits, joined from two words.
    Joined(String),
    /// The digit after it is said this many times.
    Repeat(usize),
    /// The digit before it counts hundreds.
    Hundred,
}

/// A number word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumberWord {
    /// Its language, ISO 639-1.
    pub(super) language: &'static str,
    /// What it does.
    pub(super) value: Value,
    /// It is an ordinary word too, and counts only beside another number.
    pub(super) weak: bool,
}

/// The longest word, in bytes, that is looked up or cut into number words.
const WORD_BYTES_MAX: usize = 160;

static WORDS: LazyLock<WordMap<NumberWord>> = LazyLock::new(|| {
    let mut entries = Vec::new();
    for line in lists::lines(include_str!("../../../data/identifiers/number_words.txt")) {
        let mut parts = line.split_whitespace();
        let (Some(language), Some(value)) = (parts.next(), parts.next()) else {
            continue;
        };
        for word in parts {
            entries.extend(forms(language, value, word));
        }
    }
    for (language, joiner, units_first) in [("de", "und", true), ("nl", "en", true)] {
        entries.extend(compounds(&entries, language, joiner, units_first));
    }
    for (language, joiner) in [("es", "i"), ("it", "")] {
        entries.extend(compounds(&entries, language, joiner, false));
    }
    // Where languages share a word, the list's first keeps it.
    entries.into_iter().collect()
});

/// A word as listed and as typed without accents.
fn forms(
    language: &'static str,
    value: &'static str,
    word: &'static str,
) -> [(String, NumberWord); 2] {
    let bare = word.trim_start_matches('~');
    let number = NumberWord {
        language,
        value: match value {
            "x2" => Value::Repeat(2),
            "x3" => Value::Repeat(3),
            "x100" => Value::Hundred,
            digits => Value::Digits(digits),
        },
        weak: word.starts_with('~'),
    };
    // Vietnamese without its tone marks is made of ordinary words: `bay`, `sau`, `mot`.
    let folded = if language == "vi" {
        bare.to_owned()
    } else {
        lists::fold(bare)
    };
    [(bare.to_owned(), number.clone()), (folded, number)]
}

/// Tens and units written as one word: `fünfundzwanzig`, `eenentwintig`, `veintiuno`,
/// `trentadue`.
fn compounds(
    entries: &[(String, NumberWord)],
    language: &'static str,
    joiner: &str,
    units_first: bool,
) -> Vec<(String, NumberWord)> {
    let mut compounds = Vec::new();
    let mut tens = Vec::new();
    let mut units = Vec::new();
    for (word, number) in entries.iter().filter(|(_, n)| n.language == language) {
        match number.value {
            Value::Digits(digits) if digits.len() == 1 && digits != "0" => {
                units.push((word.clone(), digits));
            }
            Value::Digits(digits) if digits.len() == 2 && digits.ends_with('0') => {
                tens.push((word.clone(), digits));
            }
            Value::Digits(_) | Value::Joined(_) | Value::Repeat(_) | Value::Hundred => {}
        }
    }
    for (tens_word, ten) in &tens {
        for (unit, unit_digits) in &units {
            let Some(first) = ten.chars().next() else {
                continue;
            };
            let written = match language {
                "es" => tens_word.trim_end_matches(['e', 'a']).to_owned() + joiner + unit,
                "it" if unit.starts_with(['u', 'o']) => {
                    tens_word.trim_end_matches(['i', 'a']).to_owned() + unit
                }
                _ if units_first => format!("{unit}{joiner}{tens_word}"),
                _ => format!("{tens_word}{joiner}{unit}"),
            };
            let number = NumberWord {
                language,
                value: Value::Joined(format!("{first}{unit_digits}")),
                weak: false,
            };
            compounds.push((written, number));
        }
    }
    compounds
}

/// What a lower-case word says as a number.
pub(super) fn lookup(word: &str) -> Option<&'static NumberWord> {
    if word.len() > WORD_BYTES_MAX {
        return None;
    }
    WORDS.get(word).or_else(|| {
        if word.is_ascii() {
            None
        } else {
            WORDS.get(&lists::fold(word))
        }
    })
}

/// What a word says as a number where it is listed as it stands.
pub(super) fn listed(word: &str) -> Option<&'static NumberWord> {
    WORDS.get(word)
}

/// Every number word.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    WORDS.items().iter().map(|(word, _)| word.as_str())
}

/// Cuts a run of letters wholly into number words, longest first, with the byte lengths of the
/// cuts; `None` where something is left over.
///
/// `fivefivefive`, `공일공`; a run too long to be a number is left alone.
pub(super) fn segment(run: &str) -> Option<Vec<(usize, &'static NumberWord)>> {
    if run.len() > WORD_BYTES_MAX {
        return None;
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let rest = run.get(at..)?;
        let (length, word) = longest_prefix(rest)?;
        parts.push((length, word));
        at += length;
    }
    Some(parts)
}

/// True for a word that may stand in a run of letters. Weak words of ASCII letters may not: there
/// they are parts of other words.
fn is_start(word: &str, number: &NumberWord) -> bool {
    !number.weak || matches!(word, "o" | "oh") || !word.is_ascii()
}

/// The words that may stand in a run of letters.
fn starts() -> impl Iterator<Item = &'static (String, NumberWord)> {
    let words = WORDS.items().iter();
    words.filter(|(word, number)| is_start(word, number))
}

/// Finds the longest number word at the start of a text.
static STARTS: LazyLock<Option<(AhoCorasick, Vec<&'static NumberWord>)>> = LazyLock::new(|| {
    let spelling = starts().map(|(word, number)| (word, number));
    let (words, numbers): (Vec<&String>, Vec<&NumberWord>) = spelling.unzip();
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .start_kind(StartKind::Anchored)
        .build(words)
        .ok()
        .map(|automaton| (automaton, numbers))
});

/// The words of `STARTS`, looked for anywhere.
static INSIDE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = starts();
    AhoCorasick::new(words.map(|(word, _)| word)).ok()
});

/// True for a word of letters that are not ASCII where it is made of number words, or where a
/// script without spaces has one inside it.
pub(super) fn is_met_in(word: &str) -> bool {
    let inside = || INSIDE.as_ref().is_some_and(|words| words.is_match(word));
    word == "о" || segment(word).is_some() || (word.contains(units::is_spaceless) && inside())
}

/// The longest number word a text begins with, and its length in bytes.
pub(super) fn longest_prefix(text: &str) -> Option<(usize, &'static NumberWord)> {
    let (automaton, numbers) = STARTS.as_ref()?;
    let found = automaton.find(Input::new(text).anchored(Anchored::Yes))?;
    let number = numbers.get(found.pattern().as_usize())?;
    Some((found.end(), number))
}

/// The words of `STARTS` that are made of ASCII letters, letter by letter.
static LETTERS: LazyLock<Vec<Branch>> = LazyLock::new(|| {
    let mut branches = vec![Branch::default()];
    let words = starts();
    for (word, _) in words.filter(|(word, _)| word.bytes().all(|byte| byte.is_ascii_lowercase())) {
        let mut at = 0;
        for byte in word.bytes() {
            let new = branches.len();
            let Some(next) = branches
                .get_mut(at)
                .and_then(|branch: &mut Branch| branch.next.get_mut(letter(byte)))
            else {
                break;
            };
            if *next == 0 {
                *next = u16::try_from(new).unwrap_or_default();
                at = new;
                branches.push(Branch::default());
            } else {
                at = usize::from(*next);
            }
        }
        if let Some(branch) = branches.get_mut(at) {
            branch.ends = true;
        }
    }
    branches
});

/// A place in the letters of number words.
#[derive(Clone, Debug, Default)]
struct Branch {
    next: [u16; 26],
    ends: bool,
}

fn letter(byte: u8) -> usize {
    usize::from(byte.wrapping_sub(b'a'))
}

/// True for a run of ASCII letters that [`segment`] cuts into number words.
pub(super) fn is_row(run: &str) -> bool {
    let bytes = run.as_bytes();
    let mut from = 0;
    while from < bytes.len() {
        let mut at = 0;
        let mut end = from;
        for (place, byte) in bytes.iter().enumerate().skip(from) {
            let next = LETTERS
                .get(at)
                .and_then(|branch| branch.next.get(letter(*byte)));
            match next {
                Some(next) if *next > 0 => at = usize::from(*next),
                _ => break,
            }
            if LETTERS.get(at).is_some_and(|branch| branch.ends) {
                end = place + 1;
            }
        }
        if end == from {
            return false;
        }
        from = end;
    }
    run.len() <= WORD_BYTES_MAX
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::extract::identifiers::number_words::Value;
    use crate::extract::identifiers::number_words::is_row;
    use crate::extract::identifiers::number_words::lookup;
    use crate::extract::identifiers::number_words::segment;

    fn check(word: &str, digits: &str) {
        let found = lookup(word).unwrap_or_else(|| panic!("{word} is unknown"));
        match &found.value {
            Value::Digits(met) => assert_eq!(*met, digits, "{word}"),
            Value::Joined(met) => assert_eq!(met, digits, "{word}"),
            Value::Repeat(_) | Value::Hundred => panic!("{word} is no digit"),
        }
    }

    #[test]
    fn words_of_many_languages() {
        for (word, digits) in [
            ("five", "5"),
            ("vijf", "5"),
            ("cinco", "5"),
            ("fünf", "5"),
            ("funf", "5"),
            ("cinq", "5"),
            ("cinque", "5"),
            ("cinci", "5"),
            ("piec", "5"),
            ("пять", "5"),
            ("п'ять", "5"),
            ("خمسة", "5"),
            ("पांच", "5"),
            ("ห้า", "5"),
            ("五", "5"),
            ("beş", "5"),
            ("năm", "5"),
            ("lima", "5"),
            ("öt", "5"),
            ("pět", "5"),
            ("пет", "5"),
            ("πέντε", "5"),
            ("오", "5"),
            ("fünfundzwanzig", "25"),
            ("vijfentwintig", "25"),
            ("eenentwintig", "21"),
            ("veintiuno", "21"),
            ("trentadue", "32"),
            ("ventuno", "21"),
        ] {
            check(word, digits);
        }
    }

    #[test]
    fn runs_are_cut_whole_or_not_at_all() {
        assert_eq!(segment("fivefivefive").map(|parts| parts.len()), Some(3));
        assert_eq!(segment("공일공").map(|parts| parts.len()), Some(3));
        assert_eq!(segment("fivestar"), None);
    }

    proptest! {
        #[test]
        fn rows_are_what_can_be_cut(
            run in "(five|six|o|oh|zero|uno|eins|fivesix|drei|veinti|twen|x|ten|s){1,4}|[a-z]{1,6}",
        ) {
            prop_assert_eq!(is_row(&run), segment(&run).is_some(), "{}", run);
        }
    }
}
