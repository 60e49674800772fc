//! `synth`: a market with known truth, whole or not at all.

use std::path::Path;

use crate::program::Folder;

const MARKET: &str = "synth --ads 400 --seed 5 --difficulty 2 --out m.csv --truth t.csv";

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (one, other) = (Folder::new(), Folder::new());
    for folder in [&one, &other] {
        let done = folder.run(MARKET);
        assert_eq!((done.code, done.out.as_str()), (Some(0), ""), "{done:?}");
        assert_eq!(folder.names(), ["m.csv", "t.csv"]);
    }
    assert_eq!(one.read("m.csv"), other.read("m.csv"));
    assert_eq!(one.read("t.csv"), other.read("t.csv"));
    let truth = one.read("t.csv");
    assert_eq!(
        truth.lines().next(),
        Some("ad_id,operator,kind,template,phone,disguise,names")
    );
    assert_eq!(truth.lines().count(), 401);
    let seed = one.run("synth --ads 400 --seed 6 --difficulty 2 --out n.csv --truth u.csv");
    assert_eq!(seed.code, Some(0));
    assert_ne!(one.read("m.csv"), one.read("n.csv"));
}

#[test]
fn ads_go_to_standard_output_where_asked() {
    let folder = Folder::new();
    folder.run(MARKET);
    let done = folder.run("synth --ads 400 --seed 5 --difficulty 2 --out - --truth u.csv --json");
    assert_eq!(done.code, Some(0));
    assert_eq!(done.out, folder.read("m.csv"));
    assert_eq!(folder.read("u.csv"), folder.read("t.csv"));
}

#[test]
fn scripts_read_what_was_written() {
    let folder = Folder::new();
    let done = folder.run(&format!("{MARKET} --generic g.txt --json"));
    let written = done.json();
    assert_eq!(written["ads"], 400);
    let kinds = written["ads_by_kind"].as_object().unwrap();
    let sum: u64 = kinds.values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(sum, 400);
    assert!(folder.read("g.txt").contains(".example"));
}

#[test]
fn a_failed_write_is_a_failure_and_leaves_no_half_file() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    for words in [
        "synth --ads 400 --out /dev/full --truth t.csv",
        "synth --ads 400 --out m.csv --truth /dev/full",
        "synth --ads 400 --out m.csv --truth t.csv --generic /dev/full",
    ] {
        let folder = Folder::new();
        let done = folder.run(words);
        assert_eq!(done.code, Some(1), "{words}: {done:?}");
        assert!(done.err.contains("/dev/full"), "{}", done.err);
        assert_eq!(folder.names(), Vec::<String>::new(), "{words}");
    }
    let folder = Folder::new();
    let mut command = folder.command("synth --ads 4000 --out - --truth t.csv");
    command.stdout(
        std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap(),
    );
    let done = crate::program::done(command);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[test]
fn a_failure_leaves_the_file_that_was_there() {
    let folder = Folder::new();
    folder.write("m.csv", "mine");
    let done = folder.run("synth --ads 10 --out m.csv --truth missing/t.csv");
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("missing/t.csv"), "{}", done.err);
    assert_eq!(folder.read("m.csv"), "mine");
    assert_eq!(folder.names(), ["m.csv"]);
}

#[test]
fn bad_usage_is_told_apart() {
    let folder = Folder::new();
    for words in [
        "synth --ads 0 --out a --truth b",
        "synth --ads 10 --out a --truth b --difficulty 6",
        "synth --ads 10 --out a",
    ] {
        assert_eq!(folder.run(words).code, Some(2), "{words}");
    }
    assert_eq!(folder.run("synth --ads 9 --out a --truth a").code, Some(1));
    assert_eq!(folder.run("synth --ads 9 --out a --truth -").code, Some(1));
    assert_eq!(folder.names(), Vec::<String>::new());
}
