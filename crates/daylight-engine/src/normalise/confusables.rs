//! Letters of another script that look like the word's own (UTS #39, mixed-script confusables).
//!
//! A word is decoded as a whole or not at all: where one foreign letter has no look-alike, the
//! word is what it seems. A word of look-alikes only is decoded where its neighbours are Latin.

use daylight_model::Disguise;
use unicode_script::Script;

use crate::normalise::cells::Cell;
use crate::normalise::cells::script;
use crate::normalise::is_word;
use crate::normalise::lookalikes::is_latin_shape;
use crate::normalise::lookalikes::is_shared;
use crate::normalise::lookalikes::latin_of;
use crate::normalise::lookalikes::letter_of;

/// The scripts whose letters are taken for one another's; of equals the first is meant.
const SCRIPTS: [Script; 5] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Armenian,
    Script::Cherokee,
];

/// What a word says of its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// No letters of these scripts.
    None,
    /// A word of this script beyond doubt.
    Plain(Script),
    /// A word of another script, every letter of which looks Latin.
    Doubtful,
}

/// Decodes the words of `cells`; true where that changes the text.
pub(super) fn decode(cells: &mut [Cell]) -> bool {
    let has = |of: fn(char) -> bool| cells.iter().any(|cell| of(cell.c));
    if !has(|c| latin_of(c).is_some()) || !has(|c| script(c) == Script::Latin) {
        return false;
    }
    let before: Vec<char> = cells.iter().map(|cell| cell.c).collect();
    decode_words(cells);
    !before.into_iter().eq(cells.iter().map(|cell| cell.c))
}

fn decode_words(cells: &mut [Cell]) {
    let mut doubtful: Vec<&mut [Cell]> = Vec::new();
    let mut before = Stand::None;
    for word in cells.chunk_by_mut(|one, next| is_word(one.c) == is_word(next.c)) {
        let stand = if word.first().is_some_and(|cell| is_word(cell.c)) {
            settle(word)
        } else {
            Stand::None
        };
        match stand {
            Stand::None => {}
            Stand::Doubtful => doubtful.push(word),
            Stand::Plain(script) => {
                let among = [before, stand];
                if among.iter().all(|stand| is_latin_side(*stand)) {
                    doubtful
                        .drain(..)
                        .for_each(|word| turn(word, Script::Latin));
                }
                doubtful.clear();
                before = Stand::Plain(script);
            }
        }
    }
    if before == Stand::Plain(Script::Latin) {
        doubtful
            .drain(..)
            .for_each(|word| turn(word, Script::Latin));
    }
}

/// True beside a Latin word and at the start of the text.
fn is_latin_side(stand: Stand) -> bool {
    matches!(stand, Stand::None | Stand::Plain(Script::Latin))
}

/// Decodes a word of mixed scripts and says what it is now.
fn settle(word: &mut [Cell]) -> Stand {
    for cell in word.iter_mut().filter(|cell| is_latin_shape(cell.c)) {
        if let Some(latin) = latin_of(cell.c) {
            *cell = cell.as_char(latin).with(Disguise::Confusable);
        }
    }
    let present: Vec<Letters> = SCRIPTS
        .iter()
        .map(|script| Letters::of(word, *script))
        .filter(|letters| letters.all > 0)
        .collect();
    let target = match present.as_slice() {
        [] => return Stand::None,
        [one] => return one.stand(),
        // The script that has letters no other could stand for, then the one with more letters.
        // Of equals the last is the maximum, hence backwards.
        many => many
            .iter()
            .rev()
            .max_by_key(|letters| (letters.own > 0, letters.all))
            .map_or(Script::Latin, |letters| letters.script),
    };
    if !is_two_words(word) && turns(word, target) {
        turn(word, target);
    }
    Stand::Plain(target)
}

/// The letters of one script in a word.
struct Letters {
    script: Script,
    all: usize,
    /// Those that look like no letter of another script.
    own: usize,
}

impl Letters {
    fn of(word: &[Cell], script_of: Script) -> Self {
        let letters = || word.iter().filter(|cell| script(cell.c) == script_of);
        Self {
            script: script_of,
            all: letters().count(),
            own: letters().filter(|cell| !is_shared(cell.c)).count(),
        }
    }

    /// What a word stands for that has no other letters.
    fn stand(&self) -> Stand {
        match (self.script, self.all, self.own) {
            (Script::Latin, ..) => Stand::Plain(Script::Latin),
            (_, 1, 0) => Stand::None,
            (_, _, 0) => Stand::Doubtful,
            (script, ..) => Stand::Plain(script),
        }
    }
}

/// True for a word of one script with an ending of another, three letters or more each: a brand
/// with a case ending, say.
fn is_two_words(word: &[Cell]) -> bool {
    let mut parts = word.chunk_by(|one, next| script(one.c) == script(next.c));
    matches!(
        (parts.next(), parts.next(), parts.next()),
        (Some([_, _, _, ..]), Some([_, _, _, ..]), None)
    )
}

fn turns(word: &[Cell], target: Script) -> bool {
    word.iter().all(|cell| {
        let own = script(cell.c);
        own == target || !SCRIPTS.contains(&own) || letter_of(target, cell.c).is_some()
    })
}

fn turn(word: &mut [Cell], target: Script) {
    for cell in word {
        let own = script(cell.c);
        if own != target
            && SCRIPTS.contains(&own)
            && let Some(letter) = letter_of(target, cell.c)
        {
            *cell = cell.as_char(letter).with(Disguise::Confusable);
        }
    }
}
