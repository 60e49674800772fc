//! Permits and refusals: what a decision leaves in the hand of who asked.

use crate::decide::ask::Ask;
use crate::decide::rules::Ruling;
use crate::log::Entry;
use crate::log::Outcome;

/// Proof that policy allowed something: the right to do it once, and the entry that the audit log
/// gets before it is done.
///
/// Only [`Policies::permit`](crate::Policies::permit) makes one, and it cannot be copied.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    ask: Ask,
    entry: Entry,
}

/// Why something is not allowed, and the entry that the audit log gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    entry: Box<Entry>,
}

impl Permit {
    pub(super) fn new(ask: Ask, ruling: Ruling, at: &str) -> Result<Self, Refusal> {
        let outcome = if ruling.is_allowed {
            Outcome::Allowed
        } else {
            Outcome::Refused
        };
        let purpose = ask.circumstances.purpose.as_ref();
        let entry = Entry {
            at: at.to_owned(),
            who: ask.who.clone(),
            purpose: purpose.map(|it| it.name.clone()).unwrap_or_default(),
            action: ask.action.as_str().to_owned(),
            on: ask.on.name(),
            outcome,
            rules: ruling.rules,
            wrote: String::new(),
        };
        if ruling.is_allowed {
            Ok(Self { ask, entry })
        } else {
            Err(Refusal {
                entry: Box::new(entry),
            })
        }
    }

    /// What was asked and allowed.
    #[must_use]
    pub fn ask(&self) -> &Ask {
        &self.ask
    }

    /// Gives the permit up for the entry that tells of it.
    #[must_use]
    pub fn into_entry(self) -> Entry {
        self.entry
    }
}

impl Refusal {
    /// The rules that refused it.
    #[must_use]
    pub fn rules(&self) -> &[String] {
        &self.entry.rules
    }

    /// The entry that tells of it.
    #[must_use]
    pub fn into_entry(self) -> Entry {
        *self.entry
    }
}
