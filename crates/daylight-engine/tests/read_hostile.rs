//! Hostile and damaged files: nothing panics, nothing is lost in silence.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may fail the test they serve"
)]

use std::io::Cursor;

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
fn an_empty_file_is_an_error_that_names_it() {
    assert_eq!(
        message(&read("none.csv", "")),
        "reading none.csv: the file is empty"
    );
}
