//! Real fraudulent job ads, whose identifiers arrive hashed: ads that share one are one network.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::market::Folder;
use crate::market::Market;
use crate::market::ads_by_row;
use crate::market::groups;
use crate::market::percent;

pub(crate) const FILE: &str = "emscad_fraud866/dev.csv.zst";

/// The hashed identifiers in a text.
fn tokens(text: &str) -> BTreeSet<&str> {
    text.split('#')
        .filter(|part| {
            let digits = ["PHONE_", "EMAIL_", "URL_"]
                .iter()
                .find_map(|kind| part.strip_prefix(kind));
            digits.is_some_and(|digits| {
                !digits.is_empty() && digits.chars().all(|c| c.is_ascii_alphanumeric())
            })
        })
        .collect()
}

#[test]
#[ignore = "needs ../shared"]
fn shared_recruitment_ads_with_one_token_are_one_network() {
    let Some(market) = Market::open(FILE) else {
        return;
    };
    let folder = Folder::new();
    folder.run(["-w", "w", "scan", market.path.to_str().unwrap()]);
    let tables = folder.tables("w");
    let ads = ads_by_row(&tables["ads"]);
    let networks = groups(&tables["network_members"], "network_id");
    let mut holders: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (row, cells) in market.rows.iter().enumerate() {
        for token in cells.iter().flat_map(tokens) {
            holders.entry(token).or_default().insert(row);
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for rows in holders.values() {
        for one in rows {
            pairs.extend(rows.range(one + 1..).map(|other| (*one, *other)));
        }
    }
    let network = |row: &usize| ads.get(row).and_then(|ad| networks.get(ad));
    let together = pairs
        .iter()
        .filter(|(one, other)| network(one).is_some() && network(one) == network(other))
        .count();
    let mut sizes: BTreeMap<&String, usize> = BTreeMap::new();
    for network in networks.values() {
        *sizes.entry(network).or_default() += 1;
    }
    let largest = sizes.values().max().copied().unwrap_or(0);
    let share = percent(together, pairs.len());
    println!(
        "{} ads, {} pairs that share a token, {together} in one network: {share:.2} %; \
         the largest of {} networks holds {:.1} % of the ads",
        ads.len(),
        pairs.len(),
        sizes.len(),
        percent(largest, ads.len())
    );
    assert!(pairs.len() > 50, "{}", pairs.len());
    assert!(share >= 98.0, "{share}");
    assert!(percent(largest, ads.len()) <= 40.0, "{largest}");
}
