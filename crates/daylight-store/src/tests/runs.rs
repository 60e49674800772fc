//! Runs: what goes in comes out, in any order of the rows.

use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::Fact;
use daylight_model::FactKind;
use proptest::collection::vec;
use proptest::prelude::ProptestConfig;
use proptest::prop_assert_eq;
use proptest::proptest;

use crate::StoreError;
use crate::tests::sample;

#[test]
fn every_table_reads_back() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let sample = sample::run_over(&workspace);
    assert!(workspace.latest_run().unwrap().is_none());
    let id = sample.write(&workspace.writer().unwrap()).unwrap();

    let run = workspace.latest_run().unwrap().unwrap();
    assert_eq!(run.manifest().run_id, id);
    assert_eq!(run.clusters().unwrap(), sample.clusters);
    assert_eq!(run.templates().unwrap(), sample.templates);
    assert_eq!(run.links().unwrap(), sample.links);
    let mut networks = sample.networks.clone();
    networks.reverse();
    assert_eq!(run.networks().unwrap(), networks, "ranked first");
    let mut facts = sample.facts.clone();
    facts.sort_by_key(|(ad, fact)| (ad.clone(), fact.span));
    assert_eq!(run.facts().unwrap(), facts);
    let ads: Vec<AdId> = run.ads().unwrap().into_iter().map(|ad| ad.ad_id).collect();
    assert_eq!(ads, ["a", "b", "c"].map(AdId::new));
    let mut tokens = Vec::new();
    run.for_each_token(|found| tokens.push((found.ad_id, found.span, found.kind, found.token)))
        .unwrap();
    let key = workspace.token_key();
    let private = facts.iter().filter(|(_, fact)| fact.kind.is_private());
    let expected: Vec<_> = private
        .map(|(ad, fact)| {
            let token = key.token(fact.kind, fact.value.reveal());
            (ad.clone(), fact.span, fact.kind, token.to_string())
        })
        .collect();
    assert_eq!(tokens, expected);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let mut sample = sample::run_over(&workspace);
    sample.links[1].link_id = sample.links[0].link_id.clone();
    let writer = workspace.writer().unwrap();
    let first = sample.write(&writer).unwrap();
    sample.ads.reverse();
    sample.templates.reverse();
    sample.rejects.reverse();
    sample.facts.reverse();
    sample.clusters.reverse();
    sample.links.reverse();
    sample.networks.reverse();
    assert_eq!(sample.write(&writer).unwrap(), first);
    assert_eq!(workspace.run_ids().unwrap(), [first]);
}

#[test]
fn a_changed_run_is_another_and_the_last_written_is_in_force() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let sample = sample::run_over(&workspace);
    let mut other = sample.clone();
    other.networks[0].score = 1.0;
    let writer = workspace.writer().unwrap();
    let first = sample.write(&writer).unwrap();
    let second = other.write(&writer).unwrap();
    assert_ne!(first, second);
    assert_eq!(sample.write(&writer).unwrap(), first);
    let run = workspace.latest_run().unwrap().unwrap();
    assert_eq!(run.manifest().run_id, first);
}

#[test]
fn two_workspaces_give_the_same_rows_under_different_keys() {
    let digests = [(); 2].map(|()| {
        let (_folder, workspace) = sample::workspace();
        sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
        let sample = sample::run_over(&workspace);
        sample.write(&workspace.writer().unwrap()).unwrap();
        workspace.latest_run().unwrap().unwrap().manifest().clone()
    });
    assert_eq!(digests[0].run_id, digests[1].run_id);
    for (name, digest) in &digests[0].tables {
        assert_eq!(
            digest.rows_sha256, digests[1].tables[name].rows_sha256,
            "{name}"
        );
    }
}

#[test]
fn a_template_outside_its_cluster_is_refused() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let mut sample = sample::run_over(&workspace);
    sample.templates[0].members.push(AdId::new("c"));
    let refused = sample.write(&workspace.writer().unwrap()).unwrap_err();
    assert!(
        matches!(refused, StoreError::Inconsistent { .. }),
        "{refused}"
    );
    assert!(workspace.latest_run().unwrap().is_none());
}

#[test]
fn a_damaged_run_is_made_anew() {
    let (_folder, workspace) = sample::workspace();
    sample::import(&workspace, &["a", "b", "c"].map(sample::ad)).unwrap();
    let sample = sample::run_over(&workspace);
    let writer = workspace.writer().unwrap();
    let id = sample.write(&writer).unwrap();
    let folder = workspace.runs_dir().join(&id);
    for (file, bytes) in [("facts.parquet", "PAR1"), ("manifest.json", "{")] {
        std::fs::write(folder.join(file), bytes).unwrap();
        assert!(!workspace.verify().is_empty());
        assert_eq!(sample.write(&writer).unwrap(), id);
        assert_eq!(workspace.verify(), []);
    }
}

#[test]
fn the_index_finds_every_token_among_many_row_groups() {
    let (_folder, workspace) = sample::workspace();
    let ids: Vec<AdId> = (0..70_000)
        .map(|i| AdId::new(&format!("ad-{i:05}")))
        .collect();
    let phone = |id: &AdId| format!("+120255501{id}");
    let facts = ids.iter().map(|id| {
        let mut fact = sample::fact(FactKind::Phone, &phone(id), 0, 1);
        fact.readings.clear();
        (id.clone(), fact)
    });
    let mut run = sample::run_over(&workspace);
    run.facts = facts.collect();
    let (network, _) = run.networks.split_last_mut().unwrap();
    network.members = ids[..69_999].to_vec();
    run.write(&workspace.writer().unwrap()).unwrap();
    let run = workspace.latest_run().unwrap().unwrap();
    assert!(run.showing(&BTreeSet::new()).is_err(), "there is no index");
    workspace.writer().unwrap().index(&run).unwrap();
    let token = |id: &AdId| {
        workspace
            .token_key()
            .token(FactKind::Phone, &phone(id))
            .to_string()
    };
    for id in [0, 1, 30_000, 65_535, 65_536, 69_998].map(|at: usize| &ids[at]) {
        let found = run.showing(&BTreeSet::from([token(id)])).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|shown| (&shown.token, &shown.ad_id))
            .collect();
        assert_eq!(found, [(&token(id), id)]);
    }
    let in_none = BTreeSet::from([token(&ids[69_999])]);
    assert_eq!(run.showing(&in_none).unwrap(), []);
    let all: BTreeSet<String> = ids.iter().map(token).collect();
    assert_eq!(run.showing(&all).unwrap().len(), 69_999);
    assert_eq!(run.showing(&BTreeSet::new()).unwrap(), []);
}

fn by_debug(facts: &[(AdId, Fact)]) -> Vec<String> {
    let line = |(ad, fact): &(AdId, Fact)| {
        let readings: Vec<&str> = fact
            .readings
            .iter()
            .map(daylight_model::Private::reveal)
            .collect();
        format!("{ad} {fact:?} {} {readings:?}", fact.value.reveal())
    };
    let mut lines: Vec<String> = facts.iter().map(line).collect();
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_fact_reads_back_and_its_order_does_not_matter(
        facts in vec(("[a-c]", sample::any_fact()), 0..12)
    ) {
        let (_folder, workspace) = sample::workspace();
        let mut facts: Vec<(AdId, Fact)> =
            facts.into_iter().map(|(ad, fact)| (AdId::new(&ad), fact)).collect();
        let mut run = sample::run_over(&workspace);
        run.facts.clone_from(&facts);
        let writer = workspace.writer().unwrap();
        let first = run.write(&writer).unwrap();
        let read = workspace.latest_run().unwrap().unwrap().facts().unwrap();
        prop_assert_eq!(by_debug(&read), by_debug(&facts));
        facts.reverse();
        run.facts = facts;
        prop_assert_eq!(run.write(&writer).unwrap(), first);
    }
}
