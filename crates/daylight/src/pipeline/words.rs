//! The texts of ads as numbers of words, a byte or two each.

use daylight_engine::normalise::Normalised;
use daylight_engine::normalise::words;
use daylight_engine::template::Member;
use daylight_engine::template::Token;
use daylight_findings::varint::put;
use daylight_findings::varint::take;
use daylight_model::Ad;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::Span;
use daylight_store::Workspace;

use crate::pipeline::dictionary::Dictionary;
use crate::pipeline::rows::Rows;
use crate::pipeline::rows::range;

/// The words of all ads by number, and each ad's words in order.
///
/// A word takes seven bits a byte, so the words met first, which are the common ones, take least.
/// The lowest bit says that the word belongs to a fact; then the fact's kind follows, and whether
/// the word is its first.
#[derive(Debug, Default)]
pub(super) struct Words {
    dictionary: Dictionary,
    rows: Rows,
}

/// The words of some ads, with a dictionary of their own: made on any core, and brought together
/// in order, where only distinct words are looked up again.
#[derive(Debug, Default)]
pub(crate) struct Lot {
    dictionary: Dictionary,
    bytes: Vec<u8>,
    /// Where each ad's row ends in `bytes`.
    ends: Vec<u64>,
}

impl Words {
    /// Adds the ads of a lot.
    ///
    /// # Errors
    /// Where they go to the disk, and the disk refuses.
    pub(super) fn push(&mut self, lot: &Lot) -> anyhow::Result<()> {
        let numbers: Vec<u64> = lot
            .dictionary
            .texts()
            .map(|text| u64::from(self.dictionary.number(text)))
            .collect();
        let mut coded = Vec::new();
        for ad in 0..lot.ends.len() as u64 {
            coded.clear();
            let row = lot.bytes.get(range(&lot.ends, ad)).unwrap_or_default();
            let mut row = row.iter();
            while let Some(word) = take_word(&mut row) {
                let number = usize::try_from(word.number).ok();
                let number = number.and_then(|number| numbers.get(number)).copied();
                put_word(&mut coded, number.unwrap_or_default(), word.fact);
            }
            self.rows.push(&coded)?;
        }
        Ok(())
    }

    /// An ad as the template stage takes it; without words for a number out of range.
    ///
    /// # Errors
    /// Where its row is on the disk and cannot be read.
    pub(super) fn member(&self, ad: u32, room: &mut Vec<u8>) -> anyhow::Result<Member<'_>> {
        let row = self.rows.get(ad, room)?;
        let mut tokens = Vec::with_capacity(row.len());
        let mut hidden = Vec::new();
        let mut row = row.iter();
        while let Some(word) = take_word(&mut row) {
            let text = self.dictionary.text(word.number);
            match word.fact {
                None => tokens.push(Token { text, fact: None }),
                Some((kind, true)) => tokens.push(Token {
                    text,
                    fact: Some(kind),
                }),
                Some((kind, false)) => hidden.push((text, kind)),
            }
        }
        Ok(Member { ad, tokens, hidden })
    }

    /// Bytes of memory they take.
    pub(super) fn bytes(&self) -> usize {
        self.dictionary.bytes() + self.rows.bytes()
    }

    /// Moves the rows to the disk.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(super) fn overflow(&mut self, workspace: &Workspace) -> anyhow::Result<()> {
        self.rows.overflow(workspace)
    }

    /// The number of a word that some ad has.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        self.dictionary.find(text)
    }

    /// The words without the rows.
    pub(super) fn into_dictionary(self) -> Dictionary {
        self.dictionary
    }
}

impl Lot {
    /// Adds an ad: the words of its forms, those of a fact marked as such.
    pub(super) fn push(&mut self, ad: &Ad, forms: &[Normalised], facts: &[Fact]) {
        for (field, form) in ad.fields.iter().zip(forms) {
            let spans: Vec<(Span, FactKind)> = facts
                .iter()
                .filter(|fact| fact.field == field.name)
                .filter_map(|fact| Some((fact.span?, fact.kind)))
                .collect();
            self.push_form(form, &spans);
        }
        self.end_row();
    }

    /// Adds an ad by its words.
    pub(super) fn push_back(&mut self, ad: &[Word<'_>]) {
        for (text, fact) in ad {
            self.push_word(text, *fact);
        }
        self.end_row();
    }

    /// The words of the ad that was added last.
    pub(super) fn last(&self) -> Vec<Word<'_>> {
        let last = (self.ends.len() as u64).saturating_sub(1);
        let row = self.bytes.get(range(&self.ends, last)).unwrap_or_default();
        let mut row = row.iter();
        let words = std::iter::from_fn(|| take_word(&mut row));
        words
            .map(|word| (self.dictionary.text(word.number), word.fact))
            .collect()
    }

    /// The distinct words of all its ads.
    pub(crate) fn distinct(&self) -> impl Iterator<Item = &str> {
        self.dictionary.texts()
    }

    /// Where each word of an ad stands among the distinct ones, in order; the words of
    /// identifiers are left out. `ad` counts from 0.
    pub(crate) fn spoken(&self, ad: usize) -> impl Iterator<Item = usize> {
        let row = range(&self.ends, ad as u64);
        let mut row = self.bytes.get(row).unwrap_or_default().iter();
        let words = std::iter::from_fn(move || take_word(&mut row));
        let words = words.filter(|word| !word.fact.is_some_and(|(kind, _)| kind.is_identifier()));
        words.filter_map(|word| usize::try_from(word.number).ok())
    }

    /// `spans` are those of the facts in the field, ascending.
    fn push_form(&mut self, form: &Normalised, spans: &[(Span, FactKind)]) {
        let text = form.text();
        let mut last: Option<Span> = None;
        let mut left = spans;
        for range in words(text) {
            let word = text.get(range.clone()).unwrap_or_default();
            let fact = if left.is_empty() {
                None
            } else {
                fact_at(form.original_span(range), &mut left)
            };
            let is_first = fact.is_some_and(|(span, _)| last != Some(*span));
            last = fact.map(|(span, _)| *span);
            self.push_word(word, fact.map(|(_, kind)| (*kind, is_first)));
        }
    }

    fn push_word(&mut self, text: &str, fact: Option<(FactKind, bool)>) {
        let number = self.dictionary.number(text);
        put_word(&mut self.bytes, u64::from(number), fact);
    }

    fn end_row(&mut self) {
        self.ends.push(self.bytes.len() as u64);
    }
}

/// The first of the facts that stand, in part at least, where a word stands; those that end before
/// it are left behind.
fn fact_at<'s>(word: Span, left: &mut &'s [(Span, FactKind)]) -> Option<&'s (Span, FactKind)> {
    while let [(span, _), rest @ ..] = *left
        && span.end() <= word.start()
    {
        *left = rest;
    }
    let mut near = left
        .iter()
        .take_while(|(span, _)| span.start() < word.end());
    near.find(|(span, _)| word.start() < span.end())
}

/// A word: its text, and of what fact it is, and whether it is that fact's first.
pub(super) type Word<'t> = (&'t str, Option<(FactKind, bool)>);

/// A word of a row by its number, and the fact as in [`Word`].
#[derive(Debug)]
struct Coded {
    number: u64,
    fact: Option<(FactKind, bool)>,
}

fn put_word(row: &mut Vec<u8>, number: u64, fact: Option<(FactKind, bool)>) {
    let is_first = fact.is_some_and(|(_, is_first)| is_first);
    put(
        row,
        number << 2 | u64::from(is_first) << 1 | u64::from(fact.is_some()),
    );
    if let Some((kind, _)) = fact {
        let at = FactKind::ALL.iter().position(|known| *known == kind);
        row.push(at.and_then(|at| u8::try_from(at).ok()).unwrap_or(0));
    }
}

/// The next word of a row; `None` at its end.
fn take_word<'b>(row: &mut impl Iterator<Item = &'b u8>) -> Option<Coded> {
    let coded = take(row)?;
    let kind = |at: &u8| FactKind::ALL.get(usize::from(*at)).copied();
    let fact = if coded & 1 == 0 {
        None
    } else {
        row.next().and_then(kind)
    };
    Some(Coded {
        number: coded >> 2,
        fact: fact.map(|kind| (kind, coded & 2 != 0)),
    })
}

#[cfg(test)]
mod tests {
    use daylight_model::FactKind;
    use proptest::prelude::*;

    use crate::pipeline::words::Lot;
    use crate::pipeline::words::Words;

    type Given = Vec<(String, Option<bool>)>;

    fn push(words: &mut Lot, ad: &Given) {
        for (text, fact) in ad {
            words.push_word(text, fact.map(|is_first| (FactKind::Email, is_first)));
        }
        words.end_row();
    }

    proptest! {
        /// What is pushed comes back, whatever the numbers and however it is cut into lots.
        #[test]
        fn rows_come_back(
            lots in prop::collection::vec(
                prop::collection::vec(
                    prop::collection::vec(("[a-d]{0,3}", prop::option::of(any::<bool>())), 0..40),
                    0..4,
                ),
                0..4,
            ),
        ) {
            let mut words = Words::default();
            for lot in &lots {
                let mut coded = Lot::default();
                for ad in lot {
                    push(&mut coded, ad);
                }
                words.push(&coded).unwrap();
            }
            let mut room = Vec::new();
            let ads: Vec<&Given> = lots.iter().flatten().collect();
            for (number, given) in (0..).zip(&ads) {
                let member = words.member(number, &mut room).unwrap();
                let tokens = member.tokens.iter().map(|token| (token.text, token.fact.is_some()));
                let shown = given.iter().filter(|(_, fact)| *fact != Some(false));
                prop_assert!(tokens.eq(shown.map(|(text, fact)| (text.as_str(), fact.is_some()))));
                let hidden = member.hidden.iter().map(|(text, _)| *text);
                let kept = given.iter().filter(|(_, fact)| *fact == Some(false));
                prop_assert!(hidden.eq(kept.map(|(text, _)| text.as_str())));
            }
            let past = u32::try_from(ads.len()).unwrap();
            prop_assert!(words.member(past, &mut room).unwrap().tokens.is_empty());
        }
    }
}
