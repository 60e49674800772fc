//! Identifiers and names of a run: as tokens for everybody, as values for an evaluation.

use daylight_model::AdId;
use daylight_model::FactKind;
use daylight_model::Private;
use daylight_model::Span;

use crate::columns::Piece;
use crate::columns::Source;
use crate::columns::Walk;
use crate::columns::Want;
use crate::columns::for_each_piece;
use crate::error::Result;
use crate::run::Run;
use crate::tables::facts;

/// An identifier as it is shown: where it stands, and its token.
#[derive(Clone, Copy, Debug)]
pub struct TokenAt<'a> {
    /// Where its ad stands in the list asked for.
    pub ad: usize,
    /// The field or column.
    pub field: &'a str,
    /// The characters; `None` for a column.
    pub span: Option<Span>,
    /// What it is.
    pub kind: FactKind,
    /// The token of its value.
    pub token: &'a str,
    readings: &'a str,
}

impl TokenAt<'_> {
    /// Calls `each` with its token and those of its other readings.
    pub fn for_each_token(&self, mut each: impl FnMut(&str)) {
        each(self.token);
        // What is no list was refused where it was read.
        let _ = for_each_reading(self.readings, each);
    }
}

/// A fact's value and other readings, in plain.
#[derive(Clone, Debug)]
pub struct FactValue<'a> {
    /// The ad.
    pub ad_id: &'a str,
    /// What it is.
    pub kind: FactKind,
    /// The value.
    pub value: Private,
    /// Its other readings, likeliest first.
    pub readings: Vec<Private>,
    /// The rule that found it.
    pub rule: &'a str,
}

impl Run {
    /// Calls `each` with the identifiers of some ads, by ad id; the ids must be ascending. No
    /// private column is decrypted.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn tokens_of(&self, ids: &[AdId], mut each: impl FnMut(&TokenAt<'_>)) -> Result<()> {
        let wants = [
            Want::Coded("ad_id"),
            Want::Coded("kind"),
            Want::Coded("field"),
            Want::Coded("value"),
            Want::Coded("readings"),
            Want::Plain("start"),
            Want::Plain("end"),
        ];
        let mut walk = Walk::new(ids);
        for_each_piece(self.plain(&facts::TABLE)?, &wants, Some(ids), |piece| {
            let kinds = piece.by_code(1, |kind| kind.parse().ok());
            let mut known = None;
            for row in 0..piece.rows {
                let code = piece.code(0, row);
                let ad = match known {
                    Some((last, ad)) if last == code => ad,
                    _ => walk.find(piece.must(0, row)?),
                };
                known = Some((code, ad));
                let Some(ad) = ad else { continue };
                let kind = kind_of(piece, &kinds, row)?;
                if kind.is_identifier() {
                    each(&token_at(piece, row, ad, kind)?);
                }
            }
            Ok(())
        })
    }

    /// For each of some tokens, how many ads show it as an identifier in any of its readings; the
    /// tokens must be ascending.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn count_ads_with(&self, tokens: &[String]) -> Result<Vec<u64>> {
        let wants = [
            Want::Coded("ad_id"),
            Want::Coded("kind"),
            Want::Coded("value"),
            Want::Coded("readings"),
        ];
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        let mut counts = Counts::new(tokens);
        let mut last = String::new();
        for_each_piece(self.plain(&facts::TABLE)?, &wants, None, |piece| {
            let is_identifier = piece.by_code(1, |kind| {
                kind.parse()
                    .is_ok_and(|kind: FactKind| kind.is_identifier())
            });
            let mut values: Vec<Option<Vec<usize>>> = piece.by_code(2, |_| None);
            let mut readings: Vec<Option<Vec<usize>>> = piece.by_code(3, |_| None);
            let mut known = None;
            for row in 0..piece.rows {
                let code = piece.code(0, row);
                if known != Some(code) {
                    known = Some(code);
                    let ad = piece.must(0, row)?;
                    counts.ad += u64::from(last != ad);
                    last.clear();
                    last.push_str(ad);
                }
                let kind = piece.code(1, row).and_then(|code| is_identifier.get(code));
                if kind == Some(&true) {
                    counts.add(&mut values, piece.code(2, row), piece.text(2, row), one);
                    counts.add(&mut readings, piece.code(3, row), piece.text(3, row), many);
                }
            }
            Ok(())
        })?;
        Ok(counts.found.into_iter().map(|(ads, _)| ads).collect())
    }

    /// Calls `each` with every value of the wanted kinds, by ad id, those that arrived hashed left
    /// out; the private columns are decrypted.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn for_each_value(
        &self,
        wanted: impl Fn(FactKind) -> bool,
        mut each: impl FnMut(FactValue<'_>),
    ) -> Result<()> {
        let wants = [
            Want::Coded("ad_id"),
            Want::Coded("kind"),
            Want::Coded("rule"),
            Want::Plain("hashed"),
            Want::Plain("value_private"),
            Want::Plain("readings_private"),
        ];
        self.check(&facts::TABLE)?;
        let source = Source {
            folder: &self.folder,
            table: &facts::TABLE,
            key: Some(&self.keys.data),
        };
        for_each_piece(source, &wants, None, |piece| {
            let kinds = piece.by_code(1, |kind| kind.parse().ok());
            for row in 0..piece.rows {
                let kind = kind_of(piece, &kinds, row)?;
                if !wanted(kind) || piece.truth(3, row).ok_or_else(|| piece.wrong(3))? {
                    continue;
                }
                let mut readings = Vec::new();
                let is_list = for_each_reading(piece.must(5, row)?, |reading| {
                    readings.push(Private::new(reading));
                });
                is_list.ok_or_else(|| piece.wrong(5))?;
                each(FactValue {
                    ad_id: piece.must(0, row)?,
                    kind,
                    value: Private::new(piece.must(4, row)?),
                    readings,
                    rule: piece.must(2, row)?,
                });
            }
            Ok(())
        })
    }
}

fn kind_of(piece: &Piece<'_>, kinds: &[Option<FactKind>], row: usize) -> Result<FactKind> {
    let kind = piece.code(1, row).and_then(|code| kinds.get(code));
    kind.copied().flatten().ok_or_else(|| piece.wrong(1))
}

fn token_at<'a>(
    piece: &'a Piece<'_>,
    row: usize,
    ad: usize,
    kind: FactKind,
) -> Result<TokenAt<'a>> {
    let whole = |column| {
        let number = piece.whole(column, row).map(u32::try_from).transpose();
        number.map_err(|_| piece.wrong(column))
    };
    let readings = piece.must(4, row)?;
    for_each_reading(readings, |_| ()).ok_or_else(|| piece.wrong(4))?;
    Ok(TokenAt {
        ad,
        field: piece.must(2, row)?,
        span: whole(5)?
            .zip(whole(6)?)
            .map(|(start, end)| Span::new(start, end)),
        kind,
        token: piece.must(3, row)?,
        readings,
    })
}

/// Calls `each` with the texts of a JSON list; `None` where it is none.
fn for_each_reading(list: &str, mut each: impl FnMut(&str)) -> Option<()> {
    if list == "[]" {
        return Some(());
    }
    if list.contains('\\') || !list.starts_with("[\"") {
        let texts: Vec<String> = serde_json::from_str(list).ok()?;
        texts.iter().for_each(|text| each(text));
        return Some(());
    }
    // Without an escape every second quotation mark ends a text.
    list.split('"').skip(1).step_by(2).for_each(each);
    Some(())
}

/// Counts ads by token.
#[derive(Debug)]
struct Counts<'a> {
    tokens: &'a [String],
    /// A bit for some of the bits of each token: most others are told apart by it alone.
    marks: Vec<bool>,
    /// For each token its ads, and the last of them.
    found: Vec<(u64, u64)>,
    /// The number of the ad at hand, from 1.
    ad: u64,
}

impl<'a> Counts<'a> {
    fn new(tokens: &'a [String]) -> Self {
        let size = (tokens.len() * 16).next_power_of_two();
        let mut marks = vec![false; size];
        for token in tokens {
            let mark = marks.get_mut(slot(token, size));
            mark.into_iter().for_each(|mark| *mark = true);
        }
        Self {
            tokens,
            marks,
            found: vec![(0, 0); tokens.len()],
            ad: 0,
        }
    }

    /// Adds the ad at hand to the tokens that a cell names; what a text names is looked up once
    /// for each of its codes.
    fn add(
        &mut self,
        known: &mut [Option<Vec<usize>>],
        code: Option<usize>,
        text: Option<&str>,
        named: fn(&Self, &str) -> Vec<usize>,
    ) {
        let known = code.and_then(|code| known.get_mut(code));
        let Some((known, text)) = known.zip(text) else {
            return;
        };
        let tokens = known.get_or_insert_with(|| named(self, text));
        for token in tokens {
            if let Some((ads, last)) = self.found.get_mut(*token)
                && *last != self.ad
            {
                *last = self.ad;
                *ads += 1;
            }
        }
    }

    fn find(&self, token: &str) -> Option<usize> {
        let mark = self.marks.get(slot(token, self.marks.len()));
        if mark != Some(&true) {
            return None;
        }
        let found = self
            .tokens
            .binary_search_by(|known| known.as_str().cmp(token));
        found.ok()
    }
}

/// The token that a value is.
fn one(counts: &Counts<'_>, token: &str) -> Vec<usize> {
    counts.find(token).into_iter().collect()
}

/// The tokens in a list of readings.
fn many(counts: &Counts<'_>, list: &str) -> Vec<usize> {
    let mut found = Vec::new();
    // A list that cannot be read names nothing; the whole table was checked before.
    let _ = for_each_reading(list, |token| found.extend(counts.find(token)));
    found
}

/// A slot below `size`, a power of two: tokens end in digits of a hash, so their last bytes do.
fn slot(token: &str, size: usize) -> usize {
    let hash = token.bytes().rev().take(8).fold(0_u64, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    usize::try_from(hash).unwrap_or_default() & (size - 1)
}
