//! `scan`, `link`, `networks`, `show`, `forget`: a market through the whole program.

use std::collections::BTreeMap;
use std::fs;

use crate::program::Folder;

/// A workspace over a market, scored against ordinary operators of another market, so that
/// something is ranked whatever reference is shipped.
fn scanned() -> Folder {
    let folder = Folder::new();
    folder.market(1_500, 1);
    folder.run("-w other scan m.csv").ends(0);
    folder
        .run("-w other evaluate --truth t.csv --freeze-reference r.toml --name ordinary")
        .ends(0);
    fs::remove_file(folder.path("m.csv")).unwrap();
    fs::remove_file(folder.path("t.csv")).unwrap();
    folder.market(1_500, 2);
    folder.run("-w w import m.csv").ends(0);
    let settings = folder.read("w/daylight.toml");
    let own = folder.path("r.toml");
    folder.write(
        "w/daylight.toml",
        format!("{settings}reference = {:?}\n", own.to_str().unwrap()),
    );
    folder.run("-w w scan m.csv").ends(0);
    folder
}

#[test]
fn the_ranking_is_shown_with_reasons_and_ordinary_causes() {
    let folder = scanned();
    let read = folder.run("-w w networks").ends(0);
    for part in [
        "never a\nprobability",
        "rank  network",
        "1. network n-",
        "grade B",
        "       seen    ",
        "       may be  ",
        "   unknown    ",
        "Not ranked\n",
        "fewer than 5 ads",
        "Links not used\n",
    ] {
        assert!(read.out.contains(part), "{part}: {}", read.out);
    }
    let widest = read.out.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{widest:?}");

    let value = folder.run("-w w networks --json").ends(0).json();
    let networks = value["networks"].as_array().unwrap();
    assert!(!networks.is_empty());
    assert_eq!(networks[0]["rank"], 1);
    let scores: Vec<f64> = networks
        .iter()
        .map(|n| n["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    for network in networks {
        let reasons = network["reasons"].as_array().unwrap();
        assert_eq!(reasons.len(), 12);
        let points: f64 = reasons.iter().map(|r| r["points"].as_f64().unwrap()).sum();
        assert!((points - network["score"].as_f64().unwrap()).abs() < 1e-6);
    }
    let one = folder.run("-w w networks --top 1 --json").ends(0).json();
    assert_eq!(one["networks"].as_array().unwrap().len(), 1);
    assert_eq!(one["ranked"], value["ranked"]);
}

#[test]
fn one_network_is_found_by_rank_id_or_its_beginning() {
    let folder = scanned();
    let by_rank = folder.run("-w w show 1 --json").ends(0);
    let id = by_rank.json()["network_id"].as_str().unwrap().to_owned();
    let digits: String = id.chars().skip(2).take(8).collect();
    for asked in [id.as_str(), &id[..id.len() - 2], &digits] {
        let done = folder.run(&format!("-w w show {asked} --json")).ends(0);
        assert_eq!(done.out, by_rank.out);
    }
    let value = by_rank.json();
    assert_eq!(
        value["members"].as_array().unwrap().len() as u64,
        value["ads"].as_u64().unwrap()
    );
    let links = value["links"].as_array().unwrap();
    for link in links {
        let by_identifier = link["link"]["evidence"].get("Identifier").is_some();
        assert_eq!(link["token"].is_string(), by_identifier, "{link}");
    }
    let read = folder.run("-w w show 1").ends(0);
    for part in [
        "Rank 1, score ",
        "Reasons, and",
        "Templates (",
        "Places (",
        "Links (",
        "Ads (",
    ] {
        assert!(read.out.contains(part), "{part}: {}", read.out);
    }
    for asked in ["n-", "zzz", "99999"] {
        let done = folder.run(&format!("-w w show {asked}")).ends(1);
        assert!(done.err.contains("hint: "), "{done:?}");
    }
}

#[test]
fn nothing_shown_holds_a_value_that_a_token_stands_for() {
    let folder = scanned();
    let ads = folder.read("m.csv");
    let mut shown = folder.read("w/report.html");
    for words in [
        "networks",
        "networks --json --top 999",
        "show 1",
        "show 1 --json",
        "link",
    ] {
        let done = folder.run(&format!("-w w {words}")).ends(0);
        shown.push_str(&done.out);
        shown.push_str(&done.err);
    }
    let truth = folder.read("t.csv");
    let phones: Vec<&str> = truth
        .split([',', ';', '\n'])
        .filter(|cell| cell.starts_with('+') && cell.len() > 8)
        .collect();
    assert!(phones.len() > 100);
    for phone in phones {
        assert!(!shown.contains(&phone[1..]), "{phone}");
    }
    let mut addresses = 0;
    for word in ads
        .split_whitespace()
        .filter(|word| word.contains('@') && word.contains(".example"))
    {
        addresses += 1;
        assert!(!shown.contains(word), "{word}");
    }
    assert!(addresses > 10);
}

#[test]
fn a_second_scan_changes_no_byte_and_prints_the_same() {
    let folder = scanned();
    let before = folder.everything_in("w");
    let first = folder.run("-w w scan m.csv").ends(0);
    let second = folder.run("-w w scan m.csv").ends(0);
    assert_eq!(first.out, second.out);
    assert!(
        first
            .out
            .starts_with("nothing new: 1,500 rows seen again\n")
    );
    assert_eq!(folder.everything_in("w"), before);
}

#[test]
fn lowered_weights_and_generic_contacts_take_effect_on_the_next_scan() {
    let folder = scanned();
    let before = folder.run("-w w networks --json").ends(0).json();
    let settings = folder.read("w/daylight.toml");
    folder.write(
        "w/daylight.toml",
        format!("{settings}[weights]\nD02 = 0\nD03 = 0\n"),
    );
    let after = folder.run("-w w scan m.csv --json").ends(0).json();
    assert_ne!(before["run_id"], after["run_id"]);
    for network in after["networks"].as_array().unwrap() {
        assert_eq!(network["reasons"][1]["points"], 0.0);
    }
    folder.write(
        "w/daylight.toml",
        format!("{settings}[weights]\nD02 = 21\n"),
    );
    let done = folder.run("-w w scan m.csv").ends(1);
    assert!(
        done.err.contains("D02") && done.err.contains("never raised"),
        "{done:?}"
    );
    folder.write("w/daylight.toml", settings);

    let truth = folder.read("t.csv");
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in truth
        .split([',', ';', '\n'])
        .filter(|cell| cell.starts_with('+'))
    {
        *uses.entry(cell).or_default() += 1;
    }
    let (phone, _) = uses.into_iter().max_by_key(|(_, uses)| *uses).unwrap();
    folder.write("w/generic.txt", format!("# a hotline\n{phone}\n"));
    let after = folder.run("-w w scan m.csv --json").ends(0).json();
    assert!(after["links_not_used"]["listed as generic by the user"].as_u64() > Some(0));
}

#[test]
fn a_forgotten_batch_is_gone_from_the_next_run() {
    let folder = scanned();
    folder.write("more.csv", "ad_id,body\nx1,an ad of its own kind\n");
    folder.run("-w w scan more.csv").ends(0);
    let before = folder.everything_in("w");
    let trial = folder.run("-w w forget last --dry-run").ends(0);
    assert!(
        trial.out.starts_with("would remove batch b000002-"),
        "{trial:?}"
    );
    assert!(trial.out.contains("1 ad, 0 rejects"), "{trial:?}");
    assert_eq!(folder.everything_in("w"), before);

    folder.run("-w w forget b0").ends(1);
    folder.run("-w w forget nothing").ends(1);
    let done = folder.run("-w w forget b000002").ends(0);
    assert!(done.err.contains("daylight link"), "{done:?}");
    folder.run("-w w networks").ends(1);
    let listed = folder.run("-w w batches").ends(0);
    assert!(listed.out.contains("forgotten: b000002-"), "{listed:?}");
    let listed = folder.run("-w w batches --json").ends(0).json();
    assert_eq!(listed["batches"].as_array().map(Vec::len), Some(1));
    assert_eq!(listed["batches"][0]["ads"], 1_500);
    assert_eq!(listed["forgotten"][0]["ads"], 1);
    folder.run("-w w link").ends(0);
    let value = folder.run("-w w networks --json").ends(0).json();
    assert_eq!(value["ads"], 1_500);
    folder.run("-w w verify").ends(0);
}

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
