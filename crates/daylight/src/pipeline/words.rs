//! The texts of clustered ads as numbers of words, a byte or two each.

use daylight_engine::normalise::Normalised;
use daylight_engine::normalise::words;
use daylight_engine::template::Member;
use daylight_engine::template::Token;
use daylight_model::Ad;
use daylight_model::FactKind;
use daylight_model::Span;
use daylight_store::StoredAd;
use rayon::prelude::*;

use crate::pipeline::analyse::forms;
use crate::pipeline::columns::Columns;
use crate::pipeline::intern::Numbers;

/// Words by number, and each ad's words in order.
///
/// A word takes seven bits a byte, so the words met first, which are the common ones, take least.
/// The lowest bit says that the word belongs to a fact; then the fact's kind follows, and whether
/// the word is its first.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: Numbers,
    texts: String,
    /// Where each word ends in `texts`.
    text_ends: Vec<u64>,
    rows: Vec<u8>,
    /// Where each ad's row ends in `rows`.
    row_ends: Vec<u64>,
}

/// A word of an ad: where it stands in the comparable form of which field, and of what fact.
#[derive(Debug)]
pub(super) struct Word {
    field: usize,
    start: usize,
    end: usize,
    fact: Option<(FactKind, bool)>,
}

/// The comparable forms of an ad, and the words in them.
pub(super) type Split = (Vec<Normalised>, Vec<Word>);

impl Words {
    /// Adds the ads of a piece.
    pub(super) fn push(&mut self, piece: &[Option<Split>]) {
        for row in piece {
            if let Some((forms, words)) = row {
                self.push_row(forms, words);
            }
            self.row_ends.push(self.rows.len() as u64);
        }
    }

    /// An ad as the template stage takes it; without words where it was not wanted.
    pub(super) fn member(&self, ad: u32) -> Member<'_> {
        let mut tokens = Vec::new();
        let mut hidden = Vec::new();
        let mut row = self.row(ad).iter();
        while let Some(coded) = take(&mut row) {
            let text = self.text(coded >> 2);
            if coded & 1 == 0 {
                tokens.push(Token { text, fact: None });
                continue;
            }
            let kind = row
                .next()
                .and_then(|at| FactKind::ALL.get(usize::from(*at)));
            let Some(kind) = kind.copied() else { continue };
            if coded & 2 == 0 {
                hidden.push((text, kind));
            } else {
                tokens.push(Token {
                    text,
                    fact: Some(kind),
                });
            }
        }
        Member { ad, tokens, hidden }
    }

    fn push_row(&mut self, forms: &[Normalised], words: &[Word]) {
        for word in words {
            let form = forms.get(word.field).map_or("", Normalised::text);
            let text = form.get(word.start..word.end).unwrap_or_default();
            self.push_word(text, word.fact);
        }
    }

    fn push_word(&mut self, text: &str, fact: Option<(FactKind, bool)>) {
        let (number, is_new) = self.numbers.of(text.as_bytes());
        if is_new {
            self.texts.push_str(text);
            self.text_ends.push(self.texts.len() as u64);
        }
        let is_first = fact.is_some_and(|(_, is_first)| is_first);
        let flags = u64::from(fact.is_some()) | u64::from(is_first) << 1;
        put(&mut self.rows, u64::from(number) << 2 | flags);
        if let Some((kind, _)) = fact {
            let at = FactKind::ALL.iter().position(|known| *known == kind);
            self.rows
                .push(at.and_then(|at| u8::try_from(at).ok()).unwrap_or(0));
        }
    }

    fn row(&self, ad: u32) -> &[u8] {
        self.rows
            .get(range(&self.row_ends, u64::from(ad)))
            .unwrap_or_default()
    }

    fn text(&self, number: u64) -> &str {
        self.texts
            .get(range(&self.text_ends, number))
            .unwrap_or_default()
    }
}

/// Where the item of a number lies among items stored end to end; empty past the last.
fn range(ends: &[u64], number: u64) -> std::ops::Range<usize> {
    let place = |at: Option<u64>| {
        let end = at.and_then(|at| ends.get(usize::try_from(at).ok()?));
        usize::try_from(end.copied().unwrap_or(0)).unwrap_or(0)
    };
    let end = place(Some(number));
    place(number.checked_sub(1)).min(end)..end
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or(0);
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

fn take<'b>(bytes: &mut impl Iterator<Item = &'b u8>) -> Option<u64> {
    let mut number = 0;
    for (byte, shift) in bytes.zip((0..64).step_by(7)) {
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Splits the ads of a piece that are wanted; the first has the number `from`.
pub(super) fn split(
    piece: &[StoredAd],
    from: u32,
    columns: &Columns,
    is_wanted: &(dyn Fn(u32) -> bool + Sync),
) -> Vec<Option<Split>> {
    let numbered = piece.par_iter().enumerate();
    numbered
        .map(|(at, stored)| {
            let ad = from.saturating_add(u32::try_from(at).ok()?);
            is_wanted(ad).then(|| split_ad(&stored.ad, ad, columns))
        })
        .collect()
}

/// The words of an ad, those of one fact marked as such.
fn split_ad(ad: &Ad, number: u32, columns: &Columns) -> Split {
    let forms = forms(ad);
    let mut found = Vec::new();
    for (at, (field, form)) in ad.fields.iter().zip(&forms).enumerate() {
        let spans: Vec<(Span, FactKind)> = columns
            .marks_in(number, &field.name)
            .filter_map(|mark| Some((mark.span()?, mark.kind)))
            .collect();
        let mut last: Option<Span> = None;
        for range in words(form.text()) {
            let stands = form.original_span(range.clone());
            let fact = spans
                .iter()
                .find(|(span, _)| span.start() < stands.end() && stands.start() < span.end());
            let is_first = fact.is_some_and(|(span, _)| last != Some(*span));
            last = fact.map(|(span, _)| *span);
            found.push(Word {
                field: at,
                start: range.start,
                end: range.end,
                fact: fact.map(|(_, kind)| (*kind, is_first)),
            });
        }
    }
    (forms, found)
}

#[cfg(test)]
mod tests {
    use daylight_model::FactKind;
    use proptest::prelude::*;

    use crate::pipeline::words::Words;

    proptest! {
        /// What is pushed comes back, whatever the numbers.
        #[test]
        fn rows_come_back(given in prop::collection::vec(("[a-d]{0,3}", prop::option::of(any::<bool>())), 0..300)) {
            let mut words = Words::default();
            for (text, fact) in &given {
                words.push_word(text, fact.map(|is_first| (FactKind::Email, is_first)));
            }
            words.row_ends.push(words.rows.len() as u64);
            let member = words.member(0);
            let tokens: Vec<(&str, bool)> = member.tokens.iter().map(|token| (token.text, token.fact.is_some())).collect();
            let hidden: Vec<&str> = member.hidden.iter().map(|(text, _)| *text).collect();
            let shown = given.iter().filter(|(_, fact)| *fact != Some(false));
            let shown: Vec<(&str, bool)> = shown.map(|(text, fact)| (text.as_str(), fact.is_some())).collect();
            let kept = given.iter().filter(|(_, fact)| *fact == Some(false));
            let kept: Vec<&str> = kept.map(|(text, _)| text.as_str()).collect();
            prop_assert_eq!(tokens, shown);
            prop_assert_eq!(hidden, kept);
            prop_assert!(words.member(1).tokens.is_empty());
        }
    }
}
