//! Known answers and properties of the score stage.

use daylight_model::Disguise;
use daylight_model::FactKind;
use daylight_model::Grade;
use daylight_model::Indicator;
use daylight_model::Moment;
use daylight_model::Precision;
use proptest::prelude::*;

use crate::score::Abstention;
use crate::score::AdSigns;
use crate::score::Contact;
use crate::score::Market;
use crate::score::Offer;
use crate::score::Reference;
use crate::score::Registry;
use crate::score::Scored;
use crate::score::Scorer;
use crate::score::Signs;
use crate::score::Spot;
use crate::score::TemplateUse;
use crate::score::Values;
use crate::score::Weights;

const DAY: i64 = 86_400;

fn posted(seconds: i64) -> Moment {
    Moment {
        seconds,
        precision: Precision::Minute,
        zone_assumed: false,
    }
}

/// An ad of a plain market: its own text, one name, one contact, a day.
fn ad(text: u64, name: u32, contact: u32, day: i64) -> AdSigns {
    AdSigns {
        text,
        site: Some(0),
        posted: Some(posted(day * DAY + i64::from(name) * 3_600)),
        place: Some(0),
        names: vec![name],
        contacts: vec![Contact {
            identifier: contact,
            kind: FactKind::Phone,
            hidden: None,
        }],
        template: Some(0),
        others_speak: Some(false),
        offer: Offer::Service,
        ..AdSigns::default()
    }
}

/// Ten names on five contacts in one template, in three far places.
fn ring() -> Vec<AdSigns> {
    (0..60_u32)
        .map(|n| AdSigns {
            place: Some(n % 3),
            ..ad(u64::from(n), n % 10, n % 5, i64::from(n) / 2)
        })
        .collect()
}

/// One woman who reposts her own ad a hundred times.
fn lone() -> Vec<AdSigns> {
    (0..100).map(|n| ad(7, 1, 1, n)).collect()
}

const PLACES: [Spot; 3] = [
    Spot {
        coordinates: Some((51.5, -0.1)),
    },
    Spot {
        coordinates: Some((48.9, 2.4)),
    },
    Spot { coordinates: None },
];

const TEMPLATES: [TemplateUse; 1] = [TemplateUse {
    fixed_words: 40,
    networks: 1,
}];

/// Ads held in memory.
#[derive(Debug)]
struct Held(Vec<AdSigns>);

impl Signs for Held {
    fn ads(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap()
    }

    fn of(&self, ad: u32) -> Option<AdSigns> {
        self.0.get(ad as usize).cloned()
    }
}

fn market(ads: &Held) -> Market<'_> {
    Market {
        ads,
        places: &PLACES,
        templates: &TEMPLATES,
    }
}

/// Ordinary operators: small values of everything.
fn reference() -> Reference {
    let ordinary: Vec<Values> = (0..100_u8)
        .map(|n| Values {
            indicators: Indicator::ALL
                .iter()
                .map(|_| Some(f64::from(n) / 50.0))
                .collect(),
            parts: Some([f64::from(n) / 50.0; 3]),
        })
        .collect();
    Reference::freeze("test", &ordinary)
}

fn run(ads: &[AdSigns]) -> Scored {
    let all: Vec<u32> = (0..u32::try_from(ads.len()).unwrap()).collect();
    let registry = Registry::shipped(&Weights::new()).unwrap();
    score(ads, &all, &registry, &reference())
}

fn score(ads: &[AdSigns], network: &[u32], registry: &Registry, reference: &Reference) -> Scored {
    Scorer::new(market(&Held(ads.to_vec())), registry, reference).score(network)
}

fn values(ads: &[AdSigns], network: &[u32]) -> Values {
    let registry = Registry::shipped(&Weights::new()).unwrap();
    Scorer::new(market(&Held(ads.to_vec())), &registry, &reference()).values(network)
}

fn value(scored: &Scored, indicator: Indicator) -> Option<f64> {
    scored
        .reasons
        .iter()
        .find(|reason| reason.indicator == indicator)
        .and_then(|reason| reason.value)
}

#[test]
fn a_ring_ranks_with_reasons() {
    let scored = run(&ring());
    assert_eq!(scored.abstained, None);
    assert_eq!(value(&scored, Indicator::D02), Some(2.0));
    assert_eq!(value(&scored, Indicator::D03), Some(5.0));
    assert_eq!(scored.reasons.len(), 12);
    assert!(
        scored
            .reasons
            .iter()
            .all(|reason| !reason.innocent.is_empty())
    );
}

/// Three names of a firm with two phones, one address and one handle, all of which stand in every
/// ad: as many contacts as names, and yet no more than two that could be different people's.
#[test]
fn a_phone_and_an_address_are_not_counted_against_each_other() {
    let kinds = [
        FactKind::Phone,
        FactKind::Phone,
        FactKind::Email,
        FactKind::Handle,
    ];
    let ads: Vec<AdSigns> = (0..30_u32)
        .map(|n| AdSigns {
            contacts: (0..)
                .zip(kinds)
                .map(|(identifier, kind)| Contact {
                    identifier,
                    kind,
                    hidden: None,
                })
                .collect(),
            pages: vec![9],
            ..ad(u64::from(n), n % 3, 0, i64::from(n))
        })
        .collect();
    let scored = run(&ads);
    assert_eq!(value(&scored, Indicator::D03), Some(2.0));
    assert_eq!(value(&scored, Indicator::D09), Some(2.0));
}

#[test]
fn one_person_who_reposts_does_not_rank() {
    assert_eq!(run(&lone()).abstained, Some(Abstention::OneName));
}

#[test]
fn thin_data_are_unknown_and_never_zero() {
    assert_eq!(run(&ring()[..4]).abstained, Some(Abstention::Thin));
    let mut undated = ring();
    for ad in &mut undated {
        ad.posted = None;
    }
    let scored = run(&undated);
    assert_eq!(value(&scored, Indicator::D02), None);
    assert_eq!(value(&scored, Indicator::D04), None);
}

#[test]
fn a_time_known_to_the_day_says_nothing_of_distance() {
    let mut ads = ring();
    for ad in &mut ads {
        ad.posted = ad.posted.map(|posted| Moment {
            precision: Precision::Day,
            ..posted
        });
    }
    assert_eq!(value(&run(&ads), Indicator::D05), None);
}

#[test]
fn fraud_wording_leaves_the_ranking() {
    let mut ads = ring();
    for ad in &mut ads {
        ad.scam = true;
    }
    assert_eq!(run(&ads).abstained, Some(Abstention::Scam));
}

#[test]
fn a_broadcast_leaves_the_ranking() {
    let spots: Vec<Spot> = (0..6_u8)
        .map(|n| Spot {
            coordinates: Some((f64::from(n) * 3.0, 0.0)),
        })
        .collect();
    let ads: Vec<AdSigns> = (0..12_u32)
        .map(|n| AdSigns {
            place: Some(n % 6),
            posted: Some(posted(i64::from(n) * 60)),
            site: Some(n),
            ..ad(1, n % 4, n, 0)
        })
        .collect();
    let all: Vec<u32> = (0..12).collect();
    let registry = Registry::shipped(&Weights::new()).unwrap();
    let market = Market {
        ads: &Held(ads),
        places: &spots,
        templates: &TEMPLATES,
    };
    let scored = Scorer::new(market, &registry, &reference()).score(&all);
    assert_eq!(scored.abstained, Some(Abstention::Spam));
    assert_eq!(value(&scored, Indicator::D05), None);
}

#[test]
fn weak_signs_alone_rank_nobody() {
    // Openly written elsewhere, hidden here; nothing else is out of the ordinary.
    let mut ads: Vec<AdSigns> = (0..30_u32)
        .map(|n| ad(u64::from(n), n % 2, n % 2, i64::from(n)))
        .collect();
    for ad in &mut ads {
        ad.contacts[0].hidden = Some(Disguise::Leet);
        ad.template = None;
    }
    let registry = Registry::shipped(&Weights::new()).unwrap();
    let tight: Vec<Values> = vec![
        Values {
            indicators: Indicator::ALL
                .iter()
                .map(|indicator| {
                    Some(if *indicator == Indicator::D01 {
                        0.1
                    } else {
                        100.0
                    })
                })
                .collect(),
            parts: Some([100.0; 3]),
        };
        10
    ];
    let all: Vec<u32> = (0..30).collect();
    let mut extra = ads.clone();
    extra.extend((0..200).map(|n| ad(1_000 + n, 9, 9, 1)));
    let tight = Reference::freeze("tight", &tight);
    let scored = score(&extra, &all, &registry, &tight);
    assert_eq!(scored.abstained, Some(Abstention::WeakSigns));
    assert!(scored.score <= 0.0);
}

#[test]
fn caps_and_families_hold() {
    let scored = run(&ring());
    let people: f64 = scored.reasons.iter().map(|reason| reason.points).sum();
    assert!(people <= 20.0 * (1.0 + 0.5 + 0.25 * 4.0) + 20.0 + 10.0);
    let weak: f64 = scored
        .reasons
        .iter()
        .filter(|reason| reason.grade == Grade::C)
        .map(|reason| reason.points)
        .sum();
    assert!(weak <= 10.0);
}

#[test]
fn weights_may_be_lowered_and_never_raised() {
    let lower = Weights::from([(Indicator::D02, 3.0)]);
    assert!(Registry::shipped(&lower).is_ok());
    let higher = Weights::from([(Indicator::D02, 21.0)]);
    assert!(Registry::shipped(&higher).is_err());
    let negative = Weights::from([(Indicator::D02, -1.0)]);
    assert!(Registry::shipped(&negative).is_err());
}

#[test]
fn no_weight_no_rank() {
    let none: Weights = Indicator::ALL
        .into_iter()
        .filter(|indicator| {
            ![
                Indicator::D01,
                Indicator::D05,
                Indicator::D06,
                Indicator::D08,
            ]
            .contains(indicator)
        })
        .map(|indicator| (indicator, 0.0))
        .collect();
    let registry = Registry::shipped(&none).unwrap();
    let ads = ring();
    let all: Vec<u32> = (0..60).collect();
    assert!(
        score(&ads, &all, &registry, &reference())
            .abstained
            .is_some()
    );
}

#[test]
fn the_shipped_reference_reads() {
    Reference::shipped().unwrap();
}

#[test]
fn a_tied_offer_needs_two_employers() {
    let mut ads = ring();
    for (n, ad) in (0_u32..).zip(&mut ads) {
        ad.offer = Offer::Job { flags: 2 };
        ad.fronts = vec![n % 2];
    }
    assert_eq!(value(&run(&ads), Indicator::D12), Some(1.0));
    for ad in &mut ads {
        ad.fronts = vec![0];
    }
    assert_eq!(value(&run(&ads), Indicator::D12), Some(0.0));
}

fn any_ad() -> impl Strategy<Value = AdSigns> {
    (0_u64..4, 0_u32..5, 0_u32..4, 0_i64..90, 0_u32..3).prop_map(
        |(text, name, contact, day, place)| {
            // Ads of one text say the same, as they do where the text is read.
            let said = ((text * 10 + u64::from(name)) * 10 + u64::from(contact)) * 10;
            AdSigns {
                place: Some(place),
                ..ad(said + u64::from(place), name, contact, day)
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The order in which a network's ads stand changes no value.
    #[test]
    fn order_changes_nothing(ads in prop::collection::vec(any_ad(), 5..60)) {
        let all: Vec<u32> = (0..u32::try_from(ads.len()).unwrap()).collect();
        let reversed: Vec<AdSigns> = ads.iter().rev().cloned().collect();
        prop_assert_eq!(
            values(&ads, &all),
            values(&reversed, &all)
        );
    }

    /// A percentile corpus reads back what it writes.
    #[test]
    fn a_reference_round_trips(numbers in prop::collection::vec(0.0_f64..50.0, 1..40)) {
        let ordinary: Vec<Values> = numbers
            .iter()
            .map(|n| Values {
                indicators: vec![Some(*n); 12],
                parts: Some([*n; 3]),
            })
            .collect();
        let corpus = Reference::freeze("random", &ordinary);
        prop_assert_eq!(Reference::parse(&corpus.to_toml()).unwrap(), corpus);
    }
}
