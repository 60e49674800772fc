//! Cases: whose they are, what is kept of them, and what others learn.

use std::collections::BTreeSet;

use daylight_policy::Role;

use crate::CaseStep;
use crate::Judgements;
use crate::StoreError;
use crate::Workspace;
use crate::tests::judgements::ANA;
use crate::tests::judgements::BEN;
use crate::tests::judgements::add_ben;
use crate::tests::judgements::asking;
use crate::tests::judgements::is_refused;
use crate::tests::judgements::roles;
use crate::tests::judgements::shown;
use crate::tests::judgements::with_ana;
use crate::tests::sample::AT;

/// Ana, Ben, who is an analyst, and their ids; a case of Ana's on the network of the sample.
fn with_case() -> (
    tempfile::TempDir,
    Workspace,
    Judgements,
    [String; 2],
    (i64, String),
) {
    let (folder, workspace, mut judgements) = with_ana();
    let ben = add_ben(&mut judgements, Role::Analyst).id;
    let people = judgements.people().unwrap();
    let ana = people.iter().find(|it| it.id != ben).unwrap().id.clone();
    let (_, network) = shown(&workspace);
    let case = judgements
        .open_case(&asking(ANA), "  canarytitle ")
        .unwrap();
    assert_eq!(case.title, "canarytitle");
    let step = CaseStep::NetworkIn(network.clone());
    judgements.case_step(&asking(ANA), case.id, &step).unwrap();
    (
        folder,
        workspace,
        judgements,
        [ana, ben],
        (case.id, network),
    )
}

#[test]
fn a_case_is_for_its_people_and_one_that_is_not_there_looks_like_one_of_others() {
    let (_folder, _workspace, mut judgements, [ana, ben], (id, network)) = with_case();
    let note = CaseStep::Note("canarynote".to_owned());
    let told = |done: Result<(), StoreError>| done.unwrap_err().to_string();
    let of_others = told(judgements.case_step(&asking(BEN), id, &note));
    let nowhere = told(judgements.case_step(&asking(BEN), 99, &note));
    assert_eq!(of_others, nowhere);
    assert!(is_refused(judgements.case(&asking(BEN), id)));
    assert_eq!(judgements.own_cases(&asking(BEN)).unwrap(), []);
    // Whoever opens the network learns whom to ask, and no more; Ana learns nothing of herself.
    let opened = judgements.open_network(&asking(BEN), &network).unwrap();
    let known = judgements.who_else_works_on(&opened).unwrap();
    assert_eq!(known, BTreeSet::from([ana.clone()]));
    let opened = judgements.open_network(&asking(ANA), &network).unwrap();
    assert_eq!(
        judgements.who_else_works_on(&opened).unwrap(),
        BTreeSet::new()
    );
    let opened = judgements.open_network(&asking(BEN), "n-other").unwrap();
    assert_eq!(
        judgements.who_else_works_on(&opened).unwrap(),
        BTreeSet::new()
    );
    // Asked in, he reads all of it and writes.
    let came = CaseStep::PersonCame(ben.clone());
    judgements.case_step(&asking(ANA), id, &came).unwrap();
    judgements.case_step(&asking(BEN), id, &note).unwrap();
    let (read, events) = judgements.case(&asking(BEN), id).unwrap();
    assert_eq!(read.people, BTreeSet::from([ana.clone(), ben.clone()]));
    let did: Vec<(&str, &str)> = events
        .iter()
        .map(|it| (it.by.as_str(), it.step.as_str()))
        .collect();
    let expected = [
        (ana.as_str(), "titled"),
        (ana.as_str(), "network in"),
        (ana.as_str(), "person came"),
        (ben.as_str(), "note"),
    ];
    assert_eq!(did, expected);
    // Having left, he does not.
    let left = CaseStep::PersonLeft(ben);
    judgements.case_step(&asking(BEN), id, &left).unwrap();
    assert!(is_refused(judgements.case(&asking(BEN), id)));
    // A closed case is nobody's hint.
    judgements
        .case_step(&asking(ANA), id, &CaseStep::Closed)
        .unwrap();
    let opened = judgements.open_network(&asking(BEN), &network).unwrap();
    assert_eq!(
        judgements.who_else_works_on(&opened).unwrap(),
        BTreeSet::new()
    );
    // Without a purpose nobody reads any.
    let mut aimless = asking(ANA);
    aimless.purpose = None;
    assert!(is_refused(judgements.case(&aimless, id)));
    assert!(is_refused(judgements.open_case(&aimless, "x")));
}

#[test]
fn what_cannot_be_is_not_written() {
    let (_folder, _workspace, mut judgements, [ana, ben], (id, _)) = with_case();
    let text = str::to_owned;
    let task = |due: &str| CaseStep::Task {
        due: text(due),
        what: text("call"),
    };
    let file = |sha256: &str, name: &str| CaseStep::Attached {
        sha256: text(sha256),
        name: text(name),
    };
    let before = judgements.case(&asking(ANA), id).unwrap();
    for step in [
        CaseStep::Note(text(" \n")),
        CaseStep::Note("x".repeat((16 << 10) + 1)),
        CaseStep::Titled(String::new()),
        task("tomorrow"),
        task("2026-13-01"),
        task("2026-01-31T00:00Z"),
        file("abc", "f"),
        file(&"g".repeat(64), "f"),
        file(&"a".repeat(64), ""),
        CaseStep::PersonCame(text("p-nobody")),
        CaseStep::PersonLeft(ben.clone()),
        // Somebody has to stay.
        CaseStep::PersonLeft(ana.clone()),
        CaseStep::NetworkOut(text("n-other")),
        CaseStep::NetworkIn(text("two words")),
        // The first event is no task, and no event has that number.
        CaseStep::Done(1),
        CaseStep::Done(99),
    ] {
        let done = judgements.case_step(&asking(ANA), id, &step);
        assert!(matches!(done, Err(StoreError::Unfit { .. })), "{step:?}");
    }
    assert_eq!(judgements.case(&asking(ANA), id).unwrap(), before);
    judgements
        .case_step(&asking(ANA), id, &task("2026-01-31"))
        .unwrap();
    judgements.case_step(&asking(ANA), id, &task("")).unwrap();
    let upper = file(&"A".repeat(64), "scan.pdf");
    judgements.case_step(&asking(ANA), id, &upper).unwrap();
    let (_, events) = judgements.case(&asking(ANA), id).unwrap();
    assert_eq!(
        events.last().unwrap().step,
        file(&"a".repeat(64), "scan.pdf")
    );
    // A task of this case is done here, not from another.
    let asked = events.iter().find(|it| it.step == task("")).unwrap().id;
    let other = judgements.open_case(&asking(ANA), "other").unwrap().id;
    assert!(
        judgements
            .case_step(&asking(ANA), other, &CaseStep::Done(asked))
            .is_err()
    );
    judgements
        .case_step(&asking(ANA), id, &CaseStep::Done(asked))
        .unwrap();
}

#[test]
fn nothing_written_in_a_case_lies_in_the_clear_or_in_the_log() {
    let (_folder, workspace, mut judgements, _, (id, _)) = with_case();
    for step in [
        CaseStep::Note("canarynote".to_owned()),
        CaseStep::Task {
            due: String::new(),
            what: "canarytask".to_owned(),
        },
        CaseStep::Attached {
            sha256: "0".repeat(64),
            name: "canaryfile".to_owned(),
        },
    ] {
        judgements.case_step(&asking(ANA), id, &step).unwrap();
    }
    for logged in judgements.log(100).unwrap() {
        let entry = format!("{:?}", logged.entry);
        assert!(!entry.contains("canary"), "{entry}");
    }
    for name in ["judgements.db", "judgements.db-wal"] {
        let bytes = std::fs::read(workspace.root().join(name)).unwrap();
        for secret in ["canarytitle", "canarynote", "canarytask", "canaryfile"] {
            let stands = bytes
                .windows(secret.len())
                .any(|it| it == secret.as_bytes());
            assert!(!stands, "{secret} stands in {name}");
        }
    }
    assert_eq!(judgements.problems(None), Vec::<String>::new());
    // A case given to somebody else behind the program's back is found.
    let sql = "update cases set people = 'p-other'";
    judgements.database().execute(sql, []).unwrap();
    assert!(!judgements.problems(None).is_empty());
    assert!(judgements.case(&asking(ANA), id).is_err());
}

#[test]
fn a_case_without_people_is_handed_over_and_not_read() {
    let (_folder, _workspace, mut judgements, [ana, ben], (id, _)) = with_case();
    assert_eq!(judgements.orphan_cases().unwrap(), Vec::<i64>::new());
    let given = judgements.hand_over(&asking(ANA), id, &ben);
    assert!(
        matches!(given, Err(StoreError::Missing { .. })),
        "it has Ana"
    );
    let cat = judgements.add_person(&asking(ANA), "Cat", "uid 3", &roles(&[Role::Administrator]));
    let cat = cat.unwrap().id;
    judgements.end_access(&asking("uid 3"), &ana).unwrap();
    assert_eq!(judgements.orphan_cases().unwrap(), [id]);
    assert!(is_refused(judgements.case(&asking("uid 3"), id)));
    assert!(is_refused(judgements.hand_over(&asking(BEN), id, &ben)));
    judgements.hand_over(&asking("uid 3"), id, &ben).unwrap();
    let (_, events) = judgements.case(&asking(BEN), id).unwrap();
    let last = events.last().unwrap();
    assert_eq!((&last.by, &last.step), (&cat, &CaseStep::PersonCame(ben)));
    assert!(is_refused(judgements.case(&asking("uid 3"), id)));
}

#[test]
fn a_closed_case_is_destroyed_when_its_time_is_over() {
    let (_folder, workspace, mut judgements, _, (id, _)) = with_case();
    let open = judgements.open_case(&asking(ANA), "stays").unwrap().id;
    judgements
        .case_step(&asking(ANA), id, &CaseStep::Closed)
        .unwrap();
    let writer = workspace.writer().unwrap();
    let long_after = "2099-01-01T00:00:00Z";
    assert_eq!(
        judgements.expired(writer.workspace(), AT).unwrap().cases,
        Vec::<i64>::new()
    );
    let later = crate::Asking {
        at: long_after,
        ..asking(ANA)
    };
    assert_eq!(
        judgements.run_retention(&later, &writer).unwrap().cases,
        [id]
    );
    assert!(is_refused(judgements.case(&later, id)));
    let (case, events) = judgements.case(&later, open).unwrap();
    assert_eq!((case.title.as_str(), events.len()), ("stays", 1));
    let sql = "select count(*) from case_events";
    let left: i64 = judgements
        .database()
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 1);
    assert_eq!(judgements.problems(None), Vec::<String>::new());
}
