//! Extracts are given back as they were kept or not at all, whatever became of the file.

use std::fs;
use std::path::PathBuf;

use daylight_model::BatchId;
use proptest::collection::vec;
use proptest::prelude::ProptestConfig;
use proptest::prelude::any;
use proptest::prop_assert;
use proptest::prop_assert_eq;
use proptest::proptest;

use crate::Extracts;
use crate::Segment;
use crate::StoreError;
use crate::Workspace;
use crate::fault;
use crate::tests::sample;

fn batch() -> (tempfile::TempDir, Workspace, BatchId) {
    let (folder, workspace) = sample::workspace();
    let id = sample::import(&workspace, &[sample::ad("a")]).unwrap();
    (folder, workspace, id)
}

fn path(workspace: &Workspace, batch: &BatchId) -> PathBuf {
    let folder = workspace.batches_dir().join(batch.as_str());
    folder.join("extracts.bin")
}

fn segment(ads: u32) -> Segment {
    let bytes = format!("{ads} of {}", sample::BODY).repeat(ads as usize);
    Segment {
        ads,
        bytes: bytes.into_bytes(),
    }
}

fn all(extracts: &mut Extracts) -> Vec<Segment> {
    std::iter::from_fn(|| extracts.read_next().unwrap()).collect()
}

fn keep(workspace: &Workspace, batch: &BatchId, segments: &[Segment]) {
    let writer = workspace.writer().unwrap();
    let mut extracts = writer.extracts(batch, "one").unwrap();
    let there = all(&mut extracts).len();
    for segment in segments.iter().skip(there) {
        extracts.push(segment.clone()).unwrap();
    }
}

fn kept(workspace: &Workspace, batch: &BatchId, extractor: &str) -> Vec<Segment> {
    let writer = workspace.writer().unwrap();
    all(&mut writer.extracts(batch, extractor).unwrap())
}

#[test]
fn they_come_back_to_the_extractor_that_made_them() {
    let (_folder, workspace, id) = batch();
    assert_eq!(kept(&workspace, &id, "one"), []);
    let segments = [3, 1, 200].map(segment);
    keep(&workspace, &id, &segments);
    assert_eq!(kept(&workspace, &id, "one"), segments);
    assert_eq!(workspace.verify(), []);
    let bytes = fs::read(path(&workspace, &id)).unwrap();
    assert!(!bytes.windows(6).any(|six| six == b"Canary"));

    assert_eq!(kept(&workspace, &id, "two"), []);
    let writer = workspace.writer().unwrap();
    let mut extracts = writer.extracts(&id, "two").unwrap();
    extracts.push(segment(7)).unwrap();
    drop(writer);
    assert_eq!(kept(&workspace, &id, "two"), [segment(7)]);
    assert_eq!(kept(&workspace, &id, "one"), []);
}

#[test]
fn those_of_other_ads_are_not_taken() {
    let (_folder, workspace, id) = batch();
    let other = sample::import(&workspace, &[sample::ad("b")]).unwrap();
    keep(&workspace, &id, &[segment(1)]);
    fs::copy(path(&workspace, &id), path(&workspace, &other)).unwrap();
    assert_eq!(kept(&workspace, &other, "one"), []);
    let missing = workspace.writer().unwrap();
    let missing = missing.extracts(&BatchId::new("b000009-000000000000"), "one");
    assert!(missing.is_err());
}

#[test]
fn they_go_with_their_batch() {
    let (_folder, workspace, id) = batch();
    keep(&workspace, &id, &[segment(1)]);
    workspace.writer().unwrap().forget_batch(&id).unwrap();
    assert!(!path(&workspace, &id).exists());
}

#[test]
fn a_full_disk_leaves_those_that_were_kept() {
    let (_folder, workspace, id) = batch();
    let segments = [1, 2].map(segment);
    let writer = workspace.writer().unwrap();
    let mut failures = 0;
    loop {
        let mut extracts = writer.extracts(&id, "one").unwrap();
        let there = all(&mut extracts);
        assert!(segments.starts_with(&there));
        let done = fault::after(failures, || {
            let mut left = segments.iter().skip(there.len()).cloned();
            left.try_for_each(|segment| extracts.push(segment))
        });
        match done {
            Ok(()) => break,
            Err(error) => assert!(matches!(error, StoreError::Io { .. }), "{error}"),
        }
        failures += 1;
    }
    assert!(failures > 1);
    drop(writer);
    assert_eq!(kept(&workspace, &id, "one"), segments);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A crash or a hand may cut the file, flip its bits or exchange its parts: what comes back
    /// is a beginning of what was kept, and it can be gone on with.
    #[test]
    fn a_changed_file_gives_a_beginning(
        sizes in vec(1_u32..20, 1..6),
        cut in any::<proptest::sample::Index>(),
        flip in any::<Option<(proptest::sample::Index, u8)>>(),
        filled in 0_usize..40,
    ) {
        let (_folder, workspace, id) = batch();
        let segments: Vec<Segment> = sizes.iter().map(|ads| segment(*ads)).collect();
        keep(&workspace, &id, &segments);
        let path = path(&workspace, &id);
        let whole = fs::read(&path).unwrap();
        let mut bytes = whole[..=cut.index(whole.len())].to_vec();
        if let Some((at, bit)) = flip {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << (bit % 8);
        }
        bytes.resize(bytes.len() + filled, 0);
        fs::write(&path, &bytes).unwrap();
        let found = kept(&workspace, &id, "one");
        prop_assert!(segments.starts_with(&found));
        let is_whole = bytes.starts_with(&whole);
        prop_assert_eq!(found.len() == segments.len(), is_whole);
        keep(&workspace, &id, &segments);
        prop_assert_eq!(kept(&workspace, &id, "one"), segments);
    }

    #[test]
    fn exchanged_segments_are_refused(sizes in vec(1_u32..4, 2..5), first in 0_usize..5) {
        let (_folder, workspace, id) = batch();
        let segments: Vec<Segment> = sizes.iter().map(|ads| segment(*ads)).collect();
        let mut ends = vec![];
        for count in 0..=segments.len() {
            keep(&workspace, &id, &segments[..count]);
            let len = fs::metadata(path(&workspace, &id)).map_or(72, |about| about.len());
            ends.push(usize::try_from(len).unwrap());
        }
        let first = first % (segments.len() - 1);
        let whole = fs::read(path(&workspace, &id)).unwrap();
        let (before, a, b) = (
            &whole[..ends[first]],
            &whole[ends[first]..ends[first + 1]],
            &whole[ends[first + 1]..],
        );
        fs::write(path(&workspace, &id), [before, b, a].concat()).unwrap();
        prop_assert_eq!(kept(&workspace, &id, "one"), segments[..first].to_vec());
    }
}
