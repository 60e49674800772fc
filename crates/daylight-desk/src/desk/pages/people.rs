//! The people of the workspace: who they are, what they may be, and how they get in.

use daylight_policy::Role;
use daylight_store::Person;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::desk::pages::sign_in;
use crate::report::text::clean;
use crate::report::text::foreign;
use crate::report::text::token;

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    listing(visit, None)
}

/// The list; with a new invitation on top, which is shown once.
fn listing(visit: &Visit<'_>, invitation: Option<(&str, &str)>) -> Answer<Reply> {
    let keeps = visit.who()?.person.roles.contains(&Role::Administrator);
    let (people, logins, orphans) = {
        let judgements = visit.desk.judgements();
        let orphans = judgements.orphan_cases()?;
        (judgements.people()?, judgements.logins()?, orphans)
    };
    let body = html! {
        @if let Some((name, code)) = invitation {
            section.notice role="status" {
                h2 { (visit.fill("Invitation for {0}", &[&foreign(name)])) }
                p { (visit.fill("Give them this code yourself; it is shown once and holds three days. They use it at {0}.", &[&html! { code { "/join" } }])) }
                p.secret { code { (code) } }
            }
        }
        div.scroll tabindex="0" role="region" aria-label=(visit.say("People")) {
            table {
                thead { tr {
                    th scope="col" { (visit.say("Name")) } th scope="col" { (visit.say("In the log")) } th scope="col" { (visit.say("Roles")) }
                    th scope="col" { (visit.say("Signs in as")) } th scope="col" { (visit.say("Access")) }
                } }
                tbody {
                    @for person in &people {
                        (row(visit, person, logins.get(&person.id), keeps))
                    }
                }
            }
        }
        @if keeps && !orphans.is_empty() {
            h2 { (visit.say("Cases that have nobody left")) }
            @for case in orphans { (hand_over(visit, case, &people)) }
        }
        @if keeps {
            h2 { (visit.say("Add a person")) }
            (frame::form(visit, "/people", &html! {
                (frame::line("name", visit.say("Name"), "text", visit.say("It stands in no log.")))
                fieldset {
                    legend { (visit.say("What they are")) }
                    (sign_in::role_boxes(visit, &[Role::Analyst, Role::Reviewer, Role::Auditor, Role::Administrator]))
                }
                p { button type="submit" { (visit.say("Add and invite")) } }
            }))
        }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/people",
        visit.say("People"),
        &body,
    )))
}

/// An administrator gives a case to somebody, and reads nothing of it.
fn hand_over(visit: &Visit<'_>, case: i64, people: &[Person]) -> Markup {
    let id = format!("person-{case}");
    frame::form(
        visit,
        "/people/case",
        &html! {
            input type="hidden" name="case" value=(case);
            p.field { label for=(id) { (visit.fill("Case {0} goes to", &[&case])) } select id=(id) name="person" required {
                @for person in people.iter().filter(|it| it.is_active) { option value=(person.id) { (foreign(&person.name)) } }
            } }
            p { button type="submit" { (visit.say("Hand it over")) } }
        },
    )
}

pub(crate) fn case(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(None)?;
    let case = visit.form.get("case").parse().unwrap_or(0);
    let mut judgements = visit.desk.judgements();
    judgements.hand_over(&asking, case, visit.form.get("person"))?;
    Ok(Reply::To("/people".to_owned()))
}

fn row(visit: &Visit<'_>, person: &Person, login: Option<&String>, keeps: bool) -> Markup {
    let roles = person.roles.iter();
    let roles: Vec<&str> = roles.map(|it| visit.say(it.as_str())).collect();
    let to = |what: &str| format!("/people/{}/{what}", person.id);
    html! {
        tr {
            th scope="row" { (foreign(&person.name)) }
            td { (token(&person.id)) }
            td { (roles.join(", ")) }
            td { @if let Some(login) = login { (foreign(login)) } @else { (visit.say("nobody invited them yet, or they have not come")) } }
            td.doing {
                @if !person.is_active {
                    (visit.say("ended"))
                } @else if keeps {
                    (frame::button(visit, &to("invite"), visit.say("Invite anew"), &html! { span.hidden { (clean(&person.name)) } }))
                    (frame::button(visit, &to("sign-out"), visit.say("Sign out"), &html! { span.hidden { (clean(&person.name)) } }))
                    (frame::button(visit, &to("end"), visit.say("End access"), &html! { span.hidden { (clean(&person.name)) } }))
                } @else {
                    (visit.say("active"))
                }
            }
        }
    }
}

pub(crate) fn add(visit: &Visit<'_>) -> Answer<Reply> {
    let name = visit.form.get("name").trim();
    let roles = sign_in::roles(&visit.form)?;
    let code = {
        let asking = visit.asking(None)?;
        let mut judgements = visit.desk.judgements();
        // Nobody has this account on the command line; an administrator may name one there.
        let account = format!("desk {} {name}", visit.at);
        let person = judgements.add_person(&asking, name, &account, &roles)?;
        judgements.invite(&asking, &person.id)?
    };
    listing(visit, Some((name, &code)))
}

pub(crate) fn invite(visit: &Visit<'_>) -> Answer<Reply> {
    let (name, code) = {
        let asking = visit.asking(None)?;
        let mut judgements = visit.desk.judgements();
        let code = judgements.invite(&asking, visit.part(0))?;
        let people = judgements.people()?;
        let person = people.into_iter().find(|it| it.id == visit.part(0));
        (person.map(|it| it.name).unwrap_or_default(), code)
    };
    listing(visit, Some((&name, &code)))
}

pub(crate) fn end(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(None)?;
    visit.desk.judgements().end_access(&asking, visit.part(0))?;
    Ok(Reply::To("/people".to_owned()))
}

pub(crate) fn sign_out(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(None)?;
    let mut judgements = visit.desk.judgements();
    judgements.sign_out_person(&asking, visit.part(0))?;
    Ok(Reply::To("/people".to_owned()))
}
