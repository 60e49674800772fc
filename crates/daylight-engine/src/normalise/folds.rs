//! One character folded: white space, typographic signs, compatibility forms (UAX #15, NFKC),
//! enclosed letters, and the decimal digits of every script.

use std::sync::LazyLock;

use daylight_model::Disguise;
use unicode_general_category::GeneralCategory;
use unicode_general_category::get_general_category;
use unicode_normalization::char::decompose_canonical;
use unicode_normalization::char::decompose_compatible;

use crate::characters::pages::Pages;
use crate::normalise::cells::Cell;
use crate::normalise::enclosed;
use crate::normalise::setting::Setting;

/// Quotes, dashes and strokes, each with its ASCII sign, in order.
static SIGNS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut signs: Vec<(char, char)> = include_str!("../../data/normalise/signs.txt")
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(sign, forms)| sign.chars().next().zip(Some(forms)))
        .flat_map(|(sign, forms)| forms.chars().map(move |form| (form, sign)))
        .collect();
    signs.sort_unstable();
    signs
});

/// What Windows-1252 has where Latin-1 has controls, from U+0080 on, a space where it has
/// nothing: text decoded as the latter shows it.
const WINDOWS_1252: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// The character that a stray control of Latin-1 was meant to be.
fn meant(c: char) -> char {
    match c {
        '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' => WINDOWS_1252
            .chars()
            .nth((u32::from(c) - 0x80) as usize)
            .unwrap_or(' '),
        _ => c,
    }
}

/// The most characters that one folds to (UAX #15).
pub(super) const CHARS_MAX: usize = 18;

/// Emits what `cell` folds to.
pub(super) fn fold(cell: Cell, setting: &Setting<'_>, emit: &mut dyn FnMut(Cell)) {
    let c = meant(cell.c);
    if let Some(space) = space(c) {
        return emit(cell.as_char(space));
    }
    if let Ok(found) = SIGNS.binary_search_by_key(&c, |(form, _)| *form) {
        return emit(cell.as_char(SIGNS.get(found).map_or(c, |(_, sign)| *sign)));
    }
    if let Some(inner) = enclosed::inner(c) {
        let cell = if inner.is_disguise {
            cell.with(Disguise::Enclosed)
        } else {
            cell
        };
        return inner.text.chars().for_each(|c| emit(cell.as_char(c)));
    }
    let cell = if is_compatibility_disguise(c, setting) {
        cell.with(Disguise::Compatibility)
    } else {
        cell
    };
    compatible(c, &mut |c| emit(digit(cell.as_char(c), setting)));
}

/// The space or line break that a white-space character counts as.
fn space(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        // The blank Braille pattern is white space in all but name.
        '\u{2800}' => Some(' '),
        c if c.is_whitespace() => Some(' '),
        _ => None,
    }
}

/// Emits the compatibility decomposition of `c`, or `c` itself where it has none or where it is
/// ordinary writing that the decomposition would harm.
fn compatible(c: char, emit: &mut dyn FnMut(char)) {
    if keeps_form(c) {
        return emit(c);
    }
    let mut parts = [c; CHARS_MAX];
    let mut len = 0;
    decompose_compatible(c, |part| {
        if let Some(slot) = parts.get_mut(len) {
            *slot = part;
        }
        len += 1;
    });
    let parts = parts.get(..len).unwrap_or_default();
    let mut canonical = 0;
    let mut same = true;
    decompose_canonical(c, |part| {
        same &= parts.get(canonical) == Some(&part);
        canonical += 1;
    });
    // Canonical forms are composed by a later step; a spacing accent would turn into a space.
    if (same && canonical == len) || (len > 1 && parts.first() == Some(&' ')) {
        return emit(c);
    }
    for part in parts {
        emit(*part);
    }
}

/// Thai and Lao AM are one letter to their readers; Hangul letters on their own are laughter and
/// tears; a vulgar fraction after a digit would read as another number, a trade mark as the end of its
/// word.
fn keeps_form(c: char) -> bool {
    matches!(c,
        '\u{e33}' | '\u{eb3}'
        | '\u{3131}'..='\u{318e}'
        | '\u{2120}' | '\u{2122}'
        | '\u{bc}'..='\u{be}'
        | '\u{2150}'..='\u{215f}' | '\u{2189}'
        | '\u{ac00}'..='\u{d7a3}')
}

/// True for the letters and digits of another alphabet than print uses. Ligatures, units,
/// ordinal signs and squares are print.
fn is_compatibility_disguise(c: char, setting: &Setting<'_>) -> bool {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            !setting.is_east_asian()
        }
        '\u{1d400}'..='\u{1d7ff}'
        | '\u{1d2c}'..='\u{1d6a}'
        | '\u{1d78}'
        | '\u{1d9b}'..='\u{1dbf}'
        | '\u{2b0}'..='\u{2b8}'
        | '\u{2e0}'..='\u{2e4}'
        | '\u{2070}'..='\u{2079}'
        | '\u{207f}'..='\u{2089}'
        | '\u{2090}'..='\u{209c}'
        | '\u{2c7c}'
        | '\u{2c7d}'
        | '\u{1fbf0}'..='\u{1fbf9}' => true,
        '\u{2102}'..='\u{2115}'
        | '\u{2118}'..='\u{211d}'
        | '\u{2124}'
        | '\u{2128}'
        | '\u{212c}'..='\u{2138}' => !matches!(c, '\u{2103}' | '\u{2105}' | '\u{2109}'),
        _ => false,
    }
}

/// A decimal digit of any script as its ASCII digit.
fn digit(cell: Cell, setting: &Setting<'_>) -> Cell {
    let Some(value) = decimal(cell.c) else {
        return cell;
    };
    let digit = cell.as_char(value);
    if setting.is_home_of(cell.c) {
        digit
    } else {
        digit.with(Disguise::ForeignDigits)
    }
}

/// The ASCII form of a non-ASCII decimal digit. Unicode keeps the ten digits of a script side by
/// side, zero first, and sets of digits apart; those that touch have compatibility forms.
fn decimal(c: char) -> Option<char> {
    if c < '\u{660}' { None } else { DECIMALS.get(c) }
}

static DECIMALS: Pages<Option<char>> = Pages::new(count_to_zero);

fn count_to_zero(c: char) -> Option<char> {
    if !is_decimal(c) {
        return None;
    }
    let zero = (1..10)
        .map_while(|back| char::from_u32(u32::from(c) - back).filter(|c| is_decimal(*c)))
        .count();
    char::from_digit(u32::try_from(zero).ok()?, 10)
}

fn is_decimal(c: char) -> bool {
    get_general_category(c) == GeneralCategory::DecimalNumber
}
