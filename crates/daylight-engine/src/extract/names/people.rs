//! Names of people: after a cue or a title, in a list, or by the lexicon alone.

use std::ops::Range;

use crate::extract::gazetteer;
use crate::extract::lexicon::Case;
use crate::extract::lexicon::Found;
use crate::extract::lexicon::is_unspaced;
use crate::extract::names::LETTERS_MAX;
use crate::extract::names::Reader;
use crate::extract::names::lists::Cue;
use crate::extract::names::lists::GivenName;
use crate::extract::names::lists::LISTS;
use crate::extract::names::lists::is_arabic;
use crate::extract::names::named;
use crate::extract::names::unspaced;
use crate::extract::names::unspaced::is_thai;
use crate::extract::places::is_street_or_house;
use crate::extract::signs::is_common_word;

/// Letters a name has at least to be known by the lexicon alone.
const ALONE_LETTERS_MIN: usize = 3;

/// The same where no capital sets it apart.
const CASELESS_LETTERS_MIN: usize = 4;

/// Signs and spaces that may stand between a cue and its name, in bytes.
const GAP_BYTES_MAX: usize = 6;

/// Names beside a cue or a title.
pub(super) fn cued(reader: &Reader<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for met in &reader.cues {
        for cue in met.meanings {
            found.extend(match cue {
                Cue::Pair => pair_after(reader, &met.range),
                Cue::After => before_cue(reader, &met.range),
                Cue::Strong
                | Cue::Call
                | Cue::Weak
                | Cue::Near
                | Cue::Polite
                | Cue::Title
                | Cue::TitleWeak => with_joined(reader, after_cue(reader, &met.range, *cue)),
                Cue::Employer | Cue::LegalBefore | Cue::Legal | Cue::Trade | Cue::Hires => {
                    Vec::new()
                }
            });
        }
    }
    found
}

/// A name after a cue, and those of the lexicon that are joined to it where no capital tells.
fn with_joined(reader: &Reader<'_>, found: Option<Found>) -> Vec<Found> {
    let Some(first) = found else {
        return Vec::new();
    };
    let members = list_from(reader, reader.index_from(first.range.start));
    let joined = members.iter().skip(1).filter_map(|member| {
        let word = reader.word(*member)?;
        let text = reader.text(&word);
        let can_be = reader.page.case(&word) == Case::Caseless && is_plausible(text);
        can_be.then(|| named(word.clone(), text, "name/cue", 0.8))
    });
    std::iter::once(first).chain(joined).collect()
}

fn before_cue(reader: &Reader<'_>, cue: &Range<usize>) -> Vec<Found> {
    let last = reader.index_from(cue.start).checked_sub(1);
    let Some((index, name)) = last.and_then(|last| Some((last, reader.given(last)?))) else {
        return Vec::new();
    };
    let Some(word) = reader.word(index) else {
        return Vec::new();
    };
    let sure = match reader.page.case(&word) {
        Case::Title => !name.ambiguous || (!name.place && opens_sentence(reader, index)),
        Case::Caseless => !is_stop(reader.text(&word)),
        Case::Lower | Case::Upper => false,
    };
    let close = reader.page.get(word.end..cue.start).trim().is_empty();
    if !sure || !close {
        return Vec::new();
    }
    // "Anna and Bella are here"
    let other = [2, 1].into_iter().find_map(|step| {
        let other = index.checked_sub(step)?;
        (reader.given(other).is_some() && join_after(reader, other) == Some(step)).then_some(other)
    });
    let found = [Some(index), other].into_iter().flatten();
    found
        .filter_map(|index| {
            let spelled = reader.spelled(index)?;
            Some(named(reader.word(index)?, spelled, "name/cue", 0.85))
        })
        .collect()
}

/// True for the first word of a text or a sentence: "Ruby here".
fn opens_sentence(reader: &Reader<'_>, index: usize) -> bool {
    let ends = |gap: &str| gap.contains(['.', '!', '?', '…']);
    index == 0 || reader.gap_before(index).is_some_and(ends)
}

/// Two joined words after a cue for two people: names if the lexicon knows one of them and the
/// other can be one.
fn pair_after(reader: &Reader<'_>, cue: &Range<usize>) -> Vec<Found> {
    let first = reader.index_from(cue.end);
    let Some(second) = join_after(reader, first).map(|step| first + step) else {
        return Vec::new();
    };
    let pair = [first, second];
    let can_be = |index: &usize| {
        reader.word(*index).is_some_and(|word| {
            let text = reader.text(&word);
            let case = reader.page.case(&word);
            matches!(case, Case::Title | Case::Caseless)
                && is_plausible(text)
                && !has_article(text)
                && (reader.given(*index).is_some() || gazetteer::city(text).is_none())
        })
    };
    let sure = |index: &usize| reader.given(*index).is_some_and(|name| !name.ambiguous);
    let close = reader.gap_before(first).is_some_and(|gap| gap == " ");
    if !close || !pair.iter().all(can_be) || !pair.iter().any(sure) {
        return Vec::new();
    }
    let found = pair.iter().filter_map(|index| {
        let spelled = reader.spelled(*index)?;
        Some(named(reader.word(*index)?, spelled, "name/cue", 0.8))
    });
    found.collect()
}

fn after_cue(reader: &Reader<'_>, cue: &Range<usize>, strength: Cue) -> Option<Found> {
    let index = reader.index_from(cue.end);
    // A vowel of Thai stands before the letter it is spoken after: the cue is only a part of a word.
    let glued = ['-', '_', 'เ', 'แ', 'โ', 'ใ', 'ไ'];
    if reader.page.get(0..cue.start).ends_with(glued) {
        return None;
    }
    let unspaced = reader.page.get(cue.end..reader.page.folded().len());
    if unspaced.trim_start().starts_with(is_unspaced) {
        return unspaced::name_after(reader, cue.end, strength);
    }
    let word = reader.word(index)?;
    let gap = reader.page.get(cue.end..word.start);
    let opens = |c: char| {
        matches!(
            c,
            ' ' | ':' | '"' | '\'' | '«' | '„' | '“' | '*' | '~' | '-'
        )
    };
    if gap.len() > GAP_BYTES_MAX || !gap.chars().all(opens) {
        return None;
    }
    let text = reader.text(&word);
    let name = reader.given(index);
    let case = reader.page.case(&word);
    let sure = match strength {
        Cue::Strong => is_named(name, case, text),
        Cue::Call => {
            is_known(name, case, text)
                || (case == Case::Title && is_plausible(text) && contact_follows(reader, index))
        }
        // "MS" before a word that does not shout is no title.
        Cue::Title => {
            let shouts = reader.page.case(cue) == Case::Upper;
            case != Case::Lower && (case != Case::Title || !shouts) && is_plausible(text)
        }
        Cue::Weak | Cue::TitleWeak => is_known(name, case, text),
        Cue::Near => is_known(name, case, text) && is_near(reader, index),
        Cue::After
        | Cue::Polite
        | Cue::Pair
        | Cue::Employer
        | Cue::LegalBefore
        | Cue::Legal
        | Cue::Trade
        | Cue::Hires => false,
    };
    let rule = if matches!(strength, Cue::Title | Cue::TitleWeak) {
        "name/title"
    } else {
        "name/cue"
    };
    let confidence = if strength == Cue::Strong { 0.95 } else { 0.85 };
    sure.then_some(())?;
    Some(named(word, reader.spelled(index)?, rule, confidence))
}

/// True for a name that is no place and no common word, or that stands in capitals alone.
fn is_near(reader: &Reader<'_>, index: usize) -> bool {
    let case = |index: usize| Some(reader.page.case(&reader.word(index)?));
    let opens_more = case(index + 1) == Some(Case::Title)
        && reader.gap_before(index + 1).is_some_and(|gap| gap == " ");
    reader.given(index).is_some_and(|name| {
        let capital = case(index) == Some(Case::Title) && !opens_more;
        !name.place && (!name.ambiguous || capital || is_foreign(reader, index))
    })
}

/// After words that announce a name: a capital, or a name of the lexicon that is no other word.
fn is_named(name: Option<&GivenName>, case: Case, text: &str) -> bool {
    match (name, case) {
        (Some(_), Case::Title) => true,
        (Some(name), Case::Lower | Case::Upper) => !name.ambiguous || is_plausible(text),
        (None, Case::Caseless) => is_plausible(text) && !has_article(text),
        (Some(_), Case::Caseless) | (None, Case::Title | Case::Upper) => is_plausible(text),
        (None, Case::Lower) => false,
    }
}

/// True for an Arabic word with the article: a thing and not a given name.
fn has_article(text: &str) -> bool {
    text.starts_with("ال")
}

/// After words that also say other things: only what the lexicon knows.
fn is_known(name: Option<&GivenName>, case: Case, text: &str) -> bool {
    name.is_some_and(|name| match case {
        Case::Title => !name.ambiguous || !is_stop(text),
        Case::Lower | Case::Upper => !name.ambiguous && text.chars().count() > ALONE_LETTERS_MIN,
        Case::Caseless => is_plausible(text),
    })
}

pub(super) fn is_stop(text: &str) -> bool {
    LISTS.stops.contains(text)
}

/// True for a word that can be a name: letters only, 2 to 20 of them, and none that lists hold as
/// another word.
pub(super) fn is_plausible(text: &str) -> bool {
    let letters = text.chars().count();
    (2..=LETTERS_MAX).contains(&letters)
        && !text.contains(|c: char| c.is_numeric() || c == '_')
        && !is_stop(text)
        && !is_common_word(text)
        && gazetteer::country(text).is_none()
}

/// True where a number, or a word that leads to one, follows a word.
fn contact_follows(reader: &Reader<'_>, index: usize) -> bool {
    const LEADS: [&str; 11] = [
        "at", "on", "al", "auf", "unter", "under", "au", "pe", "na", "по", "на",
    ];
    let Some(word) = reader.word(index) else {
        return false;
    };
    if gazetteer::city(reader.text(&word)).is_some() {
        return false;
    }
    reader.word(index + 1).is_some_and(|next| {
        let text = reader.text(&next);
        let gap = reader.page.get(word.end..next.start);
        gap.len() <= GAP_BYTES_MAX
            && (LEADS.contains(&text) || text.starts_with(|c: char| c.is_numeric()))
    })
}

/// Names in a list: `Anna, Bella and Chloe`.
pub(super) fn listed(reader: &Reader<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < reader.words.len() {
        if reader.given(index).is_none() {
            index += 1;
            continue;
        }
        let members = list_from(reader, index);
        let step = members.last().map_or(index, |last| *last) + 1;
        if members.len() >= 2 && is_list_of_names(reader, &members) {
            found.extend(members.iter().filter_map(|member| {
                let word = reader.word(*member)?;
                Some(named(word, reader.spelled(*member)?, "name/list", 0.85))
            }));
        }
        index = step;
    }
    found
}

/// The words of the lexicon that follow each other from a word on, joined as a list.
fn list_from(reader: &Reader<'_>, first: usize) -> Vec<usize> {
    let mut members = Vec::new();
    let mut next = first;
    while reader.given(next).is_some() {
        members.push(next);
        let Some(step) = join_after(reader, next) else {
            break;
        };
        // "Anna, Sydney"
        let place = reader.given(next + step).is_some_and(|name| name.place);
        if place && step == 1 {
            break;
        }
        next += step;
    }
    members
}

/// How many words further the next member of a list stands.
fn join_after(reader: &Reader<'_>, index: usize) -> Option<usize> {
    let gap = reader.gap_before(index + 1)?.trim();
    if LISTS.joins.contains(gap) {
        // "Anna, and Bella"
        let word = reader.word(index + 1)?;
        let joined = LISTS.joins.contains(reader.text(&word));
        return Some(if joined { 2 } else { 1 });
    }
    let word = reader.word(index + 1)?;
    let joins = gap.is_empty() && LISTS.joins.contains(reader.text(&word));
    let close = reader.gap_before(index + 2)?.trim().is_empty();
    (joins && close).then_some(2)
}

/// True where at least one member is nothing but a name, and capitals do not speak against it.
fn is_list_of_names(reader: &Reader<'_>, members: &[usize]) -> bool {
    let mut sure = 0;
    for member in members {
        let case = reader.word(*member).map(|word| reader.page.case(&word));
        let ambiguous = reader.given(*member).is_none_or(|name| name.ambiguous);
        if ambiguous && case != Some(Case::Title) {
            return false;
        }
        sure += usize::from(!ambiguous);
    }
    sure >= 1
}

/// Names the lexicon knows and no list holds as another word, with a capital.
pub(super) fn alone(reader: &Reader<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (index, word) in reader.words.iter().enumerate() {
        let Some(name) = reader.given(index) else {
            continue;
        };
        let text = reader.text(word);
        let sure = !name.ambiguous || (!is_stop(text) && is_foreign(reader, index));
        if sure
            && stands_out(reader, index)
            && !is_plain_form(reader, index)
            && !is_second(reader, index)
            && !is_street_or_house(reader.page, word)
        {
            let spelled = reader.spelled(index).unwrap_or(text);
            found.push(named(word.clone(), spelled, "name/lexicon", 0.75));
        }
    }
    found
}

/// True for a case form in plain letters, which may be a word of any language: `Sary`, `Jano`.
fn is_plain_form(reader: &Reader<'_>, index: usize) -> bool {
    let is_form = reader
        .known(index)
        .is_some_and(|known| known.form_of.is_some());
    is_form
        && reader
            .word(index)
            .is_some_and(|word| reader.page.accented(&word).is_ascii())
}

/// True for a second given name or a surname: "Anna Maria", "Anna Parker".
fn is_second(reader: &Reader<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else {
        return false;
    };
    let capital = |index| {
        let case = reader.word(index).map(|word| reader.page.case(&word));
        matches!(case, Some(Case::Title | Case::Upper))
    };
    reader.gap_before(index) == Some(" ")
        && reader.given(before).is_some_and(|name| !name.ambiguous)
        && capital(before)
        && capital(index)
}

/// True for a word with a capital, unless the words around it shout too; and, in a script without
/// capitals, for one in Arabic or between the spaces of Thai, or whose neighbours are written in
/// a script that has them.
fn stands_out(reader: &Reader<'_>, index: usize) -> bool {
    let case = |index: usize| {
        let word = reader.word(index)?;
        (reader.text(&word).chars().count() > 1).then(|| reader.page.case(&word))
    };
    let before = index.checked_sub(1).and_then(case);
    let letters = reader
        .word(index)
        .map_or(0, |word| reader.text(&word).chars().count());
    match case(index) {
        Some(Case::Title) => letters >= ALONE_LETTERS_MIN,
        // Three capitals are an abbreviation.
        Some(Case::Upper) if letters <= ALONE_LETTERS_MIN => false,
        Some(Case::Upper) => before != Some(Case::Upper) && case(index + 1) != Some(Case::Upper),
        Some(Case::Caseless) => stands_alone(reader, index) || is_foreign(reader, index),
        Some(Case::Lower) | None => false,
    }
}

/// True for a word without capitals among words of a script that has them.
fn is_foreign(reader: &Reader<'_>, index: usize) -> bool {
    let case = |index: usize| {
        let word = reader.word(index)?;
        (reader.text(&word).chars().count() > 1).then(|| reader.page.case(&word))
    };
    let before = index.checked_sub(1).and_then(case);
    let after = case(index + 1);
    let cased = |case: Option<Case>| case.is_none_or(|case| case != Case::Caseless);
    case(index) == Some(Case::Caseless)
        && (before.is_some() || after.is_some())
        && cased(before)
        && cased(after)
}

/// True for a word of four letters or more in a script where the lexicon tells names apart.
fn stands_alone(reader: &Reader<'_>, index: usize) -> bool {
    reader.word(index).is_some_and(|word| {
        let text = reader.text(&word);
        let told = text.starts_with(|c: char| is_arabic(c) || is_thai(c));
        told && text.chars().count() >= CASELESS_LETTERS_MIN
    })
}
