//! Near-duplicates of known similarity: how many pairs end in one cluster, and that a hostile set
//! of ads takes no longer than an ordinary one.
#![expect(
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may ask the clock, print and fail"
)]

use std::collections::BTreeSet;
use std::time::Instant;

use daylight_engine::cluster::Settings;
use daylight_engine::cluster::Views;
use daylight_engine::cluster::cluster;
use daylight_engine::cluster::view;
use rayon::ThreadPoolBuilder;

/// Numbers that are the same on every run (`splitmix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }
}

/// Words of an ad by number.
type Ad = Vec<usize>;

fn words(random: &mut Random, n: usize) -> Ad {
    (0..n).map(|_| random.below(6_000)).collect()
}

fn text(ad: &Ad) -> String {
    let words: Vec<String> = ad.iter().map(|word| format!("w{word:x}")).collect();
    words.join(" ")
}

fn edited(base: &Ad, edits: usize, random: &mut Random) -> Ad {
    let mut ad = base.clone();
    for _ in 0..edits {
        let at = random.below(ad.len());
        ad[at] = random.below(1_000_000);
    }
    ad
}

/// Ads with their families: edits of one base, most families small, some large; a third of all
/// ads ends in one of a few footers.
fn market(n: usize, random: &mut Random) -> Vec<(usize, Ad)> {
    let footers: Vec<Ad> = (0..20).map(|_| words(random, 25)).collect();
    let mut ads = Vec::new();
    for family in 0.. {
        let size = match random.below(1_000) {
            0 => 1_000,
            1..10 => 100,
            10..400 => 1,
            more => 2 + more % 6,
        };
        let length = 30 + random.below(100);
        let mut base = words(random, length);
        if random.below(3) == 0 {
            base.extend_from_slice(&footers[random.below(footers.len())]);
        }
        for _ in 0..size {
            // Each edit takes up to three shingles, so that pairs range from one half to equal.
            let edits = random.below(base.len() / 16 + 1);
            ads.push((family, edited(&base, edits, random)));
        }
        if ads.len() >= n {
            break;
        }
    }
    ads.truncate(n);
    ads
}

fn views<'a>(ads: impl Iterator<Item = &'a Ad>) -> Views {
    let mut views = Views::default();
    for ad in ads {
        let text = text(ad);
        views.push(&view(
            [text.as_str()].into_iter(),
            [text.as_str()].into_iter(),
        ));
    }
    views
}

fn jaccard(a: &Ad, b: &Ad) -> f64 {
    let set = |ad: &Ad| {
        ad.windows(3)
            .map(<[usize]>::to_vec)
            .collect::<BTreeSet<_>>()
    };
    let (a, b) = (set(a), set(b));
    let share = |n: usize| f64::from(u32::try_from(n).unwrap());
    share(a.intersection(&b).count()) / share(a.union(&b).count())
}

/// Of the sampled pairs at 0.6 or more, and of those between 0.5 and 0.6: how many there are, and
/// how many are in one cluster.
#[derive(Debug, Default)]
struct Recall {
    similar: (usize, usize),
    half: (usize, usize),
}

impl Recall {
    fn share(pairs: (usize, usize)) -> f64 {
        let number = |n: usize| f64::from(u32::try_from(n).unwrap());
        number(pairs.1) / number(pairs.0.max(1))
    }
}

/// Compares pairs of one family by brute force; ads of two families must never be joined.
fn recall(ads: &[(usize, Ad)], firsts: &[u32], random: &mut Random) -> Recall {
    let mut recall = Recall::default();
    let mut from = 0;
    for family in ads.chunk_by(|a, b| a.0 == b.0) {
        for _ in 0..2 * family.len().min(30) {
            let (one, other) = (random.below(family.len()), random.below(family.len()));
            let alike = jaccard(&family[one].1, &family[other].1);
            let joined = firsts[from + one] == firsts[from + other];
            let pairs = match alike {
                0.6..1.0 => &mut recall.similar,
                0.5..0.6 => &mut recall.half,
                _ => continue,
            };
            pairs.0 += 1;
            pairs.1 += usize::from(joined);
        }
        from += family.len();
    }
    for ((family, _), first) in ads.iter().zip(firsts) {
        assert_eq!(*family, ads[*first as usize].0, "two families joined");
    }
    recall
}

fn check_recall(n: usize) {
    let mut random = Random(n as u64);
    let ads = market(n, &mut random);
    let views = views(ads.iter().map(|(_, ad)| ad));
    let start = Instant::now();
    let firsts = cluster(&views, Settings::default());
    println!(
        "{n} ads: {:?}, {} bytes an ad",
        start.elapsed(),
        views.bytes() / n
    );
    let recall = recall(&ads, &firsts, &mut random);
    let (similar, half) = (Recall::share(recall.similar), Recall::share(recall.half));
    println!("{recall:?}: {similar:.6} of the pairs at 0.6, {half:.6} of those at 0.5");
    assert!(recall.similar.0 > n / 2, "too few pairs to judge");
    assert!(similar >= 0.999, "{similar} of the pairs at 0.6");
    assert!(half >= 0.9, "{half} of the pairs at 0.5");
}

#[test]
fn pairs_at_six_tenths_end_in_one_cluster() {
    check_recall(10_000);
}

#[test]
#[ignore = "a million ads; minutes and a gigabyte"]
fn pairs_among_a_million_ads_end_in_one_cluster() {
    check_recall(1_000_000);
}

/// Groups by the ads they hold, whatever their numbers.
fn groups(firsts: &[u32], names: &[usize]) -> BTreeSet<BTreeSet<usize>> {
    let mut groups = vec![BTreeSet::new(); firsts.len()];
    for (first, name) in firsts.iter().zip(names) {
        groups[*first as usize].insert(*name);
    }
    groups
        .into_iter()
        .filter(|group| !group.is_empty())
        .collect()
}

#[test]
fn neither_order_nor_threads_show() {
    let mut random = Random(7);
    let mut ads = market(3_000, &mut random);
    // A crowd that meets in one footer, so that large runs of unlike sets occur.
    let footer = words(&mut random, 45);
    for family in 0..1_500 {
        let mut ad = words(&mut random, 45);
        ad.extend_from_slice(&footer);
        ads.push((10_000 + family, ad));
    }
    let on = |threads: usize, names: &[usize]| {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let views = views(names.iter().map(|name| &ads[*name].1));
        let firsts = pool.install(|| cluster(&views, Settings::default()));
        (groups(&firsts, names), firsts)
    };
    let mut names: Vec<usize> = (0..ads.len()).collect();
    let (expected, firsts) = on(1, &names);
    assert!(expected.len() > 1_500, "the crowd became one group");
    for threads in [2, 3] {
        assert_eq!(on(threads, &names).1, firsts, "{threads} threads");
    }
    for _ in 0..3 {
        for at in (1..names.len()).rev() {
            names.swap(at, random.below(at + 1));
        }
        assert!(on(2, &names).0 == expected, "another order, other groups");
    }
}

/// Runs a hostile set at a size and at four times the size.
fn check_hostile(name: &str, n: usize, ad: &dyn Fn(&mut Random) -> Ad) {
    let mut random = Random(11);
    let mut took = Vec::new();
    for n in [n, 4 * n] {
        let ads: Vec<Ad> = (0..n).map(|_| ad(&mut random)).collect();
        let views = views(ads.iter());
        let start = Instant::now();
        let firsts = cluster(&views, Settings::default());
        took.push(start.elapsed().as_secs_f64() / f64::from(u32::try_from(n).unwrap()) * 1e6);
        let groups: BTreeSet<u32> = firsts.into_iter().collect();
        println!(
            "{name}: {n} ads, {:?} us an ad, {} groups",
            took.last(),
            groups.len()
        );
    }
    // A quarter of quadratic growth would show as four times.
    assert!(
        took[1] < 3.0 * took[0] + 5.0,
        "{name} grows with the crowd: {took:?}"
    );
}

#[test]
#[ignore = "half a million ads each; minutes"]
fn hostile_crowds_take_linear_time() {
    let mut random = Random(5);
    let base = words(&mut random, 90);
    check_hostile("one text, edited", 50_000, &|random| {
        edited(&base, 5, random)
    });
    check_hostile("one text, edited more", 50_000, &|random| {
        edited(&base, 14, random)
    });
    for length in [10, 30, 50, 60] {
        let footer = words(&mut random, length);
        check_hostile(&format!("footer of {length}"), 125_000, &|random| {
            let mut ad = words(random, 90 - footer.len());
            ad.extend_from_slice(&footer);
            ad
        });
    }
    let copy = base.clone();
    check_hostile("copies", 50_000, &|_| copy.clone());
    check_hostile("long", 4, &|random| words(random, 3_000_000));
}
