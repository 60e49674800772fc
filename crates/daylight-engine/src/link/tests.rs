//! Known answers and properties of the link stage.

use daylight_model::FactKind;
use daylight_model::Suppression;
use proptest::prelude::*;

use crate::link::AdEvidence;
use crate::link::Basis;
use crate::link::Evidence;
use crate::link::Identifier;
use crate::link::Input;
use crate::link::Judged;
use crate::link::Linked;
use crate::link::Settings;
use crate::link::Shown;
use crate::link::Tie;
use crate::link::link;

/// An ad as `(cluster, identifiers, names)`.
type Plan = (u32, Vec<u32>, Vec<u32>);

fn run_judged(plan: &[Plan], listed: &[u32], judged: &Judged) -> Linked {
    let mut ads = Evidence::default();
    for (_, identifiers, names) in plan {
        ads.push(AdEvidence {
            identifiers: identifiers
                .iter()
                .map(|identifier| Shown {
                    identifier: *identifier,
                    fact: *identifier,
                    likeliest: true,
                })
                .collect(),
            names: names.clone(),
            ..AdEvidence::default()
        });
    }
    let clusters: Vec<u32> = plan.iter().map(|(cluster, _, _)| *cluster).collect();
    ads.set_clusters(&clusters);
    let identifiers: Vec<Identifier> = (0..200)
        .map(|number| Identifier {
            kind: FactKind::Phone,
            listed: listed.contains(&number),
        })
        .collect();
    link(
        Input {
            ads: &ads,
            identifiers: &identifiers,
            judged,
        },
        Settings::default(),
    )
}

fn run(plan: &[Plan], listed: &[u32]) -> Linked {
    run_judged(plan, listed, &Judged::default())
}

fn reasons(linked: &Linked) -> Vec<Suppression> {
    let mut reasons: Vec<Suppression> = linked
        .ties
        .iter()
        .filter_map(|tie| tie.suppressed)
        .collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}

#[test]
fn a_shared_number_joins_and_says_why() {
    let linked = run(
        &[
            (0, vec![1], vec![]),
            (1, vec![1], vec![]),
            (2, vec![2], vec![]),
        ],
        &[],
    );
    assert_eq!(linked.networks, [0, 0, 2]);
    assert_eq!(linked.ties.len(), 1);
    assert!(linked.ties[0].weight_bits > 0.0);
}

#[test]
fn a_listed_number_joins_nobody() {
    let linked = run(&[(0, vec![1], vec![]), (1, vec![1], vec![])], &[1]);
    assert_eq!(linked.networks, [0, 1]);
    assert_eq!(reasons(&linked), [Suppression::Listed]);
}

/// Number 0 stands in the ads of eight people who each have a number of their own.
#[test]
fn a_hotline_joins_nobody() {
    let plan: Vec<Plan> = (0..8).map(|ad| (ad, vec![0, ad + 1], vec![ad])).collect();
    let linked = run(&plan, &[]);
    assert_eq!(linked.networks, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(reasons(&linked), [Suppression::Generic]);
}

/// Numbers 0 and 1 always stand together in many texts: frequent, but one operator.
#[test]
fn frequent_inside_one_operator_is_no_ground() {
    let plan: Vec<Plan> = (0..12).map(|ad| (ad, vec![0, 1], vec![])).collect();
    let linked = run(&plan, &[]);
    assert_eq!(linked.networks, [0; 12]);
    assert_eq!(reasons(&linked), []);
}

/// Ads 0 to 2 are one woman's; ads 3 to 9 another operator's, one of which shows her number.
#[test]
fn a_stolen_number_is_set_aside() {
    let mut plan: Vec<Plan> = (0..3).map(|_| (0, vec![0], vec![7])).collect();
    plan.extend((3..9).map(|_| (3, vec![1], vec![8])));
    plan.push((3, vec![0], vec![9]));
    let linked = run(&plan, &[]);
    assert_eq!(linked.networks[..3], [0, 0, 0]);
    assert_ne!(linked.networks[9], 0);
    assert_eq!(reasons(&linked), [Suppression::Stolen, Suppression::Weak]);
}

/// Ads 6 to 11 answer to number 1, and each prints the number of one of six women, who posted once.
#[test]
fn a_fraud_that_prints_numbers_of_others_keeps_none_of_them() {
    let mut plan: Vec<Plan> = (0..6).map(|ad| (ad, vec![ad + 10], vec![ad])).collect();
    plan.extend((0..6).map(|of| (6, vec![1, of + 10], vec![of + 50])));
    let linked = run(&plan, &[]);
    assert_eq!(linked.networks, [0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6]);
    assert_eq!(reasons(&linked), [Suppression::Stolen]);
}

/// The same where the text has no contact of its own: nothing says whose the numbers are.
#[test]
fn one_ad_is_no_home_where_the_other_text_has_no_contact() {
    let mut plan: Vec<Plan> = (0..6).map(|ad| (ad, vec![ad + 10], vec![ad])).collect();
    plan.extend((0..6).map(|of| (6, vec![of + 10], vec![of + 50])));
    assert!(!reasons(&run(&plan, &[])).contains(&Suppression::Stolen));
}

/// A text that 25 people copied ties none of them.
#[test]
fn a_copied_text_joins_nobody() {
    let plan: Vec<Plan> = (0..25).map(|ad| (0, vec![ad + 1], vec![ad])).collect();
    let linked = run(&plan, &[]);
    assert_eq!(linked.networks, (0..25).collect::<Vec<u32>>());
    assert_eq!(reasons(&linked), [Suppression::CopiedTemplate]);
}

/// Two numbers that fill the same two texts under the same names are one operator.
#[test]
fn two_texts_and_names_join_two_numbers() {
    let mut plan: Vec<Plan> = vec![
        (0, vec![1], vec![1, 2]),
        (0, vec![2], vec![2, 3]),
        (2, vec![1], vec![1]),
        (2, vec![2], vec![2]),
    ];
    plan.extend((4..40).map(|ad| (ad, vec![ad + 10], vec![ad])));
    assert_eq!(run(&plan, &[]).networks[..4], [0, 0, 0, 0]);
}

#[test]
fn an_ad_without_contact_joins_the_only_user_of_its_text() {
    let linked = run(
        &[
            (0, vec![], vec![]),
            (0, vec![1], vec![]),
            (2, vec![], vec![]),
        ],
        &[],
    );
    assert_eq!(linked.networks, [0, 0, 2]);
}

/// Two markets of rings, held together by one number used once on each side.
#[test]
fn a_giant_is_cut_at_its_bridge() {
    let mut plan: Vec<Plan> = Vec::new();
    for side in [0_u32, 1] {
        for ad in 0..300_u32 {
            let text = side * 300 + ad / 10 * 10;
            let ring = ad / 10;
            let own = side * 60 + ring;
            let next = side * 60 + (ring + 1) % 30;
            let numbers = if ad % 10 == 0 {
                vec![own, next]
            } else {
                vec![own]
            };
            plan.push((text, numbers, vec![side * 2, side * 2 + 1]));
        }
    }
    plan[5].1.push(190);
    plan[305].1.push(190);
    plan.extend((600..900).map(|ad| (ad, vec![], vec![])));
    let linked = run(&plan, &[]);
    assert_ne!(linked.networks[5], linked.networks[305]);
    assert!(reasons(&linked).contains(&Suppression::Bridge));
}

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let ad = (
        0_u32..8,
        prop::collection::btree_set(0_u32..10, 0..3),
        prop::collection::btree_set(0_u32..4, 0..3),
    );
    prop::collection::vec(ad, 1..40).prop_map(|ads| {
        let mut first_of = std::collections::BTreeMap::new();
        (0_u32..)
            .zip(ads)
            .map(|(number, (cluster, identifiers, names))| {
                let first = *first_of.entry(cluster).or_insert(number);
                (
                    first,
                    identifiers.into_iter().collect(),
                    names.into_iter().collect(),
                )
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Every used tie lies inside one network, and every network is named by its first ad.
    #[test]
    fn used_ties_lie_inside_networks(plan in plans()) {
        let linked = run(&plan, &[]);
        for tie in linked.ties.iter().filter(|tie| tie.suppressed.is_none()) {
            prop_assert_eq!(
                linked.networks[tie.from as usize],
                linked.networks[tie.to as usize]
            );
        }
        for (ad, first) in (0_u32..).zip(&linked.networks) {
            prop_assert!(*first <= ad);
            prop_assert_eq!(linked.networks[*first as usize], *first);
        }
    }

    /// Reversing the ads changes who is together in nothing.
    #[test]
    fn order_does_not_matter(plan in plans()) {
        let n = u32::try_from(plan.len()).unwrap();
        let mut last_of = std::collections::BTreeMap::new();
        for (ad, (cluster, _, _)) in (0_u32..).zip(&plan) {
            last_of.insert(*cluster, n - 1 - ad);
        }
        let reversed: Vec<Plan> = plan
            .iter()
            .rev()
            .map(|(cluster, identifiers, names)| {
                (last_of[cluster], identifiers.clone(), names.clone())
            })
            .collect();
        let (one, other) = (run(&plan, &[]).networks, run(&reversed, &[]).networks);
        for a in 0..plan.len() {
            for b in 0..plan.len() {
                let (c, d) = (plan.len() - 1 - a, plan.len() - 1 - b);
                prop_assert_eq!(one[a] == one[b], other[c] == other[d]);
            }
        }
    }
}

#[test]
fn what_people_decided_stands_above_the_evidence() {
    let plan = [
        (0, vec![1], vec![]),
        (1, vec![1], vec![]),
        (2, vec![2], vec![]),
        (3, vec![1], vec![]),
    ];
    let judged = Judged {
        together: vec![(2, 1)],
        apart: vec![(0, 1)],
    };
    let linked = run_judged(&plan, &[], &judged);
    assert_ne!(linked.networks[0], linked.networks[1]);
    assert_eq!(linked.networks[1], linked.networks[2]);
    assert_eq!(reasons(&linked), [Suppression::Judged]);
    let own: Vec<&Tie> = linked
        .ties
        .iter()
        .filter(|tie| tie.basis == Basis::Judged)
        .collect();
    assert_eq!((own.len(), own[0].from, own[0].to), (1, 1, 2));
    // Ads that no evidence ties are joined all the same, and nothing decided changes nothing.
    let alone = [(0, vec![1], vec![]), (1, vec![2], vec![])];
    let judged = Judged {
        together: vec![(0, 1)],
        apart: Vec::new(),
    };
    assert_eq!(run_judged(&alone, &[], &judged).networks, [0, 0]);
    assert_eq!(run(&plan, &[]), run_judged(&plan, &[], &Judged::default()));
}
