//! People, decisions and the log: what is done is told, what is changed is found.

mod asked;
mod cases;
mod decisions;
mod lasting;
mod log;
mod reading;
mod rows;
mod verifying;

use std::collections::BTreeSet;

use daylight_policy::Role;

use crate::Asking;
use crate::Judgements;
use crate::Person;
use crate::StoreError;
use crate::Workspace;
use crate::tests::sample;
use crate::tests::sample::AT;

pub(crate) const ANA: &str = "uid 1";
const BEN: &str = "uid 2";

pub(crate) fn asking(account: &'static str) -> Asking<'static> {
    Asking {
        account,
        purpose: Some("investigation"),
        reason: Some("case 12, canaryreason"),
        at: AT,
    }
}

pub(crate) fn roles(roles: &[Role]) -> BTreeSet<Role> {
    roles.iter().copied().collect()
}

/// A workspace with a linked network and one person, who is everything.
pub(crate) fn with_ana() -> (tempfile::TempDir, Workspace, Judgements) {
    let (folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    let run = workspace.latest_run().unwrap().unwrap();
    workspace.writer().unwrap().index(&run).unwrap();
    let mut judgements = Judgements::open(&workspace).unwrap();
    let all = roles(&Role::ALL);
    judgements
        .first_person("Ana Canaryperson", ANA, &all, AT)
        .unwrap();
    (folder, workspace, judgements)
}

/// Ben, whom Ana adds with a role.
fn add_ben(judgements: &mut Judgements, role: Role) -> Person {
    judgements
        .add_person(&asking(ANA), "Ben", BEN, &roles(&[role]))
        .unwrap()
}

/// A token of the sample's phone and the network that shows it.
fn shown(workspace: &Workspace) -> (String, String) {
    let run = workspace.latest_run().unwrap().unwrap();
    let key = workspace.token_key();
    let token = key.token(daylight_model::FactKind::Phone, sample::PHONE);
    let found = run.showing(&BTreeSet::from([token.to_string()])).unwrap();
    (token.to_string(), found[0].network_id.to_string())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it takes what a call returned"
)]
pub(crate) fn is_refused<T>(done: Result<T, StoreError>) -> bool {
    matches!(done, Err(StoreError::Refused { .. }))
}
