//! Where a country breaks a number into groups.

use crate::extract::identifiers::plans::pattern::Pattern;

/// A way to write numbers.
#[derive(Clone, Debug)]
pub(super) struct Format {
    pattern: Pattern,
    /// The pattern up to the end of the number.
    whole: Pattern,
    pieces: Vec<Piece>,
    /// What numbers of each length break into, where nothing but the length is asked of them.
    by_length: Option<[Option<Breaks>; LENGTHS]>,
}

/// No number has as many digits.
const LENGTHS: usize = 20;

/// A piece of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// The digits of a capture.
    Capture(usize),
    /// A digit that is always there.
    Digit,
    /// A sign between groups.
    Sign,
}

/// The groups of a written number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Breaks {
    /// How many digits it has, prefixes and all.
    pub(super) digits: usize,
    /// Where it breaks: a bit for each count of digits before a break.
    places: u64,
}

impl Format {
    /// Reads a format such as `$1 $2`; a rule such as `(0$1)` takes the place of its first group.
    pub(super) fn new(pattern: &str, format: &str, rule: &str) -> Option<Self> {
        let mut written = format.to_owned();
        if !rule.is_empty()
            && let Some((before, after)) = format.split_once('$')
        {
            let (number, rest) = after.split_at_checked(1)?;
            let first = rule.replace("$1", &format!("${number}"));
            written = format!("{before}{first}{rest}");
        }
        let mut pieces = Vec::new();
        let mut signs = written.chars();
        while let Some(sign) = signs.next() {
            pieces.push(match sign {
                '$' => Piece::Capture(usize::try_from(signs.next()?.to_digit(10)?).ok()?),
                '0'..='9' => Piece::Digit,
                _ => Piece::Sign,
            });
        }
        let mut format = Self {
            pattern: Pattern::new(pattern)?,
            whole: Pattern::new(&format!("(?:{pattern})$"))?,
            pieces,
            by_length: None,
        };
        if format.pattern.takes_any_digit() {
            let mut by_length = [None; LENGTHS];
            for (length, known) in by_length.iter_mut().enumerate() {
                let digits = [0; LENGTHS];
                let digits = digits.get(..length)?;
                *known = format.fits(digits).then(|| format.written(digits));
            }
            format.by_length = Some(by_length);
        }
        Some(format)
    }

    /// True for a number that can be written so.
    pub(super) fn fits(&self, digits: &[u8]) -> bool {
        match &self.by_length {
            Some(known) => known.get(digits.len()).is_some_and(Option::is_some),
            None => self.whole.match_at(digits, 0).is_some(),
        }
    }

    /// The groups of a number written so.
    pub(super) fn breaks(&self, digits: &[u8]) -> Breaks {
        let known = self.by_length.as_ref();
        let known = known.and_then(|known| *known.get(digits.len())?);
        known.unwrap_or_else(|| self.written(digits))
    }

    fn written(&self, digits: &[u8]) -> Breaks {
        let mut breaks = Breaks::default();
        self.write(digits, &mut breaks);
        breaks
    }

    /// Adds the groups of a number written so.
    fn write(&self, digits: &[u8], breaks: &mut Breaks) {
        let mut at = 0;
        while at < digits.len() {
            let met = self.pattern.match_at(digits, at);
            let whole = met.as_ref().and_then(|met| met.first()?.clone());
            let Some((captures, whole)) = met.zip(whole).filter(|(_, whole)| !whole.is_empty())
            else {
                breaks.digit(1);
                at += 1;
                continue;
            };
            let length = |number: usize| {
                let capture = captures.get(number).cloned().flatten();
                capture.map_or(0, |capture| capture.len())
            };
            for piece in &self.pieces {
                match piece {
                    Piece::Capture(number) => breaks.digit(length(*number)),
                    Piece::Digit => breaks.digit(1),
                    Piece::Sign => breaks.sign(),
                }
            }
            at = whole.end;
        }
    }
}

impl Breaks {
    /// Adds digits to the last group.
    fn digit(&mut self, count: usize) {
        self.digits += count;
    }

    /// The same groups behind one more.
    pub(super) fn behind(self, count: usize) -> Self {
        Self {
            digits: self.digits + count,
            places: (self.places | 1).wrapping_shl(u32::try_from(count).unwrap_or_default()),
        }
    }

    /// Begins a new group.
    fn sign(&mut self) {
        self.places |= 1 << self.digits.min(63);
    }

    /// One group.
    pub(super) fn one(digits: usize) -> Self {
        Self { digits, places: 0 }
    }

    /// True where so many digits follow a break, and some stand before it.
    pub(super) fn is_break(&self, after: usize) -> bool {
        let before = self.digits.checked_sub(after);
        before
            .is_some_and(|before| before > 0 && after > 0 && self.places >> before.min(63) & 1 == 1)
    }
}
