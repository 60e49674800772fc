//! The ranking against the operators it leads to.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::evaluate::Found;
use crate::evaluate::Truth;
use crate::evaluate::partition::float;
use crate::evaluate::partition::ratio;

/// Share of the organised operators that must be found above the line.
const LINE: f64 = 0.9;

/// How many operators of one kind stand above the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct KindAbove {
    /// Operators of the kind.
    pub operators: usize,
    /// Those with any ad in a network above the line.
    pub above: usize,
    /// Their share.
    pub share: f64,
}

/// How well the ranking leads to organised operators.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ranking {
    /// Networks ranked.
    pub ranked: usize,
    /// Organised operators in the truth.
    pub organised: usize,
    /// Organised operators that own most ads of some ranked network.
    pub found: usize,
    /// Average precision: the mean, over organised operators, of the precision at the rank that
    /// leads to each; 0 for one never reached. A second network of the same operator is no gain.
    pub average_precision: f64,
    /// Share of the first 10, 50 and 100 networks that lead to an organised operator.
    pub precision_at: BTreeMap<usize, f64>,
    /// The rank at which nine in ten organised operators are found; `None` where it is never.
    pub line: Option<usize>,
    /// By kind, the operators above the line; above the end of the ranking where there is none.
    pub above_line: BTreeMap<String, KindAbove>,
}

pub(super) fn rank(truth: &Truth, found: &Found) -> Ranking {
    let owners = owners(truth, found);
    let organised: BTreeSet<&str> = truth
        .ads()
        .filter(|(_, row)| row.is_organised())
        .map(|(_, row)| row.operator.as_str())
        .collect();
    let mut ranking = Ranking {
        ranked: found.ranked.len(),
        organised: organised.len(),
        ..Ranking::default()
    };
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut leading = 0;
    let mut sum = 0.0;
    for (at, network) in found.ranked.iter().enumerate() {
        let owner = owners.get(network.as_str()).copied().flatten();
        if let Some(owner) = owner.filter(|owner| organised.contains(owner)) {
            leading += 1;
            if reached.insert(owner) {
                sum += ratio(reached.len(), at + 1);
            }
        }
        if [10, 50, 100].contains(&(at + 1)) {
            ranking.precision_at.insert(at + 1, ratio(leading, at + 1));
        }
        if ranking.line.is_none() && ratio(reached.len(), organised.len()) >= LINE {
            ranking.line = Some(at + 1);
        }
    }
    ranking.found = reached.len();
    ranking.average_precision = sum / float(organised.len().max(1));
    ranking.above_line = above(truth, found, ranking.line.unwrap_or(found.ranked.len()));
    ranking
}

/// For each network the operator of most of its ads, if one has more than half.
fn owners<'a>(truth: &'a Truth, found: &'a Found) -> BTreeMap<&'a str, Option<&'a str>> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (ad, network) in &found.networks {
        let owner = truth.of(ad).map_or("", |row| row.operator.as_str());
        *counts.entry(network).or_default().entry(owner).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(network, owners)| {
            let all: usize = owners.values().sum();
            let most = owners.into_iter().find(|(_, ads)| ads * 2 > all);
            (network, most.map(|(owner, _)| owner))
        })
        .collect()
}

fn above(truth: &Truth, found: &Found, line: usize) -> BTreeMap<String, KindAbove> {
    let networks: BTreeSet<&str> = found.ranked.iter().take(line).map(String::as_str).collect();
    let mut operators: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    for (ad, row) in truth.ads() {
        let inside = found
            .networks
            .get(ad)
            .is_some_and(|network| networks.contains(network.as_str()));
        let (_, above) = operators.entry(&row.operator).or_insert((&row.kind, false));
        *above |= inside;
    }
    let mut kinds: BTreeMap<String, KindAbove> = BTreeMap::new();
    for (kind, above) in operators.into_values() {
        let entry = kinds.entry(kind.to_owned()).or_default();
        entry.operators += 1;
        entry.above += usize::from(above);
    }
    for kind in kinds.values_mut() {
        kind.share = ratio(kind.above, kind.operators);
    }
    kinds
}
