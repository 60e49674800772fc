//! What a person decides about two ads is respected by every later link, until it is withdrawn.

use std::collections::BTreeMap;

use crate::program::Folder;

/// The network of each ad; an ad that is in none is missing.
fn networks(folder: &Folder) -> BTreeMap<String, String> {
    folder
        .run("-w w export tables --out t --format csv")
        .ends(0);
    let members = folder.read("t/network_members.csv");
    std::fs::remove_dir_all(folder.path("t")).unwrap();
    let rows = members.lines().skip(1);
    rows.map(|row| {
        let (ad, network) = row.split_once(',').unwrap();
        (ad.to_owned(), network.to_owned())
    })
    .collect()
}

/// An ad of a name, a place and a number.
fn ad(id: &str, name: &str, place: &str, phone: &str) -> String {
    format!("{id},\"{name} here, new in {place}, call {phone} after six\",{place}\n")
}

fn write(folder: &Folder, file: &str, ads: &[String]) {
    folder.write(file, format!("id,text,city\n{}", ads.concat()));
    folder.run(&format!("-w w import {file}")).ends(0);
}

/// Two numbers with two ads each, linked, and a person.
fn linked() -> Folder {
    let folder = Folder::new();
    let ads = [
        ad("a1", "Mina", "Leeds", "020 7946 0123"),
        ad("a2", "Rosa", "York", "020 7946 0123"),
        ad("b1", "Lena", "Bath", "020 7946 0456"),
        ad("b2", "Ines", "Hull", "020 7946 0456"),
    ];
    write(&folder, "m.csv", &ads);
    folder.run("-w w link").ends(0);
    folder.run("-w w judge apart a1 a2 --reason two").ends(1);
    folder
        .run("-w w people add Ana --role administrator --role analyst")
        .ends(0);
    folder
}

#[test]
fn a_split_and_a_merge_last_until_they_are_withdrawn() {
    let folder = linked();
    let first = networks(&folder);
    assert_eq!(first["a1"], first["a2"]);
    assert_ne!(first["a1"], first["b1"]);
    let unknown = folder.run("-w w judge apart a1 zz --reason two").ends(1);
    assert!(unknown.err.contains("there is no ad `zz`"), "{unknown:?}");
    folder.run("-w w judge apart a1 a2 --reason two").ends(0);
    folder.run("-w w judge together a2 b1 --reason one").ends(0);
    folder.run("-w w judge together a2 b1 --reason").ends(2);
    folder.run("-w w link").ends(0);
    let judged = networks(&folder);
    assert_ne!(judged.get("a1"), Some(&judged["a2"]));
    assert_eq!(
        (&judged["a2"], &judged["b2"]),
        (&judged["b1"], &judged["b1"])
    );
    let show = format!("-w w show {}", judged["a2"]);
    let shown = folder.run(&show).ends(0).out;
    for said in [
        "a person's judgement: ad a2 and ad b1",
        "not used: a person",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let run = folder.run("-w w link --json").ends(0).json()["run_id"].clone();

    // A new ad of the same number falls to one side; the two stay apart.
    write(
        &folder,
        "n.csv",
        &[ad("a3", "Olga", "Leeds", "020 7946 0123")],
    );
    folder.run("-w w link").ends(0);
    let later = networks(&folder);
    assert_ne!(later.get("a1"), later.get("a2"));
    assert!([later.get("a1"), later.get("a2")].contains(&later.get("a3")));
    folder.run("-w w verify").ends(0);

    for decision in [1, 2] {
        let withdraw = format!("-w w judge withdraw {decision} --reason wrong");
        folder.run(&withdraw).ends(0);
        folder.run(&withdraw).ends(1);
    }
    // The run of then is made again as it was decided then.
    let again = format!("-w w link --same-as {}", run.as_str().unwrap());
    folder.run(&again).ends(0);
    folder.run("-w w link").ends(0);
    let withdrawn = networks(&folder);
    assert_eq!(withdrawn["a1"], withdrawn["a2"]);
    assert_ne!(withdrawn["a1"], withdrawn["b1"]);
    let listed = folder.run("-w w judge list --json").ends(0).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    folder.run("-w w audit verify").ends(0);
}
