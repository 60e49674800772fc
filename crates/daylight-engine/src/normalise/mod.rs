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
use crate::normalise::setting::Setting;

pub use crate::characters::is_word;
pub use crate::characters::words;
pub use form::Normalised;

/// Brings a text into its comparable form: lower-case, decoded, one space or line break between
/// words and none around them. An empty text has an empty form.
#[must_use]
pub fn normalise(original: &str) -> Normalised {
    short::normalise(original).unwrap_or_else(|| decoded(original))
}

/// The long way.
fn decoded(original: &str) -> Normalised {
    let setting = Setting::of(original);
    let mut cells: Vec<Cell> = original
        .char_indices()
        .map(|(at, c)| Cell {
            c,
            from: form::offset(at),
            to: form::offset(at + c.len_utf8()),
            met: Disguises::NONE,
        })
        .collect();
    // INVARIANT (idempotent): the form is what the steps leave as it is. Each step gets to its
    // own end in one go, and what one uncovers for an earlier one is rare, so rounds are few.
    while round(&mut cells, &setting) {}
    let mut form = Normalised::default();
    for cell in cells {
        form.push(cell);
    }
    form
}

/// Takes every step once; true where one of them changed the text.
fn round(cells: &mut Vec<Cell>, setting: &Setting<'_>) -> bool {
    [
        decode::decode(cells, setting),
        enclosed::spell_flags(cells),
        marks::compose(cells),
        spaced::join(cells),
        case::tidy_spaces(cells),
        confusables::decode(cells),
        case::lower(cells),
        leet::decode(cells),
        repeats::shorten(cells),
    ]
    .contains(&true)
}
