//! Hostile and damaged files: nothing panics, nothing is lost in silence.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test they serve"
)]

use std::fmt::Write as _;
use std::io;
use std::io::Cursor;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write as _;

use daylight_engine::read::Mapping;
use daylight_engine::read::ReadError;
use daylight_engine::read::Row;
use daylight_engine::read::Source;
use daylight_model::Ad;

/// What came of a file: the ads, the rejects as `row: reason`, and the error that ended it.
struct Outcome {
    ads: Vec<Ad>,
    rejects: Vec<String>,
    error: Option<ReadError>,
}

fn read_with(file: &str, bytes: Vec<u8>, mapping: &Mapping) -> Outcome {
    let mut outcome = Outcome {
        ads: Vec::new(),
        rejects: Vec::new(),
        error: None,
    };
    let source = Source::new(file, Cursor::new(bytes)).unwrap();
    let rows = match source.rows(mapping) {
        Ok(rows) => rows,
        Err(error) => {
            outcome.error = Some(error);
            return outcome;
        }
    };
    for row in rows {
        match row {
            Ok(Row::Ad(ad)) => outcome.ads.push(*ad),
            Ok(Row::Reject(reject)) => outcome
                .rejects
                .push(format!("{}: {}", reject.source.row, reject.reason)),
            Err(error) => outcome.error = Some(error),
        }
    }
    outcome
}

fn read(file: &str, bytes: impl Into<Vec<u8>>) -> Outcome {
    read_with(file, bytes.into(), &Mapping::default())
}

fn texts(outcome: &Outcome) -> Vec<&str> {
    let fields = outcome.ads.iter().flat_map(|ad| &ad.fields);
    fields.map(|field| field.text.reveal()).collect()
}

fn message(outcome: &Outcome) -> String {
    outcome.error.as_ref().map(ToString::to_string).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// A table long enough that a cut in its compressed form leaves whole rows before it.
fn long_csv() -> Vec<u8> {
    let mut text = String::from("id,text\n");
    let mut state = 1_u64;
    for row in 0..50_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        writeln!(text, "{row},words of ad {state}").unwrap();
    }
    text.into_bytes()
}

#[test]
fn a_quote_that_never_closes_costs_its_own_row_only() {
    let outcome = read(
        "ads.csv",
        "id,text\n1,first\n2,\"never closed\n3,third\n4,fourth\n",
    );
    assert_eq!(texts(&outcome), ["first", "third", "fourth"]);
    assert_eq!(
        outcome.rejects,
        ["2: line 3: a quoted cell is not closed, or a quote inside it is not doubled"]
    );
    assert!(outcome.error.is_none());
}

#[test]
fn a_quote_that_closes_in_a_later_row_swallows_no_row_in_silence() {
    let outcome = read(
        "ads.csv",
        "id,text\n1,\"never closed\n2,\"second\"\n3,\"third\"\n",
    );
    assert_eq!(texts(&outcome), ["second", "third"]);
    assert_eq!(outcome.rejects.len(), 1);
}

#[test]
fn the_rest_of_a_broken_row_is_no_ad() {
    let outcome = read(
        "ads.csv",
        "id,text,place\n1,\"two lines\nwith a \"stray\" quote\",Lyon\n2,good,Oslo\n3,short\n",
    );
    assert_eq!(texts(&outcome), ["good", "short"]);
    assert_eq!(outcome.rejects.len(), 2, "{:?}", outcome.rejects);
}

#[test]
fn ragged_rows() {
    let outcome = read("ads.csv", "id,text,place\n1,short\n2,b,c,d\n3,whole,Oslo\n");
    assert_eq!(texts(&outcome), ["short", "whole"]);
    assert_eq!(
        outcome.rejects,
        ["2: line 3: 4 cells, but the file has 3 columns"]
    );
}

#[test]
fn a_bad_line_of_json_is_a_reject() {
    let outcome = read(
        "ads.jsonl",
        "{\"id\":1,\"text\":\"one\"}\n{\"id\":2,\"text\":\n[1]\n\n{\"id\":3,\"text\":\"three\"}\n",
    );
    assert_eq!(texts(&outcome), ["one", "three"]);
    assert_eq!(
        outcome.rejects,
        [
            "2: line 2: not valid JSON near its character 15",
            "3: line 3: the row is no JSON object"
        ]
    );
    assert_eq!(outcome.ads[1].source.row, 4);
}

#[test]
fn json_nested_a_hundred_thousand_deep_ends_the_file() {
    let deep = "[".repeat(100_000);
    for (file, text) in [
        ("deep.json", deep.clone()),
        (
            "deep.json",
            format!("[{{\"text\":\"a\"}},{{\"text\":{deep}"),
        ),
        (
            "deep.jsonl",
            format!("{{\"text\":\"a\"}}\n{{\"text\":{deep}}}\n"),
        ),
        ("deep.json", "{\"a\":".repeat(100_000)),
    ] {
        let outcome = read(file, text);
        let message = message(&outcome);
        assert!(
            message.contains(file) && message.contains("nested"),
            "{message}"
        );
        assert!(outcome.rejects.is_empty());
    }
}

#[test]
fn json_nested_a_hundred_deep_is_a_reject() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let outcome = read(
        "deep.json",
        format!("[{{\"text\":\"a\"}},{{\"text\":{deep}}},{{\"text\":\"b\"}}]"),
    );
    assert_eq!(texts(&outcome), ["a", "b"]);
    assert_eq!(
        outcome.rejects,
        ["2: line 1: JSON nested deeper than 64 levels"]
    );
}

#[test]
fn a_json_array_that_ends_early_keeps_what_was_read() {
    let outcome = read("cut.json", "[{\"text\":\"one\"},\n{\"text\":\"tw");
    assert_eq!(texts(&outcome), ["one"]);
    assert!(matches!(
        outcome.error,
        Some(ReadError::Truncated { row: 1, .. })
    ));
}

#[test]
fn json_in_several_lines_and_one_after_the_other() {
    let outcome = read(
        "ads.json",
        "{\n \"text\": \"one\",\n \"contact\": {\"phone\": [\"+1 212 555 0100\", \"+1 212 555 0101\"]}\n}\n{\n \"text\": \"two\"}\n",
    );
    assert_eq!(texts(&outcome), ["one", "two"]);
    let phones = &outcome.ads[0].columns[0];
    assert_eq!(phones.name.as_str(), "contact.phone");
    assert_eq!(phones.value.reveal(), "+1 212 555 0100\n+1 212 555 0101");
}

#[test]
fn a_number_json_cannot_hold_is_no_id() {
    let outcome = read(
        "ids.jsonl",
        "{\"id\":12345678901234567890123,\"text\":\"a\"}\n{\"id\":7,\"text\":\"b\"}\n",
    );
    assert_eq!(texts(&outcome), ["b"]);
    assert_eq!(outcome.rejects.len(), 1);
}

#[test]
fn nul_becomes_a_replacement_character() {
    let outcome = read("ads.csv", "id,text\n1,before\0after\n");
    assert_eq!(texts(&outcome), ["before\u{fffd}after"]);
}

#[test]
fn a_field_of_fifty_mebibytes_is_a_reject_and_the_next_row_is_read() {
    let long = "x ".repeat(25 << 20);
    for text in [
        format!("id,text\n1,first\n2,{long}\n3,third\n"),
        format!("id,text\n1,first\n2,\"{long}\"\n3,third\n"),
        format!("{{\"text\":\"first\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"third\"}}\n"),
        format!("[{{\"text\":\"first\"}},{{\"text\":\"{long}\"}},{{\"text\":\"third\"}}]"),
    ] {
        let outcome = read("long", zstd(text.as_bytes()));
        assert_eq!(texts(&outcome), ["first", "third"]);
        assert_eq!(outcome.rejects.len(), 1);
        assert!(
            outcome.rejects[0].contains("over 32 MiB"),
            "{:?}",
            outcome.rejects
        );
    }
}

#[test]
fn a_row_over_its_limit_is_a_reject_whatever_its_cells() {
    let cell = "y".repeat(20 << 20);
    let text =
        format!("id,text,a,b,c,d\n1,one,,,,\n2,two,{cell},{cell},{cell},{cell}\n3,three,,,,\n");
    let outcome = read("wide.csv", text);
    assert_eq!(texts(&outcome), ["one", "three"]);
    assert_eq!(outcome.rejects.len(), 1);
}

#[test]
fn ten_thousand_columns_are_read_and_a_million_refused() {
    let wide = |columns: usize| {
        let names: Vec<String> = (0..columns).map(|n| format!("c{n}")).collect();
        let cells = vec!["1"; columns];
        format!(
            "text,{}\nhello there,{}\n",
            names.join(","),
            cells.join(",")
        )
    };
    assert_eq!(texts(&read("wide.csv", wide(10_000))), ["hello there"]);
    let outcome = read("wide.csv", wide(1_000_000));
    let message = message(&outcome);
    assert!(message.contains("1000001 columns"), "{message}");
}

#[test]
fn a_million_empty_columns_are_refused_too() {
    let outcome = read("wide.csv", ",".repeat(999_999));
    assert!(matches!(outcome.error, Some(ReadError::TooMuch { .. })));
}

#[test]
fn a_date_in_the_year_30000_is_a_reject() {
    let outcome = read(
        "ads.csv",
        "id,text,date\n1,a,2024-05-01\n2,b,30000-01-01\n3,c,\n4,d,n/a\n5,e,2024-05-02\n6,f,2024-05-03\n7,g,2024-05-04\n",
    );
    assert_eq!(texts(&outcome), ["a", "c", "d", "e", "f", "g"]);
    assert_eq!(
        outcome.rejects,
        ["2: line 3: posted_at is not a date between 1970 and 2100"]
    );
    assert!(outcome.ads[1].posted_at.is_none());
}

#[test]
fn coordinates_out_of_range_are_unknown_and_never_zero() {
    let outcome = read(
        "ads.csv",
        "text,lat,lon\na,52.1,4.3\nb,99,4.3\nc,,\nd,52.1,\ne,NaN,4\nf,-33.9,151.2\n",
    );
    let known: Vec<bool> = outcome
        .ads
        .iter()
        .map(|ad| ad.coordinates.is_some())
        .collect();
    assert_eq!(known, [true, false, false, false, false, true]);
}

#[test]
fn a_row_without_text_or_identifier_is_a_reject() {
    let outcome = read(
        "ads.csv",
        "id,text,phone\n1,a,\n2,  ,\n3,,+1 212 555 0100\n",
    );
    assert_eq!(outcome.ads.len(), 2);
    assert_eq!(
        outcome.rejects,
        ["2: line 3: no text and no identifier in the row"]
    );
}

#[test]
fn files_that_are_not_what_they_seem() {
    for (file, bytes, expected) in [
        ("a.csv", Vec::new(), "the file is empty"),
        ("a.csv.zst", zstd(b""), "the file is empty"),
        ("a.parquet", b"id,text\n1,a\n".to_vec(), "no Parquet file"),
        ("a.parquet", b"PAR1 and then nothing".to_vec(), "Parquet"),
        ("a.xlsx", b"PK\x03\x04 and then nothing".to_vec(), "XLSX"),
        (
            "a.csv",
            (0..=255_u8).cycle().take(9_999).collect(),
            "neither text",
        ),
        ("a.csv", b"%PDF-1.7\n%stuff\n".to_vec(), "PDF"),
        (
            "a.csv",
            b"id,age\n1,2\n3,4\n".to_vec(),
            "looks like the text of an ad",
        ),
    ] {
        let message = message(&read(file, bytes));
        assert!(message.contains(file), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_compressed_file_cut_short_keeps_what_was_read() {
    let plain = long_csv();
    for (file, whole) in [("a.csv.gz", gzip(&plain)), ("a.csv.zst", zstd(&plain))] {
        let cut = whole.get(..whole.len() * 3 / 4).unwrap().to_vec();
        let outcome = read(file, cut);
        assert!(outcome.ads.len() > 10_000, "{file}: {}", outcome.ads.len());
        let message = message(&outcome);
        assert!(
            message.contains(file) && message.contains("ends too early"),
            "{message}"
        );
        let row = format!("after row {}", outcome.ads.len() + outcome.rejects.len());
        assert!(message.contains(&row), "{message}");
    }
}

#[test]
fn a_compressed_file_cut_in_its_first_bytes() {
    for whole in [gzip(b"id,text\n1,a\n"), zstd(b"id,text\n1,a\n")] {
        let outcome = read("a.csv.gz", whole.get(..9).unwrap());
        assert!(
            matches!(outcome.error, Some(ReadError::Truncated { .. })),
            "{:?}",
            outcome.error
        );
    }
}

#[test]
fn gzip_of_several_members_and_zstd_of_several_frames() {
    let (one, two) = (b"id,text\n1,a\n", b"2,b\n3,c\n");
    for bytes in [
        [gzip(one), gzip(two)].concat(),
        [zstd(one), zstd(two)].concat(),
    ] {
        assert_eq!(texts(&read("a.csv", bytes)), ["a", "b", "c"]);
    }
}

#[test]
fn a_bomb_is_read_in_bounded_memory() {
    // A gibibyte of one line, a megabyte as a file.
    let mut bomb = zstd::Encoder::new(Vec::new(), 1).unwrap();
    bomb.write_all(b"id,text\n1,first\n2,").unwrap();
    let block = vec![b'x'; 1 << 20];
    for _ in 0..256 {
        bomb.write_all(&block).unwrap();
    }
    bomb.write_all(b"\n3,third\n").unwrap();
    let outcome = read("bomb.csv.zst", bomb.finish().unwrap());
    assert_eq!(texts(&outcome), ["first", "third"]);
    assert_eq!(outcome.rejects.len(), 1);
}

/// Fails with the error of a folder after a first look at its length.
struct Folder;

impl Read for Folder {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::IsADirectory.into())
    }
}

impl Seek for Folder {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Ok(0)
    }
}

#[test]
fn a_folder_is_named_as_one() {
    let source = Source::new("ads", Folder).unwrap();
    let error = source.mapping(&Mapping::default()).unwrap_err();
    assert!(error.to_string().contains("it is a folder"), "{error}");
}

#[test]
fn a_mapping_that_does_not_fit_says_so() {
    for (toml, expected) in [
        (
            "[[column]]\nname = \"nowhere\"\nas = \"text\"\n",
            "no column `nowhere`",
        ),
        (
            "encoding = \"klingon\"\n",
            "no encoding is called `klingon`",
        ),
        (
            "zone = \"Mars/Olympus\"\n",
            "no time zone is called `Mars/Olympus`",
        ),
        ("colour = 3\n", "unknown field"),
        (
            "[[column]]\nname = \"a\"\nas = \"id\"\n[[column]]\nname = \"b\"\nas = \"id\"\n",
            "two columns are marked `id`",
        ),
    ] {
        let said = match Mapping::from_toml(toml) {
            Err(error) => error.to_string(),
            Ok(mapping) => message(&read_with("a.csv", b"id,text\n1,a\n".to_vec(), &mapping)),
        };
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn no_error_or_reject_quotes_the_file() {
    let canary = "canary-name";
    for text in [
        format!("id,text\n1,\"{canary}\n"),
        format!("{{\"text\":\"a\"}}\n{{\"text\":\"{canary}\n"),
        format!("[{{\"text\":\"a\"}},{{\"text\":\"{canary}"),
        format!("[{{\"text\":\"a\"}}] {canary}"),
        format!("text,date\na,2024-01-01\nb,2024-01-01\nc,2024-01-01\nd,2024-01-01\nx,{canary}\n"),
    ] {
        let outcome = read("a.csv", text);
        let said = format!("{:?} {:?}", outcome.rejects, outcome.error);
        assert!(
            outcome.rejects.len() + usize::from(outcome.error.is_some()) == 1,
            "{said}"
        );
        assert!(!said.contains(canary), "{said}");
    }
}

#[test]
fn ids_are_the_files_own_else_of_the_files_name_and_row() {
    let outcome = read("folder/a.csv", "id,text\n 7 ,a\n8,b\n");
    assert_eq!(outcome.ads[0].id.as_str(), "7");
    let one = read("folder/a.csv", "text,place\nfirst,Oslo\nsecond,Oslo\n");
    let moved = read("elsewhere/a.csv", "text,place\nfirst,Oslo\nsecond,Oslo\n");
    assert_eq!(one.ads[0].id, moved.ads[0].id);
    assert_ne!(one.ads[0].id, one.ads[1].id);
    assert_eq!(one.ads[0].id.as_str().len(), 18);
}

#[test]
fn encodings() {
    let russian = "id,text,место\n1,Приглашаем на работу за границей,Москва\n2,Сдаю комнату недорого,Казань\n";
    let japanese = "id,本文\n1,東京で働きませんか高収入ですぐに連絡してください\n2,部屋を貸します駅から近いです\n";
    let chinese = "id,内容\n1,诚聘海外工作人员包吃包住待遇优厚请联系我们\n2,出租房间交通便利价格便宜欢迎咨询\n";
    let korean = "id,내용\n1,해외에서 일할 사람을 구합니다 연락 주세요\n2,방을 빌려 드립니다 역에서 가깝습니다\n";
    let french = "id,texte\n1,Réponse rapide à Genève pour une chambre meublée\n2,Très jolie pièce près de l'école\n";
    for (label, text) in [
        ("windows-1251", russian),
        ("koi8-r", russian),
        ("shift_jis", japanese),
        ("euc-jp", japanese),
        ("gb18030", chinese),
        ("euc-kr", korean),
        ("windows-1252", french),
    ] {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy, "{label}");
        check_encoding(label, text, bytes.into_owned());
    }
    for text in [russian, japanese, chinese, french] {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check_encoding("utf-16le", text, little.clone());
        check_encoding("utf-16be", text, big.clone());
        check_encoding(
            "utf-16le with a mark",
            text,
            [b"\xff\xfe".to_vec(), little].concat(),
        );
        check_encoding(
            "utf-16be with a mark",
            text,
            [b"\xfe\xff".to_vec(), big].concat(),
        );
        check_encoding(
            "utf-8 with a mark",
            text,
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        );
    }
}

fn check_encoding(label: &str, text: &str, bytes: Vec<u8>) {
    let outcome = read("ads.csv", bytes);
    let expected: Vec<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1))
        .collect();
    assert!(outcome.error.is_none(), "{label}: {:?}", outcome.error);
    assert_eq!(texts(&outcome), expected, "{label}");
    let first = outcome.ads.first().map(|ad| ad.id.as_str());
    assert_eq!(first, Some("1"), "{label}");
}

#[test]
fn an_encoding_can_be_overruled() {
    let mapping = Mapping {
        encoding: Some("windows-1251".into()),
        ..Mapping::default()
    };
    let outcome = read_with(
        "a.csv",
        b"id,text\n1,\xcc\xee\xf1\xea\xe2\xe0\n".to_vec(),
        &mapping,
    );
    assert_eq!(texts(&outcome), ["Москва"]);
}

#[test]
fn a_column_that_turns_up_late_is_named() {
    let mut text = "{\"text\":\"a\"}\n".repeat(2_000);
    text.push_str("{\"text\":\"b\",\"phone\":\"+1 212 555 0100\"}\n");
    let source = Source::new("a.jsonl", Cursor::new(text.into_bytes())).unwrap();
    let mut rows = source.rows(&Mapping::default()).unwrap();
    assert_eq!(rows.by_ref().count(), 2_001);
    assert_eq!(rows.columns_not_mapped(), ["phone"]);
}

#[test]
fn an_array_inside_an_object_is_the_table() {
    let outcome = read(
        "ads.json",
        "{\"total\": 2, \"meta\": {\"of\": [1, 2]}, \"ads\": [{\"text\":\"one\"},\n{\"text\":\"two\"}], \"next\": null}",
    );
    assert_eq!(texts(&outcome), ["one", "two"]);
    assert!(outcome.error.is_none());
}

#[test]
fn delimiters_and_line_ends() {
    let rows = [
        ["id", "text", "place"],
        ["1", "one; two, three|four", "Oslo"],
        ["2", "five", "Lyon"],
    ];
    for delimiter in [",", ";", "\t", "|"] {
        for newline in ["\n", "\r\n", "\r"] {
            let lines: Vec<String> = rows
                .iter()
                .map(|cells| cells.map(|cell| format!("\"{cell}\"")).join(delimiter))
                .collect();
            let outcome = read("ads.txt", lines.join(newline));
            assert_eq!(
                texts(&outcome),
                ["one; two, three|four", "five"],
                "{delimiter:?} {newline:?}"
            );
            let place = outcome.ads.get(1).and_then(|ad| ad.place.as_deref());
            assert_eq!(place, Some("Lyon"), "{delimiter:?} {newline:?}");
        }
    }
}

#[test]
fn a_quoted_text_keeps_its_lines() {
    let outcome = read(
        "ads.csv",
        "id,text\r\n1,\"two\r\nlines, \"\"quoted\"\"\"\r\n2,b\r\n",
    );
    assert_eq!(texts(&outcome), ["two\r\nlines, \"quoted\"", "b"]);
}

#[test]
fn a_header_alone_is_no_row() {
    let outcome = read("ads.csv", "id,text\n");
    assert!(outcome.error.is_none());
    assert_eq!(outcome.ads.len() + outcome.rejects.len(), 0);
}

#[test]
fn one_column_of_text() {
    let outcome = read(
        "ads.csv",
        "text\nhello there, you\nanother one | two\nthree;last\n",
    );
    assert_eq!(
        texts(&outcome),
        ["hello there, you", "another one | two", "three;last"]
    );
    let lines = read(
        "ads.txt",
        "we have a room for you\nwe pay very well abroad\n",
    );
    assert_eq!(lines.ads.len(), 2);
}
