//! What lasts from run to run: extracts, ids and histories, backups, runs made again.

use crate::networks::scanned;
use crate::program::Folder;

/// The run in force, and the files of extracts.
fn run_and_extracts(folder: &Folder) -> (serde_json::Value, Vec<(std::path::PathBuf, Vec<u8>)>) {
    let run = folder.run("link --json").ends(0).json()["run_id"].clone();
    let mut files = folder.everything_in("daylight-workspace/facts/batches");
    files.retain(|(path, _)| path.ends_with("extracts.bin"));
    (run, files)
}

/// A run's id is the hash of all its tables: nothing but time may hang on what was kept.
#[test]
fn what_was_extracted_once_is_taken_again_and_nothing_hangs_on_it() {
    let folder = Folder::new();
    folder.market(1_200, 9);
    let market = folder.read("m.csv");
    let (header, rows) = market.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.split_inclusive('\n').collect();
    // The ids of a market are shuffled over its rows, so the batches interleave.
    for (name, rows) in [("a.csv", &rows[..800]), ("b.csv", &rows[800..])] {
        folder.write(name, format!("{header}\n{}", rows.concat()));
        folder.run(&format!("import {name}")).ends(0);
    }
    let (run, first) = run_and_extracts(&folder);
    assert_eq!(first.len(), 2);
    assert_eq!(run_and_extracts(&folder), (run.clone(), first.clone()));

    // One cut off in the middle is gone on with, one that is damaged begun anew, one that is
    // missing made again.
    let (path, bytes) = &first[0];
    std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    let (again, files) = run_and_extracts(&folder);
    assert_eq!((&again, &files[1]), (&run, &first[1]));
    assert!(files[0].1.starts_with(&bytes[..bytes.len() / 4]));
    assert_ne!(files[0].1, *bytes);
    let mut flipped = bytes.clone();
    flipped[100] ^= 1;
    std::fs::write(path, flipped).unwrap();
    std::fs::remove_file(&first[1].0).unwrap();
    let (again, files) = run_and_extracts(&folder);
    assert_eq!((again, files.len()), (run.clone(), 2));
    assert_eq!(run_and_extracts(&folder), (run, files));
    folder.run("verify").ends(0);
}

#[test]
fn a_backup_and_its_keys_make_the_workspace_again() {
    let folder = scanned();
    let made = folder.run("-w w backup b").ends(0);
    assert!(
        made.out
            .contains("1 batch and 1 run; every table is as it was written"),
        "{made:?}"
    );
    assert!(made.err.contains("the keys are not in it"), "{made:?}");
    let again = folder.run("-w w backup b --json").ends(0).json();
    assert_eq!(again["there_already"], 2);
    folder.run("-w again restore b").ends(2);
    folder.run("-w again restore b --keys b").ends(1);
    let restored = folder.run("-w again restore b --keys w/keys").ends(0);
    assert!(restored.out.contains("restored to `again`"), "{restored:?}");
    folder.run("-w again verify").ends(0);
    let networks = |workspace: &str| {
        folder
            .run(&format!("-w {workspace} networks --json"))
            .ends(0)
            .out
    };
    assert_eq!(networks("again"), networks("w"));
    folder.run("-w again link").ends(0);
    let same = |words: &str| folder.run(&format!("{words} --json")).ends(0).json();
    let keys = same("-w w keys check");
    assert_eq!((&keys["batches"], &keys["runs"]), (&1.into(), &1.into()));
    assert_eq!(same("-w b keys check --keys again/keys"), keys);
    let wrong = folder.run("-w b keys check --keys other/keys").ends(1);
    assert!(wrong.out.contains("these keys do not open it"), "{wrong:?}");
    assert!(wrong.out.contains("open 0 batches and 0 runs"), "{wrong:?}");
    folder.run("-w b keys check").ends(1);
    let twice = folder.run("-w again restore b --keys w/keys").ends(1);
    assert!(
        twice.err.contains("name an empty or a new folder"),
        "{twice:?}"
    );
}

/// Ads of one phone, each with a name, a place and words of its own.
fn ads_of(phone: &str, ids: std::ops::Range<u32>) -> String {
    let row = |id: u32| {
        let (name, place) = (
            ["Mina", "Rosa", "Lena"][id as usize % 3],
            ["Leeds", "York"][id as usize % 2],
        );
        format!(
            "{phone}-{id},\"Hello, my name is {name}, new in {place} this week, call me on {phone} at {id} o'clock\",{place}\n"
        )
    };
    ids.map(row).collect()
}

#[test]
fn a_network_keeps_its_id_and_its_history_tells_what_became_of_it() {
    let folder = Folder::new();
    let header = "id,text,city\n";
    let (a, b) = ("020 7946 0123", "020 7946 0456");
    let import = |name: &str, rows: String| {
        folder.write(name, format!("{header}{rows}"));
        folder.run(&format!("import {name}")).ends(0);
        folder.run("link").ends(0);
    };
    let ids = || -> Vec<(String, u64)> {
        folder.run("export tables --out t --format csv").ends(0);
        let networks = folder.read("t/networks.csv");
        let rows = networks.lines().skip(1).map(|row| row.split(',').collect());
        rows.map(|row: Vec<&str>| (row[0].to_owned(), row[4].parse().unwrap()))
            .collect()
    };
    import("one.csv", ads_of(a, 5..11));
    let first = ids();
    let [(id, 6)] = first.as_slice() else {
        panic!("{first:?}")
    };
    // Ids of ads below all others: an id that hung on the smallest would change.
    import("two.csv", ads_of(a, 1..5));
    assert_eq!(ids(), [(id.clone(), 10)]);
    import("three.csv", ads_of(b, 1..4));
    let apart = ids();
    assert_eq!(apart.len(), 2, "{apart:?}");
    let other = &apart.iter().find(|(other, _)| other != id).unwrap().0;
    let bridge = format!("x,\"my name is Mina, call me on {a} or {b}, new in York\",York\n");
    let bridges = bridge.clone() + &bridge.replacen('x', "y", 1).replace("Mina", "Rosa");
    import("four.csv", bridges);
    assert_eq!(ids(), [(id.clone(), 15)], "{apart:?}");

    let shown = folder.run(&format!("show {id}")).ends(0).out;
    let (_, history) = shown.split_once("\nHistory\n").unwrap();
    let at = |words: &str| {
        history
            .find(words)
            .unwrap_or_else(|| panic!("{words}: {history}"))
    };
    let merged = at(&format!(
        "network {other} went up in it with 3 ads (link l-"
    ));
    assert!(at("batch b000004") < merged);
    assert!(merged < at("batch b000002") && at("batch b000002") < at("4 ads joined (link l-"));
    assert!(at("4 ads joined") < at("there since run r-"));
    assert!(!history.contains("batch b000003"), "{history}");

    let gone = folder.run(&format!("show {other}")).ends(1).err;
    assert!(gone.contains("most of its 3 ads went to"), "{gone}");
    assert!(gone.contains(&format!("daylight show {id}")), "{gone}");
    let json = folder.run(&format!("show {id} --json")).ends(0).json();
    assert_eq!(
        json["history"]["chapters"][0]["changes"][1]["event"],
        "merged"
    );

    // Forgetting a batch removes the runs that read it, so the past that is told begins anew.
    let batch = folder.run("batches --json").ends(0).json()["batches"][1]["batch_id"].clone();
    let batch = batch.as_str().unwrap();
    folder.run(&format!("forget {batch}")).ends(0);
    folder.run("link").ends(0);
    folder.run("verify").ends(0);
}

#[test]
fn a_run_comes_out_the_same_again_or_it_is_told_why_not() {
    let folder = scanned();
    let run = |words: &str| folder.run(&format!("-w w {words}"));
    let first = run("link --json").ends(0).json()["run_id"].clone();
    let first = first.as_str().unwrap();
    folder.write(
        "more.csv",
        format!("id,text,city\n{}", ads_of("020 7946 0789", 1..9)),
    );
    run("import more.csv").ends(0);
    let second = run("link --json").ends(0).json()["run_id"].clone();
    let second = second.as_str().unwrap();
    for (id, tables) in [(first, 9), (second, 10)] {
        let same = run(&format!("link --same-as {id}")).ends(0);
        assert!(
            same.out
                .contains(&format!("comes out the same: {tables} tables")),
            "{same:?}"
        );
    }
    assert_eq!(
        run("networks --json").ends(0).json()["run_id"],
        second,
        "nothing was kept"
    );
    run("verify").ends(0);
    for unknown in ["r-000000000000", "../keys"] {
        let missing = run(&format!("link --same-as {unknown}")).ends(1);
        assert!(missing.err.contains("there is none"), "{missing:?}");
    }

    let settings = folder.read("w/daylight.toml");
    folder.write(
        "w/daylight.toml",
        settings.clone() + "[weights]\nD03 = 1.0\n",
    );
    let other = run(&format!("link --same-as {first}")).ends(1);
    assert!(other.err.contains("`D03 = "), "{other:?}");
    folder.write("w/daylight.toml", settings);
    let batches = run("batches --json").ends(0).json();
    let batch = batches["batches"][1]["batch_id"].as_str().unwrap();
    run(&format!("forget {batch}")).ends(0);
    run(&format!("link --same-as {second}")).ends(1);
    run(&format!("link --same-as {first}")).ends(0);
}

/// The list of generic contacts takes part in a run, which keeps only how long it is.
#[test]
fn a_run_that_comes_out_otherwise_is_told() {
    let folder = Folder::new();
    folder.write(
        "m.csv",
        format!("id,text,city\n{}", ads_of("020 7946 0789", 1..9)),
    );
    folder.run("import m.csv").ends(0);
    folder.write("daylight-workspace/generic.txt", "020 7946 0001\n");
    let run = folder.run("link --json").ends(0).json()["run_id"].clone();
    let same = format!("link --json --same-as {}", run.as_str().unwrap());
    assert_eq!(folder.run(&same).ends(0).json()["same"], true);
    folder.write("daylight-workspace/generic.txt", "020 7946 0789\n");
    let again = folder.run(&same).ends(1).json();
    assert_eq!(again["same"], false);
    let tables = again["differing_tables"].to_string();
    assert!(
        tables.contains("links") && !tables.contains("facts"),
        "{tables}"
    );
}

#[test]
fn keys_are_sealed_drawn_anew_and_put_down_again() {
    let folder = scanned();
    // Tokens are new with the keys; they stand among the links not used.
    let networks_of = |with: &str| {
        let shown = folder.run(&format!("{with} networks")).ends(0).out;
        let (ranking, _) = shown.split_once("Links not used").unwrap();
        ranking.to_owned()
    };
    let networks = networks_of("-w w");
    folder.write("pass", "correct horse\n");
    folder.run("-w w keys seal --with pass").ends(0);
    let shut = folder.run("-w w networks").ends(1);
    assert!(shut.err.contains("`--passphrase-file`"), "{shut:?}");
    let with = "-w w --passphrase-file pass";
    assert_eq!(networks_of(with), networks);
    let fingerprint = || {
        let check = folder
            .run(&format!("{with} keys check --json"))
            .ends(0)
            .json();
        check["fingerprint"].clone()
    };
    let before = fingerprint();
    folder.run(&format!("{with} keys rotate")).ends(0);
    assert_ne!(fingerprint(), before);
    folder.run(&format!("{with} verify")).ends(0);
    folder.run(&format!("{with} backup b")).ends(0);
    folder
        .run("-w again restore b --keys w/keys --passphrase-file pass")
        .ends(0);
    folder.run(&format!("{with} keys unseal")).ends(0);
    assert_eq!(networks_of("-w w"), networks);
    folder.run("-w again networks").ends(1);
}
