//! Cases: the list of one's own, what forms do in them, and what the page of a network says of them.

pub(crate) mod one;

use daylight_policy::Action;
use daylight_store::Case;
use daylight_store::CaseStep;
use daylight_store::On;
use maud::Markup;
use maud::html;
use serde_json::json;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::desk::pages::network;
use crate::report::text::foreign;

/// The cases of who asks, which is nobody's affair who may not see networks at all.
fn own(visit: &Visit<'_>) -> Answer<Vec<Case>> {
    let asking = visit.asking(None)?;
    let mut judgements = visit.desk.judgements();
    judgements.browse(&asking)?;
    Ok(judgements.own_cases(&asking)?)
}

pub(crate) fn list(visit: &Visit<'_>) -> Answer<Reply> {
    let cases = own(visit)?;
    let rows = |is_open: bool| {
        let fitting: Vec<&Case> = cases.iter().filter(|it| it.is_open() == is_open).collect();
        html! { @if fitting.is_empty() { p.quiet { (visit.say("None.")) } } @else { (table(visit, &fitting, is_open)) } }
    };
    let body = html! {
        p.lead { (visit.say("What you write together about networks. A case is for its people alone.")) }
        h2 { (visit.say("Open")) }
        (rows(true))
        h2 { (visit.say("Open another")) }
        (opening(visit, ""))
        h2 { (visit.say("Closed")) }
        (rows(false))
        p.quiet { a href="/cases.csv" { (visit.say("As a table")) } ", " a href="/cases.json" { (visit.say("as JSON")) } "." }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/cases",
        visit.say("Cases"),
        &body,
    )))
}

fn table(visit: &Visit<'_>, cases: &[&Case], is_open: bool) -> Markup {
    let label = if is_open {
        visit.say("Open cases")
    } else {
        visit.say("Closed cases")
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table {
                thead { tr {
                    th.number scope="col" { (visit.say("Number")) } th scope="col" { (visit.say("Title")) } th.number scope="col" { (visit.say("Networks")) }
                    th.number scope="col" { (visit.say("People")) } th scope="col" { (visit.say("Opened")) }
                } }
                tbody { @for case in cases { tr {
                    td.number { (case.id) }
                    th scope="row" { a href={ "/cases/" (case.id) } { (foreign(&case.title)) } }
                    td.number { (case.networks.len()) }
                    td.number { (case.people.len()) }
                    td.day { (frame::day(&case.opened_at)) }
                } } }
            }
        }
    }
}

/// The form that opens a case, on a network where one is named.
pub(super) fn opening(visit: &Visit<'_>, network: &str) -> Markup {
    frame::form(
        visit,
        "/cases",
        &html! {
            @if !network.is_empty() { input type="hidden" name="network" value=(network); }
            (frame::line("title", visit.say("Title"), "text", visit.say("It is sealed in the workspace and stands in no log.")))
            p { button type="submit" { (visit.say("Open a case")) } }
        },
    )
}

pub(crate) fn open(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(None)?;
    let network = visit.form.get("network");
    if !network.is_empty() {
        let on = (Action::OpenCase, &On::Workspace);
        network::is_there(visit, &asking, network, on)?;
    }
    let mut judgements = visit.desk.judgements();
    let case = judgements.open_case(&asking, visit.form.get("title"))?;
    if !network.is_empty() {
        judgements.case_step(&asking, case.id, &CaseStep::NetworkIn(network.to_owned()))?;
    }
    Ok(Reply::To(format!("/cases/{}", case.id)))
}

/// The number of a case in an address; what is no number is one that no case has.
fn number(text: &str) -> i64 {
    text.parse().unwrap_or(0)
}

/// What a form asks to be done.
fn asked(visit: &Visit<'_>) -> Answer<CaseStep> {
    let field = |name: &str| visit.form.get(name).to_owned();
    let what = || field("what");
    Ok(match visit.form.get("step") {
        "title" => CaseStep::Titled(what()),
        "note" => CaseStep::Note(field("note")),
        "task" => CaseStep::Task {
            due: field("due"),
            what: field("task"),
        },
        "done" => CaseStep::Done(number(&what())),
        "attach" => CaseStep::Attached {
            sha256: field("sha256"),
            name: field("file"),
        },
        "person" => CaseStep::PersonCame(what()),
        "leave" => CaseStep::PersonLeft(what()),
        "out" => CaseStep::NetworkOut(what()),
        "close" => CaseStep::Closed,
        "reopen" => CaseStep::Reopened,
        _ => return Err(Trouble::Form),
    })
}

pub(crate) fn take(visit: &Visit<'_>) -> Answer<Reply> {
    let id = number(visit.part(0));
    done(visit, id, &asked(visit)?)
}

/// Puts a network into a case that its form names.
pub(crate) fn put(visit: &Visit<'_>) -> Answer<Reply> {
    let (network, id) = (visit.part(0), number(visit.form.get("case")));
    let on = (Action::WorkOnCase, &On::Case(id));
    network::is_there(visit, &visit.asking(None)?, network, on)?;
    done(visit, id, &CaseStep::NetworkIn(network.to_owned()))
}

fn done(visit: &Visit<'_>, id: i64, step: &CaseStep) -> Answer<Reply> {
    let asking = visit.asking(None)?;
    visit.desk.judgements().case_step(&asking, id, step)?;
    // Who leaves a case does not see it any more.
    let me = &visit.who()?.person.id;
    let is_gone = matches!(step, CaseStep::PersonLeft(it) if it == me);
    let to = if is_gone {
        "/cases".to_owned()
    } else {
        format!("/cases/{id}")
    };
    Ok(Reply::To(to))
}

/// What the page of a network says of cases: those it can be put into, and whom to ask who works on
/// it elsewhere.
pub(super) fn of_network(
    visit: &Visit<'_>,
    network: &str,
    own: &[Case],
    elsewhere: &[&str],
) -> Markup {
    let (with, without): (Vec<&Case>, Vec<&Case>) = own
        .iter()
        .filter(|it| it.is_open())
        .partition(|it| it.networks.contains(network));
    html! {
        section #cases aria-labelledby="cases-head" {
            h2 #cases-head { (visit.say("Cases")) }
            @if !elsewhere.is_empty() {
                p.notice { (visit.say("Others work on this network in a case of theirs. Ask:")) " "
                    @for (at, name) in elsewhere.iter().enumerate() { @if at > 0 { ", " } (foreign(name)) } "." }
            }
            @if !with.is_empty() {
                ul { @for case in &with { li { a href={ "/cases/" (case.id) } { (foreign(&case.title)) } } } }
            }
            @if !without.is_empty() {
                (frame::form(visit, &format!("/networks/{network}/case"), &html! {
                    p.field { label for="case" { (visit.say("One of your cases")) } select id="case" name="case" required {
                        @for case in &without { option value=(case.id) { (foreign(&case.title)) } }
                    } }
                    p { button type="submit" { (visit.say("Put it in")) } }
                }))
            }
            details { summary { (visit.say("Open a case on it")) } (opening(visit, network)) }
        }
    }
}

/// The cases of who asks, each as an object.
pub(crate) fn rows(visit: &Visit<'_>) -> Answer<Vec<serde_json::Value>> {
    Ok(own(visit)?.iter().map(value).collect())
}

pub(crate) fn json(visit: &Visit<'_>) -> Answer<Reply> {
    let text = serde_json::Value::from(rows(visit)?).to_string();
    Ok(Reply::File("application/json", text))
}

pub(crate) fn csv(visit: &Visit<'_>) -> Answer<Reply> {
    let mut out = "case,title,networks,people,opened_at,closed_at\r\n".to_owned();
    for case in own(visit)? {
        let cells = [
            case.id.to_string(),
            frame::cell(&case.title),
            case.networks.len().to_string(),
            case.people.len().to_string(),
            case.opened_at,
            case.closed_at,
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    Ok(Reply::Table("cases.csv", out))
}

fn value(case: &Case) -> serde_json::Value {
    json!({
        "case": case.id,
        "title": case.title,
        "people": case.people,
        "networks": case.networks,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
    })
}
