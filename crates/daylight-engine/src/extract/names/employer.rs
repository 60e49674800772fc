//! Names of employers and agencies: `company: X`, `X GmbH`, `X Recruitment`, `ООО X`.

use std::ops::Range;

use crate::extract::lexicon::Case;
use crate::extract::lexicon::Found;
use crate::extract::names::LETTERS_MAX;
use crate::extract::names::Reader;
use crate::extract::names::lists::Cue;
use crate::extract::names::lists::LISTS;
use crate::extract::names::named;
use crate::extract::signs::is_common_word;

/// Words a business name has at most.
const WORDS_MAX: usize = 4;

/// Names of businesses.
pub(super) fn find(reader: &Reader<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for one in &reader.cues {
        for cue in one.meanings {
            found.extend(beside(reader, &one.range, *cue));
        }
    }
    found
}

fn beside(reader: &Reader<'_>, range: &Range<usize>, cue: Cue) -> Option<Found> {
    let case = reader.page.case(range);
    match cue {
        Cue::Employer => after(reader, range),
        Cue::LegalBefore if case == Case::Upper => after(reader, range),
        Cue::Legal if is_form(reader, range) => before(reader, range),
        Cue::Trade if case != Case::Lower => traded(reader, range),
        Cue::Hires => hiring(reader, range),
        Cue::LegalBefore
        | Cue::Legal
        | Cue::Trade
        | Cue::Strong
        | Cue::Call
        | Cue::Weak
        | Cue::Near
        | Cue::Polite
        | Cue::Pair
        | Cue::After
        | Cue::Title
        | Cue::TitleWeak => None,
    }
}

/// Letters of a legal form that is also a word unless it stands in capitals.
const SHORT_LETTERS_MAX: usize = 2;

/// True for a legal form written as one: `Ltd`, `AG`, never `ltd` or `as`.
fn is_form(reader: &Reader<'_>, range: &Range<usize>) -> bool {
    match reader.page.case(range) {
        Case::Upper | Case::Caseless => true,
        Case::Title => reader.text(range).len() > SHORT_LETTERS_MAX,
        Case::Lower => reader.text(range).contains('.') || reader.text(range) == "mbh",
    }
}

/// The capitalised words after a cue.
fn after(reader: &Reader<'_>, cue: &Range<usize>) -> Option<Found> {
    let first = reader.index_from(cue.end);
    let gap = reader.page.get(cue.end..reader.word(first)?.start);
    if gap
        .chars()
        .any(|c| !matches!(c, ' ' | ':' | '"' | '«' | '„' | '“'))
    {
        return None;
    }
    let mut last = first;
    while last + 1 - first < WORDS_MAX && is_tied(reader, last + 1) && is_part(reader, last + 1) {
        last += 1;
    }
    let words = first..last + 1;
    is_part(reader, first).then_some(())?;
    business(reader, words)
}

/// The capitalised words before a legal form.
fn before(reader: &Reader<'_>, form: &Range<usize>) -> Option<Found> {
    let end = reader.index_from(form.start);
    let last = reader.word(end.checked_sub(1)?)?;
    let gap = reader.page.get(last.end..form.start);
    gap.chars()
        .all(|c| matches!(c, ' ' | ',' | '"' | '»' | '”'))
        .then_some(())?;
    business(reader, start_of(reader, end - 1)..end)
}

/// Two or more capitalised words before a verb of hiring: one alone may be any noun.
fn hiring(reader: &Reader<'_>, verb: &Range<usize>) -> Option<Found> {
    let end = reader.index_from(verb.start);
    let last = end.checked_sub(1)?;
    (reader.gap_before(end)? == " " && is_part(reader, last)).then_some(())?;
    let first = start_of(reader, last);
    (first < last).then_some(())?;
    business(reader, first..end)
}

/// The capitalised words before a word of trade, and that word.
fn traded(reader: &Reader<'_>, trade: &Range<usize>) -> Option<Found> {
    let at = reader.index_from(trade.start);
    let end = reader.index_from(trade.end);
    let before = at.checked_sub(1).filter(|_| is_tied(reader, at))?;
    business(reader, start_of(reader, before)..end)
}

fn start_of(reader: &Reader<'_>, last: usize) -> usize {
    let mut first = last;
    while last + 1 - first < WORDS_MAX
        && is_tied(reader, first)
        && first > 0
        && is_part(reader, first - 1)
    {
        first -= 1;
    }
    first
}

/// True where nothing but a space, a hyphen or an ampersand ties a word to the one before it.
fn is_tied(reader: &Reader<'_>, index: usize) -> bool {
    reader
        .gap_before(index)
        .is_some_and(|gap| matches!(gap, " " | "-" | " & " | "&" | " - "))
}

/// True for a word with a capital that is no plain word and no legal form.
fn is_part(reader: &Reader<'_>, index: usize) -> bool {
    reader.word(index).is_some_and(|word| {
        let text = reader.text(&word);
        let plain = text.chars().count() <= LETTERS_MAX && !text.contains(char::is_numeric);
        let capital = plain && matches!(reader.page.case(&word), Case::Title | Case::Upper);
        let legal = LISTS
            .cues
            .all(text)
            .any(|met| met.meanings.contains(&Cue::Legal));
        capital && !legal && !LISTS.stops.contains(text)
    })
}

/// A business of these words, without plain words before it, if a word of its own is left.
fn business(reader: &Reader<'_>, words: Range<usize>) -> Option<Found> {
    let is_own = |index: &usize| {
        reader.word(*index).is_some_and(|word| {
            let text = reader.text(&word);
            let trade = LISTS
                .cues
                .all(text)
                .any(|met| met.meanings.contains(&Cue::Trade));
            text.chars().count() >= 2
                && is_part(reader, *index)
                && !trade
                && !LISTS.generic.contains(text)
                && !is_common_word(text)
        })
    };
    let first = words.clone().find(is_own)?;
    let range = reader.word(first)?.start..reader.word(words.end.checked_sub(1)?)?.end;
    let spelled: Vec<&str> = (first..words.end)
        .filter_map(|index| Some(reader.page.get(reader.word(index)?)))
        .collect();
    Some(named(range, &spelled.join(" "), "name/employer", 0.85))
}
