//! What lies in the file: nothing in the clear, and nothing that could be changed unseen.

use daylight_policy::PolicyText;
use daylight_policy::Role;

use crate::tests::judgements::ANA;
use crate::tests::judgements::BEN;
use crate::tests::judgements::add_ben;
use crate::tests::judgements::asking;
use crate::tests::judgements::is_refused;
use crate::tests::judgements::shown;
use crate::tests::judgements::with_ana;
use crate::tests::sample;

#[test]
fn no_name_reason_or_value_lies_in_the_clear() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    let ana = asking(ANA);
    let request = judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
    judgements.reveal(&ana, &run, request.id).unwrap();
    for name in ["judgements.db", "judgements.db-wal"] {
        let path = workspace.root().join(name);
        let bytes = std::fs::read(&path).unwrap();
        for secret in ["Canaryperson", "canaryreason", "2025550142", sample::NAME] {
            let found = bytes
                .windows(secret.len())
                .any(|it| it == secret.as_bytes());
            assert!(!found, "{secret} stands in {name}");
        }
    }
}

#[test]
fn a_policy_counts_from_when_it_is_adopted() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let (ana, ben) = (asking(ANA), asking(BEN));
    add_ben(&mut judgements, Role::Analyst);
    judgements.look_up(&ben, "x").unwrap();
    let closed = PolicyText {
        rules:
            "@id(\"only-rule\") permit (principal, action == Action::\"changePolicy\", resource) \
                when { principal.roles.contains(\"administrator\") };"
                .to_owned(),
        ..PolicyText::shipped()
    };
    assert!(is_refused(judgements.adopt_policy(&ben, &closed)));
    judgements.adopt_policy(&ana, &closed).unwrap();
    assert_eq!(judgements.policy().unwrap(), closed);
    assert!(is_refused(judgements.look_up(&ben, "x")));
    judgements
        .adopt_policy(&ana, &PolicyText::shipped())
        .unwrap();
    judgements.look_up(&ben, "x").unwrap();
    let adopted = judgements.log(2).unwrap().remove(1).entry;
    assert_eq!(
        adopted.on,
        format!("policy {}", PolicyText::shipped().version())
    );
    // Changed in the file, it is refused and with it everything.
    let change = "update policies set rules = rules || ' '";
    judgements.database().execute(change, []).unwrap();
    assert!(judgements.look_up(&ben, "x").is_err());
}

#[test]
fn every_changed_row_is_refused() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    let ana = asking(ANA);
    add_ben(&mut judgements, Role::Reviewer);
    judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
    for change in [
        "update people set roles = 'administrator analyst' where account = 'uid 2'",
        "update people set active = 0 where account = 'uid 2'",
        "update people set account = 'uid 9' where account = 'uid 2'",
        "update people set name = (select name from people where account = 'uid 1') where account = 'uid 2'",
        "update people set code = zeroblob(32)",
        "update reveals set approved_by = 'p-00000000'",
        "update reveals set asked_at = '2026-05-01T10:00:00Z'",
        "update reveals set token = 'phone-0000000000000000'",
        "update about set value = zeroblob(40) where name = 'tree'",
        "update about set value = (select value from about where name = 'origin') where name = 'tree'",
        "update written set sealed = zeroblob(60)",
        "update written set number = number + 100",
    ] {
        let tampering = judgements.database().unchecked_transaction().unwrap();
        assert!(tampering.execute(change, []).unwrap() > 0, "{change}");
        assert!(!judgements.problems(None).is_empty(), "{change}");
        tampering.rollback().unwrap();
        assert_eq!(judgements.problems(None), Vec::<String>::new());
    }
}
