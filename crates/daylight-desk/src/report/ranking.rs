//! The tables over all networks: the ranking, what is not ranked, and what was set aside.

use daylight_findings::NetworkView;
use daylight_findings::SetAside;
use daylight_findings::Unranked;
use daylight_model::Reason;
use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::reasons::by_points;
use crate::report::reasons::title;
use crate::report::text::clean;
use crate::report::text::date;
use crate::report::text::grouped;
use crate::report::text::token;

/// Reasons named in a row of the ranking.
const REASONS_MAX: usize = 3;

/// The columns of the ranking, each with the class of its cells.
const COLUMNS: &[(&str, Option<&str>)] = &[
    ("Rank", None),
    ("Network", None),
    ("Score", Some("number")),
    ("Ads", Some("number")),
    ("Names", Some("number")),
    ("Places", Some("number")),
    ("Contacts", Some("number")),
    ("First and last seen", None),
    ("Strongest reasons", None),
];

/// The ranking; each row leads to its network's section.
pub(crate) fn ranking(language: Language, networks: &[NetworkView]) -> Markup {
    html! {
        section.chapter aria-labelledby="ranking" {
            h2 #ranking { (language.say("Where to look first")) }
            @if networks.is_empty() {
                p { (language.say("No network shows signs strong enough to be ranked.")) }
            } @else {
                // The roles stand in words because a narrow screen lays the rows out as cards,
                // and browsers then forget that this is a table.
                table.ranking role="table" {
                    caption {
                        (language.say("Networks in the order in which a person should look. The score is a sum of points, never a probability."))
                    }
                    thead role="rowgroup" {
                        tr role="row" {
                            @for (name, class) in COLUMNS {
                                th class=[class] role="columnheader" scope="col" { (language.say(name)) }
                            }
                        }
                    }
                    tbody role="rowgroup" {
                        @for (index, view) in networks.iter().enumerate() {
                            (row(language, view, index))
                        }
                    }
                }
            }
        }
    }
}

fn row(language: Language, view: &NetworkView, index: usize) -> Markup {
    let network = &view.network;
    html! {
        tr role="row" {
            td.rank role="cell" data-label=(language.say("Rank")) { @if let Some(rank) = network.rank { (rank) } }
            th.network-id role="rowheader" scope="row" {
                a href={ "#n" (index) } { (token(network.network_id.as_str())) }
            }
            td.number.score role="cell" data-label=(language.say("Score")) { (language.decimal(network.score)) }
            (number(language.say("Ads"), network.members.len() as u64))
            (number(language.say("Names"), u64::from(network.names)))
            (number(language.say("Places"), u64::from(network.places)))
            (number(language.say("Contacts"), u64::from(view.contacts)))
            td.seen role="cell" data-label=(language.say("Seen")) { (seen(language, view)) }
            td.why role="cell" data-label=(language.say("Reasons")) { (top_reasons(language, &network.reasons)) }
        }
    }
}

fn number(label: &str, count: u64) -> Markup {
    html! { td.number role="cell" data-label=(label) { (grouped(count)) } }
}

/// The first and the last day of a network.
pub(crate) fn seen(language: Language, view: &NetworkView) -> Markup {
    let days = (view.network.first_seen, view.network.last_seen);
    html! {
        @if let (Some(first), Some(last)) = days {
            @let [first, last] = [first, last].map(|it| html! { span.day { (date(it.day())) } });
            (language.fill("{0} to {1}", &[&first, &last]))
        } @else {
            (language.say("unknown"))
        }
    }
}

fn top_reasons(language: Language, reasons: &[Reason]) -> Markup {
    let scoring: Vec<&Reason> = by_points(reasons)
        .into_iter()
        .filter(|reason| reason.points > 0.0)
        .collect();
    html! {
        ul.top-reasons {
            @for reason in scoring.iter().take(REASONS_MAX) {
                li { (language.say(title(reason.indicator))) " " span.quiet { (language.decimal(reason.points)) } }
            }
        }
        @if scoring.len() > REASONS_MAX {
            span.quiet { (language.fill("and {0} more", &[&(scoring.len() - REASONS_MAX)])) }
        }
    }
}

/// Networks that were found and not ranked, with why.
pub(crate) fn unranked(language: Language, networks: &[Unranked]) -> Markup {
    html! {
        @if !networks.is_empty() {
            section.chapter aria-labelledby="unranked" {
                h2 #unranked { (language.say("Found and not ranked")) }
                div.scroll tabindex="0" role="region" aria-labelledby="unranked" {
                    table {
                        caption { (language.say("Where the evidence is thin or has an ordinary cause, Daylight abstains.")) }
                        thead { tr {
                            th scope="col" { (language.say("Network")) }
                            th.number scope="col" { (language.say("Ads")) }
                            th.number scope="col" { (language.say("Names")) }
                            th.number scope="col" { (language.say("Places")) }
                            th scope="col" { (language.say("Why it is not ranked")) }
                        } }
                        tbody {
                            @for network in networks {
                                tr {
                                    th scope="row" { (token(&network.network_id)) }
                                    td.number { (grouped(u64::from(network.ads))) }
                                    td.number { (grouped(u64::from(network.names))) }
                                    td.number { (grouped(u64::from(network.places))) }
                                    td { (clean(&language.retold(&network.why))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Identifiers that tie nothing in this run, with why.
pub(crate) fn set_aside(language: Language, list: &[SetAside]) -> Markup {
    html! {
        @if !list.is_empty() {
            section.chapter aria-labelledby="aside" {
                h2 #aside { (language.say("Set aside")) }
                div.scroll tabindex="0" role="region" aria-labelledby="aside" {
                    table {
                        caption { (language.say("Identifiers and texts that tie nothing here, because too many unrelated operators show them or a person said so.")) }
                        thead { tr {
                            th scope="col" { (language.say("Kind")) }
                            th scope="col" { (language.say("Token")) }
                            th.number scope="col" { (language.say("Ads")) }
                            th.number scope="col" { (language.say("Links not used")) }
                            th scope="col" { (language.say("Why")) }
                        } }
                        tbody {
                            @for item in list {
                                tr {
                                    td { (clean(&language.kind(&item.kind))) }
                                    th scope="row" { (token(&item.token)) }
                                    td.number { (grouped(item.ads)) }
                                    td.number { (grouped(item.links)) }
                                    td { (clean(language.told(&item.why))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
