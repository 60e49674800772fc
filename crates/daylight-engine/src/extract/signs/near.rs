//! Signs that two words make where they stand near each other in one sentence, in any order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::extract::lexicon::Reading;
use crate::extract::lexicon::is_unspaced;
use crate::extract::lexicon::rows;
use crate::extract::signs::SENTENCE_ENDS;
use crate::extract::signs::Sign;
use crate::extract::signs::is_denied;

/// Words between the two at most.
const NEAR_WORDS_MAX: usize = 6;

/// Buckets of stems by their first bytes.
const BUCKETS: usize = 1024;

/// A list of a rule: rule 3 has the lists 6 and 7.
type ListOfRule = u16;

/// The rules, and their words.
struct Rules {
    /// The sign that each pair of lists makes.
    signs: Vec<Sign>,
    exact: BTreeMap<String, Vec<ListOfRule>>,
    /// What words begin with, by its first bytes.
    stems: Vec<Vec<Stem>>,
    /// What stands anywhere in a run of a script without spaces.
    inner: Vec<(String, ListOfRule)>,
}

/// What words begin with.
#[derive(Clone, Debug)]
struct Stem {
    text: String,
    /// Its first bytes, and those of a word that count beside them.
    head: u64,
    mask: u64,
    list: ListOfRule,
}

impl Stem {
    fn new(text: &str, list: ListOfRule) -> Self {
        let counted = text.len().min(8);
        let mask = (0..counted).fold(0, |mask, _| mask << 8 | 0xff);
        Self {
            text: text.to_owned(),
            head: head(text),
            mask,
            list,
        }
    }
}

/// The first eight bytes of a word as a number.
fn head(word: &str) -> u64 {
    let bytes = word.bytes().take(8).enumerate();
    bytes.fold(0, |head, (at, byte)| head | u64::from(byte) << (8 * at))
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let listed = rows(include_str!("../../../data/lexicon/near.txt")).filter_map(|row| {
        let sign = Sign::read(row.words().next()?)?;
        let mut items = row.items();
        Some((sign, [items.next()?, items.next()?]))
    });
    let mut rules = Rules {
        signs: Vec::new(),
        exact: BTreeMap::new(),
        stems: vec![Vec::new(); BUCKETS],
        inner: Vec::new(),
    };
    let mut list: ListOfRule = 0;
    for (sign, lists) in listed {
        rules.signs.push(sign);
        for item in lists {
            for word in item.split_whitespace() {
                rules.add(word, list);
            }
            list += 1;
        }
    }
    rules
});

impl Rules {
    /// Adds a word of a list. One that ends in `*` stands for every word it begins.
    fn add(&mut self, word: &str, list: ListOfRule) {
        if let Some(stem) = word.strip_suffix('*') {
            if let Some(bucket) = self.stems.get_mut(bucket(stem)) {
                bucket.push(Stem::new(stem, list));
            }
        } else if word.chars().any(is_unspaced) {
            self.inner.push((word.to_owned(), list));
        } else {
            self.exact.entry(word.to_owned()).or_default().push(list);
        }
    }

    /// The lists that hold a word by a part of it.
    fn lists(&self, word: &str, mut add: impl FnMut(ListOfRule)) {
        let bucket = self.stems.get(bucket(word)).map(Vec::as_slice);
        let head = match bucket {
            Some([_, ..]) => head(word),
            _ => 0,
        };
        for stem in bucket.unwrap_or_default() {
            if head & stem.mask == stem.head && word.starts_with(&stem.text) {
                add(stem.list);
            }
        }
        if !word.is_ascii() && word.chars().any(is_unspaced) {
            let inner = self.inner.iter();
            for (_, list) in inner.filter(|(item, _)| word.contains(item.as_str())) {
                add(*list);
            }
        }
    }
}

/// The words that stand on lists as they are.
pub(in crate::extract) fn near_words() -> impl Iterator<Item = (&'static str, &'static [u16])> {
    let rules: &'static Rules = &RULES;
    let exact = rules.exact.iter();
    exact.map(|(word, lists)| (word.as_str(), lists.as_slice()))
}

/// The bucket of a word and of every stem of it; a stem has at least two bytes.
fn bucket(word: &str) -> usize {
    let mut bytes = word.bytes().take(2).map(usize::from);
    let (one, other) = (bytes.next(), bytes.next());
    (one.unwrap_or_default() * 37 + other.unwrap_or_default()) % BUCKETS
}

/// The signs that words near each other make in a text.
pub(super) fn find(reading: &Reading<'_>) -> Vec<Sign> {
    let rules: &Rules = &RULES;
    let text = |range: &Range<usize>| reading.folded().get(range.clone()).unwrap_or_default();
    let mut met: Vec<(ListOfRule, usize)> = Vec::new();
    for (index, (word, sense)) in reading.words().iter().zip(reading.senses()).enumerate() {
        let exact = sense.map_or(&[][..], |sense| sense.near);
        met.extend(exact.iter().map(|list| (*list, index)));
        rules.lists(text(&word.range()), |list| met.push((list, index)));
    }
    met.sort_unstable();
    let stands = |one: usize, others: &[(ListOfRule, usize)]| {
        let near = |other: &&(ListOfRule, usize)| one.abs_diff(other.1) <= NEAR_WORDS_MAX;
        let other = others.iter().find(near)?.1;
        let first = reading.words().get(one.min(other))?;
        let last = reading.words().get(one.max(other))?;
        let range = first.range().start..last.range().end;
        (!text(&range).contains(SENTENCE_ENDS) && !is_denied(reading.folded(), &range))
            .then_some(())
    };
    let mut signs = Vec::new();
    for of_rule in met.chunk_by(|one, other| one.0 / 2 == other.0 / 2) {
        let second = of_rule.partition_point(|one| one.0 % 2 == 0);
        let (ones, others) = of_rule.split_at(second);
        if ones.iter().any(|one| stands(one.1, others).is_some()) {
            let rule = of_rule.first().map_or(0, |one| usize::from(one.0 / 2));
            signs.extend(rules.signs.get(rule));
        }
    }
    signs
}
