//! A network: what speaks for it and against it, its ads, its past, and what people say of it.

use std::sync::Arc;

use daylight_findings::NetworkView;
use daylight_findings::history;
use daylight_findings::history::History;
use daylight_findings::reviews::Reviews;
use daylight_model::NetworkId;
use daylight_policy::Action;
use daylight_policy::SUSPECTED_MINOR;
use daylight_store::Asking;
use daylight_store::Case;
use daylight_store::Flag;
use daylight_store::Granted;
use daylight_store::On;
use daylight_store::Review;
use daylight_store::Run;
use daylight_store::Verdict;
use maud::Markup;
use maud::html;

use crate::desk::Desk;
use crate::desk::http::Answer;
use crate::desk::http::Names;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::ad;
use crate::desk::pages::cases;
use crate::desk::pages::frame;
use crate::desk::pages::link;
use crate::desk::pages::selecting;
use crate::desk::ranking::Shown;
use crate::report::map;
use crate::report::network;
use crate::report::network::Leads;
use crate::report::text::clean;
use crate::report::text::foreign;
use crate::report::text::grouped;
use crate::report::text::token;

/// Ads on a page.
const ADS_ON_A_PAGE: usize = 200;

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let id = visit.part(0);
    let said = {
        let mut judgements = visit.desk.judgements();
        let asking = visit.asking(None)?;
        let opened = judgements.open_network(&asking, id)?;
        Said::read(&judgements, &asking, &opened)?
    };
    let shown = shown(visit, id)?;
    let Shown { view, past } = &*shown;
    let selected = selecting::selected(visit, view)?;
    let leads = Leads {
        ties: &link::address(id),
        selecting: &|name, value| selecting::address(visit, (name, value)),
        cited: &|citation| ad::cited(id, citation),
    };
    let rank = view
        .network
        .rank
        .map(|it| visit.language.line("Rank {0}", &[&it.to_string()]));
    let title = visit.language.line("Network {0}", &[id]);
    let body = html! {
        nav.parts aria-label=(visit.say("Parts of this page")) {
            ul {
                @for (part, name) in [("review", visit.say("Review")), ("evidence", visit.say("Evidence")), ("ads", visit.say("Ads")), ("cases", visit.say("Cases")), ("history", visit.say("History"))] {
                    li { a href={ "#" (part) } { (name) } }
                }
            }
        }
        (beside(visit, id)?)
        (map::outline())
        p.exhibit-rank { (rank.as_deref().unwrap_or(visit.say("Not ranked"))) }
        (network::figures(visit.language, view))
        (flags(visit, &said.flags))
        (review_part(visit, id, &said)?)
        section.network #evidence aria-label=(visit.say("Evidence")) {
            (selecting::part(visit, view, &selected))
            (network::evidence(visit.language, &selected, Some(&leads)))
        }
        (ads_part(visit, &selected))
        (cases::of_network(visit, id, &said.cases, &said.elsewhere()))
        (reveal_part(visit, view))
        (history_part(visit, past))
    };
    Ok(Reply::Page(frame::page(visit, "/networks", &title, &body)))
}

/// The networks before and after one in the ranking.
fn neighbours(visit: &Visit<'_>, id: &str) -> Answer<[Option<String>; 2]> {
    let Some(ranking) = visit.desk.ranking()? else {
        return Ok([None, None]);
    };
    let ids = || {
        ranking
            .listed
            .iter()
            .map(|it| it.network.network_id.as_str())
    };
    let at = ids().position(|it| it == id);
    let of = |at: Option<usize>| at.and_then(|at| ids().nth(at)).map(str::to_owned);
    Ok([
        of(at.and_then(|at| at.checked_sub(1))),
        of(at.map(|at| at + 1)),
    ])
}

/// The way to the networks before and after; the keys work with the one that a browser asks for with
/// them, mostly Alt.
fn beside(visit: &Visit<'_>, id: &str) -> Answer<Markup> {
    let [before, after] = neighbours(visit, id)?;
    Ok(html! {
        nav.turning aria-label=(visit.say("Networks before and after in the ranking")) {
            @if let Some(before) = &before { a rel="prev" accesskey="k" href={ "/networks/" (before) } { (visit.say("Before (key k)")) } }
            @if let Some(after) = &after { a rel="next" accesskey="j" href={ "/networks/" (after) } { (visit.say("After (key j)")) } }
        }
    })
}

/// Everything about a network of the run in force.
pub(crate) fn shown(visit: &Visit<'_>, id: &str) -> Answer<Arc<Shown>> {
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    let shown = ranking.network(id, || read(visit.desk, &ranking.run, id))?;
    shown.ok_or(Trouble::Absent)
}

/// Everything about a network of a run.
fn read(desk: &Desk, run: &Run, id: &str) -> daylight_store::Result<Option<Shown>> {
    let id = NetworkId::new(id);
    let Some(view) = desk.program.view(run, &id)? else {
        return Ok(None);
    };
    let past = history::of(&desk.workspace, run, &id)?;
    Ok(Some(Shown { view, past }))
}

/// What people said of a network.
struct Said {
    reviews: Vec<Review>,
    /// The reason with each, while it is kept.
    reasons: Vec<Option<String>>,
    flags: Vec<Flag>,
    names: Names,
    /// The cases of who looks.
    cases: Vec<Case>,
    /// Whom to ask who works on it in another case.
    elsewhere: std::collections::BTreeSet<String>,
}

impl Said {
    fn read(
        judgements: &daylight_store::Judgements,
        asking: &Asking<'_>,
        opened: &Granted,
    ) -> daylight_store::Result<Self> {
        let network = opened.network().unwrap_or_default();
        let reviews = Reviews::new(judgements.reviews()?).of(network).to_vec();
        let reasons = reviews.iter().map(|it| judgements.wrote(it.entry));
        let mut flags = judgements.flags()?;
        flags.retain(|it| it.network == network);
        Ok(Self {
            reasons: reasons.collect::<daylight_store::Result<_>>()?,
            reviews,
            flags,
            names: Names::new(judgements.people()?),
            cases: judgements.own_cases(asking)?,
            elsewhere: judgements.who_else_works_on(opened)?,
        })
    }

    fn elsewhere(&self) -> Vec<&str> {
        self.elsewhere.iter().map(|id| self.names.of(id)).collect()
    }
}

fn flags(visit: &Visit<'_>, flags: &[Flag]) -> Markup {
    html! {
        @for flag in flags {
            section.notice.urgent aria-label=(visit.say("Flag")) {
                h2 { (visit.fill("Flagged: {0}", &[&clean(visit.told(&flag.flag))])) }
                p { (visit.fill("Set at {0}. No score reads this.", &[&flag.set_at])) }
                ol { @for step in SUSPECTED_MINOR { li { (visit.say(step)) } } }
            }
        }
    }
}

/// What others said is shown to who has said something: reviews are independent.
fn review_part(visit: &Visit<'_>, id: &str, said: &Said) -> Answer<Markup> {
    let me = &visit.who()?.person.id;
    let own = said.reviews.iter().find(|it| it.reviewed_by == *me);
    let others = said
        .reviews
        .iter()
        .filter(|it| it.reviewed_by != *me)
        .count() as u64;
    let radio = |verdict: Verdict, name: &str, key: &str| {
        let is_own = own.is_some_and(|it| it.verdict == verdict);
        html! { p { label { input type="radio" name="verdict" value=(verdict.as_str()) required checked[is_own] accesskey=(key); " " (name) " " span.quiet { (visit.fill("(key {0})", &[&key])) } } } }
    };
    let fields = html! {
        fieldset.verdict {
            legend { (visit.say("What is it?")) }
            div {
                (radio(Verdict::Organised, visit.say("Organised: the signs of control stand"), "o"))
                (radio(Verdict::Unsure, visit.say("Not to be told from what is here"), "u"))
            }
            div role="group" aria-label=(visit.say("Benign")) {
                (radio(Verdict::Agency, visit.say("Benign: an agency that says what it is"), "a"))
                (radio(Verdict::Duo, visit.say("Benign: two people who share a contact"), "d"))
                (radio(Verdict::Independent, visit.say("Benign: one person who advertises herself"), "i"))
                (radio(Verdict::Spam, visit.say("Benign: advertising of something else"), "p"))
                (radio(Verdict::Other, visit.say("Benign: something else"), "x"))
            }
        }
        (frame::named_line(("review-reason", "reason"), visit.say("Why"), "text", visit.say("It is sealed in the workspace; the log keeps a commitment to it.")))
        p {
            button type="submit" accesskey="s" { @if own.is_some() { (visit.say("Say this instead")) } @else { (visit.say("Say so")) } " " (visit.fill("(key {0})", &[&"s"])) } " "
            button type="submit" name="then" value="next" accesskey="g" { (visit.say("and go to the one after (key g)")) }
        }
    };
    let to = |what: &str| format!("/networks/{id}/{what}");
    Ok(html! {
        section.review #review aria-labelledby="review-head" {
            h2 #review-head { (visit.say("Review")) }
            @if own.is_some() {
                ul.said { @for (review, reason) in said.reviews.iter().zip(&said.reasons) {
                    li {
                        @let who = html! { strong { (foreign(said.names.of(&review.reviewed_by))) } };
                        @let what = html! { strong { (visit.told(review.verdict.as_str())) } };
                        (visit.fill("{0} said {1} at {2}", &[&who, &what, &review.reviewed_at]))
                        @if let Some(reason) = reason { ": " (foreign(reason)) }
                    }
                } }
                (frame::button(visit, &to("review/withdraw"), visit.say("Take my review back"), &html! {}))
            } @else if others > 0 {
                p { (visit.fill("{0} said something. You see it when you have said what you think yourself.", &[&visit.language.counted(others, "other person")])) }
            }
            (frame::form(visit, &to("review"), &fields))
            details {
                summary { (visit.say("Somebody here may be a child")) }
                p { (visit.say("A flag is set by a person, never by a score. It stands on this page for everybody who works here.")) }
                (frame::form(visit, &to("flag"), &html! {
                    (frame::named_line(("flag-reason", "reason"), visit.say("What makes you think so"), "text", ""))
                    p { button type="submit" { (visit.say("Set the flag")) } }
                }))
            }
        }
    })
}

fn ads_part(visit: &Visit<'_>, view: &NetworkView) -> Markup {
    let network = &view.network;
    let id = network.network_id.as_str();
    let page: usize = visit.query.get("page").parse().unwrap_or(1).max(1);
    let shown = network.members.chunks(ADS_ON_A_PAGE).nth(page - 1);
    let pages = network.members.len().div_ceil(ADS_ON_A_PAGE);
    html! {
        section #ads aria-labelledby="ads-head" {
            h2 #ads-head { (visit.say("Ads")) " " span.quiet { (grouped(network.members.len() as u64)) } }
            p.quiet { (visit.say("The log tells that you read an ad. Identifiers and names stand as tokens.")) }
            ul.ads { @for ad in shown.unwrap_or_default() {
                li { a href=(ad::address(id, ad)) { (token(ad.as_str())) } }
            } }
            (frame::turning(visit, visit.say("Pages of ads"), (page, pages), |page| selecting::address(visit, ("page", &page.to_string()))))
        }
    }
}

fn reveal_part(visit: &Visit<'_>, view: &NetworkView) -> Markup {
    let mut tokens: Vec<&str> = view
        .links
        .iter()
        .filter_map(|it| it.token.as_deref())
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    let fields = html! {
        p.field {
            label for="token" { (visit.say("Token")) }
            input id="token" name="token" type="text" required list="tokens" spellcheck="false" aria-describedby="token-help";
            datalist id="tokens" { @for token in &tokens { option value=(clean(token)) {} } }
            span.help id="token-help" { (visit.say("One that the links above or an ad of this network show.")) }
        }
        (frame::named_line(("reveal-reason", "reason"), visit.say("Why it is needed"), "text", visit.say("Sealed in the workspace; the log keeps a commitment to it.")))
        p { button type="submit" { (visit.say("Ask to see it")) } }
    };
    html! {
        section #reveal aria-labelledby="reveal-head" {
            h2 #reveal-head { (visit.say("Ask to see an identifier")) }
            p { (visit.say("One identifier, to you alone, once, within an hour of asking. Where there is a second person, one of them has to agree first. The log tells who saw what, when and for what purpose.")) }
            (frame::form(visit, &format!("/networks/{}/reveal", view.network.network_id), &fields))
        }
    }
}

fn history_part(visit: &Visit<'_>, past: &History) -> Markup {
    html! {
        section #history aria-labelledby="history-head" {
            h2 #history-head { (visit.say("History")) }
            ol.history {
                @for chapter in &past.chapters {
                    li {
                        p { (clean(&visit.language.retold_by_parts(&chapter.occasion()))) }
                        ul { @for change in &chapter.changes { li { (clean(&visit.language.retold(&history::in_words(change)))) } } }
                    }
                }
                @if let Some(run) = &past.there_since { li { p { (visit.fill("there since run {0}, the first kept", &[&token(run)])) } } }
            }
        }
    }
}

/// Nothing is said of a network that is not there. Who may not do this to that is not told which it
/// is: they are refused by what follows.
pub(super) fn is_there(
    visit: &Visit<'_>,
    asking: &Asking<'_>,
    id: &str,
    (action, on): (Action, &On),
) -> Answer<()> {
    let may = visit.desk.judgements().explain(asking, action, on)?;
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    let found = ranking.run.networks_where(|line| line.network_id == id)?;
    if may.is_allowed && found.is_empty() {
        return Err(Trouble::Absent);
    }
    Ok(())
}

pub(crate) fn review(visit: &Visit<'_>) -> Answer<Reply> {
    let verdict: Verdict = visit
        .form
        .get("verdict")
        .parse()
        .map_err(|_| Trouble::Form)?;
    let asking = visit.asking(Some(visit.form.get("reason")))?;
    is_there(visit, &asking, visit.part(0), (Action::Review, &on(visit)))?;
    visit
        .desk
        .judgements()
        .review(&asking, visit.part(0), verdict)?;
    if visit.form.get("then") == "next"
        && let [_, Some(after)] = neighbours(visit, visit.part(0))?
    {
        return Ok(Reply::To(format!("/networks/{after}")));
    }
    Ok(back(visit))
}

pub(crate) fn withdraw(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(Some("withdrawn on the desk"))?;
    visit
        .desk
        .judgements()
        .withdraw_review(&asking, visit.part(0))?;
    Ok(back(visit))
}

pub(crate) fn flag(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(Some(visit.form.get("reason")))?;
    is_there(visit, &asking, visit.part(0), (Action::Flag, &on(visit)))?;
    let mut judgements = visit.desk.judgements();
    judgements.flag(&asking, visit.part(0), "suspected minor")?;
    Ok(back(visit))
}

/// The network of an address.
fn on(visit: &Visit<'_>) -> On {
    On::Network(visit.part(0).to_owned())
}

fn back(visit: &Visit<'_>) -> Reply {
    Reply::To(format!("/networks/{}", visit.part(0)))
}
