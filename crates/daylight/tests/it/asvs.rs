//! The register of ASVS: every item once, each with a test that exists or a reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The items of levels 1 and 2 in version 5.0.0, by section; of chapters 10 and 17 none by itself.
const ITEMS: &str = "1.1: 1 2; 1.2: 1 2 3 4 5 6 7 8 9; 1.3: 1 2 3 4 5 6 7 8 9 10 11; 1.4: 1 2 3; \
    1.5: 1 2; 2.1: 1 2 3; 2.2: 1 2 3; 2.3: 1 2 3 4; 2.4: 1; 3.2: 1 2; 3.3: 1 2 3 4; \
    3.4: 1 2 3 4 5 6; 3.5: 1 2 3 4 5; 3.7: 1 2; 4.1: 1 2 3; 4.2: 1; 4.3: 1 2; 4.4: 1 2 3 4; \
    5.1: 1; 5.2: 1 2 3; 5.3: 1 2; 5.4: 1 2 3; 6.1: 1 2 3; 6.2: 1 2 3 4 5 6 7 8 9 10 11 12; \
    6.3: 1 2 3 4; 6.4: 1 2 3 4; 6.5: 1 2 3 4 5; 6.6: 1 2 3; 6.8: 1 2 3 4; 7.1: 1 2 3; \
    7.2: 1 2 3 4; 7.3: 1 2; 7.4: 1 2 3 4 5; 7.5: 1 2; 7.6: 1 2; 8.1: 1 2; 8.2: 1 2 3; 8.3: 1; \
    8.4: 1; 9.1: 1 2 3; 9.2: 1 2 3 4; 10: *; 11.1: 1 2; 11.2: 1 2 3; 11.3: 1 2 3; \
    11.4: 1 2 3 4; 11.5: 1; 11.6: 1; 12.1: 1 2 3; 12.2: 1 2; 12.3: 1 2 3 4; 13.1: 1; \
    13.2: 1 2 3 4 5; 13.3: 1 2; 13.4: 1 2 3 4 5; 14.1: 1 2; 14.2: 1 2 3 4; 14.3: 1 2 3; \
    15.1: 1 2 3; 15.2: 1 2 3; 15.3: 1 2 3 4 5 6 7; 16.1: 1; 16.2: 1 2 3 4 5; 16.3: 1 2 3 4; \
    16.4: 1 2 3; 16.5: 1 2 3; 17: *";

/// The names of the tests below a folder.
fn tests_below(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, names);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let functions = text.split("#[test]").skip(1);
            let called = functions.filter_map(|it| it.split_once("fn ")?.1.split('(').next());
            names.extend(called.map(str::to_owned));
        }
    }
}

#[test]
fn every_item_has_a_test_that_exists_or_a_reason() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut tests = BTreeSet::new();
    tests_below(crates, &mut tests);
    let register = include_str!("../../../../docs/asvs.md");
    let mut items = ITEMS.split("; ").flat_map(|section| {
        let (section, numbers) = section.trim().split_once(": ").unwrap();
        numbers
            .split(' ')
            .map(move |number| format!("{section}.{number}"))
    });
    for line in register.lines().filter(|it| it.ends_with('|')) {
        let cells: Vec<&str> = line.split(" | ").collect();
        let item = cells[0].trim_start_matches("| ");
        if !item.starts_with(|it: char| it.is_ascii_digit()) {
            continue;
        }
        assert_eq!(Some(item.to_owned()), items.next());
        let by = cells[3];
        assert!(by.len() > 8, "{item} has no reason: {by}");
        let named = by.split('`').skip(1).step_by(2);
        let is_name = |it: &&str| {
            it.matches('_').count() >= 2
                && it.chars().all(|it| it == '_' || it.is_ascii_lowercase())
        };
        let named = named.filter(|it| is_name(it));
        for name in named {
            assert!(
                tests.contains(name),
                "{item} names {name}, which is no test"
            );
        }
        let says = ["met", "in part", "elsewhere", "not there"];
        assert!(says.contains(&cells[2]), "{item} is {}", cells[2]);
    }
    assert_eq!(items.next(), None);
}
