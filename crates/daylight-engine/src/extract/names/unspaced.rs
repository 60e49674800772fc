//! Names after a cue in scripts that set no space between words.

use crate::extract::lexicon::Found;
use crate::extract::lexicon::is_unspaced;
use crate::extract::names::Reader;
use crate::extract::names::lists::Cue;
use crate::extract::names::lists::LISTS;
use crate::extract::names::named;
use crate::extract::names::people::is_plausible;
use crate::extract::names::people::is_stop;

/// Letters of a name at most.
const LETTERS_MAX: usize = 8;

/// Letters after which a Chinese word is no longer taken for a name the lexicon does not know.
const HAN_LETTERS_MAX: usize = 3;

/// A name in a script without spaces: the longest the lexicon knows, else the whole short run.
pub(super) fn name_after(reader: &Reader<'_>, from: usize, strength: Cue) -> Option<Found> {
    let rest = reader.page.get(from..reader.page.folded().len());
    let start = from + (rest.len() - rest.trim_start().len());
    let run: Vec<(usize, char)> = rest
        .trim_start()
        .char_indices()
        .take(LETTERS_MAX + 4)
        .take_while(|(_, c)| is_unspaced(*c))
        .collect();
    let range = |letters: usize| {
        let (at, c) = run.get(letters.checked_sub(1)?)?;
        Some(start..start + at + c.len_utf8())
    };
    let after = |letters: usize| {
        run.get(letters)
            .and_then(|next| rest.trim_start().get(next.0..))
            .unwrap_or_default()
    };
    for letters in (2..=run.len().min(LETTERS_MAX)).rev() {
        let range = range(letters)?;
        // Two letters begin many words.
        let list = if letters == 2 {
            &LISTS.polite
        } else {
            &LISTS.follows
        };
        let whole = run
            .get(letters)
            .is_none_or(|next| !is_thai(next.1) || may_follow(after(letters), list));
        let text = reader.text(&range);
        if whole && LISTS.names.contains_key(text) && !is_stop(text) {
            let sure = strength != Cue::Near || is_sure(text);
            return sure.then(|| named(range.clone(), text, "name/cue", 0.85));
        }
    }
    let polite = (2..run.len()).find(|letters| may_follow(after(*letters), &LISTS.polite));
    let range = range(polite.unwrap_or(run.len()))?;
    let text = reader.text(&range);
    let han = text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let letters_max = if han { HAN_LETTERS_MAX } else { LETTERS_MAX };
    let fits = (2..=letters_max).contains(&text.chars().count());
    let ending = reader.page.get(range.end..reader.page.folded().len());
    let announced = strength == Cue::Strong
        || (strength == Cue::Polite && may_follow(ending.trim_start(), &LISTS.polite));
    (announced && fits && is_plausible(text)).then(|| named(range.clone(), text, "name/cue", 0.7))
}

/// True for the name of the lexicon that is no other word.
fn is_sure(text: &str) -> bool {
    LISTS.names.get(text).is_some_and(|name| !name.ambiguous)
}

/// True where a text begins with a word of a list.
fn may_follow(text: &str, list: &[String]) -> bool {
    list.iter().any(|word| text.starts_with(word.as_str()))
}

pub(super) fn is_thai(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}')
}
