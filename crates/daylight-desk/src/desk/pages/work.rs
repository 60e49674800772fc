//! How the work stands: what is in hand, how far reviewers agree, how old the queue is, and what is
//! due to be destroyed. Every picture has its table.

use std::collections::BTreeMap;

use daylight_findings::reviews::Reviews;
use daylight_findings::reviews::Status;
use daylight_store::Expired;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::desk::pages::queue;
use crate::desk::ranking::Ranking;
use crate::desk::ranking::Wanted;
use crate::language::Language;
use crate::report::date;
use crate::report::text::bar;
use crate::report::text::foreign;
use crate::report::text::grouped;

/// Months in a picture, the latest ones.
const MONTHS_MAX: i64 = 36;
/// Places in the table.
const PLACES_MAX: usize = 15;
/// Days ahead that are looked for what is due.
const DUE_DAYS: i64 = 30;
/// The height of a picture in its own units, and the width of a month.
const HEIGHT: f64 = 60.0;
const WIDTH: i64 = 10;
/// Months that a picture has room for at least, so that a bar stays a bar.
const MONTHS_MIN: i64 = 12;

/// Two counts for each month that has any; a month is counted from the year 0.
type ByMonth = BTreeMap<i64, [u64; 2]>;

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let (ranking, reviews) = queue::listed(visit)?;
    let ranking = ranking.ok_or(Trouble::Absent)?;
    let hand = Hand::read(visit)?;
    let body = html! {
        section aria-labelledby="hand" {
            h2 #hand { (visit.say("In hand")) }
            (in_hand(visit, &ranking, &reviews, &hand))
        }
        section aria-labelledby="agreement" {
            h2 #agreement { (visit.say("Agreement")) }
            (agreement(visit, &reviews))
        }
        section aria-labelledby="age" {
            h2 #age { (visit.say("How old the queue is")) }
            p { (visit.say("Ranked networks by the month of their latest ad: what nobody has reviewed, and what somebody has. An old one is not closed: it may have gone to sites that nobody collects.")) }
            (picture(visit.language, visit.say("Ranked networks by month of the latest ad"), [visit.say("not reviewed"), visit.say("reviewed")], &ages(&ranking, &reviews)))
        }
        section aria-labelledby="where" {
            h2 #where { (visit.say("Where")) }
            (by_place(visit, &ranking, &reviews))
        }
        section aria-labelledby="said" {
            h2 #said { (visit.say("Reviews")) }
            p { (visit.say("Reviews in force by the month in which they were said: those that say organised, and the others.")) }
            (picture(visit.language, visit.say("Reviews by month"), [visit.say("organised"), visit.say("benign or unsure")], &said(&reviews)))
        }
        section aria-labelledby="due" {
            h2 #due { (visit.say("Due to be destroyed")) }
            (due(visit, &hand))
        }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/work",
        visit.say("Work"),
        &body,
    )))
}

/// What is read of the judgements.
struct Hand {
    cases: u64,
    /// Requests that wait for somebody to agree, one's own and those of others.
    waiting: [u64; 2],
    flags: u64,
    over: Expired,
    soon: Expired,
}

impl Hand {
    fn read(visit: &Visit<'_>) -> Answer<Self> {
        let me = &visit.who()?.person.id;
        let at: jiff::Timestamp = visit.at.parse().map_err(|_| Trouble::Absent)?;
        let soon = at
            .checked_add(jiff::SignedDuration::from_hours(24 * DUE_DAYS))
            .unwrap_or(at)
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string();
        let judgements = visit.desk.judgements();
        let cases = judgements.own_cases(&visit.asking(None)?)?;
        let mut waiting = [0, 0];
        for request in judgements.requests()? {
            let is_open = request.approved_by.is_empty() && request.taken_at.is_empty();
            let is_fresh = request.asked_at.get(..10) == visit.at.get(..10);
            let of = usize::from(request.asked_by != *me);
            if let Some(count) = waiting.get_mut(of) {
                *count += u64::from(is_open && is_fresh);
            }
        }
        let workspace = &visit.desk.workspace;
        Ok(Self {
            cases: cases.iter().filter(|it| it.is_open()).count() as u64,
            waiting,
            flags: judgements.flags()?.len() as u64,
            over: judgements.expired(workspace, &visit.at)?,
            soon: judgements.expired(workspace, &soon)?,
        })
    }
}

fn in_hand(visit: &Visit<'_>, ranking: &Ranking, reviews: &Reviews, hand: &Hand) -> Markup {
    let count = |status: Status| {
        let listed = ranking.listed.iter();
        let of = listed.filter(|it| reviews.status(it.network.network_id.as_str()) == status);
        of.count() as u64
    };
    html! {
        dl.figures {
            @for status in Status::ALL {
                div { dt { (visit.say(status.in_words())) } dd { a href={ "/networks?status=" (status.as_str()) } { (grouped(count(status))) } } }
            }
            div { dt { (visit.say("open cases of yours")) } dd { a href="/cases" { (grouped(hand.cases)) } } }
            div { dt { (visit.say("requests today that wait for you or another")) } dd { a href="/reveals" { (grouped(hand.waiting[1])) } } }
            div { dt { (visit.say("of your own that wait")) } dd { a href="/reveals" { (grouped(hand.waiting[0])) } } }
            div { dt { (visit.say("flags of a suspected minor")) } dd { (grouped(hand.flags)) } }
        }
    }
}

fn agreement(visit: &Visit<'_>, reviews: &Reviews) -> Markup {
    let sides = ["organised", "benign", "unsure"];
    let pairs = reviews.pairs();
    let all: u32 = pairs.values().sum();
    html! {
        @if all == 0 {
            p { (visit.say("No network has two reviews yet, so there is nothing to compare.")) }
        } @else {
            p {
                (visit.fill("{0} with two reviews or more.", &[&visit.language.counted(all.into(), "network")])) " "
                @if let Some((kappa, _)) = reviews.kappa() { (visit.fill("Cohen's kappa {0}: 1 is full agreement, 0 what chance alone would give.", &[&visit.language.decimals(format!("{kappa:.2}"))])) " " }
                @if all < queue::PAIRS_MIN { (visit.fill("Below {0} such networks the figure says little.", &[&queue::PAIRS_MIN])) }
            }
            div.scroll tabindex="0" role="region" aria-label=(visit.say("The first two reviews of each network")) {
                table {
                    caption { (visit.say("The first two reviews of each network: the earlier one down, the later one across.")) }
                    thead { tr { td {} @for side in sides { th.number scope="col" { (visit.say(side)) } } } }
                    tbody { @for first in sides { tr {
                        th scope="row" { (visit.say(first)) }
                        @for second in sides { td.number { (pairs.get(&(first, second)).copied().unwrap_or(0)) } }
                    } } }
                }
            }
        }
    }
}

/// Ranked networks by the month of their latest ad: not reviewed, reviewed.
fn ages(ranking: &Ranking, reviews: &Reviews) -> ByMonth {
    let mut months = ByMonth::new();
    for listed in &ranking.listed {
        let Some(last) = listed.network.last_seen else {
            continue;
        };
        let Some(month) = month_of(&date(last.day())) else {
            continue;
        };
        let [open, done] = months.entry(month).or_default();
        match reviews.status(listed.network.network_id.as_str()) {
            Status::Open => *open += 1,
            Status::Once | Status::Agreed | Status::Disagreed => *done += 1,
        }
    }
    months
}

/// The places that most ranked networks name, and how many of these nobody has reviewed.
fn by_place(visit: &Visit<'_>, ranking: &Ranking, reviews: &Reviews) -> Markup {
    let places = queue::places(ranking);
    let most = places.first().map_or(1, |(_, count)| *count);
    let open = |place: &str| {
        let wanted = Wanted {
            place: place.to_owned(),
            status: Some(Status::Open),
            ..Wanted::default()
        };
        wanted.of(ranking, reviews).count() as u64
    };
    let address = |place: &str| {
        let place: String = form_urlencoded::byte_serialize(place.as_bytes()).collect();
        format!("/networks?place={place}")
    };
    #[expect(clippy::cast_precision_loss, reason = "a length on a screen")]
    let share = |count: u64| count as f64 / most as f64;
    html! {
        @if places.is_empty() { p.quiet { (visit.say("No ranked network names a place.")) } } @else {
            p { (visit.fill("The places that most ranked networks name, of {0}. A network counts in each of its places.", &[&visit.language.counted(places.len() as u64, "place")])) }
            div.scroll tabindex="0" role="region" aria-label=(visit.say("Ranked networks by place")) {
                table.places {
                    thead { tr {
                        th scope="col" { (visit.say("Place")) } th.number scope="col" { (visit.say("Networks")) } td {} th.number scope="col" { (visit.say("Not reviewed")) }
                    } }
                    tbody { @for (place, count) in places.iter().take(PLACES_MAX) { tr {
                        th scope="row" { a href=(address(place)) { (foreign(place)) } }
                        td.number { (grouped(*count)) }
                        td.bar-cell { (bar(share(*count))) }
                        td.number { (grouped(open(place))) }
                    } } }
                }
            }
        }
    }
}

/// Reviews by the month in which they were said: organised, anything else.
fn said(reviews: &Reviews) -> ByMonth {
    let mut months = ByMonth::new();
    for review in reviews.all() {
        let Some(month) = month_of(&review.reviewed_at) else {
            continue;
        };
        let [organised, other] = months.entry(month).or_default();
        if review.verdict.side() == "organised" {
            *organised += 1;
        } else {
            *other += 1;
        }
    }
    months
}

/// The month of a day, `2026-01-31`.
fn month_of(day: &str) -> Option<i64> {
    let (year, rest) = day.split_once('-')?;
    let month = rest.split('-').next()?;
    Some(year.parse::<i64>().ok()? * 12 + month.parse::<i64>().ok()? - 1)
}

fn in_words(month: i64) -> String {
    format!("{}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// Bars of two parts, a bar a month, and the same as a table.
fn picture(language: Language, name: &str, parts: [&str; 2], months: &ByMonth) -> Markup {
    let (Some((first, _)), Some((last, _))) = (months.first_key_value(), months.last_key_value())
    else {
        return html! { p.quiet { (language.say("Nothing yet.")) } };
    };
    let from = (*first).max(last - MONTHS_MAX + 1);
    let shown = || months.range(from..);
    let most = shown().map(|(_, [one, other])| one + other).max();
    let most = most.unwrap_or(0).max(1);
    let wide = (last - from + 1).max(MONTHS_MIN) * WIDTH;
    #[expect(clippy::cast_precision_loss, reason = "a length on a screen")]
    let tall = |count: u64| count as f64 / most as f64 * HEIGHT;
    html! {
            p.axis-note {
                @let [one, other] = [html! { span.key-one { (parts[0]) } }, html! { span.key-other { (parts[1]) } }];
                (language.fill("{0} and above it {1}; the tallest bar is {2}; {3} to {4}.", &[&one, &other, &grouped(most), &in_words(from), &in_words(*last)]))
                @if *first < from { " " (language.say("Earlier months stand in the table.")) }
            }
            svg.months viewBox={ "0 0 " (wide) " " (HEIGHT) } preserveAspectRatio="none" role="img" aria-label=(language.fill("{0}, in figures below", &[&name])) {
                @for (month, [one, other]) in shown() {
                    @let (low, high) = (tall(*one), tall(*other));
                    @let left = (month - from) * WIDTH + 1;
                    rect.one x=(left) width=(WIDTH - 2) y=(format!("{:.1}", HEIGHT - low)) height=(format!("{low:.1}")) {}
                    rect.other x=(left) width=(WIDTH - 2) y=(format!("{:.1}", HEIGHT - low - high)) height=(format!("{high:.1}")) {}
                }
            }
            details.twin {
                summary { (language.say("The same in figures")) }
                div.scroll tabindex="0" role="region" aria-label=(language.fill("{0}, in figures", &[&name])) {
                    table {
                        caption.hidden { (name) }
                        thead { tr { th scope="col" { (language.say("Month")) } @for part in parts { th.number scope="col" { (part) } } } }
                        tbody { @for (month, [one, other]) in months { tr {
                            th scope="row" { (in_words(*month)) } td.number { (grouped(*one)) } td.number { (grouped(*other)) }
                        } } }
                    }
                }
            }
    }
}

fn due(visit: &Visit<'_>, hand: &Hand) -> Markup {
    let rows = |it: &Expired| {
        [
            it.batches.len(),
            it.reasons.len(),
            it.requests.len(),
            it.cases.len(),
        ]
    };
    let (over, soon) = (rows(&hand.over), rows(&hand.soon));
    let kinds = [
        visit.say("batches of ads, with all that was made from them"),
        visit.say("reasons that people wrote"),
        visit.say("requests to see an identifier"),
        visit.say("closed cases"),
    ];
    html! {
        p { (visit.fill("By the policy's times to keep things. {0} destroys what is over, and the log tells.", &[&html! { code { "daylight retention run" } }])) }
        div.scroll tabindex="0" role="region" aria-label=(visit.say("What is due to be destroyed")) {
            table {
                thead { tr { th scope="col" { (visit.say("What")) } th.number scope="col" { (visit.say("Over now")) } th.number scope="col" { (visit.fill("Within {0} days more", &[&DUE_DAYS])) } } }
                tbody { @for ((kind, over), soon) in kinds.iter().zip(over).zip(soon) { tr {
                    th scope="row" { (kind) } td.number { (over) } td.number { (soon.saturating_sub(over)) }
                } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::desk::pages::work::in_words;
    use crate::desk::pages::work::month_of;
    use crate::desk::pages::work::picture;
    use crate::language::Language;

    #[test]
    fn a_month_without_anything_keeps_its_place() {
        for (day, month) in [
            ("2026-01-31", "2026-01"),
            ("2025-12-01T09:30:00Z", "2025-12"),
        ] {
            assert_eq!(month_of(day).map(in_words).as_deref(), Some(month));
        }
        assert_eq!(month_of("unknown"), None);
        let months = ["2026-01", "2026-04"].map(|it| (month_of(it).unwrap(), [1, 1]));
        let drawn = picture(
            Language::English,
            "Networks",
            ["new", "old"],
            &months.into(),
        )
        .into_string();
        assert!(
            drawn.contains("x=\"1\"") && drawn.contains("x=\"31\""),
            "{drawn}"
        );
        let ages = ["1999-01", "2026-04"].map(|it| (month_of(it).unwrap(), [1, 0]));
        let drawn =
            picture(Language::English, "Networks", ["new", "old"], &ages.into()).into_string();
        assert!(drawn.contains("Earlier months"), "{drawn}");
        assert_eq!(drawn.matches("<rect class=\"one\"").count(), 1, "{drawn}");
    }
}
