//! Each thing that can be wrong with the judgements is found, and said for itself.

use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;

use daylight_policy::Checkpoint;
use daylight_policy::Entry;
use daylight_policy::Outcome;
use daylight_policy::PolicyText;

use crate::Judgements;
use crate::tests::judgements::ANA;
use crate::tests::judgements::asking;
use crate::tests::judgements::with_ana;

/// Where the head of a file of `SQLite` counts the pages that are free.
const FREE_PAGES: u64 = 36;

/// True where one thing alone is wrong, and it is said so.
fn says_only(problems: &[String], said: &str) -> bool {
    matches!(problems, [one] if one.contains(said))
}

/// What is found where somebody who holds the keys changes the newest entry and makes the tree anew.
fn forged(judgements: &Judgements, change: impl Fn(&mut Entry)) -> Vec<String> {
    let newest = judgements.log(1).unwrap().remove(0);
    let mut entry = newest.entry;
    change(&mut entry);
    let forging = judgements.database().unchecked_transaction().unwrap();
    let sql = "update entries set entry = ?1 where number = ?2";
    forging
        .execute(sql, rusqlite::params![entry.to_bytes(), newest.number])
        .unwrap();
    judgements.make_tree_anew().unwrap();
    let found = judgements.problems(None);
    forging.rollback().unwrap();
    found
}

#[test]
fn an_entry_that_nobody_can_have_made_is_found_whoever_holds_the_keys() {
    let (_folder, _workspace, mut judgements) = with_ana();
    judgements.look_up(&asking(ANA), "phone-1").unwrap();
    let changed = "of the log was changed";
    let older = forged(&judgements, |entry| {
        "2001-01-01T00:00:00Z".clone_into(&mut entry.at);
    });
    assert!(says_only(&older, changed), "{older:?}");
    let unruled = forged(&judgements, |entry| entry.rules.clear());
    assert!(says_only(&unruled, changed), "{unruled:?}");
    // What policy refused for no rule is an entry like others, and what else is forged with the keys
    // only a checkpoint tells.
    let refused = forged(&judgements, |entry| {
        entry.rules.clear();
        entry.outcome = Outcome::Refused;
    });
    assert_eq!(refused, Vec::<String>::new());
    let moved = forged(&judgements, |entry| entry.on.push('0'));
    assert_eq!(moved, Vec::<String>::new());
}

#[test]
fn a_checkpoint_kept_elsewhere_is_held_against_the_log() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let verifier = judgements.verifier().unwrap();
    let checkpoint = |judgements: &Judgements| {
        let note = judgements.checkpoint().unwrap();
        verifier.open(&note).unwrap()
    };
    let earlier = checkpoint(&judgements);
    judgements.look_up(&asking(ANA), "phone-1").unwrap();
    let now = checkpoint(&judgements);
    let nothing = Checkpoint {
        size: 0,
        root: daylight_policy::Tree::default().root(),
    };
    for known in [earlier, now, nothing] {
        assert_eq!(judgements.problems(Some(known)), Vec::<String>::new());
    }
    let ahead = Checkpoint {
        size: now.size + 1,
        ..now
    };
    let found = judgements.problems(Some(ahead));
    assert!(
        says_only(&found, "entries when the checkpoint was signed"),
        "{found:?}"
    );
    let another = |of: Checkpoint| Checkpoint {
        root: [7; 32],
        ..of
    };
    for known in [another(earlier), another(now), another(nothing)] {
        let found = judgements.problems(Some(known));
        assert!(says_only(&found, "does not begin with what"), "{found:?}");
    }
}

#[test]
fn a_policy_that_was_changed_in_the_file_is_found() {
    let (_folder, _workspace, mut judgements) = with_ana();
    judgements
        .adopt_policy(&asking(ANA), &PolicyText::shipped())
        .unwrap();
    let tampering = judgements.database().unchecked_transaction().unwrap();
    let change = "update policies set rules = rules || ' '";
    assert!(tampering.execute(change, []).unwrap() > 0);
    assert_eq!(judgements.problems(None).len(), 1);
    tampering.rollback().unwrap();
    assert_eq!(judgements.problems(None), Vec::<String>::new());
}

/// A count in the head of the file that its pages do not bear out: every row of it can be read all
/// the same.
#[test]
fn damaged_pages_are_found_where_every_row_can_be_read() {
    let (_folder, workspace, judgements) = with_ana();
    judgements
        .database()
        .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        .unwrap();
    drop(judgements);
    let path = workspace.root().join("judgements.db");
    let mut file = std::fs::File::options().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(FREE_PAGES)).unwrap();
    file.write_all(&5_u32.to_be_bytes()).unwrap();
    drop(file);
    let judgements = Judgements::open(&workspace).unwrap();
    let found = judgements.problems(None);
    assert!(
        says_only(&found, "SQLite finds its pages damaged"),
        "{found:?}"
    );
}
