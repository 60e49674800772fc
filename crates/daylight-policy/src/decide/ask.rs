//! What is asked of policy.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

/// What a person is in a workspace; one person may be several things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Keeps the list of people and the policy.
    Administrator,
    /// Works on networks.
    Analyst,
    /// Looks at what analysts found.
    Reviewer,
    /// Reads the audit log.
    Auditor,
    /// Of another organisation, reads what is shared.
    Partner,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Administrator,
        Self::Analyst,
        Self::Reviewer,
        Self::Auditor,
        Self::Partner,
    ];

    /// As policies name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Analyst => "analyst",
            Self::Reviewer => "reviewer",
            Self::Auditor => "auditor",
            Self::Partner => "partner",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No role is called that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no role is called that; roles are administrator, analyst, reviewer, auditor, partner")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or(UnknownRole)
    }
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// See the ranking of the networks, and what is counted over all of them.
    Browse,
    /// See one network, with tokens in place of identifiers.
    Open,
    /// Read the text of an ad of a network.
    ReadAd,
    /// Say what a network is.
    Review,
    /// Ask which networks show a word or an identifier.
    LookUp,
    /// Ask to see one identifier of a network.
    AskReveal,
    /// Agree that somebody else sees one.
    ApproveReveal,
    /// See it.
    Reveal,
    /// Set a flag on a network.
    Flag,
    /// Add people, change what they are, end their access.
    ManagePeople,
    /// Put another policy in force.
    ChangePolicy,
    /// Read the audit log.
    ReadAudit,
    /// Destroy what its time is over for.
    RunRetention,
    /// Take down that somebody wants to be removed.
    AskErasure,
    /// Decide whether they are.
    DecideErasure,
    /// Decide that two ads are of one operator, or of two.
    Judge,
    /// Begin to write together about networks.
    OpenCase,
    /// Read what is written in a case, and write in it.
    WorkOnCase,
    /// Bring a file of ads in, and have all ads linked anew.
    Import,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Browse,
        Self::Open,
        Self::ReadAd,
        Self::Review,
        Self::LookUp,
        Self::AskReveal,
        Self::ApproveReveal,
        Self::Reveal,
        Self::Flag,
        Self::ManagePeople,
        Self::ChangePolicy,
        Self::ReadAudit,
        Self::RunRetention,
        Self::AskErasure,
        Self::DecideErasure,
        Self::Judge,
        Self::OpenCase,
        Self::WorkOnCase,
        Self::Import,
    ];

    /// The sort of thing it is done to, as policies name it.
    #[must_use]
    pub fn done_to(self) -> &'static str {
        match self {
            Self::Open | Self::ReadAd | Self::Review | Self::AskReveal | Self::Flag => "Network",
            Self::ApproveReveal | Self::Reveal => "Reveal",
            Self::WorkOnCase => "Case",
            Self::Browse
            | Self::LookUp
            | Self::ManagePeople
            | Self::ChangePolicy
            | Self::ReadAudit
            | Self::RunRetention
            | Self::AskErasure
            | Self::DecideErasure
            | Self::Judge
            | Self::OpenCase
            | Self::Import => "Workspace",
        }
    }

    /// As policies name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Browse => "browse",
            Self::Open => "open",
            Self::ReadAd => "readAd",
            Self::Review => "review",
            Self::LookUp => "lookUp",
            Self::AskReveal => "askReveal",
            Self::ApproveReveal => "approveReveal",
            Self::Reveal => "reveal",
            Self::Flag => "flag",
            Self::ManagePeople => "managePeople",
            Self::ChangePolicy => "changePolicy",
            Self::ReadAudit => "readAudit",
            Self::RunRetention => "runRetention",
            Self::AskErasure => "askErasure",
            Self::DecideErasure => "decideErasure",
            Self::Judge => "judge",
            Self::OpenCase => "openCase",
            Self::WorkOnCase => "workOnCase",
            Self::Import => "import",
        }
    }
}

/// The purpose that somebody states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// Its name.
    pub name: String,
    /// What it opens.
    pub sees: BTreeSet<String>,
}

/// To what something is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// The workspace as a whole.
    Workspace,
    /// A network, by its id.
    Network(String),
    /// One identifier that somebody asked to see.
    Reveal(Asked),
    /// What people write together about networks.
    Case(Shared),
}

/// A case, and who works on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Its number.
    pub id: String,
    /// The ids of its people; nobody where there is no such case.
    pub people: BTreeSet<String>,
}

/// A request to see one identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its number.
    pub id: String,
    /// The id of who asked.
    pub asked_by: String,
    /// Whether somebody agreed.
    pub is_approved: bool,
    /// Whether it was shown.
    pub is_taken: bool,
    /// Whole minutes since it was asked for.
    pub minutes: i64,
}

impl Thing {
    /// The thing as the log names it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Workspace => "workspace".to_owned(),
            Self::Network(id) => format!("network {id}"),
            Self::Reveal(asked) => format!("reveal {}", asked.id),
            Self::Case(shared) => format!("case {}", shared.id),
        }
    }
}

/// What else a decision may look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The purpose that was stated, where it is one of the workspace's.
    pub purpose: Option<Stated>,
    /// True where a reason was written.
    pub wrote_reason: bool,
    /// Active people beside the one who asks.
    pub others: i64,
    /// Identifiers shown to the one who asks since midnight UTC.
    pub reveals_today: i64,
}

/// A question: may this person do this to that?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The id of who asks.
    pub who: String,
    /// What they are.
    pub roles: BTreeSet<Role>,
    /// False once their access was ended.
    pub is_active: bool,
    /// What they want to do.
    pub action: Action,
    /// To what.
    pub on: Thing,
    /// What else counts.
    pub circumstances: Circumstances,
}
