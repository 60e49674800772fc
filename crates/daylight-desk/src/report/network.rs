//! The section of one network: an exhibit that can be read, printed and handed over by itself.

use daylight_findings::NetworkView;
use daylight_model::Citation;
use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::graph;
use crate::report::links;
use crate::report::places;
use crate::report::ranking::seen;
use crate::report::reasons;
use crate::report::template;
use crate::report::text::clean;
use crate::report::text::grouped;
use crate::report::text::token;
use crate::report::timeline;

/// One network with everything that speaks for and against it.
pub(crate) fn section(language: Language, view: &NetworkView, index: usize) -> Markup {
    let network = &view.network;
    html! {
        section.network.chapter aria-labelledby={ "n" (index) } {
            header.exhibit {
                @if let Some(rank) = network.rank {
                    p.exhibit-rank { (language.fill("Rank {0}", &[&rank])) }
                }
                h2 id={ "n" (index) } { (language.fill("Network {0}", &[&token(network.network_id.as_str())])) }
                (figures(language, view))
            }
            (evidence(language, view, None))
            p.back { a href="#ranking" { (language.say("Back to the ranking")) } }
        }
    }
}

/// The counts of a network.
pub(crate) fn figures(language: Language, view: &NetworkView) -> Markup {
    let network = &view.network;
    html! {
        dl.figures {
            div.lead-figure { dt { (language.say("Score")) } dd { (language.decimal(network.score)) } }
            (figure(language.say("Ads"), network.members.len() as u64))
            (figure(language.say("Clusters"), u64::from(network.clusters)))
            (figure(language.say("Names"), u64::from(network.names)))
            (figure(language.say("Places"), u64::from(network.places)))
            (figure(language.say("Contacts"), u64::from(view.contacts)))
            div { dt { (language.say("Seen")) } dd.range { (seen(language, view)) } }
        }
        p.agencies { (agencies(language, view.agencies_as_high)) }
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
pub(crate) fn evidence(
    language: Language,
    view: &NetworkView,
    leads: Option<&Leads<'_>>,
) -> Markup {
    let at = leads.map(|it| it.ties);
    let heading = clean(view.network.network_id.as_str());
    html! {
        (reasons::section(language, view, leads))
        (template::section(language, &view.templates))
        div.pair {
            div { (timeline::section(language, view, &heading, leads)) }
            div { (places::section(language, view, &heading, leads)) }
        }
        (graph::section(language, view, at))
        (links::section(language, &view.links, &heading, at))
    }
}

fn figure(name: &str, count: u64) -> Markup {
    html! { div { dt { (name) } dd { (grouped(count)) } } }
}

fn agencies(language: Language, share: Option<f64>) -> Markup {
    html! {
        @if let Some(share) = share {
            @let share = html! { strong { (language.percent(share)) } };
            (language.fill("Of the ordinary agencies in the reference corpus, {0} score as high.", &[&share]))
        } @else {
            (language.say("How many ordinary agencies score as high is not known for this reference corpus."))
        }
    }
}
