//! Codes that change every half minute: TOTP (RFC 6238) over HMAC-SHA-1 with six digits, which is
//! what the programs on people's phones know.

use ring::hmac;

/// Seconds for which a code holds.
const STEP: i64 = 30;
/// Steps that a clock may be off, either way.
const DRIFT: i64 = 1;
/// Digits of a code, and the number they count up to.
const DIGITS: usize = 6;
const CODES: u32 = 1_000_000;

/// The step whose code this is, near a time in seconds since 1970; `None` where it is none. Steps up
/// to `last`, whose code was taken before, are not tried: a code is good once.
pub(super) fn step_of(secret: &[u8], typed: &str, seconds: i64, last: i64) -> Option<i64> {
    let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
    if typed.len() != DIGITS {
        return None;
    }
    let typed: u32 = typed.parse().ok()?;
    let now = seconds.div_euclid(STEP);
    let mut steps = (now - DRIFT..=now + DRIFT).filter(|step| *step > last);
    steps.find(|step| code(secret, *step) == typed)
}

/// The code of a step.
pub(super) fn code(secret: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    // RFC 4226, 5.3: the low half of the last byte says where the four bytes stand.
    let at = tag.last().map_or(0, |byte| usize::from(byte & 0x0f));
    let four = tag.get(at..).and_then(<[u8]>::first_chunk);
    u32::from_be_bytes(four.copied().unwrap_or_default()) % (1 << 31) % CODES
}

/// Bytes as base 32 (RFC 4648) without padding, which people can type.
#[must_use]
pub(super) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(letter(LETTERS, held >> bits));
        }
    }
    if bits > 0 {
        out.push(letter(LETTERS, held << (5 - bits)));
    }
    out
}

fn letter(letters: &[u8; 32], five: u32) -> char {
    let at = usize::try_from(five % 32).unwrap_or(0);
    letters.get(at).copied().map_or('A', char::from)
}

#[cfg(test)]
mod tests {
    use crate::judgements::sign_in::totp::base32;
    use crate::judgements::sign_in::totp::code;
    use crate::judgements::sign_in::totp::step_of;

    /// The secret of the test vectors of RFC 6238, appendix B; six digits are the last of its eight.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, expected) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code(SECRET, seconds / 30), expected, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_once_and_near_its_time() {
        let step = step_of(SECRET, "287 082", 59, 0);
        assert_eq!(step, Some(1));
        assert_eq!(step_of(SECRET, "287082", 89, 0), Some(1), "a slow clock");
        assert_eq!(step_of(SECRET, "287082", 59, 1), None, "taken before");
        assert_eq!(step_of(SECRET, "287082", 120, 0), None, "too late");
        assert_eq!(step_of(SECRET, "287083", 59, 0), None);
        assert_eq!(step_of(SECRET, "2870820", 59, 0), None);
        assert_eq!(step_of(SECRET, "", 59, 0), None);
    }

    #[test]
    fn base_32_is_that_of_the_standard() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), expected);
        }
    }
}
