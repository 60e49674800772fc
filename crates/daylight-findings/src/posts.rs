//! When and where ads were posted, counted.

use std::collections::BTreeMap;

use daylight_store::Posted;

use crate::findings::most_first;
use crate::view::DayCount;
use crate::view::NetworkView;
use crate::view::PlaceCount;
use crate::view::TimelineRow;

/// What stands in a timeline for ads in no cluster.
pub(crate) const ALONE: &str = "ads in no cluster";

/// Ads by cluster and day, and by place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Posts {
    days: BTreeMap<String, BTreeMap<i64, u32>>,
    places: BTreeMap<String, u32>,
    without_place: u32,
    without_date: u32,
}

impl Posts {
    pub(crate) fn add(&mut self, ad: &Posted<'_>, cluster: Option<&str>) {
        match ad.place {
            Some(place) => *self.places.entry(place.to_owned()).or_default() += 1,
            None => self.without_place += 1,
        }
        let Some(posted) = ad.posted_at else {
            self.without_date += 1;
            return;
        };
        let days = self.days.entry(cluster.unwrap_or(ALONE).to_owned());
        *days.or_default().entry(posted.day()).or_default() += 1;
    }

    /// Puts them into a view: a row for each cluster, and the places, most ads first.
    pub(crate) fn fill(self, view: &mut NetworkView) {
        let row = |(label, days): (String, BTreeMap<i64, u32>)| TimelineRow {
            label,
            days: days
                .into_iter()
                .map(|(day, ads)| DayCount { day, ads })
                .collect(),
        };
        view.timeline = self.days.into_iter().map(row).collect();
        let places = most_first(self.places).into_iter();
        view.places = places
            .map(|(place, ads)| PlaceCount { place, ads })
            .collect();
        view.ads_without_place = self.without_place;
        view.ads_without_date = self.without_date;
    }
}
