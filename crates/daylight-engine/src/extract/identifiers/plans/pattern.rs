//! Patterns of digits, as numbering plans are written down, and a matcher that tells their groups.
//!
//! Known are digits, `[2-9]`, `\d`, groups with and without a capture, `|`, `?`, `{2}`, `{2,4}`
//! and `$`: all that plans are written with. Alternatives are tried in order and repetitions take
//! as much as they can, as in other languages of patterns.
#![expect(
    clippy::excessive_nesting,
    reason = "the machine is one match in one loop, and each arm is a few lines"
)]

use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;

/// The most captures of a pattern; the whole match is the first.
pub(super) const CAPTURES_MAX: usize = 8;

/// What a matcher does at one place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Takes a digit that is one of these, a bit for each.
    Digit(u16),
    /// Goes on at either, the first first.
    Either(usize, usize),
    /// Goes on elsewhere.
    Jump(usize),
    /// Keeps a place: the start of a capture, then its end.
    Keep(usize),
    /// Goes on only at the end of the digits.
    End,
    /// The pattern has matched.
    Match,
}

/// A pattern made ready.
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    steps: Vec<Step>,
    /// The digits a match may begin with, a bit for each; all where it may be empty.
    firsts: u16,
}

/// Every digit.
const ANY: u16 = 0x3ff;

/// Where the captures of a match lie; the first is the whole match.
pub(super) type Captures = [Option<Range<usize>>; CAPTURES_MAX];

/// A part of a pattern as written.
enum Part {
    Digit(u16),
    End,
    Capture(Box<Part>, usize),
    OneOf(Vec<Part>),
    Row(Vec<Part>),
    Times(Box<Part>, usize, usize),
}

impl Pattern {
    /// Reads a pattern; `None` where it holds a sign that is not known here.
    pub(super) fn new(written: &str) -> Option<Self> {
        let mut reader = Reader {
            rest: written.chars().peekable(),
            captures: 0,
        };
        let part = reader.one_of()?;
        if reader.rest.next().is_some() || reader.captures >= CAPTURES_MAX {
            return None;
        }
        let mut pattern = Self::default();
        pattern.add(&Part::Capture(Box::new(part), 0));
        pattern.steps.push(Step::Match);
        pattern.firsts = pattern.firsts_from(0);
        Some(pattern)
    }

    fn firsts_from(&self, step: usize) -> u16 {
        match self.steps.get(step) {
            Some(Step::Digit(set)) => *set,
            Some(Step::Either(one, other)) => self.firsts_from(*one) | self.firsts_from(*other),
            Some(Step::Jump(to)) => self.firsts_from(*to),
            Some(Step::Keep(_)) => self.firsts_from(step + 1),
            Some(Step::End | Step::Match) => ANY,
            None => 0,
        }
    }

    /// True where nothing but how many there are is asked of digits.
    pub(super) fn takes_any_digit(&self) -> bool {
        self.steps.iter().all(|step| match step {
            Step::Digit(set) => *set == ANY,
            Step::End => false,
            Step::Either(..) | Step::Jump(_) | Step::Keep(_) | Step::Match => true,
        })
    }

    /// The steps, the first of which begins.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Matches at a place of some digits, each 0 to 9.
    pub(super) fn match_at(&self, digits: &[u8], at: usize) -> Option<Captures> {
        let first = digits.get(at);
        if self.firsts != ANY && first.is_none_or(|first| self.firsts >> first & 1 == 0) {
            return None;
        }
        let mut places = [None; 2 * CAPTURES_MAX];
        if !self.runs(0, digits, at, &mut places) {
            return None;
        }
        let mut captures = Captures::default();
        for (capture, place) in captures.iter_mut().zip(places.chunks_exact(2)) {
            if let [Some(start), Some(end)] = place {
                *capture = Some(*start..*end);
            }
        }
        Some(captures)
    }

    /// Runs on from a step; what was kept on a way that led nowhere is put back.
    fn runs(
        &self,
        mut step: usize,
        digits: &[u8],
        mut at: usize,
        places: &mut [Option<usize>; 2 * CAPTURES_MAX],
    ) -> bool {
        loop {
            match self.steps.get(step) {
                Some(Step::Digit(set)) => {
                    if digits.get(at).is_none_or(|digit| set >> digit & 1 != 1) {
                        return false;
                    }
                    at += 1;
                    step += 1;
                }
                Some(Step::Either(first, second)) => {
                    if self.runs(*first, digits, at, places) {
                        return true;
                    }
                    step = *second;
                }
                Some(Step::Jump(to)) => step = *to,
                Some(Step::Keep(place)) => {
                    let Some(kept) = places.get_mut(*place) else {
                        return false;
                    };
                    let before = kept.replace(at);
                    if self.runs(step + 1, digits, at, places) {
                        return true;
                    }
                    if let Some(kept) = places.get_mut(*place) {
                        *kept = before;
                    }
                    return false;
                }
                Some(Step::End) if at == digits.len() => step += 1,
                Some(Step::Match) => return true,
                Some(Step::End) | None => return false,
            }
        }
    }

    fn add(&mut self, part: &Part) {
        match part {
            Part::Digit(set) => self.steps.push(Step::Digit(*set)),
            Part::End => self.steps.push(Step::End),
            Part::Capture(inside, number) => {
                self.steps.push(Step::Keep(2 * number));
                self.add(inside);
                self.steps.push(Step::Keep(2 * number + 1));
            }
            Part::Row(parts) => parts.iter().for_each(|part| self.add(part)),
            Part::OneOf(parts) => self.add_one_of(parts),
            Part::Times(inside, least, most) => {
                (0..*least).for_each(|_| self.add(inside));
                let mut skips = Vec::new();
                for _ in *least..*most {
                    skips.push(self.steps.len());
                    self.steps.push(Step::Either(self.steps.len() + 1, 0));
                    self.add(inside);
                }
                let end = self.steps.len();
                for skip in skips {
                    self.set(skip, Step::Either(skip + 1, end));
                }
            }
        }
    }

    fn add_one_of(&mut self, parts: &[Part]) {
        let Some((last, others)) = parts.split_last() else {
            return;
        };
        let mut jumps = Vec::new();
        for part in others {
            let either = self.steps.len();
            self.steps.push(Step::Either(either + 1, 0));
            self.add(part);
            jumps.push(self.steps.len());
            self.steps.push(Step::Jump(0));
            self.set(either, Step::Either(either + 1, self.steps.len()));
        }
        self.add(last);
        for jump in jumps {
            self.set(jump, Step::Jump(self.steps.len()));
        }
    }

    fn set(&mut self, at: usize, step: Step) {
        if let Some(place) = self.steps.get_mut(at) {
            *place = step;
        }
    }
}

/// Reads a pattern from its text.
struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    captures: usize,
}

impl Reader<'_> {
    fn one_of(&mut self) -> Option<Part> {
        let mut parts = vec![self.row()?];
        while self.rest.next_if_eq(&'|').is_some() {
            parts.push(self.row()?);
        }
        Some(Part::OneOf(parts))
    }

    fn row(&mut self) -> Option<Part> {
        let mut parts = Vec::new();
        while let Some(sign) = self.rest.next_if(|c| !matches!(c, '|' | ')')) {
            let part = match sign {
                '0'..='9' => Part::Digit(1 << sign.to_digit(10)?),
                '\\' => Part::Digit(self.rest.next_if_eq(&'d').map(|_| ANY)?),
                '[' => Part::Digit(self.set()?),
                '(' => self.group()?,
                '$' => Part::End,
                _ => return None,
            };
            parts.push(self.times(part)?);
        }
        Some(Part::Row(parts))
    }

    fn group(&mut self) -> Option<Part> {
        if self.rest.next_if_eq(&'?').is_some() {
            self.rest.next_if_eq(&':')?;
            let inside = self.one_of()?;
            self.rest.next_if_eq(&')')?;
            return Some(inside);
        }
        self.captures += 1;
        let number = self.captures;
        let inside = self.one_of()?;
        self.rest.next_if_eq(&')')?;
        Some(Part::Capture(Box::new(inside), number))
    }

    /// The digits of `[02-57]`, after its first sign.
    fn set(&mut self) -> Option<u16> {
        let mut set = 0;
        loop {
            let sign = self.rest.next()?;
            if sign == ']' {
                return Some(set);
            }
            let from = sign.to_digit(10)?;
            let to = match self.rest.next_if_eq(&'-') {
                Some(_) => self.rest.next()?.to_digit(10)?,
                None => from,
            };
            (from..=to).for_each(|digit| set |= 1 << digit);
        }
    }

    fn times(&mut self, part: Part) -> Option<Part> {
        if self.rest.next_if_eq(&'?').is_some() {
            return Some(Part::Times(Box::new(part), 0, 1));
        }
        if self.rest.next_if_eq(&'{').is_none() {
            return Some(part);
        }
        let least = self.count()?;
        let most = match self.rest.next()? {
            '}' => return Some(Part::Times(Box::new(part), least, least)),
            ',' => self.count()?,
            _ => return None,
        };
        self.rest.next_if_eq(&'}')?;
        (least <= most).then(|| Part::Times(Box::new(part), least, most))
    }

    fn count(&mut self) -> Option<usize> {
        let mut count = None;
        while let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(10)) {
            self.rest.next();
            count = Some(count.unwrap_or(0) * 10 + usize::try_from(digit).ok()?);
        }
        count.filter(|count| *count < 64)
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::identifiers::plans::pattern::Pattern;

    fn check(written: &str, text: &str, whole: Option<usize>) {
        let digits: Vec<u8> = text.bytes().map(|byte| byte - b'0').collect();
        let met = Pattern::new(written).unwrap().match_at(&digits, 0);
        let met = met.map(|captures| captures[0].clone().unwrap().end);
        assert_eq!(met, whole, "{written} {text}");
    }

    #[test]
    fn alternatives_in_order_and_as_much_as_can_be() {
        check("0|011", "0112", Some(1));
        check("00(?:1\\d)?", "00155", Some(4));
        check("00(?:1\\d)?", "0025", Some(2));
        check("([2-9]\\d{2})$|1", "12", Some(1));
        check("([2-9]\\d{2})$|1", "212", Some(3));
        check("([2-9]\\d{2})$|1", "2125", None);
        check("\\d{2,4}[5-7]", "12345", Some(5));
        check("\\d{2,4}[5-7]", "12533", Some(3));
    }

    #[test]
    fn captures_tell_groups() {
        let pattern = Pattern::new("(\\d{2})(\\d{3,4})(\\d{2})?").unwrap();
        let captures = pattern.match_at(&[1, 2, 3, 4, 5, 6], 0).unwrap();
        assert_eq!(captures[1], Some(0..2));
        assert_eq!(captures[2], Some(2..6));
        assert_eq!(captures[3], None);
    }

    #[test]
    fn signs_of_other_languages_are_refused() {
        for written in [
            "a", "\\w", "1+", "1*", "(1", "1)", "[1", "{2}", "1{3,2}", "(?=1)",
        ] {
            assert!(Pattern::new(written).is_none(), "{written}");
        }
    }
}
