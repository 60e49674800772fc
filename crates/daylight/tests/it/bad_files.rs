//! Bad input, case by case: a file that cannot be read ends in exit 1 and leaves everything as it
//! was; a row that cannot be read is a stored reject and exit 4.

use std::fs;

use crate::program::Done;
use crate::program::Folder;

const GOOD: &str = "ad_id,title,body\n\
    g1,Room,a quiet room near the park with a desk\n\
    g2,Lessons,piano lessons for beginners of any age\n";

/// Imports a good file, then a bad one beside another good one: exit 1, the bad file and the next
/// step named, nothing kept of either, and what was there before whole.
fn refused(name: &str, bytes: impl AsRef<[u8]>, said: &str) -> Done {
    let folder = Folder::new();
    folder.write(name, bytes);
    refused_in(&folder, name, said)
}

fn refused_in(folder: &Folder, name: &str, said: &str) -> Done {
    folder.write("good.csv", GOOD);
    folder.write("other.csv", "ad_id,body\no1,another ad of few words\n");
    folder.run(&format!("-w new import {name}")).ends(1);
    assert!(!folder.has("new"), "{name} made a workspace");
    folder.run("-w w import good.csv").ends(0);
    let before = folder.everything_in("w");
    let done = folder.run(&format!("-w w scan other.csv {name}")).ends(1);
    assert_eq!(done.out, "");
    let first = done.err.lines().next().unwrap();
    assert!(first.starts_with("daylight: "), "{done:?}");
    assert!(first.contains(name) && first.contains(said), "{done:?}");
    assert!(done.err.contains("\nhint: "), "{done:?}");
    assert!(!done.err.contains("panicked"), "{done:?}");
    assert_eq!(
        folder.everything_in("w"),
        before,
        "{name} changed the workspace"
    );
    folder.run("-w w verify").ends(0);
    done
}

/// Imports a file with a bad row: exit 4, `ads` kept, and the reject on record with its file, row
/// and reason.
fn rejected(name: &str, bytes: impl AsRef<[u8]>, ads: u64, row: u64, said: &str) -> Done {
    let folder = Folder::new();
    folder.write(name, bytes);
    folder.write("good.csv", GOOD);
    folder.run("-w w import good.csv").ends(0);
    let done = folder.run(&format!("-w w import {name}")).ends(4);
    assert!(done.out.contains(&format!("{ads} ad")), "{done:?}");
    assert!(
        done.err.contains(&format!("{name} row {row}: ")),
        "{done:?}"
    );
    assert!(done.err.contains(said), "{done:?}");
    assert!(done.err.contains("hint: "), "{done:?}");
    folder.run("-w w verify").ends(0);
    folder.run("-w w link").ends(0);
    folder
        .run("-w w export tables --out tables --format csv")
        .ends(0);
    let rejects = folder.read("tables/rejects.csv");
    assert!(rejects.contains(&format!("{name},{row},")), "{rejects}");
    let again = folder.run(&format!("-w w import {name}")).ends(0);
    assert!(again.out.contains("nothing new"), "{again:?}");
    done
}

/// Imports a file that only looks bad: exit 0 and every row kept.
fn kept(name: &str, bytes: impl AsRef<[u8]>, ads: u64) -> Folder {
    let folder = Folder::new();
    folder.write(name, bytes);
    let done = folder
        .run(&format!("-w w import {name} --json"))
        .ends(0)
        .json();
    assert_eq!((&done["ads"], &done["rejects"]), (&ads.into(), &0.into()));
    folder.run("-w w verify").ends(0);
    folder
}

#[test]
fn a_missing_file() {
    refused_in(&Folder::new(), "missing.csv", "there is no such file");
}

#[test]
fn a_folder_where_a_file_should_be() {
    let folder = Folder::new();
    fs::create_dir(folder.path("ads.csv")).unwrap();
    refused_in(&folder, "ads.csv", "it is a folder");
}

#[test]
fn an_empty_file() {
    refused("ads.csv", "", "the file is empty");
}

#[test]
fn a_missing_text_column() {
    let done = refused(
        "ads.csv",
        "ad_id,price\n1,100\n2,200\n",
        "looks like the text",
    );
    assert!(done.err.contains("daylight mapping ads.csv"), "{done:?}");
}

#[test]
fn a_truncated_zstd() {
    let mut text = GOOD.to_owned();
    let row = |at: u32| format!("t{at},Title {},body {} of an ad\n", at * 7, at * 13);
    text.extend((0..50_000).map(row));
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    for length in [20, packed.len() / 2, packed.len() - 1] {
        refused("ads.csv.zst", &packed[..length], "ends too early");
    }
}

#[test]
fn a_file_that_is_not_the_parquet_it_claims_to_be() {
    refused("ads.parquet", GOOD, "no Parquet file");
    let mut bytes = b"PAR1".to_vec();
    bytes.extend([0xff; 200]);
    bytes.extend([200, 0, 0, 0]);
    bytes.extend(b"PAR1");
    refused("ads.parquet", bytes, "");
}

#[test]
fn json_a_hundred_thousand_deep() {
    refused("ads.json", "[".repeat(100_000), "deeper than");
    let inside = format!(
        "{{\"body\":\"a fine ad\"}}\n{{\"body\":{}1{}}}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    refused("ads.jsonl", inside, "after row 1");
}

#[test]
fn a_file_of_too_many_columns() {
    let names: Vec<String> = (0..20_000).map(|at| format!("c{at}")).collect();
    refused(
        "ads.csv",
        format!("body,{}\n", names.join(",")),
        "the limit is",
    );
}

#[test]
fn ten_thousand_columns_are_read() {
    let names: Vec<String> = (0..10_000).map(|at| format!("c{at}")).collect();
    let cells = vec!["v"; 10_000];
    let text = format!(
        "ad_id,body,{}\n1,a few words of an ad,{}\n",
        names.join(","),
        cells.join(",")
    );
    kept("ads.csv", text, 1);
}

#[test]
fn a_broken_quote() {
    rejected(
        "ads.csv",
        "ad_id,title,body\n1,a,\"fine text of this ad\"\n2,b,\"broken quote here\n3,c,third text\n4,d,\"ok text\"\n",
        3,
        2,
        "line 3: a quoted cell",
    );
}

#[test]
fn a_bad_json_line() {
    rejected(
        "ads.jsonl",
        "{\"ad_id\":\"1\",\"body\":\"one fine ad\"}\n{\"ad_id\":\"2\",\"body\":\"half\n{\"ad_id\":\"3\",\"body\":\"another fine ad\"}\n",
        2,
        2,
        "not valid JSON",
    );
}

#[test]
fn a_field_of_fifty_mebibytes() {
    let text = format!(
        "ad_id,title,body\n1,a,fine text\n2,b,{}\n3,c,also fine text\n",
        "x".repeat(50 << 20)
    );
    rejected("ads.csv", text, 2, 2, "32 MiB");
}

#[test]
fn an_id_used_again_for_other_content() {
    let text = "ad_id,title,body\n1,a,first content\n1,b,other content\n2,c,third content\n";
    let folder = Folder::new();
    folder.write("ads.csv", text);
    let done = folder.run("-w w import ads.csv --json").ends(4).json();
    assert_eq!((&done["ads"], &done["rejects"]), (&2.into(), &1.into()));

    folder.write(
        "more.csv",
        "ad_id,title,body\n2,c,not the third content\n3,d,new content\n",
    );
    let done = folder.run("-w w import more.csv").ends(4);
    assert!(
        done.err.contains("more.csv row 1: its id is used"),
        "{done:?}"
    );
    folder.run("-w w verify").ends(0);
}

#[test]
fn a_date_in_the_year_30000() {
    rejected(
        "ads.csv",
        "ad_id,posted_at,body\n1,30000-01-01,first text\n2,2024-05-05,second text\n\
         3,2024-05-06,third text\n4,2024-05-07,fourth text\n5,2024-05-08,fifth text\n",
        4,
        1,
        "posted_at",
    );
}

#[test]
fn nul_bytes_and_other_encodings_are_read() {
    kept(
        "nul.csv",
        b"ad_id,title,body\n1,a,\"text with \0 in it\"\n2,b,fine text\n",
        2,
    );
    let accents = "ad_id,title,body\n1,Café,déjà vu à la carte près de la gare\n2,a,très bien\n";
    let latin: Vec<u8> = accents
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let shown = kept("latin.csv", latin, 2)
        .run("-w x import --dry-run latin.csv")
        .ends(0);
    assert!(shown.out.contains("déjà vu à la carte"), "{shown:?}");
    let mut wide = vec![0xff, 0xfe];
    wide.extend(accents.encode_utf16().flat_map(u16::to_le_bytes));
    let shown = kept("wide.csv", wide, 2)
        .run("-w x import --dry-run wide.csv")
        .ends(0);
    assert!(shown.out.contains("déjà vu à la carte"), "{shown:?}");
}

#[test]
fn a_header_alone_is_no_ads() {
    let folder = Folder::new();
    folder.write("ads.csv", "ad_id,title,body\n");
    let done = folder.run("-w w import ads.csv").ends(0);
    assert!(done.out.contains("nothing to import"), "{done:?}");
}
