//! A workspace's own tests of its policy: `policy/tests.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::decide::ask::Action;
use crate::decide::ask::Ask;
use crate::decide::ask::Asked;
use crate::decide::ask::Circumstances;
use crate::decide::ask::Role;
use crate::decide::ask::Shared;
use crate::decide::ask::Thing;
use crate::decide::rules::Policies;
use crate::decide::rules::PolicyError;
use crate::log::Outcome;

/// A question with the answer that is expected.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a line of its own in a file that people write"
)]
pub struct Case {
    /// What it is about, in words.
    pub name: String,
    /// What the person is.
    pub roles: BTreeSet<Role>,
    /// What they want to do.
    pub action: Action,
    /// What policy must say.
    pub expect: Outcome,
    /// The purpose they state, by name.
    pub purpose: Option<String>,
    /// False where their access was ended.
    #[serde(default = "yes")]
    pub active: bool,
    /// True where they write a reason.
    #[serde(default = "yes")]
    pub reason: bool,
    /// People beside them.
    #[serde(default)]
    pub others: i64,
    /// Identifiers shown to them today.
    #[serde(default)]
    pub reveals_today: i64,
    /// True where the request is their own, or they are among the people of the case.
    #[serde(default)]
    pub own: bool,
    /// True where somebody agreed to it.
    #[serde(default)]
    pub approved: bool,
    /// True where it was shown already.
    #[serde(default)]
    pub taken: bool,
    /// How old it is, in minutes.
    #[serde(default)]
    pub minutes: i64,
}

fn yes() -> bool {
    true
}

impl Case {
    /// The question.
    #[must_use]
    pub fn ask(&self, policies: &Policies) -> Ask {
        let who = "somebody".to_owned();
        let on = match self.action.done_to() {
            "Network" => Thing::Network("n-1".to_owned()),
            "Reveal" => Thing::Reveal(Asked {
                id: "1".to_owned(),
                asked_by: if self.own {
                    who.clone()
                } else {
                    "else".to_owned()
                },
                is_approved: self.approved,
                is_taken: self.taken,
                minutes: self.minutes,
            }),
            "Case" => Thing::Case(Shared {
                id: "1".to_owned(),
                people: self.own.then(|| who.clone()).into_iter().collect(),
            }),
            _ => Thing::Workspace,
        };
        let purpose = self.purpose.as_deref();
        Ask {
            who,
            roles: self.roles.clone(),
            is_active: self.active,
            action: self.action,
            on,
            circumstances: Circumstances {
                purpose: purpose.and_then(|name| policies.purposes().stated(name)),
                wrote_reason: self.reason,
                others: self.others,
                reveals_today: self.reveals_today,
            },
        }
    }

    /// True where policy says what is expected.
    #[must_use]
    pub fn holds(&self, policies: &Policies) -> bool {
        policies.ruling(&self.ask(policies)).is_allowed == (self.expect == Outcome::Allowed)
    }
}

/// The tests in the text of `tests.toml`.
///
/// # Errors
/// Where it is not valid.
pub fn cases(text: &str) -> Result<Vec<Case>, PolicyError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        test: Vec<Case>,
    }
    let file: Result<File, _> = toml::from_str(text);
    file.map(|file| file.test)
        .map_err(|error| PolicyError::Invalid {
            file: "tests.toml",
            why: error.message().to_owned(),
        })
}
