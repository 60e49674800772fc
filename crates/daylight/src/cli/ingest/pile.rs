//! Rows gathered by id, so that what is kept does not depend on the order they came in. Of each
//! row only what settling needs is held, never its texts.

use std::sync::Arc;

use anyhow::Context;
use daylight_engine::read::content_hash;
use daylight_model::Ad;
use daylight_model::Reject;
use daylight_model::SourceRow;
use daylight_store::Contents;

/// Why a row is not kept whose id stands for another ad. It names no other row, because which of
/// them came first says nothing.
const ID_USED: &str =
    "its id is used by an ad of other content, which was kept: an id names one ad";

/// What an ad takes in memory besides its texts, in bytes, at most.
const AD_BYTES: usize = 512;

/// Rows read and not yet settled.
#[derive(Debug, Default)]
pub(super) struct Pile {
    ads: Ads,
    rejects: Vec<Reject>,
}

/// The rows that are ads, numbered as they came.
#[derive(Debug, Default)]
pub(super) struct Ads {
    contents: Contents,
    /// Where each stood, counted over all files.
    places: Vec<u32>,
    /// What each takes in memory, rounded up.
    kibibytes: Vec<u16>,
    /// The files in order, each with the place before its first row.
    files: Vec<(Arc<str>, u32)>,
}

/// What becomes of the rows.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// All rows that are ads.
    pub(super) ads: Ads,
    /// The numbers of those that are kept, by id.
    pub(super) kept: Vec<u32>,
    /// The numbers of those whose ad was there already, by id.
    pub(super) seen_again: Vec<u32>,
    /// Rows that are not kept.
    pub(super) rejects: Vec<Reject>,
}

impl Pile {
    /// Begins a file, behind `rows_before` rows of the files before it.
    pub(super) fn begin(&mut self, file: &str, rows_before: u64) -> anyhow::Result<()> {
        let place = place(rows_before, 0)?;
        self.ads.files.push((Arc::from(file), place));
        Ok(())
    }

    /// Adds a row of the file begun last that is an ad.
    pub(super) fn add(&mut self, ad: &Ad) -> anyhow::Result<()> {
        let before = self.ads.files.last().map_or(0, |(_, before)| *before);
        self.ads.places.push(place(before.into(), ad.source.row)?);
        self.ads.contents.push(ad.id.as_str(), content_hash(ad));
        self.ads.kibibytes.push(kibibytes(ad));
        Ok(())
    }

    /// Adds a row that could not be read.
    pub(super) fn reject(&mut self, reject: Reject) {
        self.rejects.push(reject);
    }

    /// Settles every row. Of several contents under one id the one already known is kept, else
    /// the one with the smallest hash; the same content again is counted. `known` is by id.
    pub(super) fn settle(self, known: &Contents) -> Settled {
        let mut settled = Settled {
            rejects: self.rejects,
            ..Settled::default()
        };
        let ads = self.ads;
        let mut known = known.iter().peekable();
        for same in ads
            .contents
            .by_id()
            .chunk_by(|a, b| ads.id(*a) == ads.id(*b))
        {
            let Some(&smallest) = same.iter().min_by_key(|ad| ads.hash(**ad)) else {
                continue;
            };
            let id = ads.id(smallest);
            while known.next_if(|(other, _)| *other < id).is_some() {}
            let before = known.next_if(|(other, _)| *other == id);
            let hash = before.map_or_else(|| ads.hash(smallest), |(_, hash)| hash);
            let is_new = before.is_none();
            settled.kept.extend(is_new.then_some(smallest));
            let others = same.iter().filter(|ad| !(is_new && **ad == smallest));
            let (again, refused): (Vec<&u32>, Vec<&u32>) =
                others.partition(|ad| ads.hash(**ad) == hash);
            settled.seen_again.extend(again);
            let refused = refused.into_iter().map(|ad| ads.id_used(*ad));
            settled.rejects.extend(refused);
        }
        settled.rejects.sort();
        settled.ads = ads;
        settled
    }
}

impl Ads {
    /// The id of an ad.
    pub(super) fn id(&self, ad: u32) -> &str {
        self.contents.id(ad)
    }

    /// The hash of an ad's content.
    pub(super) fn hash(&self, ad: u32) -> u128 {
        self.contents.hash(ad)
    }

    /// Where an ad stood, counted over all files.
    pub(super) fn place(&self, ad: u32) -> u32 {
        self.places.get(ad as usize).copied().unwrap_or(0)
    }

    /// What an ad takes in memory.
    pub(super) fn kibibytes(&self, ad: u32) -> u16 {
        self.kibibytes.get(ad as usize).copied().unwrap_or(0)
    }

    /// The place before the first row of a file.
    pub(super) fn place_before(&self, file: usize) -> u32 {
        self.files.get(file).map_or(u32::MAX, |(_, before)| *before)
    }

    fn id_used(&self, ad: u32) -> Reject {
        Reject {
            source: self.source(ad),
            reason: ID_USED.to_owned(),
        }
    }

    /// The file and row of an ad.
    pub(super) fn source(&self, ad: u32) -> SourceRow {
        let place = self.place(ad);
        let later = self.files.partition_point(|(_, before)| *before < place);
        let file = later.checked_sub(1).and_then(|file| self.files.get(file));
        SourceRow {
            file: file.map_or_else(|| Arc::from(""), |(name, _)| Arc::clone(name)),
            row: u64::from(place - file.map_or(0, |(_, before)| *before)),
        }
    }
}

/// A row counted over all files.
fn place(before: u64, row: u64) -> anyhow::Result<u32> {
    before
        .checked_add(row)
        .and_then(|place| u32::try_from(place).ok())
        .context(
            "importing more than 4,294,967,295 rows at once\nhint: import the files one by one",
        )
}

fn kibibytes(ad: &Ad) -> u16 {
    let fields = ad.fields.iter().map(|field| field.text.reveal().len());
    let columns = ad.columns.iter().map(|column| column.value.reveal().len());
    let bytes: usize = fields.chain(columns).sum();
    u16::try_from((bytes + AD_BYTES).div_ceil(1 << 10)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use daylight_engine::read::content_hash;
    use daylight_model::Ad;
    use daylight_model::AdId;
    use daylight_model::Field;
    use daylight_model::FieldName;
    use daylight_model::Private;
    use daylight_model::SourceRow;
    use daylight_store::Contents;
    use proptest::collection::vec;
    use proptest::prelude::Just;
    use proptest::prelude::ProptestConfig;
    use proptest::prelude::Strategy;
    use proptest::prop_assert_eq;
    use proptest::proptest;

    use crate::cli::ingest::pile::Pile;
    use crate::cli::ingest::pile::Settled;

    fn ad(row: u64, id: u8, text: u8) -> Ad {
        Ad {
            id: AdId::new(&id.to_string()),
            source: SourceRow {
                file: Arc::from("a.csv"),
                row,
            },
            fields: vec![Field {
                name: FieldName::new("body"),
                text: Private::new(text.to_string()),
            }],
            columns: Vec::new(),
            posted_at: None,
            place: None,
            site: None,
            coordinates: None,
        }
    }

    fn settle(rows: &[(u64, u8, u8)], known: &BTreeMap<&str, u128>) -> Settled {
        let mut pile = Pile::default();
        pile.begin("a.csv", 0).unwrap();
        for (row, id, text) in rows {
            pile.add(&ad(*row, *id, *text)).unwrap();
        }
        let mut contents = Contents::default();
        for (id, hash) in known {
            contents.push(id, *hash);
        }
        pile.settle(&contents)
    }

    /// What must not depend on order: ids with contents, the count, and what is said of rejects.
    fn sum(settled: &Settled) -> (Vec<(&str, u128)>, Vec<&str>, Vec<String>) {
        let ads = &settled.ads;
        let kept = settled.kept.iter().map(|ad| (ads.id(*ad), ads.hash(*ad)));
        let reasons = settled.rejects.iter().map(|reject| reject.reason.clone());
        let again = settled.seen_again.iter().map(|ad| ads.id(*ad));
        (kept.collect(), again.collect(), reasons.collect())
    }

    #[test]
    fn what_is_known_wins_over_a_smaller_hash() {
        let (a, b) = (content_hash(&ad(0, 1, 1)), content_hash(&ad(0, 1, 2)));
        for known in [a, b] {
            let settled = settle(&[(1, 1, 1), (2, 1, 2), (3, 1, 1)], &[("1", known)].into());
            assert!(settled.kept.is_empty());
            let (same, others) = if known == a { (2, 1) } else { (1, 2) };
            assert_eq!(
                (settled.seen_again.len(), settled.rejects.len()),
                (same, others)
            );
        }
    }

    #[test]
    fn a_reject_names_its_file_and_row() {
        let mut pile = Pile::default();
        pile.begin("a.csv", 0).unwrap();
        pile.add(&ad(3, 1, 1)).unwrap();
        pile.begin("b.csv", 5).unwrap();
        pile.add(&ad(1, 1, 2)).unwrap();
        let settled = pile.settle(&Contents::default());
        let source = &settled.rejects[0].source;
        let is_first = settled.ads.place(settled.kept[0]) == 3;
        let expected = if is_first { ("b.csv", 1) } else { ("a.csv", 3) };
        assert_eq!((&*source.file, source.row), expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn no_row_is_lost_and_order_changes_nothing(
            (rows, shuffled) in vec((0_u64..99, 0_u8..4, 0_u8..3), 0..24)
                .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
        ) {
            let known = BTreeMap::from([("0", content_hash(&ad(0, 0, 1)))]);
            let one = settle(&rows, &known);
            let other = settle(&shuffled, &known);
            let accounted = one.kept.len() + one.seen_again.len() + one.rejects.len();
            prop_assert_eq!(accounted, rows.len());
            prop_assert_eq!(sum(&one), sum(&other));
        }
    }
}
