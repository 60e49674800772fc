//! Real messages in many scripts: near-duplicates, found by brute force, end in one cluster.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use unicode_general_category::GeneralCategory;
use unicode_general_category::get_general_category;

use crate::market::Folder;
use crate::market::Market;
use crate::market::ads_by_row;
use crate::market::groups;
use crate::market::percent;

pub(crate) const FILE: &str = "spamhunter_multilang/dev.csv.zst";

/// A letter, mark, digit or underscore, written down again so that the program does not judge
/// itself.
fn is_word(c: char) -> bool {
    use GeneralCategory as G;
    c == '_'
        || matches!(
            get_general_category(c),
            G::UppercaseLetter
                | G::LowercaseLetter
                | G::TitlecaseLetter
                | G::ModifierLetter
                | G::OtherLetter
                | G::NonspacingMark
                | G::SpacingMark
                | G::EnclosingMark
                | G::DecimalNumber
        )
}

/// The distinct runs of three words of a text, each as a number.
fn shingles(text: &str, numbers: &mut BTreeMap<[String; 3], usize>) -> BTreeSet<usize> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c| !is_word(c))
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(3)
        .map(|three| {
            let next = numbers.len();
            let key = [three[0], three[1], three[2]].map(str::to_owned);
            *numbers.entry(key).or_insert(next)
        })
        .collect()
}

/// All pairs of texts of five shingles or more whose Jaccard similarity is at least 0.6.
fn near_duplicates(texts: &[&str]) -> Vec<(usize, usize)> {
    let mut numbers = BTreeMap::new();
    let sets: Vec<BTreeSet<usize>> = texts
        .iter()
        .map(|text| shingles(text, &mut numbers))
        .map(|set| if set.len() >= 5 { set } else { BTreeSet::new() })
        .collect();
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); numbers.len()];
    let mut pairs = Vec::new();
    for (text, set) in sets.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for shingle in set {
            for other in &holders[*shingle] {
                *shared.entry(*other).or_default() += 1;
            }
            holders[*shingle].push(text);
        }
        for (other, both) in shared {
            let either = set.len() + sets[other].len() - both;
            // 0.6 of either, in whole numbers.
            if both * 5 >= either * 3 {
                pairs.push((other, text));
            }
        }
    }
    pairs
}

#[test]
fn brute_force_counts_what_it_should() {
    let texts = [
        "one two three four five six seven eight",
        "ONE two, three four five six seven. nine",
        "one two three four",
        "one two three four",
    ];
    // Five shingles of seven are shared by the first two; the others are too short.
    assert_eq!(near_duplicates(&texts), [(0, 1)]);
}

#[test]
#[ignore = "needs ../shared"]
fn shared_spam_near_duplicates_end_in_one_cluster() {
    let Some(market) = Market::open(FILE) else {
        return;
    };
    let folder = Folder::new();
    folder.run(["-w", "w", "scan", market.path.to_str().unwrap()]);
    let tables = folder.tables("w");
    let ads = ads_by_row(&tables["ads"]);
    let clusters = groups(&tables["clusters"], "cluster_id");
    let texts: Vec<&str> = (0..market.rows.len())
        .map(|row| market.cell(row, "text"))
        .collect();
    let pairs = near_duplicates(&texts);
    let together = pairs
        .iter()
        .filter(|(one, other)| {
            let cluster = |row: &usize| ads.get(row).and_then(|ad| clusters.get(ad));
            // A row that is no ad of its own was seen again: it is where its first copy is.
            !ads.contains_key(one)
                || !ads.contains_key(other)
                || cluster(one).is_some() && cluster(one) == cluster(other)
        })
        .count();
    let share = percent(together, pairs.len());
    println!(
        "{} messages, {} near-duplicate pairs, {together} in one cluster: {share:.4} %",
        ads.len(),
        pairs.len()
    );
    assert!(pairs.len() > 1_000, "{}", pairs.len());
    assert!(ads.len() * 100 >= market.rows.len() * 99, "{}", ads.len());
    assert!(share >= 99.9, "{share}");
}
