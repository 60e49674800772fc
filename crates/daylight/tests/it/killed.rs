//! The program is killed at every moment of an import and a link; the next command goes on.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use crate::program::Folder;
use crate::program::copy;
use crate::program::kill;

/// What is killed.
const COMMANDS: [&str; 2] = ["-w w import b.csv", "-w w link"];

/// A workspace with one batch that is linked, and a file of more ads.
fn begun() -> Folder {
    let folder = Folder::new();
    folder.market(3_000, 8);
    let market = folder.read("m.csv");
    let (header, rows) = market.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.split_inclusive('\n').collect();
    for (name, rows) in [("a.csv", &rows[..2_000]), ("b.csv", &rows[2_000..])] {
        folder.write(name, format!("{header}\n{}", rows.concat()));
    }
    folder.run("-w w import a.csv").ends(0);
    folder.run("-w w link").ends(0);
    fs::rename(folder.path("w"), folder.path("begun")).unwrap();
    folder
}

fn begin_again(folder: &Folder) {
    if folder.has("w") {
        fs::remove_dir_all(folder.path("w")).unwrap();
    }
    copy(&folder.path("begun"), &folder.path("w"));
}

/// The run in force after the import and the link, and all its tables as they are exported.
fn end(folder: &Folder) -> (String, Vec<(PathBuf, Vec<u8>)>) {
    for words in COMMANDS {
        folder.run(words).ends(0);
    }
    let run = folder.run("-w w link --json").ends(0).json()["run_id"].clone();
    folder.run("-w w verify").ends(0);
    folder
        .run("-w w export tables --out t --format csv")
        .ends(0);
    (run.to_string(), folder.everything_in("t"))
}

/// Kills each command so many times, at moments spread over the time it takes.
fn check(times: u32) {
    let folder = begun();
    begin_again(&folder);
    let mut took = Vec::new();
    for words in COMMANDS {
        let start = Instant::now();
        folder.run(words).ends(0);
        took.push(start.elapsed());
    }
    let undisturbed = end(&folder);
    let mut killed = 0;
    for (at, words) in COMMANDS.iter().enumerate() {
        for time in 0..times {
            begin_again(&folder);
            for before in &COMMANDS[..at] {
                folder.run(before).ends(0);
            }
            killed += u32::from(kill(&folder, words, took[at] * time / times));
            // Who only reads is not troubled by what was left lying.
            folder.run("-w w networks").ends(0);
            let recovered = end(&folder);
            assert!(!folder.has("w/facts/aside"));
            assert_eq!(
                recovered.0, undisturbed.0,
                "{words} killed at {time} of {times}"
            );
            assert!(
                recovered.1 == undisturbed.1,
                "{words} killed at {time} of {times}"
            );
        }
    }
    println!("{killed} of {} were killed before they ended", 2 * times);
    assert!(killed > times / 2);
}

#[test]
fn twenty_kills_lose_nothing() {
    check(10);
}

#[test]
#[ignore = "takes minutes"]
fn two_hundred_kills_lose_nothing() {
    check(100);
}
