//! The policies of a workspace, checked and ready to decide.

use std::fmt;
use std::str::FromStr;

use cedar_policy::Authorizer;
use cedar_policy::Context;
use cedar_policy::Decision;
use cedar_policy::Entities;
use cedar_policy::EntityId;
use cedar_policy::EntityTypeName;
use cedar_policy::EntityUid;
use cedar_policy::PolicyId;
use cedar_policy::PolicySet;
use cedar_policy::Request;
use cedar_policy::Schema;
use cedar_policy::ValidationMode;
use cedar_policy::Validator;
use serde_json::Value;
use serde_json::json;
use sha2::Digest;
use sha2::Sha256;
use thiserror::Error;

use crate::decide::ask::Action;
use crate::decide::ask::Ask;
use crate::decide::ask::Thing;
use crate::decide::permit::Permit;
use crate::decide::permit::Refusal;
use crate::decide::purposes::Purposes;
use crate::decide::retention::Retention;
use crate::hex;

/// What policies can speak of; the same for every workspace.
const SCHEMA: &str = include_str!("../../data/daylight.cedarschema");

/// The name of the rule where nothing permits.
const NO_RULE: &str = "no rule permits it";

/// The name of the rule where a decision could not be worked out.
const ERROR: &str = "an error is a refusal";

/// Bytes of an id; longer ones are made up.
const ID_BYTES_MAX: usize = 256;

/// How old a request to see an identifier may be, in minutes, and how many a day.
const MINUTES: i64 = 60;
const REVEALS_A_DAY: i64 = 20;

/// Why policies are refused whole.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// A file is not valid.
    #[error("policy/{file}: {why}")]
    Invalid {
        /// Which file of the folder `policy`.
        file: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

/// The files of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// `daylight.cedar`.
    pub rules: String,
    /// `purposes.toml`.
    pub purposes: String,
    /// `retention.toml`.
    pub retention: String,
}

impl PolicyText {
    /// The policy that comes with Daylight.
    #[must_use]
    pub fn shipped() -> Self {
        Self {
            rules: include_str!("../../data/daylight.cedar").to_owned(),
            purposes: include_str!("../../data/purposes.toml").to_owned(),
            retention: include_str!("../../data/retention.toml").to_owned(),
        }
    }

    /// SHA-256 over its files, each preceded by its length (8 bytes, little-endian), in
    /// hexadecimal: the version of a policy.
    #[must_use]
    pub fn version(&self) -> String {
        let mut hash = Sha256::new();
        for text in [&self.rules, &self.purposes, &self.retention] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hex(&hash.finalize())
    }
}

/// What was decided, and by which rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// True where it is allowed.
    pub is_allowed: bool,
    /// The rules that decided: those that permit, or those that forbid.
    pub rules: Vec<String>,
}

impl Ruling {
    fn refused(rule: &str) -> Self {
        Self {
            is_allowed: false,
            rules: vec![rule.to_owned()],
        }
    }
}

/// The policies of a workspace.
pub struct Policies {
    set: PolicySet,
    schema: Schema,
    purposes: Purposes,
    retention: Retention,
}

impl fmt::Debug for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policies({} rules)", self.set.policies().count())
    }
}

impl Policies {
    /// Reads and checks policies.
    ///
    /// # Errors
    /// Where a file cannot be read as what it is, a rule asks for what the schema does not have, has
    /// no name, or shares one.
    pub fn parse(text: &PolicyText) -> Result<Self, PolicyError> {
        let purposes = Purposes::parse(&text.purposes)?;
        let retention = Retention::parse(&text.retention)?;
        let schema = Schema::from_str(SCHEMA).map_err(|error| invalid(&error))?;
        let unnamed = PolicySet::from_str(&text.rules).map_err(|error| invalid(&error))?;
        if unnamed.templates().next().is_some() {
            return Err(invalid(&"a template is no rule: write it out"));
        }
        let mut set = PolicySet::new();
        for policy in unnamed.policies() {
            let Some(name) = policy.annotation("id").filter(|name| !name.is_empty()) else {
                return Err(invalid(
                    &"a rule has no name: write @id(\"name\") before it",
                ));
            };
            let named = policy.new_id(PolicyId::new(name));
            set.add(named).map_err(|error| invalid(&error))?;
        }
        let checked = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        if let Some(error) = checked.validation_errors().next() {
            return Err(invalid(error));
        }
        Ok(Self {
            set,
            schema,
            purposes,
            retention,
        })
    }

    /// The purposes of the workspace.
    #[must_use]
    pub fn purposes(&self) -> &Purposes {
        &self.purposes
    }

    /// How long things are kept.
    #[must_use]
    pub fn retention(&self) -> Retention {
        self.retention
    }

    /// Decides, and says by which rules. Nothing comes of it: this is for showing.
    #[must_use]
    pub fn ruling(&self, ask: &Ask) -> Ruling {
        match floor(ask) {
            Some(rule) => Ruling::refused(rule),
            None => self.by_rules(ask),
        }
    }

    /// Decides: a permit, or a refusal. `at` is the time, RFC 3339 in UTC, that the audit log will
    /// tell.
    ///
    /// # Errors
    /// The refusal.
    pub fn permit(&self, ask: Ask, at: &str) -> Result<Permit, Refusal> {
        let ruling = self.ruling(&ask);
        Permit::new(ask, ruling, at)
    }

    /// What the workspace's rules alone say.
    pub(crate) fn by_rules(&self, ask: &Ask) -> Ruling {
        self.try_by_rules(ask)
            .unwrap_or_else(|| Ruling::refused(ERROR))
    }

    /// `None` where anything could not be worked out.
    fn try_by_rules(&self, ask: &Ask) -> Option<Ruling> {
        let action = uid("Action", ask.action.as_str())?;
        let context = Context::from_json_value(context(ask), Some((&self.schema, &action))).ok()?;
        let things = Entities::from_json_value(things(ask), Some(&self.schema)).ok()?;
        let (kind, id) = kind_and_id(&ask.on);
        let request = Request::new(
            uid("Person", &ask.who)?,
            action,
            uid(kind, id)?,
            context,
            Some(&self.schema),
        );
        let response = Authorizer::new().is_authorized(&request.ok()?, &self.set, &things);
        let said = response.diagnostics();
        if said.errors().next().is_some() {
            return None;
        }
        let mut rules: Vec<String> = said.reason().map(ToString::to_string).collect();
        rules.sort();
        if rules.is_empty() {
            rules.push(NO_RULE.to_owned());
        }
        Some(Ruling {
            is_allowed: response.decision() == Decision::Allow,
            rules,
        })
    }
}

/// What no policy of a workspace can allow. The shipped policy says the same in its own words; this
/// holds where somebody has taken them out.
fn floor(ask: &Ask) -> Option<&'static str> {
    let needs_purpose = matches!(
        ask.action,
        Action::ReadAd
            | Action::LookUp
            | Action::AskReveal
            | Action::ApproveReveal
            | Action::Reveal
            | Action::WorkOnCase
    );
    if !ask.is_active {
        return Some("always: ended access is ended");
    }
    if needs_purpose && ask.circumstances.purpose.is_none() {
        return Some("always: no purpose, no private data");
    }
    let is_many = ask.circumstances.reveals_today >= REVEALS_A_DAY;
    if matches!(ask.action, Action::AskReveal | Action::Reveal) && is_many {
        return Some("always: at most 20 identifiers a day");
    }
    let asked = match &ask.on {
        Thing::Reveal(asked) => asked,
        Thing::Case(shared) if !shared.people.contains(&ask.who) => {
            return Some("always: a case is for its people");
        }
        Thing::Case(_) | Thing::Workspace | Thing::Network(_) => return None,
    };
    let is_own = asked.asked_by == ask.who;
    let needs_another = ask.circumstances.others > 0 && !asked.is_approved;
    if asked.is_taken || !(0..MINUTES).contains(&asked.minutes) {
        Some("always: a request holds an hour and once")
    } else if ask.action == Action::ApproveReveal && is_own {
        Some("always: nobody agrees to their own request")
    } else if ask.action == Action::Reveal && !is_own {
        Some("always: only who asked is shown it")
    } else if ask.action == Action::Reveal && needs_another {
        Some("always: a second person must agree")
    } else {
        None
    }
}

fn invalid(why: &impl ToString) -> PolicyError {
    PolicyError::Invalid {
        file: "daylight.cedar",
        why: why.to_string(),
    }
}

/// The name of somebody or something; `None` where it is longer than any of ours.
fn uid(kind: &str, id: &str) -> Option<EntityUid> {
    if id.is_empty() || id.len() > ID_BYTES_MAX {
        return None;
    }
    let kind = EntityTypeName::from_str(kind).ok()?;
    Some(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

fn kind_and_id(thing: &Thing) -> (&'static str, &str) {
    match thing {
        Thing::Workspace => ("Workspace", "workspace"),
        Thing::Network(id) => ("Network", id),
        Thing::Reveal(asked) => ("Reveal", &asked.id),
        Thing::Case(shared) => ("Case", &shared.id),
    }
}

fn context(ask: &Ask) -> Value {
    let circumstances = &ask.circumstances;
    let mut context = json!({
        "wroteReason": circumstances.wrote_reason,
        "others": circumstances.others,
        "revealsToday": circumstances.reveals_today,
    });
    if let (Some(stated), Some(fields)) = (&circumstances.purpose, context.as_object_mut()) {
        let purpose = json!({"name": stated.name, "sees": stated.sees});
        fields.insert("purpose".to_owned(), purpose);
    }
    context
}

/// Who asks, and the thing, with what is known of them.
fn things(ask: &Ask) -> Value {
    let person = |id: &str, attrs: Value| json!({"uid": {"type": "Person", "id": id}, "attrs": attrs, "parents": []});
    let who = json!({"roles": ask.roles, "active": ask.is_active});
    let mut things = vec![person(&ask.who, who)];
    let (kind, id) = kind_and_id(&ask.on);
    let named = |id: &String| json!({"__entity": {"type": "Person", "id": id}});
    let attrs = match &ask.on {
        Thing::Reveal(asked) => json!({
            "askedBy": named(&asked.asked_by),
            "approved": asked.is_approved,
            "taken": asked.is_taken,
            "minutes": asked.minutes,
        }),
        Thing::Case(shared) => {
            json!({"people": shared.people.iter().map(named).collect::<Vec<_>>()})
        }
        Thing::Workspace | Thing::Network(_) => json!({}),
    };
    things.push(json!({"uid": {"type": kind, "id": id}, "attrs": attrs, "parents": []}));
    things.into()
}
