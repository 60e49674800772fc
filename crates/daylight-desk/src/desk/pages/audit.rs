//! The log, for an auditor: what was done, and the proof that none of it was changed.

use daylight_policy::Outcome;
use daylight_store::Judgements;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::report::text::clean;
use crate::report::text::foreign;
use crate::report::text::grouped;
use crate::report::text::token;

/// Entries on a page.
const SHOWN: usize = 200;

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(None)?;
    visit.desk.judgements().read_log(&asking)?;
    // The whole log is read for its checkpoint, which at millions of entries takes seconds: by a
    // connection of its own, so that nobody waits for it.
    let judgements = Judgements::open(&visit.desk.workspace)?;
    let entries = judgements.log(SHOWN)?;
    let checkpoint = judgements.checkpoint()?;
    let verifier = judgements.verifier()?;
    let all = entries.first().map_or(0, |it| it.number + 1);
    let body = html! {
        section.notice {
            h2 { (visit.say("Its proof")) }
            p { (visit.fill("The log was read from its first entry, and its {0} entries are those that were signed for. Keep this checkpoint where nobody of this organisation can change it: it proves later that nothing before it was.", &[&grouped(all)])) }
            pre.proof { (checkpoint) }
            p.quiet { (visit.fill("Checked with the key {0}. {1} writes the log for another program to check.", &[&html! { code { (verifier.to_string()) } }, &html! { code { "daylight audit export" } }])) }
        }
        h2 { (visit.say("The newest entries")) }
        div.scroll tabindex="0" role="region" aria-label=(visit.say("Entries of the log")) {
            table.log {
                thead { tr {
                    th.number scope="col" { (visit.say("Entry")) } th scope="col" { (visit.say("When")) } th scope="col" { (visit.say("Who")) }
                    th scope="col" { (visit.say("What for")) } th scope="col" { (visit.say("What")) } th scope="col" { (visit.say("On")) }
                    th scope="col" { (visit.say("Outcome")) } th scope="col" { (visit.say("Rules")) }
                } }
                tbody {
                    @for logged in &entries {
                        @let entry = &logged.entry;
                        tr {
                            th.number scope="row" { (logged.number) }
                            td.day { (clean(&entry.at)) }
                            td { (token(&entry.who)) }
                            td { (foreign(&entry.purpose)) }
                            td { code { (clean(&entry.action)) } }
                            td { (foreign(&entry.on)) }
                            td { @match entry.outcome { Outcome::Allowed => (visit.say("allowed")), Outcome::Refused => (visit.say("refused")) } }
                            td { (foreign(&entry.rules.join(", "))) }
                        }
                    }
                }
            }
        }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/audit",
        visit.say("The log"),
        &body,
    )))
}
