//! Checkpoints: how large a log was and what its root was, signed (C2SP tlog-checkpoint and
//! signed-note, Ed25519).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::ED25519;
use ring::signature::Ed25519KeyPair;
use ring::signature::KeyPair;
use ring::signature::UnparsedPublicKey;
use sha2::Digest;
use sha2::Sha256;
use thiserror::Error;

use crate::hex;
use crate::log::tree::Hash;

/// The algorithm byte of Ed25519 in a verifier's key.
const ED25519_KEY: u8 = 1;

/// What begins the line of a signature.
const SIGNED_BY: &str = "\u{2014} ";

/// Why a checkpoint or a verifier's key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// It is not of the form.
    #[error("it is no checkpoint, or no key of one")]
    Form,
    /// It is signed by nobody with this key, or was changed.
    #[error("its signature is not one of this key's")]
    Signature,
    /// It is of another log.
    #[error("it is of another log")]
    Origin,
}

/// How large a log was, and its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// The key that signs the checkpoints of one log.
pub struct LogKey {
    origin: String,
    pair: Ed25519KeyPair,
}

impl LogKey {
    /// The key of a log from 32 secret bytes; `None` where the cipher refuses them.
    ///
    /// The origin names the log: letters, digits, points, slashes and the like, no space and no `+`.
    #[must_use]
    pub fn new(origin: &str, seed: &[u8; 32]) -> Option<Self> {
        let is_plain = |c: char| c.is_ascii_graphic() && c != '+';
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        (!origin.is_empty() && origin.chars().all(is_plain)).then(|| Self {
            origin: origin.to_owned(),
            pair,
        })
    }

    /// The key that others check with.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier {
            origin: self.origin.clone(),
            key: self.pair.public_key().as_ref().to_vec(),
        }
    }

    /// A signed checkpoint as text.
    #[must_use]
    pub fn sign(&self, checkpoint: Checkpoint) -> String {
        let Checkpoint { size, root } = checkpoint;
        let text = format!("{}\n{size}\n{}\n", self.origin, STANDARD.encode(root));
        let verifier = self.verifier();
        let mut signature = verifier.key_hash().to_vec();
        signature.extend_from_slice(self.pair.sign(text.as_bytes()).as_ref());
        let signature = STANDARD.encode(signature);
        format!("{text}\n{SIGNED_BY}{} {signature}\n", self.origin)
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey({}, hidden)", self.origin)
    }
}

/// The key that checks the checkpoints of one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    origin: String,
    key: Vec<u8>,
}

impl Verifier {
    /// The key in its text form, `origin+hash+key`.
    ///
    /// # Errors
    /// [`NoteError::Form`] where it is not of that form or the hash is not that of the key.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(origin), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(NoteError::Form);
        };
        let key = STANDARD.decode(key).map_err(|_| NoteError::Form)?;
        match key.split_first() {
            Some((&ED25519_KEY, key)) if key.len() == 32 => {
                let verifier = Self {
                    origin: origin.to_owned(),
                    key: key.to_vec(),
                };
                let is_its = hash == verifier.hash_digits();
                is_its.then_some(verifier).ok_or(NoteError::Form)
            }
            _ => Err(NoteError::Form),
        }
    }

    /// What a checkpoint says, once its signature is checked.
    ///
    /// # Errors
    /// Where it is not of the form, of another log, or not signed with this key.
    pub fn open(&self, note: &str) -> Result<Checkpoint, NoteError> {
        let (text, signatures) = note.split_once("\n\n").ok_or(NoteError::Form)?;
        let text = format!("{text}\n");
        let lines: Vec<&str> = text.lines().collect();
        let [origin, size, root] = lines.as_slice() else {
            return Err(NoteError::Form);
        };
        if *origin != self.origin {
            return Err(NoteError::Origin);
        }
        let is_signed = signatures.lines().any(|line| self.signed(&text, line));
        if !is_signed {
            return Err(NoteError::Signature);
        }
        let root = STANDARD.decode(root).map_err(|_| NoteError::Form)?;
        let root = root.try_into().map_err(|_| NoteError::Form)?;
        let known: u64 = size.parse().map_err(|_| NoteError::Form)?;
        // One size has one form, so that no two texts say the same.
        if known.to_string() != *size {
            return Err(NoteError::Form);
        }
        Ok(Checkpoint { size: known, root })
    }

    fn signed(&self, text: &str, line: &str) -> bool {
        let named = line.strip_prefix(SIGNED_BY);
        let named = named.and_then(|line| line.strip_prefix(self.origin.as_str()));
        let signature = named.and_then(|line| line.strip_prefix(' '));
        let bytes = signature.and_then(|text| STANDARD.decode(text).ok());
        let Some(signature) = bytes
            .as_deref()
            .and_then(|bytes| bytes.strip_prefix(&self.key_hash()))
        else {
            return false;
        };
        let key = UnparsedPublicKey::new(&ED25519, &self.key);
        key.verify(text.as_bytes(), signature).is_ok()
    }

    fn key_hash(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(&self.origin);
        hash.update([b'\n', ED25519_KEY]);
        hash.update(&self.key);
        let hash = hash.finalize();
        let mut first = [0; 4];
        for (byte, of_hash) in first.iter_mut().zip(hash) {
            *byte = of_hash;
        }
        first
    }

    fn hash_digits(&self) -> String {
        hex(&self.key_hash())
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![ED25519_KEY];
        key.extend_from_slice(&self.key);
        let hash = self.hash_digits();
        write!(f, "{}+{hash}+{}", self.origin, STANDARD.encode(key))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::log::note::Checkpoint;
    use crate::log::note::LogKey;
    use crate::log::note::NoteError;
    use crate::log::note::Verifier;

    fn key(seed: u8) -> LogKey {
        LogKey::new("daylight.example/w-1", &[seed; 32]).unwrap()
    }

    #[test]
    fn a_checkpoint_opens_with_its_key_only() {
        let checkpoint = Checkpoint {
            size: 7,
            root: [9; 32],
        };
        let note = key(1).sign(checkpoint);
        let verifier = key(1).verifier();
        assert_eq!(verifier.open(&note), Ok(checkpoint));
        assert_eq!(Verifier::parse(&verifier.to_string()), Ok(verifier));
        assert_eq!(key(2).verifier().open(&note), Err(NoteError::Signature));
        let other = LogKey::new("daylight.example/w-2", &[1; 32]).unwrap();
        assert_eq!(other.verifier().open(&note), Err(NoteError::Origin));
        assert!(LogKey::new("a b", &[1; 32]).is_none());
        assert_eq!(
            format!("{:?}", key(1)),
            "LogKey(daylight.example/w-1, hidden)"
        );
    }

    #[test]
    fn a_key_is_read_in_the_form_that_other_programs_write() {
        // The hash computed apart with Python's hashlib, as C2SP signed-note has it.
        let text = "daylight.example/w-1+f8785254+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
        assert_eq!(Verifier::parse(text).unwrap().to_string(), text);
        for wrong in [
            text.replace("f8785254", "f8785255"),
            text.replace("w-1", "w-2"),
            text.replace("+AQAB", "+AgAB"),
            // A key of 31 bytes, with the hash that it would have.
            "daylight.example/w-1+613caab2+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4=".to_owned(),
            "daylight.example/w-1+f8785254".to_owned(),
        ] {
            assert_eq!(Verifier::parse(&wrong), Err(NoteError::Form), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_changed_checkpoint_is_refused(size: u64, root: [u8; 32], at: prop::sample::Index, to: char) {
            let note = key(1).sign(Checkpoint { size, root });
            let mut changed: Vec<char> = note.chars().collect();
            let at = at.index(changed.len());
            prop_assume!(changed[at] != to);
            changed[at] = to;
            let changed: String = changed.into_iter().collect();
            // The last line break may become something that ends a line too.
            let opened = key(1).verifier().open(&changed);
            prop_assert!(opened.is_err() || at + 1 == note.chars().count(), "{}", changed);
        }
    }
}
