//! People, decisions and the log: what is done is told, what is changed is found.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::thread;

use daylight_policy::Checkpoint;
use daylight_policy::Entry;
use daylight_policy::LogKey;
use daylight_policy::Outcome;
use daylight_policy::PolicyText;
use daylight_policy::Role;
use rusqlite::Connection;

use crate::Asking;
use crate::Judgements;
use crate::StoreError;
use crate::Workspace;
use crate::tests::sample;
use crate::tests::sample::AT;

const ANA: &str = "uid 1";
const BEN: &str = "uid 2";

fn asking(account: &'static str) -> Asking<'static> {
    Asking {
        account,
        purpose: Some("investigation"),
        reason: Some("case 12, canaryreason"),
        at: AT,
    }
}

fn roles(roles: &[Role]) -> BTreeSet<Role> {
    roles.iter().copied().collect()
}

/// A workspace with a linked network and one person, who is everything.
fn with_ana() -> (tempfile::TempDir, Workspace, Judgements) {
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
fn is_refused<T>(done: Result<T, StoreError>) -> bool {
    matches!(done, Err(StoreError::Refused { .. }))
}

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
    judgements
        .add_person(&ana, "Ben", BEN, &roles(&[Role::Reviewer]))
        .unwrap();
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
        let ben = judgements
            .add_person(&ana, "Ben", BEN, &roles(&[Role::Analyst]))
            .unwrap();
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
    judgements
        .add_person(&ana, "Ben", BEN, &roles(&[Role::Analyst]))
        .unwrap();
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
    judgements
        .add_person(&ana, "Ben", BEN, &roles(&[Role::Reviewer]))
        .unwrap();
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

/// Splitmix64, so that every failure comes again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// What somebody may do to the log.
const CLASSES: [&str; 12] = [
    "edit",
    "delete",
    "insert",
    "reorder",
    "duplicate",
    "truncate",
    "splice",
    "roll back",
    "replay",
    "swap the key",
    "turn the clock back",
    "flip a bit",
];

/// A log of so many entries over some days, and what its checkpoint says.
fn log_of(judgements: &mut Judgements, entries: u32) -> Checkpoint {
    for number in 0..entries {
        let at = format!(
            "2026-05-{:02}T{:02}:00:00Z",
            1 + number / 24 % 28,
            number % 24
        );
        let asking = Asking {
            account: ANA,
            purpose: Some("investigation"),
            reason: None,
            at: &at,
        };
        judgements
            .look_up(&asking, &format!("phone-{number:016x}"))
            .unwrap();
    }
    let note = judgements.checkpoint().unwrap();
    judgements.verifier().unwrap().open(&note).unwrap()
}

fn entries(database: &Connection) -> Vec<Vec<u8>> {
    let mut all = database
        .prepare("select entry from entries order by number")
        .unwrap();
    let rows = all.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Changes the list of entries; nothing where the class changes none.
fn mutate(class: &str, log: &mut Vec<Vec<u8>>, other: &[Vec<u8>], chance: &mut Chance) {
    let at = usize::try_from(chance.below(log.len() as u64)).unwrap();
    let next = (at + 1) % log.len();
    match class {
        "edit" => {
            let mut entry = Entry::from_bytes(&log[at]).unwrap();
            match chance.below(7) {
                0 => entry.who.push('x'),
                1 => entry.purpose = "moderation".to_owned(),
                2 => entry.action = "flag".to_owned(),
                3 => entry.on.push('0'),
                4 => entry.outcome = Outcome::Refused,
                5 => entry.rules.push("another".to_owned()),
                _ => entry.wrote = "0".repeat(64),
            }
            log[at] = entry.to_bytes();
        }
        "delete" => drop(log.remove(at)),
        "insert" => {
            let mut entry = Entry::from_bytes(&log[at]).unwrap();
            entry.on = "phone-ffffffffffffffff".to_owned();
            log.insert(at, entry.to_bytes());
        }
        "reorder" => log.swap(at, next),
        "duplicate" => {
            let copy = log[at].clone();
            log.insert(at, copy);
        }
        "truncate" | "roll back" | "replay" => log.truncate(at),
        "splice" => {
            log.truncate(at);
            log.extend_from_slice(&other[at.min(other.len() - 1)..]);
        }
        "turn the clock back" => {
            let mut entry = Entry::from_bytes(&log[at]).unwrap();
            entry.at = "2001-01-01T00:00:00Z".to_owned();
            log[at] = entry.to_bytes();
        }
        "flip a bit" => {
            let bit = usize::try_from(chance.below(log[at].len() as u64 * 8)).unwrap();
            log[at][bit / 8] ^= 1 << (bit % 8);
        }
        other => panic!("{other} is no class of entries"),
    }
}

/// Every class is tried by somebody who writes to the file and by somebody who holds the keys too and
/// makes the state of the tree and its code anew. The first is found out without more, but for what
/// only cuts off whole states; the second by a checkpoint that was kept elsewhere.
#[test]
fn ten_thousand_changes_of_the_log_are_found() {
    let (_folder, _workspace, mut judgements) = with_ana();
    let known = log_of(&mut judgements, 60);
    let (_folder, _workspace, mut others) = with_ana();
    log_of(&mut others, 70);
    let other = entries(others.database());
    let sound = entries(judgements.database());
    let note = judgements.checkpoint().unwrap();
    let mut chance = Chance(21);
    let (mut tried, mut found) = ([0_u32; 12], [0_u32; 12]);
    while tried.iter().sum::<u32>() < 10_080 {
        let class = usize::try_from(chance.below(12)).unwrap();
        let name = CLASSES[class];
        if name == "swap the key" {
            let seed: [u8; 32] = std::array::from_fn(|_| u8::try_from(chance.below(256)).unwrap());
            let forger = LogKey::new(note.lines().next().unwrap(), &seed).unwrap();
            tried[class] += 1;
            let opened = judgements.verifier().unwrap().open(&forger.sign(known));
            found[class] += u32::from(opened.is_err());
            continue;
        }
        let mut changed = sound.clone();
        mutate(name, &mut changed, &other, &mut chance);
        // What follows the checkpoint is not witnessed: an entry put behind the last one is new.
        if changed.starts_with(&sound) {
            continue;
        }
        tried[class] += 1;
        let holds_keys = chance.below(2) == 0 || ["roll back", "replay"].contains(&name);
        let tampering = judgements.database().unchecked_transaction().unwrap();
        tampering.execute("delete from entries", []).unwrap();
        for (number, entry) in changed.iter().enumerate() {
            let sql = "insert into entries (number, entry) values (?1, ?2)";
            tampering
                .execute(sql, rusqlite::params![number as u64, entry])
                .unwrap();
        }
        if holds_keys {
            judgements.make_tree_anew().unwrap();
        }
        // With the keys only what was witnessed tells; without them the log itself does.
        let witnessed = holds_keys.then_some(known);
        found[class] += u32::from(!judgements.problems(witnessed).is_empty());
        tampering.rollback().unwrap();
    }
    assert_eq!(tried, found, "by class: {CLASSES:?}");
    assert!(tried.iter().all(|tried| *tried > 500), "{tried:?}");
    assert_eq!(judgements.problems(Some(known)), Vec::<String>::new());
}

/// Timed by who runs it: `cargo test -p daylight-store --release a_million -- --ignored`.
#[test]
#[ignore = "makes a log of a million entries"]
fn a_million_entries_verify() {
    let (_folder, _workspace, judgements) = with_ana();
    let entry = judgements.log(1).unwrap().remove(0).entry;
    let filling = judgements.database().unchecked_transaction().unwrap();
    let sql = "insert into entries (number, entry) values (?1, ?2)";
    let mut insert = filling.prepare(sql).unwrap();
    for number in 1..1_000_000_u64 {
        let on = format!("phone-{number:016x}");
        let bytes = Entry {
            on,
            ..entry.clone()
        }
        .to_bytes();
        insert.execute(rusqlite::params![number, bytes]).unwrap();
    }
    drop(insert);
    judgements.make_tree_anew().unwrap();
    filling.commit().unwrap();
    let began = std::time::Instant::now();
    assert_eq!(judgements.problems(None), Vec::<String>::new());
    let took = began.elapsed();
    std::fs::write(
        std::env::temp_dir().join("daylight-a-million-entries"),
        format!("{took:?}"),
    )
    .unwrap();
}

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
