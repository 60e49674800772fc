//! Sealed cells and coded rows: a changed byte or a moved value is refused when it is read.

use daylight_policy::DataKey;
use ring::aead::AES_256_GCM;
use ring::aead::Aad;
use ring::aead::LessSafeKey;
use ring::aead::NONCE_LEN;
use ring::aead::Nonce;
use ring::aead::UnboundKey;

use crate::error::Result;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::keys::random;

/// Seals and opens cells, and makes the codes of rows.
pub(super) struct Cipher {
    key: LessSafeKey,
    data: DataKey,
    log_seed: [u8; 32],
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher(hidden)")
    }
}

impl Cipher {
    pub(super) fn new(keys: &Keys) -> Result<Self> {
        let key = UnboundKey::new(&AES_256_GCM, &keys.data.judgement_key());
        Ok(Self {
            key: LessSafeKey::new(key.map_err(|_| refused())?),
            data: keys.data.clone(),
            log_seed: keys.data.log_seed(),
        })
    }

    pub(super) fn log_seed(&self) -> &[u8; 32] {
        &self.log_seed
    }

    /// Seals bytes for one place: a table, a column and a row.
    pub(super) fn seal(&self, place: &str, bytes: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = bytes.to_vec();
        let bound = Aad::from(place.as_bytes());
        let done = self.key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            bound,
            &mut sealed,
        );
        done.map_err(|_| refused())?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed for that place; `None` where it is not what was.
    pub(super) fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut bytes = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let bound = Aad::from(place.as_bytes());
        let opened = self.key.open_in_place(nonce, bound, &mut bytes).ok()?;
        Some(opened.to_vec())
    }

    /// The code of a row.
    pub(super) fn code(&self, table: &str, cells: &[&[u8]]) -> [u8; 32] {
        self.data.row_code(table, cells)
    }
}

fn refused() -> StoreError {
    StoreError::Inconsistent {
        what: "a judgement",
        why: "the cipher refused".to_owned(),
    }
}
