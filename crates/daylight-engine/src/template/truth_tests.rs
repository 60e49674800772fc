//! Properties on random clusters, and recovery of templates that are known.

use daylight_model::FactKind;
use proptest::prelude::*;

use crate::template::Member;
use crate::template::Part;
use crate::template::Shape;
use crate::template::Token;
use crate::template::templates;

type Word = (String, Option<FactKind>);

fn members(ads: &[Vec<Word>]) -> Vec<Member<'_>> {
    (0..)
        .zip(ads)
        .map(|(ad, words)| member(ad, words))
        .collect()
}

fn member(ad: u32, words: &[Word]) -> Member<'_> {
    let tokens = words.iter().map(|(text, fact)| Token { text, fact: *fact });
    Member {
        ad,
        tokens: tokens.collect(),
        hidden: Vec::new(),
    }
}

/// A generator with a seed, small enough to read: a linear congruence, its high bits.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A template that is known: its parts, as the market's generator would have them.
fn known_template(dice: &mut Dice, name: usize, length: usize) -> Vec<Part> {
    let kinds = [
        Some(FactKind::Phone),
        None,
        Some(FactKind::Name),
        None,
        Some(FactKind::Price),
    ];
    let mut parts = Vec::new();
    for at in 0..length {
        // A fifth of the words are common to all templates, as "the" and "and" are.
        let word = if dice.below(5) == 0 {
            format!("common{}", dice.below(12))
        } else {
            format!("t{name}w{at}")
        };
        parts.push(Part::Fixed(word));
        if at % 17 == 8 {
            parts.push(Part::Slot(kinds[(at / 17) % kinds.len()]));
        }
    }
    parts
}

/// An ad of it: slots filled at random, and now and then a word lost, changed or added.
fn ad_of(dice: &mut Dice, template: &[Part]) -> Vec<Word> {
    let mut words = Vec::new();
    for part in template {
        match part {
            Part::Fixed(word) => match dice.below(100) {
                0 => {}
                1 => words.push((format!("typo{}", dice.below(100_000)), None)),
                2 => {
                    words.push((word.clone(), None));
                    words.push((format!("extra{}", dice.below(100_000)), None));
                }
                _ => words.push((word.clone(), None)),
            },
            Part::Slot(Some(kind)) => {
                words.push((format!("{kind} {}", dice.below(100_000)), Some(*kind)));
            }
            Part::Slot(None) => {
                for _ in 0..=dice.below(4) {
                    words.push((format!("free{}", dice.below(2_000)), None));
                }
            }
        }
    }
    words
}

/// How much of the known parts was found.
#[derive(Debug, Default)]
struct Recovery {
    words: usize,
    words_found: usize,
    slots: usize,
    slots_besides: usize,
}

impl Recovery {
    /// Counts one shape; everything it says must be in the known template, in order, but for
    /// free slots: by chance words are lost or added at one place often enough to make one.
    fn count(&mut self, shape: &Shape, known: &[Part]) {
        let mut ahead = known.iter();
        for part in &shape.parts {
            let mut further = ahead.clone();
            if further.any(|other| other == part) && !Self::skips_slot(&ahead, part) {
                ahead = further;
                self.words_found += usize::from(matches!(part, Part::Fixed(_)));
            } else {
                assert_eq!(*part, Part::Slot(None), "{}", shape.text());
                self.slots_besides += 1;
            }
        }
        let slots = known
            .iter()
            .filter(|part| matches!(part, Part::Slot(_)))
            .count();
        self.slots += slots;
        self.words += known.len() - slots;
    }

    /// A free slot that stands by chance must not be taken for a known one further on.
    fn skips_slot(ahead: &std::slice::Iter<'_, Part>, part: &Part) -> bool {
        *part == Part::Slot(None) && ahead.clone().next() != Some(part)
    }
}

#[test]
fn known_templates_are_recovered() {
    let mut dice = Dice(7);
    let mut recovery = Recovery::default();
    let mut slots_found = 0;
    for (count, ads_each) in [(1, 6), (1, 200), (3, 12), (6, 60), (12, 7)] {
        let known: Vec<Vec<Part>> = (0..count)
            .map(|name| known_template(&mut dice, name, 80))
            .collect();
        let ads: Vec<Vec<Word>> = (0..count * ads_each)
            .map(|at| ad_of(&mut dice, &known[at % count]))
            .collect();
        let found = templates(&members(&ads));
        assert_eq!(found.len(), count, "{count} templates of {ads_each} ads");
        for shape in &found {
            let first = shape.ads[0] as usize % count;
            assert!(shape.ads.iter().all(|ad| *ad as usize % count == first));
            assert_eq!(shape.ads.len(), ads_each);
            recovery.count(shape, &known[first]);
            slots_found += shape.slots().len();
        }
    }
    assert!(
        recovery.words_found * 100 >= recovery.words * 99,
        "{recovery:?}"
    );
    assert!(
        (slots_found - recovery.slots_besides) * 100 >= recovery.slots * 95,
        "{recovery:?}"
    );
    assert!(
        recovery.slots_besides * 20 <= recovery.slots,
        "{recovery:?}"
    );
}

#[test]
fn a_cluster_of_strangers_ends_soon() {
    // Nothing in common but a few frequent words: no template, and no search among all pairs.
    let mut dice = Dice(3);
    let ads: Vec<Vec<Word>> = (0..20_000)
        .map(|_| {
            (0..20)
                .map(|_| (format!("w{}", dice.below(50_000)), None))
                .collect()
        })
        .collect();
    assert!(templates(&members(&ads)).is_empty());
}

#[test]
#[ignore = "prints a speed; run it in release: cargo test --release -p daylight-engine template::truth -- --ignored --nocapture"]
#[expect(
    clippy::print_stderr,
    clippy::disallowed_types,
    reason = "a measurement, never asserted"
)]
fn speed() {
    for (clusters, count, ads_each) in [
        (1, 1, 100_000),
        (1, 40, 1_000),
        (200, 1, 100),
        (2_000, 1, 10),
        (5_000, 1, 3),
    ] {
        let mut dice = Dice(11);
        let markets: Vec<Vec<Vec<Word>>> = (0..clusters)
            .map(|_| {
                let known: Vec<_> = (0..count)
                    .map(|name| known_template(&mut dice, name, 80))
                    .collect();
                (0..count * ads_each)
                    .map(|at| ad_of(&mut dice, &known[at % count]))
                    .collect()
            })
            .collect();
        let inputs: Vec<_> = markets.iter().map(|ads| members(ads)).collect();
        let start = std::time::Instant::now();
        let shapes: usize = inputs.iter().map(|members| templates(members).len()).sum();
        let seconds = start.elapsed().as_secs_f64();
        let ads = u32::try_from(clusters * count * ads_each).unwrap();
        eprintln!(
            "{clusters} clusters of {count} x {ads_each}: {shapes} templates, {:.0} ads/s",
            f64::from(ads) / seconds
        );
    }
}

/// Random clusters of few words, so that repeats and crossings are many.
fn clusters() -> impl Strategy<Value = Vec<Vec<Word>>> {
    let fact = prop_oneof![
        6 => Just(None),
        1 => Just(Some(FactKind::Phone)),
        1 => Just(Some(FactKind::Name)),
    ];
    let word = (0..14_u8, fact).prop_map(|(at, fact)| {
        let text = if fact.is_some() {
            format!("f{}", at % 4)
        } else {
            format!("w{at}")
        };
        (text, fact)
    });
    let base = prop::collection::vec(word.clone(), 0..30);
    let edits = prop::collection::vec((0..30_usize, prop::option::of(word)), 0..6);
    let ads = prop::collection::vec((any::<bool>(), edits), 0..12);
    (base.clone(), base, ads).prop_map(|(one, other, ads)| {
        let ads = ads.into_iter();
        ads.map(|(first, edits)| edited(if first { &one } else { &other }, edits))
            .collect()
    })
}

fn edited(base: &[Word], edits: Vec<(usize, Option<Word>)>) -> Vec<Word> {
    let mut words = base.to_vec();
    for (at, edit) in edits {
        match edit {
            Some(word) => words.insert(at.min(words.len()), word),
            None if at < words.len() => drop(words.remove(at)),
            None => {}
        }
    }
    words
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_every_shape_keeps(ads in clusters()) {
        let found = templates(&members(&ads));
        let mut seen = Vec::new();
        for shape in &found {
            prop_assert!(shape.bits_saved > 0.0);
            prop_assert!(shape.ads.len() >= 2 && shape.ads.is_sorted());
            seen.extend(shape.ads.iter().copied());
            for pair in shape.parts.windows(2) {
                prop_assert!(matches!(pair[0], Part::Fixed(_)) || pair[0] != pair[1]);
            }
            for word in shape.fixed_words() {
                let has = |ad: &&u32| ads[**ad as usize].iter().any(|(text, fact)| fact.is_none() && text == word);
                prop_assert!(shape.ads.iter().filter(has).count() >= 2);
                prop_assert!(ads.iter().flatten().all(|(text, fact)| fact.is_none() || text != word));
            }
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(all, seen.len());
    }

    #[test]
    fn order_does_not_matter(ads in clusters(), shift in 0..12_usize) {
        // The same texts under other numbers: the same templates, of the same texts.
        let found = templates(&members(&ads));
        let mut moved = ads.clone();
        moved.rotate_left(shift.min(ads.len()));
        moved.reverse();
        let again = templates(&members(&moved));
        prop_assert_eq!(found.len(), again.len());
        for (one, other) in found.iter().zip(&again) {
            prop_assert_eq!(&one.parts, &other.parts);
            prop_assert!((one.bits_saved - other.bits_saved).abs() < f64::EPSILON);
            let texts = |shape: &Shape, of: &[Vec<Word>]| {
                let mut texts: Vec<_> = shape.ads.iter().map(|ad| of[*ad as usize].clone()).collect();
                texts.sort();
                texts
            };
            prop_assert_eq!(texts(one, &ads), texts(other, &moved));
        }
    }

    #[test]
    fn two_equal_ads_with_a_word_have_a_template(words in prop::collection::vec("[a-z]{1,8}", 1..40)) {
        let ad: Vec<Word> = words.into_iter().map(|word| (word, None)).collect();
        let found = templates(&members(&[ad.clone(), ad.clone()]));
        prop_assert_eq!(found.len(), 1);
        prop_assert!(found[0].fixed_words().eq(ad.iter().map(|(word, _)| word.as_str())));
    }
}
