//! Getting in: the first person, invitations, signing in and out, choosing a purpose.

use std::collections::BTreeSet;

use daylight_policy::Policies;
use daylight_policy::Role;
use daylight_store::Enrolled;
use daylight_store::Password;
use daylight_store::StoreError;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Fields;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::language::Language;
use crate::report::text::clean;
use crate::report::text::foreign;

/// The sheet of every page.
pub(crate) fn style(_: &Visit<'_>) -> Answer<Reply> {
    let sheet = concat!(
        include_str!("../../report/style.css"),
        include_str!("../desk.css")
    );
    Ok(Reply::File("text/css; charset=utf-8", sheet.to_owned()))
}

/// The first person is asked for only where there is none.
fn needs_first(visit: &Visit<'_>) -> Answer<()> {
    let people = visit.desk.judgements().people()?;
    people.is_empty().then_some(()).ok_or(Trouble::Absent)
}

pub(crate) fn setup_form(visit: &Visit<'_>) -> Answer<Reply> {
    needs_first(visit)?;
    Ok(Reply::Page(setup_page(visit, "")))
}

fn setup_page(visit: &Visit<'_>, what: &str) -> Markup {
    let fields = html! {
        (frame::line("code", visit.say("Code"), "text", visit.say("The program that serves the desk printed it when it started.")))
        (frame::line("name", visit.say("Your name"), "text", visit.say("It stands in no log.")))
        (choice_fields(visit))
        fieldset {
            legend { (visit.say("What you are")) }
            p { label { input type="checkbox" checked disabled; " " (visit.say(Role::Administrator.as_str())) ": " (visit.say("keeps the list of people and the policy")) } }
            (role_boxes(visit, &[Role::Analyst, Role::Reviewer, Role::Auditor]))
        }
        p { button type="submit" { (visit.say("Begin")) } }
    };
    let body = html! {
        p { (visit.say("This workspace belongs to nobody yet. Whoever begins looks after it: they add the others.")) }
        (frame::wrong(what))
        (frame::form(visit, "/setup", &fields))
    };
    frame::page(visit, "", visit.say("Begin"), &body)
}

/// The name and the password that somebody chooses.
fn choice_fields(visit: &Visit<'_>) -> Markup {
    html! {
        (frame::line("login", visit.say("Name to sign in with"), "text", visit.say("Letters, digits, dots and dashes.")))
        (new_password(visit, visit.say("Password")))
    }
}

fn new_password(visit: &Visit<'_>, label: &str) -> Markup {
    let help = visit.say("12 characters or more, no common password. Several words do well.");
    frame::named_line(("new-password", "password"), label, "password", help)
}

/// A box for each role, with what it may do.
pub(crate) fn role_boxes(visit: &Visit<'_>, roles: &[Role]) -> Markup {
    let meaning = |role: Role| match role {
        Role::Administrator => {
            "keeps the list of people and the policy, and sees no private data by it"
        }
        Role::Analyst => "works on networks, and may ask to see an identifier",
        Role::Reviewer => "says what networks are, and agrees to requests",
        Role::Auditor => "reads the log",
        Role::Partner => "of another organisation",
    };
    html! {
        @for role in roles {
            p { label {
                input type="checkbox" name="role" value=(role.as_str());
                " " (visit.say(role.as_str())) ": " (visit.say(meaning(*role)))
            } }
        }
    }
}

/// The roles that were ticked.
pub(crate) fn roles(form: &Fields) -> Answer<BTreeSet<Role>> {
    let roles = form
        .all("role")
        .map(|it| it.parse().map_err(|_| Trouble::Form));
    roles.collect()
}

/// What a person chose, made ready to be kept; stretching it waits for a turn, as comparing does.
fn chosen(visit: &Visit<'_>) -> Answer<Password> {
    let turn = visit.desk.throttle.turn(visit.peer, "", seconds(visit));
    let _turn = turn.ok_or(Trouble::Wait)?;
    Ok(Password::new(
        &visit.form.private("password"),
        visit.form.get("login"),
    )?)
}

pub(crate) fn setup(visit: &Visit<'_>) -> Answer<Reply> {
    needs_first(visit)?;
    let again = |what: &str| Trouble::Again(setup_page(visit, what));
    let now = seconds(visit);
    let turn = visit.desk.throttle.turn(visit.peer, "setup", now);
    drop(turn.ok_or(Trouble::Wait)?);
    let is_right = plain(visit.form.get("code")) == plain(&visit.desk.setup);
    visit.desk.throttle.note(visit.peer, "setup", is_right, now);
    if !is_right {
        return Err(again(
            visit.say("That is not the code that the program printed."),
        ));
    }
    let mut roles = roles(&visit.form)?;
    roles.insert(Role::Administrator);
    let enrolled = chosen(visit).and_then(|password| {
        let chosen = (visit.form.get("login"), &password);
        let name = visit.form.get("name").trim();
        let mut judgements = visit.desk.judgements();
        Ok(judgements.first_person_at_desk(name, chosen, &roles, &visit.at)?)
    });
    enrolled
        .map(|it| Reply::Page(enrolled_page(visit, &it)))
        .map_err(|trouble| in_words(visit.language, trouble, again))
}

pub(crate) fn join_form(visit: &Visit<'_>) -> Answer<Reply> {
    Ok(Reply::Page(join_page(visit, "")))
}

fn join_page(visit: &Visit<'_>, what: &str) -> Markup {
    let fields = html! {
        (frame::line("code", visit.say("Code of the invitation"), "text", visit.say("An administrator gives it to you. It holds three days and once.")))
        (choice_fields(visit))
        p { button type="submit" { (visit.say("Join")) } }
    };
    let body = html! {
        (frame::wrong(what))
        (frame::form(visit, "/join", &fields))
    };
    frame::page(visit, "", visit.say("Join"), &body)
}

pub(crate) fn join(visit: &Visit<'_>) -> Answer<Reply> {
    let again = |what: &str| Trouble::Again(join_page(visit, what));
    let enrolled = chosen(visit).and_then(|password| {
        let chosen = (visit.form.get("login"), &password);
        let mut judgements = visit.desk.judgements();
        Ok(judgements.join(visit.form.get("code"), chosen, &visit.at)?)
    });
    enrolled
        .map(|it| Reply::Page(enrolled_page(visit, &it)))
        .map_err(|trouble| in_words(visit.language, trouble, again))
}

/// What is missing is said above the form; anything else is not the form's matter.
pub(crate) fn in_words(
    language: Language,
    trouble: Trouble,
    again: impl Fn(&str) -> Trouble,
) -> Trouble {
    if let Trouble::Store(StoreError::Missing { what, hint }) = &trouble {
        return again(&language.line(
            "Needed: {0}. {1}.",
            &[language.told(what), language.told(hint)],
        ));
    }
    trouble
}

/// What a person must keep, shown once.
fn enrolled_page(visit: &Visit<'_>, enrolled: &Enrolled) -> Markup {
    let groups: Vec<String> = enrolled
        .totp
        .as_bytes()
        .chunks(4)
        .map(|it| String::from_utf8_lossy(it).into_owned())
        .collect();
    let body = html! {
        p { strong { (visit.say("This page is shown once.")) } " " (visit.say("Keep both before you go on.")) }
        h2 { (visit.say("For the program on your phone")) }
        p { (visit.say("Add an account by typing this key. The program then shows a code of six digits that changes every half minute; you need one each time you sign in.")) }
        p.secret { code { (groups.join(" ")) } }
        p.quiet { (visit.say("Issuer Daylight, time-based, six digits, SHA-1, 30 seconds.")) }
        h2 { (visit.say("For a day without your phone")) }
        p { (visit.say("Each of these stands in for a code, once. Print them or write them down.")) }
        ul.secrets { @for code in &enrolled.recovery { li { code { (code) } } } }
        p { a.go href="/sign-in" { (visit.say("I have kept both: sign in")) } }
    };
    frame::page(visit, "", visit.say("Keep this"), &body)
}

pub(crate) fn form(visit: &Visit<'_>) -> Answer<Reply> {
    if visit.desk.judgements().people()?.is_empty() {
        return Ok(Reply::To("/setup".to_owned()));
    }
    Ok(Reply::Page(sign_in_page(visit, "")))
}

fn sign_in_page(visit: &Visit<'_>, what: &str) -> Markup {
    let fields = html! {
        (frame::line("login", visit.say("Name"), "text", ""))
        (frame::line("password", visit.say("Password"), "password", ""))
        (frame::named_line(("phone-code", "code"), visit.say("Code"), "text", visit.say("Six digits from the program on your phone, or a recovery code.")))
        p { button type="submit" { (visit.say("Sign in")) } }
    };
    let body = html! {
        (frame::wrong(what))
        (frame::form(visit, "/sign-in", &fields))
        p.quiet { (visit.say("Invited, or lost your phone?")) " " a href="/join" { (visit.say("Use the code of an invitation")) } }
    };
    frame::page(visit, "", visit.say("Sign in"), &body)
}

pub(crate) fn sign_in(visit: &Visit<'_>) -> Answer<Reply> {
    let login = visit.form.get("login").trim().to_lowercase();
    let now = seconds(visit);
    let turn = visit.desk.throttle.turn(visit.peer, &login, now);
    let turn = turn.ok_or(Trouble::Wait)?;
    let password = visit.desk.judgements().password_of(&login)?;
    // Outside the lock: nobody waits for somebody else's password.
    let is_right = password.is(&visit.form.private("password"));
    drop(turn);
    let code = visit.form.get("code");
    let opened = visit
        .desk
        .judgements()
        .sign_in(&login, is_right, code, &visit.at)?;
    visit
        .desk
        .throttle
        .note(visit.peer, &login, opened.is_some(), now);
    match opened {
        Some(secret) => Ok(Reply::Cookie(secret, "/purpose".to_owned())),
        None => Err(Trouble::Again(sign_in_page(
            visit,
            visit.say("The name, the password or the code is wrong. A code is good once: wait for the next one."),
        ))),
    }
}

/// The fields to choose another password with.
pub(crate) fn change_fields(visit: &Visit<'_>) -> Markup {
    html! {
        (frame::named_line(("password", "current"), visit.say("Password you have"), "password", ""))
        (new_password(visit, visit.say("New password")))
        (frame::named_line(("phone-code", "code"), visit.say("A new code of your phone"), "text", visit.say("Six digits. Where you are signed in elsewhere, that ends.")))
        p { button type="submit" { (visit.say("Change it")) } }
    }
}

/// Changes the password of who is signed in; false where the one they have or the code is wrong.
pub(crate) fn change(visit: &Visit<'_>) -> Answer<bool> {
    let who = visit.who()?;
    let (id, now) = (&who.person.id, seconds(visit));
    let turn = visit.desk.throttle.turn(visit.peer, id, now);
    let turn = turn.ok_or(Trouble::Wait)?;
    let (known, login) = {
        let judgements = visit.desk.judgements();
        let login = judgements.logins()?.remove(id).unwrap_or_default();
        (judgements.password_of_person(id)?, login)
    };
    let is_right = known.is(&visit.form.private("current"));
    let chosen = Password::new(&visit.form.private("password"), &login)?;
    drop(turn);
    let proof = (is_right, visit.form.get("code"));
    let mut judgements = visit.desk.judgements();
    let is_changed = judgements.change_password(&who.session, proof, &chosen, &visit.at)?;
    visit.desk.throttle.note(visit.peer, id, is_changed, now);
    Ok(is_changed)
}

pub(crate) fn sign_out(visit: &Visit<'_>) -> Answer<Reply> {
    let who = visit.who()?;
    let mut judgements = visit.desk.judgements();
    judgements.end_session(&who.person.id, &who.session.id, &visit.at)?;
    Ok(Reply::Cookie(String::new(), "/sign-in".to_owned()))
}

pub(crate) fn purpose_form(visit: &Visit<'_>) -> Answer<Reply> {
    let text = visit.desk.judgements().policy()?;
    let policies = Policies::parse(&text).map_err(|_| Trouble::Absent)?;
    let purposes = &policies.purposes().purpose;
    let opens = |what: &str| match what {
        "networks" => "opens the networks, with tokens in place of identifiers",
        "texts" => "opens the text of ads of a network, one at a time",
        _ => "opens one identifier in the clear, by request",
    };
    let body = html! {
        p { (visit.say("Nobody sees private data without a purpose. The log tells which one was chosen, and every page shows it.")) }
        @if purposes.is_empty() { p { (visit.say("The policy of this workspace names no purpose, so nobody sees any.")) } }
        div.purposes {
            @for (name, purpose) in purposes {
                section.choice {
                    h2 { (foreign(name)) }
                    p { (foreign(&purpose.basis)) }
                    ul { @for what in &purpose.sees { li { (visit.say(opens(what))) } } }
                    p.quiet { (visit.fill("You stay signed in for {0} at most.", &[&visit.language.counted(purpose.hours.into(), "hour")])) }
                    @let field = html! { input type="hidden" name="purpose" value=(name); };
                    (frame::button(visit, "/purpose", &visit.language.line("Work for {0}", &[&clean(name)]), &field))
                }
            }
        }
        p.quiet { (visit.say("Without one an administrator still keeps the list of people, and an auditor reads the log:")) " " a href="/people" { (visit.say("People")) } ", " a href="/audit" { (visit.say("Log")) } }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "",
        visit.say("What for?"),
        &body,
    )))
}

pub(crate) fn purpose(visit: &Visit<'_>) -> Answer<Reply> {
    let who = visit.who()?;
    let mut judgements = visit.desk.judgements();
    judgements.choose_purpose(&who.session, visit.form.get("purpose"), &visit.at)?;
    Ok(Reply::To("/networks".to_owned()))
}

/// Now, in seconds since 1970.
fn seconds(visit: &Visit<'_>) -> i64 {
    let at: Result<jiff::Timestamp, _> = visit.at.parse();
    at.map_or(0, jiff::Timestamp::as_second)
}

/// A code without what people put between its letters, in one case.
fn plain(code: &str) -> String {
    let letters = code.chars().filter(|it| it.is_alphanumeric());
    letters.collect::<String>().to_uppercase()
}
