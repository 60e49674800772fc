//! Passwords, kept as what Argon2id (RFC 9106) makes of them.

use daylight_model::Private;
use serde::Deserialize;
use serde::Serialize;
use zxcvbn::Score;
use zxcvbn::zxcvbn;

use crate::error::Result;
use crate::error::StoreError;
use crate::keys::random;
use crate::keys::stretch::MEMORY_KIB;
use crate::keys::stretch::PASSES;
use crate::keys::stretch::stretch;

/// Characters of a password: fewer are guessed, more only cost time.
const CHARS_MIN: usize = 12;
const CHARS_MAX: usize = 256;
/// Words that whoever guesses here tries first, beside the name to sign in with.
const OF_THE_PLACE: [&str; 4] = ["daylight", "desk", "trafficking", "investigation"];

/// A password as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password {
    salt: [u8; 16],
    hash: [u8; 32],
    memory_kib: u32,
    passes: u32,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(hidden)")
    }
}

impl Password {
    /// Makes ready to be kept what a person chose. This takes a fifth of a second and 64 MiB.
    ///
    /// # Errors
    /// Where it is too easily guessed, or no random bytes are to be had.
    pub fn new(chosen: &Private, login: &str) -> Result<Self> {
        let text = chosen.reveal();
        let chars = text.chars().count();
        let known: Vec<&str> = OF_THE_PLACE.into_iter().chain([login]).collect();
        // What millions have chosen, rows of keys, dates and repeated parts are guessed in fewer
        // than 10^8 tries: Wheeler, zxcvbn, USENIX Security 2016.
        let is_weak = !(CHARS_MIN..=CHARS_MAX).contains(&chars)
            || zxcvbn(text, &known).score() < Score::Three;
        if is_weak {
            return Err(StoreError::Missing {
                what: "a password that is not easily guessed".to_owned(),
                hint: "take 12 characters or more that are no common password, row of keys or date; several words do well",
            });
        }
        let salt = random()?;
        let hash = stretch(chosen, &salt, MEMORY_KIB, PASSES);
        Ok(Self {
            salt,
            hash: hash.ok_or_else(refused)?,
            memory_kib: MEMORY_KIB,
            passes: PASSES,
        })
    }

    /// True where it is the one. A wrong one takes as long.
    #[must_use]
    pub fn is(&self, typed: &Private) -> bool {
        let hash = stretch(typed, &self.salt, self.memory_kib, self.passes);
        hash.is_some_and(|hash| same(&hash, &self.hash))
    }

    /// A password that nobody has: comparing with it takes as long as with somebody's.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self {
            salt: [0; 16],
            hash: [0; 32],
            memory_kib: MEMORY_KIB,
            passes: PASSES,
        }
    }
}

/// Compares without stopping at the first difference.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    let differs = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differs == 0
}

fn refused() -> StoreError {
    StoreError::Inconsistent {
        what: "a password",
        why: "it could not be stretched".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::Private;

    use crate::judgements::sign_in::password::Password;

    #[test]
    fn only_the_password_is_the_password() {
        let chosen = Private::new("four plain words here");
        let kept = Password::new(&chosen, "ana").unwrap();
        assert!(kept.is(&chosen));
        assert!(!kept.is(&Private::new("four plain words here ")));
        assert!(!kept.is(&Private::new("")));
        assert!(!Password::of_nobody().is(&chosen));
        assert_eq!(format!("{kept:?}"), "Password(hidden)");
        assert_ne!(kept, Password::new(&chosen, "ana").unwrap(), "salted");
    }

    #[test]
    fn what_is_soon_guessed_is_not_taken() {
        for weak in [
            "short",
            "aaaaaaaaaaaaaaaa",
            "anastasia.example2026",
            "password1234",
            "1q2w3e4r5t6y",
            "qwertyuiop12",
            "trafficking1",
            "",
        ] {
            let made = Password::new(&Private::new(weak), "anastasia.example");
            assert!(made.is_err(), "{weak}");
        }
        assert!(Password::new(&Private::new("x".repeat(257)), "ana").is_err());
    }
}
