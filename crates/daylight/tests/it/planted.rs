//! Identifiers are planted, and no file that is left anywhere holds one in any encoding.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use aho_corasick::AhoCorasick;

use crate::program::Folder;
use crate::program::done;
use crate::program::kill;

/// Every number of the range that the United Kingdom reserves for drama in London.
const PLANTED: u32 = 1_000;

/// The digits that the number has in its country and outside.
fn number(at: u32) -> String {
    format!("2079460{at:03}")
}

/// The number in six encodings; in Base64, whose look hangs on what stands before, at each of the
/// three places.
fn encodings(number: &str) -> Vec<Vec<u8>> {
    let digits = number.as_bytes();
    let whole = format!("44{number}");
    let pairs = whole.as_bytes().as_chunks::<2>().0.iter();
    let packed = pairs.map(|[ten, one]| (ten - b'0') << 4 | (one - b'0'));
    // A digit is 3 and itself.
    let hex = digits.iter().flat_map(|digit| [b'3', *digit]);
    let mut all = vec![
        digits.to_vec(),
        digits.iter().flat_map(|digit| [*digit, 0]).collect(),
        digits.iter().flat_map(|digit| [0, *digit]).collect(),
        hex.collect(),
        packed.collect(),
    ];
    all.extend((0..3).map(|place| base64(digits, place)));
    all
}

/// What Base64 makes of the bytes after so many others, without what hangs on its neighbours.
fn base64(bytes: &[u8], place: usize) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded: Vec<u8> = [&[0, 0, 0][..place], bytes].concat();
    let whole = padded.as_chunks::<3>().0.iter().flat_map(|[a, b, c]| {
        let bits = u32::from(*a) << 16 | u32::from(*b) << 8 | u32::from(*c);
        [18, 12, 6, 0].map(|shift| LETTERS[(bits >> shift & 63) as usize])
    });
    whole.skip(if place == 0 { 0 } else { 4 }).collect()
}

/// Looks for the planted numbers.
struct Search(AhoCorasick);

impl Search {
    fn new() -> Self {
        let patterns = (0..PLANTED).flat_map(|at| encodings(&number(at)));
        Self(AhoCorasick::new(patterns).unwrap())
    }

    /// Which encoding of which number stands in some bytes.
    fn found(&self, bytes: &[u8]) -> BTreeSet<(usize, usize)> {
        let each = encodings("2079460000").len();
        let hits = self.0.find_overlapping_iter(bytes);
        hits.map(|hit| {
            (
                hit.pattern().as_usize() / each,
                hit.pattern().as_usize() % each,
            )
        })
        .collect()
    }

    fn finds_nothing_in(&self, files: &[(PathBuf, Vec<u8>)]) {
        for (path, bytes) in files {
            let found = self.found(bytes);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}

/// Two ads for each number, which show it in several ways, in their texts and in a column.
fn market() -> String {
    let rows: Vec<String> = (0..2 * PLANTED).map(row).collect();
    format!("ad_id,posted_at,city,phone,text\n{}", rows.concat())
}

fn row(at: u32) -> String {
    let (number, id) = (number(at / 2), at * 7_919 % (2 * PLANTED));
    let shown = match at % 3 {
        0 => format!("+44{number}"),
        1 => format!("0{number}"),
        _ => number
            .chars()
            .fold("0".to_owned(), |shown, digit| format!("{shown} {digit}")),
    };
    let column = if at.is_multiple_of(2) {
        format!("+44{number}")
    } else {
        String::new()
    };
    let name = ["Mina", "Rosa", "Lena", "Ines"][at as usize % 4];
    let day = at % 27 + 1;
    let text = format!("Hello my name is {name}, call {shown} today, number {id}");
    format!("ad{id},2026-11-{day:02},Leeds,{column},\"{text}\"\n")
}

#[test]
fn planted_identifiers_stand_nowhere_outside_the_encrypted_columns() {
    let search = Search::new();
    let folder = Folder::new();
    folder.write("m.csv", market());
    let there = search.found(folder.read("m.csv").as_bytes());
    assert!(
        there.len() > 500,
        "the search finds what is there: {}",
        there.len()
    );
    let all: Vec<u8> = (0..PLANTED)
        .flat_map(|at| encodings(&number(at)).concat())
        .collect();
    assert!(search.found(&all).len() >= 8 * PLANTED as usize);

    // What a program would leave in the folder for temporary files counts as well.
    std::fs::create_dir(folder.path("tmp")).unwrap();
    let run = |words: &str| {
        let done = done(folder.command(words).env("TMPDIR", folder.path("tmp")));
        let spoken = [
            ("out".into(), done.out.into_bytes()),
            ("err".into(), done.err.into_bytes()),
        ];
        search.finds_nothing_in(&spoken);
        assert_eq!(done.code, Some(0), "{words}");
    };
    let start = Instant::now();
    run("-w w scan m.csv");
    let took = start.elapsed();
    for words in [
        "-w w networks --json",
        "-w w batches --json",
        "-w w verify --json",
        "-w w export tables --out t --format csv",
        "-w w export tables --out u --format jsonl",
        "-w w export tables --out v --format parquet",
        "-w w backup b",
    ] {
        run(words);
    }
    let networks = folder.read("t/networks.csv");
    let network = networks.lines().nth(1).unwrap().split(',').next().unwrap();
    run(&format!("-w w show {network} --json"));
    run(&format!("-w w show {network}"));
    for left in ["w", "tmp", "t", "u", "v", "b"] {
        search.finds_nothing_in(&folder.everything_in(left));
    }
    // The facts are there, or there would have been nothing to hide.
    let facts = folder.read("t/facts.csv");
    let phones = facts.lines().filter(|line| line.contains(",phone,"));
    assert!(phones.count() >= PLANTED as usize);

    let mut killed = 0;
    for time in 1..8 {
        let words = format!("-w k{time} scan m.csv");
        killed += u32::from(kill(&folder, &words, took * time / 8));
        if folder.has(&format!("k{time}")) {
            search.finds_nothing_in(&folder.everything_in(&format!("k{time}")));
        }
    }
    assert!(killed > 3, "{killed}");
    search.finds_nothing_in(&folder.everything_in("tmp"));
}
