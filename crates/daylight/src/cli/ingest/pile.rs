//! Rows gathered by id, so that what is kept does not depend on the order they came in.

use std::collections::BTreeMap;
use std::mem;

use daylight_engine::read::content_hash;
use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::Reject;
use daylight_model::SourceRow;

/// Why a row is not kept whose id stands for another ad. It names no other row, because which of
/// them came first says nothing.
const ID_USED: &str =
    "its id is used by an ad of other content, which was kept: an id names one ad";

/// Rows read and not yet settled.
#[derive(Debug, Default)]
pub(super) struct Pile {
    entries: BTreeMap<AdId, Entry>,
    rejects: Vec<Reject>,
}

/// The rows of one id.
#[derive(Debug)]
struct Entry {
    /// The ad of the smallest content hash.
    ad: Ad,
    hash: u128,
    /// The other rows, each with the hash of its content.
    others: Vec<(u128, SourceRow)>,
}

/// What becomes of the rows.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// New ads, by id, each with the hash of its content.
    pub(super) ads: Vec<(Ad, u128)>,
    /// Rows whose ad was there already.
    pub(super) seen_again: u64,
    /// Rows that are not kept.
    pub(super) rejects: Vec<Reject>,
}

impl Pile {
    /// Adds a row that is an ad.
    pub(super) fn add(&mut self, ad: Ad) {
        let hash = content_hash(&ad);
        let Some(entry) = self.entries.get_mut(&ad.id) else {
            let others = Vec::new();
            self.entries
                .insert(ad.id.clone(), Entry { ad, hash, others });
            return;
        };
        let other = if hash < entry.hash {
            let old = mem::replace(&mut entry.ad, ad);
            (mem::replace(&mut entry.hash, hash), old.source)
        } else {
            (hash, ad.source)
        };
        entry.others.push(other);
    }

    /// Adds a row that could not be read.
    pub(super) fn reject(&mut self, reject: Reject) {
        self.rejects.push(reject);
    }

    /// Settles every row. Of several contents under one id the one already known is kept, else
    /// the one with the smallest hash; the same content again is counted.
    pub(super) fn settle(self, known: &BTreeMap<AdId, u128>) -> Settled {
        let mut settled = Settled {
            rejects: self.rejects,
            ..Settled::default()
        };
        for (id, entry) in self.entries {
            let kept = known.get(&id).copied().unwrap_or(entry.hash);
            for (hash, source) in entry.others {
                settled.again(hash == kept, source);
            }
            if known.contains_key(&id) {
                settled.again(entry.hash == kept, entry.ad.source);
            } else {
                settled.ads.push((entry.ad, entry.hash));
            }
        }
        settled.rejects.sort();
        settled
    }
}

impl Settled {
    fn again(&mut self, is_same: bool, source: SourceRow) {
        if is_same {
            self.seen_again += 1;
        } else {
            self.rejects.push(Reject {
                source,
                reason: ID_USED.to_owned(),
            });
        }
    }
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

    fn settle(rows: &[(u64, u8, u8)], known: &BTreeMap<AdId, u128>) -> Settled {
        let mut pile = Pile::default();
        for (row, id, text) in rows {
            pile.add(ad(*row, *id, *text));
        }
        pile.settle(known)
    }

    /// What must not depend on order: ids with contents, the count, and what is said of rejects.
    fn sum(settled: &Settled) -> (Vec<(AdId, u128)>, u64, Vec<String>) {
        let ads = settled.ads.iter().map(|(ad, hash)| (ad.id.clone(), *hash));
        let reasons = settled.rejects.iter().map(|reject| reject.reason.clone());
        (ads.collect(), settled.seen_again, reasons.collect())
    }

    #[test]
    fn what_is_known_wins_over_a_smaller_hash() {
        let (a, b) = (content_hash(&ad(0, 1, 1)), content_hash(&ad(0, 1, 2)));
        for known in [a, b] {
            let settled = settle(
                &[(1, 1, 1), (2, 1, 2), (3, 1, 1)],
                &[(AdId::new("1"), known)].into(),
            );
            assert!(settled.ads.is_empty());
            let (same, others) = if known == a { (2, 1) } else { (1, 2) };
            assert_eq!((settled.seen_again, settled.rejects.len()), (same, others));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn no_row_is_lost_and_order_changes_nothing(
            (rows, shuffled) in vec((0_u64..99, 0_u8..4, 0_u8..3), 0..24)
                .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
        ) {
            let known = BTreeMap::from([(AdId::new("0"), content_hash(&ad(0, 0, 1)))]);
            let one = settle(&rows, &known);
            let other = settle(&shuffled, &known);
            let accounted = one.ads.len() as u64 + one.seen_again + one.rejects.len() as u64;
            prop_assert_eq!(accounted, rows.len() as u64);
            prop_assert_eq!(sum(&one), sum(&other));
        }
    }
}
