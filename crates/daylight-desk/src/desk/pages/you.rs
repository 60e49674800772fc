//! What a person is here, and where they are signed in.

use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::desk::pages::sign_in;
use crate::desk::pages::tokens;
use crate::report::text::foreign;
use crate::report::text::token;

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    Ok(Reply::Page(shown(visit, "", "")?))
}

/// The page again, with what is wrong with what was sent.
pub(super) fn again(visit: &Visit<'_>, what: &str) -> Trouble {
    match shown(visit, "", what) {
        Ok(page) => Trouble::Again(page),
        Err(trouble) => trouble,
    }
}

/// The page, with what was done and what is wrong with what was sent.
fn shown(visit: &Visit<'_>, done: &str, wrong: &str) -> Answer<Markup> {
    let who = visit.who()?;
    let roles = who.person.roles.iter();
    let roles: Vec<&str> = roles.map(|it| visit.say(it.as_str())).collect();
    let (sessions, texts, programs) = {
        let judgements = visit.desk.judgements();
        let texts = judgements.texts_read_on(&who.person.id, &visit.at)?;
        let programs = judgements.tokens_of(&who.person.id)?;
        (judgements.sessions_of(&who.person.id)?, texts, programs)
    };
    let body = html! {
        (frame::wrong(wrong))
        @if !done.is_empty() { p.notice role="status" { (done) } }
        dl.facts {
            div { dt { (visit.say("Name")) } dd { (foreign(&who.person.name)) } }
            div { dt { (visit.say("In the log")) } dd { (token(&who.person.id)) } }
            div { dt { (visit.say("You are")) } dd { (roles.join(", ")) } }
            div { dt { (visit.say("Texts of ads read today, UTC")) } dd { (texts) } }
        }
        p.quiet { (visit.say("What these texts hold weighs on who reads many. Nobody else is shown how many you read; the log tells an auditor which.")) }
        h2 { (visit.say("Where you are signed in")) }
        div.scroll tabindex="0" role="region" aria-label=(visit.say("Sessions")) {
            table {
                thead { tr {
                    th scope="col" { (visit.say("Since")) } th scope="col" { (visit.say("Last seen")) } th scope="col" { (visit.say("Purpose")) } th scope="col" { (visit.say("Now")) }
                } }
                tbody {
                    @for session in &sessions {
                        tr {
                            th scope="row" { (session.opened_at) }
                            td { (session.seen_at) }
                            td { (foreign(&session.purpose)) }
                            td {
                                @if session.id == who.session.id {
                                    (visit.say("this one"))
                                } @else if session.is_live(&visit.at, u32::MAX) {
                                    (frame::button(visit, &format!("/you/sessions/{}/end", session.id), visit.say("End it"), &html! {}))
                                } @else {
                                    (visit.say("over"))
                                }
                            }
                        }
                    }
                }
            }
        }
        (tokens::list(visit, &programs))
        h2 { (visit.say("Another password")) }
        (frame::form(visit, "/you/password", &sign_in::change_fields(visit)))
    };
    Ok(frame::page(visit, "/you", visit.say("You"), &body))
}

pub(crate) fn password(visit: &Visit<'_>) -> Answer<Reply> {
    let again = |what: &str| match shown(visit, "", what) {
        Ok(page) => Trouble::Again(page),
        Err(trouble) => trouble,
    };
    let changed = sign_in::change(visit)
        .map_err(|trouble| sign_in::in_words(visit.language, trouble, again))?;
    if !changed {
        return Err(again(visit.say(
            "The password you have or the code is wrong; a code is good once. Nothing was changed.",
        )));
    }
    let done = visit.say(
        "Your password is another now, and wherever else you were signed in you are not any more.",
    );
    Ok(Reply::Page(shown(visit, done, "")?))
}

pub(crate) fn end(visit: &Visit<'_>) -> Answer<Reply> {
    let person = &visit.who()?.person.id;
    let mut judgements = visit.desk.judgements();
    judgements.end_session(person, visit.part(0), &visit.at)?;
    Ok(Reply::To("/you".to_owned()))
}
