//! The language of a text, by its script and its commonest words.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::extract::lexicon::Letter;
use crate::extract::lexicon::Reading;
use crate::extract::lexicon::Script;
use crate::extract::lexicon::WordMap;
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

/// The languages a word is common in.
#[derive(Debug, Default)]
pub(in crate::extract) struct Languages {
    /// A bit for each, by its place in [`Common::languages`].
    bits: u32,
    /// What the word counts for each.
    weight: u32,
}

struct Common {
    /// The languages of the lists, in order.
    languages: Vec<&'static str>,
    /// Bits of the languages in Cyrillic letters.
    cyrillic: u32,
    words: WordMap<Languages>,
}

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let words = common_words_of_each();
    let languages: BTreeSet<&'static str> = words.iter().map(|(language, _)| *language).collect();
    let languages: Vec<&'static str> = languages.into_iter().collect();
    let bit = |language: &str| {
        let at = languages.iter().position(|one| *one == language);
        at.map_or(0, |at| 1 << at)
    };
    let mut by_word: BTreeMap<String, Languages> = BTreeMap::new();
    for (language, word) in words {
        by_word.entry(word).or_default().bits |= bit(language);
    }
    for languages in by_word.values_mut() {
        languages.weight = WORD_WEIGHT.div_ceil(languages.bits.count_ones().max(1));
    }
    Common {
        cyrillic: bit("ru") | bit("uk") | bit("bg"),
        words: by_word.into_iter().collect(),
        languages,
    }
});

/// The common words with their languages.
fn common_words_of_each() -> Vec<(&'static str, String)> {
    let mut listed = Vec::new();
    for row in rows(include_str!("../../../data/lexicon/stopwords.txt")) {
        listed.extend(row.items().map(|item| (row.head, fold(item))));
    }
    // The words of the phrase lists tell their language too.
    for row in rows(LISTS) {
        let Some(language) = row.words().nth(1).filter(|language| *language != "any") else {
            continue;
        };
        for item in row.items().map(fold) {
            let found = words(&item).filter_map(|word| item.get(word));
            listed.extend(found.map(|word| (language, word.to_owned())));
        }
    }
    listed
}

/// True for one of the commonest words of a covered language, or a word of the phrase lists.
pub(in crate::extract) fn is_common_word(folded: &str) -> bool {
    COMMON.words.contains_key(folded)
}

/// The common words, in order.
pub(in crate::extract) fn common_words() -> impl Iterator<Item = (&'static str, &'static Languages)>
{
    let common: &'static Common = &COMMON;
    let words = common.words.items().iter();
    words.map(|(word, languages)| (word.as_str(), languages))
}

/// The language of texts read as one, ISO 639-1 (`tl` for Tagalog); `None` where the lists do not
/// cover it or too little is written to tell.
pub(in crate::extract) fn language_of(texts: &[&Reading<'_>]) -> Option<&'static str> {
    let met = texts.iter().fold(0, |met, text| met | text.letters());
    match script_of(texts)? {
        Script::Greek => Some("el"),
        Script::Devanagari => Some("hi"),
        Script::Thai => Some("th"),
        Script::Han => Some("zh"),
        // Letters of Persian or Urdu stand among those of Arabic.
        Script::Arabic => (met & Letter::OTHER_ARABIC == 0).then_some("ar"),
        Script::Cyrillic => cyrillic(texts, met),
        Script::Latin => by_words(texts, !COMMON.cyrillic),
        Script::Uncovered => None,
    }
}

/// The script most letters belong to.
fn script_of(texts: &[&Reading<'_>]) -> Option<Script> {
    let weighed = Script::ALL.into_iter().enumerate().map(|(at, script)| {
        let weights = texts.iter().filter_map(|text| text.weights().get(at));
        (script, weights.sum::<u32>())
    });
    let (script, weight) = weighed.max_by_key(|(_, weight)| *weight)?;
    (weight > 0).then_some(script)
}

fn cyrillic(texts: &[&Reading<'_>], met: u32) -> Option<&'static str> {
    let ukrainian = met & Letter::UKRAINIAN != 0;
    let russian = met & Letter::RUSSIAN != 0;
    if met & Letter::OTHER_CYRILLIC != 0 || (ukrainian && russian) {
        return None;
    }
    if ukrainian || russian {
        return Some(if russian { "ru" } else { "uk" });
    }
    by_words(texts, COMMON.cyrillic)
}

/// The language whose commonest words weigh most, if one leads.
fn by_words(texts: &[&Reading<'_>], covered: u32) -> Option<&'static str> {
    let mut weights = [0; u32::BITS as usize];
    let senses = texts.iter().flat_map(|text| text.senses());
    for languages in senses
        .take(WORDS_MAX)
        .filter_map(|sense| (*sense)?.languages)
    {
        let mut bits = languages.bits & covered;
        while bits != 0 {
            if let Some(weight) = weights.get_mut(bits.trailing_zeros() as usize) {
                *weight += languages.weight;
            }
            bits &= bits - 1;
        }
    }
    let (mut first, mut second) = ((0, 0), 0);
    for (at, weight) in weights.into_iter().enumerate() {
        if weight > first.1 {
            second = first.1;
            first = (at, weight);
        } else {
            second = second.max(weight);
        }
    }
    let (at, weight) = first;
    let leads = weight >= WEIGHT_MIN && weight > second;
    COMMON.languages.get(at).copied().filter(|_| leads)
}

#[cfg(test)]
mod tests {
    use crate::extract::signs::language::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(language_of(&[&Reading::new(text)]), expected, "{text}");
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
