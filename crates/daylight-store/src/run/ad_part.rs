//! Ads, clusters and templates of a run, read only where they are wanted.
#![expect(
    clippy::excessive_nesting,
    reason = "a table is read by pieces and a piece by rows: the loop over rows stands in a closure"
)]

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::Moment;
use daylight_model::Template;
use daylight_model::TemplateId;

use crate::columns::Piece;
use crate::columns::Walk;
use crate::columns::Want;
use crate::columns::for_chosen_rows;
use crate::columns::for_each_piece;
use crate::error::Result;
use crate::moment_text;
use crate::run::Run;
use crate::tables::ads;
use crate::tables::clusters;
use crate::tables::templates;

/// What all ads of a run say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AdCounts {
    /// Ads.
    pub ads: u64,
    /// Days since 1970-01-01 of the first and the last ad that has a date.
    pub days: Option<(i64, i64)>,
    /// Ads without a date.
    pub without_date: u64,
    /// Ads whose time names no zone.
    pub zone_assumed: u64,
    /// Ads without a place.
    pub without_place: u64,
}

/// When and where an ad was posted.
#[derive(Clone, Copy, Debug)]
pub struct Posted<'a> {
    /// Where the ad stands in the list asked for.
    pub ad: usize,
    /// When it was posted, if its file says.
    pub posted_at: Option<Moment>,
    /// The place as its file names it.
    pub place: Option<&'a str>,
}

/// An ad in a cluster.
#[derive(Clone, Copy, Debug)]
pub struct Clustered<'a> {
    /// Where the ad stands in the list asked for.
    pub ad: usize,
    /// Its cluster.
    pub cluster_id: &'a str,
    /// The template it fits.
    pub template_id: Option<&'a str>,
}

/// The columns that say when and where, in this order.
const POSTED: [Want; 4] = [
    Want::Plain("ad_id"),
    Want::Plain("posted_at"),
    Want::Plain("zone_assumed"),
    Want::Coded("place"),
];

impl AdCounts {
    fn add(&mut self, piece: &Piece<'_>, row: usize, has_date: bool) {
        self.ads += 1;
        self.without_date += u64::from(!has_date);
        self.zone_assumed += u64::from(has_date && piece.truth(2, row) == Some(true));
        self.without_place += u64::from(piece.code(3, row).is_none());
    }
}

fn posted_at(piece: &Piece<'_>, row: usize) -> Result<Option<Moment>> {
    let Some(text) = piece.text(1, row) else {
        return Ok(None);
    };
    let zone_assumed = piece.truth(2, row).ok_or_else(|| piece.wrong(2))?;
    let moment = moment_text::read(text, zone_assumed).ok_or_else(|| piece.wrong(1))?;
    Ok(Some(moment))
}

/// The first and the last day met so far, each with the date that said so.
#[derive(Debug, Default)]
struct Days {
    first: Option<(String, i64)>,
    last: Option<(String, i64)>,
}

impl Days {
    /// True where a text may say a day outside those met so far. Years of four digits are in
    /// order as text; those with a sign, which come before every digit, must be read.
    fn may_widen(&self, text: &str) -> bool {
        let Some(((first, _), (last, _))) = self.first.as_ref().zip(self.last.as_ref()) else {
            return true;
        };
        let date = text.get(..10).unwrap_or(text);
        let is_between = first.as_str() <= date && date <= last.as_str();
        !is_between || first.as_str() < "0"
    }

    fn add(&mut self, text: &str, day: i64) {
        let date = text.get(..10).unwrap_or(text);
        if self.first.as_ref().is_none_or(|(_, first)| day < *first) {
            self.first = Some((date.to_owned(), day));
        }
        if self.last.as_ref().is_none_or(|(_, last)| day > *last) {
            self.last = Some((date.to_owned(), day));
        }
    }
}

impl Run {
    /// Calls `each` with every ad id, ascending.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn for_each_ad_id(&self, mut each: impl FnMut(&str)) -> Result<()> {
        let wants = [Want::Plain("ad_id")];
        for_each_piece(self.plain(&ads::TABLE)?, &wants, None, |piece| {
            (0..piece.rows).try_for_each(|row| {
                each(piece.must(0, row)?);
                Ok(())
            })
        })
    }

    /// Calls `each` with when and where each of some ads was posted, in their order; the ids must
    /// be ascending.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn ads_of(&self, ids: &[AdId], each: impl FnMut(&Posted<'_>)) -> Result<()> {
        self.walk_ads(ids, Some(ids), each).map(|_| ())
    }

    /// The same, and what all ads of the run say together.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn ads_of_all(&self, ids: &[AdId], each: impl FnMut(&Posted<'_>)) -> Result<AdCounts> {
        self.walk_ads(ids, None, each)
    }

    fn walk_ads(
        &self,
        ids: &[AdId],
        near: Option<&[AdId]>,
        mut each: impl FnMut(&Posted<'_>),
    ) -> Result<AdCounts> {
        let mut walk = Walk::new(ids);
        let mut counts = AdCounts::default();
        let mut days = Days::default();
        for_each_piece(self.plain(&ads::TABLE)?, &POSTED, near, |piece| {
            for row in 0..piece.rows {
                let text = piece.text(1, row);
                counts.add(piece, row, text.is_some());
                if let Some(text) = text
                    && days.may_widen(text)
                    && let Some(posted) = posted_at(piece, row)?
                {
                    days.add(text, posted.day());
                }
                if let Some(ad) = walk.find(piece.must(0, row)?) {
                    each(&Posted {
                        ad,
                        posted_at: posted_at(piece, row)?,
                        place: piece.text(3, row),
                    });
                }
            }
            Ok(())
        })?;
        let day = |of: Option<(String, i64)>| of.map(|(_, day)| day);
        counts.days = day(days.first).zip(day(days.last));
        Ok(counts)
    }

    /// Calls `each` with every ad in a cluster and that cluster, by ad id.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn for_each_clustered(&self, mut each: impl FnMut(&str, &str)) -> Result<()> {
        let wants = [Want::Plain("ad_id"), Want::Coded("cluster_id")];
        for_each_piece(self.plain(&clusters::TABLE)?, &wants, None, |piece| {
            for row in 0..piece.rows {
                each(piece.must(0, row)?, piece.must(1, row)?);
            }
            Ok(())
        })
    }

    /// Calls `each` with those of some ads that are in a cluster, in their order; the ids must be
    /// ascending. Calls `met` with every cluster of the run at least once.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn clusters_of(
        &self,
        ids: &[AdId],
        mut met: impl FnMut(&str),
        mut each: impl FnMut(&Clustered<'_>),
    ) -> Result<()> {
        let mut walk = Walk::new(ids);
        let wants = [
            Want::Plain("ad_id"),
            Want::Coded("cluster_id"),
            Want::Coded("template_id"),
        ];
        for_each_piece(self.plain(&clusters::TABLE)?, &wants, None, |piece| {
            piece.by_code(1, &mut met);
            for row in 0..piece.rows {
                if let Some(ad) = walk.find(piece.must(0, row)?) {
                    each(&Clustered {
                        ad,
                        cluster_id: piece.must(1, row)?,
                        template_id: piece.text(2, row),
                    });
                }
            }
            Ok(())
        })
    }

    /// Some templates, by cluster and template id, each with how many ads fit it but without
    /// their ids.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn templates_of(&self, ids: &BTreeSet<TemplateId>) -> Result<Vec<(Template, u64)>> {
        let ids: BTreeSet<&str> = ids.iter().map(TemplateId::as_str).collect();
        let mut found = Vec::new();
        for_chosen_rows(
            self.plain(&templates::TABLE)?,
            &[Want::Plain("template_id")],
            |piece| {
                let is_wanted = |row| Ok(ids.contains(piece.must(0, row)?));
                (0..piece.rows).map(is_wanted).collect()
            },
            |row| {
                found.push((templates::read(row)?, row.whole("ads")?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The ads that fit each of some templates, ascending.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn ads_that_fit(
        &self,
        ids: &BTreeSet<TemplateId>,
    ) -> Result<BTreeMap<TemplateId, Vec<AdId>>> {
        let ids: Vec<&TemplateId> = ids.iter().collect();
        let mut found: Vec<Vec<AdId>> = vec![Vec::new(); ids.len()];
        let wants = [Want::Plain("ad_id"), Want::Coded("template_id")];
        for_each_piece(self.plain(&clusters::TABLE)?, &wants, None, |piece| {
            let places = piece.by_code(1, |id| {
                let place = ids.binary_search_by(|known| known.as_str().cmp(id));
                place.ok()
            });
            for row in 0..piece.rows {
                let place = piece.code(1, row).and_then(|code| places.get(code));
                if let Some(place) = place.copied().flatten()
                    && let Some(own) = found.get_mut(place)
                {
                    own.push(AdId::new(piece.must(0, row)?));
                }
            }
            Ok(())
        })?;
        Ok(ids.into_iter().cloned().zip(found).collect())
    }

    /// How many ads fit each of some templates; nothing for one that is not in the run.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn ads_of_templates(&self, ids: &BTreeSet<String>) -> Result<BTreeMap<String, u64>> {
        let mut found = BTreeMap::new();
        let wants = [Want::Plain("template_id"), Want::Plain("ads")];
        for_each_piece(self.plain(&templates::TABLE)?, &wants, None, |piece| {
            for row in 0..piece.rows {
                let id = piece.must(0, row)?;
                if ids.contains(id) {
                    let ads = piece.whole(1, row).map(u64::try_from);
                    let ads = ads.and_then(std::result::Result::ok);
                    found.insert(id.to_owned(), ads.ok_or_else(|| piece.wrong(1))?);
                }
            }
            Ok(())
        })?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use crate::moment_text;
    use crate::run::ad_part::Days;

    #[test]
    fn the_first_and_last_day_are_found_without_reading_every_text() {
        let mut days = Days::default();
        let mut read = 0;
        for text in [
            "2025-05-01T10:00Z",
            "2025-05-01",
            "2025-04-30T23:59:59Z",
            "2025-05-02",
            "2025-05-01T00:00:01Z",
            "+10000-01-01",
            "-0001-06-01",
            "2025-05-03",
        ] {
            if days.may_widen(text) {
                read += 1;
                days.add(text, moment_text::read(text, false).unwrap().day());
            }
        }
        let day = |text| moment_text::read(text, false).unwrap().day();
        assert_eq!(days.first.unwrap().1, day("-0001-06-01"));
        assert_eq!(days.last.unwrap().1, day("+10000-01-01"));
        assert_eq!(read, 6);
    }
}
