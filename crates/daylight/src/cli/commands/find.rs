//! `daylight find`: the networks whose ads show an identifier.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use anyhow::ensure;
use daylight_engine::extract::Hints;
use daylight_engine::extract::Text;
use daylight_engine::extract::extract_text;
use daylight_engine::normalise::normalise;
use daylight_model::AdId;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::NetworkId;
use daylight_policy::TokenKey;
use daylight_store::Run;
use daylight_store::Workspace;
use serde::Serialize;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::answer;
use crate::cli::answer::Answering;
use crate::cli::asking;
use crate::cli::asking::Purpose;
use crate::cli::open;
use crate::cli::output::Output;
use crate::cli::session;

/// What the command takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  daylight find '+44 20 7946 0123'\n  daylight find phone-fd22d45fec1ca49d"
)]
pub(crate) struct Args {
    /// A phone number, an address, a handle, a link, as people write it; or a token.
    #[arg(value_name = "IDENTIFIER", required = true)]
    identifier: Vec<String>,
    #[command(flatten)]
    purpose: Purpose,
}

/// A network that shows it.
#[derive(Debug, Serialize)]
struct Found {
    network_id: NetworkId,
    rank: Option<u32>,
    tokens: BTreeSet<String>,
    ads: Vec<AdId>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> anyhow::Result<Exit> {
    let workspace = open::open(global)?;
    let run = session::latest(&workspace)?;
    let tokens = tokens(&args.identifier.join(" "), workspace.token_key());
    ensure!(
        !tokens.is_empty(),
        "looking for an identifier: none is recognised in what was given\nhint: write a phone number with its country, `+44 20 ...`; `daylight explain` shows what is read in a text"
    );
    let named: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let may = asking::may_look_up(&workspace, &args.purpose, &named.join(" "))?;
    if !run.is_indexed() {
        index(&workspace, &run, output)?;
    }
    let found = if may {
        found(&run, &tokens)?
    } else {
        Vec::new()
    };
    if output.json() {
        output.value(&found)?;
    } else {
        print(&found, output);
    }
    Ok(Exit::Done)
}

/// Builds the index of a run.
pub(crate) fn index(workspace: &Workspace, run: &Run, output: &Output) -> anyhow::Result<()> {
    let progress = output.steps();
    progress.begin("indexing identifiers");
    workspace.writer()?.index(run)?;
    progress.end();
    Ok(())
}

/// The tokens of every identifier in a text, in all its readings, and those that stand there.
pub(crate) fn tokens(text: &str, key: &TokenKey) -> BTreeSet<String> {
    let written = text.split_whitespace().filter(|word| is_token(word));
    let mut tokens: BTreeSet<String> = written.map(str::to_owned).collect();
    let normalised = normalise(text);
    let field = FieldName::new("text");
    let text = Text {
        field: &field,
        original: text,
        normalised: &normalised,
    };
    for fact in extract_text(text, &Hints::default()) {
        if fact.kind.is_identifier() {
            let values = std::iter::once(&fact.value).chain(&fact.readings);
            tokens.extend(values.map(|value| key.token(fact.kind, value.reveal()).to_string()));
        }
    }
    tokens
}

fn is_token(word: &str) -> bool {
    word.rsplit_once('-').is_some_and(|(kind, digits)| {
        let is_kind = kind.parse().is_ok_and(FactKind::is_identifier);
        is_kind && digits.len() == 16 && digits.bytes().all(|it| it.is_ascii_hexdigit())
    })
}

/// The networks that show one of the tokens, by rank, those without one last.
fn found(run: &Run, tokens: &BTreeSet<String>) -> anyhow::Result<Vec<Found>> {
    let mut by_network: BTreeMap<NetworkId, (BTreeSet<String>, BTreeSet<AdId>)> = BTreeMap::new();
    for shown in run.showing(tokens)? {
        let (tokens, ads) = by_network.entry(shown.network_id).or_default();
        tokens.insert(shown.token);
        ads.insert(shown.ad_id);
    }
    let ranks = answer::ranks(run, &by_network)?.into_iter();
    let found = ranks.filter_map(|(network_id, rank)| {
        let (tokens, ads) = by_network.remove(&network_id)?;
        Some(Found {
            network_id,
            rank,
            tokens,
            ads: ads.into_iter().collect(),
        })
    });
    Ok(found.collect())
}

fn print(found: &[Found], output: &mut Output) {
    let answers: Vec<Answering<'_>> = found
        .iter()
        .map(|network| {
            let tokens: Vec<&str> = network.tokens.iter().map(String::as_str).collect();
            Answering {
                network_id: &network.network_id,
                rank: network.rank,
                shows: format!("{} in ", tokens.join(" ")),
                ads: network.ads.iter().collect(),
            }
        })
        .collect();
    answer::print(&answers, "what so many show ties nobody", output);
}
