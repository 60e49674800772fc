//! The networks whose ads show an identifier.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_engine::extract::Hints;
use daylight_engine::extract::Text;
use daylight_engine::extract::extract_text;
use daylight_engine::normalise::normalise;
use daylight_model::AdId;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::NetworkId;
use daylight_policy::TokenKey;
use daylight_store::NetworkLine;
use daylight_store::Result;
use daylight_store::Run;
use serde::Serialize;

/// A network that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The network.
    pub network_id: NetworkId,
    /// Its place in the ranking.
    pub rank: Option<u32>,
    /// Those of the tokens that it shows.
    pub tokens: BTreeSet<String>,
    /// The ads that show them, ascending.
    pub ads: Vec<AdId>,
}

/// The tokens of every identifier in a text, in all its readings, and those that stand there.
#[must_use]
pub fn tokens(text: &str, key: &TokenKey) -> BTreeSet<String> {
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
///
/// # Errors
/// Where the run was not indexed, or a table cannot be read.
pub fn found(run: &Run, tokens: &BTreeSet<String>) -> Result<Vec<Found>> {
    let mut by_network: BTreeMap<NetworkId, (BTreeSet<String>, BTreeSet<AdId>)> = BTreeMap::new();
    for shown in run.showing(tokens)? {
        let (tokens, ads) = by_network.entry(shown.network_id).or_default();
        tokens.insert(shown.token);
        ads.insert(shown.ad_id);
    }
    let ranks = ranks(run, &by_network)?.into_iter();
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

/// The ranks of some networks, in the order of the ranking, those without one last.
pub(crate) fn ranks<T>(
    run: &Run,
    wanted: &BTreeMap<NetworkId, T>,
) -> Result<Vec<(NetworkId, Option<u32>)>> {
    let is_wanted = |line: &NetworkLine<'_>| {
        !wanted.is_empty() && wanted.contains_key(&NetworkId::new(line.network_id))
    };
    let networks = run.networks_where(is_wanted)?.into_iter();
    Ok(networks
        .map(|(network, _)| (network.network_id, network.rank))
        .collect())
}
