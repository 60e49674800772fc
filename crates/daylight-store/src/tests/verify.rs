//! `verify` finds nothing in a sound workspace and something in every damaged one.

use std::fs;
use std::path::PathBuf;

use daylight_model::AdId;
use daylight_model::ClusterId;
use daylight_model::FactKind;
use daylight_model::Span;

use crate::Workspace;
use crate::tests::sample;
use crate::tests::sample::SampleRun;

fn linked() -> (tempfile::TempDir, Workspace) {
    let (folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let run = sample::run_over(&workspace);
    run.write(&workspace.writer().unwrap()).unwrap();
    (folder, workspace)
}

fn check(workspace: &Workspace, expected: &str) {
    let problems = workspace.verify();
    let found: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        found.iter().any(|it| it.contains(expected)),
        "{expected} not in {found:#?}"
    );
}

#[test]
fn a_sound_workspace_has_no_problem() {
    let (_folder, workspace) = linked();
    assert_eq!(workspace.verify(), []);
    let id = sample::import(&workspace, &[sample::ad("d")]).unwrap();
    assert_eq!(
        workspace.verify(),
        [],
        "an import after the run is no problem"
    );
    workspace.writer().unwrap().forget_batch(&id).unwrap();
    assert_eq!(workspace.verify(), [], "nor is a forgotten batch");
}

#[test]
fn a_flipped_bit_anywhere_in_a_table_or_manifest_is_found() {
    let (_folder, workspace) = linked();
    let batch = workspace
        .batches_dir()
        .join(workspace.batches().unwrap()[0].batch_id.as_str());
    let run = workspace
        .latest_run()
        .unwrap()
        .unwrap()
        .folder()
        .to_path_buf();
    let mut files: Vec<PathBuf> = vec![workspace.runs_dir().join("current.json")];
    for folder in [batch, run] {
        files.extend(
            fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path()),
        );
    }
    assert_eq!(files.len(), 14);
    for path in files {
        let sound = fs::read(&path).unwrap();
        for part in 0..9 {
            let at = part * (sound.len() - 1) / 8;
            let mut flipped = sound.clone();
            flipped[at] ^= 1 << (part % 8);
            fs::write(&path, &flipped).unwrap();
            assert!(
                !workspace.verify().is_empty(),
                "byte {at} of {}",
                path.display()
            );
        }
        fs::write(&path, &sound).unwrap();
    }
    assert_eq!(workspace.verify(), []);
}

#[test]
fn every_flipped_bit_of_a_manifest_is_found() {
    let (_folder, workspace) = linked();
    let id = workspace.batches().unwrap()[0].batch_id.clone();
    let path = workspace
        .batches_dir()
        .join(id.as_str())
        .join("manifest.json");
    let sound = fs::read(&path).unwrap();
    for at in 0..sound.len() {
        let mut flipped = sound.clone();
        flipped[at] ^= 1;
        fs::write(&path, &flipped).unwrap();
        assert!(workspace.batches().is_err(), "byte {at}");
    }
}

#[test]
fn a_table_that_is_missing_or_swapped_is_found() {
    let (_folder, workspace) = linked();
    let run = workspace
        .latest_run()
        .unwrap()
        .unwrap()
        .folder()
        .to_path_buf();
    let links = fs::read(run.join("links.parquet")).unwrap();
    fs::write(run.join("reasons.parquet"), &links).unwrap();
    check(&workspace, "its bytes are not those that were written");
    fs::remove_file(run.join("links.parquet")).unwrap();
    check(&workspace, "links.parquet`: reading failed");
}

#[test]
fn a_file_nobody_wrote_is_found() {
    let (_folder, workspace) = linked();
    for place in [
        "x",
        "facts/x",
        "keys/x",
        "facts/batches/x",
        "facts/runs/r-1",
    ] {
        let path = workspace.root().join(place);
        fs::write(&path, "").unwrap();
        check(&workspace, &format!("{place}`: nobody wrote this file"));
        fs::remove_file(&path).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_key_others_may_read_is_found() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, workspace) = linked();
    let path = workspace.root().join("keys/data.key");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    check(&workspace, "others than its owner may read");
}

#[test]
fn another_key_is_found() {
    let (_folder, workspace) = linked();
    let path = workspace.root().join("keys/data.key");
    fs::write(&path, format!("{}\n", "0".repeat(64))).unwrap();
    let other = Workspace::open(workspace.root()).unwrap();
    check(&other, "its seal does not match");
}

/// Damages a run before it is written, and expects a problem.
fn check_run(damage: impl FnOnce(&mut SampleRun), expected: &str) {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let mut run = sample::run_over(&workspace);
    damage(&mut run);
    run.write(&workspace.writer().unwrap()).unwrap();
    check(&workspace, expected);
}

#[test]
fn references_that_lead_nowhere_are_found() {
    check_run(
        |run| run.networks[0].members.push(AdId::new("z")),
        "network_members.parquet`: it has 1 members of what is not there",
    );
    check_run(
        |run| run.links[0].to_cluster = ClusterId::new("c-z"),
        "links.parquet`: it has 1 links to what is not there",
    );
    check_run(
        |run| run.links[0].from_ad = AdId::new("c"),
        "links.parquet`: it has 1 links to what is not there",
    );
    check_run(
        |run| {
            run.templates[0].members.clear();
            run.templates[0].cluster_id = ClusterId::new("c-z");
        },
        "templates.parquet`: it has 1 templates of no cluster",
    );
    check_run(
        |run| run.networks[1].reasons[0].evidence[0].ad_id = AdId::new("z"),
        "reasons.parquet`: it has 1 reasons that cite what is not there",
    );
    check_run(
        |run| {
            let long = sample::fact(FactKind::Phone, sample::PHONE, 40, 4_000);
            run.facts.push((AdId::new("a"), long));
        },
        "facts.parquet`: it has 1 facts whose span fits no text",
    );
    check_run(
        |run| run.networks[1].reasons[0].evidence[0].span = Some(Span::new(40, 4_000)),
        "reasons.parquet`: it has 1 reasons that cite what is not there",
    );
    check_run(
        |run| drop(run.ads.pop()),
        "ads.parquet`: it has 2 ads, the batches it read have 3",
    );
}

#[test]
fn a_flipped_bit_is_refused_when_a_table_is_read() {
    let (_folder, workspace) = linked();
    let run = workspace.latest_run().unwrap().unwrap();
    let batch = workspace.batches().unwrap()[0].batch_id.clone();
    let ads = workspace
        .batches_dir()
        .join(batch.as_str())
        .join("ads.parquet");
    for path in [run.folder().join("networks.parquet"), ads] {
        let sound = fs::read(&path).unwrap();
        for at in (0..sound.len()).step_by(101) {
            let mut flipped = sound.clone();
            flipped[at] ^= 4;
            fs::write(&path, &flipped).unwrap();
            let is_refused = run.networks().is_err() || workspace.ads().is_err();
            assert!(is_refused, "byte {at} of {}", path.display());
        }
        fs::write(&path, &sound).unwrap();
    }
    assert!(run.networks().is_ok() && workspace.ads().is_ok());
}

#[test]
fn an_ad_in_two_batches_is_found() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &[sample::ad("a")]).unwrap();
    sample::import(&workspace, &[sample::ad("a"), sample::ad("b")]).unwrap();
    check(&workspace, "1 ad ids stand in two batches");
}
