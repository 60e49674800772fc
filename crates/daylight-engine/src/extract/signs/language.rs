//! The language of a text, by its script and its commonest words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::extract::lexicon::fold;
use crate::extract::lexicon::rows;
use crate::extract::signs::LISTS;
use crate::normalise::words;

/// Words that are read before a language is settled.
const WORDS_MAX: usize = 400;

/// What a word counts for a language; lists that share a word share its weight.
const WORD_WEIGHT: u32 = 12;

/// Less than the weight of one word of its own settles no language of the Latin script.
const WEIGHT_MIN: u32 = WORD_WEIGHT;

static STOP_WORDS: LazyLock<BTreeMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut lists: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    let mut add = |language: &'static str, word: &str| {
        let languages = lists.entry(word.to_owned()).or_default();
        if !languages.contains(&language) {
            languages.push(language);
        }
    };
    for row in rows(include_str!("../../../data/lexicon/stopwords.txt")) {
        for item in row.items() {
            add(row.head, &fold(item));
        }
    }
    // The words of the phrase lists tell their language too.
    for row in rows(LISTS) {
        let Some(language) = row.words().nth(1).filter(|language| *language != "any") else {
            continue;
        };
        for item in row.items().map(fold) {
            for word in words(&item).filter_map(|word| item.get(word)) {
                add(language, word);
            }
        }
    }
    lists
});

/// True for one of the commonest words of a covered language, or a word of the phrase lists.
pub(in crate::extract) fn is_common_word(folded: &str) -> bool {
    STOP_WORDS.contains_key(folded)
}

/// A script that settles the language, or narrows it down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Devanagari,
    Thai,
    Han,
    /// Kana, Hangul and all other letters: no list covers their languages.
    Uncovered,
}

/// The language of folded texts read as one, ISO 639-1 (`tl` for Tagalog); `None` where the lists
/// do not cover it or too little is written to tell.
pub(in crate::extract) fn language_of<'t>(
    texts: impl Iterator<Item = &'t str> + Clone,
) -> Option<&'static str> {
    match script_of(texts.clone())? {
        Script::Greek => Some("el"),
        Script::Devanagari => Some("hi"),
        Script::Thai => Some("th"),
        Script::Han => Some("zh"),
        Script::Arabic => is_arabic(texts).then_some("ar"),
        Script::Cyrillic => cyrillic(texts),
        Script::Latin => by_words(texts, &|language| !["ru", "uk", "bg"].contains(&language)),
        Script::Uncovered => None,
    }
}

/// The script most letters belong to; a Han or kana character weighs as a syllable or a word does.
fn script_of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Script> {
    let mut counts: BTreeMap<Script, usize> = BTreeMap::new();
    for c in texts.flat_map(str::chars).filter(|c| c.is_alphabetic()) {
        let (script, weight) = match c {
            'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => (Script::Latin, 1),
            '\u{400}'..='\u{52f}' => (Script::Cyrillic, 1),
            '\u{370}'..='\u{3ff}' => (Script::Greek, 1),
            '\u{600}'..='\u{6ff}' => (Script::Arabic, 1),
            '\u{900}'..='\u{97f}' => (Script::Devanagari, 1),
            '\u{e00}'..='\u{e7f}' => (Script::Thai, 1),
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => (Script::Han, 3),
            '\u{3040}'..='\u{30ff}' => (Script::Uncovered, 9),
            _ => (Script::Uncovered, 1),
        };
        *counts.entry(script).or_default() += weight;
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(script, _)| script)
}

/// False where letters of Persian or Urdu stand among the Arabic ones.
fn is_arabic<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let foreign = |c: char| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ٹ' | 'ڈ' | 'ے' | 'ہ');
    !texts.flat_map(str::chars).any(foreign)
}

fn cyrillic<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Option<&'static str> {
    let holds = |letters: &str| {
        texts
            .clone()
            .flat_map(str::chars)
            .any(|c| letters.contains(c))
    };
    let ukrainian = holds("ієґ");
    let russian = holds("ыэ");
    if holds("јљњђћџқғңүұөһә") || (ukrainian && russian) {
        return None;
    }
    if ukrainian || russian {
        return Some(if russian { "ru" } else { "uk" });
    }
    by_words(texts, &|language| ["ru", "uk", "bg"].contains(&language))
}

/// The language whose commonest words weigh most, if one leads.
fn by_words<'t>(
    texts: impl Iterator<Item = &'t str>,
    covered: &dyn Fn(&str) -> bool,
) -> Option<&'static str> {
    let mut weights: BTreeMap<&'static str, u32> = BTreeMap::new();
    let read = texts.flat_map(|text| words(text).filter_map(|word| text.get(word)));
    for word in read.take(WORDS_MAX) {
        let languages = STOP_WORDS.get(word).map(Vec::as_slice).unwrap_or_default();
        let sharing = u32::try_from(languages.len()).unwrap_or(WORD_WEIGHT).max(1);
        for language in languages.iter().filter(|language| covered(language)) {
            *weights.entry(language).or_default() += WORD_WEIGHT.div_ceil(sharing);
        }
    }
    let mut ranked: Vec<_> = weights.into_iter().collect();
    ranked.sort_by_key(|(language, weight)| (std::cmp::Reverse(*weight), *language));
    let (language, weight) = *ranked.first()?;
    let second = ranked.get(1).map_or(0, |(_, weight)| *weight);
    (weight >= WEIGHT_MIN && weight > second).then_some(language)
}

#[cfg(test)]
mod tests {
    use crate::extract::signs::language::*;

    fn check(text: &str, expected: Option<&str>) {
        let folded = fold(text);
        assert_eq!(
            language_of([folded.as_str()].into_iter()),
            expected,
            "{text}"
        );
    }

    #[test]
    fn languages_by_script_and_words() {
        check("Hi, I'm Anna and I am available now", Some("en"));
        check("Hallo, ik ben Sanne en ik werk in de stad", Some("nl"));
        check("Hola, soy Lucía y estoy disponible para ti", Some("es"));
        check(
            "Hallo, ich bin die Lena und freue mich auf dich",
            Some("de"),
        );
        check(
            "Bonjour, je suis disponible pour vous avec plaisir",
            Some("fr"),
        );
        check("Ciao, mi chiamo Giulia e sono nella tua città", Some("it"));
        check(
            "Olá, meu nome é Bruna, estou em Lisboa com você",
            Some("pt"),
        );
        check(
            "Bună, numele meu este Ioana și sunt din București",
            Some("ro"),
        );
        check("Cześć, mam na imię Kasia, zapraszam do mnie", Some("pl"));
        check("Привет, меня зовут Аня, звони мне", Some("ru"));
        check("Привіт, мене звати Оля, дзвони мені", Some("uk"));
        check("مرحبا اسمي سارة وأنا في دبي", Some("ar"));
        check("नमस्ते, मेरा नाम प्रिया है", Some("hi"));
        check("สวัสดีค่ะ ชื่อฝน", Some("th"));
        check("你好，我叫小美", Some("zh"));
        check("Merhaba, benim adım Ayşe, beni ara", Some("tr"));
        check("Xin chào, tôi tên là Linh, gọi cho tôi", Some("vi"));
        check("Sziasztok, Kati vagyok, várlak nálam", Some("hu"));
        check("Kumusta, ako si Maria, tawag ka na sa akin", Some("tl"));
    }

    #[test]
    fn what_is_not_covered_stays_open() {
        check("", None);
        check("12345 !!", None);
        check("こんにちは、東京です", None);
        check("سلام من در تهران هستم پیام", None);
        check("Xq zzrt vbnm", None);
    }
}
