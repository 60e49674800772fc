//! The languages of the market: their sentence patterns, names and small words, read from `data/`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Declares the topics a sentence can have, with their names in the data files.
macro_rules! topics {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// What a sentence is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Topic { $($variant),* }

        impl Topic {
            /// Every topic with its name in the data files.
            pub(crate) const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, $name)),*];
        }
    };
}

topics! {
    TitleMassage = "title_massage", TitleCompany = "title_company", TitleBeauty = "title_beauty",
    TitleCleaning = "title_clean", TitleRoom = "title_room", TitleJob = "title_job",
    Open = "open", Me = "me", Massage = "massage", Company = "company", Beauty = "beauty",
    Cleaning = "clean", Room = "room", Job = "job", Place = "place", Hours = "hours",
    Price = "price", Manner = "manner", City = "city", Close = "close", Ours = "ours", Two = "two",
    Contact = "contact", Second = "second", Page = "page", Hotline = "hotline", Booking = "booking",
    Deposit = "deposit", Fee = "fee", Papers = "papers", Deduction = "deduct", Housing = "housing",
    Fair = "fair",
    Person = "person",
}

/// What an ad fills into a pattern anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Name,
    OtherName,
    City,
    Price,
    Adjective,
    Contact,
    Url,
    Business,
}

/// A piece of a sentence pattern.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Words that always stand.
    Fixed(String),
    /// Words of which a template picks one, once.
    Choice(Vec<String>),
    /// Filled in each ad.
    Slot(Slot),
}

/// One sentence pattern.
pub(crate) type Pattern = Vec<Piece>;

/// A data file as written.
#[derive(Debug, Deserialize)]
struct Source {
    code: String,
    share: u64,
    countries: BTreeMap<String, u64>,
    digits: Vec<String>,
    at: String,
    dot: String,
    fillers: Vec<String>,
    names: Vec<String>,
    adjectives: Vec<String>,
    topics: BTreeMap<String, Vec<String>>,
}

/// One language, ready to write.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) code: String,
    /// Weight among the languages of a market.
    pub(crate) share: u64,
    /// Where its ads are placed: country and weight.
    pub(crate) countries: Vec<(String, u64)>,
    /// The words for 0 to 9.
    pub(crate) digits: Vec<String>,
    pub(crate) at: String,
    pub(crate) dot: String,
    /// Words a split phone number is spread over.
    pub(crate) fillers: Vec<String>,
    pub(crate) names: Vec<String>,
    pub(crate) adjectives: Vec<String>,
    topics: Vec<Vec<Pattern>>,
}

impl Language {
    /// The patterns of a topic.
    pub(crate) fn patterns(&self, topic: Topic) -> &[Pattern] {
        self.topics.get(topic as usize).map_or(&[], Vec::as_slice)
    }
}

/// The data files, English first.
const FILES: &[&str] = &[
    include_str!("../data/en.toml"),
    include_str!("../data/es.toml"),
    include_str!("../data/de.toml"),
    include_str!("../data/ru.toml"),
    include_str!("../data/fr.toml"),
    include_str!("../data/nl.toml"),
    include_str!("../data/pl.toml"),
    include_str!("../data/ar.toml"),
    include_str!("../data/th.toml"),
];

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| FILES.iter().filter_map(|text| compile(text)).collect());

/// Every language of the market, always in the same order.
pub(crate) fn languages() -> &'static [Language] {
    &LANGUAGES
}

fn compile(text: &str) -> Option<Language> {
    let source: Source = toml::from_str(text).ok()?;
    let topics = Topic::ALL
        .iter()
        .map(|(_, name)| {
            source.topics.get(*name).map_or_else(Vec::new, |lines| {
                lines.iter().map(|line| pattern(line)).collect()
            })
        })
        .collect();
    Some(Language {
        code: source.code,
        share: source.share,
        countries: source.countries.into_iter().collect(),
        digits: source.digits,
        at: source.at,
        dot: source.dot,
        fillers: source.fillers,
        names: source.names,
        adjectives: source.adjectives,
        topics,
    })
}

/// Reads `(a|b)` as a choice and `{slot}` as a slot.
fn pattern(line: &str) -> Pattern {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['(', '{']) {
        let (fixed, from) = rest.split_at(at);
        if !fixed.is_empty() {
            pieces.push(Piece::Fixed(fixed.to_owned()));
        }
        let (inner, tail) = from.split_once([')', '}']).unwrap_or((from, ""));
        let piece = inner.strip_prefix('{').and_then(slot).map(Piece::Slot);
        let words = inner.trim_start_matches(['(', '{']);
        pieces.push(
            piece.unwrap_or_else(|| Piece::Choice(words.split('|').map(str::to_owned).collect())),
        );
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Fixed(rest.to_owned()));
    }
    pieces
}

fn slot(name: &str) -> Option<Slot> {
    Some(match name {
        "name" => Slot::Name,
        "name2" => Slot::OtherName,
        "city" => Slot::City,
        "price" => Slot::Price,
        "adj" => Slot::Adjective,
        "contact" => Slot::Contact,
        "url" => Slot::Url,
        "business" => Slot::Business,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::language::FILES;
    use crate::language::Language;
    use crate::language::Piece;
    use crate::language::Slot;
    use crate::language::Source;
    use crate::language::Topic;
    use crate::language::languages;
    use crate::places::cities;

    #[test]
    fn every_file_is_whole() {
        assert_eq!(languages().len(), FILES.len());
        for text in FILES {
            let source: Source = toml::from_str(text).unwrap();
            for name in source.topics.keys() {
                assert!(
                    Topic::ALL.iter().any(|(_, known)| known == name),
                    "{}: {name}",
                    source.code
                );
            }
        }
        for language in languages() {
            assert_eq!(language.digits.len(), 10, "{}", language.code);
            assert!(language.names.len() >= 30, "{}", language.code);
            assert!(
                language.fillers.len() >= 3 && language.adjectives.len() >= 8,
                "{}",
                language.code
            );
            assert!(
                language
                    .countries
                    .iter()
                    .all(|(country, _)| !cities(country).is_empty()),
                "{}",
                language.code
            );
            for (topic, name) in Topic::ALL {
                assert!(
                    !language.patterns(*topic).is_empty(),
                    "{}: {name}",
                    language.code
                );
            }
            for pattern in language.patterns(Topic::Contact) {
                let slots = pattern
                    .iter()
                    .filter(|piece| matches!(piece, Piece::Slot(Slot::Contact)))
                    .count();
                assert_eq!(slots, 1, "{}: contact", language.code);
            }
        }
    }

    #[test]
    fn patterns_hold_no_stray_marks() {
        let patterns = |language: &'static Language| {
            Topic::ALL
                .iter()
                .flat_map(|(topic, _)| language.patterns(*topic))
                .flatten()
        };
        for piece in languages().iter().flat_map(patterns) {
            let words: &[String] = match piece {
                Piece::Fixed(words) => std::slice::from_ref(words),
                Piece::Choice(words) => words,
                Piece::Slot(_) => &[],
            };
            let stray = words
                .iter()
                .any(|words| words.contains(['(', ')', '{', '}', '|']));
            assert!(!stray, "{words:?}");
        }
    }
}
