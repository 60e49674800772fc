//! The networks of a run as the queue lists them, held in memory while the run is in force.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use daylight_findings::NetworkView;
use daylight_findings::history::History;
use daylight_model::Indicator;
use daylight_model::Network;
use daylight_model::NetworkId;
use daylight_store::Result;
use daylight_store::Review;
use daylight_store::Run;
use daylight_store::StoreError;

/// A network of the queue.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// The network with its reasons, without its members.
    pub(super) network: Network,
    /// How many ads it has.
    pub(super) ads: u64,
}

/// The ranked networks of a run, the first one first.
#[derive(Debug)]
pub(super) struct Ranking {
    pub(super) run: Run,
    pub(super) listed: Vec<Listed>,
    pub(super) unranked: u64,
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
            .map(|(network, ads)| Listed { network, ads })
            .collect();
        for (at, reason) in run.reasons_of(&ids)? {
            if let Some(listed) = listed.get_mut(at) {
                listed.network.reasons.push(reason);
            }
        }
        Ok(Self {
            run,
            listed,
            unranked,
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

/// How far people have come with a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// Nobody said anything of it.
    Open,
    /// One person did.
    Once,
    /// Two or more did, and say the same.
    Agreed,
    /// Two or more did, and do not.
    Disagreed,
}

impl Status {
    pub(super) const ALL: [Self; 4] = [Self::Open, Self::Once, Self::Agreed, Self::Disagreed];

    /// As an address names it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Once => "once",
            Self::Agreed => "agreed",
            Self::Disagreed => "disagreed",
        }
    }

    /// As people read it.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Open => "not reviewed",
            Self::Once => "one review",
            Self::Agreed => "reviewers agree",
            Self::Disagreed => "reviewers disagree",
        }
    }
}

/// The reviews in force, by network.
#[derive(Debug, Default)]
pub(super) struct Reviews(BTreeMap<String, Vec<Review>>);

impl Reviews {
    pub(super) fn new(all: Vec<Review>) -> Self {
        let mut by_network: BTreeMap<String, Vec<Review>> = BTreeMap::new();
        for review in all.into_iter().filter(|it| it.withdrawn_at.is_empty()) {
            let own = by_network.entry(review.network.clone()).or_default();
            own.push(review);
        }
        Self(by_network)
    }

    pub(super) fn of(&self, network: &str) -> &[Review] {
        self.0.get(network).map_or(&[], Vec::as_slice)
    }

    pub(super) fn status(&self, network: &str) -> Status {
        let sides: BTreeSet<&str> = self
            .of(network)
            .iter()
            .map(|it| it.verdict.side())
            .collect();
        match (self.of(network).len(), sides.len()) {
            (0, _) => Status::Open,
            (1, _) => Status::Once,
            (_, 1) => Status::Agreed,
            _ => Status::Disagreed,
        }
    }

    /// Cohen's kappa (1960) over the networks that two people or more reviewed, of the first two
    /// reviews of each, by side; `None` where there is none, or chance alone explains all.
    pub(super) fn kappa(&self) -> Option<(f64, u32)> {
        let mut pairs: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for reviews in self.0.values() {
            if let [one, other, ..] = reviews.as_slice() {
                *pairs
                    .entry((one.verdict.side(), other.verdict.side()))
                    .or_default() += 1;
            }
        }
        let all: u32 = pairs.values().sum();
        let share = |count: u32| f64::from(count) / f64::from(all.max(1));
        let same: u32 = pairs
            .iter()
            .filter(|((one, other), _)| one == other)
            .map(count_of)
            .sum();
        let firsts = |side: &str| {
            pairs
                .iter()
                .filter(move |((it, _), _)| *it == side)
                .map(count_of)
                .sum()
        };
        let seconds = |side: &str| {
            pairs
                .iter()
                .filter(move |((_, it), _)| *it == side)
                .map(count_of)
                .sum()
        };
        let by_chance: f64 = ["organised", "benign", "unsure"]
            .iter()
            .map(|side| share(firsts(side)) * share(seconds(side)))
            .sum();
        let is_told = all > 0 && by_chance < 1.0;
        is_told.then(|| ((share(same) - by_chance) / (1.0 - by_chance), all))
    }
}

/// How often a pair of sides was said.
fn count_of((_, count): (&(&str, &str), &u32)) -> u32 {
    *count
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
}

impl Wanted {
    pub(super) fn takes(&self, listed: &Listed, reviews: &Reviews) -> bool {
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

#[cfg(test)]
mod tests {
    use daylight_store::Review;
    use daylight_store::Verdict;

    use crate::desk::ranking::Reviews;
    use crate::desk::ranking::Status;

    fn review(id: i64, network: &str, by: &str, verdict: Verdict) -> Review {
        Review {
            id,
            network: network.to_owned(),
            verdict,
            entry: 0,
            reviewed_by: by.to_owned(),
            reviewed_at: String::new(),
            withdrawn_at: String::new(),
        }
    }

    #[test]
    fn agreement_is_told_by_side() {
        use Verdict::Agency;
        use Verdict::Organised;
        use Verdict::Spam;
        let mut all = vec![
            review(1, "a", "p", Organised),
            review(2, "a", "q", Organised),
            review(3, "b", "p", Agency),
            review(4, "b", "q", Spam),
            review(5, "c", "p", Organised),
        ];
        let reviews = Reviews::new(all.clone());
        assert_eq!(reviews.status("a"), Status::Agreed);
        assert_eq!(reviews.status("b"), Status::Agreed, "both are benign");
        assert_eq!(reviews.status("c"), Status::Once);
        assert_eq!(reviews.status("d"), Status::Open);
        assert_eq!(reviews.kappa(), Some((1.0, 2)));
        all.push(review(6, "c", "q", Agency));
        all.push(review(7, "d", "p", Agency));
        all.push(review(8, "d", "q", Organised));
        let reviews = Reviews::new(all);
        assert_eq!(reviews.status("c"), Status::Disagreed);
        // Two of four alike, and chance makes two of four alike.
        assert_eq!(reviews.kappa(), Some((0.0, 4)));
        assert_eq!(Reviews::default().kappa(), None);
    }
}
