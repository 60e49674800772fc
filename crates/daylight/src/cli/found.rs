//! What a run found, as far as a truth can judge it.

use std::collections::BTreeMap;

use daylight_model::AdId;
use daylight_model::FactKind;
use daylight_store::Run;

use crate::evaluate::Found;

/// The rule that finds the names of employers, which no truth names.
const EMPLOYER: &str = "name/employer";

/// Reads from a run what an evaluation compares. What arrived hashed is left out: no truth can
/// name it.
pub(crate) fn found(run: &Run) -> anyhow::Result<Found> {
    let mut phones: BTreeMap<AdId, Vec<Vec<String>>> = BTreeMap::new();
    let mut names: BTreeMap<AdId, Vec<String>> = BTreeMap::new();
    for (ad, fact) in run.facts()? {
        if fact.kind == FactKind::Phone && !fact.hashed {
            let readings = std::iter::once(&fact.value)
                .chain(&fact.readings)
                .map(|value| value.reveal().to_owned())
                .collect();
            phones.entry(ad).or_default().push(readings);
        } else if fact.kind == FactKind::Name && !fact.hashed && fact.rule != EMPLOYER {
            let name = fact.value.reveal().to_owned();
            names.entry(ad).or_default().push(name);
        }
    }
    let networks = run.networks()?;
    let of_network = |network: &daylight_model::Network| {
        let id = network.network_id.to_string();
        let members = network.members.iter().cloned();
        members.map(move |ad| (ad, id.clone())).collect::<Vec<_>>()
    };
    let ranked = networks.iter().filter(|network| network.rank.is_some());
    Ok(Found {
        ads: run.ads()?.into_iter().map(|ad| ad.ad_id).collect(),
        clusters: run
            .clusters()?
            .into_iter()
            .map(|(ad, cluster)| (ad, cluster.to_string()))
            .collect(),
        networks: networks.iter().flat_map(of_network).collect(),
        ranked: ranked
            .map(|network| network.network_id.to_string())
            .collect(),
        phones,
        names,
    })
}
