//! The desk in Dutch and Spanish: every text of every page is translated, and nothing that comes from
//! an ad or a person is.

use std::collections::BTreeSet;
use std::path::Path;

use crate::browser::Browser;
use crate::browser::Page;
use crate::browser::Served;
use crate::desk::add_market;
use crate::desk::joined;
use crate::desk::served;
use crate::desk::things;
use crate::program::Folder;

/// Asks for a page in a language.
fn in_language(browser: &Browser, language: &str, path: &str) -> Page {
    let headers = format!(
        "cookie: __Host-daylight={}\r\naccept-language: {language}\r\n",
        browser.cookie
    );
    browser.send("GET", path, &headers, "")
}

/// A page without what is data: texts as they were read, templates, names, ids, commands, drawings.
fn without_data(body: &str) -> String {
    let mut body = body.to_owned();
    for element in [
        "p dir=\"auto\"",
        "p class=\"written\"",
        "blockquote",
        "bdi",
        "code",
        "pre",
        "svg",
        "style",
        "title",
        "datalist",
    ] {
        let close = format!("</{}>", element.split(' ').next().unwrap());
        while let Some((before, rest)) = body.split_once(&format!("<{element}")) {
            let after = rest.split_once(&close).unwrap().1;
            body = format!("{before}<x>{after}");
        }
    }
    body
}

/// The texts of a page that a person reads, and those that a screen reader says.
fn texts(page: &str) -> BTreeSet<String> {
    let body = without_data(page);
    let nodes = body.split('<').filter_map(|it| it.split_once('>'));
    let nodes = nodes.map(|(_, text)| text.trim().to_owned());
    let labels = body.split("aria-label=\"").skip(1);
    let labels = labels.filter_map(|it| it.split_once('"'));
    let labels = labels.map(|(label, _)| label.to_owned());
    let is_text = |it: &String| {
        let letters = it.chars().filter(|it| it.is_alphabetic()).count();
        // Moments and sums have letters too: T, Z, UTC.
        letters > 2
    };
    nodes.chain(labels).filter(is_text).collect()
}

/// The texts that are the same in a language as in English, by its catalogue.
fn same(language: &str) -> BTreeSet<String> {
    let po = format!("../daylight-desk/src/language/{language}.po");
    let po = Path::new(env!("CARGO_MANIFEST_DIR")).join(po);
    let po = std::fs::read_to_string(po).unwrap();
    let entries = po.split("msgid \"").skip(1);
    let pairs = entries.filter_map(|entry| {
        let (english, rest) = entry.split_once("\"\nmsgstr \"")?;
        let (translated, _) = rest.split_once("\"\n")?;
        (english == translated).then(|| english.to_owned())
    });
    pairs.collect()
}

/// The texts of a page that are still those of its English.
fn untranslated(
    language: &str,
    english: &BTreeSet<String>,
    other: &BTreeSet<String>,
) -> Vec<String> {
    let same = same(language);
    let both = other.intersection(english);
    let left = both.filter(|it| !is_everywhere(it, &same));
    left.cloned().collect()
}

/// What is the same in every language: the program's name, names of standards, the other languages,
/// and the figures of a count of clusters, which are called so in Dutch too.
fn is_everywhere(text: &str, same: &BTreeSet<String>) -> bool {
    let bare = text.trim_matches(|it: char| !it.is_alphabetic());
    let known = [
        "Daylight",
        "daylight",
        "SHA",
        "English",
        "Nederlands",
        "Español",
        "Ana Example",
        "ben",
        "UTC",
    ];
    known.contains(&bare)
        || same.contains(text)
        || same.contains(bare)
        || text.ends_with("of Ana")
        || text.starts_with("c-")
        || text.ends_with("clusters")
}

/// A desk where something of everything was done; the addresses of its pages.
fn worked_on() -> (Folder, Served, Browser, Vec<String>) {
    let (folder, served, mut ana) = served();
    let _ = joined(&served, &mut ana, "ben", "reviewer");
    let (network, ad, token) = things(&mut ana);
    let asked = [("token", token.as_str()), ("reason", "r")];
    ana.post(&format!("/networks/{network}/reveal"), &asked);
    add_market(&folder);
    let list = ana.get("/networks");
    let top = list.between("scope=\"row\"><a href=\"", "\"");
    let ties = format!("{top}/ties/");
    let tie = ana.get(&top).between(&format!("<a href=\"{ties}"), "\"");
    let tie = format!("{ties}{tie}");
    let batch = ana.get("/import").between("<a href=\"/import/", "\"");
    let review = [("verdict", "duo"), ("reason", "Reason of Ana")];
    ana.post(&format!("{top}/review"), &review);
    ana.post(&format!("{top}/flag"), &[("reason", "Reason of Ana")]);
    ana.post(&tie, &[("verdict", "apart"), ("reason", "r")]);
    let search = [("name", "Search of Ana"), ("query", "ads=2")];
    ana.post("/searches", &search);
    let network = top.trim_start_matches("/networks/");
    ana.post("/cases", &[("title", "Case of Ana"), ("network", network)]);
    let task = [
        ("step", "task"),
        ("task", "Task of Ana"),
        ("due", "2026-12-24"),
    ];
    ana.post("/cases/1/step", &task).says(200, "of Ana");
    let sum = "a".repeat(64);
    let attached = [
        ("step", "attach"),
        ("sha256", sum.as_str()),
        ("file", "File of Ana"),
    ];
    ana.post("/cases/1/step", &attached).says(200, "of Ana");
    // A file that is looked at, with a row that would not be kept.
    let file = "id,text,city\nb1,Quiet garden,Leeds\nb2,,York\n";
    ana.upload("/import", "new.csv", file)
        .says(200, "would not");
    let fixed = [
        "/networks",
        "/work",
        "/search",
        "/cases",
        "/cases/1",
        "/decisions",
        "/import",
        "/reveals",
        "/audit",
        "/people",
        "/you",
        "/purpose",
        "/join",
        "/sign-in",
        "/nowhere",
        "/cases/999",
    ];
    let mut paths: Vec<String> = fixed.map(str::to_owned).into();
    let selected = format!("{top}?from=2020-01-01");
    paths.extend([top, selected, ad, tie, format!("/import/{batch}")]);
    (folder, served, ana, paths)
}

#[test]
fn every_page_speaks_every_language() {
    let (_folder, _served, ana, paths) = worked_on();
    let mut left = Vec::new();
    for language in ["nl", "es"] {
        for path in &paths {
            let english = in_language(&ana, "en", path);
            let other = in_language(&ana, language, path);
            let is_so = other.body.contains(&format!("<html lang=\"{language}\">"));
            assert!(is_so && other.status == english.status, "{path}: {other:?}");
            let (english, other) = (texts(&english.body), texts(&other.body));
            assert!(english.len() > 5, "{path}: {english:?}");
            let both = untranslated(language, &english, &other);
            left.extend(both.iter().map(|it| format!("{language} {path}: {it}")));
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

/// What became of a file is told too: the first time, and where nothing of it is new.
#[test]
fn an_import_is_told_in_every_language() {
    let (_folder, _served, mut ana) = served();
    let file = "id,text,city\nb1,Quiet garden,Leeds\nb2,,York\n";
    for sum in [
        "2 rows read = 1 ad",
        "nothing new: 1 row seen again, 1 row rejected as before",
    ] {
        ana.upload("/import", "new.csv", file);
        ana.post("/import/run", &[]);
        while !ana.get("/import").body.contains("Another file") {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let english = in_language(&ana, "en", "/import").says(200, sum);
        let english = texts(&english.body);
        for language in ["nl", "es"] {
            let other = texts(&in_language(&ana, language, "/import").body);
            let left = untranslated(language, &english, &other);
            assert!(left.is_empty(), "{language}: {left:?}");
        }
    }
}

/// The report in one file does too.
#[test]
fn a_report_speaks_every_language() {
    let folder = Folder::new();
    folder.market(1500, 103);
    let report = |language: &str| {
        let scan = format!("-w w scan m.csv --language {language}");
        folder.run(&scan).ends(0);
        std::fs::read_to_string(folder.path("w/report.html")).unwrap()
    };
    let english = texts(&report("en"));
    for language in ["nl", "es"] {
        let other = report(language);
        assert!(other.contains(&format!("<html lang=\"{language}\">")));
        let left = untranslated(language, &english, &texts(&other));
        assert!(left.is_empty(), "{language}: {left:?}");
    }
    let unknown = folder.run("-w w scan m.csv --language xx").ends(2);
    assert!(unknown.err.contains("en, nl and es are"), "{}", unknown.err);
}

#[test]
fn what_is_chosen_stays_and_leads_back() {
    let (_folder, _served, ana) = served();
    let headers = format!(
        "cookie: __Host-daylight={}\r\nsec-fetch-site: same-origin\r\n",
        ana.cookie
    );
    let choose = |to: &str| {
        ana.send(
            "POST",
            "/language",
            &headers,
            &format!("language=es&to={to}"),
        )
    };
    let chosen = choose("%2Fwork%3Fa%3Db");
    assert_eq!(
        (chosen.status, chosen.header("location")),
        (303, "/work?a=b")
    );
    let cookie = chosen.header("set-cookie");
    assert_eq!(
        cookie,
        "__Host-daylight-language=es; Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=Strict"
    );
    // It counts for more than what the browser asks for.
    let headers = "cookie: __Host-daylight-language=es\r\naccept-language: nl\r\n";
    let page = ana.send("GET", "/sign-in", headers, "");
    page.says(200, "<h1><bdi dir=\"auto\">Iniciar sesión");
    // Nobody is led to another host, and no other page chooses.
    assert_eq!(choose("%2F%2Fevil.example").header("location"), "/");
    let other = "sec-fetch-site: cross-site\r\n";
    let refused = ana.send("POST", "/language", other, "language=es&to=%2F");
    assert_eq!((refused.status, refused.header("set-cookie")), (403, ""));
    let same_site = "sec-fetch-site: same-origin\r\n";
    let unknown = ana.send("POST", "/language", same_site, "language=xx&to=%2F");
    assert_eq!(unknown.status, 403);
}

/// Texts of ads, names and what people write are shown as they are in every language.
#[test]
fn nothing_that_is_evidence_is_translated() {
    let (_folder, _served, mut ana) = served();
    let (_, ad, _) = things(&mut ana);
    ana.post("/cases", &[("title", "Queue")]);
    for language in ["en", "nl", "es"] {
        let page = in_language(&ana, language, &ad);
        page.says(200, "until Friday").says(200, "York");
        let page = in_language(&ana, language, "/cases");
        page.says(200, "<bdi dir=\"auto\">Queue</bdi>");
    }
}
