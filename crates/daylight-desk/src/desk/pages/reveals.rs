//! Requests to see an identifier: asked for, agreed to, shown once.

use daylight_store::Request;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Names;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::report::text::foreign;
use crate::report::text::token;

/// Requests on the page.
const SHOWN: usize = 100;

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let (requests, names) = {
        let mut judgements = visit.desk.judgements();
        judgements.browse(&visit.asking(None)?)?;
        (judgements.requests()?, Names::new(judgements.people()?))
    };
    let body = html! {
        p { (visit.say("A request holds an hour and once. It is asked for on the page of a network.")) }
        @if requests.is_empty() { p { (visit.say("Nobody asked for anything.")) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(visit.say("Requests")) {
                table {
                    thead { tr {
                        th.number scope="col" { (visit.say("Request")) } th scope="col" { (visit.say("Token")) } th scope="col" { (visit.say("Network")) }
                        th scope="col" { (visit.say("Asked by")) } th scope="col" { (visit.say("When")) } th scope="col" { (visit.say("Agreed")) } th scope="col" { (visit.say("What now")) }
                    } }
                    tbody { @for request in requests.iter().take(SHOWN) { (row(visit, request, &names)?) } }
                }
            }
        }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/reveals",
        visit.say("Reveals"),
        &body,
    )))
}

fn row(visit: &Visit<'_>, request: &Request, names: &Names) -> Answer<Markup> {
    let me = &visit.who()?.person.id;
    let name = |id: &str| foreign(names.of(id));
    let is_own = request.asked_by == *me;
    let to = |what: &str| format!("/reveals/{}/{what}", request.id);
    let id = format!("code-{}", request.id);
    let show = html! {
        p.field {
            label for=(id) { (visit.say("A new code of your phone")) }
            input id=(id) name="code" type="text" inputmode="numeric" required autocomplete="one-time-code";
        }
        button type="submit" { (visit.say("Show it to me")) }
    };
    Ok(html! {
        tr {
            th.number scope="row" { (request.id) }
            td { (token(&request.token)) }
            td { a href={ "/networks/" (request.network) } { (token(&request.network)) } }
            td { (name(&request.asked_by)) }
            td.day { (request.asked_at) }
            td { @if request.approved_by.is_empty() { (visit.say("not yet")) } @else { (name(&request.approved_by)) } }
            td.doing {
                @if !request.taken_at.is_empty() {
                    (visit.fill("shown at {0}", &[&request.taken_at]))
                } @else if is_own {
                    (frame::form(visit, &to("show"), &show))
                } @else if request.approved_by.is_empty() {
                    (frame::button(visit, &to("approve"), visit.say("Agree"), &html! {}))
                } @else {
                    (visit.say("agreed"))
                }
            }
        }
    })
}

pub(crate) fn ask(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(Some(visit.form.get("reason")))?;
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    let token = visit.form.get("token").trim();
    let mut judgements = visit.desk.judgements();
    judgements.ask_reveal(&asking, ranking.indexed()?, token, visit.part(0))?;
    Ok(Reply::To("/reveals".to_owned()))
}

fn number(visit: &Visit<'_>) -> Answer<i64> {
    visit.part(0).parse().map_err(|_| Trouble::Absent)
}

pub(crate) fn approve(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(None)?;
    let number = number(visit)?;
    let mut judgements = visit.desk.judgements();
    // Who may not see the list does not learn what is on it.
    judgements.browse(&asking)?;
    judgements.approve_reveal(&asking, number)?;
    Ok(Reply::To("/reveals".to_owned()))
}

/// Shows it: whoever sits there proves first, by a code of this moment, that they are who signed in.
pub(crate) fn show(visit: &Visit<'_>) -> Answer<Reply> {
    let number = number(visit)?;
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    let who = visit.who()?;
    let asking = visit.asking(None)?;
    let mut judgements = visit.desk.judgements();
    judgements.browse(&asking)?;
    if !judgements.proves(&who.person.id, visit.form.get("code"), &visit.at)? {
        let body = html! {
            (frame::wrong(visit.say("That is not the code of this moment, or it was used before. Nothing was shown, and nothing is used up.")))
            p { a href="/reveals" { (visit.say("Back to the requests")) } }
        };
        let page = frame::page(visit, "/reveals", visit.say("Not shown"), &body);
        return Err(Trouble::Again(page));
    }
    // The entry of the log is on the disk when this returns.
    let value = judgements.reveal(&asking, &ranking.run, number)?;
    let body = html! {
        section.notice.urgent {
            p { (visit.say("The log tells that you saw this, when and for what purpose. It is shown once: this page does not come again.")) }
            p.secret { bdi { code { (crate::report::text::clean(value.reveal())) } } }
        }
        p { a href="/reveals" { (visit.say("Back to the requests")) } }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/reveals",
        visit.say("One identifier"),
        &body,
    )))
}
