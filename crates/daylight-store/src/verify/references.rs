//! That every id in a run points at what is there, and every span fits its text.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::ClusterId;
use daylight_model::Link;
use daylight_model::LinkEvidence;
use daylight_model::NetworkEvent;
use daylight_model::TemplateId;

use crate::error::Result;
use crate::manifest::BatchManifest;
use crate::run::Run;
use crate::table_read::Wanted;
use crate::table_read::read_rows;
use crate::tables;
use crate::verify::Check;
use crate::verify::spans::Texts;
use crate::workspace::Workspace;

/// Notes every reference of the run that leads nowhere, counted by table.
pub(crate) fn check(
    workspace: &Workspace,
    run: &Run,
    batches: &[BatchManifest],
    check: &mut Check,
) -> Result<()> {
    let ads = workspace.ads()?;
    let texts = Texts::of(&ads);
    let listed: BTreeMap<AdId, String> =
        read_rows(run.folder(), &tables::ads::TABLE, Wanted::Plain, |row| {
            Ok((
                AdId::new(&row.text("ad_id")?),
                row.text("batch_id")?.into_owned(),
            ))
        })?
        .into_iter()
        .collect();
    let strays = listed.iter().filter(|(id, batch)| {
        texts
            .ad(id)
            .is_none_or(|stored| stored.batch_id.as_str() != batch.as_str())
    });
    note(
        check,
        run,
        &tables::ads::TABLE,
        strays.count(),
        "ads that no batch holds",
    );
    let expected: u64 = inputs_ads(run, batches);
    if expected != listed.len() as u64 {
        let path = run.folder().join(tables::ads::TABLE.file_name());
        check.note(
            &path,
            format!(
                "it has {} ads, the batches it read have {expected}",
                listed.len()
            ),
        );
    }
    let facts = run.facts()?;
    let unfit = facts
        .iter()
        .filter(|(ad, fact)| !texts.fits(ad, Some(&fact.field), fact.span));
    note(
        check,
        run,
        &tables::facts::TABLE,
        unfit.count(),
        "facts whose span fits no text",
    );
    check_clusters(run, &listed, &texts, check)?;
    check_networks(run, &listed, &texts, check)
}

fn inputs_ads(run: &Run, batches: &[BatchManifest]) -> u64 {
    let inputs = &run.manifest().inputs;
    batches
        .iter()
        .filter(|batch| inputs.iter().any(|input| input.batch_id == batch.batch_id))
        .map(|batch| batch.ads)
        .sum()
}

fn note(check: &mut Check, run: &Run, table: &crate::table::Table<'_>, count: usize, what: &str) {
    if count > 0 {
        let path = run.folder().join(table.file_name());
        check.note(&path, format!("it has {count} {what}"));
    }
}

fn check_clusters(
    run: &Run,
    listed: &BTreeMap<AdId, String>,
    texts: &Texts<'_>,
    check: &mut Check,
) -> Result<()> {
    let clusters = run.clusters()?;
    let strays = clusters.iter().filter(|(ad, _)| !listed.contains_key(ad));
    note(
        check,
        run,
        &tables::clusters::TABLE,
        strays.count(),
        "ads that are not in the run",
    );
    let cluster_of: BTreeMap<&AdId, &ClusterId> = clusters.iter().map(|(a, c)| (a, c)).collect();
    let known: BTreeSet<&ClusterId> = clusters.iter().map(|(_, cluster)| cluster).collect();

    let templates = run.templates()?;
    let strays = templates
        .iter()
        .filter(|it| !known.contains(&it.cluster_id));
    note(
        check,
        run,
        &tables::templates::TABLE,
        strays.count(),
        "templates of no cluster",
    );
    let ids: BTreeSet<&TemplateId> = templates.iter().map(|it| &it.template_id).collect();

    let links = run.links()?;
    // An ad in no cluster stands as a cluster of one, whose id no table lists.
    let side = |ad: &AdId, cluster: &ClusterId| match cluster_of.get(ad) {
        Some(own) => *own == cluster,
        None => listed.contains_key(ad) && !known.contains(cluster),
    };
    let unfit = |link: &&Link| {
        let (cited, template) = match &link.evidence {
            LinkEvidence::Identifier { citations, .. } | LinkEvidence::Judgement { citations } => {
                (citations, None)
            }
            LinkEvidence::Template {
                template_id,
                citations,
            } => (citations, Some(template_id)),
        };
        !(side(&link.from_ad, &link.from_cluster)
            && side(&link.to_ad, &link.to_cluster)
            && template.is_none_or(|id| ids.contains(id))
            && cited.iter().all(|citation| texts.fits_citation(citation)))
    };
    let count = links.iter().filter(unfit).count();
    note(
        check,
        run,
        &tables::links::TABLE,
        count,
        "links to what is not there",
    );
    Ok(())
}

fn check_networks(
    run: &Run,
    listed: &BTreeMap<AdId, String>,
    texts: &Texts<'_>,
    check: &mut Check,
) -> Result<()> {
    let networks = run.networks()?;
    let known: BTreeSet<_> = networks.iter().map(|it| &it.network_id).collect();
    let members = run.members()?;
    let strays = members
        .iter()
        .filter(|(ad, network)| !listed.contains_key(ad) || !known.contains(network));
    note(
        check,
        run,
        &tables::members::TABLE,
        strays.count(),
        "members of what is not there",
    );
    let reasons = networks.iter().flat_map(|network| &network.reasons);
    let unfit = reasons.filter(|reason| !reason.evidence.iter().all(|it| texts.fits_citation(it)));
    note(
        check,
        run,
        &tables::reasons::TABLE,
        unfit.count(),
        "reasons that cite what is not there",
    );
    let changes = run.changes()?;
    let strays = changes.iter().filter(|change| {
        let is_there = known.contains(&change.network_id);
        is_there == (change.event == NetworkEvent::Ended)
    });
    note(
        check,
        run,
        &tables::changes::TABLE,
        strays.count(),
        "changes of no network, or ends of one that is there",
    );
    let all = run.reasons()?;
    let strays = all.iter().filter(|(network, _)| !known.contains(network));
    note(
        check,
        run,
        &tables::reasons::TABLE,
        strays.count(),
        "reasons of no network",
    );
    Ok(())
}
