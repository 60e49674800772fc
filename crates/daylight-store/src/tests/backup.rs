//! A copy holds what the workspace held, whatever is done to it meanwhile.

use std::fs;
use std::path::Path;

use crate::Copied;
use crate::StoreError;
use crate::Workspace;
use crate::fault;
use crate::tests::sample;

fn linked() -> (tempfile::TempDir, Workspace) {
    let (folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    link(&workspace);
    (folder, workspace)
}

fn link(workspace: &Workspace) {
    let run = sample::run_over(workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
}

/// The manifests of all batches and runs, which hold the hashes of all rows.
fn content(workspace: &Workspace) -> String {
    let run = workspace.latest_run().unwrap();
    format!(
        "{:?} {:?} {:?} {:?}",
        workspace.batches().unwrap(),
        workspace.run_ids().unwrap(),
        run.map(|run| run.manifest().clone()),
        workspace.forgotten().unwrap(),
    )
}

fn restored(workspace: &Workspace, backup: &Path) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("again");
    let keys = workspace.root().join("keys");
    let (again, _) = Workspace::restore(backup, &keys, None, &root).unwrap();
    assert_eq!(again.verify(), []);
    (folder, again)
}

#[test]
fn what_is_backed_up_restores_to_the_same() {
    let (folder, workspace) = linked();
    fs::write(workspace.root().join("generic.txt"), "+12025550100\n").unwrap();
    let backup = folder.path().join("backup");
    let copied = workspace.back_up(&backup).unwrap();
    assert_eq!(
        (copied.batches, copied.runs, copied.there_already),
        (1, 1, 0)
    );
    assert!(!backup.join("keys").exists());
    assert!(
        Workspace::open(&backup).is_err(),
        "without keys it is closed"
    );
    let (_again, again) = restored(&workspace, &backup);
    assert_eq!(content(&again), content(&workspace));
    assert_eq!(again.generic().unwrap().len(), 1);
    assert_eq!(again.ads().unwrap(), workspace.ads().unwrap());
}

#[test]
fn an_earlier_backup_is_brought_up_to_date() {
    let (folder, workspace) = linked();
    let backup = folder.path().join("backup");
    workspace.back_up(&backup).unwrap();
    let first = workspace.batches().unwrap()[0].batch_id.clone();
    sample::import(&workspace, &[sample::ad("d")]).unwrap();
    let copied = workspace.back_up(&backup).unwrap();
    let expected = Copied {
        batches: 2,
        runs: 1,
        there_already: 2,
        removed: 0,
    };
    assert_eq!(copied, expected);
    workspace.writer().unwrap().forget_batch(&first).unwrap();
    let copied = workspace.back_up(&backup).unwrap();
    assert_eq!((copied.batches, copied.runs, copied.removed), (1, 0, 2));
    let (_again, again) = restored(&workspace, &backup);
    assert_eq!(content(&again), content(&workspace));
    // A table that the disk has changed meanwhile is copied anew.
    let batch = workspace.batches().unwrap()[0].batch_id.clone();
    let table = backup
        .join("facts/batches")
        .join(batch.as_str())
        .join("ads.parquet");
    fs::write(&table, "rot").unwrap();
    assert_eq!(workspace.back_up(&backup).unwrap().there_already, 0);
    restored(&workspace, &backup);
}

#[test]
fn other_places_are_refused_and_left_alone() {
    let (folder, workspace) = linked();
    let refused = |to: &Path| workspace.back_up(to).unwrap_err();
    let inside = refused(&workspace.root().join("facts").join("backup"));
    assert!(matches!(inside, StoreError::Inside { .. }), "{inside}");
    let letters = folder.path().join("letters");
    fs::create_dir(&letters).unwrap();
    fs::write(letters.join("letter.txt"), "dear").unwrap();
    assert!(matches!(refused(&letters), StoreError::NotEmpty { .. }));
    assert_eq!(fs::read_dir(&letters).unwrap().count(), 1);

    let (_other, other) = linked();
    let backup = folder.path().join("backup");
    other.back_up(&backup).unwrap();
    assert!(matches!(refused(&backup), StoreError::NotEmpty { .. }));
    restored(&other, &backup);
    assert!(matches!(refused(other.root()), StoreError::NotEmpty { .. }));

    let root = folder.path().join("again");
    let wrong =
        Workspace::restore(&backup, &workspace.root().join("keys"), None, &root).unwrap_err();
    assert!(wrong.to_string().contains("data.key is another"), "{wrong}");
    assert!(Workspace::open(&root).is_err());
}

#[test]
fn damage_is_not_backed_up_as_if_it_were_sound() {
    let (folder, workspace) = linked();
    let backup = folder.path().join("backup");
    let run = workspace.latest_run().unwrap().unwrap();
    let table = run.folder().join("links.parquet");
    let mut bytes = fs::read(&table).unwrap();
    bytes[40] ^= 1;
    fs::write(&table, bytes).unwrap();
    let refused = workspace.back_up(&backup).unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
    assert!(!backup.join("daylight.toml").exists());
    link(&workspace);
    workspace.back_up(&backup).unwrap();
    restored(&workspace, &backup);
}

#[test]
fn a_full_disk_leaves_a_beginning_that_is_gone_on_with() {
    let (folder, workspace) = linked();
    let backup = folder.path().join("backup");
    let mut failures = 0;
    while let Err(error) = fault::after(failures, || workspace.back_up(&backup)) {
        assert!(
            error.to_string().contains("free some disk space"),
            "{error}"
        );
        failures += 1;
    }
    assert!(failures > 30, "{failures}");
    restored(&workspace, &backup);
}

/// While one thread imports, links and forgets, another makes backups, each of which restores.
#[test]
fn a_backup_under_write_load_restores() {
    let (folder, workspace) = linked();
    let writing = workspace.clone();
    let busy = std::thread::spawn(move || {
        for round in 0..24 {
            let ad = sample::ad(&format!("x{round}"));
            let id = sample::import(&writing, &[ad]).unwrap();
            link(&writing);
            if round % 3 == 2 {
                writing.writer().unwrap().forget_batch(&id).unwrap();
            }
        }
    });
    let mut made = 0;
    let mut changed = 0;
    let mut last = String::new();
    while made < 6 || !busy.is_finished() {
        let backup = folder.path().join(format!("backup{}", made % 2));
        match workspace.back_up(&backup) {
            Ok(_) => {
                let (_again, again) = restored(&workspace, &backup);
                changed += usize::from(content(&again) != last);
                last = content(&again);
                made += 1;
            }
            Err(StoreError::Busy { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    busy.join().unwrap();
    assert!(changed > 2, "{changed} of {made} differ");
}
