//! No private text stands in any file in plain, and plain columns are readable without a key.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use daylight_model::FactKind;
use daylight_policy::TokenKey;
use daylight_policy::hex;
use sha2::Digest;
use sha2::Sha256;

use crate::table_read::Wanted;
use crate::table_read::read_rows;
use crate::tables::facts;
use crate::tests::sample;

fn every_file(folder: &Path, each: &mut impl FnMut(&Path, &[u8])) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            every_file(&path, each);
        } else {
            each(&path, &fs::read(&path).unwrap());
        }
    }
}

fn has(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[test]
fn no_file_holds_a_private_value_in_plain() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    let mut seen = 0;
    let mut plain = 0;
    every_file(workspace.root(), &mut |path, bytes| {
        seen += 1;
        plain += u32::from(has(bytes, "Aville"));
        for canary in [sample::PHONE, "2025550142", sample::NAME, "new in Av"] {
            assert!(!has(bytes, canary), "{canary} stands in {}", path.display());
        }
    });
    assert!(seen >= 15, "only {seen} files");
    assert!(
        plain > 0,
        "the search finds what is there: places are plain"
    );
}

#[test]
fn tokens_are_readable_without_a_key_and_values_are_not() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    let folder = workspace
        .latest_run()
        .unwrap()
        .unwrap()
        .folder()
        .to_path_buf();
    let tokens = read_rows(&folder, &facts::TABLE, Wanted::Plain, |row| {
        Ok(row.text("value")?.into_owned())
    });
    let tokens = tokens.unwrap();
    let phone = workspace
        .token_key()
        .token(daylight_model::FactKind::Phone, sample::PHONE);
    assert!(tokens.contains(&phone.to_string()));
    assert!(tokens.contains(&"Aville".to_owned()));

    let named = Wanted::Named(&["value_private"]);
    assert!(read_rows(&folder, &facts::TABLE, named, |_| Ok(())).is_err());
    let other = daylight_policy::DataKey::new(&[1; 32]);
    assert!(read_rows(&folder, &facts::TABLE, Wanted::All(&other), |_| Ok(())).is_err());
}

/// Whoever has the files and not the keys tries a million numbers, the right one among them, with
/// every key that is not secret: none is confirmed. With the key the same attack succeeds.
#[test]
fn a_million_numbers_confirm_nothing_without_the_key() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    let run = workspace.latest_run().unwrap().unwrap();
    let mut tokens = BTreeSet::new();
    run.for_each_token(|fact| tokens.extend([fact.token]))
        .unwrap();
    let known = |token: &str| tokens.contains(token);

    let number = |at: u32| format!("+1202{:07}", 5_000_000 + at);
    let mut candidates: Vec<String> = (0..999_999).map(number).collect();
    candidates.push(sample::PHONE.to_owned());
    let right = candidates
        .iter()
        .filter(|it| known(workspace.token_key().token(FactKind::Phone, it).as_str()));
    assert!(right.count() >= 1, "the attack itself does not work");

    let public = [
        [0; 32],
        [0xff; 32],
        Sha256::digest(run.manifest().run_id.as_bytes()).into(),
    ];
    let confirmed = candidates.iter().filter(|candidate| {
        let keyed = public.iter().any(|key| {
            known(
                TokenKey::new(key)
                    .token(FactKind::Phone, candidate)
                    .as_str(),
            )
        });
        let digest = hex(&Sha256::digest(candidate.as_bytes()));
        keyed || known(&format!("phone-{}", digest.get(..16).unwrap()))
    });
    assert_eq!(confirmed.count(), 0);
}
