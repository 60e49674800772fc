//! A value found in an ad, with the exact characters it came from.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::ids::FieldName;
use crate::private::Private;

/// What a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A telephone number in E.164, or its token where it arrived hashed.
    Phone,
    /// An e-mail address, lower-cased.
    Email,
    /// A handle on a named service: `telegram:name`; `handle:name` where no service is named.
    Handle,
    /// A URL without scheme, `www.`, or trailing slash, host lower-cased.
    Url,
    /// A name a person goes by in an ad, folded to one spelling; also an employer's name.
    Name,
    /// An amount and its currency: `150 EUR`; the currency is empty where none is named.
    Price,
    /// A place by its gazetteer name, else as written.
    Place,
    /// A day or time named in the text, ISO 8601.
    Time,
    /// The fingerprint of a whole picture.
    Image,
    /// A short code of 3 to 6 digits that one texts or calls inside one country.
    ShortCode,
}

impl FactKind {
    /// Every kind, in the order tables use.
    pub const ALL: [Self; 10] = [
        Self::Phone,
        Self::Email,
        Self::Handle,
        Self::Url,
        Self::Name,
        Self::Price,
        Self::Place,
        Self::Time,
        Self::Image,
        Self::ShortCode,
    ];

    /// True for the kinds that can tie ads to one operator.
    #[must_use]
    pub fn is_identifier(self) -> bool {
        matches!(
            self,
            Self::Phone | Self::Email | Self::Handle | Self::Url | Self::Image
        )
    }

    /// True for the kinds by which somebody can be reached.
    #[must_use]
    pub fn is_contact(self) -> bool {
        matches!(self, Self::Phone | Self::Email | Self::Handle)
    }

    /// True for the kinds shown as a token unless a reveal was allowed.
    #[must_use]
    pub fn is_private(self) -> bool {
        self.is_identifier() || self == Self::Name
    }

    /// The kind's name in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Handle => "handle",
            Self::Url => "url",
            Self::Name => "name",
            Self::Price => "price",
            Self::Place => "place",
            Self::Time => "time",
            Self::Image => "image",
            Self::ShortCode => "short_code",
        }
    }
}

impl fmt::Display for FactKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FactKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

/// A word that names no kind of fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind(String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no kind of fact is called `{}`", self.0)
    }
}

impl std::error::Error for UnknownKind {}

/// A half-open range of UTF-8 bytes in a decoded field, before normalisation.
///
/// INVARIANT (ordered): `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// A span from `start` to `end`; a reversed pair is put in order.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Self {
        Self {
            start: start.min(end),
            end: start.max(end),
        }
    }

    /// The first byte.
    #[must_use]
    pub fn start(self) -> u32 {
        self.start
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> u32 {
        self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Cuts the span from the field it belongs to; `None` where it does not fit.
    #[must_use]
    pub fn cut(self, field: &str) -> Option<&str> {
        let start = usize::try_from(self.start).ok()?;
        let end = usize::try_from(self.end).ok()?;
        field.get(start..end)
    }
}

/// How sure a rule is that the fact is what it says, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(f32);

impl Confidence {
    /// Certain: the value came as it is, from a column declared to hold it.
    pub const CERTAIN: Self = Self(1.0);

    /// A confidence, clamped to 0..=1; not-a-number becomes 0.
    #[must_use]
    pub fn new(value: f32) -> Self {
        Self(if value.is_nan() {
            0.0
        } else {
            value.clamp(0.0, 1.0)
        })
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

/// One way of hiding text from a plain reader. Decoding keeps which ones were met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Disguise {
    /// Unicode compatibility forms: full-width, mathematical alphabets.
    Compatibility = 0,
    /// Letters of another script that look alike.
    Confusable = 1,
    /// Emoji, enclosed or keycap letters and digits.
    Enclosed = 2,
    /// Letters spaced or punctuated apart.
    Spaced = 3,
    /// Digits and signs for letters, or letters for digits.
    Leet = 4,
    /// HTML entities in text that is not HTML.
    Entity = 5,
    /// Zero-width characters.
    ZeroWidth = 6,
    /// Bidirectional controls.
    Bidi = 7,
    /// Letters repeated past what the word has.
    Repeated = 8,
    /// Digits spelled as words.
    NumberWords = 9,
    /// Words for signs: "at", "dot".
    SignWords = 10,
    /// Signs or words set between the digits of a number where no format has them.
    Interleaved = 11,
    /// Combining marks piled on letters.
    Marks = 12,
    /// Digits of a script other than the text's own.
    ForeignDigits = 13,
}

impl Disguise {
    /// Every disguise, in order.
    pub const ALL: [Self; 14] = [
        Self::Compatibility,
        Self::Confusable,
        Self::Enclosed,
        Self::Spaced,
        Self::Leet,
        Self::Entity,
        Self::ZeroWidth,
        Self::Bidi,
        Self::Repeated,
        Self::NumberWords,
        Self::SignWords,
        Self::Interleaved,
        Self::Marks,
        Self::ForeignDigits,
    ];

    /// Its name in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compatibility => "compatibility",
            Self::Confusable => "confusable",
            Self::Enclosed => "enclosed",
            Self::Spaced => "spaced",
            Self::Leet => "leet",
            Self::Entity => "entity",
            Self::ZeroWidth => "zero_width",
            Self::Bidi => "bidi",
            Self::Repeated => "repeated",
            Self::NumberWords => "number_words",
            Self::SignWords => "sign_words",
            Self::Interleaved => "interleaved",
            Self::Marks => "marks",
            Self::ForeignDigits => "foreign_digits",
        }
    }
}

/// A set of disguises.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Disguises(u16);

impl Disguises {
    /// None met.
    pub const NONE: Self = Self(0);

    /// The set with one more in it.
    #[must_use]
    pub fn with(self, disguise: Disguise) -> Self {
        Self(self.0 | (1 << disguise as u8))
    }

    /// The union of two sets.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True where the disguise was met.
    #[must_use]
    pub fn has(self, disguise: Disguise) -> bool {
        self.0 & (1 << disguise as u8) != 0
    }

    /// True where none was met.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The disguises met, in order.
    pub fn iter(self) -> impl Iterator<Item = Disguise> {
        Disguise::ALL
            .into_iter()
            .filter(move |disguise| self.has(*disguise))
    }
}

/// A value found in an ad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The field or column it was found in.
    pub field: FieldName,
    /// What it is.
    pub kind: FactKind,
    /// Its canonical value: the likeliest reading.
    pub value: Private,
    /// Other plausible readings, likeliest first; a national phone number can be read in several
    /// countries, and ties on any reading it shares.
    pub readings: Vec<Private>,
    /// The characters it came from; `None` for a fact that came as a column.
    pub span: Option<Span>,
    /// The rule that found it: `kind/how`, for example `phone/international`.
    pub rule: Cow<'static, str>,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// How it was hidden.
    pub disguises: Disguises,
    /// True for a number in a range reserved for fiction.
    pub fictional: bool,
    /// True where the value arrived already hashed.
    pub hashed: bool,
}

#[cfg(test)]
mod tests {
    use crate::Disguise;
    use crate::Disguises;
    use crate::FactKind;
    use crate::Span;

    #[test]
    fn kinds_read_back_what_they_write() {
        for kind in FactKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("entity".parse::<FactKind>().is_err());
    }

    #[test]
    fn a_span_that_splits_a_letter_cuts_nothing() {
        assert_eq!(Span::new(0, 1).cut("é"), None);
        assert_eq!(Span::new(2, 0).cut("é"), Some("é"));
    }

    #[test]
    fn disguises_are_a_set() {
        let set = Disguises::NONE
            .with(Disguise::Leet)
            .with(Disguise::ForeignDigits);
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [Disguise::Leet, Disguise::ForeignDigits]
        );
    }
}
