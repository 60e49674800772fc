//! The queue: the ranked networks, those that are wanted, a page at a time.

use daylight_findings::reviews::Reviews;
use daylight_findings::reviews::Status;
use daylight_model::Indicator;
use maud::Markup;
use maud::html;
use serde_json::json;

use crate::desk::http::Answer;
use crate::desk::http::Fields;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::desk::pages::searches;
use crate::desk::ranking::Listed;
use crate::desk::ranking::Ranking;
use crate::desk::ranking::Wanted;
use crate::report::by_points;
use crate::report::date;
use crate::report::text::bar;
use crate::report::text::clean;
use crate::report::text::foreign;
use crate::report::text::grouped;
use crate::report::text::token;
use crate::report::title;

/// Networks on a page.
const ON_A_PAGE: usize = 50;
/// Networks with two reviews below which their agreement is chance.
pub(super) const PAIRS_MIN: u32 = 10;
/// What filters the queue, in the order it is written in an address.
const FILTERS: [&str; 6] = ["status", "indicator", "ads", "names", "since", "place"];
/// Places that the filter offers.
const PLACES_NAMED: usize = 200;
/// Reasons named in a row.
const REASONS_SHOWN: usize = 2;

pub(crate) fn first(_: &Visit<'_>) -> Answer<Reply> {
    Ok(Reply::To("/networks".to_owned()))
}

/// The ranking and the reviews, for who may see them; `None` where nothing was ever linked.
pub(super) fn listed(visit: &Visit<'_>) -> Answer<(Option<std::sync::Arc<Ranking>>, Reviews)> {
    let reviews = {
        let mut judgements = visit.desk.judgements();
        judgements.browse(&visit.asking(None)?)?;
        Reviews::new(judgements.reviews()?)
    };
    Ok((visit.desk.ranking()?, reviews))
}

/// What an address asks for; what it does not understand is as if it were not there.
pub(super) fn wanted(query: &Fields) -> Wanted {
    let known = |name: &str| Indicator::ALL.into_iter().find(|it| it.as_str() == name);
    let status = |name: &str| Status::ALL.into_iter().find(|it| it.as_str() == name);
    Wanted {
        status: status(query.get("status")),
        indicator: known(query.get("indicator")),
        ads_min: query.get("ads").parse().unwrap_or(0),
        names_min: query.get("names").parse().unwrap_or(0),
        since: query.get("since").chars().take(10).collect(),
        place: query.get("place").to_owned(),
    }
}

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let (ranking, reviews) = listed(visit)?;
    let Some(ranking) = ranking else {
        let body = html! {
            p { (visit.say("This workspace holds no networks yet.")) }
            p { a.go href="/import" { (visit.say("Bring a file of ads in")) } }
            p.quiet { (visit.fill("Or, where the program runs, {0}. This page shows the networks as soon as that is done.", &[&html! { code { "daylight scan FILE" } }])) }
        };
        return Ok(Reply::Page(frame::page(
            visit,
            "/networks",
            visit.say("Queue"),
            &body,
        )));
    };
    let wanted = wanted(&visit.query);
    let kept = searches::named(visit)?;
    let fitting: Vec<&Listed> = wanted
        .of(&ranking, &reviews)
        .filter(|it| {
            let id = it.network.network_id.as_str();
            kept.as_ref().is_none_or(|kept| !kept.seen.contains(id))
        })
        .collect();
    let page: usize = visit.query.get("page").parse().unwrap_or(1).max(1);
    let shown = fitting.chunks(ON_A_PAGE).nth(page - 1).unwrap_or_default();
    let body = html! {
        p.lead { (visit.say("The order in which a person should look: signs of organised control in advertising, never a probability.")) }
        (progress(visit, &ranking, &reviews))
        (filters(visit, &wanted, &ranking))
        (searches::part(visit, (&ranking, &reviews), &filters_of(&visit.query))?)
        @if let Some(kept) = &kept { p { (visit.fill("Only what is new in {0}.", &[&html! { strong { (foreign(&kept.name)) } }])) " " a href={ "/networks?" (kept.query) } { (visit.say("All that fits it")) } "." } }
        p aria-live="polite" {
            @let fit = html! { strong { (visit.language.counted(fitting.len() as u64, "network")) } };
            (visit.fill("{0} of {1} ranked; {2} more are too thin to rank.", &[&fit, &grouped(ranking.listed.len() as u64), &grouped(ranking.unranked)])) " "
            a href={ "/networks.csv" (search(&visit.query, None)) } { (visit.say("As a table")) } ", "
            a href={ "/networks.json" (search(&visit.query, None)) } { (visit.say("as JSON")) } "."
        }
        @if shown.is_empty() { p { (visit.say("None fits.")) " " a href="/networks" { (visit.say("Take the filters off")) } "." } } @else { (table(visit, shown, &reviews)) }
        (frame::turning(visit, visit.say("Pages"), (page, fitting.len().div_ceil(ON_A_PAGE)), |page| format!("/networks{}", search(&visit.query, Some(page)))))
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/networks",
        visit.say("Queue"),
        &body,
    )))
}

/// How far the work has come.
fn progress(visit: &Visit<'_>, ranking: &Ranking, reviews: &Reviews) -> Markup {
    let count = |status: Status| {
        let ids = ranking
            .listed
            .iter()
            .map(|it| it.network.network_id.as_str());
        ids.filter(|id| reviews.status(id) == status).count() as u64
    };
    html! {
        dl.figures {
            @for status in Status::ALL {
                div { dt { (visit.say(status.in_words())) } dd { a href={ "/networks?status=" (status.as_str()) } { (grouped(count(status))) } } }
            }
            @if let Some((kappa, pairs)) = reviews.kappa().filter(|(_, pairs)| *pairs >= PAIRS_MIN) {
                div { dt { (visit.fill("agreement, Cohen's kappa of {0}", &[&visit.language.counted(pairs.into(), "pair")])) } dd { (visit.language.decimals(format!("{kappa:.2}"))) } }
            }
        }
    }
}

fn filters(visit: &Visit<'_>, wanted: &Wanted, ranking: &Ranking) -> Markup {
    let places = places(ranking);
    let number = |id: &str, label: &str, value: u64| {
        html! { p.field { label for=(id) { (label) } input id=(id) name=(id) type="number" min="0" value=[(value > 0).then_some(value)]; } }
    };
    html! {
        form.filters method="get" action="/networks" role="search" aria-label=(visit.say("Filter the queue")) {
            p.field { label for="status" { (visit.say("Reviewed")) } select id="status" name="status" {
                option value="" { (visit.say("any")) }
                @for status in Status::ALL {
                    option value=(status.as_str()) selected[wanted.status == Some(status)] { (visit.say(status.in_words())) }
                }
            } }
            p.field { label for="indicator" { (visit.say("Sign")) } select id="indicator" name="indicator" {
                option value="" { (visit.say("any")) }
                @for indicator in Indicator::ALL {
                    option value=(indicator.as_str()) selected[wanted.indicator == Some(indicator)] { (indicator) " " (visit.say(title(indicator))) }
                }
            } }
            (number("ads", visit.say("Ads, at least"), wanted.ads_min))
            (number("names", visit.say("Names, at least"), wanted.names_min.into()))
            p.field { label for="place" { (visit.say("Place")) } input id="place" name="place" type="text" list="places" autocomplete="off" value=(clean(&wanted.place)); }
            datalist id="places" { @for (place, _) in places.iter().take(PLACES_NAMED) { option value=(clean(place)) {} } }
            p.field { label for="since" { (visit.say("Last seen since")) } input id="since" name="since" type="date" value=(wanted.since); }
            p { button type="submit" { (visit.say("Filter")) } }
        }
    }
}

/// The places of a ranking with how many networks name each, most first.
pub(super) fn places(ranking: &Ranking) -> Vec<(&str, u64)> {
    let mut counts = vec![0; ranking.places.len()];
    for at in ranking.listed.iter().flat_map(|it| &it.places) {
        if let Some(count) = counts.get_mut(*at) {
            *count += 1;
        }
    }
    let names = ranking.places.iter().map(String::as_str);
    let mut places: Vec<(&str, u64)> = names.zip(counts).collect();
    places.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    places
}

fn table(visit: &Visit<'_>, shown: &[&Listed], reviews: &Reviews) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(visit.say("Ranked networks")) {
            table.queue {
                thead { tr {
                    th.number scope="col" { (visit.say("Rank")) } th scope="col" { (visit.say("Network")) } th.number scope="col" { (visit.say("Score")) }
                    th.number scope="col" { (visit.say("Ads")) } th.number scope="col" { (visit.say("Names")) } th.number scope="col" { (visit.say("Places")) }
                    th scope="col" { (visit.say("Last seen")) } th scope="col" { (visit.say("Strongest reasons, and an ordinary cause of the first")) } th scope="col" { (visit.say("Review")) }
                } }
                tbody { @for listed in shown { (row(visit, listed, reviews)) } }
            }
        }
    }
}

fn row(visit: &Visit<'_>, listed: &Listed, reviews: &Reviews) -> Markup {
    let network = &listed.network;
    let id = network.network_id.as_str();
    let reasons = by_points(&network.reasons);
    let adding: Vec<_> = reasons
        .into_iter()
        .filter(|it| it.points > 0.0)
        .take(REASONS_SHOWN)
        .collect();
    let last = network.last_seen.map(|it| date(it.day()));
    html! {
        tr {
            td.number { @if let Some(rank) = network.rank { (rank) } }
            th scope="row" { a href={ "/networks/" (id) } { (token(id)) } }
            td.number { (visit.language.decimal(network.score)) (bar(network.score / 100.0)) }
            td.number { (grouped(listed.ads)) }
            td.number { (grouped(network.names.into())) }
            td.number { (grouped(network.places.into())) }
            td.day { (last.as_deref().unwrap_or(visit.say("unknown"))) }
            td {
                ul { @for reason in &adding { li { span.code { (reason.indicator) } " " (visit.say(title(reason.indicator))) } } }
                @if let Some(reason) = adding.first() { p.quiet { (clean(visit.told(&reason.innocent_explanation))) } }
            }
            td { (visit.say(reviews.status(id).in_words())) }
        }
    }
}

/// What of an address filters the queue, as it stands behind `?`.
pub(super) fn filters_of(query: &Fields) -> String {
    kept(query, &FILTERS).finish()
}

/// The part of an address behind `?`, with it, for another page of the same list.
fn search(query: &Fields, page: Option<usize>) -> String {
    let mut out = kept(query, &FILTERS);
    let new = query.get("new");
    if !new.is_empty() {
        out.append_pair("new", new);
    }
    if let Some(page) = page {
        out.append_pair("page", &page.to_string());
    }
    let out = out.finish();
    if out.is_empty() {
        out
    } else {
        format!("?{out}")
    }
}

/// Those of some names that an address has.
fn kept(query: &Fields, names: &[&str]) -> form_urlencoded::Serializer<'static, String> {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for name in names {
        let value = query.get(name);
        if !value.is_empty() {
            out.append_pair(name, value);
        }
    }
    out
}

/// Every network that fits, for a program.
fn fitting(visit: &Visit<'_>) -> Answer<Vec<(Listed, Status)>> {
    let (ranking, reviews) = listed(visit)?;
    let ranking = ranking.ok_or(Trouble::Absent)?;
    let wanted = wanted(&visit.query);
    let fitting = wanted.of(&ranking, &reviews).map(|it| {
        let status = reviews.status(it.network.network_id.as_str());
        (it.clone(), status)
    });
    Ok(fitting.collect())
}

/// The same, each as an object.
pub(crate) fn rows(visit: &Visit<'_>) -> Answer<Vec<serde_json::Value>> {
    let rows = fitting(visit)?
        .iter()
        .map(|(listed, status)| {
            let network = &listed.network;
            json!({
                "network_id": network.network_id,
                "rank": network.rank,
                "score": network.score,
                "ads": listed.ads,
                "names": network.names,
                "places": network.places,
                "first_seen": network.first_seen.map(|it| date(it.day())),
                "last_seen": network.last_seen.map(|it| date(it.day())),
                "reasons": network.reasons.iter().map(|reason| json!({
                    "indicator": reason.indicator,
                    "grade": reason.grade,
                    "points": reason.points,
                    "summary": reason.summary,
                    "innocent_explanation": reason.innocent_explanation,
                })).collect::<Vec<_>>(),
                "review": status.as_str(),
            })
        })
        .collect();
    Ok(rows)
}

pub(crate) fn json(visit: &Visit<'_>) -> Answer<Reply> {
    let text = serde_json::Value::from(rows(visit)?).to_string();
    Ok(Reply::File("application/json", text))
}

pub(crate) fn csv(visit: &Visit<'_>) -> Answer<Reply> {
    let mut out =
        "network_id,rank,score,ads,names,places,first_seen,last_seen,review\r\n".to_owned();
    for (listed, status) in fitting(visit)? {
        let network = &listed.network;
        let day =
            |it: Option<daylight_model::Moment>| it.map(|it| date(it.day())).unwrap_or_default();
        // Every cell is an id of ours, a figure or a day: none needs quotes, none is a formula.
        let cells = [
            network.network_id.to_string(),
            network.rank.map(|it| it.to_string()).unwrap_or_default(),
            format!("{:.1}", network.score),
            listed.ads.to_string(),
            network.names.to_string(),
            network.places.to_string(),
            day(network.first_seen),
            day(network.last_seen),
            status.as_str().to_owned(),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    Ok(Reply::Table("networks.csv", out))
}
