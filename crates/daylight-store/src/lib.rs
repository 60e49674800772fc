//! The workspace on disk: batches and runs as Parquet, each with a sealed manifest.
//!
//! A *batch* is what one import brought, a *run* what the stages made of all batches. Both are
//! immutable and appear whole or not at all: a folder is written aside, saved to disk, and given
//! its name in one step. Readers need no lock; [`Workspace::writer`] lets one writer in at a time.
//!
//! Private columns (texts, identifier values, names) are encrypted with Parquet Modular
//! Encryption. Every file is drawn column by column in `docs/formats/workspace.md`.

mod ads_read;
mod backup;
mod batches;
mod columns;
mod contents;
mod disk;
mod erase;
mod error;
mod export;
mod extracts;
mod fault;
mod format;
mod index;
mod json_text;
mod judgements;
mod key_check;
mod keys;
mod manifest;
mod moment_text;
mod network_index;
mod overflow;
mod publish;
mod rotate;
mod run;
mod run_write;
mod runs;
mod stored;
mod table;
mod table_read;
mod table_write;
mod tables;
#[cfg(test)]
mod tests;
mod verify;
mod word_index;
mod workspace;

pub use backup::Copied;
pub use batches::BatchWriter;
pub use batches::Forgotten;
pub use contents::Contents;
pub use erase::Erased;
pub use error::Result;
pub use error::StoreError;
pub use export::Format;
pub use export::UnknownFormat;
pub use export::no_formula;
pub use extracts::Extracts;
pub use extracts::Segment;
pub use format::FORMAT;
pub use index::Shown;
pub use judgements::ApiToken;
pub use judgements::Asking;
pub use judgements::Case;
pub use judgements::CaseEvent;
pub use judgements::CaseStep;
pub use judgements::Decision;
pub use judgements::Enrolled;
pub use judgements::Erasure;
pub use judgements::Expired;
pub use judgements::Flag;
pub use judgements::Found;
pub use judgements::Granted;
pub use judgements::Judgements;
pub use judgements::Logged;
pub use judgements::On;
pub use judgements::Password;
pub use judgements::Person;
pub use judgements::Proof;
pub use judgements::Request;
pub use judgements::Review;
pub use judgements::SavedSearch;
pub use judgements::Session;
pub use judgements::TOKEN_DAYS_MAX;
pub use judgements::Verdict;
pub use judgements::new_code;
pub use key_check::KeyCheck;
pub use manifest::BatchManifest;
pub use manifest::RunInput;
pub use manifest::RunManifest;
pub use manifest::Source;
pub use manifest::TableDigest;
pub use network_index::Sheets;
pub use overflow::Overflow;
pub use rotate::Rotated;
pub use run::AdCounts;
pub use run::Clustered;
pub use run::FactValue;
pub use run::LinkLine;
pub use run::NetworkLine;
pub use run::Part;
pub use run::Posted;
pub use run::Run;
pub use run::ShownAd;
pub use run::ShownField;
pub use run::TokenAt;
pub use run::TokenCounts;
pub use run_write::Changes;
pub use run_write::RunRest;
pub use run_write::RunWriter;
pub use stored::BatchInput;
pub use stored::BatchNotes;
pub use stored::RunAd;
pub use stored::Seen;
pub use stored::StoredAd;
pub use stored::TokenFact;
pub use verify::Problem;
pub use word_index::WordLists;
pub use workspace::Workspace;
pub use workspace::Writer;
