//! The ranking beside a known truth.

use std::collections::BTreeMap;

use daylight_desk::report::by_points;
use daylight_findings::Findings;
use daylight_findings::text::grouped;
use daylight_model::AdId;
use daylight_model::Network;
use daylight_store::Run;
use serde_json::Value;
use serde_json::json;

use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::table::Side;
use crate::cli::table::Table;
use crate::evaluate::Evaluation;
use crate::evaluate::Truth;

/// Reasons named in a row.
const REASONS_SHOWN: usize = 3;

/// Who is behind a network by the truth.
#[derive(Clone, Debug)]
struct Owner {
    operator: String,
    kind: String,
    /// Share of the network's ads that are theirs.
    share: f64,
}

/// How many ads of a network each operator has, by name and kind.
type Shares<'a> = BTreeMap<(&'a str, &'a str), usize>;

/// The operator of most of a network's ads; of several the first by name.
fn owner(shares: &Shares<'_>, ads: usize) -> Owner {
    let most = shares.values().max().copied().unwrap_or(0);
    let first = shares.iter().find(|(_, ads)| **ads == most);
    let (operator, kind) = first.map_or(("unknown", "unknown"), |(owner, _)| *owner);
    Owner {
        operator: operator.to_owned(),
        kind: kind.to_owned(),
        share: ratio(most, ads),
    }
}

/// The shares of the operators of some ads.
fn shares<'a>(ads: &[AdId], truth: &'a Truth) -> Shares<'a> {
    let mut shares = Shares::new();
    for row in ads.iter().filter_map(|ad| truth.of(ad.as_str())) {
        *shares.entry((row.operator, row.kind)).or_default() += 1;
    }
    shares
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The first `top` ranked networks, each with who is behind it.
pub(crate) fn table(findings: &Findings, truth: &Truth, top: usize, output: &mut Output) {
    let mut table = Table::new(&[
        ("rank", Side::Right),
        ("network", Side::Left),
        ("score", Side::Right),
        ("ads", Side::Right),
        ("names", Side::Right),
        ("places", Side::Right),
        ("contacts", Side::Right),
        ("reasons", Side::Left),
        ("in truth", Side::Left),
    ]);
    for view in findings.first(top) {
        let network = &view.network;
        let owner = owner(&shares(&network.members, truth), network.members.len());
        let reasons: Vec<&str> = by_points(&network.reasons)
            .into_iter()
            .filter(|reason| reason.points > 0.0)
            .take(REASONS_SHOWN)
            .map(|reason| reason.indicator.as_str())
            .collect();
        table.row([
            network
                .rank
                .map_or_else(String::new, |rank| rank.to_string()),
            network.network_id.to_string(),
            format!("{:.1}", network.score),
            grouped(network.members.len() as u64),
            grouped(network.names.into()),
            grouped(network.places.into()),
            grouped(view.contacts.into()),
            reasons.join(" "),
            format!(
                "{}, {} ({:.0} %)",
                owner.kind,
                owner.operator,
                owner.share * 100.0
            ),
        ]);
    }
    table.print(output);
}

/// Each ranked network with its true operator, for scripts.
pub(crate) fn value(run: &Run, truth: &Truth) -> anyhow::Result<Value> {
    let ranked = run.networks_where(|line| line.rank.is_some())?;
    let ids = ranked
        .iter()
        .map(|(network, _)| network.network_id.as_str());
    let mut all: BTreeMap<&str, (usize, Shares<'_>)> =
        ids.map(|id| (id, Default::default())).collect();
    run.for_each_member(|ad, network| {
        let Some((ads, shares)) = all.get_mut(network) else {
            return;
        };
        *ads += 1;
        if let Some(row) = truth.of(ad) {
            *shares.entry((row.operator, row.kind)).or_default() += 1;
        }
    })?;
    let row = |(network, _): &(Network, u64)| {
        let found = all.get(network.network_id.as_str());
        let owner = found.map(|(ads, shares)| owner(shares, *ads));
        owner.map(|owner| {
            json!({
                "network_id": network.network_id,
                "rank": network.rank,
                "operator": owner.operator,
                "kind": owner.kind,
                "share_of_ads": owner.share,
            })
        })
    };
    Ok(ranked.iter().filter_map(row).collect())
}

/// What the ranking is worth by the truth, in a few lines.
pub(crate) fn sum(found: &Evaluation, output: &mut Output) {
    let ranking = &found.ranking;
    output.line(format!(
        "Of {} organised operators, {} lead a ranked network ({} ranked).",
        grouped(ranking.organised as u64),
        grouped(ranking.found as u64),
        grouped(ranking.ranked as u64)
    ));
    let mut table = Table::new(&[("", Side::Left), ("", Side::Right), ("", Side::Left)]);
    let mut row = |name: &str, figure: f64, meaning: &str| {
        table.row([name.to_owned(), format!("{figure:.3}"), meaning.to_owned()]);
    };
    row(
        "average precision",
        ranking.average_precision,
        "of the ranking: 1 if every organised operator stands above all others",
    );
    row(
        "clusters F1",
        found.clusters.f1,
        "B-cubed: near-duplicate texts against the texts they were made from",
    );
    row(
        "networks F1",
        found.networks_organised.f1,
        "B-cubed: networks against organised operators",
    );
    row(
        "phones precision",
        found.phones.all.precision,
        "of phones found in ads",
    );
    row(
        "phones recall",
        found.phones.all.recall,
        "of phones written into ads, disguised ones too",
    );
    for line in table.lines("  ").into_iter().skip(1) {
        output.line(line);
    }
    match ranking.line {
        Some(line) => output.line(format!(
            "Nine in ten organised operators are found by rank {line}. Above that line stand:"
        )),
        None => output.line(
            "Fewer than nine in ten organised operators are found. In the whole ranking stand:",
        ),
    }
    for (kind, above) in &ranking.above_line {
        output.line(format!(
            "  {:<12} {:>6} of {:>6} operators ({:.1} %)",
            safe(kind),
            grouped(above.above as u64),
            grouped(above.operators as u64),
            above.share * 100.0
        ));
    }
}
