//! The ranking at a terminal and as JSON.

use daylight_desk::report::by_points;
use daylight_desk::report::title;
use daylight_findings::Findings;
use daylight_findings::NetworkView;
use daylight_findings::text::counted;
use daylight_findings::text::date;
use daylight_findings::text::grouped;
use daylight_model::Network;
use daylight_model::Reason;
use serde_json::Value;
use serde_json::json;

use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::table::Side;
use crate::cli::table::Table;
use crate::cli::text::hanging;

/// Identifiers set aside that are named at a terminal.
const SET_ASIDE_SHOWN: usize = 5;

/// The kind of what is set aside and is no identifier.
const TEMPLATE: &str = "template";

/// Prints the first `top` ranked networks with their reasons, and what was left out, by why.
pub(crate) fn print(findings: &Findings, top: usize, output: &mut Output) {
    let ranked = findings.ranked;
    output.line(format!(
        "{} ranked, {} not ranked, of {}. Signs of organised control in advertising, never a",
        counted(ranked as u64, "network"),
        grouped(findings.unranked as u64),
        counted(findings.ads.ads, "ad"),
    ));
    output.line("probability: the score is the order in which a person should look.");
    let views = findings.first(top);
    if !views.is_empty() {
        output.line("");
        table(views, output);
    }
    for view in views {
        output.line("");
        heading(view, output);
        reasons(view, output);
    }
    if ranked > views.len() {
        output.line("");
        output.line(format!(
            "{}: `daylight networks --top {ranked}`",
            counted((ranked - views.len()) as u64, "more ranked network")
        ));
    }
    left_out(findings, output);
}

/// One row for each network.
pub(crate) fn table(views: &[NetworkView], output: &mut Output) {
    let mut table = Table::new(&[
        ("rank", Side::Right),
        ("network", Side::Left),
        ("score", Side::Right),
        ("ads", Side::Right),
        ("clusters", Side::Right),
        ("names", Side::Right),
        ("places", Side::Right),
        ("contacts", Side::Right),
        ("first seen", Side::Left),
        ("last seen", Side::Left),
    ]);
    for view in views {
        let network = &view.network;
        let day = |moment: Option<daylight_model::Moment>| {
            moment.map_or_else(|| "unknown".to_owned(), |moment| date(moment.day()))
        };
        table.row([
            rank(network),
            network.network_id.to_string(),
            format!("{:.1}", network.score),
            grouped(network.members.len() as u64),
            grouped(network.clusters.into()),
            grouped(network.names.into()),
            grouped(network.places.into()),
            grouped(view.contacts.into()),
            day(network.first_seen),
            day(network.last_seen),
        ]);
    }
    table.print(output);
}

fn rank(network: &Network) -> String {
    network
        .rank
        .map_or_else(|| "-".to_owned(), |rank| rank.to_string())
}

fn heading(view: &NetworkView, output: &mut Output) {
    let network = &view.network;
    output.line(format!(
        "{}. network {}, score {:.1}",
        rank(network),
        safe(network.network_id.as_str()),
        network.score
    ));
}

/// Every reason: those that add points with grade, points and ordinary causes; then in a line
/// each those that add none, and those that are unknown.
pub(crate) fn reasons(view: &NetworkView, output: &mut Output) {
    let reasons = &view.network.reasons;
    let sorted = by_points(reasons);
    for reason in sorted.iter().filter(|reason| reason.points > 0.0) {
        output.line(format!(
            "   {} {}: grade {}, {:.1} of at most {:.0} points",
            reason.indicator,
            title(reason.indicator),
            reason.grade,
            reason.points,
            view.at_most(reason)
        ));
        lines(&hanging("       seen    ", &safe(&reason.summary)), output);
        let innocent = safe(&reason.innocent_explanation);
        lines(&hanging("       may be  ", &innocent), output);
        lines(&hanging("       from    ", &basis(reason)), output);
    }
    let named = |wanted: fn(&Reason) -> bool| {
        let found = reasons.iter().filter(|reason| wanted(reason));
        let names: Vec<String> = found
            .map(|reason| {
                format!(
                    "{} {}",
                    reason.indicator,
                    title(reason.indicator).to_lowercase()
                )
            })
            .collect();
        names.join("; ")
    };
    let silent = named(|reason| reason.value.is_some() && reason.points <= 0.0);
    let unknown = named(|reason| reason.value.is_none());
    for (lead, names) in [("   no points  ", silent), ("   unknown    ", unknown)] {
        if !names.is_empty() {
            lines(&hanging(lead, &names), output);
        }
    }
}

fn basis(reason: &Reason) -> String {
    let mut text = format!(
        "{} used, {:.0} % of the network's ads have the fields it needs",
        counted(reason.ads_used.into(), "ad"),
        reason.coverage * 100.0
    );
    if let Some(first) = reason.evidence.first() {
        text.push_str("; for example ad ");
        text.push_str(&safe(&first.to_string()));
    }
    text
}

/// Prints lines that are safe already.
pub(crate) fn lines(lines: &[String], output: &mut Output) {
    for line in lines {
        output.line(line);
    }
}

/// What is not ranked and what was not used, counted by why.
fn left_out(findings: &Findings, output: &mut Output) {
    if !findings.unranked_by_why.is_empty() {
        output.line("");
        output.line("Not ranked");
        for (why, count) in &findings.unranked_by_why {
            output.line(format!("{:>8}  {}", grouped(*count), safe(why)));
        }
    }
    if findings.unused_by_why.is_empty() {
        return;
    }
    output.line("");
    output.line("Links not used");
    for (why, count) in &findings.unused_by_why {
        output.line(format!("{:>8}  {}", grouped(*count), why.as_str()));
    }
    let set_aside = &findings.set_aside;
    for entry in set_aside.iter().take(SET_ASIDE_SHOWN) {
        let kind = if entry.kind == TEMPLATE {
            "template "
        } else {
            ""
        };
        let said = format!(
            "{kind}{}, in {}: {}",
            entry.token,
            counted(entry.ads, "ad"),
            entry.why
        );
        lines(&hanging("          by ", &safe(&said)), output);
    }
    let more = set_aside.len().saturating_sub(SET_ASIDE_SHOWN);
    if more > 0 {
        output.line(format!(
            "          and {} more in the report",
            grouped(more as u64)
        ));
    }
}

/// The whole ranking for scripts.
pub(crate) fn value(findings: &Findings, run_id: &str, top: usize) -> Value {
    let unranked: serde_json::Map<String, Value> = findings
        .unranked_by_why
        .iter()
        .map(|(why, count)| (why.clone(), Value::from(*count)))
        .collect();
    let unused: serde_json::Map<String, Value> = findings
        .unused_by_why
        .iter()
        .map(|(why, count)| (why.as_str().to_owned(), Value::from(*count)))
        .collect();
    let set_aside: Vec<Value> = findings
        .set_aside
        .iter()
        .map(|entry| {
            json!({
                "kind": entry.kind,
                "token": entry.token,
                "ads": entry.ads,
                "links": entry.links,
                "why": entry.why,
            })
        })
        .collect();
    json!({
        "run_id": run_id,
        "ads": findings.ads.ads,
        "ranked": findings.ranked,
        "networks": findings.first(top).iter().map(network_value).collect::<Vec<_>>(),
        "unranked": unranked,
        "links_not_used": unused,
        "set_aside": set_aside,
    })
}

/// One network for scripts, without its members.
pub(crate) fn network_value(view: &NetworkView) -> Value {
    let network = &view.network;
    let day = |moment: Option<daylight_model::Moment>| moment.map(|moment| date(moment.day()));
    json!({
        "network_id": network.network_id,
        "rank": network.rank,
        "score": network.score,
        "abstained": network.abstained,
        "ads": network.members.len(),
        "clusters": network.clusters,
        "identifiers": network.identifiers,
        "names": network.names,
        "places": network.places,
        "contacts": view.contacts,
        "first_seen": day(network.first_seen),
        "last_seen": day(network.last_seen),
        "reasons": network.reasons.iter().map(reason_value).collect::<Vec<_>>(),
    })
}

fn reason_value(reason: &Reason) -> Value {
    json!({
        "indicator": reason.indicator,
        "title": title(reason.indicator),
        "grade": reason.grade,
        "points": reason.points,
        "value": reason.value,
        "summary": reason.summary,
        "percentile": reason.percentile,
        "ads_used": reason.ads_used,
        "coverage": reason.coverage,
        "evidence": reason.evidence,
        "innocent_explanation": reason.innocent_explanation,
    })
}
