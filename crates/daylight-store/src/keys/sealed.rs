//! Keys sealed with a passphrase.
//!
//! The passphrase is stretched with Argon2id (RFC 9106) and the keys are sealed with AES-256-GCM.
//! What was chosen for the stretching stands in the file, so that a later Daylight may choose more.

use std::path::Path;

use daylight_model::Private;
use daylight_policy::hex;
use ring::aead::AES_256_GCM;
use ring::aead::Aad;
use ring::aead::LessSafeKey;
use ring::aead::NONCE_LEN;
use ring::aead::Nonce;
use ring::aead::UnboundKey;
use serde::Deserialize;
use serde::Serialize;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::error::damaged;
use crate::keys::parse;
use crate::keys::random;
use crate::keys::stretch::MEMORY_KIB;
use crate::keys::stretch::PASSES;
use crate::keys::stretch::stretch;

/// The file in the folder of the keys.
pub(crate) const FILE: &str = "sealed.key";

/// What sealed keys are bound to, beside the passphrase.
const PURPOSE: &[u8] = b"daylight/sealed-keys/1";

/// The costs allowed in a file: whoever may write it must not stop Daylight from starting.
const MEMORY_KIB_MAX: u32 = 1 << 20;
const PASSES_MAX: u32 = 16;

/// Both keys and what proves them.
const SEALED: usize = 64 + 16;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kdf: String,
    memory_kib: u32,
    passes: u32,
    salt: String,
    nonce: String,
    sealed: String,
}

/// Writes both keys, sealed.
pub(super) fn write(folder: &Path, keys: &[[u8; 32]; 2], passphrase: &Private) -> Result<()> {
    let path = folder.join(FILE);
    let salt: [u8; 16] = random()?;
    let nonce: [u8; NONCE_LEN] = random()?;
    let mut bytes = keys.concat();
    let key = key_of(passphrase, &salt, MEMORY_KIB, PASSES)
        .ok_or_else(|| refused("the passphrase could not be stretched"))?;
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(PURPOSE),
        &mut bytes,
    )
    .map_err(|_| refused("the cipher refused"))?;
    let file = File {
        kdf: "argon2id".to_owned(),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        salt: hex(&salt),
        nonce: hex(&nonce),
        sealed: hex(&bytes),
    };
    let text = toml::to_string(&file).map_err(|_| refused("they could not be written down"))?;
    disk::write_whole(&path, text.as_bytes())
}

/// Reads both keys.
pub(super) fn read(folder: &Path, passphrase: Option<&Private>) -> Result<[[u8; 32]; 2]> {
    let path = folder.join(FILE);
    let not_sealed = || damaged(&path, "it does not hold sealed keys");
    let text = disk::read_text(&path)?;
    let file: File = toml::from_str(&text).map_err(|_| not_sealed())?;
    let is_allowed =
        file.kdf == "argon2id" && file.memory_kib <= MEMORY_KIB_MAX && file.passes <= PASSES_MAX;
    let (Some(salt), Some(nonce), Some(mut bytes), true) = (
        parse::<16>(&file.salt),
        parse::<NONCE_LEN>(&file.nonce),
        parse::<SEALED>(&file.sealed),
        is_allowed,
    ) else {
        return Err(not_sealed());
    };
    let Some(passphrase) = passphrase else {
        return Err(StoreError::Sealed {
            path,
            why: "they are sealed with a passphrase",
        });
    };
    let key = key_of(passphrase, &salt, file.memory_kib, file.passes).ok_or_else(not_sealed)?;
    let nonce = Nonce::assume_unique_for_key(nonce);
    let opened = key.open_in_place(nonce, Aad::from(PURPOSE), &mut bytes);
    let keys = opened.ok().and_then(|keys| {
        let (token, data) = keys.split_first_chunk::<32>()?;
        Some([*token, *data.first_chunk::<32>()?])
    });
    keys.ok_or(StoreError::Sealed {
        path,
        why: "the passphrase does not open them, or the file was changed",
    })
}

fn key_of(passphrase: &Private, salt: &[u8], memory_kib: u32, passes: u32) -> Option<LessSafeKey> {
    let key = stretch(passphrase, salt, memory_kib, passes)?;
    let key = UnboundKey::new(&AES_256_GCM, &key).ok();
    key.map(LessSafeKey::new)
}

fn refused(why: &str) -> StoreError {
    StoreError::Inconsistent {
        what: "sealed keys",
        why: why.to_owned(),
    }
}
