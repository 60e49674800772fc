//! The tidy test itself, and for each rule a sample broken on purpose.

use crate::root::root;
use crate::tidy::Rule;
use crate::tidy::crates;
use crate::tidy::file::File;
use crate::tidy::findings;
use crate::tidy::hosts;
use crate::tidy::leaks;
use crate::tidy::opening;
use crate::tidy::phones;
use crate::tidy::reveals;
use crate::tidy::size;
use crate::tidy::stages;
use crate::tidy::tree;
use crate::tidy::uses;
use crate::tidy::words;

#[test]
fn the_workspace_keeps_every_rule() {
    let files = tree::read(&root()).expect("the workspace can be read");
    let left = findings(&files);
    let list: Vec<String> = left.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "\n{}", list.join("\n"));
}

/// The lines and subjects a rule refuses in one file.
fn refused(rule: Rule, path: &str, text: &str) -> Vec<(usize, String)> {
    refused_in(rule, &[File::new(path, text)])
}

fn refused_in(rule: Rule, files: &[File]) -> Vec<(usize, String)> {
    rule(files)
        .into_iter()
        .map(|finding| (finding.line, finding.subject))
        .collect()
}

fn one(line: usize, subject: &str) -> Vec<(usize, String)> {
    vec![(line, subject.to_owned())]
}

#[test]
fn a_file_opens_with_a_sentence() {
    let check = |text| refused(opening::find, "xtask/src/a.rs", text).len();
    assert_eq!(check("//! Reads one row.\nfn a() {}"), 0);
    assert_eq!(
        check("//! Reads one row\n//! after the other.\n//!\n//! More"),
        0
    );
    assert_eq!(check("//!\nfn a() {}"), 1);
    assert_eq!(check("//! Placeholder\n"), 1);
    assert_eq!(check("// Reads one row.\n"), 1);
    assert_eq!(check("\n//! Reads one row.\n"), 1);
    assert_eq!(check(""), 1);
}

#[test]
fn a_file_holds_400_lines_of_code() {
    let check = |path, text: &str| refused(size::find, path, text);
    let code = "a();\n".repeat(400);
    assert_eq!(check("a.rs", &code), []);
    assert_eq!(
        check("a.rs", &format!("{code}b();")),
        one(0, "401 lines of code")
    );
    assert_eq!(check("a.rs", &format!("{code}\n// b\n/* c\n d */\n")), []);
    assert_eq!(check("crates/x/tests/a.rs", &format!("{code}b();")), []);
    let tested = format!("{code}#[cfg(test)]\nmod tests {{\n    fn b() {{}}\n}}\n");
    assert_eq!(check("a.rs", &tested), []);
    assert_eq!(
        check("a.rs", &format!("{tested}c();")).len(),
        1,
        "below the tests"
    );
    assert_eq!(
        check("a.rs", &format!("let a = \"{}\";", "x\n".repeat(400))).len(),
        1
    );
}

/// What the rule of stages refuses in one file of the engine, all modules being there.
fn stage(path: &str, text: &str) -> Vec<(usize, String)> {
    let engine = |name: &str| File::new(format!("crates/daylight-engine/src/{name}"), "");
    let mut files: Vec<File> = ["lib.rs", "read/mod.rs", "normalise.rs", "extract/mod.rs"]
        .into_iter()
        .chain([
            "cluster/mod.rs",
            "template.rs",
            "link/a.rs",
            "score/mod.rs",
            "hash.rs",
        ])
        .map(engine)
        .collect();
    files.push(File::new(path, text));
    refused_in(stages::find, &files)
}

#[test]
fn a_stage_names_no_later_one() {
    let link = "crates/daylight-engine/src/link/mod.rs";
    assert_eq!(
        stage(link, "use crate::score::Score;"),
        one(1, "crate::score")
    );
    assert_eq!(
        stage(link, "let a = daylight_engine::score::f();"),
        one(1, "crate::score")
    );
    assert_eq!(
        stage(link, "a(crate :: score :: f)"),
        one(1, "crate::score")
    );
    assert_eq!(
        stage(link, "use crate::template::Shape;\nuse crate::link::a::B;"),
        []
    );
    assert_eq!(stage(link, "// crate::score\nf(\"crate::score\");"), []);
    assert_eq!(stage(link, "use crate::scores;").len(), 1, "no such module");
    let below = "#[cfg(test)]\nmod tests {}\nuse crate::score::Score;";
    assert_eq!(stage(link, below), one(3, "crate::score"));
}

#[test]
fn a_stage_cannot_hide_what_it_names() {
    let link = "crates/daylight-engine/src/link/mod.rs";
    assert_eq!(stage(link, "use crate::Score;"), one(1, "crate::Score"));
    assert_eq!(stage(link, "use crate::{score::X};"), one(1, "crate::"));
    assert_eq!(stage(link, "use crate as own;"), one(1, "crate::as"));
    assert_eq!(stage(link, "use crate::hash::f;"), []);
    let shared = "crates/daylight-engine/src/hash.rs";
    assert_eq!(
        stage(shared, "use crate::read::Row;"),
        one(1, "crate::read")
    );
}

#[test]
fn stages_are_only_in_the_engine() {
    assert_eq!(
        stage(
            "crates/daylight-model/src/cluster.rs",
            "use crate::score::S;"
        ),
        []
    );
    assert_eq!(
        stage(
            "crates/daylight-engine/src/lib.rs",
            "pub use crate::score::S;"
        ),
        []
    );
}

#[test]
fn a_use_names_one_path() {
    let check = |text| refused(uses::find, "xtask/src/a.rs", text);
    assert_eq!(
        check("use std::io;\npub(crate) use crate::a::b;\npub(super) fn f() {}"),
        []
    );
    assert_eq!(check("use std::{io, fs};"), one(1, "use"));
    assert_eq!(check("use std::{\n    io,\n};"), one(1, "use"));
    assert_eq!(check("pub use a::b; use c::d;"), one(1, "use"));
    assert_eq!(check("pub(in crate::a) use b::{c};"), one(1, "use"));
    assert_eq!(check("fn f() {\n    use super::g;\n}"), one(2, "super::"));
    assert_eq!(check("super::super::f();"), one(1, "super::"));
    assert_eq!(
        check("#[path = \"../score/mod.rs\"]\nmod x;"),
        one(1, "path")
    );
    assert_eq!(check("include!(\"../score/mod.rs\");"), one(1, "path"));
    assert_eq!(check("let a = include_str!(\"a.txt\");"), []);
    assert_eq!(check("// use a::{b};\nlet a = \"super::b\";"), []);
}

const MANIFEST: &str = "[package]\nname = \"daylight-engine\"\nlicense.workspace = true\nedition.workspace = true\n[lints]\nworkspace = true\n";

#[test]
fn crates_depend_one_way() {
    let check = |more: &str| {
        let path = "crates/daylight-engine/Cargo.toml";
        refused(crates::find, path, &format!("{MANIFEST}{more}"))
    };
    assert_eq!(
        check("[dependencies]\ndaylight-model.workspace = true\ncsv = \"1\""),
        []
    );
    let store = one(0, "daylight-store");
    assert_eq!(
        check("[dependencies]\ndaylight-store.workspace = true"),
        store
    );
    assert_eq!(
        check("[dev-dependencies]\ndaylight-store.workspace = true"),
        store
    );
    assert_eq!(
        check("[build-dependencies]\ndaylight-store.workspace = true"),
        store
    );
    assert_eq!(
        check("[dependencies]\nx = { package = \"daylight-store\" }"),
        store
    );
    assert_eq!(
        check("[target.'cfg(unix)'.dependencies]\ndaylight-store = \"1\""),
        store
    );
    assert_eq!(
        check("[dependencies]\ndaylight = \"1\""),
        one(0, "daylight")
    );
}

#[test]
fn a_crate_keeps_the_lints_and_has_a_place() {
    let check = |text: &str| refused(crates::find, "crates/a/Cargo.toml", text);
    let without = MANIFEST.replace("[lints]\nworkspace = true\n", "");
    assert_eq!(check(&without), one(0, "lints"));
    assert_eq!(
        check(&MANIFEST.replace("daylight-engine", "daylight-new")),
        one(0, "daylight-new")
    );
    assert_eq!(check("[package"), one(0, "manifest"));
}

#[test]
fn a_crate_repeats_the_limits_its_own_file_replaces() {
    let own = |text: &str| {
        let root = File::new("clippy.toml", "too-many-lines-threshold = 60\n");
        refused_in(
            crates::find,
            &[root, File::new("crates/a/clippy.toml", text)],
        )
    };
    assert_eq!(
        own("too-many-lines-threshold = 60\ndisallowed-types = []"),
        []
    );
    assert_eq!(
        own("disallowed-types = []"),
        one(0, "too-many-lines-threshold")
    );
    assert_eq!(
        own("too-many-lines-threshold = 90"),
        one(0, "too-many-lines-threshold")
    );
}

#[test]
fn private_text_is_opened_in_named_places() {
    let check = |path, text| refused(reveals::find, path, text);
    let report = "crates/daylight/src/report/mod.rs";
    assert_eq!(check(report, "a(b.reveal());"), one(1, "reveal()"));
    assert_eq!(check(report, "a.map(Private::reveal);"), one(1, "reveal()"));
    assert_eq!(check(report, "// b.reveal()"), []);
    assert_eq!(
        check(report, "#[cfg(test)]\nmod t {\n    a(b.reveal());\n}"),
        []
    );
    assert_eq!(
        check("crates/daylight-engine/src/extract/mod.rs", "b.reveal()"),
        []
    );
}

#[test]
fn no_text_names_the_machine_or_a_registry() {
    let check = |text: &str| refused(leaks::find, "docs/a.md", text).len();
    assert_eq!(check(&format!("see {}/x", "/root")), 1);
    assert_eq!(check(&format!("from {}/anna/x", "/home")), 1);
    assert_eq!(check(&format!("on {}.io today", "crates")), 1);
    assert_eq!(check("docs/work/x and my-crates and ~/home"), 0);
}

#[test]
fn a_telephone_number_rings_nobody() {
    let check = |text: &str| refused(phones::find, "docs/a.md", text);
    assert_eq!(check("+1 202 555 0143, 020 7946 0958, +44 7700 900123"), []);
    let real = format!("{}2125{}", "+1", "556789");
    assert_eq!(check(&real), one(1, &real));
    let national = ["(212)", "555-6789"].join(" ");
    assert_eq!(check(&national), one(1, &real));
    assert_eq!(refused(phones::find, "a.lock", &real), []);
}

#[test]
fn a_host_belongs_to_nobody() {
    let check = |text: &str| refused(hosts::find, "crates/a/tests/a.rs", text);
    assert_eq!(
        check("https://a.example b@c.example http://localhost:8080"),
        []
    );
    let real = ["someones", "site.com"].concat();
    assert_eq!(check(&format!("https://{real}/x")), one(1, &real));
    assert_eq!(check(&format!("anna@{real}")), one(1, &real));
    assert_eq!(check(&format!("www.{real}")), one(1, &real));
}

#[test]
fn users_read_no_word_that_accuses() {
    let doc = |text: &str| refused(words::find, "docs/a.md", text);
    assert_eq!(doc("The suspects are listed."), one(1, "suspect"));
    assert_eq!(doc("HTML entities are decoded."), []);
    assert_eq!(doc("Entities are joined."), one(1, "entities"));
    assert_eq!(doc("An AI found it."), one(1, "AI"));
    assert_eq!(doc("said white identity, suspected, aim, architecture"), []);
    let screen = |text: &str| refused(words::find, "crates/daylight/src/a.rs", text);
    assert_eq!(screen("p(\"12 hits\");"), one(1, "hit"));
    assert_eq!(screen("let hit = 1; // a hit"), []);
}
