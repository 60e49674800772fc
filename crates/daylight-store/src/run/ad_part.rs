//! Ads, clusters and templates of a run, read only where they are wanted.

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
    /// The ad.
    pub ad_id: &'a str,
    /// Where the ad stands in the list asked for, if it does.
    pub asked: Option<usize>,
    /// Its cluster.
    pub cluster_id: &'a str,
    /// The template it fits.
    pub template_id: Option<&'a str>,
}

/// The columns that say when and where, in this order.
const POSTED: [Want; 3] = [
    Want::Plain("posted_at"),
    Want::Plain("zone_assumed"),
    Want::Coded("place"),
];
/// The same, and of which ad.
const POSTED_BY: [Want; 4] = [
    Want::Plain("posted_at"),
    Want::Plain("zone_assumed"),
    Want::Coded("place"),
    Want::Plain("ad_id"),
];

fn posted_at(piece: &Piece<'_>, row: usize) -> Result<Option<Moment>> {
    let Some(text) = piece.text(0, row) else {
        return Ok(None);
    };
    let zone_assumed = piece.truth(1, row).ok_or_else(|| piece.wrong(1))?;
    let moment = moment_text::read(text, zone_assumed).ok_or_else(|| piece.wrong(0))?;
    Ok(Some(moment))
}

/// The first and the last day met so far, each with the text that said so.
#[derive(Debug, Default)]
struct Days {
    first: Option<(String, i64)>,
    last: Option<(String, i64)>,
}

impl Days {
    /// True where a text may say a day outside those met so far. Years of four digits are in
    /// order as text; those with a sign must be read.
    fn may_widen(&self, text: &str) -> bool {
        let date = text.get(..10).unwrap_or(text);
        let beyond = |known: &Option<(String, i64)>, side| {
            known.as_ref().is_none_or(|(known, _)| {
                let is_plain = [date, known]
                    .iter()
                    .all(|text| text.starts_with(|first: char| first.is_ascii_digit()));
                !is_plain || date.cmp(known.as_str()) == side
            })
        };
        beyond(&self.first, std::cmp::Ordering::Less)
            || beyond(&self.last, std::cmp::Ordering::Greater)
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
    /// How many ads the run read.
    #[must_use]
    pub fn ads_read(&self) -> u64 {
        let digest = self.manifest.tables.get(ads::TABLE.name);
        digest.map_or(0, |digest| digest.rows)
    }

    /// What all ads say together.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn count_ads(&self) -> Result<AdCounts> {
        let mut counts = AdCounts::default();
        let mut days = Days::default();
        for_each_piece(self.plain(&ads::TABLE)?, &POSTED, None, |piece| {
            for row in 0..piece.rows {
                counts.ads += 1;
                counts.without_place += u64::from(piece.code(2, row).is_none());
                let Some(text) = piece.text(0, row) else {
                    counts.without_date += 1;
                    continue;
                };
                counts.zone_assumed += u64::from(piece.truth(1, row) == Some(true));
                if days.may_widen(text) {
                    let day = posted_at(piece, row)?.map(|at| at.day());
                    day.into_iter().for_each(|day| days.add(text, day));
                }
            }
            Ok(())
        })?;
        let day = |of: Option<(String, i64)>| of.map(|(_, day)| day);
        counts.days = day(days.first).zip(day(days.last));
        Ok(counts)
    }

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
    pub fn for_ads_of(&self, ids: &[AdId], mut each: impl FnMut(&Posted<'_>)) -> Result<()> {
        let mut walk = Walk::new(ids);
        for_each_piece(self.plain(&ads::TABLE)?, &POSTED_BY, Some(ids), |piece| {
            for row in 0..piece.rows {
                if let Some(ad) = walk.find(piece.must(3, row)?) {
                    each(&Posted {
                        ad,
                        posted_at: posted_at(piece, row)?,
                        place: piece.text(2, row),
                    });
                }
            }
            Ok(())
        })
    }

    /// Calls `each` with every ad in a cluster, by ad id; the ids asked for must be ascending.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn for_each_clustered(
        &self,
        ids: &[AdId],
        mut each: impl FnMut(&Clustered<'_>),
    ) -> Result<()> {
        let mut walk = Walk::new(ids);
        let wants = [
            Want::Plain("ad_id"),
            Want::Coded("cluster_id"),
            Want::Coded("template_id"),
        ];
        for_each_piece(self.plain(&clusters::TABLE)?, &wants, None, |piece| {
            for row in 0..piece.rows {
                let ad_id = piece.must(0, row)?;
                each(&Clustered {
                    ad_id,
                    asked: walk.find(ad_id),
                    cluster_id: piece.must(1, row)?,
                    template_id: piece.text(2, row),
                });
            }
            Ok(())
        })
    }

    /// Some templates with their members, by cluster and template id.
    ///
    /// # Errors
    /// Where a table cannot be read.
    pub fn templates_of(&self, ids: &BTreeSet<TemplateId>) -> Result<Vec<Template>> {
        let mut members: BTreeMap<&str, Vec<AdId>> =
            ids.iter().map(|id| (id.as_str(), Vec::new())).collect();
        self.for_each_clustered(&[], |row| {
            let own = row.template_id.and_then(|id| members.get_mut(id));
            own.into_iter()
                .for_each(|own| own.push(AdId::new(row.ad_id)));
        })?;
        let mut found = Vec::new();
        for_chosen_rows(
            self.plain(&templates::TABLE)?,
            &[Want::Plain("template_id")],
            |piece| {
                let is_wanted = |row| Ok(members.contains_key(piece.must(0, row)?));
                (0..piece.rows).map(is_wanted).collect()
            },
            |row| {
                found.push(templates::read(row)?);
                Ok(())
            },
        )?;
        for template in &mut found {
            let own = members.get_mut(template.template_id.as_str());
            template.members = own.map(std::mem::take).unwrap_or_default();
        }
        Ok(found)
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
