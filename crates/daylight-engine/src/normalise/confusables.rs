//! Letters of another script that look like the word's own (UTS #39, mixed-script confusables).
//!
//! A word is decoded as a whole or not at all: where one foreign letter has no look-alike, the
//! word is what it seems. A word of look-alikes only is decoded where its neighbours are Latin.

use daylight_model::Disguise;
use unicode_script::Script;

use crate::normalise::cells::Cell;
use crate::normalise::cells::script;
use crate::normalise::classes::FOREIGN;
use crate::normalise::classes::LATIN;
use crate::normalise::classes::LOOKALIKE;
use crate::normalise::classes::OWN;
use crate::normalise::classes::SCRIPTS;
use crate::normalise::classes::class;
use crate::normalise::classes::seen;
use crate::normalise::is_word;
use crate::normalise::lookalikes::is_latin_shape;
use crate::normalise::lookalikes::latin_of;
use crate::normalise::lookalikes::letter_of;

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
    let seen = seen(cells);
    if seen & LOOKALIKE == 0 || seen & LATIN == 0 {
        return false;
    }
    let mut doubtful: Vec<&mut [Cell]> = Vec::new();
    let mut changed = false;
    let mut before = Stand::None;
    for word in cells.chunk_by_mut(|one, next| is_word(one.c) == is_word(next.c)) {
        let stand = if word.first().is_some_and(|cell| is_word(cell.c)) {
            settle(word, &mut changed)
        } else {
            Stand::None
        };
        match stand {
            Stand::None => {}
            Stand::Doubtful => doubtful.push(word),
            Stand::Plain(script) => {
                let among = [before, stand];
                if among.iter().all(|stand| is_latin_side(*stand)) {
                    changed |= turn_all(&mut doubtful);
                }
                doubtful.clear();
                before = Stand::Plain(script);
            }
        }
    }
    if before == Stand::Plain(Script::Latin) {
        changed |= turn_all(&mut doubtful);
    }
    changed
}

/// Turns the words into Latin ones; true where that changes any.
fn turn_all(words: &mut Vec<&mut [Cell]>) -> bool {
    let turned = words.drain(..).map(|word| turn(word, Script::Latin));
    turned.fold(false, |changed, one| changed | one)
}

/// True beside a Latin word and at the start of the text.
fn is_latin_side(stand: Stand) -> bool {
    matches!(stand, Stand::None | Stand::Plain(Script::Latin))
}

/// Decodes a word of mixed scripts and says what it is now.
fn settle(word: &mut [Cell], changed: &mut bool) -> Stand {
    let seen = seen(word);
    if seen & FOREIGN == 0 && seen & LOOKALIKE == 0 {
        return if seen & LATIN == 0 {
            Stand::None
        } else {
            Stand::Plain(Script::Latin)
        };
    }
    for cell in word.iter_mut().filter(|cell| is_latin_shape(cell.c)) {
        if let Some(latin) = latin_of(cell.c) {
            *cell = cell.as_char(latin).with(Disguise::Confusable);
            *changed = true;
        }
    }
    let mut present = Letters::of(word);
    present.retain(|letters| letters.all > 0);
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
        *changed |= turn(word, target);
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
    /// Those of each script, in order.
    fn of(word: &[Cell]) -> Vec<Self> {
        let none = |script: &Script| Self {
            script: *script,
            all: 0,
            own: 0,
        };
        let mut all: Vec<Self> = SCRIPTS.iter().map(none).collect();
        for cell in word {
            let class = class(cell.c);
            if let Some(letters) = class.script().and_then(|at| all.get_mut(at)) {
                letters.all += 1;
                letters.own += usize::from(class.has(OWN));
            }
        }
        all
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

/// Puts the letters of `target` in the place of those that look like them; true where that
/// changes the word.
fn turn(word: &mut [Cell], target: Script) -> bool {
    let mut changed = false;
    for cell in word {
        let own = script(cell.c);
        if own != target
            && SCRIPTS.contains(&own)
            && let Some(letter) = letter_of(target, cell.c)
        {
            changed |= letter != cell.c;
            *cell = cell.as_char(letter).with(Disguise::Confusable);
        }
    }
    changed
}
