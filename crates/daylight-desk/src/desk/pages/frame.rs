//! What stands round every page, and the pages that say why there is none.

use maud::DOCTYPE;
use maud::Markup;
use maud::html;

use crate::desk::http::Visit;
use crate::desk::pages::languages;
use crate::report::text::clean;
use crate::report::text::foreign;

/// Where the pages are, in the order of a day's work.
const PLACES: &[(&str, &str)] = &[
    ("/networks", "Queue"),
    ("/work", "Work"),
    ("/search", "Search"),
    ("/cases", "Cases"),
    ("/decisions", "Decisions"),
    ("/import", "Import"),
    ("/reveals", "Reveals"),
    ("/audit", "Log"),
    ("/people", "People"),
];

/// A page with its heading; `here` is the address of the place it belongs to.
pub(crate) fn page(visit: &Visit<'_>, here: &str, title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(visit.language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (clean(title)) " - Daylight" }
                link rel="stylesheet" href="/style.css";
            }
            body.desk {
                a.skip href="#main" { (visit.say("Skip to the page")) }
                header.bar-top {
                    p.wordmark { "Daylight" }
                    @if visit.signed_in.is_some() { (places(visit, here)) (who(visit)) }
                }
                main #main {
                    h1 { (foreign(title)) }
                    (body)
                }
                (languages::choice(visit))
            }
        }
    }
}

fn places(visit: &Visit<'_>, here: &str) -> Markup {
    html! {
        nav aria-label=(visit.say("Places")) {
            ul {
                @for (address, name) in PLACES {
                    li { a href=(address) aria-current=[(*address == here).then_some("page")] { (visit.say(name)) } }
                }
            }
        }
    }
}

/// Who is signed in, and what for: shown at all times.
fn who(visit: &Visit<'_>) -> Markup {
    let Some(who) = &visit.signed_in else {
        return html! {};
    };
    html! {
        div.who {
            p {
                @let name = html! { a href="/you" { (foreign(&who.person.name)) } };
                @if who.session.purpose.is_empty() {
                    (visit.fill("{0} has chosen no purpose", &[&name]))
                } @else {
                    @let purpose = html! { a href="/purpose" { (foreign(&who.session.purpose)) } };
                    (visit.fill("{0} for {1}", &[&name, &purpose]))
                }
            }
            (button(visit, "/sign-out", visit.say("Sign out"), &html! {}))
        }
    }
}

/// A form that is sent; it carries the code of the session.
pub(crate) fn form(visit: &Visit<'_>, action: &str, fields: &Markup) -> Markup {
    coded(visit, (action, None), fields)
}

/// The same with a file. The code comes before it, so that it is known whatever becomes of the file.
pub(crate) fn file_form(visit: &Visit<'_>, action: &str, fields: &Markup) -> Markup {
    coded(visit, (action, Some("multipart/form-data")), fields)
}

fn coded(visit: &Visit<'_>, (action, kind): (&str, Option<&str>), fields: &Markup) -> Markup {
    html! {
        form method="post" action=(action) enctype=[kind] {
            @if let Some(who) = &visit.signed_in {
                input type="hidden" name="form" value=(who.form_code);
            }
            (fields)
        }
    }
}

/// A form of one button.
pub(crate) fn button(visit: &Visit<'_>, action: &str, name: &str, fields: &Markup) -> Markup {
    form(
        visit,
        action,
        &html! { (fields) button type="submit" { (name) } },
    )
}

/// The day of a moment as it is kept.
pub(crate) fn day(at: &str) -> &str {
    at.split('T').next().unwrap_or(at)
}

/// A line to write in, under its label.
pub(crate) fn line(name: &str, label: &str, kind: &str, help: &str) -> Markup {
    named_line((name, name), label, kind, help)
}

/// The same, on a page that has several of that name, each with an id of its own.
pub(crate) fn named_line((id, name): (&str, &str), label: &str, kind: &str, help: &str) -> Markup {
    let about = format!("{id}-help");
    html! {
        p.field {
            label for=(id) { (label) }
            input id=(id) name=(name) type=(kind) required autocapitalize="off" spellcheck="false" autocomplete=(kept_by_browsers(id))
                aria-describedby=[(!help.is_empty()).then_some(about.as_str())];
            @if !help.is_empty() { span.help id=(about) { (help) } }
        }
    }
}

/// What a browser may fill in: what people sign in with, which a program of theirs may keep, and
/// nothing else.
fn kept_by_browsers(id: &str) -> &'static str {
    match id {
        "login" => "username",
        "password" => "current-password",
        "new-password" => "new-password",
        "phone-code" => "one-time-code",
        _ => "off",
    }
}

/// The way to the pages of a list before and after this one, where it has more than one.
pub(crate) fn turning(
    visit: &Visit<'_>,
    label: &str,
    (page, pages): (usize, usize),
    address: impl Fn(usize) -> String,
) -> Markup {
    html! {
        @if pages > 1 {
            nav.turning aria-label=(label) {
                @if page > 1 { a rel="prev" href=(address(page - 1)) { (visit.say("Before")) } }
                span { (visit.fill("Page {0} of {1}", &[&page, &pages])) }
                @if page < pages { a rel="next" href=(address(page + 1)) { (visit.say("After")) } }
            }
        }
    }
}

/// What is wrong with what was sent.
pub(crate) fn wrong(what: &str) -> Markup {
    html! { @if !what.is_empty() { p.wrong role="alert" { (clean(what)) } } }
}

/// Nothing is there, or nothing that may be told of.
pub(crate) fn absent(visit: &Visit<'_>) -> Markup {
    let body = html! {
        p { (visit.say("There is no such page, or it is not there any more.")) }
        p { a href="/networks" { (visit.say("Back to the queue")) } }
    };
    page(visit, "", visit.say("Nothing here"), &body)
}

/// A form that no page of this session sent.
pub(crate) fn stale(visit: &Visit<'_>) -> Markup {
    let body = html! {
        p { (visit.say("This form was not sent by a page of the desk, or its page is from before you signed in. Nothing was changed.")) }
        p { a href="/networks" { (visit.say("Back to the queue, to try again from there")) } }
    };
    page(visit, "", visit.say("Not taken"), &body)
}

/// Too many tries.
pub(crate) fn wait(visit: &Visit<'_>) -> Markup {
    let body = html! {
        p { (visit.say("There were too many tries with this name from this machine, or many people are signing in at this moment. Wait a little and try again.")) }
        p { a href="/sign-in" { (visit.say("Back to signing in")) } }
    };
    page(visit, "", visit.say("Wait a little"), &body)
}

/// Policy refuses.
pub(crate) fn refused(visit: &Visit<'_>, rules: &str, contact: &str) -> Markup {
    let body = html! {
        p { (visit.say("The policy of this workspace does not allow this. The log tells that it was asked for.")) }
        dl.facts {
            div { dt { (visit.say("Rule")) } dd { (foreign(rules)) } }
            div { dt { (visit.say("To contest it, write to")) } dd { (foreign(contact)) } }
        }
        p { a href="/purpose" { (visit.say("Choose another purpose")) } }
        p { a href="/you" { (visit.say("See what you are")) } }
    };
    page(visit, "", visit.say("Not allowed"), &body)
}

/// What was written cannot be taken as it is.
pub(crate) fn unfit(visit: &Visit<'_>, why: &str) -> Markup {
    let body = html! {
        p { (visit.fill("This was not taken: {0}. Nothing was changed; the way back in your browser leads to what you wrote.", &[&clean(visit.told(why))])) }
    };
    page(visit, "", visit.say("Not taken"), &body)
}

/// A text as a cell of a CSV file: in quotes, and no formula.
pub(crate) fn cell(text: &str) -> String {
    format!(
        "\"{}\"",
        daylight_store::no_formula(text).replace('"', "\"\"")
    )
}

/// What was asked for cannot be done as things are.
pub(crate) fn missing(visit: &Visit<'_>, what: &str, hint: &str) -> Markup {
    let body = html! {
        p { (visit.fill("Looking for {0}: there is none. Nothing was changed.", &[&foreign(visit.told(what))])) }
        p.quiet { (clean(visit.told(hint))) }
        p { a href="/networks" { (visit.say("Back to the queue")) } }
    };
    page(visit, "", visit.say("Not done"), &body)
}

/// The world fails.
pub(crate) fn failed(visit: &Visit<'_>) -> Markup {
    let body = html! {
        p { (visit.fill("The workspace could not be read or written. Nothing was changed. The program that serves the desk says more where it was started; {0} checks the workspace.", &[&html! { code { "daylight verify" } }])) }
    };
    page(visit, "", visit.say("Something failed"), &body)
}
