//! What a run found, read from the store only as far as it is shown. Nothing here is private.
//!
//! A run may hold millions of ads and a reader looks at a few networks: every table is walked
//! once or twice, and what is kept is the counts and the rows of the networks shown.

use std::collections::BTreeMap;

use daylight_engine::score::Reference;
use daylight_model::Network;
use daylight_model::Suppression;
use daylight_store::AdCounts;
use daylight_store::NetworkLine;
use daylight_store::Result;
use daylight_store::Run;

use crate::parts::Extent;
use crate::parts::Parts;
use crate::view::NetworkView;
use crate::view::SetAside;
use crate::view::Unranked;

/// Networks that are not ranked and are named in a report.
pub const UNRANKED_MAX: usize = 200;

/// A run, ready to be shown.
#[derive(Debug)]
pub struct Findings {
    /// What all ads say together.
    pub ads: AdCounts,
    /// Distinct clusters.
    pub clusters: u64,
    /// Networks that are ranked, shown or not.
    pub ranked: usize,
    /// Networks that are not.
    pub unranked: usize,
    /// How many networks are not ranked, by why; the most frequent first.
    pub unranked_by_why: Vec<(String, u64)>,
    /// The first of the networks that are not ranked.
    pub unranked_first: Vec<Unranked>,
    /// How many links are not used, by why; the most frequent first.
    pub unused_by_why: Vec<(Suppression, u64)>,
    /// Identifiers and templates that ties were refused for, those in most ads first. Ties that
    /// are merely light are not among them.
    pub set_aside: Vec<SetAside>,
    shown: Vec<NetworkView>,
}

impl Findings {
    /// Reads a run: its counts, and everything about its first `top` ranked networks.
    ///
    /// # Errors
    /// Where a table cannot be read.
    pub fn read(run: &Run, reference: &Reference, top: usize) -> Result<Self> {
        let outline = Outline::read(run, top)?;
        let mut parts = Parts::read(run, outline.shown, Extent::Run)?;
        let mut shown = parts.views(run)?;
        for view in &mut shown {
            view.agencies_as_high = reference.agencies_as_high(view.network.score);
        }
        Ok(Self {
            ads: parts.ads,
            clusters: parts.clusters,
            ranked: outline.ranked,
            unranked: outline.unranked,
            unranked_by_why: most_first(outline.why),
            unranked_first: outline.first,
            unused_by_why: most_first(std::mem::take(&mut parts.links.unused)),
            set_aside: parts.set_aside(run)?,
            shown,
        })
    }

    /// Everything about the first `top` ranked networks; no more than were read.
    #[must_use]
    pub fn first(&self, top: usize) -> &[NetworkView] {
        self.shown.get(..top).unwrap_or(&self.shown)
    }
}

/// The networks of a run: those that are shown, and the others counted.
#[derive(Default)]
struct Outline {
    ranked: usize,
    unranked: usize,
    why: BTreeMap<String, u64>,
    first: Vec<Unranked>,
    shown: Vec<Network>,
}

impl Outline {
    fn read(run: &Run, top: usize) -> Result<Self> {
        let mut outline = Self::default();
        let found = run.networks_where(|line| outline.takes(line, top))?;
        for (network, ads) in found {
            if network.rank.is_some() {
                outline.shown.push(network);
            } else {
                outline.first.push(unranked(&network, ads));
            }
        }
        Ok(outline)
    }

    /// Counts a network; true where it is shown.
    fn takes(&mut self, line: &NetworkLine<'_>, top: usize) -> bool {
        if line.rank.is_some() {
            self.ranked += 1;
            return self.ranked <= top;
        }
        self.unranked += 1;
        let why = bare(line.abstained);
        if let Some(count) = self.why.get_mut(why) {
            *count += 1;
        } else {
            self.why.insert(why.to_owned(), 1);
        }
        self.unranked <= UNRANKED_MAX
    }
}

fn unranked(network: &Network, ads: u64) -> Unranked {
    Unranked {
        network_id: network.network_id.to_string(),
        ads: u32::try_from(ads).unwrap_or(u32::MAX),
        names: network.names,
        places: network.places,
        why: bare(network.abstained.as_deref()).to_owned(),
    }
}

/// Why a network is not ranked, without saying again that it is not.
fn bare(why: Option<&str>) -> &str {
    let why = why.unwrap_or("unknown");
    why.strip_prefix("unranked: ").unwrap_or(why)
}

/// The largest count first; equal ones in their own order.
pub(crate) fn most_first<T: Ord, N: Ord + Copy>(
    counts: impl IntoIterator<Item = (T, N)>,
) -> Vec<(T, N)> {
    let mut rows: Vec<(T, N)> = counts.into_iter().collect();
    rows.sort_by(|(a, one), (b, other)| other.cmp(one).then_with(|| a.cmp(b)));
    rows
}
