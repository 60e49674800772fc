//! `bench`: every stage has its row. How long it took is nobody's business here.

use crate::program::Folder;

const STAGES: [&str; 10] = [
    "floor",
    "read",
    "keep the batch",
    "normalise, extract, write facts",
    "cluster",
    "template",
    "link",
    "score",
    "write the tables",
    "all stages",
];

#[test]
fn every_stage_is_measured() {
    let folder = Folder::new();
    let measured = folder.run("bench --ads 500 --json");
    assert_eq!(measured.code, Some(0), "{measured:?}");
    let bench = measured.json();
    assert_eq!(bench["ads"], 500);
    assert!(bench["words"].as_u64().unwrap() > 5_000);
    let rows = bench["stages"].as_array().unwrap();
    let names: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["stage"].as_str())
        .collect();
    assert_eq!(names, STAGES);
    for row in rows {
        assert!(row["seconds"].as_f64().unwrap() > 0.0, "{row}");
        assert!(row["ads_per_second"].as_f64().unwrap() > 0.0, "{row}");
    }
    if cfg!(target_os = "linux") {
        let all = &rows[9];
        assert!(all["peak_bytes"].as_u64().unwrap() > 1 << 20, "{all}");
        assert!(
            rows[1]["read_bytes"].as_u64().unwrap() > 10_000,
            "{}",
            rows[1]
        );
        assert!(all["written_bytes"].as_u64().unwrap() > 10_000, "{all}");
    }
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[test]
fn a_file_of_ones_own_is_measured_in_a_table() {
    let folder = Folder::new();
    folder.run("synth --ads 500 --out m.csv --truth t.csv");
    let done = folder.run("bench m.csv");
    assert_eq!(done.code, Some(0), "{done:?}");
    for stage in STAGES {
        assert!(done.out.contains(stage), "{stage}: {}", done.out);
    }
    folder.write("m.zst", b"\x28\xb5\x2f\xfd");
    assert_eq!(folder.run("bench m.zst").code, Some(1));
}
