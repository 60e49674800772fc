//! `evaluate`, `export` and `verify`: what a linked workspace says of itself.

use std::fs;

use crate::program::Folder;

/// A folder with a market of 600 ads, scanned.
fn scanned() -> Folder {
    let folder = Folder::new();
    let made = folder.run("synth --ads 600 --seed 9 --difficulty 2 --out m.csv --truth t.csv");
    assert_eq!(made.code, Some(0), "{made:?}");
    let scanned = folder.run("-w w scan m.csv");
    assert_eq!(scanned.code, Some(0), "{scanned:?}");
    folder
}

#[test]
fn a_run_is_held_against_its_truth() {
    let folder = scanned();
    let done = folder.run("-w w evaluate --truth t.csv --json");
    assert_eq!(done.code, Some(0), "{done:?}");
    let figures = done.json();
    assert_eq!(
        (&figures["ads"], &figures["ads_missing"]),
        (&600.into(), &0.into())
    );
    for path in [
        "/clusters/f1",
        "/networks_organised/f1",
        "/phones/all/precision",
        "/phones/all/recall",
        "/names/recall",
    ] {
        let value = figures.pointer(path).unwrap().as_f64().unwrap();
        assert!(value > 0.6 && value <= 1.0, "{path}: {value}");
    }
    let read = folder.run("-w w evaluate --truth t.csv");
    assert_eq!(read.code, Some(0));
    for part in ["GROUPS", "RANKING", "ABOVE THE LINE", "PHONES", "NAMES"] {
        assert!(read.out.contains(part), "{part}: {}", read.out);
    }
    let f1 = figures.pointer("/clusters/f1").unwrap().as_f64().unwrap();
    assert!(read.out.contains(&format!("{f1:.4}")), "{}", read.out);
}

#[test]
fn a_truth_of_other_ads_is_told_and_a_missing_run_is_an_error() {
    let folder = scanned();
    let mut truth = folder.read("t.csv");
    truth.push_str("ad-none,x,organised,t,,,\n");
    folder.write("more.csv", truth);
    let done = folder.run("-w w evaluate --truth more.csv --json");
    assert_eq!(done.json()["ads_missing"], 1);
    folder.write("bad.csv", "id,who\n1,2\n");
    folder.run("-w other import m.csv");
    for words in [
        "-w w evaluate --truth missing.csv",
        "-w w evaluate --truth bad.csv",
        "-w nowhere evaluate --truth t.csv",
        "-w other evaluate --truth t.csv",
    ] {
        let done = folder.run(words);
        assert_eq!(
            (done.code, done.out.as_str()),
            (Some(1), ""),
            "{words}: {done:?}"
        );
        assert!(done.err.contains("\nhint: "), "{words}: {}", done.err);
    }
}

#[test]
fn an_organisation_freezes_a_reference_of_its_own() {
    let folder = scanned();
    let freeze = "-w w evaluate --truth t.csv --freeze-reference w/own.toml --name ours";
    let done = folder.run(freeze);
    assert_eq!(done.code, Some(0), "{done:?}");
    let frozen = folder.read("w/own.toml");
    assert!(frozen.contains("name = \"ours\""), "{frozen}");
    assert_eq!(folder.run(freeze).code, Some(1));
    assert_eq!(folder.run(&format!("{freeze} --force")).code, Some(0));
    assert_eq!(folder.read("w/own.toml"), frozen);

    let settings = folder.read("w/daylight.toml");
    folder.write(
        "w/daylight.toml",
        format!("{settings}reference = \"own.toml\"\n"),
    );
    let linked = folder.run("-w w link");
    assert_eq!(linked.code, Some(0), "{linked:?}");
    let manifests: Vec<String> = fs::read_dir(folder.path("w/facts/runs"))
        .unwrap()
        .filter_map(|run| fs::read_to_string(run.unwrap().path().join("manifest.json")).ok())
        .collect();
    assert!(
        manifests.iter().any(|text| text.contains("\\\"ours\\\"")),
        "{manifests:?}"
    );
    assert_eq!(folder.run("-w w verify").code, Some(0));

    folder.write("w/own.toml", "name = 3");
    let broken = folder.run("-w w link");
    assert_eq!(broken.code, Some(1), "{broken:?}");
    assert!(broken.err.contains("own.toml"), "{}", broken.err);
}

#[test]
fn tables_are_exported_in_every_format() {
    const TABLES: [&str; 9] = [
        "ads",
        "clusters",
        "facts",
        "links",
        "network_members",
        "networks",
        "reasons",
        "rejects",
        "templates",
    ];
    let folder = scanned();
    for format in ["csv", "jsonl", "parquet"] {
        let done = folder.run(&format!(
            "-w w export tables --out {format} --format {format} --json"
        ));
        assert_eq!(done.code, Some(0), "{done:?}");
        assert_eq!(done.json()["tables"].as_array().unwrap().len(), 9);
        for table in TABLES {
            let path = folder.path(format).join(format!("{table}.{format}"));
            assert!(path.metadata().is_ok(), "{}", path.display());
        }
    }
    assert_eq!(folder.read("csv/ads.csv").lines().count(), 601);
    assert_eq!(folder.read("jsonl/ads.jsonl").lines().count(), 600);
    let truth = folder.read("t.csv");
    let phone = truth
        .split([',', ';', '\n'])
        .find(|cell| cell.starts_with('+'))
        .unwrap();
    for table in TABLES {
        let text = folder.read(&format!("csv/{table}.csv"));
        assert!(!text.contains(phone), "{table} shows a phone");
    }
}

#[test]
fn an_export_that_cannot_be_written_is_an_error() {
    let folder = scanned();
    folder.write("file", "mine");
    fs::create_dir(folder.path("full")).unwrap();
    folder.write("full/notes.txt", "mine");
    for out in ["file", "full", "file/below"] {
        let done = folder.run(&format!("-w w export tables --out {out}"));
        assert_eq!(done.code, Some(1), "{out}: {done:?}");
        assert!(done.err.contains(out), "{}", done.err);
    }
    assert_eq!(folder.read("file"), "mine");
    assert_eq!(folder.read("full/notes.txt"), "mine");
    assert_eq!(
        folder.run("-w w export tables --out a --format xml").code,
        Some(2)
    );
    assert_eq!(folder.run("-w nowhere export tables --out a").code, Some(1));
}

#[test]
fn damage_is_found() {
    let folder = scanned();
    let sound = folder.run("-w w verify --json");
    assert_eq!(sound.code, Some(0), "{sound:?}");
    assert_eq!(sound.json()["ads"], 600);
    assert_eq!(sound.json()["problems"], serde_json::json!([]));
    assert!(
        folder
            .run("-w w verify")
            .out
            .contains("1 batch with 600 ads and 0 rejects")
    );

    let runs = fs::read_dir(folder.path("w/facts/runs")).unwrap();
    let facts = runs
        .map(|run| run.unwrap().path().join("facts.parquet"))
        .find(|path| path.exists())
        .unwrap();
    let mut bytes = fs::read(&facts).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&facts, bytes).unwrap();
    let damaged = folder.run("-w w verify");
    assert_eq!(damaged.code, Some(1), "{damaged:?}");
    assert!(damaged.out.contains("facts.parquet"), "{}", damaged.out);
    let json = folder.run("-w w verify --json");
    assert_eq!(json.code, Some(1));
    assert_eq!(
        json.json()["problems"].as_array().unwrap().len(),
        damaged.out.lines().count()
    );
    assert_eq!(folder.run("-w nowhere verify").code, Some(1));
}
