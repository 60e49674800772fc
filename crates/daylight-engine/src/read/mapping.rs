//! What each column of a file holds: recognised, shown, and open to be overruled.

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write;

use encoding_rs::Encoding;
use serde::Deserialize;
use serde::Serialize;

use crate::read::times;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The ad's id.
    Id,
    /// A text called `title` whatever the column is called.
    Title,
    /// A text called `body` whatever the column is called.
    Body,
    /// A text called as the column.
    Text,
    /// When the ad was posted.
    PostedAt,
    /// Where; several such columns are joined with a comma.
    Place,
    /// The site or service it was posted on.
    Site,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Telephone numbers.
    Phone,
    /// E-mail addresses.
    Email,
    /// Handles on a service.
    Handle,
    /// Web addresses.
    Url,
    /// Names of people or employers.
    Name,
    /// Prices or wages.
    Price,
    /// Fingerprints of pictures.
    Image,
    /// Nothing Daylight reads.
    Ignore,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 17] = [
        Self::Id,
        Self::Title,
        Self::Body,
        Self::Text,
        Self::PostedAt,
        Self::Place,
        Self::Site,
        Self::Latitude,
        Self::Longitude,
        Self::Phone,
        Self::Email,
        Self::Handle,
        Self::Url,
        Self::Name,
        Self::Price,
        Self::Image,
        Self::Ignore,
    ];

    /// The role's name in a mapping file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Body => "body",
            Self::Text => "text",
            Self::PostedAt => "posted_at",
            Self::Place => "place",
            Self::Site => "site",
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Handle => "handle",
            Self::Url => "url",
            Self::Name => "name",
            Self::Price => "price",
            Self::Image => "image",
            Self::Ignore => "ignore",
        }
    }

    /// True for a text of the ad.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Title | Self::Body | Self::Text)
    }

    /// True where an ad has at most one value of it.
    #[must_use]
    pub fn is_single(self) -> bool {
        matches!(
            self,
            Self::Id
                | Self::Title
                | Self::Body
                | Self::PostedAt
                | Self::Site
                | Self::Latitude
                | Self::Longitude
        )
    }

    /// True for values that may arrive already hashed.
    #[must_use]
    pub fn may_be_hashed(self) -> bool {
        matches!(
            self,
            Self::Phone | Self::Email | Self::Handle | Self::Url | Self::Name | Self::Image
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in the file; `column_3` where it has none.
    pub name: String,
    /// What it holds.
    #[serde(rename = "as")]
    pub role: Role,
    /// True where its values arrive already hashed.
    #[serde(default)]
    pub hashed: bool,
    /// Why it was taken so; empty in a mapping read from a file.
    #[serde(skip)]
    pub why: String,
}

/// How a file is read. Columns it does not name are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The encoding by a name browsers know; detected where absent.
    pub encoding: Option<String>,
    /// What stands between cells, one ASCII character; detected where absent.
    pub delimiter: Option<char>,
    /// Whether `"` encloses cells; detected where absent.
    pub quotes: Option<bool>,
    /// Whether the first row names the columns; detected where absent.
    pub header: Option<bool>,
    /// The sheet of a spreadsheet; the first with a row where absent.
    pub sheet: Option<String>,
    /// The IANA name of the zone of times that name none; UTC, marked as assumed, where absent.
    pub zone: Option<String>,
    /// Whether `3/4/2024` is the third of April; without it such a date is unknown.
    pub day_first: Option<bool>,
    /// The site of every ad whose file does not name one.
    pub site: Option<String>,
    /// The columns; texts keep this order.
    #[serde(default, rename = "column")]
    pub columns: Vec<Column>,
    /// What the file was found to be, in words; empty in a mapping read from a file.
    #[serde(skip)]
    pub detected: String,
}

/// Why a mapping cannot be used, in words for the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reading the mapping: {0}")]
pub struct MappingError(String);

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    ///
    /// Where it is no TOML, has a key that is none, or contradicts itself.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text)
            .map_err(|error| MappingError(error.to_string().trim_end().to_owned()))?;
        mapping.check().map_err(MappingError)?;
        Ok(mapping)
    }

    /// Writes the mapping as a file to edit, with a comment saying why each column was taken so.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::from(HEAD);
        if !self.detected.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "# Found: {}.\n", self.detected);
        }
        let settings = [
            setting(
                "encoding",
                self.encoding.as_deref().map(quoted),
                "\"utf-8\"",
            ),
            setting(
                "delimiter",
                self.delimiter.map(|c| quoted(&c.to_string())),
                "\",\"",
            ),
            setting("quotes", self.quotes.map(|yes| yes.to_string()), "true"),
            setting("header", self.header.map(|yes| yes.to_string()), "true"),
            setting("sheet", self.sheet.as_deref().map(quoted), "\"Sheet1\""),
            setting(
                "zone",
                self.zone.as_deref().map(quoted),
                "\"Europe/Amsterdam\"",
            ),
            setting(
                "day_first",
                self.day_first.map(|yes| yes.to_string()),
                "true",
            ),
            setting("site", self.site.as_deref().map(quoted), "\"site.example\""),
        ];
        text.extend(settings);
        for column in &self.columns {
            text.push('\n');
            for line in column.why.lines() {
                let _ = writeln!(text, "# {}", line.replace(char::is_control, " "));
            }
            let _ = writeln!(text, "[[column]]\nname = {}", quoted(&column.name));
            let _ = writeln!(text, "as = \"{}\"", column.role);
            if column.hashed {
                text.push_str("hashed = true\n");
            }
        }
        text
    }

    /// Says what makes the mapping unusable.
    pub(crate) fn check(&self) -> Result<(), String> {
        if let Some(label) = &self.encoding
            && Encoding::for_label_no_replacement(label.as_bytes()).is_none()
        {
            return Err(format!("no encoding is called `{label}`"));
        }
        if let Some(delimiter) = self.delimiter
            && (!delimiter.is_ascii() || matches!(delimiter, '"' | '\n' | '\r'))
        {
            return Err(
                "the delimiter must be one ASCII character, no quote and no line end".into(),
            );
        }
        if let Some(zone) = &self.zone
            && times::zone(zone).is_none()
        {
            return Err(format!("no time zone is called `{zone}`"));
        }
        let mut names = BTreeSet::new();
        let mut singles = BTreeSet::new();
        for column in &self.columns {
            if !names.insert(&column.name) {
                return Err(format!("column `{}` is named twice", column.name));
            }
            if column.role.is_single() && !singles.insert(column.role) {
                return Err(format!("two columns are marked `{}`", column.role));
            }
            if column.hashed && !column.role.may_be_hashed() {
                return Err(format!("column `{}` cannot be hashed", column.name));
            }
        }
        Ok(())
    }
}

const HEAD: &str = "\
# How Daylight reads this file. Edit it, and pass it with --mapping.
#
# `as` is one of: id, title, body, text, posted_at, place, site, latitude, longitude, phone, email,
# handle, url, name, price, image, ignore. Add `hashed = true` where values arrive already hashed.
# Texts keep the order of this file. Columns left out are ignored.
# A setting behind a `#` is detected, or has its default: times without a zone are taken as UTC.

";

fn setting(key: &str, value: Option<String>, example: &str) -> String {
    match value {
        Some(value) => format!("{key} = {value}\n"),
        None => format!("# {key} = {example}\n"),
    }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
