//! People, purposes, reveals, refusals and the audit log, as they are at the command line.

use std::fs;
use std::io::Read;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Instant;

use daylight_policy::Verifier;
use daylight_policy::is_consistent;

use crate::program::Folder;
use crate::program::copy;

/// Two ads of one number, linked; and its token and network.
fn linked() -> (Folder, String, String) {
    let folder = Folder::new();
    folder.write(
        "m.csv",
        "id,text,city\n\
         a1,\"My name is Mina, new in Leeds, quiet garden, call me on 020 7946 0123\",Leeds\n\
         a2,\"Rosa here, in York until Friday, ring +44 20 7946 0123\",York\n",
    );
    folder.run("-w w import m.csv").ends(0);
    folder.run("-w w link").ends(0);
    let found = folder.run("-w w find --json 020 7946 0123").ends(0).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (token, network) = (text(&found[0]["tokens"][0]), text(&found[0]["network_id"]));
    (folder, token, network)
}

/// A hash from its hexadecimal digits.
fn hash(digits: &str) -> [u8; 32] {
    let byte = |at: usize| digits.get(at * 2..at * 2 + 2).unwrap();
    std::array::from_fn(|at| u8::from_str_radix(byte(at), 16).unwrap())
}

const ALL: &str = "--role administrator --role analyst --role auditor";

fn actions(folder: &Folder) -> Vec<(String, String)> {
    let log = folder.run("-w w audit list --json").ends(0).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let entries = log.as_array().unwrap().iter().rev();
    entries
        .map(|it| (text(&it["entry"]["action"]), text(&it["entry"]["outcome"])))
        .collect()
}

#[test]
fn an_identifier_is_asked_for_shown_once_and_told() {
    let (folder, token, network) = linked();
    folder.run("-w w reveal list").ends(1);
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    let ask = format!("-w w reveal ask {token} --network {network} --reason because");
    let refused = folder.run(&ask).ends(3);
    assert!(
        refused.err.contains("no purpose, no private data"),
        "{refused:?}"
    );
    assert!(
        refused.err.contains("to contest it, write to"),
        "{refused:?}"
    );
    folder.run(&format!("{ask} --purpose nothing")).ends(3);
    folder.run(&format!("{ask} --purpose moderation")).ends(3);
    folder
        .run(&format!("{ask} --purpose investigation"))
        .ends(0);
    let shown = folder
        .run("-w w reveal show 1 --purpose investigation")
        .ends(0);
    assert_eq!(shown.out, "+442079460123\n");
    let again = folder
        .run("-w w reveal show 1 --purpose investigation")
        .ends(3);
    assert_eq!(again.out, "");
    let ended: Vec<(String, String)> = actions(&folder);
    let told = ended.iter().filter(|(action, _)| action == "reveal");
    let told: Vec<&str> = told.map(|(_, outcome)| outcome.as_str()).collect();
    assert_eq!(told, ["allowed", "refused"]);
    for (path, bytes) in folder.everything_in("w") {
        for secret in ["because", "7946 0123", "Ana"] {
            let found = bytes
                .windows(secret.len())
                .any(|it| it == secret.as_bytes());
            assert!(!found, "{secret} stands in {}", path.display());
        }
    }
    folder.run("-w w verify").ends(0);
}

/// What is not allowed and what is not there are told in the same words, and the log knows.
#[test]
fn a_look_up_that_is_refused_looks_like_nothing_found() {
    let (folder, _, _) = linked();
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    folder.run("-w w index").ends(0);
    for (there, absent) in [
        ("find 020 7946 0123", "find 020 7946 0999"),
        ("search garden", "search submarine"),
    ] {
        let refused = folder.run(&format!("-w w {there}")).ends(0);
        let nothing = folder
            .run(&format!("-w w {absent} --purpose moderation"))
            .ends(0);
        assert_eq!((&refused.out, &refused.err), (&nothing.out, &nothing.err));
        let found = folder
            .run(&format!("-w w {there} --purpose moderation"))
            .ends(0);
        assert!(found.out.contains("network n-"), "{found:?}");
        let [refused, nothing] = [
            format!("-w w {there} --json"),
            format!("-w w {absent} --json --purpose moderation"),
        ]
        .map(|words| folder.run(&words).ends(0).out);
        assert_eq!(
            refused.replace("\"words\": 1", ""),
            nothing.replace("\"words\": 1", "")
        );
    }
    let outcomes: Vec<String> = actions(&folder)
        .into_iter()
        .filter(|(action, _)| action == "lookUp")
        .map(|(_, outcome)| outcome)
        .collect();
    let (no, yes) = ("refused".to_owned(), "allowed".to_owned());
    let round = [no.clone(), yes.clone(), yes.clone(), no, yes];
    assert_eq!(outcomes, [round.as_slice(), &round].concat());
}

/// Adding somebody who cannot be the first leaves the workspace to who made it.
#[test]
fn a_failed_first_person_takes_nothing_away() {
    let (folder, _, _) = linked();
    let refused = folder.run("-w w people add Ana --role analyst").ends(1);
    assert!(
        refused.err.contains("an administrator who stays"),
        "{refused:?}"
    );
    let found = folder.run("-w w find 020 7946 0123").ends(0);
    assert!(found.out.contains("network n-"), "{found:?}");
    folder
        .run("-w w people add Ana --role administrator")
        .ends(0);
    let now = folder.run("-w w find 020 7946 0123").ends(0);
    assert_eq!(now.out, "no network shows it\n");
}

#[test]
fn a_flag_shows_what_to_do_and_is_no_score() {
    let (folder, _, network) = linked();
    let before = folder.run("-w w networks").ends(0).out;
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    let flag = format!("-w w flag {network} --suspected-minor --reason words");
    folder.run(&flag).ends(3);
    let done = folder.run(&format!("{flag} --purpose moderation")).ends(0);
    assert!(done.out.contains("1. If somebody is in danger"), "{done:?}");
    assert_eq!(folder.run("-w w networks").ends(0).out, before);
    folder.run("-w w link").ends(0);
    assert_eq!(folder.run("-w w networks").ends(0).out, before);
}

#[test]
fn a_policy_is_written_checked_and_adopted() {
    let (folder, _, _) = linked();
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    folder.run("-w w policy write").ends(0);
    folder.run("-w w policy write").ends(1);
    let rules = folder.read("w/policy/daylight.cedar");
    let closed = rules.replace("\"reviewer\"", "\"partner\"");
    folder.write(
        "w/policy/daylight.cedar",
        closed.replace("context.wroteReason", "context.noSuchThing"),
    );
    let invalid = folder.run("-w w policy check").ends(1);
    assert!(invalid.err.contains("noSuchThing"), "{invalid:?}");
    folder.run("-w w policy adopt").ends(1);
    folder.write("w/policy/daylight.cedar", closed);
    folder.write(
        "w/policy/tests.toml",
        "[[test]]\nname = \"a reviewer looks up\"\nroles = [\"reviewer\"]\naction = \"lookUp\"\n\
         purpose = \"moderation\"\nexpect = \"allowed\"\n",
    );
    let failing = folder.run("-w w policy check").ends(1);
    assert!(
        failing.out.contains("does not hold: a reviewer looks up"),
        "{failing:?}"
    );
    folder.run("-w w policy adopt").ends(1);
    let tests = folder
        .read("w/policy/tests.toml")
        .replace("\"allowed\"", "\"refused\"");
    folder.write("w/policy/tests.toml", tests);
    folder.run("-w w policy adopt").ends(0);
    let checked = folder.run("-w w policy check --json").ends(0).json();
    assert_eq!(
        (&checked["in_force"], &checked["tests"]),
        (&true.into(), &1.into())
    );
    let explain = "-w w policy explain --action lookUp --json";
    let refused = folder.run(explain).ends(0).json();
    assert_eq!(refused["allowed"], false);
    let allowed = folder
        .run(&format!("{explain} --purpose moderation"))
        .ends(0)
        .json();
    assert_eq!(allowed["rules"].to_string(), "[\"look-up\"]");
    folder.run("-w w verify").ends(0);
}

#[test]
fn the_log_proves_that_it_grew() {
    let (folder, _, _) = linked();
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    folder.run("-w w find 020 7946 0123").ends(0);
    let then = folder.run("-w w audit checkpoint").ends(0).out;
    folder.run("-w w find 020 7946 0123").ends(0);
    folder.run("-w w audit prove 3000").ends(1);
    folder.run("-w w audit prove").ends(2);
    let grown = folder
        .run("-w w audit prove --since 2 --json")
        .ends(0)
        .json();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let verifier = Verifier::parse(&text(&grown["key"])).unwrap();
    let now = verifier.open(&text(&grown["checkpoint"])).unwrap();
    let then = verifier.open(&then).unwrap();
    let hashes = grown["hashes"].as_array().unwrap();
    let hashes: Vec<[u8; 32]> = hashes.iter().map(|it| hash(it.as_str().unwrap())).collect();
    let old = (then.size, &then.root);
    assert!(is_consistent(old, (now.size, &now.root), &hashes));
    assert!(!is_consistent(
        (then.size, &[7; 32]),
        (now.size, &now.root),
        &hashes
    ));
}

#[test]
fn the_log_is_checked_against_a_checkpoint_and_by_another_program() {
    let (folder, _, _) = linked();
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    for _ in 0..5 {
        folder
            .run("-w w find 020 7946 0123 --purpose moderation")
            .ends(0);
    }
    let then = folder.run("-w w audit checkpoint").ends(0).out;
    folder.write("then", &then);
    folder.run("-w w audit export log").ends(0);
    let held = folder.run("-w w audit verify --checkpoint then").ends(0);
    assert!(
        held.out.contains("the first 6 are those of the checkpoint"),
        "{held:?}"
    );
    folder.write("forged", then.replace("\n6\n", "\n7\n"));
    folder.run("-w w audit verify --checkpoint forged").ends(1);
    let proof = folder.run("-w w audit prove 3").ends(0).json();
    assert!(!proof["hashes"].as_array().unwrap().is_empty());

    let verifier = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/verify_log.py");
    let verify = || {
        let mut python3 = Command::new("python3");
        python3
            .current_dir(folder.path(""))
            .args([verifier, "log"])
            .output()
    };
    let Ok(checked) = verify() else {
        println!("skipped: there is no python3");
        return;
    };
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
    assert_eq!(said, "7 entries, as the checkpoint says\n");
    let entries = folder.path("log/tile/entries/000.p/7");
    let sound = fs::read(&entries).unwrap();
    for at in (2..sound.len()).step_by(97) {
        let mut changed = sound.clone();
        changed[at] ^= 1;
        fs::write(&entries, changed).unwrap();
        assert!(!verify().unwrap().status.success(), "byte {at}");
    }
    fs::write(&entries, sound).unwrap();
    let checkpoint = folder.read("log/checkpoint");
    folder.write("log/checkpoint", checkpoint.replace("\n7\n", "\n6\n"));
    assert!(!verify().unwrap().status.success());
}

#[test]
fn retention_destroys_what_is_over_and_tells() {
    let (folder, _, network) = linked();
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    let flag = format!("-w w flag {network} --suspected-minor --reason words");
    folder.run(&format!("{flag} --purpose moderation")).ends(0);
    let run = "-w w retention run --json";
    let nothing = folder.run(run).ends(0).json();
    assert_eq!(nothing["batches"].to_string(), "[]");
    fs::create_dir_all(folder.path("w/policy")).unwrap();
    folder.write(
        "w/policy/retention.toml",
        "batches = 0\nreasons = 0\nrequests = 0\n",
    );
    folder.run("-w w policy adopt").ends(0);
    folder.run("-w w backup b").ends(0);
    let over = folder.run(&format!("{run} --dry-run")).ends(0).json();
    assert_eq!(
        (&over["reasons"], over["batches"].as_array().unwrap().len()),
        (&1.into(), 1)
    );
    let done = folder.run(&format!("{run} --backup b")).ends(0).json();
    assert_eq!(done, over);
    assert_eq!(
        folder.run("-w w batches --json").ends(0).json()["batches"].to_string(),
        "[]"
    );
    assert!(
        folder
            .everything_in("b/facts")
            .iter()
            .all(|(path, _)| !path.ends_with("ads.parquet"))
    );
    assert!(actions(&folder).contains(&("runRetention".to_owned(), "allowed".to_owned())));
    folder.run("-w w verify").ends(0);
}

/// "I am this person, remove me": her ads are nowhere afterwards, everybody else's stay.
#[test]
fn who_asks_is_removed_and_nobody_else() {
    let (folder, _, _) = linked();
    folder.write(
        "n.csv",
        "id,text,city\n\
         c1,\"A canary flat, ask for Lena on 020 7946 0456\",Leeds\n\
         c2,\"A quiet flat, ask for Ines on 020 7946 0789\",York\n",
    );
    folder.run("-w w import n.csv").ends(0);
    folder.run("-w w import n.csv m.csv").ends(0);
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    let unread = folder.run("-w w erasure ask just words").ends(1);
    assert!(
        unread.err.contains("no identifier is recognised"),
        "{unread:?}"
    );
    let asked = folder
        .run("-w w erasure ask 020 7946 0456 --json")
        .ends(0)
        .json();
    assert!(asked[0]["due_at"].as_str() > asked[0]["asked_at"].as_str());
    let unlinked = folder.run("-w w erasure grant 1 --reason her").ends(1);
    assert!(unlinked.err.contains("`daylight link`"), "{unlinked:?}");
    folder.run("-w w link").ends(0);
    folder.run("-w w backup b").ends(0);
    let granted = folder
        .run("-w w erasure grant 1 --reason her --json")
        .ends(0)
        .json();
    assert_eq!(
        (&granted[0]["outcome"], &granted[0]["ads"]),
        (&"granted".into(), &1.into())
    );
    folder.run("-w w erasure grant 1 --reason her").ends(1);
    folder.run("-w w erasure refuse 1 --reason her").ends(1);
    folder.run("-w w link").ends(0);
    folder.run("-w w verify").ends(0);
    folder.run("-w w audit verify").ends(0);
    folder
        .run("-w w export tables --out t --format csv")
        .ends(0);
    let ads = folder.read("t/ads.csv");
    assert_eq!(ads.lines().count(), 1 + 3, "{ads}");
    assert!(!ads.contains("\nc1,"), "{ads}");
    assert!(
        folder
            .read("t/rejects.csv")
            .contains("n.csv,1,erased on request")
    );
    folder.run("-w w backup b").ends(0);
    folder.run("restore b --keys w/keys -w again").ends(0);
    folder
        .run("-w again export tables --out u --format csv")
        .ends(0);
    assert!(!folder.read("u/ads.csv").contains("\nc1,"));
    let refused = folder.run("-w w erasure ask 020 7946 0789").ends(0);
    assert!(refused.out.contains('2'), "{refused:?}");
    folder.run("-w w erasure refuse 2 --reason nobody").ends(0);
}

/// Kills the program while it shows an identifier: whatever it showed, the log had before.
fn kills(times: u32) {
    let (folder, token, network) = linked();
    folder.run(&format!("-w w people add Ana {ALL}")).ends(0);
    let ask = format!("-w w reveal ask {token} --network {network} --reason because");
    folder
        .run(&format!("{ask} --purpose investigation"))
        .ends(0);
    fs::rename(folder.path("w"), folder.path("asked")).unwrap();
    let again = || {
        if folder.has("w") {
            fs::remove_dir_all(folder.path("w")).unwrap();
        }
        copy(&folder.path("asked"), &folder.path("w"));
    };
    let show = "-w w reveal show 1 --purpose investigation";
    let took = (0..3).map(|_| {
        again();
        let began = Instant::now();
        folder.run(show).ends(0);
        began.elapsed()
    });
    let took = took.min().unwrap();
    let (mut killed, mut showed, mut told) = (0, 0, 0);
    for time in 0..times {
        again();
        let mut child = folder
            .command(show)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Two of three moments lie in the second half, where it is told and shown.
        thread::sleep(took * (time % 60 + 20) / 70);
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().ok();
        child.wait().unwrap();
        let mut out = String::new();
        let mut pipe = child.stdout.take().unwrap();
        pipe.read_to_string(&mut out).unwrap();
        let is_told = actions(&folder).contains(&("reveal".to_owned(), "allowed".to_owned()));
        let is_shown = out.contains("9460123");
        assert!(is_told || !is_shown, "kill {time}: shown and not told");
        showed += u32::from(is_shown);
        told += u32::from(is_told);
        folder.run("-w w audit verify").ends(0);
    }
    assert!(killed > 0, "of {times} none was killed in time");
    println!("{killed} of {times} killed before their end; {told} told, {showed} shown");
}

#[test]
fn whatever_a_killed_program_showed_the_log_had_before() {
    kills(100);
}

#[test]
#[ignore = "takes minutes"]
fn whatever_a_thousand_killed_programs_showed_the_log_had_before() {
    kills(1_000);
}
