//! The audit log: entries in a Merkle tree, and checkpoints that are signed.
//!
//! Hashes are those of RFC 6962 (Certificate Transparency), section 2.1; checkpoints are signed
//! notes as the tlog-checkpoint and signed-note specifications of C2SP have them. So a program that
//! knows nothing of Daylight can check a log, and a checkpoint kept elsewhere proves later that
//! nothing before it was changed.

mod entry;
mod note;
mod tree;

pub use entry::Entry;
pub use entry::Outcome;
pub use entry::commitment;
pub use note::Checkpoint;
pub use note::LogKey;
pub use note::NoteError;
pub use note::Verifier;
pub use tree::Hash;
pub use tree::Tree;
pub use tree::consistency;
pub use tree::inclusion;
pub use tree::is_consistent;
pub use tree::is_included;
pub use tree::leaf_hash;
