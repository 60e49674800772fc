//! Who sits at the command line, and what they say they want something for.

use anyhow::Context;
use daylight_store::Asking;
use daylight_store::Judgements;
use daylight_store::StoreError;
use daylight_store::Workspace;

/// The purpose of a command that looks into private data.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Purpose {
    /// What it is for, as the workspace's purposes name it; needed once the workspace has people.
    #[arg(long, value_name = "NAME", env = "DAYLIGHT_PURPOSE")]
    pub(crate) purpose: Option<String>,
}

/// Who asks, and when.
#[derive(Debug)]
pub(crate) struct Who {
    account: String,
    at: String,
}

impl Who {
    /// The account that runs this program, now.
    pub(crate) fn here() -> Self {
        Self::with_account(account())
    }

    /// Another account, now.
    pub(crate) fn with_account(account: String) -> Self {
        let now = jiff::Timestamp::now();
        Self {
            account,
            at: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    /// What they ask, with a purpose and a reason where there are any.
    pub(crate) fn asking<'a>(
        &'a self,
        purpose: Option<&'a str>,
        reason: Option<&'a str>,
    ) -> Asking<'a> {
        Asking {
            account: &self.account,
            purpose,
            reason,
            at: &self.at,
        }
    }
}

/// The account of the system that runs this program.
#[cfg(unix)]
fn account() -> String {
    format!("uid {}", rustix::process::getuid().as_raw())
}

/// The account of the system that runs this program.
#[cfg(not(unix))]
fn account() -> String {
    std::env::var("USERNAME").unwrap_or_else(|_| "unknown".to_owned())
}

/// The judgements of a workspace that has people.
pub(crate) fn judgements(workspace: &Workspace) -> anyhow::Result<Judgements> {
    Judgements::open_with_people(workspace)?.context(
        "looking for people: this workspace has none\nhint: `daylight people add NAME --role administrator --role analyst` makes you the first",
    )
}

/// Asks policy about a look-up, and says whether it may be answered. A workspace without people
/// belongs to who made it, who needs no leave. A refusal is in the log; on the screen it must look
/// as if there were nothing to be found.
pub(crate) fn may_look_up(
    workspace: &Workspace,
    purpose: &Purpose,
    of: &str,
) -> anyhow::Result<bool> {
    let Some(mut judgements) = Judgements::open_with_people(workspace)? else {
        return Ok(true);
    };
    let who = Who::here();
    match judgements.look_up(&who.asking(purpose.purpose.as_deref(), None), of) {
        Ok(_) => Ok(true),
        Err(StoreError::Refused { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
