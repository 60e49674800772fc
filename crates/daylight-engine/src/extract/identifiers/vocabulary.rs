//! Every word the rules for identifiers know, in one table: what a word is to each rule is found
//! with one look.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::extract::identifiers::atoms;
use crate::extract::identifiers::characters;
use crate::extract::identifiers::cues;
use crate::extract::identifiers::gaps;
use crate::extract::identifiers::handles;
use crate::extract::identifiers::hosts;
use crate::extract::identifiers::lists;
use crate::extract::identifiers::masks;
use crate::extract::identifiers::number_words;
use crate::extract::identifiers::number_words::NumberWord;
use crate::extract::identifiers::services;
use crate::extract::identifiers::short_codes;
use crate::extract::identifiers::units;

/// What a word is to the rules, a bit for each.
pub(super) type Roles = u32;

/// It announces a number to call.
pub(super) const CONTACT: Roles = 1;
/// It announces a number that nobody can call.
pub(super) const RECORD: Roles = 1 << 1;
/// People set it inside a number.
pub(super) const FILLER: Roles = 1 << 2;
/// It stands between a number and its extension.
pub(super) const EXTENSION: Roles = 1 << 3;
/// It follows an amount.
pub(super) const MEASURE: Roles = 1 << 4;
/// It stands between a service and a handle.
pub(super) const CONNECTOR: Roles = 1 << 5;
/// It is no handle.
pub(super) const STOP: Roles = 1 << 6;
/// It announces a short code.
pub(super) const VERB: Roles = 1 << 7;
/// It stands right before a short code.
pub(super) const LINK: Roles = 1 << 8;
/// It names a service, or such a name is inside it.
pub(super) const SERVICE: Roles = 1 << 9;
/// It stands for an at sign and for nothing else.
pub(super) const AT: Roles = 1 << 10;
/// It stands for an at sign, and is an ordinary word too.
pub(super) const VAGUE_AT: Roles = 1 << 11;
/// It stands for a dot.
pub(super) const DOT: Roles = 1 << 12;
/// It stands for another sign of an address.
pub(super) const SIGN: Roles = 1 << 13;
/// It names a mail service.
pub(super) const MAIL: Roles = 1 << 14;
/// There are digits in it, written as words.
pub(super) const SPELLED: Roles = 1 << 15;

/// Roles a word has too where it has them without its accents.
const FOLDED: Roles =
    CONTACT | RECORD | FILLER | EXTENSION | MEASURE | CONNECTOR | STOP | VERB | LINK;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// What it is to the rules.
    pub(super) roles: Roles,
    /// The number it says.
    pub(super) number: Option<&'static NumberWord>,
}

impl Known {
    /// True where the word has one of some roles.
    pub(super) fn is(self, roles: Roles) -> bool {
        self.roles & roles != 0
    }
}

/// What is known of a lower-case word.
pub(super) fn of(word: &str) -> Known {
    if word.is_ascii() {
        return listed(word);
    }
    MEMO.with_borrow_mut(|memo| memo.of(word))
}

/// What is known of a word of ASCII letters.
pub(super) fn of_letters(word: &str) -> Known {
    let mut known = listed(word);
    if matches!(word, "o" | "oo" | "l" | "i") || number_words::is_row(word) {
        known.roles |= SPELLED;
    }
    known
}

fn listed(word: &str) -> Known {
    TABLE.get(word, xxh3_64(word.as_bytes()))
}

/// What is known of a word that is not ASCII.
fn read(word: &str, hash: u64) -> Known {
    let mut known = TABLE.get(word, hash);
    let mut bare = String::new();
    characters::fold(word, &mut bare);
    if bare != word {
        let folded = TABLE.get(&bare, xxh3_64(bare.as_bytes()));
        known.roles |= folded.roles & FOLDED;
        known.number = known.number.or(folded.number);
    }
    if known.number.is_some() || number_words::is_met_in(word) {
        known.roles |= SPELLED;
    }
    if word.chars().all(|c| c < services::SPACELESS_FIRST) {
        return known;
    }
    if services::is_named_in(word) {
        known.roles |= SERVICE;
    }
    if cues::is_inside(word) {
        known.roles |= CONTACT;
    }
    known
}

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::new(Memo::default());
}

/// Words met lately; what is said of a word is the same whether it is kept or not.
#[derive(Default)]
struct Memo {
    words: Vec<(String, Known)>,
}

impl Memo {
    const WORDS: usize = 1 << 12;
    /// Longer words are not kept.
    const BYTES_MAX: usize = 96;

    fn of(&mut self, word: &str) -> Known {
        let hash = xxh3_64(word.as_bytes());
        if word.len() > Self::BYTES_MAX {
            return read(word, hash);
        }
        if self.words.is_empty() {
            self.words.resize_with(Self::WORDS, Default::default);
        }
        let at = usize::try_from(hash % Self::WORDS as u64).unwrap_or_default();
        let Some((kept, known)) = self.words.get_mut(at) else {
            return read(word, hash);
        };
        if kept != word {
            *known = read(word, hash);
            kept.clear();
            kept.push_str(word);
        }
        *known
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

/// The words of all lists by their hashes.
struct Table {
    /// A bit for each hash cut short: most words of a text are in no list.
    sieve: Vec<u64>,
    /// One more than the place of a word, or zero.
    slots: Vec<u32>,
    words: Vec<(String, Known)>,
}

const SIEVE_BITS: u64 = 1 << 16;

impl Table {
    fn new() -> Self {
        let mut roles: BTreeMap<String, Roles> = BTreeMap::new();
        let lists = [
            (CONTACT, lists::words(cues::CONTACT_LIST)),
            (RECORD, lists::words(cues::RECORD_LIST)),
            (FILLER, lists::words(gaps::FILLER_LIST)),
            (EXTENSION, lists::words(gaps::EXTENSION_LIST)),
            (MEASURE, lists::words(masks::MEASURE_LIST)),
            (CONNECTOR, lists::words(handles::CONNECTOR_LIST)),
            (STOP, lists::words(handles::STOP_LIST)),
            (VERB, short_codes::cues("verb ")),
            (LINK, short_codes::cues("to ")),
        ];
        let others = [
            services::words().map(|word| (SERVICE, word)).collect(),
            hosts::mail_names().map(|word| (MAIL, word)).collect(),
            atoms::sign_words(),
        ];
        let others = others.into_iter().flat_map(Vec::into_iter);
        let others = others.map(|(role, word)| (role, word.to_owned()));
        let lists = lists
            .into_iter()
            .flat_map(|(role, words)| words.into_iter().map(move |word| (role, word)));
        for (role, word) in lists.chain(others) {
            *roles.entry(word).or_default() |= role;
        }
        for word in number_words::all() {
            roles.entry(word.to_owned()).or_default();
        }
        let known = |(word, mut roles): (String, Roles)| {
            let number = number_words::listed(&word);
            if units::is_met_in(&word) {
                roles |= SPELLED;
            }
            (word, Known { roles, number })
        };
        Self::of(roles.into_iter().map(known).collect())
    }

    fn of(words: Vec<(String, Known)>) -> Self {
        let mut table = Self {
            sieve: vec![0; usize::try_from(SIEVE_BITS / 64).unwrap_or_default()],
            slots: vec![0; (words.len() * 4).next_power_of_two()],
            words,
        };
        for (at, (word, _)) in (1..).zip(&table.words) {
            let hash = xxh3_64(word.as_bytes());
            if let Some(bits) = table.sieve.get_mut(sieve_place(hash)) {
                *bits |= 1 << (hash % 64);
            }
            let mut slot = first_slot(hash, table.slots.len());
            while table.slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) % table.slots.len();
            }
            if let Some(free) = table.slots.get_mut(slot) {
                *free = at;
            }
        }
        table
    }

    fn get(&self, word: &str, hash: u64) -> Known {
        let bits = self.sieve.get(sieve_place(hash)).copied();
        if bits.is_none_or(|bits| bits >> (hash % 64) & 1 == 0) {
            return Known::default();
        }
        let mut slot = first_slot(hash, self.slots.len());
        loop {
            let at = self.slots.get(slot).copied().unwrap_or_default();
            let Some((kept, known)) = usize::try_from(at)
                .ok()
                .and_then(|at| self.words.get(at.checked_sub(1)?))
            else {
                return Known::default();
            };
            if kept == word {
                return *known;
            }
            slot = (slot + 1) % self.slots.len();
        }
    }
}

fn sieve_place(hash: u64) -> usize {
    usize::try_from(hash % SIEVE_BITS / 64).unwrap_or_default()
}

fn first_slot(hash: u64, slots: usize) -> usize {
    usize::try_from(hash >> 32).unwrap_or_default() % slots.max(1)
}
