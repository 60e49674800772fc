//! Catalogues are whole, and what is filled in comes out as it should.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use daylight_model::FactKind;
use daylight_model::Indicator;
use daylight_policy::Role;
use daylight_policy::SUSPECTED_MINOR;
use daylight_store::Verdict;
use maud::html;

use crate::language::Catalogue;
use crate::language::Language;
use crate::language::figures;
use crate::report::title;

const OTHERS: [Language; 2] = [Language::Dutch, Language::Spanish];

/// The sources of the pages.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// The first text in quotes.
fn quoted(text: &str) -> Option<&str> {
    let inner = text.split_once('"')?.1;
    inner.split_once('"').map(|(it, _)| it)
}

/// Every text that the pages say: those that stand alone, and the nouns of counts.
fn said() -> (BTreeSet<String>, BTreeSet<String>) {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&root.join("desk"), &mut files);
    sources(&root.join("report"), &mut files);
    let (mut texts, mut nouns) = (BTreeSet::new(), BTreeSet::new());
    for file in files {
        let source = std::fs::read_to_string(file).unwrap();
        for call in [".say(", ".fill(", ".line("] {
            let mut parts = source.split(call);
            parts.next();
            for rest in parts.map(str::trim_start).filter(|it| it.starts_with('"')) {
                texts.insert(quoted(rest).unwrap().to_owned());
            }
        }
        for call in ["language.counted(", "language.and_more("] {
            let mut parts = source.split(call);
            parts.next();
            nouns.extend(parts.map(|rest| quoted(rest).unwrap().to_owned()));
        }
    }
    assert!(texts.len() > 400 && nouns.len() > 10, "{}", texts.len());
    (texts, nouns)
}

/// The numbers of the holes of a text.
fn holes(text: &str) -> BTreeSet<&str> {
    let after = text.split('{').skip(1);
    after.filter_map(|it| Some(it.split_once('}')?.0)).collect()
}

#[test]
fn every_text_of_the_pages_is_translated() {
    let (texts, nouns) = said();
    for language in OTHERS {
        let catalogue = language.catalogue().unwrap();
        for text in &texts {
            let message = catalogue.get(text);
            assert!(message.is_some(), "{language:?} lacks: {text}");
        }
        for noun in &nouns {
            let message = catalogue.get(&format!("1 {noun}"));
            let has_many = message.is_some_and(|it| it.many.contains("{0}"));
            assert!(has_many, "{language:?} lacks a count of: {noun}");
        }
    }
}

#[test]
fn every_kind_and_role_is_translated() {
    let mut words: Vec<String> = Vec::new();
    words.extend(Indicator::ALL.map(|it| title(it).to_owned()));
    words.extend(FactKind::ALL.map(|it| it.as_str().replace('_', " ")));
    words.extend(Role::ALL.map(|it| it.as_str().to_owned()));
    words.extend(Verdict::ALL.map(|it| it.as_str().to_owned()));
    words.extend(SUSPECTED_MINOR.map(str::to_owned));
    for language in OTHERS {
        let catalogue = language.catalogue().unwrap();
        for word in &words {
            assert!(catalogue.contains_key(word), "{language:?} lacks: {word}");
        }
    }
}

/// A translation fills in what the English does.
#[test]
fn translations_have_the_holes_of_their_english() {
    for language in OTHERS {
        for (english, message) in language.catalogue().unwrap() {
            let is_count = !message.many.is_empty();
            let wanted = if is_count { "" } else { english };
            assert_eq!(holes(wanted), holes(&message.one), "{english}");
        }
    }
}

/// Both catalogues translate the same texts.
#[test]
fn catalogues_hold_the_same() {
    let [dutch, spanish] = OTHERS.map(|it| it.catalogue().unwrap());
    let keys = |of: &'static Catalogue| of.keys().collect::<BTreeSet<_>>();
    assert_eq!(keys(dutch), keys(spanish));
}

#[test]
fn what_is_filled_in_is_escaped_and_keeps_its_place() {
    let name = html! { b { "A & B" } };
    let filled = Language::English.fill("{0} for {1}", &[&name, &"<script>"]);
    assert_eq!(filled.into_string(), "<b>A &amp; B</b> for &lt;script&gt;");
    let turned = Language::Spanish.line("run {0}", &["r-1"]);
    assert_eq!(turned, "ejecución r-1");
    assert_eq!(
        Language::Dutch.line("no such text {0}", &["x"]),
        "no such text x"
    );
}

#[test]
fn counts_agree_with_their_nouns() {
    for (language, one, many) in [
        (Language::English, "1 new match", "2 new matches"),
        (Language::Dutch, "1 nieuw netwerk", "2 nieuwe netwerken"),
        (Language::Spanish, "1 red nueva", "2 redes nuevas"),
    ] {
        assert_eq!(language.counted(1, "new match"), one);
        assert_eq!(language.counted(2, "new match"), many);
    }
    assert_eq!(
        Language::Dutch.counted(12_000, "ad"),
        "12\u{a0}000 advertenties"
    );
    assert_eq!(Language::English.counted(0, "ad"), "0 ads");
}

/// Figures and ids of a sentence that a run keeps are filled into its translation.
#[test]
fn sentences_of_a_run_are_retold() {
    let (pattern, found) = figures("12 of 30 ads (link l-0a1) hide, 41.5 % of all");
    assert_eq!(pattern, "{0} of {1} ads (link {2}) hide, {3} % of all");
    assert_eq!(found, ["12", "30", "l-0a1", "41.5"]);
    let kept =
        "3 names in 30 days, 2 of them in different places within 7 days, 1.5 ads per active week";
    assert_eq!(Language::English.retold(kept), kept);
    assert_eq!(
        Language::Dutch.retold(kept),
        "3 namen in 30 dagen, 2 daarvan op verschillende plaatsen binnen 7 dagen, 1,5 advertenties per actieve week"
    );
    assert_eq!(
        Language::Dutch.retold("nobody said 7 of this"),
        "nobody said 7 of this"
    );
}

/// Thousands and decimals are written as the language does, and ids and names of files as they are.
#[test]
fn figures_are_written_as_the_language_does() {
    for (kept, told) in [
        ("12,345 ads joined", "erbij: 12\u{a0}345 advertenties"),
        (
            "1 ad left (link l-0a1.2)",
            "weg: 1 advertentie (koppeling l-0a1.2)",
        ),
    ] {
        assert_eq!(Language::Dutch.retold(kept), told);
        assert_eq!(Language::English.retold(kept), kept);
    }
}

/// Parts of a line are told each by itself, what is not known as it stands.
#[test]
fn a_line_is_retold_by_its_parts() {
    for (kept, told) in [
        (
            "run r-1: batch b-2 of 2026-05-01, other settings",
            "run r-1: batch b-2 van 2026-05-01, andere instellingen",
        ),
        (
            "id: by its name, and its values agree",
            "id: op naam, en de waarden kloppen ermee",
        ),
        (
            "reading texts: 20,000 ads, 2,000 a second, 1:30 left",
            "teksten lezen: 20\u{a0}000 advertenties, 2\u{a0}000 per seconde, nog 1:30",
        ),
        ("reading a: b, c.csv", "reading a: b, c.csv"),
    ] {
        assert_eq!(Language::Dutch.retold_by_parts(kept), told);
        assert_eq!(Language::English.retold_by_parts(kept), kept);
    }
}

#[test]
fn a_browser_is_answered_in_the_first_language_that_there_is() {
    for (accepted, language) in [
        ("nl-NL,nl;q=0.9,en;q=0.8", Language::Dutch),
        ("fr-FR, es-MX;q=0.7, en;q=0.3", Language::Spanish),
        ("nl;q=0, es", Language::Spanish),
        ("EN-gb", Language::English),
        ("fr", Language::English),
        ("", Language::English),
        (",;=,nl;q=x", Language::Dutch),
    ] {
        assert_eq!(Language::preferred(accepted), language, "{accepted}");
    }
}
