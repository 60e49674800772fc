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
use crate::extract::names::named;
use crate::extract::places::is_street_or_house;
use crate::extract::signs::is_common_word;

/// Letters a name has at least to be known by the lexicon alone.
const ALONE_LETTERS_MIN: usize = 4;

/// Signs and spaces that may stand between a cue and its name, in bytes.
const GAP_BYTES_MAX: usize = 6;

/// Letters of a name in a script without spaces at most.
const UNSPACED_LETTERS_MAX: usize = 8;

/// Letters after which a Chinese word is no longer taken for a name the lexicon does not know.
const HAN_LETTERS_MAX: usize = 3;

/// Names beside a cue or a title.
pub(super) fn cued(reader: &Reader<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for met in &reader.cues {
        for cue in met.meanings {
            found.extend(match cue {
                Cue::After => before_cue(reader, &met.range),
                Cue::Strong | Cue::Call | Cue::Weak | Cue::Title | Cue::TitleWeak => {
                    after_cue(reader, &met.range, *cue)
                }
                Cue::Employer | Cue::LegalBefore | Cue::Legal | Cue::Trade | Cue::Hires => None,
            });
        }
    }
    found
}

fn before_cue(reader: &Reader<'_>, cue: &Range<usize>) -> Option<Found> {
    let index = reader.index_from(cue.start).checked_sub(1)?;
    let word = reader.word(index)?;
    let name = reader.given(index)?;
    let sure = !name.ambiguous && reader.page.case(&word) == Case::Title;
    let close = reader.page.get(word.end..cue.start).trim().is_empty();
    (sure && close).then(|| named(word.clone(), reader.text(&word), "name/cue", 0.85))
}

fn after_cue(reader: &Reader<'_>, cue: &Range<usize>, strength: Cue) -> Option<Found> {
    let index = reader.index_from(cue.end);
    let glued = reader.page.get(0..cue.start).ends_with(['-', '_']);
    if glued {
        return None;
    }
    let unspaced = reader.page.get(cue.end..reader.page.folded().len());
    if unspaced.trim_start().starts_with(is_unspaced) {
        return unspaced_name(reader, cue.end, strength);
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
        Cue::After | Cue::Employer | Cue::LegalBefore | Cue::Legal | Cue::Trade | Cue::Hires => {
            false
        }
    };
    let rule = if matches!(strength, Cue::Title | Cue::TitleWeak) {
        "name/title"
    } else {
        "name/cue"
    };
    let confidence = if strength == Cue::Strong { 0.95 } else { 0.85 };
    sure.then(|| named(word.clone(), text, rule, confidence))
}

/// After words that announce a name: a capital, or a name of the lexicon that is no other word.
fn is_named(name: Option<&GivenName>, case: Case, text: &str) -> bool {
    match (name, case) {
        (Some(_), Case::Title) => true,
        (Some(name), Case::Lower | Case::Upper) => !name.ambiguous || is_plausible(text),
        (Some(_), Case::Caseless) | (None, Case::Title | Case::Upper | Case::Caseless) => {
            is_plausible(text)
        }
        (None, Case::Lower) => false,
    }
}

/// After words that also say other things: only what the lexicon knows.
fn is_known(name: Option<&GivenName>, case: Case, text: &str) -> bool {
    name.is_some_and(|name| match case {
        Case::Title => !name.ambiguous || !is_stop(text),
        Case::Lower | Case::Upper => !name.ambiguous && text.chars().count() >= ALONE_LETTERS_MIN,
        Case::Caseless => is_plausible(text),
    })
}

fn is_stop(text: &str) -> bool {
    LISTS.stops.contains(text)
}

/// True for a word that can be a name: letters only, 2 to 20 of them, and none that lists hold as
/// another word.
fn is_plausible(text: &str) -> bool {
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

/// A name in a script without spaces: the longest the lexicon knows, else the whole short run.
fn unspaced_name(reader: &Reader<'_>, from: usize, strength: Cue) -> Option<Found> {
    let rest = reader.page.get(from..reader.page.folded().len());
    let start = from + (rest.len() - rest.trim_start().len());
    let run: Vec<(usize, char)> = rest
        .trim_start()
        .char_indices()
        .take(UNSPACED_LETTERS_MAX + 4)
        .take_while(|(_, c)| is_unspaced(*c))
        .collect();
    let range = |letters: usize| {
        let (at, c) = run.get(letters.checked_sub(1)?)?;
        Some(start..start + at + c.len_utf8())
    };
    for letters in (2..=run.len().min(UNSPACED_LETTERS_MAX)).rev() {
        let range = range(letters)?;
        let whole = run
            .get(letters)
            .is_none_or(|next| is_letter_of_its_own(next.1));
        let text = reader.text(&range);
        if whole && LISTS.names.contains_key(text) && !is_stop(text) {
            return Some(named(range.clone(), text, "name/cue", 0.85));
        }
    }
    let range = range(run.len())?;
    let text = reader.text(&range);
    let polite = ["ค่ะ", "คะ", "ครับ", "です"];
    let bare = polite
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .unwrap_or(text);
    let han = bare.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let letters_max = if han {
        HAN_LETTERS_MAX
    } else {
        UNSPACED_LETTERS_MAX
    };
    let fits = (2..=letters_max).contains(&bare.chars().count());
    let sure = strength == Cue::Strong && fits && is_plausible(bare);
    sure.then(|| named(start..start + bare.len(), bare, "name/cue", 0.7))
}

/// False for a vowel sign or tone mark, which belongs to the letter before it.
fn is_letter_of_its_own(c: char) -> bool {
    !matches!(c, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{e30}' | '\u{e32}' | '\u{e33}')
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
                Some(named(word.clone(), reader.text(&word), "name/list", 0.85))
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
        if reader.given(index).is_none_or(|name| name.ambiguous) {
            continue;
        }
        let text = reader.text(word);
        if text.chars().count() >= ALONE_LETTERS_MIN
            && stands_out(reader, index)
            && !is_street_or_house(reader.page, word)
        {
            found.push(named(word.clone(), text, "name/lexicon", 0.75));
        }
    }
    found
}

/// True for a word with a capital, unless the words around it shout too; and, in a script without
/// capitals, for a word whose neighbours are written in one that has them.
fn stands_out(reader: &Reader<'_>, index: usize) -> bool {
    let case = |index: usize| {
        let word = reader.word(index)?;
        (reader.text(&word).chars().count() > 1).then(|| reader.page.case(&word))
    };
    let before = index.checked_sub(1).and_then(case);
    match case(index) {
        Some(Case::Title) => true,
        Some(Case::Upper) => before != Some(Case::Upper) && case(index + 1) != Some(Case::Upper),
        Some(Case::Caseless) => {
            let after = case(index + 1);
            let cased = |case: Option<Case>| case.is_none_or(|case| case != Case::Caseless);
            (before.is_some() || after.is_some()) && cased(before) && cased(after)
        }
        Some(Case::Lower) | None => false,
    }
}
