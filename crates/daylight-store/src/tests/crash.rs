//! The disk fails at every step in turn; what was there before must still be there, whole.

use std::io::ErrorKind;

use crate::Workspace;
use crate::fault;
use crate::tests::sample;

/// A full disk, and one that fails.
pub(crate) const FAULTS: [(ErrorKind, &str); 2] = [
    (ErrorKind::StorageFull, "free some disk space"),
    (ErrorKind::Other, "check the disk"),
];

/// Lets `work` fail at step 0, 1, 2 ... until it succeeds; `check` looks after each failure.
pub(crate) fn at_every_step<T>(
    (kind, hint): (ErrorKind, &str),
    work: impl Fn() -> crate::Result<T>,
    check: impl Fn(u32),
) -> u32 {
    for steps in 0..10_000 {
        match fault::after_with(steps, kind, &work) {
            Ok(_) => return steps,
            Err(error) => {
                assert!(error.to_string().contains(hint), "step {steps}: {error}");
                check(steps);
            }
        }
    }
    panic!("it never succeeded");
}

#[test]
fn a_failed_import_changes_nothing_and_the_next_one_works() {
    FAULTS.into_iter().for_each(failed_import);
}

fn failed_import(fault: (ErrorKind, &str)) {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &[sample::ad("a")]).unwrap();
    let before = workspace.batches().unwrap();
    let failures = at_every_step(
        fault,
        || sample::import(&workspace, &[sample::ad("b"), sample::ad("c")]),
        |steps| {
            let after = Workspace::open(workspace.root())
                .unwrap()
                .batches()
                .unwrap();
            let is_old = after == before;
            // After the rename only the saving of the folder's list can fail: the batch is whole.
            let is_new = after.len() == 2 && workspace.ads().unwrap().len() == 3;
            assert!(is_old || is_new, "step {steps}");
            if is_new {
                let id = after[1].batch_id.clone();
                workspace.writer().unwrap().forget_batch(&id).unwrap();
            }
        },
    );
    assert!(failures > 10, "only {failures} steps were tried");
    assert_eq!(workspace.ads().unwrap().len(), 3);
}

#[test]
fn a_failed_run_leaves_the_old_one_in_force() {
    FAULTS.into_iter().for_each(failed_run);
}

fn failed_run(fault: (ErrorKind, &str)) {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let sample = sample::run_over(&workspace);
    let old = sample.write(&workspace.writer().unwrap()).unwrap();
    let mut changed = sample.clone();
    changed.networks[0].score = 3.0;
    let failures = at_every_step(
        fault,
        || changed.write(&workspace.writer()?),
        |steps| {
            let run = workspace.latest_run().unwrap().unwrap();
            let is_whole = run.networks().unwrap().len() == 2 && run.facts().unwrap().len() == 6;
            assert!(is_whole, "step {steps}");
        },
    );
    assert!(failures > 30, "only {failures} steps were tried");
    assert_ne!(
        workspace.latest_run().unwrap().unwrap().manifest().run_id,
        old
    );
}

#[test]
fn a_half_made_workspace_is_completed() {
    FAULTS.into_iter().for_each(half_made);
}

fn half_made(fault: (ErrorKind, &str)) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("ws");
    let failures = at_every_step(
        fault,
        || Workspace::open_or_create(&root),
        |steps| {
            if root.join("daylight.toml").exists() {
                assert!(Workspace::open(&root).is_ok(), "step {steps}");
            }
        },
    );
    assert!(failures > 3, "only {failures} steps were tried");
    assert!(Workspace::open(&root).is_ok());
}

#[test]
fn a_half_forgotten_batch_is_gone_at_the_next_write() {
    for steps in 0..100 {
        let (_folder, workspace) = sample::workspace();
        let id = sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
        let run = sample::run_over(&workspace);
        run.write(&workspace.writer().unwrap()).unwrap();
        let done = fault::after(steps, || workspace.writer()?.forget_batch(&id));
        let was_promised = !workspace.forgotten().unwrap().is_empty();
        drop(workspace.writer().unwrap());
        let left = workspace.batches().unwrap().len() + workspace.run_ids().unwrap().len();
        assert_eq!(left, if was_promised { 0 } else { 2 }, "step {steps}");
        if done.is_ok() {
            assert!(steps > 5);
            return;
        }
    }
    panic!("it never succeeded");
}

/// Wherever it fails: every ad is there, or only the one that was to be erased is gone.
#[test]
fn a_failed_erasure_loses_no_other_ad() {
    FAULTS.into_iter().for_each(failed_erasure);
}

fn failed_erasure(fault: (ErrorKind, &str)) {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    sample::import(&workspace, &[sample::ad("d")]).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    let one = std::collections::BTreeSet::from([daylight_model::AdId::new("b")]);
    let failures = at_every_step(
        fault,
        || workspace.writer()?.erase_ads(&one),
        |steps| {
            drop(workspace.writer().unwrap());
            let ads = workspace.ads().unwrap();
            let ads: String = ads.iter().map(|stored| stored.ad.id.as_str()).collect();
            assert!(
                ["abcd", "acd"].contains(&ads.as_str()),
                "step {steps}: {ads}"
            );
            assert_eq!(workspace.verify(), [], "step {steps}");
        },
    );
    assert!(failures > 20, "only {failures} steps were tried");
    assert_eq!(workspace.ads().unwrap().len(), 3);
    assert!(workspace.latest_run().unwrap().is_none());
}
