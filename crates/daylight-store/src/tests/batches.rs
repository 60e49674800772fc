//! Batches: what goes in comes out, counts add up, and forgetting forgets.

use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::Reject;
use daylight_model::SourceRow;
use proptest::prelude::ProptestConfig;
use proptest::prelude::Strategy;
use proptest::prop_assert_eq;
use proptest::proptest;

use crate::BatchInput;
use crate::StoreError;
use crate::tests::sample;
use crate::tests::sample::any_ad;

fn input<'a>(ads: &'a [(Ad, u128)], sources: &'a [crate::Source]) -> BatchInput<'a> {
    BatchInput {
        ads,
        rejects: &[],
        seen_again: &[],
        sources,
        mapping: "title = 1",
        version: "test",
        imported_at: sample::noon(),
    }
}

fn any_ads() -> impl Strategy<Value = Vec<(Ad, u128)>> {
    proptest::collection::btree_map("\\PC{0,8}", proptest::num::u128::ANY, 0..6).prop_flat_map(
        |ids| {
            ids.into_iter()
                .map(|(id, hash)| (any_ad(id), proptest::prelude::Just(hash)))
                .collect::<Vec<_>>()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_ad_reads_back_as_it_was(ads in any_ads()) {
        let (_folder, workspace) = sample::workspace();
        let reversed: Vec<_> = ads.iter().rev().cloned().collect();
        let source = [sample::source(ads.len() as u64)];
        let id = workspace.writer().unwrap().write_batch(&input(&reversed, &source)).unwrap();
        let mut expected = ads.clone();
        expected.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let read = workspace.ads().unwrap();
        prop_assert_eq!(read.iter().map(|stored| &stored.ad).collect::<Vec<_>>(),
            expected.iter().map(|(ad, _)| ad).collect::<Vec<_>>());
        assert!(read.iter().all(|stored| stored.batch_id == id));
        let known = workspace.known_content().unwrap();
        prop_assert_eq!(known.iter().collect::<Vec<_>>(),
            expected.iter().map(|(ad, hash)| (ad.id.as_str(), *hash)).collect::<Vec<_>>());
    }
}

#[test]
fn the_rows_hash_the_same_in_any_order_and_any_workspace() {
    let mut ads = vec![sample::ad("a"), sample::ad("b")];
    let mut digests = Vec::new();
    for _ in 0..2 {
        let (_folder, workspace) = sample::workspace();
        sample::import(&workspace, &ads).unwrap();
        digests.push(workspace.batches().unwrap()[0].tables["ads"].clone());
        ads.reverse();
    }
    assert_eq!(digests[0].rows_sha256, digests[1].rows_sha256);
    assert_ne!(
        digests[0].file_sha256, digests[1].file_sha256,
        "encrypted with one key?"
    );
}

#[test]
fn rows_that_do_not_add_up_are_refused() {
    let (_folder, workspace) = sample::workspace();
    let ads = [(sample::ad("a"), 1)];
    let sources = [sample::source(3)];
    let writer = workspace.writer().unwrap();
    let refused = writer.write_batch(&input(&ads, &sources)).unwrap_err();
    assert!(
        matches!(refused, StoreError::Inconsistent { .. }),
        "{refused}"
    );
    let twice = [(sample::ad("a"), 1), (sample::ad("a"), 2)];
    let refused = writer
        .write_batch(&input(&twice, &[sample::source(2)]))
        .unwrap_err();
    assert!(refused.to_string().contains("shares an id"), "{refused}");
    assert!(workspace.batches().unwrap().is_empty());
}

#[test]
fn ads_of_a_batch_come_in_the_order_of_their_ids() {
    let (_folder, workspace) = sample::workspace();
    let writer = workspace.writer().unwrap();
    let mut batch = writer.begin_batch().unwrap();
    batch.push(&sample::ad("b"), 1).unwrap();
    let refused = batch.push(&sample::ad("a"), 1).unwrap_err();
    assert!(refused.to_string().contains("order"), "{refused}");
    drop(batch);
    assert!(workspace.batches().unwrap().is_empty());
}

#[test]
fn many_row_groups_read_back_in_order() {
    let (_folder, workspace) = sample::workspace();
    let ads: Vec<(Ad, u128)> = (0..40)
        .map(|number| {
            let mut ad = sample::ad(&format!("{number:02}"));
            ad.fields[0].text = daylight_model::Private::new("text ".repeat(1 << 18));
            (ad, number)
        })
        .collect();
    let sources = [sample::source(40)];
    let writer = workspace.writer().unwrap();
    writer.write_batch(&input(&ads, &sources)).unwrap();
    let read = workspace.ads().unwrap();
    assert!(
        read.iter()
            .map(|read| &read.ad)
            .eq(ads.iter().map(|(ad, _)| ad))
    );
    assert_eq!(workspace.verify(), []);
}

#[test]
fn the_same_sources_again_without_a_new_ad_add_no_batch() {
    let (_folder, workspace) = sample::workspace();
    let ads = [(sample::ad("a"), 1)];
    let sources = [sample::source(1)];
    let writer = workspace.writer().unwrap();
    let first = writer.write_batch(&input(&ads, &sources)).unwrap();
    let mut again = input(&[], &sources);
    let seen = [sample::seen("a", 1)];
    again.seen_again = &seen;
    assert_eq!(writer.write_batch(&again).unwrap(), first);
    assert_eq!(workspace.batches().unwrap().len(), 1);
}

#[test]
fn what_was_seen_again_is_kept_with_its_row() {
    let (_folder, workspace) = sample::workspace();
    let ads = [(sample::ad("a"), 1), (sample::ad("b"), 2)];
    let sources = [sample::source(2)];
    let writer = workspace.writer().unwrap();
    writer.write_batch(&input(&ads, &sources)).unwrap();
    let sources = [sample::source(3)];
    let mut again = input(&[], &sources);
    let seen = [("b", 2), ("a", 9), ("a", 1)].map(|(ad, row)| sample::seen(ad, row));
    again.seen_again = &seen;
    let id = writer.write_batch(&again).unwrap();
    let batch = workspace.batch(&id).unwrap();
    assert_eq!((batch.ads, batch.seen_again), (0, 3));
    let kept = workspace.seen_again(&batch).unwrap();
    let expected = [("a", 1), ("a", 9), ("b", 2)];
    assert_eq!(kept, expected.map(|(ad, row)| sample::seen(ad, row)));
    let first = &workspace.batches().unwrap()[0];
    assert_eq!(workspace.seen_again(first).unwrap(), []);
    assert_eq!(workspace.verify(), []);
}

#[test]
fn rejects_are_kept_in_order_of_reason() {
    let (_folder, workspace) = sample::workspace();
    let reject = |row, reason: &str| Reject {
        source: SourceRow {
            file: "list.csv".into(),
            row,
        },
        reason: reason.to_owned(),
    };
    let rejects = [
        reject(1, "too long"),
        reject(9, "no text"),
        reject(2, "no text"),
    ];
    let mut batch = input(&[], &[]);
    let sources = [sample::source(3)];
    batch.rejects = &rejects;
    batch.sources = &sources;
    workspace.writer().unwrap().write_batch(&batch).unwrap();
    let read = workspace.rejects(&workspace.batches().unwrap()).unwrap();
    assert_eq!(
        read,
        [
            reject(2, "no text"),
            reject(9, "no text"),
            reject(1, "too long")
        ]
    );
}

#[test]
fn forgetting_removes_the_batch_and_the_runs_that_read_it() {
    let (_folder, workspace) = sample::workspace();
    let id = sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let kept = sample::import(&workspace, &[sample::ad("d")]).unwrap();
    let run = sample::run_over(&workspace);
    let run = run.write(&workspace.writer().unwrap()).unwrap();

    let would = workspace.would_forget(&id).unwrap();
    assert_eq!((would.ads, would.runs.as_slice()), (Some(3), &[run][..]));
    assert_eq!(
        workspace.batches().unwrap().len(),
        2,
        "asking changes nothing"
    );

    let writer = workspace.writer().unwrap();
    assert_eq!(writer.forget_batch(&id).unwrap(), would);
    assert_eq!(workspace.forgotten().unwrap(), [would]);
    assert_eq!(workspace.batches().unwrap()[0].batch_id, kept);
    assert_eq!(workspace.ads().unwrap()[0].ad.id, AdId::new("d"));
    assert!(workspace.latest_run().unwrap().is_none());
    assert!(matches!(
        writer.forget_batch(&id),
        Err(StoreError::Missing { .. })
    ));
}

#[test]
fn a_forgotten_number_is_not_given_again() {
    let (_folder, workspace) = sample::workspace();
    let first = sample::import(&workspace, &[sample::ad("a")]).unwrap();
    workspace.writer().unwrap().forget_batch(&first).unwrap();
    let second = sample::import(&workspace, &[sample::ad("a")]).unwrap();
    assert!(first.as_str().starts_with("b000001-"), "{first}");
    assert!(second.as_str().starts_with("b000002-"), "{second}");
}

#[test]
fn a_damaged_batch_can_be_forgotten() {
    let (_folder, workspace) = sample::workspace();
    let id = sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let path = workspace
        .batches_dir()
        .join(id.as_str())
        .join("manifest.json");
    std::fs::write(path, "{").unwrap();
    assert!(matches!(
        workspace.batches(),
        Err(StoreError::Damaged { .. })
    ));
    let forgotten = workspace.writer().unwrap().forget_batch(&id).unwrap();
    assert_eq!(forgotten.ads, None);
    assert_eq!(workspace.verify(), []);
}

#[test]
fn an_id_that_climbs_out_of_the_workspace_is_no_batch() {
    let (_folder, workspace) = sample::workspace();
    for id in ["..", "../runs", "/", "", "b1-../../../keys"] {
        let id = daylight_model::BatchId::new(id);
        assert!(
            matches!(workspace.would_forget(&id), Err(StoreError::Missing { .. })),
            "{id}"
        );
    }
}
