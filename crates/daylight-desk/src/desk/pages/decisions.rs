//! What people decided about two ads, with the way to withdraw it: the tie itself may be gone since.

use daylight_store::Decision;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Names;
use crate::desk::http::Reply;
use crate::desk::http::Visit;
use crate::desk::pages::frame;
use crate::report::text::foreign;
use crate::report::text::token;

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let (decisions, names) = {
        let mut judgements = visit.desk.judgements();
        judgements.browse(&visit.asking(None)?)?;
        (judgements.decisions()?, Names::new(judgements.people()?))
    };
    let body = html! {
        p.lead { (visit.fill("Two ads of one operator, or of two. Every {0} respects what stands here until it is withdrawn.", &[&html! { code { "daylight link" } }])) }
        @if decisions.is_empty() {
            p { (visit.say("Nothing was decided yet: every tie on the page of a network leads to where it is.")) }
        } @else {
            div.scroll tabindex="0" role="region" aria-label=(visit.say("Decisions")) {
                table {
                    thead { tr {
                        th.number scope="col" { (visit.say("Number")) } th scope="col" { (visit.say("The ads")) } th scope="col" { (visit.say("Of")) }
                        th scope="col" { (visit.say("Said by")) } th scope="col" { (visit.say("When")) } th scope="col" { (visit.say("In force")) }
                    } }
                    tbody { @for decision in &decisions { tr {
                        td.number { (decision.id) }
                        th scope="row" { (visit.fill("{0} and {1}", &[&token(decision.one.as_str()), &token(decision.other.as_str())])) }
                        td { (visit.say(sides(decision))) }
                        td { (foreign(names.of(&decision.decided_by))) }
                        td.day { (decision.decided_at) }
                        td.doing {
                            @if decision.withdrawn_at.is_empty() { (button(visit, decision)) }
                            @else { (visit.fill("withdrawn at {0}", &[&decision.withdrawn_at])) }
                        }
                    } } }
                }
            }
        }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/decisions",
        visit.say("Decisions"),
        &body,
    )))
}

/// How many operators two ads are said to be of.
pub(super) fn sides(decision: &Decision) -> &'static str {
    if decision.is_together {
        "one operator"
    } else {
        "two operators"
    }
}

/// The form that withdraws a decision.
pub(super) fn button(visit: &Visit<'_>, decision: &Decision) -> Markup {
    let number = html! { span.hidden { (visit.fill("decision {0}", &[&decision.id])) } };
    let to = format!("/decisions/{}/withdraw", decision.id);
    frame::button(visit, &to, visit.say("Withdraw"), &number)
}

pub(crate) fn withdraw(visit: &Visit<'_>) -> Answer<Reply> {
    let asking = visit.asking(Some("withdrawn on the desk"))?;
    let id = visit.part(0).parse().unwrap_or(0);
    visit.desk.judgements().withdraw(&asking, id)?;
    Ok(Reply::To("/decisions".to_owned()))
}
