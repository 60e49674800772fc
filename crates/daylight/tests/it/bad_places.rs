//! Outputs that cannot be written: exit 1, a next step, and nothing already written is harmed.

use std::fs;
use std::fs::File;
use std::process::Stdio;

use crate::program::Folder;
use crate::program::done;

fn scanned() -> Folder {
    let folder = Folder::new();
    folder.market(300, 3);
    folder.run("-w w scan m.csv").ends(0);
    folder
}

#[test]
fn a_full_disk_behind_standard_output() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        println!("skipped: there is no /dev/full here");
        return;
    };
    let folder = scanned();
    for words in [
        "networks",
        "networks --json",
        "link",
        "scan m.csv",
        "import m.csv",
        "forget last --dry-run",
    ] {
        let mut command = folder.command(&format!("-w w {words}"));
        command.stdout(Stdio::from(full.try_clone().unwrap()));
        let done = done(&mut command).ends(1);
        assert!(done.err.contains("standard output"), "{words}: {done:?}");
    }
    folder.run("-w w verify").ends(0);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let folder = scanned();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = folder.command("-w w networks");
    command.stdout(Stdio::from(writer));
    let done = done(&mut command).ends(0);
    assert_eq!(done.err, "");
}

#[test]
fn a_folder_where_the_report_should_be() {
    let folder = scanned();
    fs::remove_file(folder.path("w/report.html")).unwrap();
    fs::create_dir(folder.path("w/report.html")).unwrap();
    let done = folder.run("-w w scan m.csv").ends(1);
    assert!(
        done.err.contains("report.html") && done.err.contains("hint: "),
        "{done:?}"
    );
    folder.run("-w w verify").ends(0);
    folder.run("-w w networks").ends(0);
}

#[test]
fn a_file_where_the_workspace_should_be() {
    let folder = Folder::new();
    folder.market(50, 3);
    folder.write("w", "something else");
    let done = folder.run("-w w scan m.csv").ends(1);
    assert!(
        done.err.contains("`w`") && done.err.contains("hint: "),
        "{done:?}"
    );
    assert_eq!(folder.read("w"), "something else");
}

#[test]
fn a_folder_of_other_things_is_no_workspace() {
    let folder = Folder::new();
    folder.market(50, 3);
    fs::create_dir(folder.path("w")).unwrap();
    folder.write("w/letters.txt", "dear");
    let done = folder.run("-w w import m.csv").ends(1);
    assert!(done.err.contains("hint: "), "{done:?}");
    assert!(!folder.has("w/facts"));
}

#[test]
fn reading_makes_no_workspace() {
    let folder = Folder::new();
    for words in ["link", "networks", "show 1", "batches", "forget last"] {
        let done = folder.run(&format!("-w none {words}")).ends(1);
        assert!(done.err.contains("hint: "), "{words}: {done:?}");
        assert!(!folder.has("none"), "{words}");
    }
}

#[test]
fn a_damaged_batch_is_listed_as_that_beside_the_others() {
    let folder = scanned();
    folder.write("more.csv", "ad_id,body\nx1,an ad of its own kind\n");
    folder.run("-w w import more.csv").ends(0);
    let listed = folder.run("-w w batches --json").ends(0).json();
    let second = listed["batches"][1]["batch_id"].as_str().unwrap();
    let manifest = format!("w/facts/batches/{second}/manifest.json");
    folder.write(
        &manifest,
        folder.read(&manifest).replace("\"ads\"", "\"sad\""),
    );
    let damaged = folder.run("-w w batches").ends(1);
    assert!(damaged.out.contains("b000001-"), "{damaged:?}");
    assert!(
        damaged.out.contains(&format!("damaged: {second}")),
        "{damaged:?}"
    );
}

#[test]
fn a_second_writer_is_told_to_wait() {
    let folder = scanned();
    let lock = File::open(folder.path("w/lock")).unwrap();
    lock.lock().unwrap();
    for words in ["link", "forget last"] {
        let done = folder.run(&format!("-w w {words}")).ends(1);
        assert!(done.err.contains("another Daylight is writing"), "{done:?}");
    }
    folder.run("-w w networks").ends(0);
}

#[test]
fn a_damaged_run_does_not_stand_in_the_way_of_the_next() {
    let folder = scanned();
    let run = folder.run("-w w link --json").ends(0).json()["run_id"].clone();
    let members = format!(
        "w/facts/runs/{}/network_members.parquet",
        run.as_str().unwrap()
    );
    folder.write("more.csv", "ad_id,body\nx1,an ad of its own kind\n");
    folder.run("-w w import more.csv").ends(0);
    folder.write(&members, "no table");
    folder.run("-w w verify").ends(1);
    let linked = folder.run("-w w link").ends(0);
    assert!(linked.err.contains("begin a history anew"), "{linked:?}");
    folder.run("-w w networks").ends(0);
}
