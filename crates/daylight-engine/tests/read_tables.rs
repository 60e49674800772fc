//! Parquet files and spreadsheets, whole and damaged.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test they serve"
)]
#![expect(
    clippy::cast_possible_truncation,
    reason = "the archives written here are a few kilobytes"
)]

use std::io::Cursor;
use std::io::Write;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::BinaryArray;
use arrow_array::BooleanArray;
use arrow_array::Date32Array;
use arrow_array::Float64Array;
use arrow_array::Int64Array;
use arrow_array::RecordBatch;
use arrow_array::StringArray;
use arrow_array::TimestampMillisecondArray;
use daylight_engine::read::Mapping;
use daylight_engine::read::ReadError;
use daylight_engine::read::Role;
use daylight_engine::read::Row;
use daylight_engine::read::Source;
use daylight_model::Ad;
use daylight_model::Precision;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::basic::GzipLevel;
use parquet::basic::ZstdLevel;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

fn ads(file: &str, bytes: Vec<u8>) -> Vec<Ad> {
    let source = Source::new(file, Cursor::new(bytes)).unwrap();
    let rows = source.rows(&Mapping::default()).unwrap();
    rows.filter_map(|row| match row.unwrap() {
        Row::Ad(ad) => Some(*ad),
        Row::Reject(_) => None,
    })
    .collect()
}

/// Reads whatever is there; damage may end it, and nothing may panic.
fn read_through(file: &str, bytes: Vec<u8>) {
    let source = Source::new(file, Cursor::new(bytes)).unwrap();
    if let Ok(rows) = source.rows(&Mapping::default()) {
        let mut errors = 0;
        for row in rows.take(10_000) {
            errors += usize::from(row.is_err());
        }
        assert!(errors <= 1);
    }
}

fn parquet_of(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn sample() -> Vec<u8> {
    parquet_of(vec![
        ("id", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        (
            "text",
            Arc::new(StringArray::from(vec![Some("one"), None, Some("thr\0e")])),
        ),
        (
            "body",
            Arc::new(BinaryArray::from(vec![
                &b"first"[..],
                b"second \xa3",
                b"third",
            ])),
        ),
        (
            "posted_at",
            Arc::new(
                TimestampMillisecondArray::from(vec![1_700_000_000_000, 1_700_000_060_000, 0])
                    .with_timezone("UTC"),
            ),
        ),
        ("lat", Arc::new(Float64Array::from(vec![52.5, 91.0, 0.0]))),
        ("lon", Arc::new(Float64Array::from(vec![4.25, 4.0, 0.0]))),
        (
            "checked",
            Arc::new(BooleanArray::from(vec![true, false, true])),
        ),
    ])
}

#[test]
fn parquet_columns_become_ads() {
    let read = ads("a.parquet", sample());
    assert_eq!(read.len(), 3);
    assert_eq!(read[0].id.as_str(), "1");
    let moment = read[0].posted_at.unwrap();
    assert_eq!(moment.seconds, 1_700_000_000);
    assert_eq!(moment.precision, Precision::Second);
    assert!(!moment.zone_assumed);
    assert!((read[0].coordinates.unwrap().latitude - 52.5).abs() < 1e-9);
    assert!(read[1].coordinates.is_none());
    assert_eq!(read[1].fields.len(), 1);
    assert_eq!(read[1].fields[0].text.reveal(), "second £");
    assert_eq!(read[2].fields[0].text.reveal(), "thr\u{fffd}e");
}

#[test]
fn parquet_dates_are_days() {
    let read = ads(
        "a.parquet",
        parquet_of(vec![
            ("text", Arc::new(StringArray::from(vec!["a"]))),
            ("date", Arc::new(Date32Array::from(vec![19_844]))),
        ]),
    );
    let moment = read[0].posted_at.unwrap();
    assert_eq!((moment.day(), moment.precision), (19_844, Precision::Day));
}

#[test]
fn parquet_of_every_common_compression() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ] {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["one", "two"]));
        let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .build();
        let mut bytes = Vec::new();
        let mut writer =
            ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        assert_eq!(ads("a.parquet", bytes).len(), 2, "{compression:?}");
    }
}

#[test]
fn parquet_inside_a_compressed_file() {
    let packed = zstd::encode_all(sample().as_slice(), 1).unwrap();
    assert_eq!(ads("a.parquet.zst", packed).len(), 3);
}

#[test]
fn parquet_cut_short_is_an_error_that_names_it() {
    let whole = sample();
    let cut = whole.get(..whole.len() - 5).unwrap().to_vec();
    let source = Source::new("a.parquet", Cursor::new(cut)).unwrap();
    let error = source.rows(&Mapping::default()).unwrap_err();
    assert!(error.to_string().contains("a.parquet"), "{error}");
}

/// A zip archive of uncompressed files.
fn zip_of(files: &[(&str, &str)]) -> Vec<u8> {
    let plain: Vec<Packed<'_>> = files
        .iter()
        .map(|(name, content)| Packed {
            name,
            method: 0,
            bytes: content.as_bytes().to_vec(),
            crc: crc(content.as_bytes()),
            plain_bytes: content.len() as u32,
        })
        .collect();
    archive_of(&plain)
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// One file of an archive as it is stored.
struct Packed<'a> {
    name: &'a str,
    /// 0 stored, 8 deflated.
    method: u8,
    bytes: Vec<u8>,
    crc: u32,
    /// What the archive says it unfolds to.
    plain_bytes: u32,
}

fn archive_of(files: &[Packed<'_>]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let mut head = vec![20, 0, 0, 0, file.method, 0, 0, 0, 0x21, 0];
        head.extend(file.crc.to_le_bytes());
        head.extend((file.bytes.len() as u32).to_le_bytes());
        head.extend(file.plain_bytes.to_le_bytes());
        head.extend((file.name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend((archive.len() as u32).to_le_bytes());
        directory.extend(file.name.as_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&head);
        archive.extend(file.name.as_bytes());
        archive.extend(&file.bytes);
    }
    let start = archive.len() as u32;
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend((files.len() as u16).to_le_bytes());
    archive.extend((files.len() as u16).to_le_bytes());
    archive.extend((directory.len() as u32).to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

#[test]
fn a_spreadsheet_that_is_a_bomb_is_refused_whatever_it_declares() {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    let block = vec![b' '; 1 << 20];
    for _ in 0..600 {
        encoder.write_all(&block).unwrap();
    }
    let bomb = archive_of(&[Packed {
        name: "xl/sharedStrings.xml",
        method: 8,
        bytes: encoder.finish().unwrap(),
        crc: 0,
        plain_bytes: 100,
    }]);
    assert!(bomb.len() < 8 << 20);
    let source = Source::new("bomb.xlsx", Cursor::new(bomb)).unwrap();
    let error = source.mapping(&Mapping::default()).unwrap_err();
    assert!(matches!(error, ReadError::TooMuch { .. }), "{error}");
    assert!(error.to_string().contains("bomb.xlsx"), "{error}");
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook of an empty sheet and one with these rows of XML.
fn book(rows: &str) -> Vec<u8> {
    let sheet = |rows: &str| {
        format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")
    };
    zip_of(&[
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets><sheet name=\"Empty\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Ads\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" Type=\"{LINKS}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", &sheet("")),
        ("xl/worksheets/sheet2.xml", &sheet(rows)),
    ])
}

const ROWS: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>text</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>date</t></is></c></row>\
<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>first ad</t></is></c><c r=\"C2\" s=\"1\"><v>45414</v></c></row>\
<row r=\"4\"><c r=\"A4\"><v>8</v></c><c r=\"B4\" t=\"inlineStr\"><is><t>second ad</t></is></c></row>";

#[test]
fn the_first_sheet_with_rows_is_read() {
    let read = ads("a.xlsx", book(ROWS));
    let ids: Vec<&str> = read.iter().map(|ad| ad.id.as_str()).collect();
    assert_eq!(ids, ["7", "8"]);
    assert_eq!(read[0].fields[0].text.reveal(), "first ad");
    // 45414 is 2 May 2024 to a spreadsheet.
    assert_eq!(read[0].posted_at.unwrap().day(), 19_845);
    assert!(read[1].posted_at.is_none());
}

#[test]
fn a_sheet_that_is_not_there_is_an_error() {
    let source = Source::new("a.xlsx", Cursor::new(book(ROWS))).unwrap();
    let given = Mapping {
        sheet: Some("Offers".into()),
        ..Mapping::default()
    };
    let error = source.mapping(&given).unwrap_err();
    assert!(matches!(error, ReadError::Mapping { .. }), "{error}");
}

#[test]
fn a_zip_archive_is_no_spreadsheet() {
    let source = Source::new("a.zip", Cursor::new(zip_of(&[("a.txt", "hello")]))).unwrap();
    let error = source.mapping(&Mapping::default()).unwrap_err();
    assert!(matches!(error, ReadError::Damaged { .. }), "{error}");
}

#[test]
fn a_mapping_written_and_read_again_is_the_same() {
    let source = Source::new("a.parquet", Cursor::new(sample())).unwrap();
    let mapping = source.mapping(&Mapping::default()).unwrap();
    let mut again = Mapping::from_toml(&mapping.to_toml()).unwrap();
    assert_eq!(again.columns.len(), 7);
    assert_eq!(again.columns[6].role, Role::Ignore);
    again.detected.clone_from(&mapping.detected);
    for (column, other) in again.columns.iter_mut().zip(&mapping.columns) {
        column.why.clone_from(&other.why);
    }
    assert_eq!(again, mapping);
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(128)
    })]

    #[test]
    fn damaged_tables_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        for (file, mut bytes) in [("a.parquet", sample()), ("a.xlsx", book(ROWS))] {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            read_through(file, bytes);
        }
    }

    #[test]
    fn cut_tables_never_panic(at in any::<prop::sample::Index>()) {
        for (file, bytes) in [("a.parquet", sample()), ("a.xlsx", book(ROWS))] {
            let cut = at.index(bytes.len());
            read_through(file, bytes.get(..cut).unwrap().to_vec());
        }
    }
}
