//! `import`: every row accounted for, nothing twice, nothing half.

use crate::program::Folder;

const ADS: &str = "ad_id,posted_at,place,title,body,shoe_size\n\
    1,2026-01-02,Oslo,Room,a quiet room near the park,40\n\
    2,2026-01-03,Oslo,Lessons,piano lessons for beginners,41\n\
    3,2026-01-04,Oslo,Bicycle,an old bicycle in good order,42\n";

#[test]
fn what_was_read_is_said_and_importing_again_changes_nothing() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    let first = folder.run("-w w import ads.csv").ends(0);
    assert!(
        first
            .out
            .starts_with("3 rows read = 3 ads + 0 seen again + 0 rejects; batch b000001-"),
        "{first:?}"
    );
    let before = folder.everything_in("w");
    let again = folder.run("-w w import ads.csv").ends(0);
    assert_eq!(again.out, "nothing new: 3 rows seen again\n");
    assert_eq!(folder.everything_in("w"), before);
}

#[test]
fn an_import_brings_only_what_is_new() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    folder.write(
        "more.csv",
        format!("{ADS}4,2026-01-05,Oslo,Desk,a desk of oak,43\n"),
    );
    folder.run("-w w import ads.csv").ends(0);
    let done = folder.run("-w w import more.csv --json").ends(0).json();
    assert_eq!(
        [
            &done["rows"],
            &done["ads"],
            &done["seen_again"],
            &done["rejects"]
        ],
        [4, 1, 3, 0]
    );
    assert!(done["batch_id"].as_str().unwrap().starts_with("b000002-"));
    assert_eq!(done["sources"][0]["file"], "more.csv");
}

#[test]
fn ads_seen_again_in_another_file_are_recorded_and_the_file_once() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    folder.run("-w w import ads.csv").ends(0);
    let rows: Vec<&str> = ADS.lines().collect();
    let day = |rows: &[&str]| rows.join("\n") + "\n";
    folder.write("next.csv", day(&[rows[0], rows[3], rows[1]]));
    let done = folder.run("-w w import next.csv").ends(0);
    assert!(
        done.out
            .starts_with("2 rows read = 0 ads + 2 seen again + 0 rejects; batch b000002-"),
        "{done:?}"
    );
    let again = folder.run("-w w import next.csv").ends(0);
    assert_eq!(again.out, "nothing new: 2 rows seen again\n");
    let tables = |batch: usize| {
        let batches = folder.run("-w w batches --json").ends(0).json();
        let id = batches["batches"][batch]["batch_id"]
            .as_str()
            .unwrap()
            .to_owned();
        folder.has(&format!("w/facts/batches/{id}/seen_again.parquet"))
    };
    assert_eq!((tables(0), tables(1)), (false, true));
    folder.run("-w w verify").ends(0);
    folder.run("-w w link").ends(0);
    folder.run("-w w verify").ends(0);
}

#[test]
fn several_files_and_standard_input_are_one_batch() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    let line = b"{\"ad_id\":\"9\",\"body\":\"from a pipe\"}\n";
    let done = folder
        .run_on("-w w import ads.csv - --json", line)
        .ends(0)
        .json();
    assert_eq!((&done["rows"], &done["ads"]), (&4.into(), &4.into()));
    assert_eq!(done["sources"][1]["file"], "-");
    folder.run("-w w verify").ends(0);
}

#[test]
fn a_trial_shows_how_a_file_is_understood_and_writes_nothing() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    let done = folder.run("-w w import ads.csv --dry-run").ends(0);
    for part in [
        "name = \"ad_id\"\nas = \"id\"",
        "ad 1 (row 1)",
        "body: a quiet room near the park",
        "place: Oslo",
        "posted: 2026-01-02",
        "would import: 3 rows read = 3 ads",
    ] {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
    assert!(!folder.has("w"));
    folder.run("-w w import ads.csv").ends(0);
    let before = folder.everything_in("w");
    let done = folder.run("-w w import ads.csv --dry-run").ends(0);
    assert!(done.out.contains("would import: nothing new"), "{done:?}");
    assert_eq!(folder.everything_in("w"), before);
}

#[test]
fn a_mapping_is_obeyed_and_what_it_leaves_out_is_told() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    folder.write(
        "m.toml",
        "[[column]]\nname = \"ad_id\"\nas = \"id\"\n[[column]]\nname = \"title\"\nas = \"text\"\n",
    );
    let done = folder.run("-w w import ads.csv --mapping m.toml").ends(0);
    assert!(
        done.err
            .contains("columns not read: posted_at, place, body, shoe_size"),
        "{done:?}"
    );
    folder.write("bad.toml", "[[column]]\nname = \"title\"\nas = \"song\"\n");
    let done = folder
        .run("-w w2 import ads.csv --mapping bad.toml")
        .ends(1);
    assert!(done.err.contains("bad.toml"), "{done:?}");
    folder
        .run("-w w2 import ads.csv --mapping none.toml")
        .ends(1);
    assert!(!folder.has("w2"));
}

#[test]
fn rows_in_any_order_give_the_same_ads_and_reasons() {
    let rows = [
        "1,first content\n",
        "1,other content\n",
        "1,third content\n",
        "2,another ad\n",
        "2,another ad\n",
    ];
    let folder = Folder::new();
    let mut tables = Vec::new();
    for (at, order) in [[0, 1, 2, 3, 4], [4, 2, 1, 0, 3], [1, 3, 4, 2, 0]]
        .iter()
        .enumerate()
    {
        let body: String = order.iter().map(|row| rows[*row]).collect();
        folder.write("ads.csv", format!("ad_id,body\n{body}"));
        let done = folder
            .run(&format!("-w w{at} import ads.csv --json"))
            .ends(4)
            .json();
        assert_eq!(
            [&done["ads"], &done["seen_again"], &done["rejects"]],
            [2, 1, 2]
        );
        folder.run(&format!("-w w{at} link")).ends(0);
        folder
            .run(&format!("-w w{at} export tables --out t{at} --format csv"))
            .ends(0);
        tables.push(
            ["facts", "clusters", "links", "networks", "reasons"]
                .map(|name| folder.read(&format!("t{at}/{name}.csv"))),
        );
    }
    assert_eq!(tables[0], tables[1]);
    assert_eq!(tables[0], tables[2]);
}

#[test]
fn bad_usage_is_told_apart_from_failure() {
    let folder = Folder::new();
    for words in [
        "import",
        "scan --top many x.csv",
        "shout",
        "show",
        "demo --ads 0",
    ] {
        folder.run(words).ends(2);
    }
    for command in [
        "import", "link", "scan", "networks", "show", "demo", "batches", "forget",
    ] {
        let help = folder.run(&format!("{command} --help")).ends(0);
        assert!(
            help.out.contains(&format!("Example: daylight {command}")),
            "{help:?}"
        );
        assert!(help.out.lines().count() < 50, "{help:?}");
    }
}
