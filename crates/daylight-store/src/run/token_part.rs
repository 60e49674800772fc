//! Identifiers and names of a run: as tokens for everybody, as values for an evaluation.
#![expect(
    clippy::excessive_nesting,
    reason = "a table is read by pieces and a piece by rows: the loop over rows stands in a closure"
)]

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
use crate::run::token_counts::TokenCounts;
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

/// The columns that say where an identifier stands and how it is shown, in this order.
const TOKENS: [Want; 7] = [
    Want::Coded("ad_id"),
    Want::Coded("kind"),
    Want::Coded("field"),
    Want::Coded("value"),
    Want::Coded("readings"),
    Want::Plain("start"),
    Want::Plain("end"),
];

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
    /// private column is decrypted. With `counts`, the ads that show each identifier are counted
    /// over the whole run.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub fn tokens_of(
        &self,
        ids: &[AdId],
        mut counts: Option<&mut TokenCounts>,
        mut each: impl FnMut(&TokenAt<'_>),
    ) -> Result<()> {
        let near = counts.is_none().then_some(ids);
        let mut walk = Walk::new(ids);
        for_each_piece(self.plain(&facts::TABLE)?, &TOKENS, near, |piece| {
            let kinds = piece.by_code(1, |kind| kind.parse().ok());
            let mut named = Named::of(piece);
            let mut known = None;
            for row in 0..piece.rows {
                let code = piece.code(0, row);
                let ad = match known {
                    Some((last, ad)) if last == code => ad,
                    _ => {
                        let id = piece.must(0, row)?;
                        if let Some(counts) = counts.as_mut() {
                            counts.turn_to(id);
                        }
                        walk.find(id)
                    }
                };
                known = Some((code, ad));
                let kind = kind_of(piece, &kinds, row)?;
                if !kind.is_identifier() {
                    continue;
                }
                if let Some(counts) = counts.as_mut() {
                    named.count(piece, row, counts);
                }
                if let Some(ad) = ad {
                    each(&token_at(piece, row, ad, kind)?);
                }
            }
            Ok(())
        })
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

#[inline]
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
        for text in &texts {
            each(text);
        }
        return Some(());
    }
    // Without an escape every second quotation mark ends a text.
    list.split('"').skip(1).step_by(2).for_each(each);
    Some(())
}

/// The numbers of the tokens that the texts of a row group name, by the codes of the texts.
struct Named {
    /// For each value its token and one more; 0 where it was not looked at.
    values: Vec<u32>,
    /// For each list of readings where its tokens stand; nothing where it was not looked at.
    readings: Vec<Option<(usize, usize)>>,
    tokens: Vec<u32>,
}

impl Named {
    fn of(piece: &Piece<'_>) -> Self {
        Self {
            values: piece.by_code(3, |_| 0),
            readings: piece.by_code(4, |list| (list == "[]").then_some((0, 0))),
            tokens: Vec::new(),
        }
    }

    /// Counts the ad at hand for every token of a row; a text is looked at once for each code.
    fn count(&mut self, piece: &Piece<'_>, row: usize, counts: &mut TokenCounts) {
        if let Some(value) = piece
            .code(3, row)
            .and_then(|code| self.values.get_mut(code))
        {
            if *value == 0 {
                *value = counts.number(piece.text(3, row).unwrap_or_default()) + 1;
            }
            counts.show(*value - 1);
        }
        let list = piece.code(4, row);
        let Some(known) = list.and_then(|code| self.readings.get_mut(code)) else {
            return;
        };
        let tokens = &mut self.tokens;
        let (start, end) = *known.get_or_insert_with(|| {
            let start = tokens.len();
            // A list that cannot be read names nothing; the whole table was checked before.
            let _ = for_each_reading(piece.text(4, row).unwrap_or_default(), |token| {
                tokens.push(counts.number(token));
            });
            (start, tokens.len())
        });
        let named = self.tokens.get(start..end).unwrap_or_default();
        for token in named {
            counts.show(*token);
        }
    }
}
