//! `daylight evaluate --judgements`: the last run held against what people said.

use std::collections::BTreeMap;
use std::path::Path;

use daylight_findings::reviews::Reviews;
use daylight_model::AdId;
use daylight_model::NetworkId;
use daylight_store::Judgements;
use daylight_store::Run;
use daylight_store::Workspace;

use crate::cli::new_file::Existing;
use crate::cli::new_file::write_whole;
use crate::cli::output::Output;
use crate::evaluate::Judged;
use crate::evaluate::average_precision;

/// What people said of the networks of a run; with `labels` those that are settled are written there.
pub(super) fn compare(
    workspace: &Workspace,
    run: &Run,
    least: usize,
    labels: Option<&Path>,
) -> anyhow::Result<Judged> {
    let Some(judgements) = Judgements::open_if_there(workspace)? else {
        return Ok(Judged::default());
    };
    let reviews = Reviews::new(judgements.reviews()?);
    let sides: BTreeMap<&str, &str> = reviews.settled(least).collect();
    let mut ranked: Vec<(&str, u32)> = Vec::new();
    run.networks_where(|line| {
        let settled = sides.get_key_value(line.network_id);
        ranked.extend(settled.zip(line.rank).map(|((id, _), rank)| (*id, rank)));
        false
    })?;
    ranked.sort_by_key(|(_, rank)| *rank);
    let in_order: Vec<&str> = ranked
        .iter()
        .filter_map(|(id, _)| sides.get(id).copied())
        .collect();
    let mut judged = Judged {
        reviewed: reviews.networks(),
        not_ranked: sides.len() - ranked.len(),
        average_precision: average_precision(&in_order),
        ..Judged::default()
    };
    for side in &in_order {
        *judged.settled.entry((*side).to_owned()).or_default() += 1;
    }
    pairs(&judgements, run, &mut judged)?;
    if let Some(path) = labels {
        let mut text = "network_id,rank,label\n".to_owned();
        for (id, rank) in &ranked {
            let side = sides.get(id).copied().unwrap_or_default();
            text.push_str(&[*id, &rank.to_string(), side].join(","));
            text.push('\n');
        }
        write_whole(path, &text, Existing::Keep)?;
    }
    Ok(judged)
}

/// Whether the run has the pairs of ads as people judged them.
fn pairs(judgements: &Judgements, run: &Run, judged: &mut Judged) -> anyhow::Result<()> {
    let mut decisions = judgements.decisions()?;
    decisions.retain(|it| it.withdrawn_at.is_empty());
    let mut homes: BTreeMap<AdId, Option<NetworkId>> = BTreeMap::new();
    for decision in &decisions {
        homes.insert(decision.one.clone(), None);
        homes.insert(decision.other.clone(), None);
    }
    run.for_each_member(|ad, network| {
        if let Some(home) = homes.get_mut(&AdId::new(ad)) {
            *home = Some(NetworkId::new(network));
        }
    })?;
    for decision in &decisions {
        let home = |ad: &AdId| homes.get(ad).cloned().flatten();
        let (one, other) = (home(&decision.one), home(&decision.other));
        let is_one = one.is_some() && one == other;
        if decision.is_together {
            judged.together.add(is_one);
        } else {
            judged.apart.add(!is_one);
        }
    }
    Ok(())
}

pub(super) fn print(judged: &Judged, least: usize, output: &mut Output) {
    let settled: usize = judged.settled.values().sum();
    output.line(format!(
        "{} networks reviewed; {settled} of those that this run ranks are settled, {} or more people saying the same",
        judged.reviewed, least
    ));
    for (side, count) in &judged.settled {
        output.line(format!("  {side}: {count}"));
    }
    if judged.not_ranked > 0 {
        output.line(format!(
            "  settled and not ranked by this run, or gone from it: {}",
            judged.not_ranked
        ));
    }
    match judged.average_precision {
        Some(precision) => output.line(format!(
            "average precision of the ranking over them, the unsure left out: {precision:.4}"
        )),
        None => output
            .line("no organised one is settled yet, so the ranking cannot be held against them"),
    }
    output.line(format!(
        "pairs of ads judged together: {}, in one network {}; judged apart: {}, parted {}",
        judged.together.pairs, judged.together.held, judged.apart.pairs, judged.apart.held
    ));
    output.line(
        "Whoever reviews looks at what is ranked high first, so these figures speak of that alone.",
    );
}
