//! Passphrases and passwords stretched with Argon2id (RFC 9106).

use argon2::Algorithm;
use argon2::Argon2;
use argon2::Params;
use argon2::Version;
use daylight_model::Private;

/// The costs chosen: a fifth of a second on one core, and more than a graphics card has for each
/// of its cores.
pub(crate) const MEMORY_KIB: u32 = 64 << 10;
pub(crate) const PASSES: u32 = 3;

/// What comes of a text with these costs; `None` where they are out of range.
pub(crate) fn stretch(
    text: &Private,
    salt: &[u8],
    memory_kib: u32,
    passes: u32,
) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    let params = Params::new(memory_kib, passes, 1, Some(out.len())).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let text = text.reveal().as_bytes();
    argon2.hash_password_into(text, salt, &mut out).ok()?;
    Some(out)
}
