//! The reasons of a network: each sign with its grade, its points, its evidence, and beside it
//! the ordinary causes that would look the same.

use daylight_findings::NetworkView;
use daylight_model::Citation;
use daylight_model::Grade;
use daylight_model::Indicator;
use daylight_model::Reason;
use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::network::Leads;
use crate::report::text::bar;
use crate::report::text::clean;
use crate::report::text::grouped;
use crate::report::text::token;

/// Citations shown under a reason.
const CITATIONS_MAX: usize = 5;

/// What an indicator looks for, in a few words.
#[must_use]
pub fn title(indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::D01 => "Hidden contact",
        Indicator::D02 => "One contact, many names",
        Indicator::D03 => "One template, many fillings",
        Indicator::D04 => "One owner, many people and places",
        Indicator::D05 => "Too far apart at once",
        Indicator::D06 => "Contact rotates, template stays",
        Indicator::D07 => "Others speak for several people",
        Indicator::D08 => "Same posting rhythm",
        Indicator::D09 => "Shared payment or landing page",
        Indicator::D10 => "One front, rotating names",
        Indicator::D11 => "Recruitment meets service ads",
        Indicator::D12 => "Tied labour offer",
    }
}

fn meaning(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "tested on case outcomes",
        Grade::B => "two or more expert sources",
        Grade::C => "plausible, not validated",
    }
}

/// The reasons, most points first; equal ones in the order of the registry.
#[must_use]
pub fn by_points(reasons: &[Reason]) -> Vec<&Reason> {
    let mut sorted: Vec<&Reason> = reasons.iter().collect();
    sorted.sort_by(|one, other| {
        let points = other.points.total_cmp(&one.points);
        points.then(one.indicator.cmp(&other.indicator))
    });
    sorted
}

/// Every reason: those that add points, those that add none, those that are unknown.
pub(crate) fn section(language: Language, view: &NetworkView, leads: Option<&Leads<'_>>) -> Markup {
    let sorted = by_points(&view.network.reasons);
    let (known, unknown): (Vec<&Reason>, Vec<&Reason>) = sorted
        .into_iter()
        .partition(|reason| reason.value.is_some());
    let (adding, silent): (Vec<&Reason>, Vec<&Reason>) =
        known.into_iter().partition(|reason| reason.points > 0.0);
    html! {
        h3 { (language.say("Reasons, and their ordinary causes")) }
        @for reason in &adding {
            (card(language, reason, view.at_most(reason), leads))
        }
        @if !silent.is_empty() {
            (quiet(language, language.say("Computed, and adding nothing"), &silent))
        }
        @if !unknown.is_empty() {
            (quiet(language, language.say("Unknown: too little data to say"), &unknown))
        }
    }
}

fn card(language: Language, reason: &Reason, at_most: f64, leads: Option<&Leads<'_>>) -> Markup {
    let grade = reason.grade;
    html! {
        article.reason {
            div.sign {
                h4 {
                    span.code { (reason.indicator) } " " (language.say(title(reason.indicator)))
                }
                p.weigh {
                    span.grade { (language.fill("Grade {0}", &[&grade.to_string()])) }
                    span.points {
                        @let points = html! { strong { (language.decimal(reason.points)) } };
                        (language.fill("{0} of at most {1} points", &[&points, &language.decimal(at_most)]))
                    }
                    (bar(reason.points / at_most))
                }
                p.value { (clean(&language.retold(&reason.summary))) }
                ul.measure {
                    li { (language.say(meaning(grade))) }
                    @if let Some(share) = reason.percentile {
                        li { (language.fill("higher than {0} of reference networks", &[&language.percent(share)])) }
                    }
                    li { (language.fill("{0} used", &[&language.counted(u64::from(reason.ads_used), "ad")])) }
                    li { (language.fill("{0} of ads have the fields it needs", &[&language.percent(reason.coverage)])) }
                }
                (evidence(language, &reason.evidence, leads))
            }
            div.innocent {
                h5 { (language.say("What ordinary causes look the same")) }
                p { (clean(language.told(&reason.innocent_explanation))) }
            }
        }
    }
}

/// The first citations, then how many more there are.
fn evidence(language: Language, citations: &[Citation], leads: Option<&Leads<'_>>) -> Markup {
    let more = citations.len().saturating_sub(CITATIONS_MAX);
    html! {
        @if !citations.is_empty() {
            p.evidence-head { (language.say("Evidence")) }
            ul.evidence {
                @for citation in citations.iter().take(CITATIONS_MAX) {
                    li {
                        @if let Some(leads) = leads { a href=((leads.cited)(citation)) { (cited(language, citation)) } } @else { (cited(language, citation)) }
                    }
                }
                @if more > 0 {
                    li.quiet { (language.fill("and {0} more", &[&grouped(more as u64)])) }
                }
            }
        }
    }
}

/// One citation: ad, field, characters.
pub(crate) fn cited(language: Language, citation: &Citation) -> Markup {
    html! {
        (language.fill("ad {0}", &[&token(citation.ad_id.as_str())]))
        @if let Some(field) = &citation.field {
            ", " (token(field.as_str()))
        }
        @if let Some(span) = citation.span {
            " " span.span { (span.start()) "\u{2013}" (span.end()) }
        }
    }
}

fn quiet(language: Language, heading: &str, reasons: &[&Reason]) -> Markup {
    html! {
        h4.minor { (heading) }
        dl.quiet-reasons {
            @for reason in reasons {
                div {
                    dt { span.code { (reason.indicator) } " " (language.say(title(reason.indicator))) }
                    dd { (clean(&language.retold(&reason.summary))) }
                }
            }
        }
    }
}
