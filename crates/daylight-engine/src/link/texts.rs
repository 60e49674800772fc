//! Ties through shared texts, borne out by names, places and dates.

use std::collections::BTreeMap;

use daylight_model::Suppression;

use crate::link::Basis;
use crate::link::Input;
use crate::link::Settings;
use crate::link::Tie;
use crate::link::contacts::Contacts;
use crate::link::contacts::ratio;
use crate::link::groups::Group;
use crate::link::groups::frequencies;
use crate::link::groups::gather;
use crate::link::groups::with_contact;
use crate::link::judged::Joined;

/// Bits that a text shared by two groups alone gives; each doubling of its users takes one off.
const TEXT_BITS: f64 = 5.0;

/// Bits that stand against any tie by text, because texts are copied and sold: one text shared by
/// two groups says nothing until something else bears it out.
const COPYING_BITS: f64 = 5.0;

/// Most bits one shared name gives.
const NAME_BITS_MAX: f64 = 5.0;

/// Shared names that count; more say nothing new.
const NAMES_COUNTED: usize = 3;

/// Bits against a tie where both sides go by names and share none.
const NAMES_APART_BITS: f64 = 4.0;

/// Bits for or against where places are shared, or known on both sides and not shared.
const PLACE_BITS: f64 = 1.5;

/// Bits where one side's dates end as the other's begin.
const ROTATION_BITS: f64 = 2.0;

/// Days between an end and a beginning that still look like a hand-over.
const ROTATION_DAYS: i64 = 3;

/// Bits where both sides hide their contact in the same way.
const HABIT_BITS: f64 = 1.0;

/// Rounds of joining: each lets a grown group be compared anew.
const ROUNDS_MAX: usize = 6;

/// Joins groups of contacts by the texts they share, and ads without a contact to the only group
/// that uses their text. Returns the groups and the ties considered.
pub(super) fn join(
    input: Input<'_>,
    settings: Settings,
    contacts: &Contacts,
) -> (Joined, Vec<Tie>) {
    let mut joined = contacts.joined.clone();
    let texts = Texts::gather(input);
    let mut ties: BTreeMap<(u32, u32, u32), Tie> = BTreeMap::new();
    let shows = with_contact(input, &mut joined);
    for (one, other) in texts.adoptions(&mut joined, &shows) {
        joined.join(one, other);
    }
    for round in 0..ROUNDS_MAX {
        let shows = with_contact(input, &mut joined);
        let pairs = texts.pairs(&mut joined, &shows, settings);
        let mut wanted: Vec<u32> = pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let groups = gather(input, &mut joined, &wanted);
        let names = frequencies(input, &mut joined);
        let mut changed = false;
        for ((a, b), shared) in pairs {
            let (Some(one), Some(other)) = (groups.get(&a), groups.get(&b)) else {
                continue;
            };
            let market = contacts.groups().max(2);
            let bits = text_bits(&shared) + bear_out(one, other, &names, market);
            let used = bits >= settings.text_bits_min;
            // A tie that a later round finds strong enough replaces the weak one.
            let kept = shared.keys().filter(|_| used || round == 0);
            ties.extend(kept.map(|text| ((*text, a, b), tie(*text, (a, b), bits, used))));
            changed |= used && joined.join(a, b);
        }
        if !changed {
            break;
        }
    }
    let mut ties: Vec<Tie> = ties.into_values().collect();
    ties.extend(texts.copied(input, &mut contacts.joined.clone(), settings));
    (joined, ties)
}

/// The ads of every cluster of two or more.
#[derive(Debug)]
struct Texts {
    /// The cluster and the ad, ascending.
    uses: Vec<(u32, u32)>,
}

impl Texts {
    fn gather(input: Input<'_>) -> Self {
        let mut sizes = vec![0_u32; input.ads.len()];
        for evidence in input.ads.iter() {
            if let Some(size) = sizes.get_mut(evidence.cluster as usize) {
                *size += 1;
            }
        }
        let mut uses: Vec<(u32, u32)> = (0_u32..)
            .zip(input.ads.iter())
            .map(|(ad, evidence)| (evidence.cluster, ad))
            .filter(|(cluster, _)| sizes.get(*cluster as usize).is_some_and(|size| *size > 1))
            .collect();
        uses.sort_unstable();
        Self { uses }
    }

    /// Each text with its ads, ascending.
    fn each(&self) -> impl Iterator<Item = (u32, &[(u32, u32)])> {
        let runs = self.uses.chunk_by(|a, b| a.0 == b.0);
        runs.filter_map(|run| Some((run.first()?.0, run)))
    }

    /// The groups that use a text, by their first ad, with one of their ads that does.
    fn users(ads: &[(u32, u32)], joined: &mut Joined) -> BTreeMap<u32, u32> {
        let mut users = BTreeMap::new();
        for (_, ad) in ads {
            users.entry(joined.first(*ad)).or_insert(*ad);
        }
        users
    }

    /// Pairs of groups with a contact that share texts few groups use: for each text, how many.
    fn pairs(
        &self,
        joined: &mut Joined,
        shows: &[bool],
        settings: Settings,
    ) -> BTreeMap<(u32, u32), BTreeMap<u32, usize>> {
        let mut pairs: BTreeMap<(u32, u32), BTreeMap<u32, usize>> = BTreeMap::new();
        for (text, ads) in self.each() {
            let users: Vec<u32> = Self::users(ads, joined)
                .into_keys()
                .filter(|first| is_set(shows, *first))
                .collect();
            if users.len() > settings.text_operators_max {
                continue;
            }
            for pair in every_pair(&users) {
                let shared = pairs.entry(pair).or_default();
                shared.insert(text, users.len());
            }
        }
        pairs
    }

    /// Pairs that give ads without a contact a group: the only one that uses their text, else,
    /// where nobody who uses it shows a contact, each other.
    fn adoptions(&self, joined: &mut Joined, shows: &[bool]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for (_, ads) in self.each() {
            let users = Self::users(ads, joined);
            let with_contact = users.keys().filter(|first| is_set(shows, **first)).count();
            if with_contact > 1 {
                continue;
            }
            let mut firsts = users.into_keys();
            if let Some(first) = firsts.next() {
                pairs.extend(firsts.map(|other| (first, other)));
            }
        }
        pairs
    }

    /// The ties that a text used by too many separate groups would have made: one for each group.
    fn copied(&self, input: Input<'_>, contacts: &mut Joined, settings: Settings) -> Vec<Tie> {
        let shows = with_contact(input, contacts);
        let mut ties = Vec::new();
        for (text, ads) in self.each() {
            let users = Self::users(ads, contacts);
            let operators: Vec<u32> = users
                .iter()
                .filter(|(first, _)| is_set(&shows, **first))
                .map(|(_, ad)| *ad)
                .collect();
            if operators.len() <= settings.text_operators_max {
                continue;
            }
            let Some((from, others)) = operators.split_first() else {
                continue;
            };
            ties.extend(others.iter().map(|to| Tie {
                basis: Basis::Text(text),
                from: *from.min(to),
                to: *from.max(to),
                weight_bits: 0.0,
                suppressed: Some(Suppression::CopiedTemplate),
            }));
        }
        ties
    }
}

fn is_set(flags: &[bool], number: u32) -> bool {
    flags.get(number as usize).copied().unwrap_or(false)
}

fn tie(text: u32, (a, b): (u32, u32), bits: f64, used: bool) -> Tie {
    Tie {
        basis: Basis::Text(text),
        from: a.min(b),
        to: a.max(b),
        weight_bits: bits,
        suppressed: (!used).then_some(Suppression::Weak),
    }
}

/// Every pair of ascending numbers, the smaller first.
fn every_pair(of: &[u32]) -> impl Iterator<Item = (u32, u32)> + '_ {
    of.iter()
        .enumerate()
        .flat_map(|(at, a)| of.iter().skip(at + 1).map(|b| (*a, *b)))
}

/// Bits of the shared texts, each the lighter the more groups use it.
fn text_bits(shared: &BTreeMap<u32, usize>) -> f64 {
    let texts: f64 = shared
        .values()
        .map(|users| (TEXT_BITS - ratio(*users, 2).log2()).max(0.0))
        .sum();
    texts - COPYING_BITS
}

/// Bits of what else the two groups share or do not.
fn bear_out(one: &Group, other: &Group, names: &[u32], market: usize) -> f64 {
    let mut bits = names_bits(one, other, names, market);
    if !one.places.is_empty() && !other.places.is_empty() {
        bits += if one.places.is_disjoint(&other.places) {
            -PLACE_BITS
        } else {
            PLACE_BITS
        };
    }
    if let (Some((first_a, last_a)), Some((first_b, last_b))) = (one.days, other.days) {
        let gap = (first_b - last_a).abs().min((first_a - last_b).abs());
        bits += if gap <= ROTATION_DAYS {
            ROTATION_BITS
        } else {
            0.0
        };
    }
    if one.habit().is_some() && one.habit() == other.habit() {
        bits += HABIT_BITS;
    }
    bits
}

fn names_bits(one: &Group, other: &Group, names: &[u32], market: usize) -> f64 {
    if one.names.is_empty() || other.names.is_empty() {
        return 0.0;
    }
    let mut shared: Vec<f64> = one
        .names
        .intersection(&other.names)
        .filter_map(|name| names.get(*name as usize))
        .map(|groups| {
            ratio(market, *groups as usize)
                .log2()
                .clamp(0.0, NAME_BITS_MAX)
        })
        .collect();
    if shared.is_empty() {
        return -NAMES_APART_BITS;
    }
    shared.sort_by(|a, b| b.total_cmp(a));
    // Two groups of many names share one by chance more often than two groups of one.
    let chances = ratio(one.names.len() * other.names.len(), 1).log2() / 2.0;
    let bits: f64 = shared.iter().take(NAMES_COUNTED).sum();
    (bits - chances).max(0.0)
}
