//! The tokens with which programs of a person ask the HTTP API.

use daylight_store::ApiToken;
use daylight_store::TOKEN_DAYS_MAX;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::desk::pages::sign_in;
use crate::desk::pages::you;
use crate::report::text::clean;
use crate::report::text::foreign;

/// The tokens of who is signed in, and the form that makes one.
pub(super) fn list(visit: &Visit<'_>, tokens: &[ApiToken]) -> Markup {
    let has_purpose = visit.who().is_ok_and(|it| !it.session.purpose.is_empty());
    html! {
        h2 { (visit.say("Programs of yours")) }
        p { (visit.say("A program that shows a token reads what you may, for one purpose. The log tells what it read as yours. It judges nothing, and no identifier is shown to it.")) " " a href="/api/v1/openapi.json" { (visit.say("What it can ask")) } }
        @if !tokens.is_empty() { (table(visit, tokens)) }
        @if has_purpose {
            (frame::form(visit, "/you/tokens", &html! {
                (frame::named_line(("token-name", "name"), visit.say("What the program is"), "text", ""))
                p.field {
                    label for="days" { (visit.say("Days for which it holds")) }
                    input id="days" name="days" type="number" required min="1" max=(TOKEN_DAYS_MAX) value="30";
                }
                (frame::named_line(("token-code", "code"), visit.say("A new code of your phone for it"), "text", visit.say("Six digits.")))
                p { button type="submit" { (visit.say("Make a token")) } }
            }))
        } @else {
            p { (visit.say("A token holds for the purpose you work for.")) " " a href="/purpose" { (visit.say("Choose a purpose")) } }
        }
    }
}

fn table(visit: &Visit<'_>, tokens: &[ApiToken]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(visit.say("Tokens")) {
            table {
                thead { tr {
                    th scope="col" { (visit.say("Program")) } th scope="col" { (visit.say("Purpose")) } th scope="col" { (visit.say("Made")) }
                    th.number scope="col" { (visit.say("Days")) } th scope="col" { (visit.say("Last used")) } th scope="col" { (visit.say("Now")) }
                } }
                tbody { @for token in tokens { tr {
                    th scope="row" { (foreign(&token.name)) }
                    td { (foreign(&token.purpose)) }
                    td { (token.made_at) }
                    td.number { (token.days) }
                    td { @if token.seen_at.is_empty() { (visit.say("never")) } @else { (token.seen_at) } }
                    td {
                        @if token.is_live(&visit.at) {
                            (frame::button(visit, &format!("/you/tokens/{}/end", token.id), visit.say("End it"), &html! { span.hidden { (clean(&token.name)) } }))
                        } @else { (visit.say("over")) }
                    }
                } } }
            }
        }
    }
}

pub(crate) fn make(visit: &Visit<'_>) -> Answer<Reply> {
    let who = visit.who()?;
    let days = visit.form.get("days").parse().unwrap_or(0);
    let named = (visit.form.get("name"), days);
    let code = visit.form.get("code");
    let made = {
        let mut judgements = visit.desk.judgements();
        judgements.make_token(&who.session, code, named, &visit.at)
    };
    let again = |what: &str| you::again(visit, what);
    let made = made.map_err(|error| sign_in::in_words(visit.language, error.into(), again))?;
    let Some(secret) = made else {
        let what = visit
            .say("The code is wrong, or was used before: wait for the next one. Nothing was made.");
        return Err(again(what));
    };
    let body = html! {
        p { strong { (visit.say("This page is shown once.")) } " " (visit.say("Give the token to your program and to nobody else; it asks as you do.")) }
        p.secret { code { (secret) } }
        p { (visit.fill("It sends {0} with each request. It can be ended on your page.", &[&html! { code { "Authorization: Bearer " (secret.split('_').next().unwrap_or_default()) "_…" } }])) " " a href="/you" { (visit.say("Back to your page")) } }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/you",
        visit.say("Keep this"),
        &body,
    )))
}

pub(crate) fn end(visit: &Visit<'_>) -> Answer<Reply> {
    let person = &visit.who()?.person.id;
    let mut judgements = visit.desk.judgements();
    judgements.end_token(person, visit.part(0), &visit.at)?;
    Ok(Reply::To("/you".to_owned()))
}
