//! Tokens: what everybody sees in place of an identifier or a name.

use std::fmt;
use std::sync::Arc;

use daylight_model::FactKind;

use crate::keyed::Keyed;

/// What the code is made for; another purpose gets another label, so codes never mix.
const PURPOSE: &[u8] = b"daylight/token/1";

/// The keyed pseudonym of a value: its kind, `-`, and 16 hexadecimal digits.
///
/// The digits are the first 64 bits of the code. Among one million values of a kind the odds
/// that any two share a token are 1 in 37 million (n² / 2⁶⁵); among a hundred million, 1 in 3,700.
/// So a token is good for showing and grouping on a screen; where ads are *tied*, the values
/// themselves are compared.
///
/// Tokens of one key still tell that two ads show the same value and how often a value occurs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(Arc<str>);

impl Token {
    /// The token as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key that tokens are made with.
///
/// A plain hash of a phone number is no protection: all ten-digit numbers hash in minutes on one
/// machine. The key is the whole defence, so it is kept apart from the tables. One key per
/// organisation or purpose; its bytes cannot be read back from it and `Debug` shows none.
#[derive(Clone)]
pub struct TokenKey(Keyed);

impl TokenKey {
    /// A key of 32 random bytes, which the caller draws and keeps.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(Keyed::new(bytes))
    }

    /// A code that tells copies of this key from others and nothing of the key.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        self.0.code(&[b"daylight/fingerprint/1"])
    }

    /// The token of a canonical value: the first 64 bits of HMAC-SHA-256 (RFC 2104) over a
    /// purpose label, the kind and the value, each preceded by its length.
    ///
    /// The same key, kind and value always give the same token.
    #[must_use]
    pub fn token(&self, kind: FactKind, value: &str) -> Token {
        let code = self
            .0
            .code(&[PURPOSE, kind.as_str().as_bytes(), value.as_bytes()]);
        let mut text = String::with_capacity(kind.as_str().len() + 17);
        text.push_str(kind.as_str());
        text.push('-');
        for byte in code.iter().take(8) {
            for nibble in [byte >> 4, byte & 0x0f] {
                text.extend(char::from_digit(u32::from(nibble), 16));
            }
        }
        Token(Arc::from(text))
    }
}

impl TokenKey {
    /// The part of an index that a word is in: three hexadecimal digits, which tell nothing of the
    /// word without the key.
    #[must_use]
    pub fn word_part(&self, word: &str) -> String {
        let [first, second, ..] = self.0.code(&[b"daylight/word-part/1", word.as_bytes()]);
        format!("{first:02x}{:x}", second >> 4)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use crate::TokenKey;
    use daylight_model::FactKind;
    use proptest::prelude::ProptestConfig;
    use proptest::prop_assert;
    use proptest::prop_assert_eq;
    use proptest::prop_assert_ne;
    use proptest::proptest;

    fn key(seed: u8) -> TokenKey {
        TokenKey::new(&[seed; 32])
    }

    #[test]
    fn a_token_names_its_kind_and_64_bits() {
        // Computed apart with Python's hmac module: a change here changes every workspace.
        let token = key(1).token(FactKind::Phone, "+12025550123");
        assert_eq!(token.as_str(), "phone-fd22d45fec1ca49d");
        let token = key(1).token(FactKind::ShortCode, "12345");
        assert_eq!(token.as_str(), "short_code-a69e670fd921b00f");
        assert_eq!(token.to_string(), token.as_str());
        assert_eq!(key(1).word_part("garden"), "d03");
    }

    #[test]
    fn kind_and_key_change_the_token() {
        let phone = key(1).token(FactKind::Phone, "x");
        let name = key(1).token(FactKind::Name, "x");
        assert_ne!(phone.as_str().get(6..), name.as_str().get(5..));
        assert_ne!(phone, key(2).token(FactKind::Phone, "x"));
    }

    #[test]
    fn debug_shows_no_key_byte() {
        assert_eq!(format!("{:?}", key(0xab)), "TokenKey(hidden)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn same_value_same_token_and_no_value_inside(value in "\\PC{0,40}", other in "\\PC{0,40}") {
            let token = key(3).token(FactKind::Email, &value);
            prop_assert_eq!(&token, &key(3).token(FactKind::Email, &value));
            if value != other {
                prop_assert_ne!(&token, &key(3).token(FactKind::Email, &other));
            }
            let digits = token.as_str().get(6..).unwrap();
            prop_assert_eq!(digits.len(), 16);
            prop_assert!(digits.chars().all(|c| c.is_ascii_hexdigit()));
        }
    }
}
