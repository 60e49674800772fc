//! From a row of cells to an ad, by the mapping.

use std::collections::BTreeMap;
use std::sync::Arc;

use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::ColumnValue;
use daylight_model::Coordinates;
use daylight_model::FactKind;
use daylight_model::Field;
use daylight_model::FieldName;
use daylight_model::Moment;
use daylight_model::Private;
use daylight_model::SourceRow;
use jiff::tz::TimeZone;
use xxhash_rust::xxh3::xxh3_64;

use crate::read::error::Fault;
use crate::read::limits::ID_BYTES_MAX;
use crate::read::look;
use crate::read::mapping::Mapping;
use crate::read::mapping::Role;
use crate::read::times;
use crate::read::times::Clock;
use crate::read::times::Reading;

/// One cell of a row and what it becomes.
struct Slot {
    at: usize,
    name: FieldName,
    role: Role,
    hashed: bool,
}

/// Makes ads of the rows of one file.
pub(crate) struct Builder {
    slots: Vec<Slot>,
    /// How many of them are texts.
    texts: usize,
    clock: Clock,
    site: Option<String>,
    /// The file's name without folders: ids stay when the file moves.
    base: String,
}

impl Builder {
    /// Fits a mapping to a file's columns.
    pub(crate) fn new(mapping: &Mapping, columns: &[String], file: &str) -> Result<Self, Fault> {
        mapping.check().map_err(Fault::Mapping)?;
        let index: BTreeMap<&str, usize> = columns.iter().map(String::as_str).zip(0..).collect();
        let mut slots = Vec::new();
        for column in &mapping.columns {
            if column.role == Role::Ignore {
                continue;
            }
            let Some(&at) = index.get(column.name.as_str()) else {
                return Err(Fault::Mapping(format!(
                    "the file has no column `{}`",
                    column.name
                )));
            };
            let name = if matches!(column.role, Role::Title | Role::Body) {
                column.role.as_str()
            } else {
                column.name.as_str()
            };
            slots.push(Slot {
                at,
                name: FieldName::new(name),
                role: column.role,
                hashed: column.hashed,
            });
        }
        let zone = mapping.zone.as_deref().and_then(times::zone);
        Ok(Self {
            texts: slots.iter().filter(|slot| slot.role.is_text()).count(),
            slots,
            clock: Clock {
                zone: zone.unwrap_or(TimeZone::UTC),
                day_first: mapping.day_first,
            },
            site: mapping.site.clone(),
            base: file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
        })
    }

    /// True where some column is a text.
    pub(crate) fn has_text(&self) -> bool {
        self.texts > 0
    }

    /// Makes the ad of one row, or says why there is none.
    pub(crate) fn ad(&self, file: &Arc<str>, row: u64, cells: &mut [String]) -> Result<Ad, String> {
        let mut ad = Ad {
            id: AdId::new(""),
            source: SourceRow {
                file: Arc::clone(file),
                row,
            },
            fields: Vec::with_capacity(self.texts),
            columns: Vec::new(),
            posted_at: None,
            place: None,
            site: self.site.clone(),
            coordinates: None,
        };
        let mut degrees = (None, None);
        for slot in &self.slots {
            let Some(cell) = cells.get_mut(slot.at) else {
                continue;
            };
            if slot.role == Role::Latitude {
                degrees.0 = number_within(cell, 90.0);
            } else if slot.role == Role::Longitude {
                degrees.1 = number_within(cell, 180.0);
            } else {
                self.fill(&mut ad, slot, std::mem::take(cell))?;
            }
        }
        if let (Some(latitude), Some(longitude)) = degrees {
            ad.coordinates = Some(Coordinates {
                latitude,
                longitude,
            });
        }
        if ad.id.as_str().is_empty() {
            ad.id = self.own_id(row);
        }
        if ad.fields.is_empty() && ad.columns.is_empty() {
            return Err("no text and no identifier in the row".to_owned());
        }
        Ok(ad)
    }

    fn own_id(&self, row: u64) -> AdId {
        let mut bytes = self.base.clone().into_bytes();
        bytes.push(0);
        bytes.extend_from_slice(&row.to_le_bytes());
        AdId::new(&format!("a-{:016x}", xxh3_64(&bytes)))
    }

    fn fill(&self, ad: &mut Ad, slot: &Slot, cell: String) -> Result<(), String> {
        let value = cell.trim();
        if value.is_empty() {
            return Ok(());
        }
        match slot.role {
            Role::Id if value.len() > ID_BYTES_MAX => {
                return Err(format!("the id is over {ID_BYTES_MAX} bytes"));
            }
            Role::Id => ad.id = AdId::new(value),
            Role::PostedAt => ad.posted_at = self.posted_at(value)?,
            Role::Site => ad.site = Some(value.to_owned()),
            Role::Place => match &mut ad.place {
                Some(place) => {
                    place.push_str(", ");
                    place.push_str(value);
                }
                None => ad.place = Some(value.to_owned()),
            },
            Role::Title | Role::Body | Role::Text => ad.fields.push(Field {
                name: slot.name.clone(),
                text: Private::new(cell),
            }),
            Role::Latitude | Role::Longitude | Role::Ignore => {}
            Role::Phone => push_column(ad, slot, FactKind::Phone, value),
            Role::Email => push_column(ad, slot, FactKind::Email, value),
            Role::Handle => push_column(ad, slot, FactKind::Handle, value),
            Role::Url => push_column(ad, slot, FactKind::Url, value),
            Role::Name => push_column(ad, slot, FactKind::Name, value),
            Role::Price => push_column(ad, slot, FactKind::Price, value),
            Role::Image => push_column(ad, slot, FactKind::Image, value),
        }
        Ok(())
    }

    /// A cell that says there is no date, or could be two, is unknown; one that is none is a
    /// reason to refuse the row, for a mapping said it is a date.
    fn posted_at(&self, value: &str) -> Result<Option<Moment>, String> {
        if look::is_empty(value) {
            return Ok(None);
        }
        match self.clock.read(value) {
            Reading::Known(moment) => Ok(Some(moment)),
            Reading::Ambiguous => Ok(None),
            Reading::Unreadable => Err("posted_at is not a date between 1970 and 2100".to_owned()),
        }
    }
}

/// Out of range is unknown, never zero.
fn number_within(cell: &str, limit: f64) -> Option<f64> {
    let number: f64 = cell.trim().parse().ok()?;
    (number.abs() <= limit).then_some(number)
}

/// A cell that says there is nothing adds nothing.
fn push_column(ad: &mut Ad, slot: &Slot, kind: FactKind, value: &str) {
    if !look::is_empty(value) {
        ad.columns.push(ColumnValue {
            name: slot.name.clone(),
            kind,
            value: Private::new(value),
            hashed: slot.hashed,
        });
    }
}
