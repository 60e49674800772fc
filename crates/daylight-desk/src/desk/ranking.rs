//! The networks of a run as the queue lists them, held in memory while the run is in force.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use daylight_findings::NetworkView;
use daylight_findings::history::History;
use daylight_findings::reviews::Reviews;
use daylight_findings::reviews::Status;
use daylight_model::AdId;
use daylight_model::Indicator;
use daylight_model::Network;
use daylight_model::NetworkId;
use daylight_store::Result;
use daylight_store::Run;
use daylight_store::StoreError;

/// A network of the queue.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// The network with its reasons, without its members.
    pub(super) network: Network,
    /// How many ads it has.
    pub(super) ads: u64,
    /// Where its ads were posted: places of the ranking, ascending.
    pub(super) places: BTreeSet<usize>,
}

/// The ranked networks of a run, the first one first.
#[derive(Debug)]
pub(super) struct Ranking {
    pub(super) run: Run,
    pub(super) listed: Vec<Listed>,
    pub(super) unranked: u64,
    /// Places that ads of ranked networks name, as their files have them.
    pub(super) places: Vec<String>,
    /// The networks shown last, the latest first: reading one anew takes most of a second at a
    /// million ads, and whoever works on a network asks for it again and again.
    shown: Mutex<VecDeque<Arc<Shown>>>,
}

/// A network with everything about it.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) view: NetworkView,
    pub(super) past: History,
}

/// Networks that are held so.
const SHOWN_MAX: usize = 200;

impl Ranking {
    pub(super) fn read(run: Run) -> Result<Self> {
        let mut unranked = 0;
        let found = run.networks_where(|line| {
            unranked += u64::from(line.rank.is_none());
            line.rank.is_some()
        })?;
        let ids: Vec<NetworkId> = found.iter().map(|(it, _)| it.network_id.clone()).collect();
        let mut listed: Vec<Listed> = found
            .into_iter()
            .map(|(network, ads)| Listed {
                network,
                ads,
                places: BTreeSet::new(),
            })
            .collect();
        for (at, reason) in run.reasons_of(&ids)? {
            if let Some(listed) = listed.get_mut(at) {
                listed.network.reasons.push(reason);
            }
        }
        let places = places_of(&run, &ids, &mut listed)?;
        Ok(Self {
            run,
            listed,
            unranked,
            places,
            shown: Mutex::default(),
        })
    }

    /// The run, once what is looked into is built: one that was linked while the desk is served has
    /// none yet.
    pub(super) fn indexed(&self) -> Result<&Run> {
        let is_whole = self.run.is_indexed() && self.run.has_words();
        is_whole.then_some(&self.run).ok_or(StoreError::Missing {
            what: "what a search looks into, in the run that is newest".to_owned(),
            hint: "`daylight index` builds it, where the program runs",
        })
    }

    /// A network of the run, read by `read` where it is not at hand; `None` where there is none.
    pub(super) fn network<E>(
        &self,
        id: &str,
        read: impl FnOnce() -> std::result::Result<Option<Shown>, E>,
    ) -> std::result::Result<Option<Arc<Shown>>, E> {
        let held = || self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |it: &Arc<Shown>| it.view.network.network_id.as_str() == id;
        let known = held().iter().find(|it| is_it(it)).map(Arc::clone);
        if known.is_some() {
            return Ok(known);
        }
        let Some(read) = read()?.map(Arc::new) else {
            return Ok(None);
        };
        let mut held = held();
        held.push_front(Arc::clone(&read));
        held.truncate(SHOWN_MAX);
        Ok(Some(read))
    }
}

/// Fills in where the ads of each network were posted; returns the places.
fn places_of(run: &Run, ids: &[NetworkId], listed: &mut [Listed]) -> Result<Vec<String>> {
    let (ads, homes): (Vec<AdId>, Vec<usize>) = run.members_of(ids)?.into_iter().unzip();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    run.ads_of(&ads, |ad| {
        let home = homes.get(ad.ad).and_then(|home| listed.get_mut(*home));
        let (Some(home), Some(place)) = (home, ad.place) else {
            return;
        };
        let next = known.len();
        let at = known.get(place).copied();
        let at = at.unwrap_or_else(|| *known.entry(place.to_owned()).or_insert(next));
        home.places.insert(at);
    })?;
    let mut places = vec![String::new(); known.len()];
    for (place, at) in known {
        if let Some(slot) = places.get_mut(at) {
            *slot = place;
        }
    }
    Ok(places)
}

/// What of the queue is wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) status: Option<Status>,
    pub(super) indicator: Option<Indicator>,
    pub(super) ads_min: u64,
    pub(super) names_min: u32,
    /// The last ad is of this day or later, `2026-01-31`; empty takes all.
    pub(super) since: String,
    /// An ad of it names this place; empty takes all.
    pub(super) place: String,
}

impl Wanted {
    /// The networks of a ranking that are wanted, in order.
    pub(super) fn of<'r>(
        &'r self,
        ranking: &'r Ranking,
        reviews: &'r Reviews,
    ) -> impl Iterator<Item = &'r Listed> {
        let named = ranking.places.iter().map(|it| it.to_lowercase());
        let wanted = self.place.trim().to_lowercase();
        let places: BTreeSet<usize> = named
            .enumerate()
            .filter_map(|(at, it)| (it == wanted).then_some(at))
            .collect();
        let is_there = move |it: &&Listed| wanted.is_empty() || !it.places.is_disjoint(&places);
        let listed = ranking.listed.iter();
        listed.filter(|it| self.takes(it, reviews)).filter(is_there)
    }

    fn takes(&self, listed: &Listed, reviews: &Reviews) -> bool {
        let network = &listed.network;
        let is_recent = || {
            let last = network.last_seen.map(|it| crate::report::date(it.day()));
            last.is_some_and(|it| it >= self.since)
        };
        let adds = |indicator: Indicator| {
            let mut reasons = network.reasons.iter();
            reasons.any(|it| it.indicator == indicator && it.points > 0.0)
        };
        listed.ads >= self.ads_min
            && network.names >= self.names_min
            && (self.since.is_empty() || is_recent())
            && self.indicator.is_none_or(adds)
            && self
                .status
                .is_none_or(|it| reviews.status(network.network_id.as_str()) == it)
    }
}
