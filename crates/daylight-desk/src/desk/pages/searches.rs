//! Filters of the queue that a person keeps, and what is new among what fits them.

use std::collections::BTreeSet;

use daylight_findings::reviews::Reviews;
use daylight_store::SavedSearch;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Fields;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::desk::pages::queue;
use crate::desk::ranking::Ranking;
use crate::report::text::clean;
use crate::report::text::foreign;

/// The networks that fit some filters now.
fn fitting(ranking: &Ranking, reviews: &Reviews, query: &str) -> BTreeSet<String> {
    let wanted = queue::wanted(&Fields::parse(query.as_bytes()));
    let ids = wanted
        .of(ranking, reviews)
        .map(|it| it.network.network_id.as_str().to_owned());
    ids.collect()
}

/// The kept search that an address names, for who is signed in.
pub(super) fn named(visit: &Visit<'_>) -> Answer<Option<SavedSearch>> {
    let Ok(id) = visit.query.get("new").parse::<i64>() else {
        return Ok(None);
    };
    let kept = visit
        .desk
        .judgements()
        .searches_of(&visit.who()?.person.id)?;
    Ok(kept.into_iter().find(|it| it.id == id))
}

/// The searches that a person keeps, with what is new in each, and the form that keeps this one.
pub(super) fn part(visit: &Visit<'_>, of: (&Ranking, &Reviews), query: &str) -> Answer<Markup> {
    let kept = visit
        .desk
        .judgements()
        .searches_of(&visit.who()?.person.id)?;
    let rows: Vec<(&SavedSearch, usize, usize)> = kept
        .iter()
        .map(|search| {
            let fits = fitting(of.0, of.1, &search.query);
            let new = fits.difference(&search.seen).count();
            (search, fits.len(), new)
        })
        .collect();
    let fresh: usize = rows.iter().map(|(.., new)| new).sum();
    Ok(html! {
        details.searches open[fresh > 0] {
            summary {
                (visit.say("Searches you keep"))
                @if fresh > 0 { ": " (visit.language.counted(fresh as u64, "new match")) }
            }
            @if rows.is_empty() { p.quiet { (visit.say("None yet. A search that is kept tells of networks that come to fit it.")) } }
            ul { @for (search, fits, new) in &rows { li {
                a href={ "/networks?" (search.query) } { (foreign(&search.name)) }
                ": " (visit.language.counted(*fits as u64, "network"))
                @if *new > 0 {
                    ", " a href={ "/networks?" (search.query) "&new=" (search.id) } { (visit.fill("{0} new since {1}", &[new, &frame::day(&search.seen_at)])) } " "
                    (frame::button(visit, &format!("/searches/{}/seen", search.id), visit.say("Seen"), &html! { span.hidden { (clean(&search.name)) } }))
                }
                " " (frame::button(visit, &format!("/searches/{}/remove", search.id), visit.say("Remove"), &html! { span.hidden { (clean(&search.name)) } }))
            } } }
            (frame::form(visit, "/searches", &html! {
                input type="hidden" name="query" value=(query);
                (frame::named_line(("search-name", "name"), visit.say("Keep the filters of this page as"), "text", ""))
                p { button type="submit" { (visit.say("Keep")) } }
            }))
        }
    })
}

pub(crate) fn keep(visit: &Visit<'_>) -> Answer<Reply> {
    let (ranking, reviews) = queue::listed(visit)?;
    let ranking = ranking.ok_or(Trouble::Absent)?;
    let query = queue::filters_of(&Fields::parse(visit.form.get("query").as_bytes()));
    let seen = fitting(&ranking, &reviews, &query);
    let person = &visit.who()?.person.id;
    let mut judgements = visit.desk.judgements();
    judgements.save_search(person, (visit.form.get("name"), &query), seen, &visit.at)?;
    Ok(Reply::To(format!("/networks?{query}")))
}

pub(crate) fn seen(visit: &Visit<'_>) -> Answer<Reply> {
    let (ranking, reviews) = queue::listed(visit)?;
    let ranking = ranking.ok_or(Trouble::Absent)?;
    let person = &visit.who()?.person.id;
    let mut judgements = visit.desk.judgements();
    let kept = judgements.searches_of(person)?;
    let search = kept.into_iter().find(|it| it.id == number(visit));
    let search = search.ok_or(Trouble::Absent)?;
    let fits = fitting(&ranking, &reviews, &search.query);
    judgements.saw_search(person, search.id, fits, &visit.at)?;
    Ok(Reply::To("/networks".to_owned()))
}

pub(crate) fn remove(visit: &Visit<'_>) -> Answer<Reply> {
    let mut judgements = visit.desk.judgements();
    judgements.browse(&visit.asking(None)?)?;
    let person = &visit.who()?.person.id;
    judgements.remove_search(person, number(visit))?;
    Ok(Reply::To("/networks".to_owned()))
}

fn number(visit: &Visit<'_>) -> i64 {
    visit.part(0).parse().unwrap_or(0)
}
