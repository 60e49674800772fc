//! The text of one ad of a network, with tokens in place of identifiers and names.

use daylight_model::AdId;
use daylight_model::Citation;
use daylight_store::Part;
use daylight_store::ShownAd;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::language::Language;
use crate::report::date;
use crate::report::text::clean;
use crate::report::text::foreign;
use crate::report::text::token;

/// Characters of a text that are shown.
const CHARS_MAX: usize = 64 << 10;

/// Where an ad is read.
pub(crate) fn address(network: &str, ad: &AdId) -> String {
    let ad: String = form_urlencoded::byte_serialize(ad.as_str().as_bytes()).collect();
    // A space is `+` in a form and `%20` in a path.
    format!("/networks/{network}/ads/{}", ad.replace('+', "%20"))
}

/// Where the characters of an ad are read that something rests on.
pub(super) fn cited(network: &str, citation: &Citation) -> String {
    let address = address(network, &citation.ad_id);
    let (Some(field), Some(span)) = (&citation.field, citation.span) else {
        return address;
    };
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.append_pair("field", field.as_str());
    out.append_pair("from", &span.start().to_string());
    out.append_pair("to", &span.end().to_string());
    format!("{address}?{}#cited", out.finish())
}

/// The bytes of a field that the address asks for.
fn asked(visit: &Visit<'_>, field: &str) -> Option<(usize, usize)> {
    let number = |name: &str| visit.query.get(name).parse().ok();
    let is_it = visit.query.get("field") == field;
    is_it.then_some((number("from")?, number("to")?))
}

/// The ad that an address names, masked; the log is told first.
pub(crate) fn read(visit: &Visit<'_>) -> Answer<ShownAd> {
    let (network, ad) = (visit.part(0), AdId::new(visit.part(1)));
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    let read = {
        let mut judgements = visit.desk.judgements();
        let place = (&visit.desk.workspace, &ranking.run);
        judgements.read_ad(&visit.asking(None)?, place, network, &ad)?
    };
    read.ok_or(Trouble::Absent)
}

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let (network, ad) = (visit.part(0), read(visit)?);
    let (file, row) = &ad.source;
    let posted = ad.posted_at.map(|it| date(it.day()));
    let body = html! {
        p { a href={ "/networks/" (network) } { (visit.fill("Back to network {0}", &[&token(network)])) } }
        dl.facts {
            div { dt { (visit.say("Posted")) } dd { (posted.as_deref().unwrap_or(visit.say("unknown"))) } }
            div { dt { (visit.say("Place")) } dd { (foreign(ad.place.as_deref().unwrap_or(visit.say("unknown")))) } }
            div { dt { (visit.say("Site")) } dd { (foreign(ad.site.as_deref().unwrap_or(visit.say("unknown")))) } }
            div { dt { (visit.say("From")) } dd { (visit.fill("{0}, row {1}", &[&foreign(file), row])) } }
        }
        @for field in &ad.fields {
            section.text {
                h2 { (foreign(field.name.as_str())) }
                p dir="auto" { (words(visit.language, &field.parts, asked(visit, field.name.as_str()))) }
            }
        }
        @if !ad.columns.is_empty() {
            h2 { (visit.say("In columns of their own")) }
            ul { @for (kind, shown) in &ad.columns { li { (visit.language.kind(kind.as_str())) ": " (foreign(shown.reveal())) } } }
        }
        p.quiet { (visit.say("Marked words are facts, with their kind; a token stands for an identifier or a name. Numbers beside a mark are the bytes of the text as it was read. What was disguised so well that it was not recognised stands as it was written.")) }
    };
    let title = visit.language.line("Ad {0}", &[ad.ad_id.as_str()]);
    Ok(Reply::Page(frame::page(visit, "/networks", &title, &body)))
}

/// The words of a text with its facts marked; of those that touch the bytes asked for the first is
/// where the page opens.
pub(super) fn words(language: Language, parts: &[Part], asked: Option<(usize, usize)>) -> Markup {
    let mut left = CHARS_MAX;
    let mut shown = Vec::new();
    for part in parts {
        let text: String = part.text.reveal().chars().take(left).collect();
        left -= text.chars().count();
        shown.push((part, text));
    }
    let is_asked = |part: &Part| {
        let (start, end) = part.span;
        asked.is_some_and(|(from, to)| start < to && from < end)
    };
    let first = shown
        .iter()
        .position(|(part, _)| part.fact.is_some() && is_asked(part));
    html! {
        @for (at, (part, text)) in shown.iter().enumerate() {
            @match &part.fact {
                None => (clean(text)),
                Some((kind, rule)) => mark.(kind.as_str()).asked[is_asked(part)] id=[(first == Some(at)).then_some("cited")] title=(language.fill("{0}, bytes {1} to {2}", &[&clean(rule), &part.span.0, &part.span.1])) {
                    bdi { (clean(text)) } span.kind { " " (language.kind(kind.as_str())) }
                },
            }
        }
        @if left == 0 { " " span.quiet { (language.say("The text goes on; this is its beginning.")) } }
    }
}
