//! A case: its networks, tasks, notes, files and people, and what was done in it.

use std::collections::BTreeMap;

use daylight_store::Case;
use daylight_store::CaseEvent;
use daylight_store::CaseStep;
use maud::Markup;
use maud::html;
use serde_json::json;

use crate::desk::http::Answer;
use crate::desk::http::Names;
use crate::desk::http::Reply;
use crate::desk::http::Visit;
use crate::desk::pages::cases::number;
use crate::desk::pages::cases::value;
use crate::desk::pages::frame;
use crate::report::text::clean;
use crate::report::text::foreign;
use crate::report::text::token;

/// A case, with the names of everybody who comes up in it.
struct Read {
    case: Case,
    events: Vec<CaseEvent>,
    names: Names,
    /// Who could still be asked in, by id.
    others: Vec<(String, String)>,
}

impl Read {
    fn new(visit: &Visit<'_>) -> Answer<Self> {
        let mut judgements = visit.desk.judgements();
        let id = number(visit.part(0));
        let (case, events) = judgements.case(&visit.asking(None)?, id)?;
        let people = judgements.people()?;
        let others = people
            .iter()
            .filter(|it| it.is_active && !case.people.contains(&it.id));
        Ok(Self {
            others: others.map(|it| (it.id.clone(), it.name.clone())).collect(),
            names: Names::new(people),
            case,
            events,
        })
    }

    /// What a task asks for, by its number.
    fn task(&self, id: i64) -> &str {
        let tasks = self.tasks();
        let asked = tasks.into_iter().find(|it| it.id == id);
        asked.map_or("", |it| it.what)
    }

    /// Each task with its number, and when and by whom it was done.
    fn tasks(&self) -> Vec<Task<'_>> {
        let done = |id: i64| self.events.iter().find(|it| it.step == CaseStep::Done(id));
        let tasks = self.events.iter().filter_map(|event| {
            let CaseStep::Task { due, what } = &event.step else {
                return None;
            };
            Some(Task {
                id: event.id,
                due,
                what,
                done: done(event.id),
            })
        });
        let mut tasks: Vec<Task<'_>> = tasks.collect();
        // What is to be done first, by its day; what has none comes after.
        tasks.sort_by_key(|it| (it.done.is_some(), it.due.is_empty(), it.due));
        tasks
    }
}

struct Task<'r> {
    id: i64,
    due: &'r str,
    what: &'r str,
    done: Option<&'r CaseEvent>,
}

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let read = Read::new(visit)?;
    let case = &read.case;
    let body = html! {
        p {
            (visit.fill("Case {0}, opened on {1}.", &[&case.id, &frame::day(&case.opened_at)])) " "
            @if !case.is_open() { strong { (visit.fill("Closed on {0}.", &[&frame::day(&case.closed_at)])) } " " }
            (visit.say("Printed, it is a report.")) " " a href={ "/cases/" (case.id) "/case.json" } { (visit.say("As JSON")) }
        }
        div.case {
            div { (tasks(visit, &read)) (notes(visit, &read)) }
            div { (networks(visit, &read)) (people(visit, &read)) (files(visit, &read)) }
        }
        (timeline(visit, &read))
        section aria-labelledby="state-head" {
            h2 #state-head { (visit.say("The case itself")) }
            (small(visit, case.id, "title", visit.say("Give it another title"), &frame::named_line(("title", "what"), visit.say("Title"), "text", "")))
            @if case.is_open() {
                (step(visit, case.id, "close", visit.say("Close the case"), &html! {}))
            } @else {
                (step(visit, case.id, "reopen", visit.say("Open it again"), &html! {}))
            }
        }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/cases",
        &case.title,
        &body,
    )))
}

/// A form that does one thing in a case.
fn step(visit: &Visit<'_>, case: i64, what: &str, name: &str, fields: &Markup) -> Markup {
    let fields = html! {
        input type="hidden" name="step" value=(what);
        (fields)
        p { button type="submit" { (name) } }
    };
    frame::form(visit, &format!("/cases/{case}/step"), &fields)
}

/// The same, folded away until it is wanted.
fn small(visit: &Visit<'_>, case: i64, what: &str, name: &str, fields: &Markup) -> Markup {
    html! { details { summary { (name) } (step(visit, case, what, visit.say("Do it"), fields)) } }
}

fn hidden(value: &str) -> Markup {
    html! { input type="hidden" name="what" value=(value); }
}

/// A choice out of what is there.
fn chosen<'a>(id: &str, label: &str, from: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    html! {
        p.field { label for=(id) { (label) } select id=(id) name="what" required {
            @for (value, name) in from { option value=(value) { (foreign(name)) } }
        } }
    }
}

fn networks(visit: &Visit<'_>, read: &Read) -> Markup {
    let case = &read.case;
    let ids = || case.networks.iter().map(|it| (it.as_str(), it.as_str()));
    html! {
        section aria-labelledby="networks-head" {
            h2 #networks-head { (visit.say("Networks")) " " span.quiet { (case.networks.len()) } }
            @if case.networks.is_empty() {
                p { (visit.say("None yet: on the page of a network stands how it is put into a case.")) }
            } @else {
                ul { @for id in &case.networks { li { a href={ "/networks/" (id) } { (token(id)) } } } }
                (small(visit, case.id, "out", visit.say("Take one out"), &chosen("out", visit.say("Network"), ids())))
            }
        }
    }
}

fn tasks(visit: &Visit<'_>, read: &Read) -> Markup {
    let id = read.case.id;
    html! {
        section aria-labelledby="tasks-head" {
            h2 #tasks-head { (visit.say("Tasks")) }
            ul.tasks { @for task in read.tasks() { li {
                @match task.done {
                    Some(done) => {
                        s { (foreign(task.what)) } " " span.quiet { (visit.fill("done on {0} by {1}", &[&frame::day(&done.at), &foreign(read.names.of(&done.by))])) }
                    },
                    None => {
                        strong { (foreign(task.what)) }
                        @if !task.due.is_empty() { " " (visit.fill("by {0}", &[&task.due])) }
                        div.doing { (step(visit, id, "done", visit.say("Done"), &html! {
                            (hidden(&task.id.to_string())) span.hidden { (clean(task.what)) }
                        })) }
                    },
                }
            } } }
            (step(visit, id, "task", visit.say("Add the task"), &html! {
                (frame::line("task", visit.say("What is to be done"), "text", ""))
                p.field { label for="due" { (visit.say("By when, if there is a day")) } input id="due" name="due" type="date"; }
            }))
        }
    }
}

fn notes(visit: &Visit<'_>, read: &Read) -> Markup {
    let notes = read.events.iter().filter_map(|event| {
        let CaseStep::Note(note) = &event.step else {
            return None;
        };
        Some((event, note))
    });
    html! {
        section aria-labelledby="notes-head" {
            h2 #notes-head { (visit.say("Notes")) }
            @for (event, note) in notes {
                div.note {
                    p.quiet { (foreign(read.names.of(&event.by))) ", " (event.at) }
                    p.written dir="auto" { @for line in note.lines() { (clean(line)) br; } }
                }
            }
            (step(visit, read.case.id, "note", visit.say("Write it down"), &html! {
                p.field { label for="note" { (visit.say("Note")) } textarea id="note" name="note" rows="4" required aria-describedby="note-help" {}
                    span.help id="note-help" { (visit.say("Sealed in the workspace. Write tokens, not numbers: what you type here is not masked.")) } }
            }))
        }
    }
}

fn files(visit: &Visit<'_>, read: &Read) -> Markup {
    let files = read.events.iter().filter_map(|event| {
        let CaseStep::Attached { sha256, name } = &event.step else {
            return None;
        };
        Some((event, sha256, name))
    });
    html! {
        section aria-labelledby="files-head" {
            h2 #files-head { (visit.say("Files")) }
            ul { @for (event, sha256, name) in files { li {
                (foreign(name)) " " span.quiet { "SHA-256 " } code.hash { (sha256) }
                span.quiet { (visit.fill(", by {0}, {1}", &[&foreign(read.names.of(&event.by)), &frame::day(&event.at)])) }
            } } }
            (small(visit, read.case.id, "attach", visit.say("Name a file that belongs here"), &html! {
                p.quiet { (visit.fill("The file stays where you keep evidence. Its SHA-256 is written down, so that it can be shown later that it is the same: {0}, on Windows {1}.", &[&html! { code { "sha256sum FILE" } }, &html! { code { "Get-FileHash FILE" } }])) }
                (frame::line("file", visit.say("Name"), "text", ""))
                (frame::line("sha256", "SHA-256", "text", visit.say("64 hexadecimal digits")))
            }))
        }
    }
}

fn people(visit: &Visit<'_>, read: &Read) -> Markup {
    let case = &read.case;
    let others = read
        .others
        .iter()
        .map(|(id, name)| (id.as_str(), name.as_str()));
    let own = case
        .people
        .iter()
        .map(|id| (id.as_str(), read.names.of(id)));
    html! {
        section aria-labelledby="people-head" {
            h2 #people-head { (visit.say("People")) }
            ul { @for id in &case.people { li { (foreign(read.names.of(id))) } } }
            @if !read.others.is_empty() {
                (small(visit, case.id, "person", visit.say("Ask somebody in"), &chosen("person", visit.say("Who"), others)))
            }
            @if case.people.len() > 1 {
                (small(visit, case.id, "leave", visit.say("Somebody leaves"), &chosen("leave", visit.say("Who"), own)))
            }
        }
    }
}

fn timeline(visit: &Visit<'_>, read: &Read) -> Markup {
    html! {
        section aria-labelledby="done-head" {
            h2 #done-head { (visit.say("What was done")) }
            ol.history { @for event in &read.events { li {
                (event.at) " " (foreign(read.names.of(&event.by))) " " (in_words(visit, read, &event.step))
            } } }
        }
    }
}

fn in_words(visit: &Visit<'_>, read: &Read, step: &CaseStep) -> Markup {
    let quoted = |text: &str| html! { q { (foreign(text)) } };
    let named = |id: &str| foreign(read.names.of(id));
    match step {
        CaseStep::Titled(title) => visit.fill("called it {0}", &[&quoted(title)]),
        CaseStep::Closed => visit.fill("closed it", &[]),
        CaseStep::Reopened => visit.fill("opened it again", &[]),
        CaseStep::PersonCame(id) => visit.fill("asked in {0}", &[&named(id)]),
        CaseStep::PersonLeft(id) => visit.fill("wrote that {0} left", &[&named(id)]),
        CaseStep::NetworkIn(id) => visit.fill("put in network {0}", &[&token(id)]),
        CaseStep::NetworkOut(id) => visit.fill("took out network {0}", &[&token(id)]),
        CaseStep::Note(_) => visit.fill("wrote a note", &[]),
        CaseStep::Task { what, .. } => visit.fill("added the task {0}", &[&quoted(what)]),
        CaseStep::Done(task) => visit.fill("did {0}", &[&quoted(read.task(*task))]),
        CaseStep::Attached { name, .. } => visit.fill("named the file {0}", &[&quoted(name)]),
    }
}

pub(crate) fn export(visit: &Visit<'_>) -> Answer<Reply> {
    let text = whole(visit)?.to_string();
    Ok(Reply::File("application/json", text))
}

/// The whole case for a program.
pub(crate) fn whole(visit: &Visit<'_>) -> Answer<serde_json::Value> {
    let read = Read::new(visit)?;
    let case = &read.case;
    let told = read.events.iter().map(|it| &it.by).chain(&case.people);
    let names: BTreeMap<&String, &str> = told.map(|id| (id, read.names.of(id))).collect();
    let events = read.events.iter().map(|event| {
        let (about, wrote) = event.step.parts();
        json!({
            "event": event.id,
            "at": event.at,
            "by": event.by,
            "what": event.step.as_str(),
            "about": about,
            "wrote": wrote,
        })
    });
    Ok(json!({
        "case": value(case),
        "events": events.collect::<Vec<_>>(),
        "names": names,
    }))
}
