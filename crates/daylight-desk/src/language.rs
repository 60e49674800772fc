//! The languages that pages speak: English in the sources, the others from catalogues beside them.
//!
//! A sentence is found by its English, as in GNU gettext, and a catalogue is a PO file, which
//! translators' tools read: `msgid` the English, `msgstr` the translation, `msgid_plural` and
//! `msgstr[n]` where a count stands in it. `{0}`, `{1}` stand for what is filled in. What has no
//! translation is shown in English. Texts of ads and what people write are never translated.

use std::collections::HashMap;
use std::sync::OnceLock;

use maud::Markup;
use maud::Render;
use maud::html;

use crate::report::text::decimal;
use crate::report::text::grouped;
use crate::report::text::percent;

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// As the sources have it.
    #[default]
    English,
    /// Nederlands.
    Dutch,
    /// Español.
    Spanish,
}

/// There is no language of that code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no language of a report; en, nl and es are")]
pub struct UnknownLanguage(String);

impl std::str::FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::of_code(code).ok_or_else(|| UnknownLanguage(code.to_owned()))
    }
}

/// The translations of one language by their English.
type Catalogue = HashMap<String, Message>;

/// A translation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Message {
    one: String,
    /// For any count but one; empty where no count stands in it.
    many: String,
}

impl Language {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::English, Self::Dutch, Self::Spanish];

    /// The code of BCP 47.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Dutch => "nl",
            Self::Spanish => "es",
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Dutch => "Nederlands",
            Self::Spanish => "Español",
        }
    }

    /// The language of a code.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.code() == code)
    }

    /// The first language that a browser asks for and that there is (RFC 9110, Accept-Language):
    /// browsers list them by preference, so their weights need not be read, but for one that is
    /// refused by the weight 0.
    pub(crate) fn preferred(accepted: &str) -> Self {
        let mut ranges = accepted.split(',').filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
            let is_refused = weight.parse() == Ok(0.0_f32);
            let first = tag.trim().split('-').next()?;
            Self::of_code(&first.to_ascii_lowercase()).filter(|_| !is_refused)
        });
        ranges.next().unwrap_or_default()
    }

    /// A text of the pages.
    pub(crate) fn say(self, english: &'static str) -> &'static str {
        self.told(english)
    }

    /// A text that comes from elsewhere: the name of a status, say. In English where it is not known.
    pub(crate) fn told(self, english: &str) -> &str {
        match self.message(english) {
            Some(message) => &message.one,
            None => english,
        }
    }

    /// A text with what is filled in.
    pub(crate) fn fill(self, english: &'static str, holes: &[&dyn Render]) -> Markup {
        let pieces = pieces(self.say(english));
        html! {
            @for piece in pieces {
                @match piece {
                    Piece::Text(text) => (text),
                    Piece::Hole(at) => @if let Some(hole) = holes.get(at) { (hole) },
                }
            }
        }
    }

    /// The same as plain text, for a title.
    pub(crate) fn line(self, english: &'static str, holes: &[&str]) -> String {
        filled(self.say(english), holes)
    }

    /// A kind of fact or evidence, by its name in the tables: `short_code`.
    pub(crate) fn kind(self, name: &str) -> String {
        self.told(&name.replace('_', " ")).to_owned()
    }

    /// A count with its noun: `1 ad`, `12 ads`.
    pub(crate) fn counted(self, count: u64, noun: &'static str) -> String {
        let figure = grouped(count);
        let known = self.message(&format!("1 {noun}"));
        match known {
            Some(message) if count == 1 => message.one.clone(),
            Some(message) => message.many.replace("{0}", &figure),
            None if count == 1 => format!("1 {noun}"),
            None => plural(&figure, noun),
        }
    }

    /// How many more there are than are shown: `and 3 more ads` for `more ad`.
    pub(crate) fn and_more(self, count: u64, noun: &'static str) -> Markup {
        self.fill("and {0}", &[&self.counted(count, noun)])
    }

    /// A figure with one decimal.
    pub(crate) fn decimal(self, value: f64) -> String {
        self.decimals(decimal(value))
    }

    /// A share from 0 to 1 as a percentage.
    pub(crate) fn percent(self, share: f64) -> String {
        self.decimals(percent(share))
    }

    /// A figure with its decimals as the language writes them.
    pub(crate) fn decimals(self, figure: String) -> String {
        match self {
            Self::English => figure,
            Self::Dutch | Self::Spanish => figure.replace('.', ","),
        }
    }

    /// A sentence that a run keeps in English. Its figures and ids are what is filled in; a figure
    /// and its `%` stay on one line.
    pub(crate) fn retold(self, english: &str) -> String {
        self.retold_as_written(english).replace(" %", "\u{a0}%")
    }

    fn retold_as_written(self, english: &str) -> String {
        let (pattern, figures) = figures(english);
        let Some(message) = self.message(&pattern) else {
            return english.to_owned();
        };
        let figures: Vec<String> = figures.iter().map(|it| self.figure(it)).collect();
        let figures: Vec<&str> = figures.iter().map(String::as_str).collect();
        filled(&message.one, &figures)
    }

    /// The same of a line that has several of them, after a colon or between commas.
    pub(crate) fn retold_by_parts(self, english: &str) -> String {
        let is_known = self.message(&figures(english).0).is_some();
        let part = |mark| english.split_once(mark).filter(|_| !is_known);
        for mark in [": ", ", "] {
            if let Some((before, after)) = part(mark) {
                let [before, after] = [before, after].map(|it| self.retold_by_parts(it));
                return format!("{before}{mark}{after}");
            }
        }
        self.retold(english)
    }

    /// A figure as English writes it, `1,234.5`; an id or the name of a file stays as it is.
    fn figure(self, english: &str) -> String {
        let mut characters = english.chars();
        if characters.all(|it| it.is_ascii_digit() || ",.".contains(it)) {
            self.decimals(english.replace(',', "\u{a0}"))
        } else {
            english.to_owned()
        }
    }

    fn message(self, english: &str) -> Option<&'static Message> {
        self.catalogue()?.get(english)
    }

    fn catalogue(self) -> Option<&'static Catalogue> {
        static DUTCH: OnceLock<Catalogue> = OnceLock::new();
        static SPANISH: OnceLock<Catalogue> = OnceLock::new();
        match self {
            Self::English => None,
            Self::Dutch => Some(DUTCH.get_or_init(|| parse(include_str!("language/nl.po")))),
            Self::Spanish => Some(SPANISH.get_or_init(|| parse(include_str!("language/es.po")))),
        }
    }
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    /// A place where something is filled in, by its number.
    Hole(usize),
}

/// A text cut at its holes; braces that hold no number are text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, at, after)) = first_hole(rest) {
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Hole(at));
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// A text with what is filled in.
fn filled(text: &str, holes: &[&str]) -> String {
    let pieces = pieces(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => text,
        Piece::Hole(at) => holes.get(at).copied().unwrap_or_default(),
    });
    pieces.collect()
}

/// What stands before the first hole, its number, and what follows it.
fn first_hole(text: &str) -> Option<(&str, usize, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let (before, rest) = text.split_at_checked(at)?;
        let (number, after) = rest.strip_prefix('{')?.split_once('}')?;
        Some((before, number.parse().ok()?, after))
    })
}

/// A sentence with a hole in place of each word that has a digit, and these words.
fn figures(sentence: &str) -> (String, Vec<&str>) {
    let mut pattern = String::with_capacity(sentence.len());
    let mut figures = Vec::new();
    for word in sentence.split_inclusive(' ') {
        let bare = word.trim_matches(|it: char| !it.is_alphanumeric() && it != '%');
        let is_figure = bare.contains(|it: char| it.is_ascii_digit());
        match word.split_once(bare).filter(|_| is_figure) {
            Some((before, after)) => {
                pattern.push_str(before);
                pattern.push('{');
                pattern.push_str(&figures.len().to_string());
                pattern.push('}');
                pattern.push_str(after);
                figures.push(bare);
            }
            None => pattern.push_str(word),
        }
    }
    (pattern, figures)
}

/// A count with its English noun in the plural.
fn plural(figure: &str, noun: &str) -> String {
    let ending = if noun.ends_with("ch") { "es" } else { "s" };
    format!("{figure} {noun}{ending}")
}

/// Reads a PO file: each entry `msgid`, then `msgid_plural` where a count stands in it, then its
/// translation; a text on one line, in quotes. What is not translated is left out.
fn parse(po: &str) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let mut english = String::new();
    for line in po.lines() {
        let Some((keyword, text)) = line.split_once(' ') else {
            continue;
        };
        let text = unquoted(text);
        match keyword {
            "msgid" => english = text,
            "msgstr" | "msgstr[0]" if !text.is_empty() => {
                catalogue.entry(english.clone()).or_default().one = text;
            }
            "msgstr[1]" => catalogue.entry(english.clone()).or_default().many = text,
            _ => {}
        }
    }
    // The entry of the empty text is the head of the file.
    catalogue.remove("");
    catalogue
}

fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    inner
        .unwrap_or_default()
        .replace("\\\"", "\"")
        .replace("\\\\", "\\")
}

#[cfg(test)]
mod tests;
