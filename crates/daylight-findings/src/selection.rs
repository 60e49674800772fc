//! Some ads of a network: those of a place, of a cluster, of some days.

use std::collections::BTreeSet;

use daylight_store::Clustered;
use daylight_store::Posted;
use daylight_store::Result;
use daylight_store::Run;

use crate::posts::ALONE;
use crate::posts::Posts;
use crate::view::NetworkView;

/// What is wanted of the ads of a network; what is empty takes all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The place, as its file names it.
    pub place: String,
    /// The label of a row of the timeline: a cluster, or what stands for ads in none.
    pub cluster: String,
    /// Posted on this day or later, counted from 1970-01-01.
    pub from: Option<i64>,
    /// Posted on this day or earlier.
    pub to: Option<i64>,
}

impl Selection {
    /// True where it leaves nothing out.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    fn takes(&self, ad: &Posted<'_>, cluster: Option<&str>) -> bool {
        let day = ad.posted_at.map(|it| it.day());
        let place = self.place.is_empty() || ad.place == Some(self.place.as_str());
        let own = self.cluster.is_empty() || cluster.unwrap_or(ALONE) == self.cluster;
        let after = self
            .from
            .is_none_or(|from| day.is_some_and(|day| day >= from));
        let before = self.to.is_none_or(|to| day.is_some_and(|day| day <= to));
        place && own && after && before
    }
}

/// A network as some of its ads show it: these ads, when and where they were posted. Its reasons,
/// templates and links are about all of them and stay as they are.
///
/// # Errors
/// Where the run cannot be read.
pub fn select(run: &Run, view: &NetworkView, selection: &Selection) -> Result<NetworkView> {
    let members = &view.network.members;
    let mut clusters: Vec<Option<String>> = vec![None; members.len()];
    let clustered = |ad: &Clustered<'_>| {
        if let Some(cluster) = clusters.get_mut(ad.ad) {
            *cluster = Some(ad.cluster_id.to_owned());
        }
    };
    run.clusters_of(members, |_| {}, clustered)?;
    let mut posts = Posts::default();
    let mut chosen = BTreeSet::new();
    run.ads_of(members, |ad| {
        let cluster = clusters.get(ad.ad).and_then(Option::as_deref);
        if selection.takes(ad, cluster) {
            posts.add(ad, cluster);
            chosen.extend(members.get(ad.ad).cloned());
        }
    })?;
    let mut selected = view.clone();
    selected.network.members.retain(|it| chosen.contains(it));
    posts.fill(&mut selected);
    Ok(selected)
}
