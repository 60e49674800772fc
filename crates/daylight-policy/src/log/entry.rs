//! An entry of the audit log: who did what to which thing, why, and what became of it.

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;

use crate::hex;

/// What became of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Policy allowed it, and it is done from here on.
    Allowed,
    /// Policy refused it, and nothing was done.
    Refused,
}

/// One entry. It holds no private text: people and things go by their ids, identifiers by their
/// tokens, and what somebody wrote by a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// The id of the person.
    pub who: String,
    /// The purpose they stated; empty where none is needed.
    pub purpose: String,
    /// What was to be done, as policies name it.
    pub action: String,
    /// To what: ids and tokens.
    pub on: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The rules that decided, by their ids.
    pub rules: Vec<String>,
    /// The commitment to what the person wrote, 64 hexadecimal digits; empty where nothing was.
    pub wrote: String,
}

impl Entry {
    /// The one way an entry is written: JSON without spaces, its fields in their order.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Texts and lists of texts always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The entry in some bytes; `None` where they are not exactly one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let entry: Self = serde_json::from_slice(bytes).ok()?;
        (entry.to_bytes() == bytes).then_some(entry)
    }
}

/// Stands for a text in the log: SHA-256 over 16 random bytes and the text, in hexadecimal. Who
/// holds both can show what was written; without them nobody can guess it, so destroying them
/// erases the text and the log still verifies.
#[must_use]
pub fn commitment(salt: &[u8; 16], text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(text);
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use crate::log::entry::Entry;
    use crate::log::entry::Outcome;
    use crate::log::entry::commitment;

    #[test]
    fn an_entry_has_one_form() {
        let entry = Entry {
            at: "2026-05-01T09:00:00Z".to_owned(),
            who: "p-1".to_owned(),
            purpose: "investigation".to_owned(),
            action: "open".to_owned(),
            on: "network n-1".to_owned(),
            outcome: Outcome::Allowed,
            rules: vec!["see-networks".to_owned()],
            wrote: String::new(),
        };
        let text = r#"{"at":"2026-05-01T09:00:00Z","who":"p-1","purpose":"investigation","action":"open","on":"network n-1","outcome":"allowed","rules":["see-networks"],"wrote":""}"#;
        assert_eq!(entry.to_bytes(), text.as_bytes());
        assert_eq!(Entry::from_bytes(text.as_bytes()), Some(entry));
        for other in [
            text.replace(",\"wrote", ", \"wrote"),
            text.replace("p-1", "p\\u002d1"),
            text.replace("\"wrote\":\"\"", "\"wrote\":\"\",\"more\":1"),
            format!("{text} "),
            String::new(),
        ] {
            assert_eq!(Entry::from_bytes(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_commitment_is_what_other_programs_compute() {
        // Computed apart with Python's hashlib.
        assert_eq!(
            commitment(&[7; 16], "why"),
            "ba2a772af0aa3f868394c72d09c8cbd140969038497287e15275ddc3731a2b87"
        );
    }
}
