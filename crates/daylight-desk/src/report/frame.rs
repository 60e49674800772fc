//! What stands around the networks: the masthead, the words, the limits, the foot.

use maud::Markup;
use maud::html;

use crate::report::text::clean;
use crate::report::text::counted;
use crate::report::text::date;
use crate::report::text::foreign;
use crate::report::text::grouped;
use crate::report::text::token;
use crate::report::view::Counts;
use crate::report::view::Report;

/// The words a reader needs, as the whole project uses them.
const WORDS: &[(&str, &str)] = &[
    ("ad", "One listing as read: its text and its columns."),
    ("cluster", "Ads whose text is nearly the same."),
    ("template", "The fixed words and the slots of a cluster."),
    (
        "identifier",
        "What can tie ads to one operator: a phone, an e-mail, a handle, an address on the web, \
         the fingerprint of a picture.",
    ),
    (
        "token",
        "A keyed stand-in for an identifier. The same token is the same identifier; without the \
         key nobody can turn it back.",
    ),
    (
        "link",
        "Two clusters tied, with the evidence and its weight in bits.",
    ),
    (
        "bit",
        "One bit means the evidence is twice as likely if one operator is behind both sides as \
         if two are.",
    ),
    ("network", "Ads joined by links strong enough."),
    (
        "grade",
        "How well a sign is founded. A: tested on case outcomes. B: two or more independent \
         expert sources. C: plausible, not validated; C alone never ranks a network.",
    ),
    (
        "score",
        "The order in which a person should look: the sum of the points of the reasons.",
    ),
];

/// What no report of this kind can show.
const LIMITS: &[&str] = &[
    "Ads and signs alone are not sufficient evidence of a crime.",
    "A network is ads tied by their contents; it is not a list of people, and two names may be one person.",
    "The absence of a sign, or of a network, proves nothing.",
    "Points and weights are judgements of the project; none has been tested on the outcomes of cases.",
    "Whoever writes ads can copy a text or print the number of somebody else.",
];

/// The head of the report: what it is, what it is not, and what it was made from.
pub(crate) fn masthead(report: &Report) -> Markup {
    html! {
        header.masthead {
            p.wordmark { "Daylight" }
            h1 { (foreign(&report.title)) }
            p.lead { "Signs of organised control in advertising" }
            div.is-and-is-not {
                section aria-labelledby="is" {
                    h2 #is { "What this is" }
                    p {
                        "Ads that one operator seems to be behind, joined by what they share, and the "
                        "order in which a person should look at them. Each claim cites the ad, the "
                        "field and the characters it rests on."
                    }
                }
                section aria-labelledby="is-not" {
                    h2 #is-not { "What this is not" }
                    p {
                        "No finding that anybody did anything, and no measure of how likely a crime is. "
                        "Each sign has ordinary causes; they stand beside it and deserve the same care."
                    }
                }
            }
            (made_from(&report.counts))
        }
    }
}

fn made_from(counts: &Counts) -> Markup {
    html! {
        dl.figures {
            (figure("Ads", counts.ads))
            (figure("Clusters", counts.clusters))
            (figure("Networks ranked", counts.networks_ranked))
            (figure("Not ranked", counts.networks_unranked))
            @if let Some((first, last)) = counts.days {
                div { dt { "Posted" } dd.range { (date(first)) " to " (date(last)) } }
            }
        }
        p.conservation {
            (counted(counts.rows_read, "row")) " read = " (counted(counts.ads, "ad")) " kept + "
            (grouped(counts.seen_again)) " seen again + " (counted(counts.rejects, "reject")) "."
        }
    }
}

fn figure(name: &str, count: u64) -> Markup {
    html! { div { dt { (name) } dd { (grouped(count)) } } }
}

/// The words of the report.
pub(crate) fn words() -> Markup {
    html! {
        section.chapter aria-labelledby="words" {
            h2 #words { "The words" }
            dl.words {
                @for (word, meaning) in WORDS {
                    div { dt { (word) } dd { (meaning) } }
                }
            }
        }
    }
}

/// What the report cannot show, those of this run first, and how to contest a match.
pub(crate) fn limits(own: &[String]) -> Markup {
    html! {
        section.chapter aria-labelledby="limits" {
            h2 #limits { "What this cannot show" }
            ul.limits {
                @for limit in own {
                    li { (clean(limit)) }
                }
                @for limit in LIMITS {
                    li { (limit) }
                }
            }
            h3 { "If a match is wrong" }
            p {
                "A wrong match can bring police to the door of somebody who works for herself, and a "
                "missed one leaves people where they are. Whoever finds a wrong tie can lower its "
                "weight, put the identifier on the list of generic ones, or undo the import; the next "
                "run follows, and says so on the record. The file USE.md tells how."
            }
        }
    }
}

/// The foot: by what this file can be made again.
pub(crate) fn footer(counts: &Counts) -> Markup {
    html! {
        footer.colophon {
            h2 { "How this was made" }
            dl {
                (line("Program", "daylight", &counts.version))
                (line("Run", "", &counts.run_id))
                (line("Reference corpus", "", &counts.reference))
            }
            @if !counts.sources.is_empty() {
                ul.sources {
                    @for source in &counts.sources {
                        li { (foreign(&source.file)) " " (token(&source.sha256)) }
                    }
                }
            }
            p {
                "The same files, settings and version give the same report. "
                "Identifiers are shown as tokens."
            }
        }
    }
}

fn line(name: &str, before: &str, value: &str) -> Markup {
    html! {
        @if !value.is_empty() {
            div { dt { (name) } dd { (before) " " (token(value)) } }
        }
    }
}
