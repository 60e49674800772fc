//! Stage 2: one comparable form of a text, with a map back to the original bytes.
//!
//! A text goes through the steps below until none changes it, so that normalising twice changes
//! nothing; plain ASCII text takes a short way. Sources: UAX #15 (normalisation forms), UAX #9
//! (marks of direction), UAX #24 (scripts), UAX #44 (properties), UTS #39 (confusables), UTS #51
//! (emoji), and the HTML standard's named character references.
//!
//! | step | file | disguise |
//! |---|---|---|
//! | entities, and the folds of single characters | `decode`, `invisible`, `folds`, `enclosed` | `Entity`, `ZeroWidth`, `Bidi`, `Compatibility`, `Enclosed`, `ForeignDigits` |
//! | piles of combining marks | `marks` | `Marks` |
//! | letters spaced apart | `spaced` | `Spaced` |
//! | letters of other scripts | `confusables`, `lookalikes` | `Confusable` |
//! | case and white space | `case` | none |
//! | digits and signs for letters | `leet` | `Leet` |
//! | repeated letters | `repeats` | `Repeated` |

mod case;
mod cells;
mod classes;
mod confusables;
mod decode;
mod enclosed;
mod folds;
mod form;
mod invisible;
mod leet;
mod lookalikes;
mod marks;
mod repeats;
mod setting;
mod short;
mod spaced;
#[cfg(test)]
mod tests;
mod watch;

use daylight_model::Disguises;

use crate::normalise::cells::Cell;
use crate::normalise::classes::CAPITAL;
use crate::normalise::classes::COMBINING_ANY;
use crate::normalise::classes::COMPOSE;
use crate::normalise::classes::ENTITY;
use crate::normalise::classes::FOLD;
use crate::normalise::classes::LATIN;
use crate::normalise::classes::LEET;
use crate::normalise::classes::LOOKALIKE;
use crate::normalise::classes::REGIONAL;
use crate::normalise::classes::SPACE;
use crate::normalise::classes::SPELLING;
use crate::normalise::setting::Setting;

pub use crate::characters::is_unspaced;
pub use crate::characters::is_word;
pub use crate::characters::words;
pub use form::Normalised;

/// Brings a text into its comparable form: lower-case, decoded, one space or line break between
/// words and none around them. An empty text has an empty form.
#[must_use]
pub fn normalise(original: &str) -> Normalised {
    short::normalise(original).unwrap_or_else(|| decoded(original, Steps::Needed))
}

/// The long way. Steps that have nothing to do are left out where `steps` is [`Steps::Needed`].
fn decoded(original: &str, steps: Steps) -> Normalised {
    let setting = Setting::of(original);
    let mut cells = Vec::with_capacity(original.len());
    cells.extend(original.char_indices().map(|(at, c)| Cell {
        c,
        from: form::offset(at),
        to: form::offset(at + c.len_utf8()),
        met: Disguises::NONE,
    }));
    // INVARIANT (idempotent): the form is what the steps leave as it is. Each step gets to its
    // own end in one go, and what one uncovers for an earlier one is rare, so rounds are few.
    while round(&mut cells, &setting, steps) {}
    Normalised::of(&cells)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Steps {
    Needed,
    #[cfg(test)]
    All,
}

/// A step: true where it changes the text.
struct Step {
    take: fn(&mut Vec<Cell>, &Setting<'_>) -> bool,
    /// What must be seen in a text for the step to have work: something of each.
    needs: [u32; 2],
}

const STEPS: [Step; 9] = [
    Step {
        take: decode::decode,
        needs: [FOLD | ENTITY, ANY],
    },
    Step {
        take: |cells, _| enclosed::spell_flags(cells),
        needs: [REGIONAL, ANY],
    },
    Step {
        take: |cells, _| marks::compose(cells),
        needs: [COMPOSE | COMBINING_ANY, ANY],
    },
    Step {
        take: |cells, _| spaced::join(cells),
        needs: [SPELLING, ANY],
    },
    Step {
        take: |cells, _| case::tidy_spaces(cells),
        needs: [SPACE, ANY],
    },
    Step {
        take: |cells, _| confusables::decode(cells),
        needs: [LOOKALIKE, LATIN],
    },
    Step {
        take: |cells, _| case::lower(cells),
        needs: [CAPITAL, ANY],
    },
    Step {
        take: |cells, _| leet::decode(cells),
        needs: [LEET, LATIN],
    },
    Step {
        take: |cells, _| repeats::shorten(cells),
        needs: [SPELLING, ANY],
    },
];

const ANY: u32 = u32::MAX;

/// Takes every step once; true where one of them changed the text.
fn round(cells: &mut Vec<Cell>, setting: &Setting<'_>, steps: Steps) -> bool {
    let mut changed = false;
    let mut seen = classes::seen(cells);
    for step in &STEPS {
        let is_needed = step.needs.iter().all(|bits| seen & bits != 0);
        if (is_needed || steps != Steps::Needed) && (step.take)(cells, setting) {
            changed = true;
            seen = classes::seen(cells);
        }
    }
    changed
}
