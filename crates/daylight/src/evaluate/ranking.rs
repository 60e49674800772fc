//! The ranking against the operators it leads to.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::Truth;
use crate::evaluate::groups::Groups;
use crate::evaluate::groups::index;
use crate::evaluate::partition::float;
use crate::evaluate::partition::ratio;
use crate::evaluate::truth::is_organised;

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

/// Holds a ranking, best network first, against the operators of a truth.
pub(super) fn rank(truth: &Truth, networks: &Groups, ranked: &[String]) -> Ranking {
    let owners = owners(truth, networks);
    let organised = organised(truth);
    let all = organised.iter().filter(|is| **is).count();
    let mut ranking = Ranking {
        ranked: ranked.len(),
        organised: all,
        ..Ranking::default()
    };
    let mut reached = vec![false; organised.len()];
    let mut leading = 0;
    let mut sum = 0.0;
    for (at, network) in ranked.iter().enumerate() {
        let number = networks.number(network);
        let owner = number.and_then(|number| owners.get(number).copied().flatten());
        let owner = owner.filter(|owner| organised.get(*owner) == Some(&true));
        if let Some(is_reached) = owner.and_then(|owner| reached.get_mut(owner)) {
            leading += 1;
            if !*is_reached {
                *is_reached = true;
                ranking.found += 1;
                sum += ratio(ranking.found, at + 1);
            }
        }
        if [10, 50, 100].contains(&(at + 1)) {
            ranking.precision_at.insert(at + 1, ratio(leading, at + 1));
        }
        if ranking.line.is_none() && ratio(ranking.found, all) >= LINE {
            ranking.line = Some(at + 1);
        }
    }
    ranking.average_precision = sum / float(all.max(1));
    let line = ranking.line.unwrap_or(ranked.len());
    ranking.above_line = above(truth, networks, ranked.get(..line).unwrap_or(ranked));
    ranking
}

/// For each word whether it names an operator with an organised ad.
fn organised(truth: &Truth) -> Vec<bool> {
    let words = truth.words();
    let mut organised = vec![false; words.len()];
    for row in truth.rows() {
        if is_organised(words.word(row.kind))
            && let Some(operator) = organised.get_mut(index(row.operator))
        {
            *operator = true;
        }
    }
    organised
}

/// For each network the operator of most of its ads, if one has more than half. An ad that the
/// truth does not know is of an operator without a name.
fn owners(truth: &Truth, networks: &Groups) -> Vec<Option<usize>> {
    let mut of_network: Vec<Vec<u32>> = vec![Vec::new(); networks.strangers().len()];
    for (at, network) in networks.grouped() {
        if let Some((row, own)) = truth.rows().get(at).zip(of_network.get_mut(network)) {
            own.push(row.operator);
        }
    }
    let nameless = truth.words().known("").unwrap_or(u32::MAX);
    let strangers = networks.strangers().iter();
    let owner = |(mut own, strangers): (Vec<u32>, &usize)| {
        own.extend(std::iter::repeat_n(nameless, *strangers));
        own.sort_unstable();
        let most = own
            .chunk_by(|a, b| a == b)
            .find(|ads| ads.len() * 2 > own.len());
        most.and_then(|ads| ads.first()).copied().map(index)
    };
    of_network.into_iter().zip(strangers).map(owner).collect()
}

fn above(truth: &Truth, networks: &Groups, ranked: &[String]) -> BTreeMap<String, KindAbove> {
    let mut is_above = vec![false; networks.strangers().len()];
    for number in ranked.iter().filter_map(|network| networks.number(network)) {
        if let Some(is_above) = is_above.get_mut(number) {
            *is_above = true;
        }
    }
    // By operator the kind that its first ad names, and whether any of its ads is above the line.
    let mut operators: Vec<Option<(u32, bool)>> = vec![None; truth.words().len()];
    for row in truth.rows() {
        if let Some(operator) = operators.get_mut(index(row.operator)) {
            operator.get_or_insert((row.kind, false));
        }
    }
    for (at, network) in networks.grouped() {
        let row = truth.rows().get(at);
        let operator = row.and_then(|row| operators.get_mut(index(row.operator)));
        if let Some((_, above)) = operator.and_then(Option::as_mut) {
            *above |= is_above.get(network) == Some(&true);
        }
    }
    let mut kinds: BTreeMap<String, KindAbove> = BTreeMap::new();
    for (kind, above) in operators.into_iter().flatten() {
        let kind = truth.words().word(kind);
        let entry = kinds.entry(kind.to_owned()).or_default();
        entry.operators += 1;
        entry.above += usize::from(above);
    }
    for kind in kinds.values_mut() {
        kind.share = ratio(kind.above, kind.operators);
    }
    kinds
}
