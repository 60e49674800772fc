//! `daylight show`: one network with everything that speaks for and against it.

use anyhow::bail;
use daylight_findings::History;
use daylight_findings::LinkView;
use daylight_findings::NetworkView;
use daylight_findings::history;
use daylight_findings::sheets;
use daylight_findings::text::counted;
use daylight_findings::text::date;
use daylight_findings::text::grouped;
use daylight_model::LinkEvidence;
use daylight_model::Network;
use daylight_model::NetworkChange;
use daylight_store::Flag;
use daylight_store::Judgements;
use daylight_store::NetworkLine;
use daylight_store::Run;
use daylight_store::Workspace;
use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::config;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::output::safe;
use crate::cli::ranking;
use crate::cli::session;
use crate::cli::text::WIDTH;
use crate::cli::text::hanging;

/// Templates, links of each sort, and places shown at a terminal; JSON holds all.
const TEMPLATES_SHOWN: usize = 5;
const LINKS_SHOWN: usize = 12;
const PLACES_SHOWN: usize = 12;
/// Words of a template shown at a terminal.
const WORDS_SHOWN: usize = 80;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: daylight show 1")]
pub(crate) struct Args {
    /// Its id, the beginning of its id, or its rank.
    #[arg(value_name = "NETWORK")]
    network: String,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let run = session::latest(&workspace)?;
    let network = find(&workspace, &run, &args.network)?;
    let history = history::of(&workspace, &run, &network.network_id)?;
    let flags = flags(&workspace, &network)?;
    let reference = config::reference_of(&workspace)?;
    if let Some(view) = sheets::view(&run, &network.network_id, &reference)? {
        if output.json() {
            output.value(&value(&view, &history, &flags))?;
        } else {
            print(&view, (&history, &flags), output);
        }
    }
    Ok(Exit::Done)
}

/// The flags that people set on a network.
fn flags(workspace: &Workspace, network: &Network) -> anyhow::Result<Vec<Flag>> {
    let judgements = Judgements::open_if_there(workspace)?;
    let mut flags = judgements.map_or(Ok(Vec::new()), |it| it.flags())?;
    flags.retain(|it| it.network == network.network_id.as_str());
    Ok(flags)
}

/// The network of that rank, or whose id begins so.
pub(crate) fn find(workspace: &Workspace, run: &Run, asked: &str) -> anyhow::Result<Network> {
    let rank: Option<u32> = asked.parse().ok();
    let (mut ranked, mut fitting) = (0, 0);
    let takes = |line: &NetworkLine<'_>| {
        let id = line.network_id;
        let has_rank = rank.is_some() && line.rank == rank;
        let fits = history::begins_so(id, asked);
        ranked += usize::from(has_rank);
        fitting += usize::from(fits);
        has_rank && ranked == 1 || fits && fitting == 1
    };
    let found: Vec<Network> = run
        .networks_where(takes)?
        .into_iter()
        .map(|(network, _)| network)
        .collect();
    let is_ranked = |network: &Network| rank.is_some() && network.rank == rank;
    let at = found.iter().position(is_ranked);
    let at = at.or((fitting == 1).then_some(0));
    match at.and_then(|at| found.into_iter().nth(at)) {
        Some(network) => Ok(network),
        None if fitting > 1 => bail!(
            "looking for network `{asked}`: {fitting} ids begin so\nhint: write more of the id"
        ),
        None => match history::end(workspace, run, asked)? {
            Some((run, ended)) => bail!("{}", gone(&run, &ended)),
            None => bail!(
                "looking for network `{asked}`: there is none of that id or rank\nhint: `daylight networks` lists them"
            ),
        },
    }
}

/// What is told of a network that is not there any more.
fn gone(run: &str, ended: &NetworkChange) -> String {
    let id = &ended.network_id;
    let hint = match &ended.other {
        Some(other) => format!("`daylight show {other}` shows where they are"),
        None => "`daylight networks` lists those there are".to_owned(),
    };
    let what = history::in_words(ended);
    format!("looking for network `{id}`: in run {run} it {what}\nhint: {hint}")
}

fn print(view: &NetworkView, (history, flags): (&History, &[Flag]), output: &mut Output) {
    let network = &view.network;
    output.line(format!("Network {}", safe(network.network_id.as_str())));
    for flag in flags {
        let said = format!("Flagged by a person: {}, {}", flag.flag, flag.set_at);
        output.line(safe(&said));
    }
    match (network.rank, &network.abstained) {
        (Some(rank), _) => output.line(format!(
            "Rank {rank}, score {:.1}: signs of organised control in advertising, never a probability",
            network.score
        )),
        (None, why) => output.line(format!(
            "Not ranked: {}",
            safe(why.as_deref().unwrap_or("unknown").trim_start_matches("unranked: "))
        )),
    }
    output.line("");
    ranking::table(std::slice::from_ref(view), output);
    output.line("");
    output.line("Reasons, and their ordinary causes");
    if network.reasons.is_empty() {
        output.line("   too few ads to compute any");
    }
    ranking::reasons(view, output);
    templates(view, output);
    places(view, output);
    links(view, output);
    members(network, output);
    past(history, output);
}

fn past(history: &History, output: &mut Output) {
    output.line("");
    output.line("History");
    for chapter in &history.chapters {
        ranking::lines(&hanging("   ", &safe(&chapter.occasion())), output);
        for change in &chapter.changes {
            let change = safe(&history::in_words(change));
            ranking::lines(&hanging("      ", &change), output);
        }
    }
    if let Some(run) = &history.there_since {
        output.line(format!("   there since run {}, the first kept", safe(run)));
    }
}

fn templates(view: &NetworkView, output: &mut Output) {
    output.line("");
    output.line(format!(
        "Templates ({}): words that several ads share; {{slots}} are filled differently",
        grouped(view.templates.len() as u64)
    ));
    for shown in view.templates.iter().take(TEMPLATES_SHOWN) {
        let template = &shown.template;
        output.line(format!(
            "   {}: {}, {}, {:.0} bits saved",
            safe(template.template_id.as_str()),
            counted(shown.ads, "ad"),
            counted(template.fixed_words.into(), "fixed word"),
            template.bits_saved
        ));
        let words: Vec<&str> = template.text.split_whitespace().collect();
        let mut text = safe(
            &words
                .iter()
                .take(WORDS_SHOWN)
                .copied()
                .collect::<Vec<_>>()
                .join(" "),
        );
        if words.len() > WORDS_SHOWN {
            text.push_str(" ...");
        }
        ranking::lines(&hanging("      ", &text), output);
    }
    more(view.templates.len(), TEMPLATES_SHOWN, "template", output);
}

fn places(view: &NetworkView, output: &mut Output) {
    output.line("");
    output.line(format!("Places ({})", grouped(view.places.len() as u64)));
    let named: Vec<String> = view
        .places
        .iter()
        .take(PLACES_SHOWN)
        .map(|place| format!("{} {}", safe(&place.place), place.ads))
        .collect();
    if !named.is_empty() {
        ranking::lines(&hanging("   ", &named.join(", ")), output);
    }
    more(view.places.len(), PLACES_SHOWN, "place", output);
    if view.ads_without_place > 0 {
        output.line(format!(
            "   unknown for {}",
            counted(view.ads_without_place.into(), "ad")
        ));
    }
}

fn links(view: &NetworkView, output: &mut Output) {
    let mut sorted: Vec<&LinkView> = view.links.iter().collect();
    sorted.sort_by(|a, b| {
        let weight = b.link.weight_bits.total_cmp(&a.link.weight_bits);
        weight.then_with(|| a.link.link_id.cmp(&b.link.link_id))
    });
    let (used, unused): (Vec<&LinkView>, Vec<&LinkView>) = sorted
        .into_iter()
        .partition(|view| view.link.suppressed.is_none());
    for (heading, links) in [("Links", used), ("Links not used", unused)] {
        output.line("");
        output.line(format!("{heading} ({})", grouped(links.len() as u64)));
        for link in links.iter().take(LINKS_SHOWN) {
            ranking::lines(&hanging("   ", &link_line(link)), output);
        }
        more(links.len(), LINKS_SHOWN, "link", output);
    }
}

fn link_line(view: &LinkView) -> String {
    let link = &view.link;
    let (basis, citations) = match &link.evidence {
        LinkEvidence::Identifier { kind, citations } => (
            view.token.clone().unwrap_or_else(|| kind.to_string()),
            citations,
        ),
        LinkEvidence::Template {
            template_id,
            citations,
        } => (format!("template {template_id}"), citations),
        LinkEvidence::Judgement { citations } => ("a person's judgement".to_owned(), citations),
    };
    let cited: Vec<String> = citations
        .iter()
        .take(2)
        .map(|cited| format!("ad {cited}"))
        .collect();
    let why = link
        .suppressed
        .map(|why| format!("; not used: {}", why.as_str()))
        .unwrap_or_default();
    safe(&format!(
        "{:.1} bits, {basis}: {}{why}",
        link.weight_bits,
        cited.join(" and ")
    ))
}

fn members(network: &Network, output: &mut Output) {
    output.line("");
    output.line(format!("Ads ({})", grouped(network.members.len() as u64)));
    let ids: Vec<String> = network
        .members
        .iter()
        .map(|ad| safe(ad.as_str()))
        .take(WIDTH)
        .collect();
    ranking::lines(&hanging("   ", &ids.join("  ")), output);
    more(network.members.len(), WIDTH, "ad", output);
}

fn more(all: usize, shown: usize, noun: &str, output: &mut Output) {
    if all > shown {
        let rest = counted((all - shown) as u64, &format!("more {noun}"));
        output.line(format!("   and {rest}: `--json` and the tables hold all"));
    }
}

fn value(view: &NetworkView, history: &History, flags: &[Flag]) -> Value {
    let mut value = ranking::network_value(view);
    let links: Vec<Value> = view
        .links
        .iter()
        .map(|view| {
            json!({
                "link": view.link,
                "token": view.token,
                "why": view.link.suppressed.map(daylight_model::Suppression::as_str),
            })
        })
        .collect();
    let templates: Vec<Value> = view
        .templates
        .iter()
        .map(|shown| json!(shown.template))
        .collect();
    let timeline: Vec<Value> = view
        .timeline
        .iter()
        .map(|row| {
            let days = row.days.iter().map(|day| (date(day.day), day.ads.into()));
            let days: serde_json::Map<String, Value> = days.collect();
            json!({"cluster": row.label, "days": days})
        })
        .collect();
    let places: serde_json::Map<String, Value> = view
        .places
        .iter()
        .map(|place| (place.place.clone(), place.ads.into()))
        .collect();
    if let Some(object) = value.as_object_mut() {
        let flags = flags
            .iter()
            .map(|it| json!({"flag": it.flag, "set_at": it.set_at}));
        object.insert("flags".to_owned(), flags.collect());
        object.insert("history".to_owned(), json!(history));
        object.insert("members".to_owned(), json!(view.network.members));
        object.insert("templates".to_owned(), templates.into());
        object.insert("links".to_owned(), links.into());
        object.insert("timeline".to_owned(), timeline.into());
        object.insert("places_by_ads".to_owned(), places.into());
        object.insert(
            "ads_without_place".to_owned(),
            view.ads_without_place.into(),
        );
        object.insert("ads_without_date".to_owned(), view.ads_without_date.into());
    }
    value
}
