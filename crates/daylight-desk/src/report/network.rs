//! The section of one network: an exhibit that can be read, printed and handed over by itself.

use daylight_findings::NetworkView;
use daylight_model::Citation;
use maud::Markup;
use maud::html;

use crate::report::graph;
use crate::report::links;
use crate::report::places;
use crate::report::ranking::seen;
use crate::report::reasons;
use crate::report::template;
use crate::report::text::clean;
use crate::report::text::decimal;
use crate::report::text::grouped;
use crate::report::text::percent;
use crate::report::text::token;
use crate::report::timeline;

/// One network with everything that speaks for and against it.
pub(crate) fn section(view: &NetworkView, index: usize) -> Markup {
    let network = &view.network;
    html! {
        section.network.chapter aria-labelledby={ "n" (index) } {
            header.exhibit {
                @if let Some(rank) = network.rank {
                    p.exhibit-rank { "Rank " (rank) }
                }
                h2 id={ "n" (index) } { "Network " (token(network.network_id.as_str())) }
                (figures(view))
            }
            (evidence(view, None))
            p.back { a href="#ranking" { "Back to the ranking" } }
        }
    }
}

/// The counts of a network.
pub(crate) fn figures(view: &NetworkView) -> Markup {
    let network = &view.network;
    html! {
        dl.figures {
            div.lead-figure { dt { "Score" } dd { (decimal(network.score)) } }
            (figure("Ads", network.members.len() as u64))
            (figure("Clusters", u64::from(network.clusters)))
            (figure("Names", u64::from(network.names)))
            (figure("Places", u64::from(network.places)))
            (figure("Contacts", u64::from(view.contacts)))
            div { dt { "Seen" } dd.range { (seen(view)) } }
        }
        p.agencies { (agencies(view.agencies_as_high)) }
    }
}

/// Where the parts of a network lead to, where they have pages of their own.
pub(crate) struct Leads<'a> {
    /// The address of a tie, before its id.
    pub(crate) ties: &'a str,
    /// The address that selects the ads of a `place` or of a `cluster`.
    pub(crate) selecting: &'a dyn Fn(&'static str, &str) -> String,
    /// The address of the characters that a reason rests on.
    pub(crate) cited: &'a dyn Fn(&Citation) -> String,
}

/// Everything that speaks for and against a network.
pub(crate) fn evidence(view: &NetworkView, leads: Option<&Leads<'_>>) -> Markup {
    let at = leads.map(|it| it.ties);
    let heading = clean(view.network.network_id.as_str());
    html! {
        (reasons::section(view, leads))
        (template::section(&view.templates))
        div.pair {
            div { (timeline::section(view, &heading, leads)) }
            div { (places::section(view, &heading, leads)) }
        }
        (graph::section(view, at))
        (links::section(&view.links, &heading, at))
    }
}

fn figure(name: &str, count: u64) -> Markup {
    html! { div { dt { (name) } dd { (grouped(count)) } } }
}

fn agencies(share: Option<f64>) -> Markup {
    html! {
        @if let Some(share) = share {
            "Of the ordinary agencies in the reference corpus, " strong { (percent(share)) }
            " score as high."
        } @else {
            "How many ordinary agencies score as high is not known for this reference corpus."
        }
    }
}
