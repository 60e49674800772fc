//! What ties a network together, and what was not allowed to.

use daylight_findings::LinkView;
use daylight_model::LinkEvidence;
use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::reasons::cited;
use crate::report::text::bar;
use crate::report::text::clean;
use crate::report::text::token;

/// Links shown in each table; the others are counted.
const LINKS_MAX: usize = 20;

/// The links in use, heaviest first, then the ones not used, with why.
pub(crate) fn section(
    language: Language,
    links: &[LinkView],
    heading: &str,
    at: Option<&str>,
) -> Markup {
    let mut sorted: Vec<&LinkView> = links.iter().collect();
    sorted.sort_by(|one, other| {
        let weight = other.link.weight_bits.total_cmp(&one.link.weight_bits);
        weight.then_with(|| one.link.link_id.cmp(&other.link.link_id))
    });
    let heaviest = sorted
        .first()
        .map_or(1.0, |view| view.link.weight_bits.max(1.0));
    let (used, unused): (Vec<&LinkView>, Vec<&LinkView>) = sorted
        .into_iter()
        .partition(|view| view.link.suppressed.is_none());
    html! {
        h3 { (language.say("Links")) }
        @if used.is_empty() {
            p.quiet { (language.say("One cluster holds it together; no link was needed.")) }
        } @else {
            (table(language, &used, (heaviest, at), &language.fill("Ties in use, network {0}", &[&heading])))
        }
        @if !unused.is_empty() {
            h4.minor { (language.say("Ties not used")) }
            (table(language, &unused, (heaviest, at), &language.fill("Ties not used, and why, network {0}", &[&heading])))
        }
    }
}

fn table(
    language: Language,
    links: &[&LinkView],
    (heaviest, at): (f64, Option<&str>),
    caption: &Markup,
) -> Markup {
    let more = links.len().saturating_sub(LINKS_MAX);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.links role="table" {
                caption.hidden { (caption) }
                // As in the ranking, a narrow screen lays the rows out as cards.
                thead role="rowgroup" { tr role="row" {
                    th role="columnheader" scope="col" { (language.say("Between")) }
                    th role="columnheader" scope="col" { (language.say("Rests on")) }
                    th.weight role="columnheader" scope="col" { (language.say("Weight, bits")) }
                } }
                tbody role="rowgroup" {
                    @for view in links.iter().take(LINKS_MAX) {
                        (row(language, view, heaviest, at))
                    }
                }
            }
        }
        @if more > 0 {
            p.quiet { (language.and_more(more as u64, "more tie")) }
        }
    }
}

fn row(language: Language, view: &LinkView, heaviest: f64, at: Option<&str>) -> Markup {
    let link = &view.link;
    html! {
        tr role="row" {
            th role="rowheader" scope="row" {
                @if let Some(at) = at {
                    a href={ (at) "/" (clean(link.link_id.as_str())) } { (between(language, view)) }
                } @else { (between(language, view)) }
            }
            td role="cell" {
                (rests_on(language, view))
                @if let Some(why) = link.suppressed {
                    p.why-not { strong { (language.say("Not used:")) } " " (language.told(why.as_str())) }
                }
            }
            td.weight role="cell" {
                span { (language.decimal(link.weight_bits)) }
                (bar(link.weight_bits / heaviest))
            }
        }
    }
}

/// The two sides of a tie.
pub(crate) fn between(language: Language, view: &LinkView) -> Markup {
    let link = &view.link;
    html! {
        (token(link.from_cluster.as_str()))
        @if link.from_cluster == link.to_cluster {
            " " span.quiet { (language.say("within")) }
        } @else {
            " \u{2013} " (token(link.to_cluster.as_str()))
        }
    }
}

/// What a tie rests on.
pub(crate) fn basis(language: Language, view: &LinkView) -> Markup {
    let (kind, id) = match &view.link.evidence {
        LinkEvidence::Identifier { kind, .. } => {
            (kind.as_str(), view.token.as_deref().unwrap_or_default())
        }
        LinkEvidence::Template { template_id, .. } => ("template", template_id.as_str()),
        LinkEvidence::Judgement { .. } => ("judgement", ""),
    };
    html! { span.kind { (language.kind(kind)) } " " (token(id)) }
}

/// The same, with the first of the places that show it.
pub(crate) fn rests_on(language: Language, view: &LinkView) -> Markup {
    let (LinkEvidence::Identifier { citations, .. }
    | LinkEvidence::Template { citations, .. }
    | LinkEvidence::Judgement { citations }) = &view.link.evidence;
    html! {
        (basis(language, view))
        ul.evidence.inline {
            @for citation in citations.iter().take(2) {
                li { (cited(language, citation)) }
            }
        }
    }
}
