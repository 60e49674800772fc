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
            h2 { "Its proof" }
            p { "The log was read from its first entry, and its " (grouped(all)) " entries are those that were signed for. Keep this checkpoint where nobody of this organisation can change it: it proves later that nothing before it was." }
            pre.proof { (checkpoint) }
            p.quiet { "Checked with the key " code { (verifier.to_string()) } ". " code { "daylight audit export" } " writes the log for another program to check." }
        }
        h2 { "The newest entries" }
        div.scroll tabindex="0" role="region" aria-label="Entries of the log" {
            table.log {
                thead { tr {
                    th.number scope="col" { "Entry" } th scope="col" { "When" } th scope="col" { "Who" }
                    th scope="col" { "What for" } th scope="col" { "What" } th scope="col" { "On" }
                    th scope="col" { "Outcome" } th scope="col" { "Rules" }
                } }
                tbody {
                    @for logged in &entries {
                        @let entry = &logged.entry;
                        tr {
                            th.number scope="row" { (logged.number) }
                            td.day { (clean(&entry.at)) }
                            td { (token(&entry.who)) }
                            td { (foreign(&entry.purpose)) }
                            td { (clean(&entry.action)) }
                            td { (foreign(&entry.on)) }
                            td { @match entry.outcome { Outcome::Allowed => "allowed", Outcome::Refused => "refused" } }
                            td { (foreign(&entry.rules.join(", "))) }
                        }
                    }
                }
            }
        }
    };
    Ok(Reply::Page(frame::page(visit, "/audit", "The log", &body)))
}
