//! Stage 5: the fixed words and the typed slots of a cluster.

use daylight_model::FactKind;

/// One word of an ad as alignment sees it; the words of one fact are one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token<'a> {
    /// The word in its comparable form; for a fact, the fact's characters in that form.
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

/// Finds the templates of one cluster: at least one for a cluster of two or more whose members
/// share words, none for fewer members. A member fits at most one.
#[must_use]
pub fn templates(_members: &[Member<'_>]) -> Vec<Shape> {
    Vec::new()
}
