//! What of a word is looked for.

use daylight_engine::normalise::is_unspaced;
use daylight_engine::normalise::normalise;
use daylight_engine::normalise::words;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// What a question asks for, each once.
#[must_use]
pub fn terms(question: &str) -> BTreeSet<String> {
    let form = normalise(question);
    let mut terms = BTreeSet::new();
    for word in words(form.text()) {
        let word = form.text().get(word).unwrap_or_default();
        each_term(word, &mut |term| {
            terms.insert(term.to_owned());
        });
    }
    terms
}

/// Calls `take` with every term of a word: the word in lower case without accents and points;
/// where its script parts words by no spaces, every two letters that follow each other.
pub fn each_term(word: &str, take: &mut dyn FnMut(&str)) {
    if word.is_ascii() {
        take(&word.to_ascii_lowercase());
        return;
    }
    let folded: String = word
        .to_lowercase()
        .nfd()
        .filter(|c| !is_accent(*c))
        .nfc()
        .collect();
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let is_pairs = is_unspaced(first);
        let end = rest.find(|c| is_unspaced(c) != is_pairs && !is_mark_after(c, is_pairs));
        let (part, after) = rest
            .split_at_checked(end.unwrap_or(rest.len()))
            .unwrap_or((rest, ""));
        if is_pairs {
            each_pair(part, take);
        } else {
            take(part);
        }
        rest = after;
    }
}

/// A mark belongs to the letter before it, whatever script it counts to.
fn is_mark_after(c: char, is_pairs: bool) -> bool {
    is_pairs && unicode_normalization::char::is_combining_mark(c)
}

/// Every two characters that follow each other; a lone one by itself.
fn each_pair(part: &str, take: &mut dyn FnMut(&str)) {
    let mut ends = part.char_indices().map(|(at, c)| (at, at + c.len_utf8()));
    let Some((mut start, mut middle)) = ends.next() else {
        return;
    };
    let mut is_lone = true;
    for (at, end) in ends {
        take(part.get(start..end).unwrap_or_default());
        (start, middle) = (at, end);
        is_lone = false;
    }
    if is_lone {
        take(part.get(start..middle).unwrap_or_default());
    }
}

/// An accent, or a point that most writers leave out: combining diacritical marks, Hebrew points,
/// Arabic vowel signs. A vowel sign of an Indic or Thai letter is none.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use crate::words::terms;

    fn of(question: &str) -> Vec<String> {
        terms(question).into_iter().collect()
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(of("Café CAFE cafe\u{301}"), ["cafe"]);
        assert_eq!(of("Новый"), of("новыи"));
        assert_eq!(of("שָׁלוֹם"), ["שלום"]);
        assert_eq!(of("कमरा"), ["कमरा"]);
    }

    #[test]
    fn scripts_without_spaces_are_taken_by_pairs() {
        assert_eq!(of("新しい部屋"), ["い部", "しい", "新し", "部屋"]);
        assert_eq!(of("茶"), ["茶"]);
        assert_eq!(of("room茶"), ["room", "茶"]);
    }

    /// Every word of a text is found by itself.
    #[test]
    fn a_text_has_the_terms_of_its_words() {
        for text in [
            "Quiet room near the station, garden and café",
            "habitación tranquila junto a la estación",
            "тихая комната рядом с вокзалом",
            "غرفة هادئة قرب المحطة",
            "शांत कमरा स्टेशन के पास",
            "ห้องเงียบใกล้สถานี",
            "駅の近くの静かな部屋",
        ] {
            let all = terms(text);
            assert!(all.len() >= 3, "{text}");
            for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
                assert!(terms(word).is_subset(&all), "{word} of {text}");
            }
        }
    }
}
