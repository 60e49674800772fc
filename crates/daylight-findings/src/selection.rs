//! Some ads of a network: those of a place, of a cluster, of some days.

use std::collections::BTreeMap;

use daylight_model::AdId;
use daylight_store::Result;
use daylight_store::Run;

use crate::parts::ALONE;
use crate::view::DayCount;
use crate::view::NetworkView;
use crate::view::PlaceCount;
use crate::view::TimelineRow;

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

/// What is known of an ad.
#[derive(Clone, Debug, Default)]
struct Known {
    day: Option<i64>,
    place: Option<String>,
    cluster: Option<String>,
}

impl Selection {
    /// True where it leaves nothing out.
    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    fn takes(&self, ad: &Known) -> bool {
        let place = self.place.is_empty() || ad.place.as_deref() == Some(self.place.as_str());
        let label = ad.cluster.as_deref().unwrap_or(ALONE);
        let after = self
            .from
            .is_none_or(|from| ad.day.is_some_and(|day| day >= from));
        let before = self.to.is_none_or(|to| ad.day.is_some_and(|day| day <= to));
        place && (self.cluster.is_empty() || label == self.cluster) && after && before
    }
}

/// A network as some of its ads show it: these ads, when and where they were posted. Its reasons,
/// templates and links are about all of them and stay as they are.
///
/// # Errors
/// Where the run cannot be read.
pub fn select(run: &Run, view: &NetworkView, selection: &Selection) -> Result<NetworkView> {
    let mut view = view.clone();
    let members = std::mem::take(&mut view.network.members);
    let mut known = vec![Known::default(); members.len()];
    run.ads_of(&members, |ad| {
        if let Some(known) = known.get_mut(ad.ad) {
            known.day = ad.posted_at.map(|it| it.day());
            known.place = ad.place.map(str::to_owned);
        }
    })?;
    run.clusters_of(
        &members,
        |_| {},
        |ad| {
            if let Some(known) = known.get_mut(ad.ad) {
                known.cluster = Some(ad.cluster_id.to_owned());
            }
        },
    )?;
    let all = members.into_iter().zip(known);
    let chosen: Vec<(AdId, Known)> = all.filter(|(_, it)| selection.takes(it)).collect();
    (view.timeline, view.ads_without_date) = timeline(&chosen);
    (view.places, view.ads_without_place) = places(&chosen);
    view.network.members = chosen.into_iter().map(|(ad, _)| ad).collect();
    Ok(view)
}

/// A row for each cluster, and how many ads have no date.
fn timeline(chosen: &[(AdId, Known)]) -> (Vec<TimelineRow>, u32) {
    let mut rows: BTreeMap<&str, BTreeMap<i64, u32>> = BTreeMap::new();
    let mut without = 0;
    for (_, ad) in chosen {
        match ad.day {
            Some(day) => {
                let row = rows
                    .entry(ad.cluster.as_deref().unwrap_or(ALONE))
                    .or_default();
                *row.entry(day).or_default() += 1;
            }
            None => without += 1,
        }
    }
    let row = |(label, days): (&str, BTreeMap<i64, u32>)| TimelineRow {
        label: label.to_owned(),
        days: days
            .into_iter()
            .map(|(day, ads)| DayCount { day, ads })
            .collect(),
    };
    (rows.into_iter().map(row).collect(), without)
}

/// A row for each place, and how many ads name none.
fn places(chosen: &[(AdId, Known)]) -> (Vec<PlaceCount>, u32) {
    let mut rows: BTreeMap<&str, u32> = BTreeMap::new();
    let mut without = 0;
    for (_, ad) in chosen {
        match &ad.place {
            Some(place) => *rows.entry(place).or_default() += 1,
            None => without += 1,
        }
    }
    let row = |(place, ads): (&str, u32)| PlaceCount {
        place: place.to_owned(),
        ads,
    };
    (rows.into_iter().map(row).collect(), without)
}
