//! What private data is read for.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;

use crate::decide::ask::Stated;
use crate::decide::rules::PolicyError;

/// What a purpose may open.
const SEEN: [&str; 3] = ["networks", "texts", "identifiers"];

/// Hours that anybody stays signed in, at most.
const HOURS_MAX: u32 = 12;

/// A purpose of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Why the law allows it, in words.
    pub basis: String,
    /// What it opens.
    pub sees: BTreeSet<String>,
    /// Hours that a person stays signed in for it, 1 to 12.
    #[serde(default = "hours_max")]
    pub hours: u32,
}

fn hours_max() -> u32 {
    HOURS_MAX
}

/// The purposes of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purposes {
    /// Whom to write to about a refusal, or about data on oneself.
    pub contact: String,
    /// The purposes by name.
    #[serde(default)]
    pub purpose: BTreeMap<String, Purpose>,
}

impl Purposes {
    /// The purposes in the text of `purposes.toml`.
    ///
    /// # Errors
    /// Where it is not valid, or a purpose opens what there is not.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let invalid = |why: String| PolicyError::Invalid {
            file: "purposes.toml",
            why,
        };
        let purposes: Self =
            toml::from_str(text).map_err(|error| invalid(error.message().to_owned()))?;
        for (name, purpose) in &purposes.purpose {
            let unknown = purpose.sees.iter().find(|it| !SEEN.contains(&it.as_str()));
            if let Some(unknown) = unknown {
                let known = SEEN.join("\", \"");
                return Err(invalid(format!(
                    "purpose `{name}` sees \"{unknown}\"; there are \"{known}\""
                )));
            }
            if !(1..=HOURS_MAX).contains(&purpose.hours) {
                return Err(invalid(format!(
                    "purpose `{name}` lasts {} hours; it may be 1 to {HOURS_MAX}",
                    purpose.hours
                )));
            }
            if purpose.basis.trim().is_empty() {
                return Err(invalid(format!("purpose `{name}` has no basis")));
            }
        }
        Ok(purposes)
    }

    /// The purpose of that name as somebody states it; `None` where there is none.
    #[must_use]
    pub fn stated(&self, name: &str) -> Option<Stated> {
        let purpose = self.purpose.get(name)?;
        Some(Stated {
            name: name.to_owned(),
            sees: purpose.sees.clone(),
        })
    }
}
