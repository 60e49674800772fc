//! The log: whatever is changed in it is found.

use daylight_policy::Entry;
use daylight_policy::Hash;
use daylight_policy::LogKey;
use daylight_policy::Outcome;
use daylight_policy::Tree;
use daylight_policy::is_consistent;
use daylight_policy::is_included;
use daylight_policy::leaf_hash;
use rusqlite::Connection;

use crate::Asking;
use crate::Judgements;
use crate::tests::chance::Chance;
use crate::tests::judgements::ANA;
use crate::tests::judgements::with_ana;

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

/// Makes a log of so many entries over some days.
fn log_of(judgements: &mut Judgements, entries: u32) {
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
    let at = chance.below(log.len());
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
            let bit = chance.below(log[at].len() * 8);
            log[at][bit / 8] ^= 1 << (bit % 8);
        }
        other => panic!("{other} is no class of entries"),
    }
}

/// Fills a log up to so many entries at once, where a call for each would take too long.
fn fill(judgements: &Judgements, entries: u64) {
    let newest = judgements.log(1).unwrap().remove(0);
    let filling = judgements.database().unchecked_transaction().unwrap();
    let sql = "insert into entries (number, entry) values (?1, ?2)";
    let mut insert = filling.prepare(sql).unwrap();
    for number in newest.number + 1..entries {
        let on = format!("phone-{number:016x}");
        let bytes = Entry {
            on,
            ..newest.entry.clone()
        }
        .to_bytes();
        insert.execute(rusqlite::params![number, bytes]).unwrap();
    }
    drop(insert);
    judgements.make_tree_anew().unwrap();
    filling.commit().unwrap();
}

/// Every class is tried by somebody who writes to the file and by somebody who holds the keys too and
/// makes the state of the tree and its code anew. The first is found out without more, but for what
/// only cuts off whole states; the second by a checkpoint that was kept elsewhere.
fn changes_are_found(length: u64, wanted: u32) {
    let (_folder, _workspace, mut judgements) = with_ana();
    log_of(&mut judgements, 60);
    fill(&judgements, length);
    let (_folder, _workspace, mut others) = with_ana();
    log_of(&mut others, 70);
    fill(&others, length + 10);
    let other = entries(others.database());
    let sound = entries(judgements.database());
    let note = judgements.checkpoint().unwrap();
    let known = judgements.verifier().unwrap().open(&note).unwrap();
    let mut chance = Chance(21);
    let (mut tried, mut found) = ([0_u32; 12], [0_u32; 12]);
    while tried.iter().sum::<u32>() < wanted {
        let class = chance.below(12);
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
    assert!(tried.iter().all(|it| *it > wanted / 20), "{tried:?}");
    assert_eq!(judgements.problems(Some(known)), Vec::<String>::new());
}

/// Every entry is proved by the checkpoint of the moment, and only as it is; the log of every earlier
/// size is proved to have grown into this one.
#[test]
fn entries_and_growth_are_proved() {
    let (_folder, _workspace, mut judgements) = with_ana();
    log_of(&mut judgements, 5);
    let roots: Vec<(u64, Hash)> = {
        let mut tree = Tree::default();
        let mut roots = Vec::new();
        judgements
            .for_each_entry(|_, bytes| {
                tree.push(leaf_hash(bytes));
                roots.push((tree.size(), tree.root()));
                Ok(())
            })
            .unwrap();
        roots
    };
    let verifier = judgements.verifier().unwrap();
    let now = verifier.open(&judgements.checkpoint().unwrap()).unwrap();
    assert_eq!(Some(&(now.size, now.root)), roots.last());
    for number in 0..now.size {
        let proof = judgements.prove(number).unwrap().unwrap();
        assert_eq!(proof.number, number);
        assert_eq!(verifier.open(&proof.checkpoint).unwrap(), now);
        let is_in = |bytes: &[u8], number| {
            is_included(leaf_hash(bytes), number, now.size, &proof.hashes, &now.root)
        };
        assert!(is_in(&proof.entry, number));
        assert!(!is_in(&proof.entry, (number + 1) % now.size));
        assert!(!is_in(b"another", number));
    }
    assert!(judgements.prove(now.size).unwrap().is_none());
    for (size, root) in &roots {
        let hashes = judgements.grown_from(*size).unwrap();
        let grew = |root| is_consistent((*size, root), (now.size, &now.root), &hashes);
        assert!(grew(root), "from {size}");
        assert_eq!(hashes.is_empty(), *size == now.size);
        if *size < now.size {
            assert!(!grew(&now.root), "from {size}");
        }
    }
}

/// A log has a name of its own from the beginning, so that no checkpoint of another is taken for one
/// of it, and nothing that is printed of the judgements tells a key.
#[test]
fn a_log_has_a_name_of_its_own_and_shows_no_key() {
    let names: Vec<String> = (0..2)
        .map(|_| {
            let (_folder, workspace, judgements) = with_ana();
            let name = |judgements: &Judgements| {
                let checkpoint = judgements.checkpoint().unwrap();
                checkpoint.lines().next().unwrap().to_owned()
            };
            let again = Judgements::open(&workspace).unwrap();
            assert_eq!(name(&judgements), name(&again));
            assert!(format!("{judgements:?}").contains("Cipher(hidden)"));
            name(&judgements)
        })
        .collect();
    for name in &names {
        let id = name.strip_prefix("daylight/").unwrap();
        assert!(id.len() == 16 && id.bytes().all(|it| it.is_ascii_hexdigit()));
    }
    assert_ne!(names[0], names[1]);
}

#[test]
fn ten_thousand_changes_of_the_log_are_found() {
    changes_are_found(61, 10_080);
}

#[test]
#[ignore = "verifies a hundred thousand entries a thousand times; `just soak` runs it"]
fn a_thousand_changes_of_a_long_log_are_found() {
    changes_are_found(100_000, 1_200);
}

/// Timed by who runs it: `cargo test -p daylight-store --release a_million -- --ignored`.
#[test]
#[ignore = "makes a log of a million entries"]
fn a_million_entries_verify() {
    let (_folder, _workspace, judgements) = with_ana();
    fill(&judgements, 1_000_000);
    let began = std::time::Instant::now();
    assert_eq!(judgements.problems(None), Vec::<String>::new());
    let took = began.elapsed();
    std::fs::write(
        std::env::temp_dir().join("daylight-a-million-entries"),
        format!("{took:?}"),
    )
    .unwrap();
}
