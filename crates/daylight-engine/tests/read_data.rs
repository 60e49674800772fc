//! Files as the world has them: the recognised mapping of each set in `../shared/data`.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test they serve"
)]
#![expect(
    clippy::disallowed_types,
    clippy::print_stderr,
    reason = "the test opens files for the engine and says when it is skipped"
)]

use std::fs::File;
use std::path::PathBuf;

use daylight_engine::read::Mapping;
use daylight_engine::read::ReadError;
use daylight_engine::read::Role;
use daylight_engine::read::Row;
use daylight_engine::read::Source;

/// Opens a set's file, or says that the test is skipped.
fn open(path: &str) -> Option<Source> {
    let shared = ["../../../shared/data", "../../../../shared/data"]
        .map(|relative| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative))
        .into_iter()
        .find(|folder| folder.is_dir());
    let Some(shared) = shared else {
        eprintln!("skipped: ../shared/data is not there");
        return None;
    };
    let file = File::open(shared.join(path)).unwrap();
    Some(Source::new(path, file).unwrap())
}

/// The columns that are not ignored, as `name=role`.
fn recognised(source: &Source) -> String {
    let mapping = source.mapping(&Mapping::default()).unwrap();
    let kept = mapping.columns.iter().filter(|c| c.role != Role::Ignore);
    let words: Vec<String> = kept
        .map(|column| format!("{}={}", column.name, column.role))
        .collect();
    words.join(" ")
}

/// Ads and rejects of a whole file.
fn counts(source: &Source) -> (usize, usize) {
    let (mut ads, mut rejects) = (0, 0);
    for row in source.rows(&Mapping::default()).unwrap() {
        match row.unwrap() {
            Row::Ad(_) => ads += 1,
            Row::Reject(_) => rejects += 1,
        }
    }
    (ads, rejects)
}

fn check(path: &str, expected: &str, rows: (usize, usize)) {
    let Some(source) = open(path) else { return };
    assert_eq!(recognised(&source), expected);
    assert_eq!(counts(&source), rows);
}

#[test]
fn job_ads_have_five_texts() {
    check(
        "emscad_fraud866/dev.csv.zst",
        "row=id title=title location=place salary_range=price company_profile=text \
         description=text requirements=text benefits=text",
        (326, 0),
    );
    check(
        "emscad_fraud866/dev_llm_rewrites.csv.zst",
        "row=id title=title refined_company_profile=text refined_description=text \
         refined_requirements=text refined_benefits=text",
        (326, 0),
    );
}

#[test]
fn spam_messages() {
    check(
        "spamhunter_multilang/dev.csv.zst",
        "row=id text=text",
        (10_500, 0),
    );
}

#[test]
fn a_column_called_phone_that_says_yes_or_no_is_no_phone() {
    let path = "sms_mendeley5971/Dataset_5971.csv.zst";
    check(path, "TEXT=text", (5_971, 0));
    let Some(source) = open(path) else { return };
    let toml = source.mapping(&Mapping::default()).unwrap().to_toml();
    assert!(
        toml.contains("# ignored: named like phone, but its values are yes and no"),
        "{toml}"
    );
    assert!(toml.contains("utf-8") || toml.contains("UTF-8"), "{toml}");
}

#[test]
fn stray_bytes_do_not_turn_a_file_from_utf8() {
    let Some(source) = open("sms_mendeley5971/Dataset_5971.csv.zst") else {
        return;
    };
    let pounds = source
        .rows(&Mapping::default())
        .unwrap()
        .filter(|row| match row {
            Ok(Row::Ad(ad)) => ad.fields.iter().any(|f| f.text.reveal().contains('£')),
            _ => false,
        })
        .count();
    assert!(pounds > 20, "{pounds} rows with a pound sign");
}

#[test]
fn tab_separated_messages_without_a_header() {
    check(
        "sms_uci/SMSSpamCollection.tsv.zst",
        "column_2=text",
        (5_574, 0),
    );
}

#[test]
fn comments_with_ids_and_dates() {
    let expected = "COMMENT_ID=id AUTHOR_H=name DATE=posted_at CONTENT=text";
    check("youtube_spam/dev_KatyPerry.csv.zst", expected, (350, 0));
    check("youtube_spam/dev_Psy.csv.zst", expected, (350, 0));
}

#[test]
fn json_lines_three_of_them_without_text() {
    check(
        "phone_matcher_google/cases.jsonl.zst",
        "text=text region=place",
        (167, 3),
    );
}

#[test]
fn products_and_payments() {
    check(
        "er_abt_buy/abt.csv.zst",
        "id=id name=name description=text price=price",
        (1_076, 0),
    );
    check(
        "er_abt_buy/buy.csv.zst",
        "id=id name=name description=text price=price",
        (1_076, 0),
    );
    for side in ["origin", "destination"] {
        check(
            &format!("er_transactions/transactions_{side}.csv.zst"),
            "memo=text transaction_date=posted_at amount=price unique_id=id",
            (45_326, 0),
        );
    }
}

#[test]
fn an_object_of_lists_is_one_row() {
    check(
        "email_phone_formats_onyxowl/email_phone_cases.json.zst",
        "EMAIL_TEST_CASES=text PHONE_TEST_CASES=phone",
        (1, 0),
    );
}

#[test]
fn tables_of_persons_have_no_text() {
    for path in [
        "er_abt_buy/gt.csv.zst",
        "er_dblp_acm/gt.csv.zst",
        "er_febrl/dataset1.csv.zst",
        "er_febrl/dataset2.csv.zst",
        "er_febrl/dataset4a.csv.zst",
        "er_febrl/dataset4b.csv.zst",
        "er_rldata/RLdata500.csv.zst",
        "er_splink_fake1000/fake_1000.csv.zst",
        "er_splink_fake1000/fake_1000_labels.csv.zst",
        "mse_multiple_lists/Artificial_3.csv.zst",
        "mse_multiple_lists/NewOrl.csv.zst",
        "mse_multiple_lists/NewOrl_5.csv.zst",
    ] {
        let Some(source) = open(path) else { return };
        let error = source.rows(&Mapping::default()).unwrap_err();
        assert!(matches!(error, ReadError::NoText { .. }), "{path}: {error}");
    }
}

#[test]
fn a_delimiter_of_ones_own() {
    let Some(source) = open("er_dblp_acm/acm.csv.zst") else {
        return;
    };
    let given = Mapping {
        delimiter: Some('%'),
        ..Mapping::default()
    };
    let names: Vec<String> = source
        .mapping(&given)
        .unwrap()
        .columns
        .into_iter()
        .map(|column| column.name)
        .collect();
    assert_eq!(names, ["id", "title", "authors", "venue", "year"]);
}
