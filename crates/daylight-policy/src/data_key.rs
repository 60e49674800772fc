//! The key that encrypts private columns and seals manifests.

use std::fmt;

use crate::TokenKey;
use crate::keyed::Keyed;

/// The key from which a workspace's encryption keys are derived.
///
/// Each use has a key of its own (HMAC-SHA-256 of the data key over a label), so no derived key
/// serves two algorithms. `Debug` shows no byte of it.
#[derive(Clone)]
pub struct DataKey(Keyed);

impl DataKey {
    /// A key of 32 random bytes, which the caller draws and keeps.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(Keyed::new(bytes))
    }

    /// The AES-256 key of every private column.
    #[must_use]
    pub fn column_key(&self) -> [u8; 32] {
        self.0.code(&[b"daylight/parquet-column/1"])
    }

    /// The AES-256 key that signs the plain footer of every table.
    #[must_use]
    pub fn footer_key(&self) -> [u8; 32] {
        self.0.code(&[b"daylight/parquet-footer/1"])
    }

    /// The AES-256 key of a file of extracts, one for every `salt`.
    #[must_use]
    pub fn extracts_key(&self, salt: &[u8]) -> [u8; 32] {
        self.0.code(&[b"daylight/extracts/1", salt])
    }

    /// The key that seals what people wrote in the judgements, and their names.
    #[must_use]
    pub fn judgement_key(&self) -> [u8; 32] {
        self.0.code(&[b"daylight/judgement/1"])
    }

    /// The secret of the key that signs the checkpoints of the audit log.
    #[must_use]
    pub fn log_seed(&self) -> [u8; 32] {
        self.0.code(&[b"daylight/log/1"])
    }

    /// The code of a row of the judgements: of its table and its cells, in order.
    #[must_use]
    pub fn row_code(&self, table: &str, cells: &[&[u8]]) -> [u8; 32] {
        let mut parts: Vec<&[u8]> = vec![b"daylight/judgement-row/1", table.as_bytes()];
        parts.extend_from_slice(cells);
        self.0.code(&parts)
    }

    /// A code by which two copies of a pair of keys are known for the same, and which tells nothing
    /// of either.
    #[must_use]
    pub fn fingerprint(&self, tokens: &TokenKey) -> [u8; 32] {
        let other = tokens.fingerprint();
        self.0.code(&[b"daylight/fingerprint/1", &other])
    }

    /// The seal of a manifest: a code that only a holder of the key can make.
    #[must_use]
    pub fn seal(&self, manifest: &[u8]) -> [u8; 32] {
        self.0.code(&[b"daylight/manifest-seal/1", manifest])
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use crate::DataKey;
    use crate::TokenKey;
    use crate::hex;

    #[test]
    fn every_use_has_the_key_that_other_programs_derive() {
        // Computed apart with Python's hmac module: a change here changes every workspace.
        let key = DataKey::new(&[9; 32]);
        let cells: [&[u8]; 2] = [b"p-1", b""];
        for (derived, begins) in [
            (key.column_key(), "b9da99c265e1158f"),
            (key.footer_key(), "37bb4f0dd921f4c4"),
            (key.extracts_key(b"a"), "2c5b2ffa9061c719"),
            (key.judgement_key(), "059184566a450578"),
            (key.log_seed(), "6a1c849bde58e4dd"),
            (key.row_code("people", &cells), "60846dc1750cce43"),
        ] {
            assert_eq!(hex(&derived[..8]), begins);
        }
    }

    #[test]
    fn every_use_has_its_own_key() {
        let key = DataKey::new(&[9; 32]);
        assert_ne!(key.column_key(), key.footer_key());
        assert_ne!(key.column_key(), DataKey::new(&[8; 32]).column_key());
        assert_ne!(key.extracts_key(b"a"), key.extracts_key(b"b"));
        assert_ne!(key.extracts_key(b"a"), key.seal(b"a"));
        let (one, other) = (TokenKey::new(&[9; 32]), TokenKey::new(&[8; 32]));
        assert_ne!(key.fingerprint(&one), key.fingerprint(&other));
        assert_ne!(
            key.fingerprint(&one),
            DataKey::new(&[8; 32]).fingerprint(&one)
        );
        assert_ne!(key.seal(b"a"), key.seal(b"b"));
        assert_eq!(format!("{key:?}"), "DataKey(hidden)");
    }
}
