//! `mapping`: how a file's columns are understood, and a mapping to edit.

use crate::program::Folder;

const ADS: &str = "nr,text,date,phone\n\
    a,a warm welcome by the river,2026-01-02,+44 7700 900123\n\
    b,a quiet room in the old town,2026-01-03,+44 7700 900124\n";

#[test]
fn the_mapping_on_standard_output_is_toml_and_the_table_is_beside_it() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    let done = folder.run("mapping ads.csv");
    assert_eq!(done.code, Some(0), "{done:?}");
    let mapping: toml::Table = done.out.parse().unwrap();
    let columns = mapping["column"].as_array().unwrap();
    assert_eq!(columns.len(), 4);
    assert_eq!(columns[1]["as"].as_str(), Some("text"));
    assert_eq!(columns[3]["as"].as_str(), Some("phone"));
    assert!(
        done.err
            .contains("phone: by its name, and its values agree"),
        "{}",
        done.err
    );
    assert!(
        done.err.contains("daylight scan ads.csv --mapping"),
        "{}",
        done.err
    );
}

#[test]
fn a_mapping_file_is_written_once() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    let done = folder.run("mapping ads.csv --out m.toml");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("column  as"), "{}", done.out);
    folder.write("m.toml", "edited");
    let again = folder.run("mapping ads.csv --out m.toml");
    assert_eq!(
        (again.code, folder.read("m.toml").as_str()),
        (Some(1), "edited")
    );
    assert!(again.err.contains("--force"), "{}", again.err);
    assert_eq!(
        folder.run("mapping ads.csv --out m.toml --force").code,
        Some(0)
    );
    assert!(folder.read("m.toml").contains("[[column]]"));
    assert_eq!(folder.names(), ["ads.csv", "m.toml"]);
}

#[test]
fn scripts_read_the_columns() {
    let folder = Folder::new();
    folder.write("ads.csv", ADS);
    let shown = folder.run("mapping ads.csv --json").json();
    let columns: Vec<String> = shown["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| format!("{}={}", column["name"], column["as"]).replace('"', ""))
        .collect();
    assert_eq!(
        columns,
        ["nr=id", "text=text", "date=posted_at", "phone=phone"]
    );
}

#[test]
fn names_from_a_file_do_not_drive_the_screen() {
    let folder = Folder::new();
    folder.write("ads.csv", "text,\u{1b}[2J\u{202e}x\na warm welcome,b\n");
    let done = folder.run("mapping ads.csv");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(!done.err.contains(['\u{1b}', '\u{202e}']), "{:?}", done.err);
    assert!(done.out.parse::<toml::Table>().is_ok(), "{}", done.out);
}

#[test]
fn what_is_no_file_of_ads_is_an_error_that_names_it() {
    let folder = Folder::new();
    folder.write("empty.csv", "");
    for name in ["empty.csv", "missing.csv", "."] {
        let done = folder.run(&format!("mapping {name}"));
        assert_eq!((done.code, done.out.as_str()), (Some(1), ""), "{done:?}");
        assert!(done.err.contains(name), "{}", done.err);
    }
}
