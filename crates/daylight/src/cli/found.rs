//! What a run found, read from the store and held against a truth.

use daylight_model::FactKind;
use daylight_model::Private;
use daylight_store::FactValue;
use daylight_store::Run;

use crate::evaluate::Comparison;
use crate::evaluate::Evaluation;
use crate::evaluate::Truth;

/// The rule that finds the names of employers, which no truth names.
const EMPLOYER: &str = "name/employer";

/// Compares a run with a truth. What arrived hashed is left out: no truth can name it.
pub(crate) fn compare(run: &Run, truth: &Truth) -> anyhow::Result<Evaluation> {
    let mut found = Comparison::new(truth);
    run.for_each_ad_id(|ad| found.ad(ad))?;
    run.for_each_clustered(|ad, cluster| found.cluster(ad, cluster))?;
    run.for_each_member(|ad, network| found.network(ad, network))?;
    // The ranking needs no more than its order; nothing is read of the networks themselves.
    run.networks_where(|line| {
        if line.rank.is_some() {
            found.ranked(line.network_id);
        }
        false
    })?;
    let wanted = |kind| matches!(kind, FactKind::Phone | FactKind::Name);
    let mut facts = AdFacts::default();
    run.for_each_value(wanted, |fact| {
        if fact.ad_id != facts.ad {
            facts.tell(&mut found);
            facts.ad.push_str(fact.ad_id);
        }
        facts.add(fact);
    })?;
    facts.tell(&mut found);
    Ok(found.finish())
}

/// The facts of one ad while they are read.
#[derive(Debug, Default)]
struct AdFacts {
    ad: String,
    phones: Vec<Vec<Private>>,
    names: Vec<Private>,
}

impl AdFacts {
    fn add(&mut self, fact: FactValue<'_>) {
        if fact.kind == FactKind::Phone {
            let mut readings = vec![fact.value];
            readings.extend(fact.readings);
            self.phones.push(readings);
        } else if fact.rule != EMPLOYER {
            self.names.push(fact.value);
        }
    }

    /// Tells what was found in the ad at hand and makes room for the next.
    fn tell(&mut self, found: &mut Comparison<'_>) {
        let phones: Vec<Vec<&str>> = self.phones.iter().map(|phone| plain(phone)).collect();
        found.facts(&self.ad, &phones, &plain(&self.names));
        self.ad.clear();
        self.phones.clear();
        self.names.clear();
    }
}

fn plain(values: &[Private]) -> Vec<&str> {
    values.iter().map(Private::reveal).collect()
}
