//! Words become numbers, and members with the same numbers become one text.
#![expect(
    clippy::indexing_slicing,
    reason = "the hash table's slots and entries are indexed by what it handed out itself; \
              `mod tests` holds it against a sorted map"
)]

use daylight_model::FactKind;
use xxhash_rust::xxh3::xxh3_64;

use crate::normalise::is_word;
use crate::template::Member;
use crate::template::TOKENS_MAX;
use crate::template::Token;

/// A word or a kind of fact. The first [`KINDS`] are the kinds, so that any two phones align, and
/// [`LONE`] is any word of one ad only: no template can have it, so it is never more than a
/// filling. Other words follow in the order of their text, so that nothing depends on the order
/// of the ads.
pub(super) type Symbol = u32;

/// Symbols below this are kinds of fact.
pub(super) const KINDS: Symbol = 10;

/// Every word that only one ad has.
pub(super) const LONE: Symbol = KINDS;
const WORDS: Symbol = KINDS + 1;

const FREE: u32 = u32::MAX;

/// A text and the members that have it.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) symbols: Vec<Symbol>,
    /// Ascending.
    pub(super) ads: Vec<u32>,
}

/// A cluster in numbers.
#[derive(Debug)]
pub(super) struct Corpus<'a> {
    /// Distinct texts in the order of their symbols.
    pub(super) texts: Vec<Text>,
    /// The words, in the order of their symbols; the first stands for symbol [`WORDS`].
    words: Vec<&'a str>,
    /// For each word, whether a template may show it.
    showable: Vec<bool>,
    /// Distinct words and facts.
    pub(super) vocabulary: usize,
}

impl<'a> Corpus<'a> {
    /// Numbers the first [`TOKENS_MAX`] tokens of every member.
    pub(super) fn new(members: &[Member<'a>]) -> Self {
        let mut table = Table::default();
        let mut rows: Vec<(Vec<u32>, u32)> = members
            .iter()
            .map(|member| {
                let tokens = member.tokens.iter().take(TOKENS_MAX);
                (
                    tokens.map(|token| table.number(*token)).collect(),
                    member.ad,
                )
            })
            .collect();
        let (words, symbols) = symbols(&table.entries, &shared(&rows, table.entries.len()));
        for (row, _) in &mut rows {
            for number in row {
                *number = symbols[*number as usize];
            }
        }
        Self {
            texts: collapse(rows),
            showable: showable(&words, &telling(members, &table.entries)),
            words,
            vocabulary: table.entries.len(),
        }
    }

    /// One more than the largest symbol.
    pub(super) fn symbols(&self) -> usize {
        self.words.len() + WORDS as usize
    }

    /// The word of a symbol; empty for what is not one word.
    pub(super) fn word(&self, symbol: Symbol) -> &'a str {
        symbol
            .checked_sub(WORDS)
            .and_then(|at| self.words.get(at as usize))
            .copied()
            .unwrap_or_default()
    }

    /// Whether a template may show it: never a fact, nor a word that could give one away.
    pub(super) fn may_be_shown(&self, symbol: Symbol) -> bool {
        symbol
            .checked_sub(WORDS)
            .and_then(|at| self.showable.get(at as usize))
            .copied()
            .unwrap_or(false)
    }
}

/// The symbol of a kind.
pub(super) fn symbol_of(kind: FactKind) -> Symbol {
    FactKind::ALL
        .iter()
        .zip(0..)
        .find_map(|(other, at)| (*other == kind).then_some(at))
        .unwrap_or(KINDS)
}

/// The kind of a symbol, if it stands for one.
pub(super) fn kind_of(symbol: Symbol) -> Option<FactKind> {
    FactKind::ALL.get(symbol as usize).copied()
}

/// The words in order, and the symbol of every entry.
///
/// A word that is the whole text of a fact elsewhere in the cluster counts as that fact: a rule
/// that missed it once must not put it into a template.
fn symbols<'a>(entries: &[Token<'a>], shared: &[bool]) -> (Vec<&'a str>, Vec<Symbol>) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    // Within a text facts come first, the smallest kind before the others.
    order.sort_unstable_by_key(|at| {
        let entry = entries[*at];
        (entry.text, entry.fact.is_none(), entry.fact)
    });
    let mut words = Vec::new();
    let mut symbols = vec![LONE; entries.len()];
    let mut last_fact: Option<Token<'a>> = None;
    for at in order {
        let entry = entries[at];
        let same = last_fact.filter(|fact| fact.text == entry.text);
        let kind = entry.fact.or(same.and_then(|fact| fact.fact));
        if let Some(kind) = kind {
            symbols[at] = symbol_of(kind);
        } else if shared[at] {
            symbols[at] = word_symbol(words.len());
            words.push(entry.text);
        }
        if entry.fact.is_some() {
            last_fact = same.or(Some(entry));
        }
    }
    (words, symbols)
}

/// For each entry, whether several ads have it.
fn shared(rows: &[(Vec<u32>, u32)], entries: usize) -> Vec<bool> {
    let mut first = vec![usize::MAX; entries];
    let mut shared = vec![false; entries];
    for (at, (row, _)) in rows.iter().enumerate() {
        for number in row {
            let number = *number as usize;
            first[number] = first[number].min(at);
            shared[number] |= first[number] < at;
        }
    }
    shared
}

/// The symbol of the word at a place in the list of words.
fn word_symbol(at: usize) -> Symbol {
    WORDS.saturating_add(u32::try_from(at).unwrap_or(u32::MAX))
}

/// The parts of the cluster's facts that could give one away, ascending.
fn telling<'a>(members: &[Member<'a>], entries: &[Token<'a>]) -> Vec<&'a str> {
    let firsts = entries
        .iter()
        .filter_map(|entry| Some((entry.text, entry.fact?)));
    let hidden = members
        .iter()
        .flat_map(|member| member.hidden.iter().copied());
    let mut telling: Vec<&str> = firsts
        .chain(hidden)
        .flat_map(|(text, kind)| {
            text.split(|c: char| !is_word(c))
                .filter(move |part| tells(part, kind))
        })
        .collect();
    telling.sort_unstable();
    telling.dedup();
    telling
}

/// Which words may stand in a template.
fn showable(words: &[&str], telling: &[&str]) -> Vec<bool> {
    words
        .iter()
        .map(|word| !word.trim().is_empty() && telling.binary_search(word).is_err())
        .collect()
}

/// Whether a part of a fact gives it away: any number, any part of a name, and what is long
/// enough of other private kinds to be more than the "at" and "dot" of a spelled-out address.
fn tells(part: &str, kind: FactKind) -> bool {
    part.chars().any(char::is_numeric)
        || kind == FactKind::Name
        || (kind.is_private() && part.chars().nth(3).is_some())
}

/// Members of one text become one.
fn collapse(mut rows: Vec<(Vec<Symbol>, u32)>) -> Vec<Text> {
    rows.sort_unstable();
    let mut texts: Vec<Text> = Vec::new();
    for (symbols, ad) in rows {
        match texts.last_mut().filter(|last| last.symbols == symbols) {
            Some(last) => last.ads.push(ad),
            None => texts.push(Text {
                symbols,
                ads: vec![ad],
            }),
        }
    }
    texts
}

/// A hash table from tokens to the order they were first met in; it is never iterated.
#[derive(Debug, Default)]
struct Table<'a> {
    /// Indexes into `entries`; its length is zero or a power of two, and at most half is taken.
    slots: Vec<u32>,
    hashes: Vec<u64>,
    entries: Vec<Token<'a>>,
}

impl<'a> Table<'a> {
    fn number(&mut self, token: Token<'a>) -> u32 {
        if self.entries.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let kind = token.fact.map_or(0, |kind| 1 + u64::from(symbol_of(kind)));
        let hash = xxh3_64(token.text.as_bytes()) ^ (kind << 32);
        let mut at = self.home(hash);
        loop {
            let found = self.slots[at];
            if found == FREE {
                break;
            }
            if self.hashes[found as usize] == hash && self.entries[found as usize] == token {
                return found;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        // A cluster's distinct tokens stay far below 2^32: each has its text in memory.
        let number = u32::try_from(self.entries.len()).unwrap_or(FREE);
        self.slots[at] = number;
        self.hashes.push(hash);
        self.entries.push(token);
        number
    }

    fn home(&self, hash: u64) -> usize {
        usize::try_from(hash & (crate::template::cost::wide(self.slots.len()) - 1)).unwrap_or(0)
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; (self.slots.len() * 2).max(256)];
        for (number, hash) in (0..).zip(&self.hashes) {
            let mut at = self.home(*hash);
            while self.slots[at] != FREE {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = number;
        }
    }
}
