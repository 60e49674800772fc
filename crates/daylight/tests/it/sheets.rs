//! A network read by itself shows what a walk of all tables shows, or nothing.

use std::fs;

use crate::program::Folder;

const SHEETS: &str = "network_index.parquet";

/// The file of sheets of the newest run, and what is in it.
fn sheets(folder: &Folder) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = folder.everything_in("w/facts/runs");
    found.retain(|(path, _)| path.ends_with(SHEETS));
    found
}

#[test]
fn every_network_is_the_same_with_its_sheet_and_without() {
    let folder = Folder::new();
    folder.market(3000, 102);
    folder.run("-w w scan m.csv").ends(0);
    let list = folder.run("-w w networks --top 30 --json").ends(0).json();
    let mut ids: Vec<String> = list["networks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["network_id"].as_str().unwrap().to_owned())
        .collect();
    assert!(ids.len() > 10, "{list}");
    // One that is too thin to rank has a sheet too.
    let tables = folder.run("-w w export tables --out tables --format csv");
    tables.ends(0);
    let networks = folder.read("tables/networks.csv");
    let thin = networks.lines().last().unwrap();
    ids.push(thin.split(',').next().unwrap().to_owned());
    let shown = |id: &String| folder.run(&format!("-w w show {id} --json")).ends(0).out;
    let walked: Vec<String> = ids.iter().map(shown).collect();
    assert_eq!(sheets(&folder).len(), 0);
    folder.run("-w w index").ends(0);
    let (path, sound) = sheets(&folder).remove(0);
    for (id, walked) in ids.iter().zip(&walked) {
        assert_eq!(&shown(id), walked);
    }
    // No bit of it can be changed so that another network is shown.
    for at in (0..sound.len()).step_by(sound.len() / 150) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&path, bytes).unwrap();
        let id = &ids[at % ids.len()];
        let again = folder.run(&format!("-w w show {id} --json"));
        assert!(
            again.code == Some(1) || again.out == walked[at % ids.len()],
            "byte {at}: {again:?}"
        );
    }
    // The sheets of another run are not used.
    folder.write(
        "n.csv",
        "id,text,city\nc1,\"Ines, garden, call 020 7946 0123\",Leeds\n",
    );
    folder.run("-w w import n.csv").ends(0);
    folder.run("-w w link").ends(0);
    let walked = shown(&ids[0]);
    folder.run("-w w index").ends(0);
    let new = sheets(&folder).into_iter().find(|it| it.0 != path);
    fs::write(new.unwrap().0, &sound).unwrap();
    assert_eq!(shown(&ids[0]), walked);
}
