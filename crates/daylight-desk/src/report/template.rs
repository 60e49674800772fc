//! A template on the page: fixed words as they are, slots as boxes that name what fills them.

use daylight_findings::TemplateView;
use daylight_model::FactKind;
use maud::Markup;
use maud::html;

use crate::language::Language;
use crate::report::text::clean;
use crate::report::text::token;
use crate::report::text::whole;

/// Templates shown in full; the others are counted.
const TEMPLATES_MAX: usize = 6;

/// Bytes of one template's text shown; whoever needs the rest has the tables.
const TEXT_BYTES_MAX: usize = 6_000;

/// A part of a template's text.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    /// A slot filled by facts of one kind.
    Slot(FactKind),
    /// A slot filled by anything.
    Free,
}

/// The templates of a network, the strongest first.
pub(crate) fn section(language: Language, templates: &[TemplateView]) -> Markup {
    let more = templates.len().saturating_sub(TEMPLATES_MAX);
    html! {
        h3 { (language.say("Templates")) }
        @if templates.is_empty() {
            p.quiet { (language.say("No text is shared by several of its ads.")) }
        } @else {
            p.legend {
                (language.fill("Plain words stand in several ads. {0} is a slot with what fills it. {1} is a gap filled freely.", &[&slot(language, "phone"), &free(language)]))
            }
        }
        @for template in templates.iter().take(TEMPLATES_MAX) {
            (figure(language, template))
        }
        @if more > 0 {
            p.quiet { (language.and_more(more as u64, "more template")) }
        }
    }
}

fn figure(language: Language, view: &TemplateView) -> Markup {
    let template = &view.template;
    let shown = beginning(&template.text);
    let more = words(&template.text).saturating_sub(words(shown));
    html! {
        figure.template {
            figcaption {
                (token(template.template_id.as_str()))
                span { (language.counted(view.ads, "ad")) }
                span { (language.counted(u64::from(template.fixed_words), "fixed word")) }
                span { (language.fill("{0} bits saved", &[&whole(template.bits_saved)])) }
            }
            blockquote dir="auto" {
                @for part in parts(shown) {
                    @match part {
                        Part::Words(words) => (clean(words)),
                        Part::Slot(kind) => (slot(language, kind.as_str())),
                        Part::Free => (free(language)),
                    }
                }
            }
            @if more > 0 {
                p.quiet { (language.and_more(more, "more word")) }
            }
        }
    }
}

/// The whole words at the beginning of a text that are short enough to show.
fn beginning(text: &str) -> &str {
    if text.len() <= TEXT_BYTES_MAX {
        return text;
    }
    let (head, _) = text.split_at(text.floor_char_boundary(TEXT_BYTES_MAX));
    head.rsplit_once(char::is_whitespace)
        .map_or(head, |(words, _)| words)
}

fn words(text: &str) -> u64 {
    text.split_whitespace().count() as u64
}

fn slot(language: Language, kind: &str) -> Markup {
    html! { bdi.slot { span.hidden { (language.say("slot:")) " " } (language.kind(kind)) } }
}

fn free(language: Language) -> Markup {
    html! { bdi.free { span.hidden { (language.say("free gap")) } span aria-hidden="true" { "\u{2026}" } } }
}

/// Cuts a template's text at its slots; braces that name no kind are words.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, slot, after)) = first_slot(rest) {
        if !before.is_empty() {
            parts.push(Part::Words(before));
        }
        parts.push(slot);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Words(rest));
    }
    parts
}

/// What stands before the first slot, the slot, and what follows it.
fn first_slot(text: &str) -> Option<(&str, Part<'_>, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let before = text.get(..at)?;
        let (name, after) = text.get(at + 1..)?.split_once('}')?;
        let slot = match name {
            "free" => Part::Free,
            _ => Part::Slot(name.parse().ok()?),
        };
        Some((before, slot, after))
    })
}

#[cfg(test)]
mod tests {
    use daylight_model::FactKind;

    use crate::report::template::Part;
    use crate::report::template::parts;

    #[test]
    fn text_is_cut_at_its_slots() {
        assert_eq!(
            parts("call {phone} or {free}{short_code}"),
            [
                Part::Words("call "),
                Part::Slot(FactKind::Phone),
                Part::Words(" or "),
                Part::Free,
                Part::Slot(FactKind::ShortCode),
            ]
        );
    }

    #[test]
    fn braces_that_name_no_kind_are_words() {
        assert_eq!(parts("a {b} { {"), [Part::Words("a {b} { {")]);
        assert_eq!(
            parts("{ {phone}"),
            [Part::Words("{ "), Part::Slot(FactKind::Phone)]
        );
        assert_eq!(parts(""), []);
    }
}
