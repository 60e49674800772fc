//! A file of ads brought in: how its columns were understood, corrected where it is wrong, run, and
//! what became of every row.

use std::sync::Arc;

use daylight_store::BatchManifest;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::intake::Brought;
use crate::desk::intake::Corrections;
use crate::desk::intake::Held;
use crate::desk::intake::Stage;
use crate::desk::intake::Understood;
use crate::desk::intake::UnderstoodColumn;
use crate::desk::pages::frame;
use crate::report::text::clean;
use crate::report::text::foreign;
use crate::report::text::grouped;
use crate::report::text::token;

/// Where the page is.
const HERE: &str = "/import";
/// Batches shown.
const BATCHES_SHOWN: usize = 50;
/// Rejects shown of a batch.
const REJECTS_SHOWN: usize = 500;
/// Seconds between two looks at how far a file is, for who wants it.
const FOLLOWED_EVERY: u32 = 3;

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let owner = owner(visit)?;
    let held = visit.desk.intake.of(&owner);
    let is_followed = !visit.query.get("follow").is_empty();
    let is_running = held.as_ref().is_some_and(Held::is_running);
    let page = whole(visit, held.as_ref(), "")?;
    Ok(if is_followed && is_running {
        Reply::Followed(page, FOLLOWED_EVERY)
    } else {
        Reply::Page(page)
    })
}

/// Lets in who may bring files in, and says who they are.
fn owner(visit: &Visit<'_>) -> Answer<String> {
    visit.desk.judgements().may_import(&visit.asking(None)?)?;
    Ok(visit.who()?.person.id.clone())
}

fn whole(visit: &Visit<'_>, held: Option<&Held>, wrong: &str) -> Answer<Markup> {
    let batches = visit.desk.workspace.batches()?;
    let is_taken = visit.desk.intake.is_taken(&visit.who()?.person.id);
    let body = html! {
        (frame::wrong(wrong))
        @match held.map(|it| (it, &it.stage)) {
            Some((held, Stage::Waiting(wrong))) => { (understood(visit, held, wrong)) }
            Some((held, Stage::Running(step))) => { (running(visit, held, step)) }
            Some((held, Stage::Done(done))) => { (done_with(visit, held, done)) (sending(visit)) }
            None if is_taken => {
                p { (visit.say("Somebody else is bringing a file in. Yours can come when it is done, or after a quarter of an hour in which they do nothing.")) }
            }
            None => { (sending(visit)) }
        }
        (history(visit, &batches))
    };
    Ok(frame::page(visit, HERE, visit.say("Import"), &body))
}

/// The form that sends a file.
fn sending(visit: &Visit<'_>) -> Markup {
    html! {
        p.lead { (visit.say("A file of ads: CSV, TSV, JSON, JSON Lines, Parquet or XLSX, each also gzip or zstd, up to 256 MiB. It is held in memory, and nothing is kept before you have seen how it was understood.")) }
        (frame::file_form(visit, HERE, &html! {
            p.field {
                label for="file" { (visit.say("File of ads")) }
                input #file name="file" type="file" required accept=".csv,.tsv,.json,.jsonl,.ndjson,.parquet,.xlsx,.gz,.zst";
            }
            p { button type="submit" { (visit.say("Look at it")) } }
        }))
    }
}

pub(crate) fn take(visit: &Visit<'_>) -> Answer<Reply> {
    let owner = owner(visit)?;
    let again = |wrong: &str| -> Answer<Reply> {
        let held = visit.desk.intake.of(&owner);
        Err(Trouble::Again(whole(visit, held.as_ref(), wrong)?))
    };
    let file = match &visit.file {
        Ok(file) => file,
        Err(why) => return again(visit.say(why)),
    };
    let desk = visit.desk;
    match desk.program.understand(file, &Corrections::default()) {
        Ok(understood) => {
            if desk.intake.hold(&owner, file.clone(), understood) {
                Ok(Reply::To(HERE.to_owned()))
            } else {
                again(visit.say("another file is being brought in"))
            }
        }
        Err(wrong) => again(&wrong),
    }
}

/// How a file was understood, with the form that corrects it.
fn understood(visit: &Visit<'_>, held: &Held, wrong: &str) -> Markup {
    let Held {
        understood, file, ..
    } = held;
    html! {
        (frame::wrong(wrong))
        @if wrong.is_empty() && !visit.query.get("changed").is_empty() {
            p.notice role="status" { (visit.say("You said otherwise of something: this is what it comes to. Nothing was brought in yet.")) }
        }
        h2 { (foreign(&file.name)) }
        p { (visit.fill("Found: {0}. Nothing is kept yet.", &[&clean(&understood.found)])) }
        // One form, so that nothing is brought in otherwise than its columns say on the page.
        (frame::form(visit, "/import/columns", &html! {
            (columns(visit, held))
            @if understood.hindrance.is_empty() {
                (looked_at(visit, understood))
            } @else {
                (frame::wrong(&understood.hindrance))
            }
            div.turning {
                @if understood.hindrance.is_empty() {
                    button type="submit" formaction="/import/run" { (visit.say("Bring it in and link")) }
                }
                p.doing { button type="submit" formaction="/import/drop" { (visit.say("Let it go")) } }
            }
        }))
    }
}

fn columns(visit: &Visit<'_>, held: &Held) -> Markup {
    let Held {
        understood,
        corrections,
        ..
    } = held;
    html! {
        div.scroll tabindex="0" role="region" aria-label=(visit.say("Columns")) {
            table.columns {
                caption.hidden { (visit.say("How each column is understood")) }
                thead { tr { th scope="col" { (visit.say("Column")) } th scope="col" { (visit.say("Holds")) } th scope="col" { (visit.say("Why it was taken so")) } } }
                tbody { @for (at, column) in understood.columns.iter().enumerate() {
                    (column_row(visit, at, column, &understood.choices))
                } }
            }
        }
        div.filters {
            p.field {
                label for="day-first" { (visit.say("3/4/2024 is")) }
                select #day-first name="day-first" {
                    @for (value, name, choice) in [("", visit.say("as found"), None), ("yes", visit.say("3 April"), Some(true)), ("no", visit.say("4 March"), Some(false))] {
                        option value=(value) selected[corrections.day_first == choice] { (name) }
                    }
                }
            }
            p.field {
                label for="zone" { (visit.say("Zone of times that name none")) }
                input #zone name="zone" type="text" value=(clean(&corrections.zone)) placeholder="UTC" aria-describedby="zone-help" autocomplete="off" spellcheck="false";
                span.help #zone-help { (visit.say("As in Europe/Amsterdam")) }
            }
        }
        p.doing { button type="submit" { (visit.say("Understand it so")) } }
    }
}

fn column_row(
    visit: &Visit<'_>,
    at: usize,
    column: &UnderstoodColumn,
    choices: &[&'static str],
) -> Markup {
    let id = format!("column-{at}");
    html! {
        tr {
            th scope="row" { label for=(id) { (foreign(&column.name)) } }
            td { select id=(id) name=(id) {
                @for choice in choices {
                    option value=(choice) selected[*choice == column.holds] { (named(visit, choice)) }
                }
            } }
            td { (clean(&visit.language.retold_by_parts(&column.why))) }
        }
    }
}

/// What a column holds, in words.
fn named<'c>(visit: &Visit<'_>, choice: &'c str) -> &'c str {
    match choice {
        "posted_at" => visit.say("when it was posted"),
        "text" => visit.say("a text called as the column"),
        "ignore" => visit.say("nothing that is read"),
        other => visit.told(other),
    }
}

/// The first rows as they are understood.
fn looked_at(visit: &Visit<'_>, understood: &Understood) -> Markup {
    let rejects = understood.rejects.len() as u64;
    html! {
        h2 { (visit.say("What would be kept")) }
        p {
            @let rows = visit.language.counted(understood.rows, "row");
            @if rejects == 0 {
                (visit.fill("Of the first {0}, all are ads.", &[&rows]))
            } @else {
                (visit.fill("Of the first {0}, {1} would not be kept.", &[&rows, &grouped(rejects)]))
            }
        }
        @if rejects > 0 {
            ul { @for (row, why) in understood.rejects.iter().take(5) { li { (visit.fill("row {0}: {1}", &[&grouped(*row), &clean(&visit.language.retold(why))])) } } }
        }
        details open {
            summary { (visit.say("The first ads, as they would be kept")) }
            @for ad in &understood.ads {
                div.note { @for line in ad { p.written { (foreign(line)) } } }
            }
        }
    }
}

pub(crate) fn correct(visit: &Visit<'_>) -> Answer<Reply> {
    let owner = owner(visit)?;
    if let Some(held) = visit.desk.intake.of(&owner) {
        let corrections = corrections(visit, &held);
        let understood = visit.desk.program.understand(&held.file, &corrections);
        visit.desk.intake.correct(&owner, corrections, understood);
    }
    Ok(Reply::To(HERE.to_owned()))
}

/// What the page says of the columns of a file.
fn corrections(visit: &Visit<'_>, held: &Held) -> Corrections {
    let columns = held.understood.columns.iter().enumerate();
    let columns = columns.map(|(at, column)| {
        let chosen = visit.form.get(&format!("column-{at}"));
        (column.name.clone(), chosen.to_owned())
    });
    Corrections {
        columns: columns.collect(),
        day_first: match visit.form.get("day-first") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        zone: visit.form.get("zone").trim().to_owned(),
    }
}

/// True where the page says something that was not looked at yet.
fn says_otherwise(visit: &Visit<'_>, held: &Held) -> bool {
    if visit.form.all("zone").next().is_none() {
        return false;
    }
    let said = corrections(visit, held);
    let columns = said.columns.iter().zip(&held.understood.columns);
    let mut columns = columns.map(|((_, holds), column)| holds != column.holds);
    columns.any(|it| it)
        || said.day_first != held.corrections.day_first
        || said.zone != held.corrections.zone
}

pub(crate) fn run(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(None)?;
    let owner = visit.who()?.person.id.clone();
    let held = visit.desk.intake.of(&owner);
    if held.as_ref().is_some_and(|it| says_otherwise(visit, it)) {
        correct(visit)?;
        return Ok(Reply::To(format!("{HERE}?changed=1")));
    }
    let sha256 = held.as_ref().map_or("", |it| it.sha256.as_str());
    // The log is told before anything is kept; who may not is told so whether or not they hold a file.
    visit.desk.judgements().import(&asking, sha256)?;
    if held.is_some_and(|it| it.understood.hindrance.is_empty()) {
        let program = Arc::clone(&visit.desk.program);
        let workspace = visit.desk.workspace.clone();
        visit.desk.intake.run(&owner, program, workspace);
    }
    Ok(Reply::To(HERE.to_owned()))
}

pub(crate) fn let_go(visit: &Visit<'_>) -> Answer<Reply> {
    visit.desk.intake.let_go(&owner(visit)?);
    Ok(Reply::To(HERE.to_owned()))
}

fn running(visit: &Visit<'_>, held: &Held, step: &str) -> Markup {
    html! {
        h2 { (foreign(&held.file.name)) }
        p.notice role="status" { (foreign(&visit.language.retold_by_parts(step))) " …" }
        p { (visit.say("It goes on whether or not this page is open, and what is there stays as it is until it is done.")) }
        p { a.go href=(HERE) { (visit.say("How far is it?")) } " " a href={ (HERE) "?follow=1" } { (visit.say("Ask again every three seconds")) } }
    }
}

fn done_with(visit: &Visit<'_>, held: &Held, done: &Result<Brought, String>) -> Markup {
    html! {
        h2 { (foreign(&held.file.name)) }
        @match done {
            Ok(brought) => {
                p.notice role="status" { (sum(visit, brought)) }
                p {
                    @if let Some(batch) = &brought.batch {
                        a href={ (HERE) "/" (batch) } { (visit.say("The batch, with every row that was not kept")) } "; "
                    }
                    a href="/networks" { (visit.say("the queue")) }
                }
            }
            Err(wrong) => (frame::wrong(wrong)),
        }
        h2 { (visit.say("Another file")) }
    }
}

/// What became of the rows of a file.
fn sum(visit: &Visit<'_>, brought: &Brought) -> Markup {
    let language = visit.language;
    let seen_again = language.counted(brought.seen_again, "row");
    match brought {
        Brought { is_new: true, .. } => language.fill(
            "{0} read = {1} + {2} seen again + {3}",
            &[
                &language.counted(brought.rows, "row"),
                &language.counted(brought.ads, "ad"),
                &grouped(brought.seen_again),
                &language.counted(brought.rejects, "reject"),
            ],
        ),
        Brought { rows: 0, .. } => language.fill("no rows: there is nothing to import", &[]),
        Brought { rejects: 0, .. } => language.fill("nothing new: {0} seen again", &[&seen_again]),
        Brought { rejects, .. } => language.fill(
            "nothing new: {0} seen again, {1} rejected as before",
            &[&seen_again, &language.counted(*rejects, "row")],
        ),
    }
}

/// What was brought in, here and on the command line.
fn history(visit: &Visit<'_>, batches: &[BatchManifest]) -> Markup {
    html! {
        h2 { (visit.say("Brought in so far")) }
        @if batches.is_empty() { p { (visit.say("Nothing yet.")) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(visit.say("Batches")) {
                table.batches {
                    thead { tr {
                        th scope="col" { (visit.say("Batch")) } th scope="col" { (visit.say("When")) } th scope="col" { (visit.say("Files")) }
                        th.number scope="col" { (visit.say("Ads")) } th.number scope="col" { (visit.say("Seen again")) } th.number scope="col" { (visit.say("Not kept")) }
                    } }
                    tbody { @for batch in batches.iter().rev().take(BATCHES_SHOWN) { tr {
                        th scope="row" { a href={ (HERE) "/" (batch.batch_id) } { (token(batch.batch_id.as_str())) } }
                        td { (clean(&batch.imported_at)) }
                        td { (foreign(&files(batch))) }
                        td.number { (grouped(batch.ads)) } td.number { (grouped(batch.seen_again)) } td.number { (grouped(batch.rejects)) }
                    } } }
                }
            }
            @if batches.len() > BATCHES_SHOWN { p.quiet { (visit.fill("The last {0} of {1}.", &[&BATCHES_SHOWN, &grouped(batches.len() as u64)])) } }
        }
    }
}

fn files(batch: &BatchManifest) -> String {
    let names: Vec<&str> = batch.sources.iter().map(|it| it.file.as_str()).collect();
    names.join(", ")
}

/// One batch: its files, how they were understood, and the rows that were not kept.
pub(crate) fn batch(visit: &Visit<'_>) -> Answer<Reply> {
    owner(visit)?;
    let batches = visit.desk.workspace.batches()?;
    let batch = batches
        .into_iter()
        .find(|it| it.batch_id.as_str() == visit.part(0));
    let batch = batch.ok_or(Trouble::Absent)?;
    let rejects = visit.desk.workspace.rejects(std::slice::from_ref(&batch))?;
    let body = html! {
        p {
            (visit.fill("Brought in at {0} by Daylight {1}:", &[&clean(&batch.imported_at), &clean(&batch.version)])) " "
            (visit.fill("{0}, {1} seen again, {2} not kept.", &[&visit.language.counted(batch.ads, "ad"), &grouped(batch.seen_again), &visit.language.counted(batch.rejects, "row")]))
        }
        div.scroll tabindex="0" role="region" aria-label=(visit.say("Files")) {
            table {
                thead { tr { th scope="col" { (visit.say("File")) } th.number scope="col" { (visit.say("Rows")) } th scope="col" { "SHA-256" } } }
                tbody { @for source in &batch.sources { tr {
                    th scope="row" { (foreign(&source.file)) } td.number { (grouped(source.rows)) } td.hash { code { (clean(&source.sha256)) } }
                } } }
            }
        }
        h2 { (visit.say("Rows that were not kept")) }
        @if rejects.is_empty() { p { (visit.say("None.")) } } @else {
            p { (visit.say("Mend them and bring the file in again: what is there already is only seen again.")) }
            div.scroll tabindex="0" role="region" aria-label=(visit.say("Rows that were not kept")) {
                table {
                    thead { tr { th scope="col" { (visit.say("File")) } th.number scope="col" { (visit.say("Row")) } th scope="col" { (visit.say("Why")) } } }
                    tbody { @for reject in rejects.iter().take(REJECTS_SHOWN) { tr {
                        td { (foreign(&reject.source.file)) } td.number { (grouped(reject.source.row)) } td { (foreign(&visit.language.retold(&reject.reason))) }
                    } } }
                }
            }
            @if rejects.len() > REJECTS_SHOWN { p.quiet { (visit.fill("The first {0}; {1} writes all.", &[&REJECTS_SHOWN, &html! { code { "daylight export tables" } }])) } }
        }
        h2 { (visit.say("How its columns were understood")) }
        pre.proof { @for line in batch.mapping.lines() { (clean(line)) "\n" } }
    };
    let title = visit.language.line("Batch {0}", &[batch.batch_id.as_str()]);
    Ok(Reply::Page(frame::page(visit, HERE, &title, &body)))
}
