//! New keys, and keys sealed with a passphrase.

use std::fs;

use daylight_model::Private;

use crate::StoreError;
use crate::Workspace;
use crate::tests::crash::FAULTS;
use crate::tests::crash::at_every_step;
use crate::tests::sample;
use crate::tests::sample::AT;

/// A workspace with a batch that was forgotten, one that was not, and a run.
fn filled() -> (tempfile::TempDir, Workspace) {
    let (folder, workspace) = sample::workspace();
    let gone = sample::import(&workspace, &[sample::ad("z")]).unwrap();
    workspace.writer().unwrap().forget_batch(&gone).unwrap();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    (folder, workspace)
}

/// All that must not change with the keys.
fn content(workspace: &Workspace) -> String {
    let run = workspace.latest_run().unwrap().unwrap();
    let manifests = (run.manifest(), workspace.batches().unwrap());
    let mut text = serde_json::to_string(&manifests).unwrap();
    let files: Vec<String> = text
        .match_indices("\"file_sha256\":\"")
        .map(|(at, key)| text.get(at..at + key.len() + 64).unwrap().to_owned())
        .collect();
    for file in files {
        text = text.replace(&file, "");
    }
    format!("{text} {:?} {:?}", workspace.forgotten(), run.facts())
}

fn tokens(workspace: &Workspace) -> Vec<String> {
    let mut tokens = Vec::new();
    let run = workspace.latest_run().unwrap().unwrap();
    run.for_each_token(|fact| tokens.push(fact.token)).unwrap();
    tokens
}

#[test]
fn new_keys_open_the_same_rows_and_the_old_ones_nothing() {
    let (folder, workspace) = filled();
    let old = folder.path().join("old-keys");
    crate::keys::copy(workspace.keys_dir(), &old).unwrap();
    let (before, tokens_before) = (content(&workspace), tokens(&workspace));
    let rotated = workspace.writer().unwrap().rotate_keys(None, AT).unwrap();
    assert_eq!((rotated.batches, rotated.runs), (1, 1));
    let after = Workspace::open(workspace.root()).unwrap();
    assert_eq!(content(&after), before);
    assert_eq!(after.verify(), []);
    let tokens_after = tokens(&after);
    assert_eq!(tokens_after.len(), tokens_before.len());
    assert!(
        tokens_after
            .iter()
            .all(|token| !tokens_before.contains(token))
    );
    let check = Workspace::check_keys(after.root(), &old, None).unwrap();
    assert_eq!((check.batches, check.runs), (0, 0));
    assert!(!after.keys_dir().join("next").exists());
}

#[test]
fn a_failed_rotation_leaves_the_old_or_ends_in_the_new() {
    for fault in FAULTS {
        let (_folder, workspace) = filled();
        let (root, before) = (workspace.root().to_path_buf(), content(&workspace));
        let failures = at_every_step(
            fault,
            || Workspace::open(&root)?.writer()?.rotate_keys(None, AT),
            |steps| {
                let after = Workspace::open(&root).unwrap();
                assert_eq!(content(&after), before, "step {steps}");
                drop(after.writer().unwrap());
                assert_eq!(after.verify(), [], "step {steps}");
                assert!(!root.join("facts.next").exists(), "step {steps}");
            },
        );
        assert!(failures > 30, "only {failures} steps were tried");
    }
}

#[test]
fn sealed_keys_open_with_their_passphrase_only() {
    let (_folder, workspace) = filled();
    let (root, before) = (workspace.root().to_path_buf(), content(&workspace));
    let (good, bad) = (Private::new("correct horse"), Private::new("Correct horse"));
    workspace.writer().unwrap().seal_keys(None, &good).unwrap();
    assert!(!workspace.keys_dir().join("data.key").exists());
    for passphrase in [None, Some(&bad)] {
        let refused = Workspace::open_with(&root, passphrase).unwrap_err();
        assert!(matches!(refused, StoreError::Sealed { .. }), "{refused}");
    }
    let opened = Workspace::open_with(&root, Some(&good)).unwrap();
    assert_eq!(content(&opened), before);
    opened
        .writer()
        .unwrap()
        .rotate_keys(Some(&good), AT)
        .unwrap();
    assert!(!root.join("keys").join("data.key").exists());
    let opened = Workspace::open_with(&root, Some(&good)).unwrap();
    assert_eq!(content(&opened), before);
    opened.writer().unwrap().unseal_keys(&good).unwrap();
    assert_eq!(content(&Workspace::open(&root).unwrap()), before);
    assert!(!opened.is_sealed());
}

/// Whoever may write the file must not stop Daylight with it, nor learn anything from what it says.
#[test]
fn a_changed_seal_is_refused() {
    let (_folder, workspace) = filled();
    let good = Private::new("correct horse");
    workspace.writer().unwrap().seal_keys(None, &good).unwrap();
    let path = workspace.keys_dir().join("sealed.key");
    let sound = fs::read_to_string(&path).unwrap();
    for (from, to) in [
        ("memory_kib = 65536", "memory_kib = 4000000000"),
        ("passes = 3", "passes = 4000000000"),
        ("passes = 3", "passes = 0"),
        ("argon2id", "argon2i"),
        ("salt = \"", "salt = \"0"),
        ("passes = 3", "passes = 2"),
    ] {
        assert!(sound.contains(from), "{from}");
        fs::write(&path, sound.replace(from, to)).unwrap();
        assert!(
            Workspace::open_with(workspace.root(), Some(&good)).is_err(),
            "{to}"
        );
    }
    fs::write(&path, sound.get(..sound.len() - 20).unwrap()).unwrap();
    assert!(Workspace::open_with(workspace.root(), Some(&good)).is_err());
}
