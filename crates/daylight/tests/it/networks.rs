//! `scan`, `link`, `networks`, `show`, `forget`: a market through the whole program.

use std::collections::BTreeMap;
use std::fs;

use crate::program::Folder;

/// A workspace over a market, scored against ordinary operators of another market, so that
/// something is ranked whatever reference is shipped.
pub(crate) fn scanned() -> Folder {
    let folder = Folder::new();
    folder.market(1_500, 1);
    folder.run("-w other scan m.csv").ends(0);
    folder
        .run("-w other evaluate --truth t.csv --freeze-reference r.toml --name ordinary")
        .ends(0);
    fs::remove_file(folder.path("m.csv")).unwrap();
    fs::remove_file(folder.path("t.csv")).unwrap();
    folder.market(1_500, 2);
    folder.run("-w w import m.csv").ends(0);
    let settings = folder.read("w/daylight.toml");
    let own = folder.path("r.toml");
    folder.write(
        "w/daylight.toml",
        format!("{settings}reference = {:?}\n", own.to_str().unwrap()),
    );
    folder.run("-w w scan m.csv").ends(0);
    folder
}

#[test]
fn the_ranking_is_shown_with_reasons_and_ordinary_causes() {
    let folder = scanned();
    let read = folder.run("-w w networks").ends(0);
    for part in [
        "never a\nprobability",
        "rank  network",
        "1. network n-",
        "grade B",
        "       seen    ",
        "       may be  ",
        "   unknown    ",
        "Not ranked\n",
        "fewer than 5 ads",
        "Links not used\n",
    ] {
        assert!(read.out.contains(part), "{part}: {}", read.out);
    }
    let widest = read.out.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{widest:?}");

    let value = folder.run("-w w networks --json").ends(0).json();
    let networks = value["networks"].as_array().unwrap();
    assert!(!networks.is_empty());
    assert_eq!(networks[0]["rank"], 1);
    let scores: Vec<f64> = networks
        .iter()
        .map(|n| n["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    for network in networks {
        let reasons = network["reasons"].as_array().unwrap();
        assert_eq!(reasons.len(), 12);
        let points: f64 = reasons.iter().map(|r| r["points"].as_f64().unwrap()).sum();
        assert!((points - network["score"].as_f64().unwrap()).abs() < 1e-6);
    }
    let one = folder.run("-w w networks --top 1 --json").ends(0).json();
    assert_eq!(one["networks"].as_array().unwrap().len(), 1);
    assert_eq!(one["ranked"], value["ranked"]);
}

#[test]
fn one_network_is_found_by_rank_id_or_its_beginning() {
    let folder = scanned();
    let by_rank = folder.run("-w w show 1 --json").ends(0);
    let id = by_rank.json()["network_id"].as_str().unwrap().to_owned();
    let digits: String = id.chars().skip(2).take(8).collect();
    for asked in [id.as_str(), &id[..id.len() - 2], &digits] {
        let done = folder.run(&format!("-w w show {asked} --json")).ends(0);
        assert_eq!(done.out, by_rank.out);
    }
    let value = by_rank.json();
    assert_eq!(
        value["members"].as_array().unwrap().len() as u64,
        value["ads"].as_u64().unwrap()
    );
    let links = value["links"].as_array().unwrap();
    for link in links {
        let by_identifier = link["link"]["evidence"].get("Identifier").is_some();
        assert_eq!(link["token"].is_string(), by_identifier, "{link}");
    }
    let read = folder.run("-w w show 1").ends(0);
    for part in [
        "Rank 1, score ",
        "Reasons, and",
        "Templates (",
        "Places (",
        "Links (",
        "Ads (",
    ] {
        assert!(read.out.contains(part), "{part}: {}", read.out);
    }
    for asked in ["n-", "zzz", "99999"] {
        let done = folder.run(&format!("-w w show {asked}")).ends(1);
        assert!(done.err.contains("hint: "), "{done:?}");
    }
}

#[test]
fn nothing_shown_holds_a_value_that_a_token_stands_for() {
    let folder = scanned();
    let ads = folder.read("m.csv");
    let mut shown = folder.read("w/report.html");
    for words in [
        "networks",
        "networks --json --top 999",
        "show 1",
        "show 1 --json",
        "link",
    ] {
        let done = folder.run(&format!("-w w {words}")).ends(0);
        shown.push_str(&done.out);
        shown.push_str(&done.err);
    }
    let truth = folder.read("t.csv");
    let phones: Vec<&str> = truth
        .split([',', ';', '\n'])
        .filter(|cell| cell.starts_with('+') && cell.len() > 8)
        .collect();
    assert!(phones.len() > 100);
    for phone in phones {
        assert!(!shown.contains(&phone[1..]), "{phone}");
    }
    let mut addresses = 0;
    for word in ads
        .split_whitespace()
        .filter(|word| word.contains('@') && word.contains(".example"))
    {
        addresses += 1;
        assert!(!shown.contains(word), "{word}");
    }
    assert!(addresses > 10);
}

#[test]
fn a_second_scan_changes_no_byte_and_prints_the_same() {
    let folder = scanned();
    let before = folder.everything_in("w");
    let first = folder.run("-w w scan m.csv").ends(0);
    let second = folder.run("-w w scan m.csv").ends(0);
    assert_eq!(first.out, second.out);
    assert!(
        first
            .out
            .starts_with("nothing new: 1,500 rows seen again\n")
    );
    assert_eq!(folder.everything_in("w"), before);
}

#[test]
fn lowered_weights_and_generic_contacts_take_effect_on_the_next_scan() {
    let folder = scanned();
    let before = folder.run("-w w networks --json").ends(0).json();
    let settings = folder.read("w/daylight.toml");
    folder.write(
        "w/daylight.toml",
        format!("{settings}[weights]\nD02 = 0\nD03 = 0\n"),
    );
    let after = folder.run("-w w scan m.csv --json").ends(0).json();
    assert_ne!(before["run_id"], after["run_id"]);
    for network in after["networks"].as_array().unwrap() {
        assert_eq!(network["reasons"][1]["points"], 0.0);
    }
    folder.write(
        "w/daylight.toml",
        format!("{settings}[weights]\nD02 = 21\n"),
    );
    let done = folder.run("-w w scan m.csv").ends(1);
    assert!(
        done.err.contains("D02") && done.err.contains("never raised"),
        "{done:?}"
    );
    folder.write("w/daylight.toml", settings);

    let truth = folder.read("t.csv");
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in truth
        .split([',', ';', '\n'])
        .filter(|cell| cell.starts_with('+'))
    {
        *uses.entry(cell).or_default() += 1;
    }
    let (phone, _) = uses.into_iter().max_by_key(|(_, uses)| *uses).unwrap();
    folder.write("w/generic.txt", format!("# a hotline\n{phone}\n"));
    let after = folder.run("-w w scan m.csv --json").ends(0).json();
    assert!(after["links_not_used"]["listed as generic by the user"].as_u64() > Some(0));
}

#[test]
fn a_forgotten_batch_is_gone_from_the_next_run() {
    let folder = scanned();
    folder.write("more.csv", "ad_id,body\nx1,an ad of its own kind\n");
    folder.run("-w w scan more.csv").ends(0);
    let before = folder.everything_in("w");
    let trial = folder.run("-w w forget last --dry-run").ends(0);
    assert!(
        trial.out.starts_with("would remove batch b000002-"),
        "{trial:?}"
    );
    assert!(trial.out.contains("1 ad, 0 rejects"), "{trial:?}");
    assert_eq!(folder.everything_in("w"), before);

    folder.run("-w w forget b0").ends(1);
    folder.run("-w w forget nothing").ends(1);
    let done = folder.run("-w w forget b000002").ends(0);
    assert!(done.err.contains("daylight link"), "{done:?}");
    folder.run("-w w networks").ends(1);
    let listed = folder.run("-w w batches").ends(0);
    assert!(listed.out.contains("forgotten: b000002-"), "{listed:?}");
    let listed = folder.run("-w w batches --json").ends(0).json();
    assert_eq!(listed["batches"].as_array().map(Vec::len), Some(1));
    assert_eq!(listed["batches"][0]["ads"], 1_500);
    assert_eq!(listed["forgotten"][0]["ads"], 1);
    folder.run("-w w link").ends(0);
    let value = folder.run("-w w networks --json").ends(0).json();
    assert_eq!(value["ads"], 1_500);
    folder.run("-w w verify").ends(0);
}
