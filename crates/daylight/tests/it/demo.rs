//! `demo`: a market of its own, judged against its truth, made anew each time.

use crate::program::Folder;

#[test]
fn a_demo_runs_twice_and_says_the_same() {
    let folder = Folder::new();
    let first = folder.run("demo --ads 1500 --seed 5 --no-desk").ends(0);
    for part in [
        "A made-up market of 1,500 ads (seed 5)",
        "in truth",
        "average precision",
        "phones recall",
        "report: demo-workspace/report.html",
    ] {
        assert!(first.out.contains(part), "{part}: {}", first.out);
    }
    assert!(folder.has("demo-workspace/report.html"));
    assert!(!folder.has("daylight-workspace"));
    let second = folder.run("demo --ads 1500 --seed 5 --no-desk").ends(0);
    assert_eq!(first.out, second.out);
    let value = folder.run("demo --ads 800 --no-desk --json").ends(0).json();
    assert_eq!(value["ads"], 800);
    assert_eq!(value["evaluation"]["ads_missing"], 0);
    folder.run("-w demo-workspace verify").ends(0);
}

#[test]
fn a_demo_removes_nothing_that_it_did_not_make() {
    let folder = Folder::new();
    folder.market(200, 6);
    folder.run("-w real scan m.csv").ends(0);
    let before = folder.everything_in("real");
    let done = folder.run("-w real demo --ads 200 --no-desk").ends(1);
    assert!(
        done.err.contains("no demo made") && done.err.contains("hint: "),
        "{done:?}"
    );
    assert_eq!(folder.everything_in("real"), before);

    folder.run("demo --ads 200 --no-desk").ends(0);
    folder.write("demo-workspace/notes.txt", "mine");
    let done = folder.run("demo --ads 200 --no-desk").ends(1);
    assert!(done.err.contains("notes.txt"), "{done:?}");
    assert_eq!(folder.read("demo-workspace/notes.txt"), "mine");
    std::fs::remove_file(folder.path("demo-workspace/notes.txt")).unwrap();

    folder.write("own.csv", "ad_id,body\nown1,an ad of somebody\n");
    folder.run("-w demo-workspace import own.csv").ends(0);
    let before = folder.everything_in("demo-workspace");
    folder.run("demo --ads 200 --no-desk").ends(1);
    assert_eq!(folder.everything_in("demo-workspace"), before);
}
