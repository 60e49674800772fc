//! `explain`: one text in, every fact out.

use std::fmt::Write;

use crate::program::Folder;

const TEXT: &str =
    "Hi\u{200b}! I am Mia, call 0 7 7 zero zero nine 0 0 1 2 3 or mia at mail dot example";

/// Explains a text and checks that every fact stands where it says.
fn facts(text: &str) -> Vec<serde_json::Value> {
    let done = Folder::new().run_on("explain --json", text.as_bytes());
    assert_eq!(done.code, Some(0), "{done:?}");
    let facts = done.json()["facts"].as_array().unwrap().clone();
    for fact in &facts {
        let place = |key: &str| usize::try_from(fact[key].as_u64().unwrap()).unwrap();
        let cut = text.get(place("start")..place("end"));
        assert_eq!(cut, fact["original"].as_str(), "{fact}");
    }
    facts
}

#[test]
fn every_fact_stands_where_it_says() {
    let found: Vec<String> = facts(TEXT)
        .iter()
        .map(|fact| format!("{} {}", fact["kind"], fact["value"]).replace('"', ""))
        .collect();
    assert_eq!(
        found,
        ["name mia", "phone +447700900123", "email mia@mail.example"]
    );
}

#[test]
fn spans_count_the_bytes_given_a_mark_and_nul_included() {
    for text in [
        "\u{feff}call +44 7700 900123",
        "call\0 +44 7700 900123",
        "ทุกวัน ☎️ +44 7700 900123 💋",
        "&amp; ＋４４ ７７００ ９００１２３",
    ] {
        let phones = facts(text);
        assert!(
            phones.iter().any(|fact| fact["value"] == "+447700900123"),
            "{text:?}: {phones:?}"
        );
    }
}

#[test]
fn nothing_is_found_in_nothing() {
    let done = Folder::new().run_on("explain --json", b"");
    assert_eq!(done.code, Some(0));
    assert_eq!(
        done.json(),
        serde_json::json!({"normalised": "", "facts": []})
    );
}

#[test]
fn a_text_in_another_encoding_is_decoded() {
    let folder = Folder::new();
    let utf16: Vec<u8> = "\u{feff}mia@mail.example"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    folder.write("a.txt", utf16);
    let done = folder.run("explain a.txt --json");
    assert_eq!(done.json()["facts"][0]["value"], "mia@mail.example");
    let done = folder.run_on("explain --json", b"caf\xe9 by the river, mia@mail.example");
    assert!(done.json()["normalised"].as_str().unwrap().contains("café"));
}

#[test]
fn a_country_is_a_hint() {
    let folder = Folder::new();
    let value = |words: &str| {
        let done = folder.run_on(words, b"call 06 12 34 56 78 or 020 7946 0018");
        done.json()["facts"].to_string()
    };
    assert!(value("explain --json --country gb").contains("+442079460018"));
    let wrong = folder.run("explain --country england");
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
}

#[test]
fn a_person_reads_a_table_and_no_control_reaches_the_screen() {
    let done = Folder::new().run_on(
        "explain",
        "\u{1b}[2Jcall\u{202e} +44 7700 900123".as_bytes(),
    );
    assert_eq!(done.code, Some(0));
    assert!(done.out.contains("phone  +447700900123"), "{}", done.out);
    assert!(done.out.contains("reserved for fiction"), "{}", done.out);
    assert!(!done.out.contains(['\u{1b}', '\u{202e}']), "{}", done.out);
}

#[test]
fn a_text_past_the_limit_is_refused() {
    let text = vec![b'a'; (32 << 20) + 1];
    let done = Folder::new().run_on("explain", &text);
    assert_eq!((done.code, done.out.as_str()), (Some(1), ""));
    assert!(done.err.contains("32 MiB"), "{}", done.err);
    assert!(done.err.contains("\nhint: "), "{}", done.err);
}

#[test]
fn a_folder_or_a_missing_file_is_an_error() {
    let folder = Folder::new();
    for path in [".", "missing.txt"] {
        let done = folder.run(&format!("explain {path}"));
        assert_eq!((done.code, done.out.as_str()), (Some(1), ""));
        assert!(done.err.contains(path), "{}", done.err);
    }
}

#[test]
fn many_facts_in_a_long_text_keep_their_places() {
    let mut text = String::new();
    for line in 0..2_000 {
        writeln!(text, "{line} é \u{202e} call +44 7700 900123 now").unwrap();
    }
    assert!(facts(&text).len() >= 2_000);
}

#[test]
fn an_unwritable_output_is_a_failure() {
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else {
        return;
    };
    let folder = Folder::new();
    folder.write("a.txt", TEXT);
    let mut command = folder.command("explain a.txt");
    command.stdout(full);
    let done = crate::program::done(command);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.err.contains("standard output"), "{}", done.err);
}
