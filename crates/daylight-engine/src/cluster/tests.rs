//! Known answers and properties of the cluster stage.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::cluster::Settings;
use crate::cluster::UnionFind;
use crate::cluster::Views;
use crate::cluster::cluster;
use crate::cluster::view;

fn firsts(texts: &[&str]) -> Vec<u32> {
    let mut views = Views::default();
    for text in texts {
        let lower = text.to_lowercase();
        views.push(&view([*text].into_iter(), [lower.as_str()].into_iter()));
    }
    cluster(&views, Settings::default())
}

#[track_caller]
fn check(texts: &[&str], expected: &[u32]) {
    assert_eq!(firsts(texts), expected);
}

#[test]
fn reposts_join_and_strangers_do_not() {
    check(
        &[
            "warm welcome in a quiet studio near the park call lena today",
            "bright room to let for a student from september close to the station",
            "warm welcome in a quiet studio near the park call mia today",
        ],
        &[0, 1, 0],
    );
}

#[test]
fn thai_is_read_without_spaces() {
    check(
        &[
            "นวดผ่อนคลายโดยมืออาชีพในห้องเงียบสงบใกล้สถานีรถไฟฟ้า โทรหาเราได้ทุกวัน",
            "นวดผ่อนคลายโดยมืออาชีพในห้องเงียบสงบใกล้สถานีรถไฟ โทรหาเราได้ทุกวันนะคะ",
            "ห้องพักให้เช่าสำหรับนักศึกษา ราคาประหยัด มีเฟอร์นิเจอร์ครบ พร้อมเข้าอยู่ทันที",
        ],
        &[0, 0, 2],
    );
}

#[test]
fn a_text_carried_inside_a_longer_one_is_found() {
    let inner = "we offer a calm and friendly place in the old town with fresh towels soft music \
                 and green tea for every guest who rings us first";
    let outer = format!(
        "new week new times and a longer word of thanks to all who came by in the last month \
         {inner} and please note that on sunday the door stays shut because all of us need a \
         day of rest too so kindly choose another day and we will gladly find you an hour"
    );
    check(&[inner, &outer], &[0, 0]);
}

#[test]
fn boilerplate_inside_many_texts_joins_none_of_them() {
    let notice = "if you need help or feel unsafe you can call the free line at any hour of the \
                  day and speak with someone who listens without asking your name";
    let tails = [
        "garden work and hedges cut with care all over the valley from monday to friday by two \
         brothers with their own tools and van ask for a quote it costs you nothing at all",
        "piano lessons for grown ups who always wanted to learn at your own pace in your own \
         home evenings too first lesson free and no exam at the end unless you want one",
        "second hand bicycles checked and oiled with lights and lock included bring your old one \
         and we take something off the price open every saturday behind the market hall",
        "language course in small groups for beginners starting each month in the library with \
         coffee and homework that a busy parent can manage in the train on the way to work",
    ];
    let texts: Vec<String> = tails
        .iter()
        .map(|tail| format!("{tail} {notice}"))
        .collect();
    let mut all: Vec<&str> = texts.iter().map(String::as_str).collect();
    all.push(notice);
    check(&all, &[0, 1, 2, 3, 4]);
}

#[test]
fn tiny_texts_join_only_when_equal() {
    check(
        &["hello there", "hello there", "hello there now", "", ""],
        &[0, 0, 2, 3, 4],
    );
}

#[test]
fn a_disguised_copy_joins_through_its_decoded_view() {
    let plain = "soft light and slow music in a tidy flat by the river ring ahead";
    let hidden = "s0ft l1ght @nd sl0w mus1c 1n @ t1dy fl@t by th3 r1v3r r1ng @h3@d";
    let mut views = Views::default();
    views.push(&view([plain].into_iter(), [plain].into_iter()));
    views.push(&view([hidden].into_iter(), [plain].into_iter()));
    assert_eq!(cluster(&views, Settings::default()), [0, 0]);
}

/// Shingle sets by the definition, for the brute-force oracle.
fn oracle(text: &str) -> BTreeSet<Vec<String>> {
    let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    words.windows(3).map(<[String]>::to_vec).collect()
}

fn jaccard(a: &BTreeSet<Vec<String>>, b: &BTreeSet<Vec<String>>) -> f64 {
    let shared = u32::try_from(a.intersection(b).count()).unwrap();
    let all = u32::try_from(a.union(b).count()).unwrap();
    f64::from(shared) / f64::from(all.max(1))
}

/// Texts that are edits of a few bases, so that every similarity occurs.
fn edited_texts() -> impl Strategy<Value = Vec<String>> {
    let edits = prop::collection::vec((0_usize..40, 0_usize..60), 0..16);
    prop::collection::vec((0_usize..3, edits), 2..24).prop_map(|plan| {
        plan.iter()
            .map(|(base, edits)| edited(*base, edits))
            .collect()
    })
}

/// Thirty words of a base, some of them replaced.
fn edited(base: usize, edits: &[(usize, usize)]) -> String {
    let word = |at: usize| {
        let edit = edits.iter().rev().find(|edit| edit.0 == at);
        edit.map_or_else(
            || format!("w{}", (at * 7 + base * 13) % 50),
            |edit| format!("x{}", edit.1),
        )
    };
    (0..30).map(word).collect::<Vec<String>>().join(" ")
}

fn found(texts: &[String]) -> Vec<u32> {
    let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
    firsts(&borrowed)
}

/// For each text, the first of the component it is in when pairs of at least so much Jaccard
/// similarity are joined.
fn components(texts: &[String], similar: f64) -> Vec<u32> {
    let sets: Vec<_> = texts.iter().map(|text| oracle(text)).collect();
    let mut groups = UnionFind::new(texts.len());
    for (a, one) in (0..).zip(&sets) {
        for (b, other) in (0..a).zip(&sets) {
            if jaccard(one, other) >= similar {
                groups.join(a, b);
            }
        }
    }
    groups.firsts()
}

/// Of what belongs together at a similarity, all but what chance hides from the sketches is found.
/// The texts are the same in every run, so what chance does is too.
#[test]
fn hardly_any_pair_is_missed() {
    let mut runner = TestRunner::deterministic();
    let (mut missed, mut all) = ([0, 0], [0, 0]);
    for _ in 0..2_000 {
        let texts = edited_texts().new_tree(&mut runner).unwrap().current();
        let found = found(&texts);
        for (of, similar) in [(0, 0.6), (1, 0.5)] {
            let later = (0..).zip(components(&texts, similar));
            for (at, first) in later.filter(|(at, first)| *at != *first as usize) {
                all[of] += 1;
                missed[of] += usize::from(found[at] != found[first as usize]);
            }
        }
    }
    assert!(all[0] > 2_000 && all[1] > all[0], "{all:?}");
    assert!(missed[0] * 1_000 <= all[0], "{missed:?} of {all:?}");
    assert!(missed[1] * 200 <= all[1], "{missed:?} of {all:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Nothing is in one group that is not in one component of the brute-force similarity graph.
    #[test]
    fn joins_only_what_is_similar(texts in edited_texts()) {
        let similar = components(&texts, 0.5);
        let found = found(&texts);
        for (at, first) in (0..).zip(&found) {
            prop_assert_eq!(similar[at], similar[*first as usize]);
        }
    }

    /// Reordering the ads reorders the answer and changes nothing else.
    #[test]
    fn order_does_not_matter(texts in edited_texts()) {
        let forward: Vec<&str> = texts.iter().map(String::as_str).collect();
        let backward: Vec<&str> = texts.iter().rev().map(String::as_str).collect();
        let last = texts.len() - 1;
        let (one, other) = (firsts(&forward), firsts(&backward));
        for a in 0..texts.len() {
            for b in 0..texts.len() {
                prop_assert_eq!(one[a] == one[b], other[last - a] == other[last - b]);
            }
        }
    }
}
