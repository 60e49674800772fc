//! What stands around the networks: the masthead, the words, the limits, the foot.

use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::text::clean;
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
pub(crate) fn masthead(language: Language, report: &Report) -> Markup {
    html! {
        header.masthead {
            p.wordmark { "Daylight" }
            h1 { (foreign(&report.title)) }
            p.lead { (language.say("Signs of organised control in advertising")) }
            div.is-and-is-not {
                section aria-labelledby="is" {
                    h2 #is { (language.say("What this is")) }
                    p {
                        (language.say("Ads that one operator seems to be behind, joined by what they share, and the order in which a person should look at them. Each claim cites the ad, the field and the characters it rests on."))
                    }
                }
                section aria-labelledby="is-not" {
                    h2 #is-not { (language.say("What this is not")) }
                    p {
                        (language.say("No finding that anybody did anything, and no measure of how likely a crime is. Each sign has ordinary causes; they stand beside it and deserve the same care."))
                    }
                }
            }
            (made_from(language, &report.counts))
        }
    }
}

fn made_from(language: Language, counts: &Counts) -> Markup {
    html! {
        dl.figures {
            (figure(language.say("Ads"), counts.ads))
            (figure(language.say("Clusters"), counts.clusters))
            (figure(language.say("Networks ranked"), counts.networks_ranked))
            (figure(language.say("Not ranked"), counts.networks_unranked))
            @if let Some((first, last)) = counts.days {
                div { dt { (language.say("Posted")) } dd.range { (language.fill("{0} to {1}", &[&date(first), &date(last)])) } }
            }
        }
        p.conservation {
            (language.fill("{0} read = {1} kept + {2} seen again + {3}.", &[
                &language.counted(counts.rows_read, "row"),
                &language.counted(counts.ads, "ad"),
                &grouped(counts.seen_again),
                &language.counted(counts.rejects, "reject"),
            ]))
        }
    }
}

fn figure(name: &str, count: u64) -> Markup {
    html! { div { dt { (name) } dd { (grouped(count)) } } }
}

/// The words of the report.
pub(crate) fn words(language: Language) -> Markup {
    html! {
        section.chapter aria-labelledby="words" {
            h2 #words { (language.say("The words")) }
            dl.words {
                @for (word, meaning) in WORDS {
                    div { dt { (language.say(word)) } dd { (language.say(meaning)) } }
                }
            }
        }
    }
}

/// What the report cannot show, those of this run first, and how to contest a match.
pub(crate) fn limits(language: Language, own: &[String]) -> Markup {
    html! {
        section.chapter aria-labelledby="limits" {
            h2 #limits { (language.say("What this cannot show")) }
            ul.limits {
                @for limit in own {
                    li { (clean(&language.retold(limit))) }
                }
                @for limit in LIMITS {
                    li { (language.say(limit)) }
                }
            }
            h3 { (language.say("If a match is wrong")) }
            p {
                (language.say("A wrong match can bring police to the door of somebody who works for herself, and a missed one leaves people where they are. Whoever finds a wrong tie can lower its weight, put the identifier on the list of generic ones, or undo the import; the next run follows, and says so on the record. The file USE.md tells how."))
                    }
        }
    }
}

/// The foot: by what this file can be made again.
pub(crate) fn footer(language: Language, counts: &Counts) -> Markup {
    html! {
        footer.colophon {
            h2 { (language.say("How this was made")) }
            dl {
                (line(language.say("Program"), "daylight", &counts.version))
                (line(language.say("Run"), "", &counts.run_id))
                (line(language.say("Reference corpus"), "", &counts.reference))
            }
            @if !counts.sources.is_empty() {
                ul.sources {
                    @for source in &counts.sources {
                        li { (foreign(&source.file)) " " (token(&source.sha256)) }
                    }
                }
            }
            p {
                (language.say("The same files, settings and version give the same report. Identifiers are shown as tokens."))
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
