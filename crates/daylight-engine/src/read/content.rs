//! One number for everything an ad says, by which an ad seen again is told from a changed one.

use daylight_model::Ad;
use daylight_model::Precision;
use xxhash_rust::xxh3::xxh3_128;

/// xxh3-128 over every text, column, time, place, site and coordinate of an ad; not over its id
/// or where it stood. Each part is written with its length or a mark before it, so no two
/// different ads are written alike.
#[must_use]
pub fn content_hash(ad: &Ad) -> u128 {
    let mut hash = Hash(Vec::with_capacity(HASHED_BYTES));
    hash.count(ad.fields.len());
    for field in &ad.fields {
        hash.text(field.name.as_str());
        hash.text(field.text.reveal());
    }
    hash.count(ad.columns.len());
    for column in &ad.columns {
        hash.text(column.name.as_str());
        hash.text(column.kind.as_str());
        hash.text(column.value.reveal());
        hash.count(usize::from(column.hashed));
    }
    if hash.present(ad.posted_at.as_ref())
        && let Some(moment) = ad.posted_at
    {
        hash.bytes(&moment.seconds.to_le_bytes());
        hash.count(match moment.precision {
            Precision::Second => 0,
            Precision::Minute => 1,
            Precision::Day => 2,
        });
        hash.count(usize::from(moment.zone_assumed));
    }
    for label in [&ad.place, &ad.site] {
        if hash.present(label.as_ref())
            && let Some(text) = label
        {
            hash.text(text);
        }
    }
    if hash.present(ad.coordinates.as_ref())
        && let Some(coordinates) = ad.coordinates
    {
        hash.bytes(&coordinates.latitude.to_bits().to_le_bytes());
        hash.bytes(&coordinates.longitude.to_bits().to_le_bytes());
    }
    xxh3_128(&hash.0)
}

/// Room for what most ads say.
const HASHED_BYTES: usize = 2_048;

/// What is hashed, end to end: many small pieces cost more than one.
struct Hash(Vec<u8>);

impl Hash {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn count(&mut self, count: usize) {
        self.bytes(&(count as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }

    fn present<T>(&mut self, part: Option<&T>) -> bool {
        self.count(usize::from(part.is_some()));
        part.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use daylight_model::Ad;
    use daylight_model::AdId;
    use daylight_model::Coordinates;
    use daylight_model::Field;
    use daylight_model::FieldName;
    use daylight_model::Moment;
    use daylight_model::Precision;
    use daylight_model::Private;
    use daylight_model::SourceRow;

    use crate::read::content_hash;

    fn ad(fields: &[(&str, &str)]) -> Ad {
        Ad {
            id: AdId::new("1"),
            source: SourceRow {
                file: Arc::from("a.csv"),
                row: 1,
            },
            fields: fields
                .iter()
                .map(|(name, text)| Field {
                    name: FieldName::new(name),
                    text: Private::new(*text),
                })
                .collect(),
            columns: Vec::new(),
            posted_at: None,
            place: None,
            site: None,
            coordinates: None,
        }
    }

    #[test]
    fn neither_id_nor_source_counts() {
        let mut other = ad(&[("text", "a")]);
        other.id = AdId::new("2");
        other.source.row = 9;
        assert_eq!(content_hash(&other), content_hash(&ad(&[("text", "a")])));
    }

    #[test]
    fn everything_else_counts_and_parts_cannot_run_together() {
        let plain = || ad(&[("text", "a")]);
        let ads = [
            plain(),
            ad(&[("texta", "")]),
            ad(&[("tex", "ta")]),
            ad(&[("text", "a"), ("text", "")]),
            ad(&[("text", ""), ("text", "a")]),
            Ad {
                place: Some("a".into()),
                ..plain()
            },
            Ad {
                site: Some("a".into()),
                ..plain()
            },
            Ad {
                posted_at: Some(Moment {
                    seconds: 0,
                    precision: Precision::Day,
                    zone_assumed: false,
                }),
                ..plain()
            },
            Ad {
                posted_at: Some(Moment {
                    seconds: 0,
                    precision: Precision::Day,
                    zone_assumed: true,
                }),
                ..plain()
            },
            Ad {
                coordinates: Some(Coordinates {
                    latitude: 0.0,
                    longitude: 0.0,
                }),
                ..plain()
            },
        ];
        let hashes: BTreeSet<u128> = ads.iter().map(content_hash).collect();
        assert_eq!(hashes.len(), ads.len());
    }
}
