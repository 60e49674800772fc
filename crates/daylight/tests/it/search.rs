//! Looking for words: what is found in which order, what is not, and what the index may become.

use std::fs;

use crate::program::Folder;

/// Three ads of one number, and one in no network.
fn linked() -> Folder {
    let folder = Folder::new();
    folder.write(
        "m.csv",
        "id,text,city\n\
         a1,\"My name is Mina, new in Leeds, quiet garden, call me on 020 7946 0123 after six\",Leeds\n\
         a2,\"Rosa here, in York until Friday, quiet café, ring +44 20 7946 0123\",York\n\
         a3,\"静かな部屋です 020 7946 0123\",York\n\
         b1,\"A quiet flat with a balcony, ask for Lena on 020 7946 0456\",Leeds\n",
    );
    folder.run("import m.csv").ends(0);
    folder.run("link").ends(0);
    folder
}

fn ads(folder: &Folder, text: &str) -> String {
    let answer = folder.run(&format!("search --json {text}")).ends(0).json();
    let networks = answer["networks"].as_array().unwrap();
    let ads = networks.iter().flat_map(|it| it["ads"].as_array().unwrap());
    let ids: Vec<&str> = ads.map(|ad| ad["ad_id"].as_str().unwrap()).collect();
    ids.join(" ")
}

#[test]
fn words_are_found_in_any_script_and_more_of_them_come_first() {
    let folder = linked();
    assert_eq!(ads(&folder, "garden"), "a1");
    assert_eq!(ads(&folder, "quiet CAFE"), "a2 a1");
    assert_eq!(ads(&folder, "q u i e t café"), "a2 a1");
    assert_eq!(ads(&folder, "部屋"), "a3");
    let shown = folder.run("search quiet friday nowhere").ends(0).out;
    assert!(
        shown.starts_with("2 of the 3 words at most: in 1 ad of networks\n"),
        "{shown}"
    );
    let none = folder.run("search --json ...").ends(1);
    assert!(none.err.contains("no word"), "{none:?}");
    folder.run("verify").ends(0);
}

/// What is nowhere, what stands only in an ad of no network, and identifiers, which have their own
/// command, are told in the same words.
#[test]
fn what_is_in_no_network_is_as_good_as_absent() {
    let folder = linked();
    let lone = folder.run("search balcony").ends(0);
    assert_eq!(lone.out, "no network shows it\n");
    for other in ["submarine", "lena", "02079460456", "7946"] {
        let other = folder.run(&format!("search {other}")).ends(0);
        assert_eq!((other.out, other.err), (lone.out.clone(), lone.err.clone()));
    }
}

#[test]
fn the_index_holds_no_word_in_the_clear_and_proves_itself() {
    let folder = linked();
    let found = folder.run("search garden").ends(0).out;
    let mut runs = folder.everything_in("daylight-workspace/facts/runs");
    runs.retain(|(path, _)| path.ends_with("word_index.parquet"));
    let (path, sound) = runs.remove(0);
    for word in ["garden", "leeds", "mina"] {
        let is_word = |bytes: &[u8]| bytes.eq_ignore_ascii_case(word.as_bytes());
        assert!(!sound.windows(word.len()).any(is_word), "{word}");
    }
    for at in (0..sound.len()).step_by(11) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&path, bytes).unwrap();
        let again = folder.run("search garden");
        assert!(
            again.code == Some(1) || again.out == found,
            "byte {at}: {again:?}"
        );
    }
    folder.run("index").ends(0);
    assert_eq!(folder.run("search garden").ends(0).out, found);
    let earlier = fs::read(&path).unwrap();
    folder.write(
        "n.csv",
        "id,text,city\nc1,\"Ines, garden, call 020 7946 0123\",Leeds\n",
    );
    folder.run("import n.csv").ends(0);
    folder.run("link").ends(0);
    assert_eq!(ads(&folder, "garden"), "c1 a1");
    let mut runs = folder.everything_in("daylight-workspace/facts/runs");
    runs.retain(|(other, _)| other.ends_with("word_index.parquet") && *other != path);
    fs::write(&runs[0].0, earlier).unwrap();
    let other = folder.run("search garden").ends(1);
    assert!(other.err.contains("not the index of this run"), "{other:?}");
}
