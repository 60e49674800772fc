//! `report.html`, and text from ads that would drive a screen or a page.

use crate::program::Folder;

/// Ads whose every column tries to do something.
fn hostile() -> Folder {
    let folder = Folder::new();
    let mut ads = String::from("ad_id,posted_at,place,site,title,body\n");
    ads.extend((0..12).map(|at| {
        format!(
            "\"\u{1b}[2J{at}\",2026-01-0{},<img src=x onerror=alert(1)>,<script>s()</script>.example,\
             <b>\u{202e}big</b>,\"</style><script>alert(2)</script> \u{1b}]0;own\u{7} call me \u{9b}31m today \
             at the usual place near the old bridge \u{200b} for a nice walk\"\n",
            at % 9 + 1
        )
    }));
    folder.write("\u{202e}ads\u{1b}[31m.csv", ads);
    folder
}

#[test]
fn text_from_ads_drives_neither_the_terminal_nor_the_page() {
    let folder = hostile();
    let mut command = folder.command("-w w scan");
    command.arg("\u{202e}ads\u{1b}[31m.csv");
    let scanned = crate::program::done(&mut command).ends(0);
    let network = folder
        .run("-w w export tables --out t --format csv")
        .ends(0);
    assert_eq!(network.code, Some(0));
    let id = folder
        .read("t/networks.csv")
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .to_owned();
    let shown = folder.run(&format!("-w w show {id}")).ends(0);
    let mut trial = folder.command("-w x import --dry-run");
    trial.arg("\u{202e}ads\u{1b}[31m.csv");
    let trial = crate::program::done(&mut trial).ends(0);
    for text in [
        &scanned.out,
        &scanned.err,
        &shown.out,
        &trial.out,
        &trial.err,
    ] {
        let driven = text
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || ['\u{202e}', '\u{200b}'].contains(c));
        assert_eq!(driven, None, "{text:?}");
    }
    let page = folder.read("w/report.html");
    assert!(
        !page.contains("<script") && !page.contains("<img"),
        "a tag of an ad"
    );
    assert!(!page.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{200b}']));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_report_stands_alone_and_counts_every_row() {
    let folder = Folder::new();
    folder.market(600, 4);
    let done = folder.run("-w w scan m.csv --json").ends(0).json();
    assert_eq!(done["report"], "w/report.html");
    let page = folder.read("w/report.html");
    assert!(page.starts_with("<!DOCTYPE html>"));
    for part in [
        "600\u{a0}",
        "m.csv",
        "seen again",
        "What this cannot show",
        done["run_id"].as_str().unwrap(),
    ] {
        assert!(
            page.contains(part) || page.contains(&part.replace('\u{a0}', "")),
            "{part}"
        );
    }
    for outside in ["http://", "https://", "src=\"//"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
