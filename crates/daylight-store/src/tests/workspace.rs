//! The folder of a workspace: made, opened, refused.

use std::fs;

use crate::StoreError;
use crate::Workspace;
use crate::tests::sample;

#[test]
fn a_new_workspace_opens_again_with_the_same_keys() {
    let (_folder, workspace) = sample::workspace();
    let again = Workspace::open_or_create(workspace.root()).unwrap();
    let token = |ws: &Workspace| ws.token_key().token(daylight_model::FactKind::Phone, "1");
    assert_eq!(token(&workspace), token(&again));
    assert_eq!(
        fs::read_to_string(workspace.root().join(".gitignore")).unwrap(),
        "*\n"
    );
}

#[cfg(unix)]
#[test]
fn keys_are_readable_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, workspace) = sample::workspace();
    let mode = |path: &str| {
        let about = fs::metadata(workspace.root().join(path)).unwrap();
        about.permissions().mode() & 0o777
    };
    assert_eq!(mode("keys"), 0o700);
    assert_eq!(mode("keys/token.key"), 0o600);
    assert_eq!(mode("keys/data.key"), 0o600);
}

#[test]
fn a_file_is_no_workspace_and_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ads.csv");
    fs::write(&file, "id\n").unwrap();
    let refused = Workspace::open_or_create(&file).unwrap_err().to_string();
    assert!(
        refused.contains("a file stands where a folder is needed"),
        "{refused}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "id\n");
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "dear").unwrap();
    let refused = Workspace::open_or_create(folder.path()).unwrap_err();
    assert!(
        matches!(refused, StoreError::NotAWorkspace { .. }),
        "{refused}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(matches!(
        Workspace::open(folder.path()),
        Err(StoreError::NotAWorkspace { .. })
    ));
}

#[test]
fn a_newer_format_is_refused() {
    let (_folder, workspace) = sample::workspace();
    fs::write(workspace.root().join("daylight.toml"), "format = 3\n").unwrap();
    let refused = Workspace::open_or_create(workspace.root())
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("its format is 3 and this Daylight reads up to 2"),
        "{refused}"
    );
}

#[test]
fn keys_may_be_kept_elsewhere() {
    let (folder, workspace) = sample::workspace();
    let id = sample::import(&workspace, &[sample::ad("a")]).unwrap();
    let token = |ws: &Workspace| ws.token_key().token(daylight_model::FactKind::Phone, "1");
    let before = token(&workspace);
    let root = workspace.root();
    fs::rename(root.join("keys"), folder.path().join("safe")).unwrap();
    assert!(Workspace::open(root).is_err());
    let marker = root.join("daylight.toml");
    let settings = fs::read_to_string(&marker).unwrap() + "keys = \"../safe\"\n";
    fs::write(&marker, &settings).unwrap();
    let moved = Workspace::open_or_create(root).unwrap();
    assert_eq!(token(&moved), before);
    assert_eq!(moved.batches().unwrap()[0].batch_id, id);
    sample::import(&moved, &[sample::ad("b")]).unwrap();
    assert_eq!(moved.verify(), []);
    assert!(!root.join("keys").exists());

    // A backup says the same of where they are, and is no workspace to be written over.
    let backup = folder.path().join("backup");
    moved.back_up(&backup).unwrap();
    let again = folder.path().join("again");
    let safe = folder.path().join("safe");
    let (again, _) = Workspace::restore(&backup, &safe, None, &again).unwrap();
    assert_eq!(token(&again), before);
    assert!(!again.root().join("keys").exists());
    drop(again.writer().unwrap());
    assert!(moved.back_up(again.root()).is_err());

    fs::write(&marker, "format = 2\nkeys = 7\n").unwrap();
    assert!(Workspace::open(root).is_err());
}

#[test]
fn an_older_format_is_read_and_the_first_writer_brings_it_forward() {
    let (_folder, workspace) = sample::workspace();
    let marker = workspace.root().join("daylight.toml");
    let old = "# mine\n format=1 # so\n[weights]\nformat = 7\n";
    fs::write(&marker, old).unwrap();
    Workspace::open_or_create(workspace.root()).unwrap();
    assert_eq!(
        fs::read_to_string(&marker).unwrap(),
        old,
        "a reader changes nothing"
    );
    let failed = crate::fault::after(3, || workspace.writer().map(drop));
    assert!(failed.is_err());
    assert_eq!(fs::read_to_string(&marker).unwrap(), old);
    drop(workspace.writer().unwrap());
    assert_eq!(
        fs::read_to_string(&marker).unwrap(),
        "# mine\nformat = 2\n[weights]\nformat = 7\n"
    );
    fs::write(&marker, "\"for\\u006dat\" = 1\n").unwrap();
    let refused = workspace.writer().unwrap_err().to_string();
    assert!(refused.contains("write `format = 2`"), "{refused}");
    fs::write(&marker, "format = 0\n").unwrap();
    assert!(Workspace::open(workspace.root()).is_err());
}

#[test]
fn two_writers_do_not_meet() {
    let (_folder, workspace) = sample::workspace();
    let writer = workspace.writer().unwrap();
    assert!(matches!(workspace.writer(), Err(StoreError::Busy { .. })));
    assert!(
        workspace.batches().unwrap().is_empty(),
        "reading needs no lock"
    );
    drop(writer);
    assert!(workspace.writer().is_ok());
}

#[test]
fn the_generic_list_skips_comments() {
    let (_folder, workspace) = sample::workspace();
    assert!(workspace.generic().unwrap().is_empty());
    fs::write(
        workspace.root().join("generic.txt"),
        "# hotlines\n\n +12025550100 \n",
    )
    .unwrap();
    let list = workspace.generic().unwrap();
    assert_eq!(
        list.iter()
            .map(daylight_model::Private::reveal)
            .collect::<Vec<_>>(),
        ["+12025550100"]
    );
}
