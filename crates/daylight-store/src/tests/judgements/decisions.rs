//! Who may do what, also where several race.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::thread;

use daylight_policy::Outcome;
use daylight_policy::Role;

use crate::Asking;
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
use crate::tests::sample;
use crate::tests::sample::AT;

#[test]
fn one_identifier_is_shown_once_and_the_log_tells() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    let ana = asking(ANA);
    let request = judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
    let value = judgements.reveal(&ana, &run, request.id).unwrap();
    assert_eq!(value.reveal(), sample::PHONE);
    assert!(is_refused(judgements.reveal(&ana, &run, request.id)));
    let late = Asking {
        at: "2026-05-01T10:30:00Z",
        ..ana
    };
    let request = judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
    assert!(is_refused(judgements.reveal(&late, &run, request.id)));
    let log = judgements.log(100).unwrap();
    let told: Vec<(&str, Outcome)> = log
        .iter()
        .rev()
        .map(|logged| (logged.entry.action.as_str(), logged.entry.outcome))
        .collect();
    let (allowed, refused) = (Outcome::Allowed, Outcome::Refused);
    assert_eq!(
        told,
        [
            ("managePeople", allowed),
            ("askReveal", allowed),
            ("reveal", allowed),
            ("reveal", refused),
            ("askReveal", allowed),
            ("reveal", refused),
        ]
    );
    assert!(log[4].entry.on.contains(&token), "{:?}", log[4]);
    let wrote = judgements.wrote(1).unwrap().unwrap();
    assert_eq!(wrote, "case 12, canaryreason");
    let unknown = judgements.ask_reveal(&ana, &run, "phone-0000000000000000", &network);
    assert!(matches!(unknown, Err(StoreError::Missing { .. })));
    assert_eq!(judgements.problems(None), Vec::<String>::new());
}

#[test]
fn nobody_agrees_to_their_own_request_and_a_second_person_must() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    let (ana, ben) = (asking(ANA), asking(BEN));
    add_ben(&mut judgements, Role::Reviewer);
    let request = judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
    assert!(is_refused(judgements.reveal(&ana, &run, request.id)));
    assert!(is_refused(judgements.approve_reveal(&ana, request.id)));
    assert!(is_refused(judgements.reveal(&ben, &run, request.id)));
    judgements.approve_reveal(&ben, request.id).unwrap();
    assert!(is_refused(judgements.reveal(&ben, &run, request.id)));
    judgements.reveal(&ana, &run, request.id).unwrap();
    // A reviewer asks for nothing, and a stranger is told no more than that.
    assert!(is_refused(
        judgements.ask_reveal(&ben, &run, &token, &network)
    ));
    let stranger = asking("uid 3");
    assert!(is_refused(judgements.look_up(&stranger, "x")));
    assert!(is_refused(judgements.ask_reveal(
        &stranger,
        &run,
        "phone-0000000000000000",
        &network
    )));
    let second = judgements.first_person("C", "uid 3", &roles(&Role::ALL), AT);
    assert!(matches!(second, Err(StoreError::Missing { .. })));
}

#[test]
fn twenty_a_day_and_no_more() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    let ana = asking(ANA);
    for _ in 0..20 {
        let request = judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
        judgements.reveal(&ana, &run, request.id).unwrap();
    }
    assert!(is_refused(
        judgements.ask_reveal(&ana, &run, &token, &network)
    ));
    let tomorrow = Asking {
        at: "2026-05-02T00:00:00Z",
        ..ana
    };
    judgements
        .ask_reveal(&tomorrow, &run, &token, &network)
        .unwrap();
}

#[test]
fn an_administrator_stays() {
    let (_folder, workspace) = sample::workspace();
    let mut judgements = Judgements::open(&workspace).unwrap();
    let is_missing = |error| matches!(error, StoreError::Missing { .. });
    let first = judgements.first_person("Ana", ANA, &roles(&[Role::Analyst]), AT);
    assert!(is_missing(first.unwrap_err()));
    let both = roles(&[Role::Administrator, Role::Analyst]);
    let ana = judgements.first_person("Ana", ANA, &both, AT).unwrap();
    let ended = judgements.end_access(&asking(ANA), &ana.id);
    assert!(is_missing(ended.unwrap_err()));
    judgements
        .add_person(&asking(ANA), "Ben", BEN, &both)
        .unwrap();
    judgements.end_access(&asking(BEN), &ana.id).unwrap();
    assert!(is_refused(judgements.look_up(&asking(ANA), "x")));
}

/// Asks twenty times; once access is known to be ended, none may be allowed.
fn look_up_and_watch(workspace: &Workspace, is_ended: &AtomicBool, asked: &AtomicU32) {
    let mut judgements = Judgements::open(workspace).unwrap();
    for _ in 0..20 {
        let was_ended = is_ended.load(Ordering::SeqCst);
        let allowed = judgements.look_up(&asking(BEN), "x").is_ok();
        assert!(!(was_ended && allowed));
        asked.fetch_add(1, Ordering::SeqCst);
    }
}

/// Ended access is ended from the moment the call returns; races are run against it.
#[test]
fn ended_access_is_ended_at_once() {
    let (_folder, workspace, mut judgements) = with_ana();
    let ana = asking(ANA);
    let mut raced = 0;
    for _ in 0..25 {
        let ben = add_ben(&mut judgements, Role::Analyst);
        let (is_ended, asked) = (AtomicBool::new(false), AtomicU32::new(0));
        thread::scope(|scope| {
            let race = || look_up_and_watch(&workspace, &is_ended, &asked);
            let racers = [scope.spawn(race), scope.spawn(race)];
            while asked.load(Ordering::SeqCst) < 5 {
                thread::yield_now();
            }
            judgements.end_access(&ana, &ben.id).unwrap();
            is_ended.store(true, Ordering::SeqCst);
            for racer in racers {
                racer.join().unwrap();
            }
        });
        raced += asked.into_inner();
    }
    assert_eq!(raced, 1_000);
    assert_eq!(judgements.problems(None), Vec::<String>::new());
}

/// Of many who take one request at the same time, one is shown the identifier.
#[test]
fn a_request_is_taken_once_whoever_races() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    for _ in 0..10 {
        let request = judgements
            .ask_reveal(&asking(ANA), &run, &token, &network)
            .unwrap();
        let shown = AtomicU32::new(0);
        let race = || {
            let mut judgements = Judgements::open(&workspace).unwrap();
            let value = judgements.reveal(&asking(ANA), &run, request.id);
            shown.fetch_add(u32::from(value.is_ok()), Ordering::SeqCst);
        };
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(race);
            }
        });
        assert_eq!(shown.into_inner(), 1);
    }
}

/// Wherever writing fails, nothing is shown and nothing is used up.
#[test]
fn what_cannot_be_told_is_not_done() {
    let (_folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    let ana = asking(ANA);
    let request = judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
    let before = (judgements.requests().unwrap(), judgements.log(100).unwrap());
    for table in ["entries", "written", "about", "reveals"] {
        let fails = format!(
            "create trigger fails before insert on {table} begin select raise(abort, 'no'); end"
        );
        judgements.database().execute_batch(&fails).unwrap();
        assert!(
            judgements.reveal(&ana, &run, request.id).is_err(),
            "{table}"
        );
        assert!(judgements.look_up(&ana, "x").is_err() || table == "reveals");
        assert!(judgements.end_access(&ana, "p-0").is_err());
        judgements
            .database()
            .execute_batch("drop trigger fails")
            .unwrap();
        if table != "reveals" {
            let after = (judgements.requests().unwrap(), judgements.log(100).unwrap());
            assert_eq!(after, before, "{table}");
        }
    }
    // Nor where what decides cannot be read.
    for table in ["people", "about", "reveals"] {
        let hide = format!("alter table {table} rename to hidden");
        judgements.database().execute_batch(&hide).unwrap();
        assert!(
            judgements.reveal(&ana, &run, request.id).is_err(),
            "{table}"
        );
        let show = format!("alter table hidden rename to {table}");
        judgements.database().execute_batch(&show).unwrap();
    }
    assert!(judgements.reveal(&ana, &run, request.id).is_ok());
    assert_eq!(judgements.problems(None), Vec::<String>::new());
}
