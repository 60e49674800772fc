//! The examples of the documents, run as they stand.

use std::process::Command;

use crate::program::Folder;

const FORMATS: &str = include_str!("../../../../docs/formats/workspace.md");

/// The pieces of Python in a document, in order.
fn python(document: &str) -> Vec<&str> {
    let pieces = document.split("```python\n").skip(1);
    pieces
        .map(|piece| piece.split("```").next().unwrap())
        .collect()
}

/// With an interpreter that has pyarrow: `python3`, or the one that `DAYLIGHT_PYTHON` names.
#[test]
fn another_program_reads_the_tables_as_the_document_says() {
    let python3 = std::env::var("DAYLIGHT_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_pyarrow = Command::new(&python3)
        .args(["-c", "import pyarrow.parquet.encryption"])
        .output();
    if !has_pyarrow.is_ok_and(|tried| tried.status.success()) {
        println!("skipped: `{python3}` has no pyarrow; DAYLIGHT_PYTHON names another");
        return;
    }
    let folder = Folder::new();
    folder.write(
        "m.csv",
        "id,text\n1,\"My name is Mina, call me on 020 7946 0123\"\n",
    );
    folder.run("-w w import m.csv").ends(0);
    let run = folder.run("-w w link --json").ends(0).json()["run_id"].clone();
    let batches = folder.run("-w w batches --json").ends(0).json();
    let batch = batches["batches"][0]["batch_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let pieces = python(FORMATS);
    assert_eq!(pieces.len(), 2);
    let (plain, private) = (pieces[0].trim_end(), pieces[1].trim_end());
    let script = format!(
        "workspace = \"w\"\nrun = \"w/facts/runs/\" + {run}\nbatch = \"w/facts/batches/{batch}\"\n\
         {plain}\nfacts = pq.read_table(run + \"/facts.parquet\", columns=[\"kind\", \"value\"])\n\
         print(facts[\"kind\"].to_pylist(), \"0123\" in str(facts[\"value\"]))\n\
         {private}\nads = pq.read_table(batch + \"/ads.parquet\", decryption_properties=props)\n\
         print(ads.to_pylist())\n"
    );
    folder.write("example.py", script);
    let mut command = Command::new(python3);
    let done = command
        .current_dir(folder.path(""))
        .arg("example.py")
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8(done.stdout).unwrap(),
        String::from_utf8(done.stderr).unwrap(),
    );
    assert!(done.status.success(), "{err}");
    let (facts, ads) = out.split_once('\n').unwrap();
    assert!(
        facts.contains("'phone'") && facts.ends_with("False"),
        "{facts}"
    );
    assert!(ads.contains("call me on 020 7946 0123"), "{ads}");
}
