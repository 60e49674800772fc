//! Networks before and now, written as a letter an ad.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_engine::link::Basis;
use daylight_engine::link::Tie;
use daylight_model::LinkId;
use daylight_model::NetworkChange;
use daylight_model::NetworkEvent;
use daylight_model::NetworkId;
use daylight_model::Suppression;
use proptest::prelude::*;

use crate::pipeline::life::Earlier;
use crate::pipeline::life::NONE;
use crate::pipeline::life::Now;
use crate::pipeline::life::follow;

/// The network of every ad by a letter; a space is none.
fn networks(letters: &str) -> Vec<Vec<u32>> {
    let mut networks: BTreeMap<char, Vec<u32>> = BTreeMap::new();
    for (ad, letter) in (0..).zip(letters.chars()) {
        if letter != ' ' {
            networks.entry(letter).or_default().push(ad);
        }
    }
    networks.into_values().collect()
}

fn own(networks: &[Vec<u32>]) -> Vec<NetworkId> {
    let first = networks.iter().map(|ads| ads[0]);
    first.map(|ad| NetworkId::new(&format!("n-{ad}"))).collect()
}

/// From ads of networks by letters to others; an ad past the end of `now` is gone.
fn lives(before: &str, now: &str, ties: &[Tie]) -> (Vec<NetworkId>, Vec<NetworkChange>) {
    let there = now.chars().count();
    let mut earlier = Earlier::new(there);
    let then = networks(before);
    for (ads, id) in then.iter().zip(own(&then)) {
        for ad in ads {
            earlier.push(id.as_str(), ((*ad as usize) < there).then_some(*ad));
        }
    }
    let networks = networks(now);
    let mut of = vec![NONE; there];
    for (number, ads) in (0..).zip(&networks) {
        for ad in ads {
            of[*ad as usize] = number;
        }
    }
    let now = Now {
        networks: &networks,
        of: &of,
        ids: &own(&networks),
        ties,
        link: &|tie| Some(LinkId::new(&format!("l-{}-{}", tie.from, tie.to))),
    };
    follow(&earlier, now)
}

fn told(before: &str, now: &str, ties: &[Tie]) -> Vec<String> {
    let (_, changes) = lives(before, now, ties);
    let told = changes.into_iter().map(|change| {
        let other = change.other.map_or("-".to_owned(), |it| it.to_string());
        let link = change.link_id.map_or("-".to_owned(), |it| it.to_string());
        let event = change.event.as_str();
        format!(
            "{} {event} {other} {} {link}",
            change.network_id, change.ads
        )
    });
    told.collect()
}

fn tie(from: u32, to: u32, weight_bits: f64, suppressed: Option<Suppression>) -> Tie {
    Tie {
        basis: Basis::Identifier(0),
        from,
        to,
        weight_bits,
        suppressed,
    }
}

#[test]
fn the_same_networks_change_in_nothing() {
    assert!(told("aabb a", "aabb a", &[]).is_empty());
}

#[test]
fn a_growing_network_keeps_its_id_whatever_its_first_ad() {
    let ties = [tie(0, 2, 3.0, None), tie(0, 3, 9.0, None)];
    assert_eq!(told("  aa", "aaaa", &ties), ["n-2 grew - 2 l-0-3"]);
    assert_eq!(lives("  aa", "aaaa", &[]).0, [NetworkId::new("n-2")]);
}

#[test]
fn the_larger_of_two_that_merge_goes_on() {
    let ties = [tie(1, 2, 5.0, None), tie(0, 1, 9.0, None)];
    assert_eq!(
        told("aabbb", "aaaaa", &ties),
        ["n-0 ended n-2 2 l-1-2", "n-2 merged n-0 2 l-1-2"]
    );
}

#[test]
fn the_larger_part_of_a_split_goes_on_and_the_other_has_a_new_id() {
    let ties = [tie(0, 3, 5.0, Some(Suppression::Generic))];
    assert_eq!(
        told("aaaaa", "bbaaa", &ties),
        [
            "n-0 shrank - 2 l-0-3",
            "n-0-2 born - 2 -",
            "n-0-2 split n-0 2 l-0-3",
        ]
    );
}

#[test]
fn a_part_may_go_over_and_a_network_may_end() {
    assert_eq!(
        told("aaabb", "aabbb", &[]),
        ["n-0 shrank - 1 -", "n-3 split n-0 1 -"]
    );
    assert_eq!(told("aabb", "aa", &[]), ["n-2 ended - 2 -"]);
    assert_eq!(told("", "aa", &[]), ["n-0 born - 2 -"]);
}

proptest! {
    /// Ids stay unique, and the changes add up for every network.
    #[test]
    fn the_books_balance(before in "[ a-e]{0,24}", now in "[ a-e]{0,24}") {
        let sizes = |letters: &str| -> Vec<u64> {
            networks(letters).iter().map(|ads| ads.len() as u64).collect()
        };
        let then: BTreeMap<NetworkId, u64> =
            own(&networks(&before)).into_iter().zip(sizes(&before)).collect();
        let (ids, changes) = lives(&before, &now, &[]);
        prop_assert!(changes.is_sorted());
        let distinct: BTreeSet<&NetworkId> = ids.iter().collect();
        prop_assert_eq!(distinct.len(), ids.len());
        for (id, size) in ids.iter().zip(sizes(&now)) {
            let sum = |event| -> u64 {
                let of = changes.iter().filter(|it| it.network_id == *id && it.event == event);
                of.map(|change| change.ads).sum()
            };
            let came = sum(NetworkEvent::Grew) + sum(NetworkEvent::Merged) + sum(NetworkEvent::Split);
            if let Some(was) = then.get(id) {
                prop_assert_eq!(was + came - sum(NetworkEvent::Shrank), size);
            } else {
                prop_assert_eq!(sum(NetworkEvent::Born), size);
            }
        }
        let ended = changes.iter().filter(|it| it.event == NetworkEvent::Ended);
        let ended: BTreeMap<NetworkId, u64> =
            ended.map(|change| (change.network_id.clone(), change.ads)).collect();
        let gone = then.into_iter().filter(|(id, _)| !distinct.contains(id));
        prop_assert_eq!(ended, gone.collect());
    }
}
