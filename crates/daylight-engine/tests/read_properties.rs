//! Properties of the readers: no bytes make one panic, and no damage makes a row vanish.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test they serve"
)]

use std::io::Cursor;
use std::io::Write;

use daylight_engine::read::Mapping;
use daylight_engine::read::Row;
use daylight_engine::read::Source;
use proptest::collection::vec;
use proptest::prelude::*;

/// Ads, rejects and the rows the reader counted; `None` where the file could not be opened.
fn counts(file: &str, bytes: Vec<u8>) -> Option<(u64, u64, u64)> {
    let source = Source::new(file, Cursor::new(bytes)).ok()?;
    let mut rows = source.rows(&Mapping::default()).ok()?;
    let (mut ads, mut rejects, mut errors) = (0, 0, 0);
    let mut row_of_last = 0;
    for row in rows.by_ref() {
        let at = match row {
            Ok(Row::Ad(ad)) => {
                ads += 1;
                ad.source.row
            }
            Ok(Row::Reject(reject)) => {
                rejects += 1;
                reject.source.row
            }
            Err(_) => {
                errors += 1;
                continue;
            }
        };
        assert_eq!(at, row_of_last + 1, "rows are counted one by one");
        row_of_last = at;
    }
    assert!(errors <= 1);
    assert!(rows.next().is_none(), "nothing comes after the end");
    assert_eq!(ads + rejects, rows.rows_read());
    Some((ads, rejects, rows.rows_read()))
}

const TEXT_AND_PLACE: &str = "[[column]]\nname = \"text\"\nas = \"text\"\n\
    [[column]]\nname = \"place\"\nas = \"place\"\n";

/// A table that every row of is an ad.
fn csv_of(cells: &[(String, String)]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text", "place"]).unwrap();
    for (text, place) in cells {
        writer
            .write_record([format!("t{text}"), place.clone()])
            .unwrap();
    }
    writer.into_inner().unwrap()
}

fn jsonl_of(cells: &[(String, String)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (text, place) in cells {
        let row = serde_json::json!({"text": format!("t{text}"), "place": place});
        writeln!(bytes, "{row}").unwrap();
    }
    bytes
}

fn cells() -> impl Strategy<Value = Vec<(String, String)>> {
    vec(
        ("[a-zé,;\"\\n\\r\\t|{}\\[\\] ]{0,24}", "[A-Za-z\" ,]{0,8}"),
        1..30,
    )
}

/// Pieces that mean something to one reader or another.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => vec(any::<u8>(), 0..12),
        1 => Just(b"\"".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => Just(b"\n".to_vec()),
        1 => Just(b",".to_vec()),
        1 => Just(b"text,id\n".to_vec()),
        1 => Just(b"[{\"text\":".to_vec()),
        1 => Just(b"{\"text\":\"a\"}".to_vec()),
        1 => Just(b"\x1f\x8b\x08\0".to_vec()),
        1 => Just(b"\x28\xb5\x2f\xfd".to_vec()),
        1 => Just(b"PAR1".to_vec()),
        1 => Just(b"PK\x03\x04".to_vec()),
        1 => Just(b"\xff\xfe".to_vec()),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in noise()) {
        counts("any.csv", bytes);
    }

    #[test]
    fn a_whole_csv_file_is_all_ads(cells in cells()) {
        let read = counts("a.csv", csv_of(&cells)).unwrap();
        prop_assert_eq!(read, (cells.len() as u64, 0, cells.len() as u64));
    }

    #[test]
    fn texts_come_out_as_they_went_in(cells in cells()) {
        let expected: Vec<String> = cells.iter().map(|(text, _)| format!("t{text}")).collect();
        for (file, bytes) in [("a.csv", csv_of(&cells)), ("a.jsonl", jsonl_of(&cells))] {
            let source = Source::new(file, Cursor::new(bytes)).unwrap();
            // A mapping fixes what is a text: short made-up texts may look like anything.
            let mut mapping = Mapping::from_toml(TEXT_AND_PLACE).unwrap();
            mapping.delimiter = file.ends_with("csv").then_some(',');
            let read: Vec<String> = source
                .rows(&mapping)
                .unwrap()
                .filter_map(|row| match row.unwrap() {
                    Row::Ad(ad) => Some(ad.fields[0].text.reveal().to_owned()),
                    Row::Reject(_) => None,
                })
                .collect();
            prop_assert_eq!(&read, &expected);
        }
    }

    #[test]
    fn a_whole_jsonl_file_is_all_ads(cells in cells()) {
        let read = counts("a.jsonl", jsonl_of(&cells)).unwrap();
        prop_assert_eq!(read, (cells.len() as u64, 0, cells.len() as u64));
    }

    #[test]
    fn damage_keeps_the_count(cells in cells(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for (file, mut bytes) in [("a.csv", csv_of(&cells)), ("a.jsonl", jsonl_of(&cells))] {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            counts(file, bytes);
        }
    }

    #[test]
    fn rows_passed_over_change_none_behind_them(
        cells in cells(),
        broken in any::<prop::sample::Index>(),
        wanted in vec(any::<bool>(), 40),
    ) {
        let mut csv = csv_of(&cells);
        let broken = broken.index(csv.len());
        csv.splice(broken..broken, *b"\"x,\"y\n");
        for (file, bytes) in [("a.csv", csv), ("a.jsonl", jsonl_of(&cells))] {
            let source = Source::new(file, Cursor::new(bytes)).unwrap();
            let mut mapping = Mapping::from_toml(TEXT_AND_PLACE).unwrap();
            mapping.delimiter = file.ends_with("csv").then_some(',');
            let Ok(rows) = source.rows(&mapping) else {
                continue;
            };
            let all: Vec<Row> = rows.map(Result::unwrap).collect();
            let expected = all.iter().zip(wanted.iter().cycle()).filter(|(_, wanted)| **wanted);
            let mut rows = source.rows(&mapping).unwrap();
            let mut read = Vec::new();
            for wanted in wanted.iter().cycle().take(all.len()) {
                if *wanted {
                    read.push(rows.next().unwrap().unwrap());
                } else {
                    rows.pass_over(1).unwrap();
                }
            }
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), expected.map(|(row, _)| row).collect::<Vec<_>>());
            rows.pass_over(3).unwrap();
            prop_assert_eq!(rows.rows_read(), all.len() as u64);
            prop_assert!(rows.next().is_none());
        }
    }

    #[test]
    fn a_mapping_survives_being_written(names in prop::collection::btree_set(any::<String>(), 0..8)) {
        let columns: Vec<String> = names.into_iter().collect();
        let mapping = Mapping::infer(&columns, &[]);
        let again = Mapping::from_toml(&mapping.to_toml()).unwrap();
        let roles = |mapping: &Mapping| -> Vec<_> {
            mapping.columns.iter().map(|c| (c.name.clone(), c.role)).collect()
        };
        prop_assert_eq!(roles(&again), roles(&mapping));
    }

    #[test]
    fn one_bad_line_of_json_costs_one_row(cells in cells(), at in any::<prop::sample::Index>()) {
        let mut lines: Vec<Vec<u8>> = jsonl_of(&cells)
            .split_inclusive(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect();
        lines.push(b"{\"text\":\"last\"}\n".to_vec());
        let at = 1 + at.index(lines.len());
        lines.insert(at, b"{\"text\": \"not closed\n".to_vec());
        let whole = cells.len() as u64 + 1;
        let read = counts("a.jsonl", lines.concat()).unwrap();
        prop_assert_eq!(read, (whole, 1, whole + 1));
    }

    #[test]
    fn one_quote_that_never_closes_costs_one_row(
        texts in vec("[a-zé;|{} ]{0,24}", 1..30),
        at in any::<prop::sample::Index>(),
    ) {
        let mut lines: Vec<String> = texts.iter().map(|text| format!("t{text},Oslo\n")).collect();
        lines.insert(at.index(lines.len() + 1), "\"never closed,Oslo\n".into());
        let file = format!("text,place\n{}", lines.concat());
        let whole = texts.len() as u64;
        prop_assert_eq!(counts("a.csv", file.into_bytes()), Some((whole, 1, whole + 1)));
    }

    #[test]
    fn cut_or_bent_compressed_files_end_in_one_error_or_none(
        cells in cells(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let packed = zstd::encode_all(csv_of(&cells).as_slice(), 1).unwrap();
        let cut = at.index(packed.len());
        counts("a.csv.zst", packed.get(..cut).unwrap().to_vec());
        let mut bent = packed;
        bent[cut] = byte;
        counts("a.csv.zst", bent);
    }
}
