//! Phrases and words of many lists in one table: each unit of a text is looked up once.
//!
//! A phrase is found by the hash of its first unit, then of its first two, and so on; every such
//! beginning is in the table. What is found is compared letter by letter before it counts.
#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    reason = "a hot kernel: every word of every ad is looked up; a property test compares it with a \
              plain search for each phrase"
)]

use std::collections::BTreeMap;
use std::ops::Range;

use crate::extract::lexicon::hash;
use crate::extract::lexicon::letters::LETTERS;
use crate::extract::lexicon::letters::Letter;
use crate::extract::lexicon::units::Unit;
use crate::extract::lexicon::units::Units;

/// No entry.
const NONE: u32 = u32::MAX;

/// What a text of the dictionary stands for.
#[derive(Clone, Debug, Default)]
pub(in crate::extract) struct Draft {
    /// For each list that holds it as a phrase: the list, and its place there.
    pub(in crate::extract) phrases: Vec<(u8, u32)>,
    /// Its place among the words, if it is one.
    pub(in crate::extract) word: Option<u32>,
}

/// A phrase met in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::extract) struct Hit {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The list that holds it, and its place there.
    pub(super) list: u8,
    pub(super) index: u32,
}

impl Hit {
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u64,
    entry: u32,
    flags: u32,
}

impl Slot {
    const TAKEN: u32 = 1;
    /// Longer phrases begin with it.
    const CONTINUES: u32 = 2;
    const PHRASE: u32 = 4;
    const WORD: u32 = 8;
}

#[derive(Clone, Debug)]
struct Entry {
    text: Range<u32>,
    phrases: Range<u32>,
    word: u32,
}

/// The phrases and words of many lists.
#[derive(Debug)]
pub(in crate::extract) struct Dictionary {
    slots: Vec<Slot>,
    entries: Vec<Entry>,
    texts: String,
    phrases: Vec<(u8, u32)>,
}

impl Dictionary {
    /// Builds the table; texts are folded.
    pub(in crate::extract) fn new(drafts: &BTreeMap<String, Draft>) -> Self {
        let cut: Vec<Units> = drafts.keys().map(|text| Units::new(text)).collect();
        let beginnings: usize = cut.iter().map(|text| text.parts.len()).sum();
        let mut built = Self {
            slots: vec![Slot::default(); (beginnings * 2).next_power_of_two()],
            entries: Vec::with_capacity(drafts.len()),
            texts: String::new(),
            phrases: Vec::new(),
        };
        for ((text, draft), cut) in drafts.iter().zip(&cut) {
            built.add(text, draft, &cut.parts);
        }
        built
    }

    fn add(&mut self, text: &str, draft: &Draft, units: &[Unit]) {
        let Some((first, rest)) = units.split_first() else {
            return;
        };
        let mut hash = first.hash;
        for unit in rest {
            if !draft.phrases.is_empty() {
                self.slot_mut(hash).flags |= Slot::CONTINUES;
            }
            hash = hash::chained(hash, unit.hash, unit.spaces);
        }
        let (text_at, phrases_at) = (self.texts.len() as u32, self.phrases.len() as u32);
        self.texts.push_str(text);
        self.phrases.extend(&draft.phrases);
        let entry = self.entries.len() as u32;
        self.entries.push(Entry {
            text: text_at..self.texts.len() as u32,
            phrases: phrases_at..self.phrases.len() as u32,
            word: draft.word.unwrap_or(NONE),
        });
        let slot = self.slot_mut(hash);
        slot.entry = entry;
        slot.flags |= if draft.phrases.is_empty() {
            0
        } else {
            Slot::PHRASE
        };
        slot.flags |= draft.word.map_or(0, |_| Slot::WORD);
    }

    fn slot_mut(&mut self, hash: u64) -> &mut Slot {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].flags != 0 && self.slots[at].hash != hash {
            at = (at + 1) & mask;
        }
        let slot = &mut self.slots[at];
        slot.hash = hash;
        slot.flags |= Slot::TAKEN;
        slot
    }

    /// The slot of a hash; an empty one where the table does not hold it.
    #[inline]
    fn slot(&self, hash: u64) -> Slot {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.hash == hash || slot.flags == 0 {
                return slot;
            }
            at = (at + 1) & mask;
        }
    }

    /// The place among the words of the word that has a hash and stands in a text.
    pub(super) fn word(&self, text: &str, range: Range<usize>, hash: u64) -> Option<u32> {
        let slot = self.slot(hash);
        if slot.flags & Slot::WORD == 0 {
            return None;
        }
        let entry = &self.entries[slot.entry as usize];
        (self.text(entry) == &text[range]).then_some(entry.word)
    }

    fn text(&self, entry: &Entry) -> &str {
        &self.texts[entry.text.start as usize..entry.text.end as usize]
    }

    /// Every phrase on word boundaries, overlapping ones too, in the order of where they end, the
    /// longer first.
    pub(super) fn hits(&self, text: &str, units: &[Unit]) -> Vec<Hit> {
        let mut scan = Scan {
            dictionary: self,
            text,
            units,
            hits: Vec::new(),
        };
        for (first, unit) in units.iter().enumerate() {
            if unit.has_hangul {
                scan.korean(first, first, 0);
            }
            let slot = self.slot(unit.hash);
            if slot.flags & (Slot::PHRASE | Slot::CONTINUES) != 0 {
                scan.follow(first, slot);
            }
        }
        scan.hits.sort_by_key(|hit| (hit.end, hit.start));
        scan.hits
    }
}

struct Scan<'s> {
    dictionary: &'s Dictionary,
    text: &'s str,
    units: &'s [Unit],
    hits: Vec<Hit>,
}

impl Scan<'_> {
    /// Follows the phrases that begin with a unit, whose slot is given.
    fn follow(&mut self, first: usize, mut slot: Slot) {
        let mut hash = self.units[first].hash;
        let mut last = first;
        loop {
            if slot.flags & Slot::PHRASE != 0 && !self.goes_on(last) {
                self.note(slot, self.units[first].start, self.units[last].end);
            }
            last += 1;
            let Some(unit) = self.units.get(last) else {
                return;
            };
            if slot.flags & Slot::CONTINUES == 0 {
                return;
            }
            if unit.has_hangul {
                self.korean(first, last, hash);
            }
            hash = hash::chained(hash, unit.hash, unit.spaces);
            slot = self.dictionary.slot(hash);
        }
    }

    /// True where a mark follows a unit: a mark belongs to the letter before it in every script.
    fn goes_on(&self, last: usize) -> bool {
        let end = self.units[last].end;
        self.units
            .get(last + 1)
            .is_some_and(|next| next.is_marked && next.start == end)
    }

    /// Follows the phrases that end inside a unit with Korean letters, where particles begin; the
    /// hash is that of the units before it from `first` on.
    fn korean(&mut self, first: usize, last: usize, hash: u64) {
        let unit = self.units[last];
        let word = &self.text[unit.start as usize..unit.end as usize];
        for (at, c) in word.char_indices().skip(1) {
            let before = &word[..at];
            let ends = before.chars().next_back().map(|c| LETTERS.of(c));
            if !ends.is_some_and(Letter::is_hangul) || LETTERS.of(c).is_mark() {
                continue;
            }
            let part = hash::of_bytes(before.as_bytes());
            let hash = if first == last {
                part
            } else {
                hash::chained(hash, part, unit.spaces)
            };
            let slot = self.dictionary.slot(hash);
            if slot.flags & Slot::PHRASE != 0 {
                self.note(slot, self.units[first].start, unit.start + at as u32);
            }
        }
    }

    fn note(&mut self, slot: Slot, start: u32, end: u32) {
        let dictionary = self.dictionary;
        let entry = &dictionary.entries[slot.entry as usize];
        if dictionary.text(entry) != &self.text[start as usize..end as usize] {
            return;
        }
        let phrases = entry.phrases.start as usize..entry.phrases.end as usize;
        let hits = dictionary.phrases[phrases].iter().map(|(list, index)| Hit {
            start,
            end,
            list: *list,
            index: *index,
        });
        self.hits.extend(hits);
    }
}
