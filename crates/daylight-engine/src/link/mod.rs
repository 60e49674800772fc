//! Stage 6: ads tied through identifiers and texts into networks, each tie with its weight.
//!
//! A tie weighs log2 of how much likelier it is under one operator than under two (Fellegi &
//! Sunter 1969, "A theory for record linkage"): an identifier that few otherwise separate
//! operators show weighs much, one that many show weighs little. Ties are then filtered before
//! anything is joined, because a single hotline or stolen number would chain strangers into one
//! giant component (Freeman et al. 2025, arXiv 2507.13477, name this the central problem):
//!
//! 1. `contacts`: identifiers join ads, but for those a user lists as generic, those that touch
//!    many otherwise separate operators, and single uses of a number that is at home elsewhere.
//! 2. `texts`: groups of contacts that fill the same text join where names, places and dates
//!    bear it out; a text that many separate operators use joins nobody.
//! 3. `giants`: what still holds too much of the market together is cut at its bridges.
//!
//! What people decided about two ads stands above all of this: `judged`.
//!
//! Nothing is dropped in silence: every tie set aside is returned with the reason.

mod contacts;
mod evidence;
mod giants;
mod groups;
mod judged;
mod texts;

use std::collections::BTreeSet;

use daylight_model::FactKind;
use daylight_model::Suppression;

use crate::link::contacts::Contacts;
use crate::link::giants::Giants;

pub use evidence::AdEvidence;
pub use evidence::AdView;
pub use evidence::Evidence;
pub use judged::Judged;

/// An identifier shown in an ad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// Its number in [`Input::identifiers`].
    pub identifier: u32,
    /// Which of the ad's facts it was read from: the readings of one fact are one contact, however
    /// many identifiers they might be.
    pub fact: u32,
    /// False where it is only one of several readings and not the likeliest.
    pub likeliest: bool,
}

/// An identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// Its kind.
    pub kind: FactKind,
    /// True where the user's list says it is generic.
    pub listed: bool,
}

/// Everything the stage reads.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The ads, in the order of their ids.
    pub ads: &'a Evidence,
    /// The identifiers, in canonical order.
    pub identifiers: &'a [Identifier],
    /// What people decided.
    pub judged: &'a Judged,
}

/// What counts as generic, copied, giant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// An identifier that touches at least this many otherwise separate operators is generic.
    pub generic_operators_min: usize,
    /// A text used by more separate operators than this ties none of them (INDICATORS, D03).
    pub text_operators_max: usize,
    /// Bits from which shared texts, names, places and dates join two groups of contacts.
    pub text_bits_min: f64,
    /// Share of all ads above which a network is a giant.
    pub giant_share: f64,
    /// Ads below which nothing is a giant.
    pub giant_ads_min: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            generic_operators_min: 5,
            text_operators_max: 20,
            text_bits_min: 3.0,
            giant_share: 0.25,
            giant_ads_min: 500,
        }
    }
}

/// What a tie rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A shared identifier, by number.
    Identifier(u32),
    /// A shared text, by the first ad of its cluster.
    Text(u32),
    /// A person's decision.
    Judged,
}

/// Two ads tied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// What ties them.
    pub basis: Basis,
    /// The ad with the smaller number.
    pub from: u32,
    /// The other.
    pub to: u32,
    /// log2 likelihood ratio.
    pub weight_bits: f64,
    /// Why it is not used; `None` where it is.
    pub suppressed: Option<Suppression>,
}

/// The networks and the ties behind them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linked {
    /// For each ad the first ad of its network; its own number where it stands alone.
    pub networks: Vec<u32>,
    /// Every tie, used or not, in the order of basis, then ads.
    pub ties: Vec<Tie>,
    /// The uses of identifiers that count, as `(ad, identifier)`, ascending: what was set aside as
    /// generic, stolen or bridging is not among them.
    pub in_force: Vec<(u32, u32)>,
}

/// The part of a round's time that identifiers take, and that with the texts.
const SETTLED: f64 = 0.5;
const JOINED: f64 = 0.8;

/// Ties ads into networks. No ads give an empty answer.
#[must_use]
pub fn link(input: Input<'_>, settings: Settings) -> Linked {
    link_telling(input, settings, &mut |_| {})
}

/// The same; `tell` hears how much is done, 0 to 1. It goes back where a giant was cut, for then
/// everything is settled anew.
#[must_use]
pub fn link_telling(input: Input<'_>, settings: Settings, tell: &mut dyn FnMut(f64)) -> Linked {
    let mut cuts = BTreeSet::new();
    loop {
        tell(0.0);
        let contacts = Contacts::settle(input, settings, &cuts);
        tell(SETTLED);
        let (groups, text_ties) = texts::join(input, settings, &contacts);
        tell(JOINED);
        let networks = groups.firsts();
        let giants = Giants::find(&networks, settings);
        let found = giants.cuts(input, &contacts);
        if found.is_empty() {
            let mut ties = contacts.ties(input);
            ties.extend(text_ties);
            ties.extend(judged_ties(input.judged));
            set_refused_aside(&mut ties, &networks, input.judged);
            ties.sort_by_key(|tie| (tie.basis, tie.from, tie.to));
            let mut in_force: Vec<(u32, u32)> = contacts
                .uses_in_force()
                .map(|(identifier, ad)| (ad, identifier))
                .collect();
            in_force.sort_unstable();
            return Linked {
                networks,
                ties,
                in_force,
            };
        }
        // Every round cuts at least one use of an identifier, so this ends.
        cuts.extend(found);
    }
}

/// The ties that people made.
fn judged_ties(judged: &Judged) -> impl Iterator<Item = Tie> {
    judged.together.iter().map(|(one, other)| Tie {
        basis: Basis::Judged,
        from: *one.min(other),
        to: *one.max(other),
        weight_bits: 0.0,
        suppressed: None,
    })
}

/// Says of ties that would join what people judged to be apart that they are not used.
fn set_refused_aside(ties: &mut [Tie], networks: &[u32], judged: &Judged) {
    if judged.apart.is_empty() {
        return;
    }
    let network = |ad: u32| networks.get(ad as usize);
    for tie in ties {
        if tie.suppressed.is_none() && network(tie.from) != network(tie.to) {
            tie.suppressed = Some(Suppression::Judged);
        }
    }
}

#[cfg(test)]
mod tests;
