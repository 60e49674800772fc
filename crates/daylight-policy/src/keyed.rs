//! HMAC-SHA-256 over several parts, encoded so that no two lists of parts read the same.

use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha2::Sha256;

/// A key ready for use; its bytes cannot be read back.
#[derive(Clone)]
pub(crate) struct Keyed(Hmac<Sha256>);

impl Keyed {
    /// Makes a key ready.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        // HMAC takes a key of up to one block (64 bytes for SHA-256) by padding it with zeros.
        let mut block = [0_u8; 64];
        for (slot, byte) in block.iter_mut().zip(key) {
            *slot = *byte;
        }
        Self(Hmac::new(&block.into()))
    }

    /// The code of the parts, in order.
    ///
    /// Each part is preceded by its length in bytes (8 bytes, little-endian), so the encoding is
    /// prefix-free: `["ab", "c"]` and `["a", "bc"]` differ.
    pub(crate) fn code(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use crate::keyed::Keyed;
    use proptest::prelude::ProptestConfig;
    use proptest::prop_assert_eq;
    use proptest::proptest;

    #[test]
    fn parts_cannot_slide_into_each_other() {
        let key = Keyed::new(&[7; 32]);
        assert_ne!(key.code(&[b"ab", b"c"]), key.code(&[b"a", b"bc"]));
        assert_ne!(key.code(&[b"abc"]), key.code(&[b"abc", b""]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_code_is_hmac_sha_256_of_the_encoding(key: [u8; 32], part: Vec<u8>) {
            use hmac::KeyInit;
            use hmac::Mac;
            let mut plain = hmac::Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
            plain.update(&(part.len() as u64).to_le_bytes());
            plain.update(&part);
            let expected: [u8; 32] = plain.finalize().into_bytes().into();
            prop_assert_eq!(Keyed::new(&key).code(&[&part]), expected);
        }
    }
}
