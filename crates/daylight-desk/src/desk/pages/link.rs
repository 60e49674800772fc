//! A tie of a network: what it rests on, the two ads that it ties, and what people decide about them.

use daylight_findings::LinkView;
use daylight_model::AdId;
use daylight_policy::Action;
use daylight_store::Decision;
use daylight_store::On;
use daylight_store::ShownAd;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Names;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::ad;
use crate::desk::pages::decisions;
use crate::desk::pages::frame;
use crate::desk::pages::network;
use crate::report::links;
use crate::report::text::foreign;
use crate::report::text::token;

/// Where the ties of a network have their pages.
pub(super) fn address(network: &str) -> String {
    format!("/networks/{network}/ties")
}

/// The ties between the two clusters that an address names, the heaviest first.
fn ties(visit: &Visit<'_>) -> Answer<Vec<LinkView>> {
    let shown = network::shown(visit, visit.part(0))?;
    let named = shown.view.links.iter();
    let named = named.filter(|it| it.link.link_id.as_str() == visit.part(1));
    let mut ties: Vec<LinkView> = named.cloned().collect();
    ties.sort_by(|one, other| other.link.weight_bits.total_cmp(&one.link.weight_bits));
    if ties.is_empty() {
        return Err(Trouble::Absent);
    }
    Ok(ties)
}

/// The two ads that a decision is about: those of the heaviest tie.
fn ads(ties: &[LinkView]) -> Answer<[&AdId; 2]> {
    let first = ties.first().ok_or(Trouble::Absent)?;
    Ok([&first.link.from_ad, &first.link.to_ad])
}

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let id = visit.part(0);
    let asking = visit.asking(None)?;
    let decisions = {
        let mut judgements = visit.desk.judgements();
        judgements.open_network(&asking, id)?;
        judgements.decisions()?
    };
    let ties = ties(visit)?;
    let ads = ads(&ties)?;
    let about = |it: &&Decision| {
        let pair = [&it.one, &it.other];
        it.withdrawn_at.is_empty() && (pair == ads || pair == [ads[1], ads[0]])
    };
    let decided: Vec<&Decision> = decisions.iter().filter(about).collect();
    let body = html! {
        p { a href={ "/networks/" (id) } { (visit.fill("Back to network {0}", &[&token(id)])) } }
        (rests_on(visit, &ties))
        (decision(visit, &decided)?)
        h2 { (visit.say("The two ads")) }
        div.pair { @for ad in ads { div { (text(visit, ad)?) } } }
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/networks",
        visit.say("A tie"),
        &body,
    )))
}

fn rests_on(visit: &Visit<'_>, ties: &[LinkView]) -> Markup {
    html! {
        @if let Some(first) = ties.first() { p { (links::between(visit.language, first)) } }
        ul.ties { @for view in ties { li {
            (links::rests_on(visit.language, view))
            @let bits = visit.language.decimal(view.link.weight_bits);
            p { @match view.link.suppressed {
                None => (visit.fill("{0} bits, used", &[&bits])),
                Some(why) => (visit.fill("{0} bits, not used: {1}", &[&bits, &visit.told(why.as_str())])),
            } }
        } } }
    }
}

/// What was decided about the two ads, and the form that decides.
fn decision(visit: &Visit<'_>, decided: &[&Decision]) -> Answer<Markup> {
    let names = Names::new(visit.desk.judgements().people()?);
    let here = format!("{}/{}", address(visit.part(0)), visit.part(1));
    let radio = |value: &str, label: &str| {
        html! { p { label { input type="radio" name="verdict" value=(value) required; " " (label) } } }
    };
    Ok(html! {
        section.review aria-labelledby="decide-head" {
            h2 #decide-head { (visit.say("Are these of one operator?")) }
            @for decision in decided {
                @let who = html! { strong { (foreign(names.of(&decision.decided_by))) } };
                @let sides = html! { strong { (visit.say(decisions::sides(decision))) } };
                div { p { (visit.fill("{0} said {1} at {2}", &[&who, &sides, &decision.decided_at])) }
                    (decisions::button(visit, decision)) }
            }
            @if decided.is_empty() {
                (frame::form(visit, &here, &html! {
                    fieldset {
                        legend { (visit.say("From what stands here")) }
                        (radio("together", visit.say("One operator: they stay in one network")))
                        (radio("apart", visit.say("Two operators: they are parted, whatever else ties them")))
                    }
                    (frame::line("reason", visit.say("Why"), "text", visit.say("It is sealed in the workspace; the log keeps a commitment to it.")))
                    p { button type="submit" { (visit.say("Say so")) } }
                }))
            }
            p.quiet { (visit.fill("It counts from the next {0} on, until it is withdrawn. Who cannot tell says nothing.", &[&html! { code { "daylight link" } }])) " " a href="/decisions" { (visit.say("All decisions")) } }
        }
    })
}

/// The text of one of the ads, where it is in this network and its text may be read.
fn text(visit: &Visit<'_>, ad: &AdId) -> Answer<Markup> {
    let id = visit.part(0);
    let asking = visit.asking(None)?;
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    let read: Option<ShownAd> = {
        let mut judgements = visit.desk.judgements();
        let may = judgements.explain(&asking, Action::ReadAd, &On::Network(id.to_owned()))?;
        if may.is_allowed {
            judgements.read_ad(&asking, (&visit.desk.workspace, &ranking.run), id, ad)?
        } else {
            None
        }
    };
    Ok(html! {
        h3 { (token(ad.as_str())) }
        @match &read {
            None => p.quiet { (visit.say("Its text is not shown: it is in another network or in none, or your purpose opens no texts.")) },
            Some(read) => {
                p.quiet { (foreign(read.place.as_deref().unwrap_or(visit.say("unknown place")))) }
                @for field in &read.fields { section.text {
                    h4.minor { (foreign(field.name.as_str())) }
                    p dir="auto" { (ad::words(visit.language, &field.parts, None)) }
                } }
            },
        }
    })
}

pub(crate) fn decide(visit: &Visit<'_>) -> Answer<Reply> {
    let is_together = match visit.form.get("verdict") {
        "together" => true,
        "apart" => false,
        _ => return Err(Trouble::Form),
    };
    let asking = visit.asking(Some(visit.form.get("reason")))?;
    let ties = known(visit)?;
    let [one, other] = ads(&ties)?;
    visit
        .desk
        .judgements()
        .decide(&asking, is_together, (one, other))?;
    Ok(back(visit))
}

/// The ties of an address, for who may open their network; others are refused before anything is
/// looked for.
fn known(visit: &Visit<'_>) -> Answer<Vec<LinkView>> {
    let asking = visit.asking(None)?;
    visit
        .desk
        .judgements()
        .open_network(&asking, visit.part(0))?;
    ties(visit)
}

fn back(visit: &Visit<'_>) -> Reply {
    Reply::To(format!("{}/{}", address(visit.part(0)), visit.part(1)))
}
