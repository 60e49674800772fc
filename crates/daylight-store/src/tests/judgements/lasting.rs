//! Judgements through backups, new keys and retention.

use std::path::Path;

use rusqlite::Connection;

use crate::Asking;
use crate::Judgements;
use crate::StoreError;
use crate::Workspace;
use crate::tests::judgements::ANA;
use crate::tests::judgements::BEN;
use crate::tests::judgements::asking;
use crate::tests::judgements::is_refused;
use crate::tests::judgements::shown;
use crate::tests::judgements::with_ana;
use crate::tests::sample::AT;

#[test]
fn a_backup_and_new_keys_take_the_judgements_along() {
    let (folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    judgements
        .ask_reveal(&asking(ANA), &run, &token, &network)
        .unwrap();
    let note = judgements.checkpoint().unwrap();
    let old = judgements.verifier().unwrap();
    let known = old.open(&note).unwrap();
    let (people, requests) = (judgements.people().unwrap(), judgements.requests().unwrap());

    let backup = folder.path().join("backup");
    workspace.back_up(&backup).unwrap();
    let again = folder.path().join("again");
    let (restored, _) = Workspace::restore(&backup, workspace.keys_dir(), None, &again).unwrap();
    assert_eq!(restored.verify(), []);
    let there = Judgements::open(&restored).unwrap();
    assert_eq!(there.people().unwrap(), people);
    assert_eq!(there.problems(Some(known)), Vec::<String>::new());

    workspace.writer().unwrap().rotate_keys(None, AT).unwrap();
    // Who had the old file open is told, and writes nothing into the void.
    assert!(matches!(
        judgements.look_up(&asking(ANA), "x"),
        Err(StoreError::Busy { .. })
    ));
    let workspace = Workspace::open(workspace.root()).unwrap();
    assert_eq!(workspace.verify(), []);
    let mut judgements = Judgements::open(&workspace).unwrap();
    assert_eq!(judgements.people().unwrap(), people);
    assert_eq!(judgements.requests().unwrap(), requests);
    assert_eq!(
        judgements.wrote(1).unwrap().unwrap(),
        "case 12, canaryreason"
    );
    assert_eq!(judgements.problems(Some(known)), Vec::<String>::new());
    let new = judgements.verifier().unwrap();
    assert_ne!(new, old);
    let told = judgements.log(1).unwrap().remove(0).entry;
    assert!(told.on.ends_with(&new.to_string()), "{told:?}");
    judgements.look_up(&asking(ANA), "x").unwrap();
}

/// After its time nothing of what was imported, asked or written is found in any file, nor in a
/// backup that is brought up to date; and the log still verifies.
#[test]
fn what_is_over_is_destroyed_and_the_log_verifies() {
    let (folder, workspace, mut judgements) = with_ana();
    let run = workspace.latest_run().unwrap().unwrap();
    let (token, network) = shown(&workspace);
    let ana = asking(ANA);
    judgements.ask_reveal(&ana, &run, &token, &network).unwrap();
    let note = judgements.checkpoint().unwrap();
    let known = judgements.verifier().unwrap().open(&note).unwrap();
    let backup = folder.path().join("backup");
    workspace.back_up(&backup).unwrap();
    let sql = "select sealed from written";
    let sealed: Vec<u8> = judgements
        .database()
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    let writer = workspace.writer().unwrap();
    let early = Asking {
        at: "2027-04-30T09:30:00Z",
        reason: None,
        ..ana
    };
    let kept = judgements.run_retention(&early, &writer).unwrap();
    assert_eq!(
        (kept.batches.len(), kept.reasons.len(), kept.requests.len()),
        (0, 0, 0)
    );
    let late = Asking {
        at: "2029-05-01T09:30:00Z",
        ..early
    };
    assert!(is_refused(judgements.run_retention(
        &Asking {
            account: BEN,
            ..late
        },
        &writer
    )));
    let gone = judgements.run_retention(&late, &writer).unwrap();
    assert_eq!(
        (gone.batches.len(), gone.reasons.len(), gone.requests.len()),
        (1, 1, 1)
    );
    drop(writer);
    workspace.back_up(&backup).unwrap();

    // Even who holds the keys finds none of it: what they sealed is not there to be opened.
    assert_eq!(workspace.batches().unwrap(), []);
    assert_eq!(judgements.wrote(1).unwrap(), None);
    assert_eq!(judgements.requests().unwrap(), []);
    assert_eq!(judgements.problems(Some(known)), Vec::<String>::new());
    assert_eq!(workspace.verify(), []);
    nothing_is_left(workspace.root(), &sealed);
    nothing_is_left(&backup, &sealed);
}

/// No batch, request or reason lies in a workspace or backup, nor the bytes a reason was sealed as.
fn nothing_is_left(root: &Path, sealed: &[u8]) {
    let left = std::fs::read_dir(root.join("facts/batches")).unwrap();
    let left: Vec<_> = left.map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left, ["forgotten.json"]);
    for name in ["judgements.db", "judgements.db-wal"] {
        let bytes = std::fs::read(root.join(name)).unwrap_or_default();
        assert!(
            !bytes.windows(sealed.len()).any(|it| it == sealed),
            "{name}"
        );
    }
    let database = Connection::open(root.join("judgements.db")).unwrap();
    for table in ["written", "reveals"] {
        let sql = format!("select count(*) from {table}");
        let rows: i64 = database.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}
