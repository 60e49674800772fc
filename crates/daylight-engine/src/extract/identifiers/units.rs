//! The digits of a text, in whatever way each group of them is written.

use std::ops::Range;

use daylight_model::Disguise;

use crate::extract::Text;
use crate::extract::identifiers::compose::Item;
use crate::extract::identifiers::compose::ItemKind;
use crate::extract::identifiers::compose::compose;
use crate::extract::identifiers::compose::drop_weak;
use crate::extract::identifiers::number_words;
use crate::extract::identifiers::number_words::NumberWord;
use crate::extract::identifiers::scan;
use crate::extract::identifiers::scan::Scan;
use crate::normalise::words;

/// How a group of digits is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// As digits.
    Digits,
    /// As digits with letters among them that look like digits.
    Leet,
    /// As one or more number words.
    Spelled,
}

/// Digits written without a break.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that was seen, and none excludes another"
)]
pub(super) struct Unit {
    /// The digits.
    pub(super) digits: String,
    /// Where they stand in the comparable form.
    pub(super) range: Range<usize>,
    /// How they are written.
    pub(super) writing: Writing,
    /// Letters that are no number touch the group on the left.
    pub(super) glued_left: bool,
    /// Letters that are no number touch the group on the right.
    pub(super) glued_right: bool,
    /// A lone letter or an ordinary word that is a digit only in the company of others.
    pub(super) weak: bool,
    /// Something shows that the group is no part of a number to call.
    pub(super) masked: bool,
}

/// The groups of digits of a text, in order; they do not overlap.
pub(super) fn find(text: &Text<'_>, scan: &Scan) -> Vec<Unit> {
    let form = text.normalised.text();
    let has = |disguise| text.normalised.disguises_in(0..form.len()).has(disguise);
    let mut units = if has(Disguise::Leet) {
        let typed = as_typed(text, form);
        find_in(&typed, &scan::read(&typed))
    } else {
        find_in(form, scan)
    };
    if has(Disguise::Repeated) {
        for unit in &mut units {
            restore_repeated(text, unit);
        }
    }
    units
}

/// Puts back the zeros of `oooo` that were taken for one letter held long.
fn restore_repeated(text: &Text<'_>, unit: &mut Unit) {
    let shortened = unit.writing == Writing::Leet
        && text
            .normalised
            .disguises_in(unit.range.clone())
            .has(Disguise::Repeated);
    if !shortened {
        return;
    }
    let original = text.normalised.original_span(unit.range.clone());
    let digits: Option<String> = original
        .cut(text.original)
        .and_then(|original| original.to_lowercase().chars().map(digit).collect());
    if let Some(digits) = digits.filter(|digits| digits.len() > unit.digits.len()) {
        unit.digits = digits;
    }
}

/// The comparable form with the digits that were read as letters of a word put back: to a reader
/// of numbers `five5five` is no `fivesfive`. Every byte keeps its place.
fn as_typed(text: &Text<'_>, form: &str) -> String {
    let mut typed = String::with_capacity(form.len());
    let mut from = 0;
    for range in words(form) {
        if !text
            .normalised
            .disguises_in(range.clone())
            .has(Disguise::Leet)
        {
            continue;
        }
        let span = text.normalised.original_span(range.clone());
        let original = span
            .cut(text.original)
            .filter(|original| original.is_ascii() && original.len() == range.len())
            .map(str::to_ascii_lowercase);
        // `4nd` stays a word: its digit belongs to no number.
        if let Some(original) = original.filter(|original| is_number(original)) {
            typed.push_str(form.get(from..range.start).unwrap_or_default());
            typed.push_str(&original);
            from = range.end;
        }
    }
    typed.push_str(form.get(from..).unwrap_or_default());
    typed
}

/// True for a run of digits and number words without anything else.
fn is_number(run: &str) -> bool {
    let segments = segments(run);
    let parts = || segments.iter().filter_map(|range| run.get(range.clone()));
    reads_as_digits(&segments, run).is_some()
        || spelled_with_digits(run).is_some()
        || parts().all(|part| {
            part.starts_with(|c: char| c.is_ascii_digit() || c == '_')
                || number_words::lookup(part).is_some()
                || number_words::segment(part).is_some()
        })
}

fn find_in(text: &str, scan: &Scan) -> Vec<Unit> {
    let mut items = Vec::new();
    for range in &scan.numbers {
        if let Some(run) = text.get(range.clone()) {
            push_run(&mut items, run, range.start);
        }
    }
    drop_weak(&mut items, text);
    compose(items, text)
}

/// A word with what follows an apostrophe, where both make a number word: `п'ять`.
pub(super) fn with_apostrophe(text: &str, range: Range<usize>) -> Range<usize> {
    let after = text.get(range.end..).unwrap_or_default();
    let Some(sign) = after
        .chars()
        .next()
        .filter(|c| matches!(c, '\'' | '’' | 'ʼ'))
    else {
        return range;
    };
    let length = sign.len_utf8();
    let rest = after.get(length..).and_then(|rest| words(rest).next());
    let joined = rest
        .filter(|rest| rest.start == 0)
        .map(|rest| range.start..range.end + length + rest.end);
    joined
        .filter(|joined| {
            text.get(joined.clone())
                .is_some_and(|word| number_words::lookup(word).is_some())
        })
        .unwrap_or(range)
}

/// True for a word in which there are digits, however written.
pub(super) fn is_met_in(word: &str) -> bool {
    let mut items = Vec::new();
    push_run(&mut items, word, 0);
    !items.is_empty()
}

fn push_run(items: &mut Vec<Item>, run: &str, at: usize) {
    let mut alone = |kind| items.push(Item::free(at..at + run.len(), kind));
    if run.bytes().all(|byte| byte.is_ascii_digit()) {
        alone(ItemKind::Digits(run.to_owned()));
        return;
    }
    if let Some(letter) = lone_letter(run) {
        alone(ItemKind::Letter(letter));
        return;
    }
    let segments = segments(run);
    if let Some(digits) = reads_as_digits(&segments, run) {
        alone(ItemKind::Leet(digits));
        return;
    }
    if let Some(words) = spelled_with_digits(run) {
        let mut from = at;
        for (length, word) in words {
            items.push(Item::free(from..from + length, ItemKind::Word(word)));
            from += length;
        }
        return;
    }
    push_segments(items, run, at, segments);
}

/// Pushes the parts of a run that are read one by one.
fn push_segments(
    items: &mut Vec<Item>,
    run: &str,
    at: usize,
    segments: impl IntoIterator<Item = Range<usize>>,
) {
    let first = items.len();
    let mut letters_before = false;
    for segment in segments {
        let Some(part) = run.get(segment.clone()) else {
            continue;
        };
        let met = items.len();
        push_segment(items, part, at + segment.start);
        let added = items.len() - met;
        // An underscore parts groups; other text without a number touches them.
        let letters = added == 0 && part != "_";
        if letters
            && met > first
            && let Some(item) = items.last_mut()
        {
            item.glued_right = true;
        }
        if letters_before && let Some(item) = items.get_mut(met) {
            item.glued_left = true;
        }
        letters_before = letters;
    }
}

fn push_segment(items: &mut Vec<Item>, part: &str, at: usize) {
    let mut push = |range: Range<usize>, kind| {
        items.push(Item {
            range,
            kind,
            glued_left: false,
            glued_right: false,
        });
    };
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        push(at..at + part.len(), ItemKind::Digits(part.to_owned()));
    } else if let Some(word) = number_words::lookup(part) {
        push(at..at + part.len(), ItemKind::Word(word));
    } else if let Some(parts) = number_words::segment(part) {
        let mut from = at;
        for (length, word) in parts {
            push(from..from + length, ItemKind::Word(word));
            from += length;
        }
    } else if part.chars().any(is_spaceless) {
        let mut from = 0;
        while let Some(rest) = part.get(from..).filter(|rest| !rest.is_empty()) {
            if let Some((length, word)) = number_words::longest_prefix(rest) {
                push(at + from..at + from + length, ItemKind::Word(word));
                from += length;
            } else {
                from += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
    }
}

/// Scripts written without spaces, in which a number word may stand inside a run of letters.
/// Korean is not among them: its number syllables are parts of ordinary words.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e4e}' | '\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// A run cut where digits, underscores and letters meet.
fn segments(run: &str) -> Vec<Range<usize>> {
    let class = |c: char| (c.is_ascii_digit(), c == '_');
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for (at, c) in run.char_indices() {
        let end = at + c.len_utf8();
        match parts.last_mut() {
            Some(part) if last == Some(class(c)) => part.end = end,
            _ => parts.push(at..end),
        }
        last = Some(class(c));
    }
    parts
}

/// The number words of a run in which digits stand for letters: `tw0`, `thr33`, `f1ve`.
fn spelled_with_digits(run: &str) -> Option<Vec<(usize, &'static NumberWord)>> {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || !run.is_ascii() || digits * 2 > run.len() {
        return None;
    }
    let letters: String = run
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' => 'i',
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            '9' => 'g',
            other => other,
        })
        .collect();
    number_words::segment(&letters)
}

/// The digit a letter looks like.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'o' | 'о' => '0',
        'l' | 'i' => '1',
        's' => '5',
        'b' => '8',
        'z' => '2',
        _ => return None,
    })
}

/// A run as long as a number is no word, even where half its digits are letters.
const LONG_RUN: usize = 7;
const LONG_RUN_DIGITS: usize = 3;

/// The digits of a run in which letters stand among digits and look like them: `o7700`,
/// `21255so147`. A letter that ends a short run is more often a unit or a plural: `20s`, `5l`.
fn reads_as_digits(segments: &[Range<usize>], run: &str) -> Option<String> {
    if segments.len() < 2 {
        return None;
    }
    let digits = run.chars().filter(char::is_ascii_digit).count();
    let length = run.chars().count();
    let ends_in_letter = run.ends_with(|c: char| c.is_alphabetic());
    let ends_in_o = run.ends_with(['o', 'о']);
    let starts_in_letter = run.starts_with(|c: char| c.is_alphabetic());
    let mostly_digits = digits >= 2 * (length - digits)
        || (length >= LONG_RUN && digits >= LONG_RUN_DIGITS)
        || (digits >= length - digits && length <= 4)
        || (digits > 0 && starts_in_letter && ends_in_letter && length == 3);
    if !mostly_digits
        || (ends_in_letter && !starts_in_letter && !(ends_in_o && digits > 1) && length < 7)
    {
        return None;
    }
    run.chars().map(digit).collect()
}

/// The digit a character is or looks like.
fn digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        Some(c)
    } else {
        look_alike(c)
    }
}

/// The digits of a run that is one only beside others: a lone letter, or a short group of more
/// letters than digits.
fn lone_letter(run: &str) -> Option<String> {
    match run {
        "o" | "oo" | "о" => return Some(if run == "oo" { "00" } else { "0" }.to_owned()),
        "l" | "i" => return Some("1".to_owned()),
        _ => {}
    }
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let group = (3..=4).contains(&run.len())
        && digits > 0
        && run.len() >= digits + 2
        && run
            .bytes()
            .all(|c| c.is_ascii_digit() || b"oli".contains(&c));
    group.then(|| run.chars().filter_map(digit).collect())
}

#[cfg(test)]
mod tests {
    use crate::extract::identifiers::scan;
    use crate::extract::identifiers::units::find_in;

    fn check(text: &str, groups: &str) {
        let units = find_in(text, &scan::read(text));
        let met: Vec<String> = units.into_iter().map(|unit| unit.digits).collect();
        assert_eq!(met.join(" "), groups, "{text}");
    }

    #[test]
    fn digits_and_words() {
        check("call 212-555-0147 now", "212 555 0147");
        check("4one5 five5five 0one9nine", "4 1 5 5 5 5 0 1 9 9");
        check("four1five", "4 1 5");
        check("fivefivefive", "5 5 5");
        check("5_0 1 4 7", "5 0 1 4 7");
        check("double five triple 0 nine", "55 000 9");
        check("eight hundred five five", "800 5 5");
        check("twenty one forty-two", "21 42");
        check("oh seven o nine", "0 7 0 9");
        check("one of us, call on monday", "1");
    }

    #[test]
    fn compounds_of_other_languages() {
        check("soixante-dix quatre-vingt douze", "70 92");
        check("zéro six trente-quatre quatre-vingt-dix-sept", "0 6 34 97");
        check("seis uno dos veinte treinta y cinco", "6 1 2 20 35");
        check("девятьсот двадцать шесть двенадцать", "926 12");
        check("fünfundzwanzig null drei", "25 0 3");
        check("联系零二一五五", "0 2 1 5 5");
        check("โทรศูนย์แปดหนึ่ง", "0 8 1");
    }

    #[test]
    fn letters_that_look_like_digits() {
        check("tw0 0ne thr33 f1ve five5five", "2 1 3 5 5 5 5");
        check("2l2-s5s-oi47", "212 555 0147");
        check("o7700 9oo123", "07700 900123");
        check("21255so147", "2125550147");
        check("3lo 555 ol86", "310 555 0186");
        check("33l99oo4oo", "3319900400");
        check("in my 20s, 150ppm, 5lbs", "20 150 5");
        check("spain o portugal", "");
    }
}
