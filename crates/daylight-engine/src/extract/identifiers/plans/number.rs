//! Reading a number from the digits that are dialled, as the library for such numbers does.

use crate::extract::identifiers::plans::format::Breaks;
use crate::extract::identifiers::plans::table::Fit;
use crate::extract::identifiers::plans::table::Plan;
use crate::extract::identifiers::plans::table::TABLE;

/// The most digits that are read; no number has as many with all its prefixes.
const DIGITS_MAX: usize = 24;
/// The fewest and the most digits of a number without its calling code.
const NATIONAL_MIN: usize = 2;
const NATIONAL_MAX: usize = 17;

/// Some digits, each 0 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    digits: [u8; DIGITS_MAX],
    length: usize,
}

/// A number: a calling code, and what is dialled after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// The calling code.
    pub(super) code: u16,
    /// The rest.
    pub(super) national: Digits,
}

impl Digits {
    const NONE: Self = Self {
        digits: [0; DIGITS_MAX],
        length: 0,
    };

    /// Reads digits; `None` where there are too many, or anything else among them.
    pub(super) fn new(written: &str) -> Option<Self> {
        let mut digits = Self::NONE;
        for byte in written.bytes() {
            digits.push(byte.checked_sub(b'0').filter(|digit| *digit <= 9)?)?;
        }
        Some(digits)
    }

    /// The digits.
    pub(super) fn get(&self) -> &[u8] {
        self.digits.get(..self.length).unwrap_or_default()
    }

    fn push(&mut self, digit: u8) -> Option<()> {
        *self.digits.get_mut(self.length)? = digit;
        self.length += 1;
        Some(())
    }

    fn from(&self, at: usize) -> Self {
        let mut rest = Self::NONE;
        for digit in self.get().get(at..).unwrap_or_default() {
            rest.push(*digit);
        }
        rest
    }

    /// The digits without a calling code they begin with.
    fn after_code(&self, code: u16) -> Option<Self> {
        let length = code_digits(code).count();
        let begins = self.length >= length
            && code_digits(code)
                .zip(self.get())
                .all(|(one, other)| one == *other);
        begins.then(|| self.from(length))
    }
}

/// The digits of a calling code.
pub(super) fn code_digits(code: u16) -> impl Iterator<Item = u8> {
    [100, 10, 1]
        .into_iter()
        .filter(move |place| code >= *place)
        .filter_map(move |place| u8::try_from(code / place % 10).ok())
}

impl Number {
    /// Reads digits that begin with a calling code.
    pub(super) fn international(digits: &Digits) -> Option<Self> {
        let (code, rest) = split_code(digits)?;
        Self::settled(code, TABLE.of_code(code).first(), rest)
    }

    /// Reads digits that are dialled in a country.
    pub(super) fn national(digits: &Digits, plan: &Plan) -> Option<Self> {
        if let Some(rest) = after_abroad(digits, plan) {
            let (code, rest) = split_code(&rest).filter(|_| rest.length > NATIONAL_MIN)?;
            return Self::settled(code, TABLE.of_code(code).first(), rest);
        }
        // Digits that may begin with the calling code of the country itself.
        if let Some(rest) = digits.after_code(plan.code) {
            let rest = without_prefix(plan, rest);
            let better = !plan.is_general(digits.get()) && plan.is_general(rest.get());
            if better || plan.fit(digits.length) == Fit::TooLong {
                return Self::settled(plan.code, TABLE.of_code(plan.code).first(), rest);
            }
        }
        Self::settled(plan.code, Some(plan), *digits)
    }

    /// A number of a plan, without the prefix it may begin with.
    fn settled(code: u16, plan: Option<&Plan>, mut digits: Digits) -> Option<Self> {
        if digits.length < NATIONAL_MIN {
            return None;
        }
        if let Some(plan) = plan {
            let rest = without_prefix(plan, digits);
            if plan.fit(rest.length) != Fit::Odd {
                digits = rest;
            }
        }
        let fits = (NATIONAL_MIN..=NATIONAL_MAX).contains(&digits.length);
        fits.then_some(Self {
            code,
            national: digits,
        })
    }

    /// True where some plan of the calling code has the number.
    pub(super) fn is_valid(&self) -> bool {
        TABLE
            .of_code(self.code)
            .iter()
            .any(|plan| plan.is_valid(self.national.get()))
    }

    /// True for a number of a mobile or of a place, and of nothing else.
    pub(super) fn is_usual(&self) -> bool {
        let plans = TABLE.of_code(self.code);
        let national = self.national.get();
        let plan = match plans {
            [only] => Some(only),
            _ => plans.iter().find(|plan| plan.is_home_of(national)),
        };
        plan.is_some_and(|plan| plan.is_usual(national))
    }

    /// The digits in E.164, without the plus.
    pub(super) fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        code_digits(self.code).chain(self.national.get().iter().copied())
    }

    /// The number in E.164.
    pub(super) fn text(&self) -> String {
        let digits = self.digits().map(|digit| char::from(b'0' + digit));
        std::iter::once('+').chain(digits).collect()
    }

    /// The groups the number is written in, at home and by the world.
    pub(super) fn breaks(&self) -> [Breaks; 2] {
        let national = self.national.get();
        let plan = TABLE.of_code(self.code).first();
        let [home, world] = plan.map_or([None; 2], |plan| plan.formats(national));
        let [home, world] = [home, world].map(|format| match format {
            Some(format) => format.breaks(national),
            None => Breaks::one(national.len()),
        });
        let world = world.behind(code_digits(self.code).count());
        [home, world]
    }
}

/// The calling code digits begin with, and the rest.
fn split_code(digits: &Digits) -> Option<(u16, Digits)> {
    if digits.get().first() == Some(&0) {
        return None;
    }
    let mut code = 0;
    for (at, digit) in digits.get().iter().take(3).enumerate() {
        code = code * 10 + u16::from(*digit);
        if !TABLE.of_code(code).is_empty() {
            return Some((code, digits.from(at + 1)));
        }
    }
    None
}

/// What follows the prefix dialled before a foreign number; no calling code begins with a zero.
fn after_abroad(digits: &Digits, plan: &Plan) -> Option<Digits> {
    let met = plan.abroad()?.match_at(digits.get(), 0)?;
    let end = met.first()?.as_ref()?.end;
    (digits.get().get(end) != Some(&0)).then(|| digits.from(end))
}

/// The digits without the prefix dialled before a national number, or with what stands for it; as
/// they are where that would turn a number of the plan into none.
fn without_prefix(plan: &Plan, digits: Digits) -> Digits {
    let Some(met) = plan.home().and_then(|home| home.match_at(digits.get(), 0)) else {
        return digits;
    };
    let [Some(whole), first, second, ..] = &met else {
        return digits;
    };
    let held = |capture: &Option<std::ops::Range<usize>>| {
        capture.as_ref().is_some_and(|capture| !capture.is_empty())
    };
    let replaced = !plan.rule.is_empty()
        && first.is_some()
        && (held(second) || (held(first) && second.is_none()));
    let rest = digits.from(whole.end);
    let rest = if replaced {
        let written = written(plan.rule, &digits, &met);
        written
            .and_then(|written| joined(written, &rest))
            .unwrap_or(digits)
    } else {
        rest
    };
    if plan.is_general(digits.get()) && !plan.is_general(rest.get()) {
        return digits;
    }
    rest
}

/// The digits of a rule such as `9$1`.
fn written(
    rule: &str,
    digits: &Digits,
    captures: &[Option<std::ops::Range<usize>>],
) -> Option<Digits> {
    let mut written = Digits::NONE;
    let mut signs = rule.chars();
    while let Some(sign) = signs.next() {
        if sign != '$' {
            written.push(u8::try_from(sign.to_digit(10)?).ok()?)?;
            continue;
        }
        let number = usize::try_from(signs.next()?.to_digit(10)?).ok()?;
        let capture = captures.get(number)?.clone();
        let capture = capture.and_then(|capture| digits.get().get(capture));
        for digit in capture.unwrap_or_default() {
            written.push(*digit)?;
        }
    }
    Some(written)
}

fn joined(mut one: Digits, other: &Digits) -> Option<Digits> {
    for digit in other.get() {
        one.push(*digit)?;
    }
    Some(one)
}
