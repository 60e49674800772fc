//! The truth file of a synthetic market, held compactly: millions of ads fit in memory.

use std::io::Read;

use serde::Deserialize;
use thiserror::Error;

use crate::evaluate::words::Words;

/// The kinds of operator that are organised networks.
const ORGANISED: [&str; 2] = ["organised", "labour"];

/// The truth of one ad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct TruthAd<'a> {
    /// Its id.
    pub ad_id: &'a str,
    /// Who posted it.
    pub operator: &'a str,
    /// What kind of operator that is.
    pub kind: &'a str,
    /// The text it was made from.
    pub template: &'a str,
    /// The phones in it, E.164, parted by `;`.
    pub phone: &'a str,
    /// How its phone and text were disguised, parted by `+`.
    pub disguise: &'a str,
    /// The names in it as written, parted by `;`.
    pub names: &'a str,
}

impl<'a> TruthAd<'a> {
    /// True where an organised network posted it.
    #[must_use]
    pub fn is_organised(&self) -> bool {
        is_organised(self.kind)
    }

    /// The phones in it.
    pub fn phones(&self) -> impl Iterator<Item = &'a str> {
        self.phone.split(';').filter(|phone| !phone.is_empty())
    }

    /// The names in it, as written.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.names.split(';').filter(|name| !name.is_empty())
    }
}

/// True for the kinds of operator that are organised networks.
pub(super) fn is_organised(kind: &str) -> bool {
    ORGANISED.contains(&kind)
}

/// A truth file that cannot be used.
#[derive(Debug, Error)]
pub enum TruthError {
    /// A row cannot be read.
    #[error(
        "reading the truth: {0}\nhint: its columns are ad_id, operator, kind, template, phone, disguise, names"
    )]
    Row(#[from] csv::Error),
    /// There is nothing in it.
    #[error("reading the truth: it has no rows")]
    Empty,
}

/// A row: what many ads share as the number of a word, the rest as a piece of one long text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Who posted it.
    pub(super) operator: u32,
    /// What kind of operator that is.
    pub(super) kind: u32,
    /// The text it was made from.
    pub(super) template: u32,
    /// How it was disguised.
    pub(super) disguise: u32,
    /// Where its id begins; its phones and then its names follow.
    start: usize,
    id_bytes: u32,
    phone_bytes: u32,
    names_bytes: u32,
}

/// The truth of a market, by ad.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    rows: Vec<Row>,
    words: Words,
    text: String,
}

impl Truth {
    /// Reads a truth file; of several rows for one ad the last holds.
    ///
    /// # Errors
    /// Where a row cannot be read, or there is none.
    pub fn read(file: impl Read) -> Result<Self, TruthError> {
        let mut reader = csv::Reader::from_reader(file);
        let headers = reader.headers()?.clone();
        let mut truth = Self::default();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            truth.add(&record.deserialize(Some(&headers))?);
        }
        truth.sort();
        if truth.is_empty() {
            return Err(TruthError::Empty);
        }
        Ok(truth)
    }

    fn add(&mut self, ad: &TruthAd<'_>) {
        let start = self.text.len();
        for text in [ad.ad_id, ad.phone, ad.names] {
            self.text.push_str(text);
        }
        let bytes = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.rows.push(Row {
            operator: self.words.number(ad.operator),
            kind: self.words.number(ad.kind),
            template: self.words.number(ad.template),
            disguise: self.words.number(ad.disguise),
            start,
            id_bytes: bytes(ad.ad_id),
            phone_bytes: bytes(ad.phone),
            names_bytes: bytes(ad.names),
        });
    }

    fn sort(&mut self) {
        let text = &self.text;
        self.rows.sort_by_key(|row| id(text, row));
        self.rows.dedup_by(|later, earlier| {
            let is_again = id(text, later) == id(text, earlier);
            if is_again {
                *earlier = *later;
            }
            is_again
        });
        self.rows.shrink_to_fit();
    }

    /// The ads in the order of their ids.
    pub fn ads(&self) -> impl Iterator<Item = TruthAd<'_>> {
        self.rows.iter().map(|row| self.ad(row))
    }

    /// The truth of one ad.
    #[must_use]
    pub fn of(&self, ad: &str) -> Option<TruthAd<'_>> {
        let at = self.place(ad, 0)?;
        self.rows.get(at).map(|row| self.ad(row))
    }

    /// How many ads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Where an ad stands in the order of ids; `guess` is looked at first.
    pub(super) fn place(&self, ad: &str, guess: usize) -> Option<usize> {
        let is_it = |at: &usize| {
            let row = self.rows.get(*at);
            row.is_some_and(|row| id(&self.text, row) == ad)
        };
        Some(guess).filter(is_it).or_else(|| {
            let found = self
                .rows
                .binary_search_by(|row| id(&self.text, row).cmp(ad));
            found.ok()
        })
    }

    /// The rows in the order of the ads.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The words of the rows.
    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    /// The ad of a row.
    pub(super) fn ad(&self, row: &Row) -> TruthAd<'_> {
        let phone = row.start + size(row.id_bytes);
        let names = phone + size(row.phone_bytes);
        let end = names + size(row.names_bytes);
        TruthAd {
            ad_id: id(&self.text, row),
            operator: self.words.word(row.operator),
            kind: self.words.word(row.kind),
            template: self.words.word(row.template),
            phone: self.text.get(phone..names).unwrap_or_default(),
            disguise: self.words.word(row.disguise),
            names: self.text.get(names..end).unwrap_or_default(),
        }
    }
}

fn id<'a>(text: &'a str, row: &Row) -> &'a str {
    let end = row.start + size(row.id_bytes);
    text.get(row.start..end).unwrap_or_default()
}

fn size(bytes: u32) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Truth;

    #[test]
    fn rows_are_sorted_and_of_several_for_one_ad_the_last_holds() {
        let file = "ad_id,operator,kind,template,phone,disguise,names\n\
                    b,o1,agency,t1,+1;+2,,Mia\n\
                    a,o1,agency,t1,,,Zoe\n\
                    b,o2,labour,t2,+3,leet,Lena;Ana\n";
        let truth = Truth::read(file.as_bytes()).unwrap();
        assert_eq!(
            truth.ads().map(|ad| ad.ad_id).collect::<Vec<_>>(),
            ["a", "b"]
        );
        let ad = truth.of("b").unwrap();
        assert_eq!(
            (ad.operator, ad.template, ad.disguise),
            ("o2", "t2", "leet")
        );
        assert_eq!(ad.phones().collect::<Vec<_>>(), ["+3"]);
        assert_eq!(ad.names().collect::<Vec<_>>(), ["Lena", "Ana"]);
        assert!(ad.is_organised());
        assert_eq!(truth.of("c"), None);
    }
}
