//! What the link stage knows of each ad, stored by column: a market of millions fits in memory.

use daylight_model::Disguises;

use crate::link::Shown;
use crate::lists::Lists;

/// One ad as evidence. Numbers stand for values the caller keeps in canonical order, so that no
/// order of input can show through them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdEvidence {
    /// Its identifiers, ascending and without repeats.
    pub identifiers: Vec<Shown>,
    /// Its names, ascending.
    pub names: Vec<u32>,
    /// Its place, if it has one.
    pub place: Option<u32>,
    /// The day it was posted, counted from 1970-01-01 UTC.
    pub day: Option<i64>,
    /// How its contact was hidden.
    pub disguises: Disguises,
}

/// The evidence of many ads, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    clusters: Vec<u32>,
    identifiers: Lists<Shown>,
    names: Lists<u32>,
    places: Vec<u32>,
    days: Vec<i32>,
    disguises: Vec<Disguises>,
}

/// One ad of an [`Evidence`].
#[derive(Clone, Copy, Debug)]
pub struct AdView<'a> {
    /// The first ad of its cluster; its own number where it is in none.
    pub cluster: u32,
    /// Its identifiers, ascending and without repeats.
    pub identifiers: &'a [Shown],
    /// Its names, ascending.
    pub names: &'a [u32],
    /// Its place, if it has one.
    pub place: Option<u32>,
    /// The day it was posted.
    pub day: Option<i64>,
    /// How its contact was hidden.
    pub disguises: Disguises,
}

/// Stands for no place and no day: neither is ever reached by a number that is handed out.
const NO_PLACE: u32 = u32::MAX;
const NO_DAY: i32 = i32::MIN;

impl Evidence {
    /// How many ads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clusters.len()
    }

    /// True where there is no ad.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clusters.is_empty()
    }

    /// Bytes of memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.identifiers.bytes()
            + self.names.bytes()
            + self.len() * size_of::<(u32, u32, i32, Disguises)>()
    }

    /// Adds an ad, in no cluster as yet. A day further from 1970 than 2^31 is none.
    pub fn push(&mut self, ad: AdEvidence) {
        let number = u32::try_from(self.clusters.len()).unwrap_or(u32::MAX);
        self.clusters.push(number);
        self.identifiers.push(ad.identifiers);
        self.names.push(ad.names);
        self.places.push(ad.place.unwrap_or(NO_PLACE));
        let day = ad.day.and_then(|day| i32::try_from(day).ok());
        self.days.push(day.unwrap_or(NO_DAY));
        self.disguises.push(ad.disguises);
    }

    /// Says which cluster each ad is in, by the cluster's first ad; ads beyond the end of
    /// `firsts` stay alone.
    pub fn set_clusters(&mut self, firsts: &[u32]) {
        for (cluster, first) in self.clusters.iter_mut().zip(firsts) {
            *cluster = *first;
        }
    }

    /// Gives places that turned out to be one the same number; a place that `numbers` does not
    /// reach becomes unknown.
    pub fn renumber_places(&mut self, numbers: &[u32]) {
        for place in &mut self.places {
            *place = numbers.get(*place as usize).copied().unwrap_or(NO_PLACE);
        }
    }

    /// An ad by number.
    #[must_use]
    pub fn get(&self, ad: u32) -> Option<AdView<'_>> {
        let at = ad as usize;
        let place = self.places.get(at).copied()?;
        let day = self.days.get(at).copied()?;
        Some(AdView {
            cluster: *self.clusters.get(at)?,
            identifiers: self.identifiers.of(ad),
            names: self.names.of(ad),
            place: (place != NO_PLACE).then_some(place),
            day: (day != NO_DAY).then_some(i64::from(day)),
            disguises: *self.disguises.get(at)?,
        })
    }

    /// Every ad in order.
    pub fn iter(&self) -> impl Iterator<Item = AdView<'_>> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).filter_map(|ad| self.get(ad))
    }
}
