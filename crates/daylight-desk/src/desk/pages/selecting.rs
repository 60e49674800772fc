//! Selecting some ads of a network in one part of its page: the other parts show these alone.

use std::borrow::Cow;

use daylight_findings::NetworkView;
use daylight_findings::selection::Selection;
use daylight_findings::selection::select;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::report::text::foreign;
use crate::report::text::grouped;
use crate::report::text::token;

/// What an address may select by, in the order it is written.
const NAMES: [&str; 4] = ["place", "cluster", "from", "to"];

/// What an address selects; a day that is none is as if it were not there.
fn wanted(visit: &Visit<'_>) -> Selection {
    let day = |name: &str| {
        let date: jiff::civil::Date = visit.query.get(name).parse().ok()?;
        let since = date.since(jiff::civil::date(1970, 1, 1)).ok()?;
        Some(i64::from(since.get_days()))
    };
    Selection {
        place: visit.query.get("place").to_owned(),
        cluster: visit.query.get("cluster").to_owned(),
        from: day("from"),
        to: day("to"),
    }
}

/// The network as the ads that the address selects show it.
pub(super) fn selected<'v>(
    visit: &Visit<'_>,
    view: &'v NetworkView,
) -> Answer<Cow<'v, NetworkView>> {
    let wanted = wanted(visit);
    if wanted.is_all() {
        return Ok(Cow::Borrowed(view));
    }
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    Ok(Cow::Owned(select(&ranking.run, view, &wanted)?))
}

/// The address of the page with one thing more, or in place of what there was; it leads to the ads
/// where it turns their pages, and to the evidence else.
pub(super) fn address(visit: &Visit<'_>, (name, value): (&str, &str)) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for known in NAMES.into_iter().filter(|it| *it != name) {
        let kept = visit.query.get(known);
        if !kept.is_empty() {
            out.append_pair(known, kept);
        }
    }
    out.append_pair(name, value);
    let part = if name == "page" { "ads" } else { "evidence" };
    format!("?{}#{part}", out.finish())
}

/// What is selected, and the form that selects days.
pub(super) fn part(visit: &Visit<'_>, all: &NetworkView, selected: &NetworkView) -> Markup {
    let wanted = wanted(visit);
    let path = format!("/networks/{}", all.network.network_id);
    html! {
        @if !wanted.is_all() {
            p.notice role="status" {
                @let some = html! { strong { (visit.language.counted(selected.network.members.len() as u64, "ad")) } };
                (visit.fill("Only {0} of {1}", &[&some, &grouped(all.network.members.len() as u64)]))
                @if !wanted.place.is_empty() { (visit.fill(", in {0}", &[&foreign(&wanted.place)])) }
                @if !wanted.cluster.is_empty() { (visit.fill(", of {0}", &[&token(&wanted.cluster)])) }
                @let [from, to] = ["from", "to"].map(|name| visit.query.get(name));
                @if !from.is_empty() { (visit.fill(", from {0}", &[&foreign(from)])) }
                @if !to.is_empty() { (visit.fill(", to {0}", &[&foreign(to)])) }
                ". " (visit.say("When, where and the list of ads show these; reasons, templates and links are about all.")) " "
                a href={ (path) "#evidence" } { (visit.say("Show all")) }
            }
        }
        form.filters.days method="get" action={ (path) "#evidence" } aria-label=(visit.say("Select ads by day")) {
            @for name in ["place", "cluster"] {
                @if !visit.query.get(name).is_empty() { input type="hidden" name=(name) value=(visit.query.get(name)); }
            }
            @for (name, label) in [("from", visit.say("Ads from")), ("to", visit.say("to"))] {
                p.field { label for={ "day-" (name) } { (label) } input id={ "day-" (name) } name=(name) type="date" value=(visit.query.get(name)); }
            }
            p { button type="submit" { (visit.say("Select")) } }
        }
    }
}
