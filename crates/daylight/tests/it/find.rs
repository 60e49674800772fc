//! Looking for an identifier: what is found, what is not, and what the index may become.

use std::fs;

use crate::program::Folder;

/// Two ads of one number, and one ad of another, which is in no network.
fn linked() -> Folder {
    let folder = Folder::new();
    folder.write(
        "m.csv",
        "id,text,city\n\
         a1,\"My name is Mina, new in Leeds, call me on 020 7946 0123 after six\",Leeds\n\
         a2,\"Rosa here, in York until Friday, ring +44 20 7946 0123\",York\n\
         b1,\"A quiet flat, ask for Lena on 020 7946 0456\",Leeds\n",
    );
    folder.run("import m.csv").ends(0);
    folder.run("link").ends(0);
    folder
}

#[test]
fn an_identifier_is_found_however_it_is_written() {
    let folder = linked();
    let first = folder.run("find --json 020 7946 0123").ends(0).json();
    assert_eq!(first[0]["ads"].to_string(), "[\"a1\",\"a2\"]");
    let token = first[0]["tokens"][0].as_str().unwrap().to_owned();
    for written in ["+442079460123", "0 2 0 7 9 4 6 0 1 2 3", token.as_str()] {
        let found = folder.run(&format!("find --json {written}")).ends(0).json();
        assert_eq!(found, first, "{written}");
    }
    let shown = folder.run("find +442079460123").ends(0).out;
    assert!(
        shown.contains(&format!("not ranked: {token} in 2 ads")),
        "{shown}"
    );
    assert!(!shown.contains("0123"), "{shown}");
    folder.run("verify").ends(0);
}

/// What is nowhere and what stands only in an ad of no network are told in the same words.
#[test]
fn what_is_in_no_network_is_as_good_as_absent() {
    let folder = linked();
    let lone = folder.run("find +442079460456").ends(0);
    let absent = folder.run("find +442079460789").ends(0);
    assert_eq!((&lone.out, &lone.err), (&absent.out, &absent.err));
    assert_eq!(lone.out, "no network shows it\n");
    assert_eq!(folder.run("find --json +442079460456").ends(0).out, "[]\n");
    let unread = folder.run("find just some words").ends(1);
    assert!(unread.err.contains("none is recognised"), "{unread:?}");
}

#[test]
fn a_changed_index_is_refused_or_says_what_it_said() {
    let folder = linked();
    let found = folder.run("find +442079460123").ends(0).out;
    let mut runs = folder.everything_in("daylight-workspace/facts/runs");
    runs.retain(|(path, _)| path.ends_with("token_index.parquet"));
    let (path, sound) = runs.remove(0);
    for at in (0..sound.len()).step_by(11) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&path, bytes).unwrap();
        let again = folder.run("find +442079460123");
        assert!(
            again.code == Some(1) || again.out == found,
            "byte {at}: {again:?}"
        );
    }
    fs::write(&path, &sound[..sound.len() / 2]).unwrap();
    folder.run("find +442079460123").ends(1);
    folder.run("index").ends(0);
    assert_eq!(folder.run("find +442079460123").ends(0).out, found);

    // That of an earlier run is not taken for this one's.
    let earlier = fs::read(&path).unwrap();
    folder.write(
        "n.csv",
        "id,text,city\nc1,\"Ines in Leeds, call 020 7946 0123\",Leeds\n",
    );
    folder.run("import n.csv").ends(0);
    folder.run("link").ends(0);
    assert!(
        folder
            .run("find +442079460123")
            .ends(0)
            .out
            .contains("in 3 ads")
    );
    let mut runs = folder.everything_in("daylight-workspace/facts/runs");
    runs.retain(|(other, _)| other.ends_with("token_index.parquet") && *other != path);
    fs::write(&runs[0].0, earlier).unwrap();
    let other = folder.run("find +442079460123").ends(1);
    assert!(other.err.contains("not the index of this run"), "{other:?}");
}
