//! Cases on the desk: opened on a network, shared, worked on, closed, and never left to nobody; ties
//! that people judge; and what a run is held against of all that.

use crate::browser::Browser;
use crate::browser::Served;
use crate::desk::id_of;
use crate::desk::joined;
use crate::desk::served;
use crate::desk::things;
use crate::program::Folder;

/// Ana, a case of hers on the one network, and Ben, a reviewer.
fn with_case() -> (Folder, Served, Browser, Browser, String) {
    let (folder, served, mut ana) = served();
    let (network, _, _) = things(&mut ana);
    let mut ben = joined(&served, &mut ana, "ben", "reviewer");
    ben.sign_in("ben", "investigation");
    ana.get("/cases").says(200, "Open another");
    let titled = [("title", "=2+3, <b>garden</b>"), ("network", &network)];
    let page = ana.post("/cases", &titled).says(200, "&lt;b&gt;garden");
    assert!(!page.body.contains("<b>garden"), "{page:?}");
    (folder, served, ana, ben, network)
}

#[test]
fn a_case_is_opened_on_a_network_shared_worked_on_and_closed() {
    let (_folder, _served, mut ana, mut ben, network) = with_case();
    let here = format!("/networks/{network}");
    // Others learn whom to ask, and nothing else.
    let told = ben
        .get(&here)
        .says(200, "Ask: <bdi dir=\"auto\">Ana Example");
    assert!(!told.body.contains("garden&lt;"), "{told:?}");
    let of_others = ben.get("/cases/1").says(403, "a case is for its people");
    assert_eq!(of_others.body, ben.get("/cases/2").body);
    ben.get("/cases").says(200, "None.");
    let ben_id = id_of(&mut ana, "ben");
    for (step, fields) in [
        ("person", [("what", ben_id.as_str()), ("x", "")]),
        ("note", [("note", "seen twice\nin York"), ("x", "")]),
        ("task", [("task", "call the line"), ("due", "2026-12-24")]),
        (
            "attach",
            [("file", "scan.pdf"), ("sha256", &"0a".repeat(32))],
        ),
    ] {
        let fields = [("step", step), fields[0], fields[1]];
        ana.post("/cases/1/step", &fields)
            .says(200, "What was done");
    }
    let empty = [("step", "note"), ("note", " ")];
    ana.post("/cases/1/step", &empty).says(422, "is empty");
    ana.post("/cases/1/step", &[("step", "burn")])
        .says(403, "Not taken");
    let page = ben.get("/cases/1").says(200, "seen twice<br>in York");
    let task = page.between(
        "name=\"step\" value=\"done\"><input type=\"hidden\" name=\"what\" value=\"",
        "\"",
    );
    let page = page.says(200, "by 2026-12-24").says(200, &"0a".repeat(32));
    assert!(!page.body.contains("<s>"), "{page:?}");
    ben.post("/cases/1/step", &[("step", "done"), ("what", &task)])
        .says(200, "<s><bdi dir=\"auto\">call the line</bdi></s>");
    ben.get(&here).says(200, "<a href=\"/cases/1\">");
    let whole = ben.get("/cases/1/case.json").says(200, "seen twice");
    let whole: serde_json::Value = serde_json::from_str(&whole.body).unwrap();
    assert_eq!(whole["case"]["networks"][0], network);
    assert_eq!(whole["events"].as_array().unwrap().len(), 7);
    assert_eq!(whole["names"][&ben_id], "ben");
    // A spreadsheet is given no formula.
    ana.get("/cases.csv")
        .says(200, "1,\"'=2+3, <b>garden</b>\",1,2,");
}

#[test]
fn who_leaves_a_case_reads_it_no_more_and_none_is_left_to_nobody() {
    let (_folder, served, mut ana, mut ben, network) = with_case();
    let here = format!("/networks/{network}");
    let ben_id = id_of(&mut ana, "ben");
    let asked = [("step", "person"), ("what", ben_id.as_str())];
    ana.post("/cases/1/step", &asked).says(200, "asked in");
    ana.post("/cases", &[("title", "Another")])
        .says(200, "Another");
    ana.post(&format!("{here}/case"), &[("case", "2")])
        .says(200, "put in network");
    ana.post(&format!("{here}x/case"), &[("case", "2")])
        .says(404, "no such page");
    ana.post("/cases/2/step", &[("step", "out"), ("what", &network)])
        .says(200, "took out network");
    ben.post("/cases/1/step", &[("step", "leave"), ("what", &ben_id)])
        .says(200, "Open another");
    ben.get("/cases/1").says(403, "a case is for its people");
    ana.post("/cases/1/step", &[("step", "close")])
        .says(200, "Closed on");
    assert!(!ben.get(&here).body.contains("Ask: "));
    ana.post("/cases/1/step", &[("step", "reopen")])
        .says(200, "Close the case");
    // Whoever is left with nobody's case gives it to somebody.
    ana.post("/people", &[("name", "Cat"), ("role", "administrator")]);
    let mut cat = joined(&served, &mut ana, "cat", "administrator");
    cat.sign_in("cat", "");
    assert!(!cat.get("/people").body.contains("nobody left"));
    let ana_id = id_of(&mut ana, "Ana Example");
    cat.post(&format!("/people/{ana_id}/end"), &[])
        .says(200, "Case 1 goes to");
    cat.post("/people/case", &[("case", "1"), ("person", &ben_id)]);
    ben.get("/cases/1").says(200, "asked in");
    cat.get("/people").says(200, "Case 2 goes to");
}

/// A tie that a person cuts is respected by the next link, until it is withdrawn.
#[test]
fn a_tie_is_cut_and_put_back() {
    let (folder, _served, mut ana) = served();
    let (network, _, token) = things(&mut ana);
    let page = ana.get(&format!("/networks/{network}"));
    assert!(page.body.contains("<svg class=\"graph\""), "{page:?}");
    let tie = format!("/networks/{network}/ties/{}", page.between("/ties/", "\""));
    let page = ana.get(&tie).says(200, &token).says(200, "quiet garden");
    assert!(
        !page.body.contains("0123") && !page.body.contains("Mina"),
        "{page:?}"
    );
    let said = [("verdict", "apart"), ("reason", "two writers")];
    ana.post(&tie, &[("verdict", "apart")]).says(403, "reason");
    ana.post(&tie, &[("verdict", "burn"), ("reason", "r")])
        .says(403, "Not taken");
    ana.post(&tie, &said)
        .says(200, "Ana Example</bdi></strong> said <strong>two operators");
    ana.get(&format!("/networks/{network}/ties/l-0"))
        .says(404, "no such page");
    folder.run("-w w link").ends(0);
    ana.get(&tie).says(404, "no such page");
    ana.get(&format!("/networks/{network}"))
        .says(404, "no such page");
    // The tie is gone, the decision is not.
    let list = ana.get("/decisions").says(200, "two operators");
    let id = list.between("/decisions/", "/");
    ana.post(&format!("/decisions/{id}/withdraw"), &[])
        .says(200, "withdrawn at");
    ana.post(&format!("/decisions/{id}/withdraw"), &[])
        .says(409, "there is none");
    folder.run("-w w link").ends(0);
    folder.run("-w w index").ends(0);
    let found = ana.post("/search", &[("what", "020 7946 0123")]);
    found.says(200, "<h2 aria-live=\"polite\">1 network");
}

#[test]
fn a_run_is_held_against_what_people_said() {
    let (folder, _served, mut ana, mut ben, network) = with_case();
    let figures = |folder: &Folder, words: &str| {
        let words = format!("-w w evaluate --judgements --json {words}");
        folder.run(&words).ends(0).json()
    };
    assert_eq!(figures(&folder, "")["reviewed"], 0);
    let said = [("verdict", "organised"), ("reason", "r")];
    let review = format!("/networks/{network}/review");
    ana.post(&review, &said).says(200, "said");
    // One is not enough unless one is asked for; the network is too thin to be ranked.
    assert_eq!(figures(&folder, "")["not_ranked"], 0);
    assert_eq!(figures(&folder, "--least 1")["not_ranked"], 1);
    ben.post(&review, &said).says(200, "said");
    let page = ana.get(&format!("/networks/{network}"));
    let tie = format!("/networks/{network}/ties/{}", page.between("/ties/", "\""));
    let judged = [("verdict", "together"), ("reason", "r")];
    ana.post(&tie, &judged).says(200, "one operator");
    let held = figures(&folder, "--labels labels.csv");
    assert_eq!(
        (&held["reviewed"], &held["not_ranked"]),
        (&1.into(), &1.into())
    );
    assert_eq!(held["together"]["held"], 1, "{held}");
    assert_eq!(held["apart"]["pairs"], 0);
    assert!(held["average_precision"].is_null());
    assert_eq!(folder.read("labels.csv"), "network_id,rank,label\n");
    folder
        .run("-w w evaluate --judgements --labels labels.csv")
        .ends(1);
    folder.run("-w w evaluate").ends(2);
    folder
        .run("-w w evaluate --judgements --truth t.csv")
        .ends(2);
}
