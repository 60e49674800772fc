//! Stage 5: the fixed words and the typed slots of a cluster.
//!
//! # Method
//!
//! A cluster holds ads written from one text or a few. The template of a text is what its ads
//! share, in order, and the places where they differ. It is found in rounds:
//!
//! 1. Words become numbers and every fact becomes its kind, so two phones are the same to
//!    alignment, and so are all words that only one ad has, as no template can show them;
//!    members that are then equal count as one text with many ads.
//! 2. A **seed** is taken: the text with most words that many ads have. Up to
//!    [`CANDIDATES_MAX`] texts at even distances are written through the seed, and up to
//!    [`SAMPLE_MAX`] of those that fit are aligned in a **partial order graph** (Lee, Grasso and
//!    Sharlow, "Multiple sequence alignment using partial order graphs", Bioinformatics 2002).
//! 3. Every column of the graph becomes a fixed word, a slot or nothing, whichever is cheapest
//!    together: **minimum description length** (Rissanen, "Modeling by shortest data
//!    description", Automatica 1978), as `InfoShield` (Lee et al., ICDE 2021) and `DeltaShield`
//!    (TKDD 2023) do for ads; here each slot is typed by the facts that fill it.
//! 4. All texts that are left are written through the template. Words that turn out to be shared
//!    by half of the fitting ads or fewer become slots, and so on until nothing changes.
//! 5. A template that saves bits for at least two ads is kept, its ads leave, and the next round
//!    begins; a seed that gives none is not tried again.
//!
//! Alignment anchors on words that are unique on both sides, in their longest common order, then
//! on equal words at both ends of each gap; dynamic programming does what little is left. Time
//! is linear in the members but for sorting. Nothing depends on the order of the members or on
//! their numbers, only on their texts.
//!
//! # What things cost
//!
//! | what | bits |
//! |---|---|
//! | a word, or the value of a fact | *w* = log2 of the distinct words and facts of the cluster, counted as at least 1,024 |
//! | a whole number *n* from 0 | *L(n)* = log\*(*n* + 1), Rissanen's universal code |
//! | an ad of *n* words, plain | *L(n)* + *n w* |
//! | a template of *p* parts | *L(p)*, then 1 + *w* for a fixed word, 1 + log2 11 for a slot and its kind |
//! | an ad through it | *L(runs of edits)* + its runs + its fillings |
//! | a run of *k* edits | log2 3 for insert, delete or substitute, log2(*p* + 1) for where, *L(k)*, then *k w* unless it deletes |
//! | a slot filled by *k* words | *L(k)*, then for each *w* + log2(16/15) if it is of the slot's kind, *w* + 4 if not |
//!
//! `bits_saved` is plain less through the template less the template. The value of a fact costs
//! the same both ways, so facts alone save nothing.
//!
//! An ad fits where it costs less through the template than plain, and either half of the
//! template's words or half of its own words are the template's: without the second rule an ad
//! that shares a common phrase would be taken from the template that is its own.
//!
//! # What is never shown
//!
//! No fact is ever fixed, even when all members share it; neither is a word that is the text of
//! a fact elsewhere in the cluster, a number or name that is part of one, or a long part of a
//! private one. A fixed word stands in more than half of the template's ads and in at least two.

mod align;
mod cost;
mod encode;
mod fit;
mod gap;
mod graph;
mod intern;
mod pattern;
mod search;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod truth_tests;

use daylight_model::FactKind;

use crate::template::intern::Corpus;
use crate::template::pattern::Piece;

/// Tokens of an ad that are read; what stands behind them in a longer ad is neither aligned nor
/// counted in its cost.
pub const TOKENS_MAX: usize = 4_096;
/// Texts aligned in one graph. More add little to a vote of this size.
pub const SAMPLE_MAX: usize = 64;
/// Texts of a cluster compared with a seed in search of a sample.
pub const CANDIDATES_MAX: usize = 1_024;
/// Templates of one cluster; ads of further templates fit none.
pub const TEMPLATES_MAX: usize = 256;
/// Seeds of one cluster that gave no template, after which the search ends.
pub const FAILED_SEEDS_MAX: usize = 64;
/// Corrections of one template, after which it is given up.
const ROUNDS_MAX: usize = 16;
/// Cells of one gap's dynamic programming; a larger gap goes unaligned: its words count as
/// inserted, or fill the gap's first slot.
const GAP_CELLS_MAX: usize = 1 << 18;

/// One word of an ad as alignment sees it; the words of one fact are one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token<'a> {
    /// The word in its comparable form; for a fact, its first word.
    pub text: &'a str,
    /// The kind of fact it is, if any: never shown, always a slot.
    pub fact: Option<FactKind>,
}

/// One ad of a cluster.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    /// The caller's number for the ad; members come in ascending order.
    pub ad: u32,
    /// Its tokens in order.
    pub tokens: Vec<Token<'a>>,
    /// The words of its facts after each one's first: what would give a fact away.
    pub hidden: Vec<(&'a str, FactKind)>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A word most members share.
    Fixed(String),
    /// A place where members differ; the kind of fact that fills it in most members, if any.
    Slot(Option<FactKind>),
}

/// The template of some members of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The members that fit it, ascending.
    pub ads: Vec<u32>,
    /// Its parts in order; two slots never stand side by side unless their kinds differ.
    pub parts: Vec<Part>,
    /// Bits that writing the members through it saves over writing them word by word.
    pub bits_saved: f64,
}

impl Shape {
    /// The template as text: fixed words and slots, one space between, `{free}` for a slot
    /// without a kind: `call {name} on {phone}`.
    #[must_use]
    pub fn text(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(ToString::to_string).collect();
        parts.join(" ")
    }

    /// The slots in order, as in [`Self::text`] but without the braces.
    #[must_use]
    pub fn slots(&self) -> Vec<String> {
        let name = |part: &Part| match part {
            Part::Fixed(_) => None,
            Part::Slot(kind) => Some(slot_name(*kind).to_owned()),
        };
        self.parts.iter().filter_map(name).collect()
    }

    /// The fixed words in order.
    pub fn fixed_words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Fixed(word) => Some(word.as_str()),
            Part::Slot(_) => None,
        })
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed(word) => f.write_str(word),
            Self::Slot(kind) => write!(f, "{{{}}}", slot_name(*kind)),
        }
    }
}

fn slot_name(kind: Option<FactKind>) -> &'static str {
    kind.map_or("free", FactKind::as_str)
}

/// Finds the templates of one cluster: at least one for a cluster of two or more whose members
/// share words, none for fewer members. A member fits at most one.
///
/// The first shape is that of the best seed; they follow in the order of the search. The module
/// says how they are found and what the limits are.
#[must_use]
pub fn templates(members: &[Member<'_>]) -> Vec<Shape> {
    let corpus = Corpus::new(members);
    let shape = |found: search::Found| {
        let texts = found.texts.iter().filter_map(|at| corpus.texts.get(*at));
        let mut ads: Vec<u32> = texts.flat_map(|text| &text.ads).copied().collect();
        ads.sort_unstable();
        Shape {
            ads,
            parts: found
                .pieces
                .iter()
                .map(|piece| part(*piece, &corpus))
                .collect(),
            bits_saved: cost::as_bits(found.saved),
        }
    };
    search::find(&corpus).into_iter().map(shape).collect()
}

fn part(piece: Piece, corpus: &Corpus<'_>) -> Part {
    match piece {
        Piece::Word(symbol) => Part::Fixed(corpus.word(symbol).to_owned()),
        Piece::Slot(kind) => Part::Slot(kind.and_then(intern::kind_of)),
    }
}
