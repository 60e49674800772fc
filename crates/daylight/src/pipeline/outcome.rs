//! What a run found, as rows in the order of their tables; made when they are asked for.

use std::cmp::Ordering;

use daylight_engine::score::Abstention;
use daylight_engine::score::Scorer;
use daylight_model::AdId;
use daylight_model::ClusterId;
use daylight_model::Link;
use daylight_model::Network;
use daylight_model::NetworkChange;
use daylight_model::NetworkId;
use daylight_model::Reason;
use daylight_model::Template;
use daylight_model::TemplateId;
use daylight_store::Changes;
use daylight_store::Run;
use daylight_store::StoreError;
use rayon::prelude::*;

use crate::pipeline::Settings;
use crate::pipeline::Staged;
use crate::pipeline::Watch;
use crate::pipeline::life::Earlier;
use crate::pipeline::life::NONE;
use crate::pipeline::life::Now;
use crate::pipeline::life::follow;
use crate::pipeline::networks::Scoring;
use crate::pipeline::networks::members;
use crate::pipeline::share;
use crate::pipeline::tables;

/// Networks that are scored before somebody hears of it.
const SCORED_AT_ONCE: usize = 1 << 14;

/// Networks whose reasons are made at once.
const REASONS_AT_ONCE: usize = 1_024;

/// What a run found.
#[derive(Debug)]
pub struct Outcome<'s> {
    staged: Staged,
    settings: &'s Settings,
    /// Each network's ads, ascending; in the order of first ads.
    networks: Vec<Vec<u32>>,
    /// The id of each network.
    ids: Vec<NetworkId>,
    verdicts: Vec<(f64, Option<Abstention>)>,
    /// The run that its networks follow on, and what became of that one's.
    changes: Option<(String, Vec<NetworkChange>)>,
}

impl<'s> Outcome<'s> {
    pub(super) fn new(staged: Staged, settings: &'s Settings, watch: &mut dyn Watch) -> Self {
        let networks = members(&staged.linked);
        let scoring = Scoring::new(&staged.columns, &staged.linked, &staged.templates);
        let (registry, reference) = (&settings.registry, &settings.reference);
        let scorer = Scorer::new(scoring.market(), registry, reference);
        let mut verdicts = Vec::with_capacity(networks.len());
        for some in networks.chunks(SCORED_AT_ONCE) {
            let made = some.par_iter().map(|ads| scorer.score(ads));
            verdicts.par_extend(made.map(|scored| (scored.score, scored.abstained)));
            watch.reached(share(verdicts.len(), networks.len()));
        }
        drop(scorer);
        drop(scoring);
        let ids = networks.iter().map(|ads| own_id(&staged, ads)).collect();
        Self {
            staged,
            settings,
            networks,
            ids,
            verdicts,
            changes: None,
        }
    }

    /// Gives the networks the ids of those of an earlier run that they go on from.
    ///
    /// # Errors
    /// Where the earlier run cannot be read; nothing is changed then.
    pub fn follow(&mut self, run: &Run) -> Result<(), StoreError> {
        let ids = &self.staged.columns.ids;
        let mut earlier = Earlier::new(ids.len());
        // Both come in the order of ads.
        let mut at = 0;
        run.for_each_member(|ad, network| {
            while ids.text(at).is_some_and(|own| own < ad) {
                at += 1;
            }
            let is_there = ids.text(at) == Some(ad);
            earlier.push(network, is_there.then_some(at));
        })?;
        let template_ids = self.staged.templates.ids(&self.staged.columns);
        let now = Now {
            networks: &self.networks,
            of: &self.network_of(),
            ids: &self.ids,
            ties: &self.staged.linked.ties,
            link: &|tie| Some(tables::link(&self.staged, &template_ids, tie)?.1.link_id),
        };
        let (ids, changes) = follow(&earlier, now);
        self.ids = ids;
        self.changes = Some((run.manifest().run_id.clone(), changes));
        Ok(())
    }

    /// What became of the networks of the run that these follow on; `None` where they follow none.
    #[must_use]
    pub fn changes(&self) -> Option<Changes<'_>> {
        let (since, changes) = self.changes.as_ref()?;
        Some(Changes { since, changes })
    }

    /// How many networks have a rank.
    #[must_use]
    pub fn ranked(&self) -> u64 {
        let ranked = self.verdicts.iter().filter(|(_, why)| why.is_none());
        ranked.count() as u64
    }

    /// How many links join something.
    #[must_use]
    pub fn links_used(&self) -> u64 {
        let ties = self.staged.linked.ties.iter();
        ties.filter(|tie| tie.suppressed.is_none()).count() as u64
    }

    /// How many rows and groups of rows its lists hold at most, for those who wait.
    #[must_use]
    pub fn items(&self) -> u64 {
        let ads = 2 * self.staged.firsts.len();
        let networks = 2 * self.networks.len();
        let ties = self.staged.linked.ties.len();
        (ads + networks + ties + self.staged.templates.numbers().len()) as u64
    }

    /// Every ad in a cluster of two or more, with the template it fits.
    pub fn clusters(&self) -> impl Iterator<Item = (AdId, ClusterId, Option<TemplateId>)> {
        let staged = &self.staged;
        let ids = tables::cluster_ids(&staged.columns, &staged.firsts);
        let template_ids = staged.templates.ids(&staged.columns);
        (0_u32..)
            .zip(&staged.firsts)
            .filter_map(move |(at, first)| {
                let cluster = ids.get(first)?.clone();
                let template = staged.templates.of(at);
                let template = template.and_then(|number| template_ids.get(number as usize));
                Some((staged.columns.ids.get(at)?, cluster, template.cloned()))
            })
    }

    /// The templates, by cluster and template.
    pub fn templates(&self) -> impl Iterator<Item = Template> {
        let staged = &self.staged;
        let ids = staged.templates.ids(&staged.columns);
        let mut order: Vec<(TemplateId, u32)> = ids.into_iter().zip(0..).collect();
        order.sort_unstable();
        order
            .into_iter()
            .filter_map(|(id, number)| staged.templates.row(&staged.columns, number, id))
    }

    /// Every tie as a link between clusters, by link id.
    pub fn links(&self) -> impl Iterator<Item = Link> {
        let staged = &self.staged;
        let ids = staged.templates.ids(&staged.columns);
        let mut order: Vec<(u64, u32)> = staged
            .linked
            .ties
            .par_iter()
            .zip(0..u32::try_from(staged.linked.ties.len()).unwrap_or(u32::MAX))
            .filter_map(|(tie, at)| Some((tables::link(staged, &ids, tie)?.0, at)))
            .collect();
        order.par_sort_unstable();
        order.into_iter().filter_map(move |(_, at)| {
            let tie = staged.linked.ties.get(at as usize)?;
            Some(tables::link(staged, &ids, tie)?.1)
        })
    }

    /// Which ad is in which network of two or more, by ad.
    pub fn members(&self) -> impl Iterator<Item = (AdId, NetworkId)> {
        let columns = &self.staged.columns;
        let of = self.network_of();
        columns
            .ids
            .iter()
            .zip(of)
            .filter_map(|(ad, number)| Some((ad, self.ids.get(number as usize)?.clone())))
    }

    /// The network of every ad, [`NONE`] where it is in none.
    fn network_of(&self) -> Vec<u32> {
        let mut of = vec![NONE; self.staged.columns.ids.len()];
        let numbered = (0_u32..).zip(&self.networks);
        let numbered = numbered.flat_map(|(number, ads)| ads.iter().map(move |ad| (*ad, number)));
        for (ad, number) in numbered {
            if let Some(slot) = of.get_mut(ad as usize) {
                *slot = number;
            }
        }
        of
    }

    /// The networks of two or more ads without members and reasons, ranked ones first, then by id;
    /// each with its number of ads.
    pub fn networks(&self) -> impl Iterator<Item = (Network, u64)> {
        let mut order: Vec<(u32, &NetworkId)> = (0..).zip(&self.ids).collect();
        order.sort_by(|(a, a_id), (b, b_id)| self.compare(*a, *b).then_with(|| a_id.cmp(b_id)));
        (1_u32..).zip(order).filter_map(|(rank, (number, id))| {
            let ads = self.networks.get(number as usize)?;
            let verdict = *self.verdicts.get(number as usize)?;
            let network = tables::network(&self.staged, ads, id.clone(), verdict, rank);
            Some((network, ads.len() as u64))
        })
    }

    /// The market made ready to be scored, for [`Self::reasons`].
    #[must_use]
    pub fn scoring(&self) -> Scoring<'_> {
        let staged = &self.staged;
        Scoring::new(&staged.columns, &staged.linked, &staged.templates)
    }

    /// The reasons of every network, by network id: made anew, for keeping all of them since the
    /// ranking would take more memory than the ads.
    pub fn reasons<'a>(
        &'a self,
        scoring: &'a Scoring<'a>,
    ) -> impl Iterator<Item = (NetworkId, Vec<Reason>)> + 'a {
        let (registry, reference) = (&self.settings.registry, &self.settings.reference);
        let scorer = Scorer::new(scoring.market(), registry, reference);
        let mut order: Vec<(u32, &NetworkId)> = (0..).zip(&self.ids).collect();
        order.sort_by(|a, b| a.1.cmp(b.1));
        let mut at = 0;
        std::iter::from_fn(move || {
            let rest = order.get(at..).filter(|rest| !rest.is_empty())?;
            let piece = rest.get(..REASONS_AT_ONCE).unwrap_or(rest);
            at += piece.len();
            Some(self.reasons_of(&scorer, piece))
        })
        .flatten()
    }

    fn reasons_of(
        &self,
        scorer: &Scorer<'_>,
        networks: &[(u32, &NetworkId)],
    ) -> Vec<(NetworkId, Vec<Reason>)> {
        let made = networks.par_iter().filter_map(|(number, id)| {
            let ads = self.networks.get(*number as usize)?;
            let columns = &self.staged.columns;
            let measured = scorer.score(ads).reasons.into_iter();
            let reasons = measured.map(|measured| tables::reason(columns, measured));
            Some(((*id).clone(), reasons.collect()))
        });
        made.collect()
    }

    fn compare(&self, one: u32, other: u32) -> Ordering {
        let verdict = |at: u32| self.verdicts.get(at as usize).copied();
        let (a, b) = (verdict(one), verdict(other));
        let abstained = |verdict: Option<(f64, Option<Abstention>)>| {
            verdict.is_none_or(|(_, abstained)| abstained.is_some())
        };
        let score = |verdict: Option<(f64, _)>| verdict.map_or(0.0, |(score, _)| score);
        // Those without a rank stand in the order of their ids.
        match (abstained(a), abstained(b)) {
            // Of equals the ads decide: ids hang on the order of imports, and the ranking must not.
            (false, false) => score(b).total_cmp(&score(a)).then_with(|| {
                let own = |at: u32| Some(own_id(&self.staged, self.networks.get(at as usize)?));
                own(one).cmp(&own(other))
            }),
            (true, true) => Ordering::Equal,
            (one, other) => one.cmp(&other),
        }
    }
}

/// The id that a network has by itself: that of its first ad.
fn own_id(staged: &Staged, ads: &[u32]) -> NetworkId {
    let first = ads.first().and_then(|ad| staged.columns.ids.text(*ad));
    tables::network_id(first.unwrap_or_default())
}
