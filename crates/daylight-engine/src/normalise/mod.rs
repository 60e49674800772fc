//! Stage 2: one comparable form of a text, with a map back to the original bytes.

use std::ops::Range;

use daylight_model::Disguises;
use daylight_model::Span;

/// A text in its comparable form.
///
/// INVARIANT (traceable): every character of the form maps to a span of the original.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normalised {
    text: String,
    /// One per character of `text`, in order.
    origins: Vec<Origin>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Origin {
    /// First byte of the character in `text`.
    at: u32,
    span: Span,
    disguises: Disguises,
}

impl Normalised {
    /// The comparable form: lower-case, decoded, one space between runs of white space.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The smallest span of the original behind a byte range of [`Self::text`]; an empty or
    /// outside range gives an empty span.
    #[must_use]
    pub fn original_span(&self, range: Range<usize>) -> Span {
        self.within(&range)
            .map(|origin| origin.span)
            .reduce(Span::join)
            .unwrap_or(Span::new(0, 0))
    }

    /// How the characters of a byte range of [`Self::text`] were disguised.
    #[must_use]
    pub fn disguises_in(&self, range: Range<usize>) -> Disguises {
        self.within(&range)
            .fold(Disguises::NONE, |met, origin| met.union(origin.disguises))
    }

    fn within(&self, range: &Range<usize>) -> impl Iterator<Item = &Origin> {
        let from = self
            .origins
            .partition_point(|origin| (origin.at as usize) < range.start);
        let end = range.end;
        self.origins
            .iter()
            .skip(from)
            .take_while(move |origin| (origin.at as usize) < end)
    }
}

/// Brings a text into its comparable form.
#[must_use]
pub fn normalise(original: &str) -> Normalised {
    // PLACEHOLDER until the stage is written.
    let mut normalised = Normalised::default();
    for (at, character) in original.char_indices() {
        let span = Span::new(
            u32::try_from(at).unwrap_or(u32::MAX),
            u32::try_from(at + character.len_utf8()).unwrap_or(u32::MAX),
        );
        for lower in character.to_lowercase() {
            normalised.origins.push(Origin {
                at: u32::try_from(normalised.text.len()).unwrap_or(u32::MAX),
                span,
                disguises: Disguises::NONE,
            });
            normalised.text.push(lower);
        }
    }
    normalised
}

/// The words of a text, as byte ranges: maximal runs of letters, marks, digits or underscore.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, c)| !is_word(*c)).is_some() {}
        let start = rest.peek().map(|(at, _)| *at)?;
        let mut end = start;
        while let Some((at, c)) = rest.next_if(|(_, c)| is_word(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// True for a character that words are made of: a letter, a mark, a digit, or underscore.
#[must_use]
pub fn is_word(c: char) -> bool {
    use unicode_general_category::GeneralCategory as G;
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(
        unicode_general_category::get_general_category(c),
        G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter
            | G::NonspacingMark
            | G::SpacingMark
            | G::EnclosingMark
            | G::DecimalNumber
    )
}
