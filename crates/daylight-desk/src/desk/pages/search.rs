//! One box for an identifier, words, or a network.

use std::collections::BTreeSet;

use daylight_findings::identifiers;
use daylight_findings::words;
use daylight_model::AdId;
use daylight_model::NetworkId;
use daylight_store::Run;
use daylight_store::StoreError;
use maud::Markup;
use maud::html;

use crate::desk::http::Answer;
use crate::desk::http::Reply;
use crate::desk::http::Trouble;
use crate::desk::http::Visit;
use crate::desk::pages::ad;
use crate::desk::pages::frame;
use crate::report::text::token;

/// Networks named, and ads of each.
const NETWORKS_SHOWN: usize = 50;
const ADS_SHOWN: usize = 8;

/// A network that answers, and the ads in it that do.
pub(crate) type Answering = (NetworkId, Option<u32>, Vec<AdId>);

pub(crate) fn form(visit: &Visit<'_>) -> Answer<Reply> {
    Ok(Reply::Page(frame::page(
        visit,
        "/search",
        visit.say("Search"),
        &box_of(visit, ""),
    )))
}

fn box_of(visit: &Visit<'_>, typed: &str) -> Markup {
    frame::form(
        visit,
        "/search",
        &html! {
            p.field {
                label for="what" { (visit.say("A phone number, an address, a handle, a token, words, or a network")) }
                input id="what" name="what" type="search" required value=(typed) aria-describedby="what-help";
                span.help id="what-help" { (visit.say("Write a number with its country: +44 20 ... Only what is in a network is found. The log tells that you looked, by tokens and never by what you typed.")) }
            }
            p { button type="submit" { (visit.say("Search")) } }
        },
    )
}

pub(crate) fn page(visit: &Visit<'_>) -> Answer<Reply> {
    let typed = visit.form.get("what").trim();
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    if let Some(listed) = ranking
        .listed
        .iter()
        .find(|it| it.network.network_id.as_str() == typed)
    {
        return Ok(Reply::To(format!(
            "/networks/{}",
            listed.network.network_id
        )));
    }
    let (tokens, found) = find(visit, typed)?;
    let body = html! {
        (box_of(visit, typed))
        @if !tokens.is_empty() {
            p { (visit.say("Read as")) " " @for (at, it) in tokens.iter().enumerate() { @if at > 0 { ", " } (token(it)) } "." }
        }
        (answers(visit, &found))
    };
    Ok(Reply::Page(frame::page(
        visit,
        "/search",
        visit.say("Search"),
        &body,
    )))
}

/// The tokens that a text is read as, and the networks that show it; with none it is words.
pub(crate) fn find(visit: &Visit<'_>, typed: &str) -> Answer<(BTreeSet<String>, Vec<Answering>)> {
    let ranking = visit.desk.ranking()?.ok_or(Trouble::Absent)?;
    let run = ranking.indexed()?;
    let tokens = identifiers::tokens(typed, visit.desk.workspace.token_key());
    if tokens.is_empty() {
        let found = by_words(visit, run, typed)?;
        return Ok((tokens, found));
    }
    let named: Vec<&str> = tokens.iter().map(String::as_str).collect();
    if !may(visit, &named.join(" "))? {
        return Ok((tokens, Vec::new()));
    }
    let found = identifiers::found(run, &tokens)?;
    let found = found.into_iter().map(|it| (it.network_id, it.rank, it.ads));
    Ok((tokens, found.collect()))
}

/// Whether a look-up may be answered. A refusal is in the log; on the screen it looks as if there
/// were nothing to be found.
fn may(visit: &Visit<'_>, of: &str) -> Answer<bool> {
    match visit.desk.judgements().look_up(&visit.asking(None)?, of) {
        Ok(_) => Ok(true),
        Err(StoreError::Refused { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn by_words(visit: &Visit<'_>, run: &Run, typed: &str) -> Answer<Vec<Answering>> {
    let terms = words::terms(typed);
    // The log is not told the words: they may be a person's.
    let may = may(
        visit,
        &daylight_findings::text::counted(terms.len() as u64, "word"),
    )?;
    let answer = words::answer(run, &terms, may)?;
    let networks = answer.networks.into_iter();
    let networks = networks.map(|it| {
        let ads = it.ads.into_iter().map(|held| held.ad_id);
        (it.network_id, it.rank, ads.collect())
    });
    Ok(networks.collect())
}

fn answers(visit: &Visit<'_>, found: &[Answering]) -> Markup {
    html! {
        h2 aria-live="polite" { (visit.language.counted(found.len() as u64, "network")) }
        // What is nowhere and what is only where nobody may look are told in the same words.
        @if found.is_empty() { p { (visit.say("No network shows it.")) } }
        ol.answers { @for (network, rank, ads) in found.iter().take(NETWORKS_SHOWN) {
            li {
                p {
                    a href={ "/networks/" (network.as_str()) } { (token(network.as_str())) } ", "
                    @match rank { Some(rank) => (visit.fill("rank {0}", &[rank])), None => (visit.say("not ranked")) }
                    ": " (visit.language.counted(ads.len() as u64, "ad"))
                }
                ul.ads { @for it in ads.iter().take(ADS_SHOWN) {
                    li { a href=(ad::address(network.as_str(), it)) { (token(it.as_str())) } }
                } }
            }
        } }
        @if found.len() > NETWORKS_SHOWN {
            p.quiet { (visit.fill("and {0}; what so many show ties nobody", &[&visit.language.counted((found.len() - NETWORKS_SHOWN) as u64, "more network")])) }
        }
    }
}
