//! A run being written, table by table and row by row: no table is ever held whole.

use std::collections::BTreeMap;

use daylight_model::AdId;
use daylight_model::ClusterId;
use daylight_model::Fact;
use daylight_model::Link;
use daylight_model::Network;
use daylight_model::NetworkChange;
use daylight_model::NetworkId;
use daylight_model::Reason;
use daylight_model::Reject;
use daylight_model::Template;
use daylight_model::TemplateId;

use crate::disk;
use crate::error::Result;
use crate::error::StoreError;
use crate::manifest;
use crate::manifest::BatchManifest;
use crate::manifest::RunInput;
use crate::manifest::RunManifest;
use crate::manifest::TableDigest;
use crate::publish::Publication;
use crate::runs;
use crate::stored::StoredAd;
use crate::table::Cell;
use crate::table::Table;
use crate::table_write::TableWriter;
use crate::tables::ads;
use crate::tables::changes;
use crate::tables::clusters;
use crate::tables::facts;
use crate::tables::links;
use crate::tables::members;
use crate::tables::networks;
use crate::tables::reasons;
use crate::tables::rejects;
use crate::tables::templates;
use crate::workspace::Workspace;
use crate::workspace::Writer;

/// A run that takes its ads and facts as they are read; dropped unfinished, it leaves nothing that
/// a manifest names.
pub struct RunWriter<'w> {
    workspace: &'w Workspace,
    inputs: Vec<RunInput>,
    publication: Publication<'w>,
    ads: TableWriter<'static>,
    facts: TableWriter<'static>,
    last_ad: Option<AdId>,
    last_fact_of: Option<AdId>,
}

impl std::fmt::Debug for RunWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunWriter").finish_non_exhaustive()
    }
}

/// What a run holds beside its ads and facts. Each list comes in the order of its table, so that
/// none need be sorted here.
#[expect(missing_debug_implementations, reason = "iterators show nothing")]
pub struct RunRest<'a> {
    /// Every ad in a cluster of two or more, with its template if it fits one; by ad.
    pub clusters: &'a mut dyn Iterator<Item = (AdId, ClusterId, Option<TemplateId>)>,
    /// The templates, by cluster and template.
    pub templates: &'a mut dyn Iterator<Item = Template>,
    /// The links, used or not, by link id.
    pub links: &'a mut dyn Iterator<Item = Link>,
    /// Which ad is in which network, by ad.
    pub members: &'a mut dyn Iterator<Item = (AdId, NetworkId)>,
    /// The networks with how many ads each has, by rank, those without one last, then by id; their
    /// lists of members and reasons are not looked at.
    pub networks: &'a mut dyn Iterator<Item = (Network, u64)>,
    /// The reasons of every network, by network.
    pub reasons: &'a mut dyn Iterator<Item = (NetworkId, Vec<Reason>)>,
    /// What became of the networks of the run before; `None` where there is none.
    pub changes: Option<Changes<'a>>,
    /// Rows that were not kept, of the batches it reads: [`Workspace::rejects`].
    pub rejects: &'a [Reject],
    /// The settings, TOML.
    pub settings: &'a str,
    /// The Daylight that ran.
    pub version: &'a str,
}

/// What became of the networks of an earlier run.
#[derive(Clone, Copy, Debug)]
pub struct Changes<'a> {
    /// The earlier run.
    pub since: &'a str,
    /// The changes, ascending.
    pub changes: &'a [NetworkChange],
}

impl<'w> Writer<'w> {
    /// Begins a run over some batches.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn begin_run(&self, batches: &[BatchManifest]) -> Result<RunWriter<'w>> {
        let workspace = self.workspace;
        let publication = Publication::begin(&workspace.aside(), &workspace.keys().data)?;
        Ok(RunWriter {
            workspace,
            inputs: runs::inputs(batches),
            ads: publication.begin_table(&ads::TABLE)?,
            facts: publication.begin_table(&facts::TABLE)?,
            publication,
            last_ad: None,
            last_fact_of: None,
        })
    }
}

impl<'w> RunWriter<'w> {
    /// Adds an ad; ads come in ascending order of their ids.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] where one is out of order; also where the disk refuses.
    pub fn push_ad(&mut self, ad: &StoredAd) -> Result<()> {
        ascends(&mut self.last_ad, &ad.ad.id, "ad")?;
        self.ads.push(&ads::cells(ad))
    }

    /// Adds the facts of an ad, in any order; ads come in ascending order of their ids.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] where one is out of order; also where the disk refuses.
    pub fn push_facts(&mut self, ad: &AdId, found: &[Fact]) -> Result<()> {
        ascends(&mut self.last_fact_of, ad, "the facts of ad")?;
        for fact in facts::sorted(found) {
            let key = &self.workspace.keys().token;
            self.facts.push(&facts::cells(ad, fact, key)?)?;
        }
        Ok(())
    }

    /// Keeps the run, whole or not at all, makes it the one in force, and returns its id.
    ///
    /// The id is a hash of the batches, the settings, the version and every row, so writing the
    /// same run again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] where the tables contradict each other or are out of order;
    /// also where the disk refuses. The run in force stays in force then.
    pub fn finish(self, rest: RunRest<'_>) -> Result<String> {
        let (manifest, publication, workspace) = self.made(rest)?;
        let folder = workspace.runs_dir().join(&manifest.run_id);
        if runs::is_whole(&folder, &manifest, workspace) {
            disk::remove_dir(&workspace.aside())?;
        } else {
            // What a fault of the disk left of the same run gives way to it.
            disk::remove_dir(&folder)?;
            publication.publish(&manifest, &folder)?;
        }
        let current = workspace.runs_dir().join(runs::CURRENT);
        manifest::write(&current, &manifest.run_id, &workspace.keys().data)?;
        Ok(manifest.run_id)
    }

    /// What [`Self::finish`] would keep; nothing is kept.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub fn compare(self, rest: RunRest<'_>) -> Result<RunManifest> {
        let (manifest, publication, _) = self.made(rest)?;
        publication.abandon()?;
        Ok(manifest)
    }

    fn made(self, rest: RunRest<'_>) -> Result<(RunManifest, Publication<'w>, &'w Workspace)> {
        let (settings, version) = (rest.settings.to_owned(), rest.version.to_owned());
        let predecessor = rest
            .changes
            .as_ref()
            .map(|changes| changes.since.to_owned());
        let mut tables = write_rest(&self.publication, rest)?;
        tables.insert(ads::TABLE.name.to_owned(), self.ads.finish()?);
        tables.insert(facts::TABLE.name.to_owned(), self.facts.finish()?);
        let mut manifest = RunManifest {
            run_id: String::new(),
            version,
            settings,
            predecessor,
            inputs: self.inputs,
            tables,
        };
        manifest.run_id = runs::id_of(&manifest);
        Ok((manifest, self.publication, self.workspace))
    }
}

fn write_rest(out: &Publication<'_>, rest: RunRest<'_>) -> Result<BTreeMap<String, TableDigest>> {
    let mut digests = BTreeMap::new();
    let mut keep = |table: &Table<'_>, digest: TableDigest| {
        digests.insert(table.name.to_owned(), digest);
    };
    let mut fits = Fits::default();
    let mut table = out.begin_table(&templates::TABLE)?;
    for template in rest.templates {
        table.push(&templates::cells(&template)?)?;
        fits.expect(&template);
    }
    keep(&templates::TABLE, table.finish()?);

    let mut table = out.begin_table(&clusters::TABLE)?;
    let mut last = None;
    for (ad, cluster, template) in rest.clusters {
        ascends(&mut last, &ad, "the cluster of ad")?;
        fits.meet(&ad, &cluster, template.as_ref())?;
        table.push(&clusters::cells(&ad, &cluster, template.as_ref()))?;
    }
    fits.end()?;
    keep(&clusters::TABLE, table.finish()?);

    let mut table = out.begin_table(&links::TABLE)?;
    let mut last = None;
    for link in rest.links {
        let id = (link.link_id.clone(), link.from_ad.clone());
        if last.as_ref().is_some_and(|last| *last > id) {
            return Err(out_of_order("link", link.link_id.as_str()));
        }
        last = Some(id);
        table.push(&links::cells(&link)?)?;
    }
    keep(&links::TABLE, table.finish()?);

    let mut table = out.begin_table(&members::TABLE)?;
    let mut last = None;
    for (ad, network) in rest.members {
        ascends(&mut last, &ad, "the network of ad")?;
        table.push(&members::cells(&ad, &network))?;
    }
    keep(&members::TABLE, table.finish()?);

    let mut table = out.begin_table(&networks::TABLE)?;
    for (network, ads) in rest.networks {
        table.push(&networks::cells(&network, ads))?;
    }
    keep(&networks::TABLE, table.finish()?);

    let mut table = out.begin_table(&reasons::TABLE)?;
    for (network, mut of_network) in rest.reasons {
        of_network.sort_by_key(|reason| reason.indicator);
        for reason in &of_network {
            table.push(&reasons::cells(&network, reason)?)?;
        }
    }
    keep(&reasons::TABLE, table.finish()?);

    let rows = rejects::sorted(rest.rejects).into_iter();
    let cells = rows.map(|reject| Ok::<Vec<Cell<'_>>, StoreError>(rejects::cells(reject)));
    keep(&rejects::TABLE, out.table(&rejects::TABLE, cells)?);
    if let Some(Changes { changes, .. }) = rest.changes {
        keep(&changes::TABLE, write_changes(out, changes)?);
    }
    Ok(digests)
}

fn write_changes(out: &Publication<'_>, changes: &[NetworkChange]) -> Result<TableDigest> {
    if !changes.is_sorted() {
        return Err(wrong("its changes are out of order".to_owned()));
    }
    let cells = changes.iter().map(|change| Ok(changes::cells(change)));
    out.table(&changes::TABLE, cells)
}

/// The templates that ads must still be found to fit.
///
/// INVARIANT (templates fit): a template's ads are in its cluster, and an ad fits one template.
#[derive(Debug, Default)]
struct Fits(BTreeMap<TemplateId, (ClusterId, usize)>);

impl Fits {
    fn expect(&mut self, template: &Template) {
        let ads = template.members.len();
        let expected = (template.cluster_id.clone(), ads);
        self.0.insert(template.template_id.clone(), expected);
    }

    fn meet(&mut self, ad: &AdId, cluster: &ClusterId, fits: Option<&TemplateId>) -> Result<()> {
        let Some(template) = fits else { return Ok(()) };
        match self.0.get_mut(template) {
            Some((home, left)) if home == cluster && *left > 0 => {
                *left -= 1;
                Ok(())
            }
            _ => Err(wrong(format!(
                "ad `{ad}` is outside its template's cluster, or fits two templates"
            ))),
        }
    }

    fn end(&self) -> Result<()> {
        let missing = self.0.iter().find(|(_, (_, left))| *left > 0);
        missing.map_or(Ok(()), |(template, _)| {
            Err(wrong(format!(
                "an ad of template `{template}` is in no cluster"
            )))
        })
    }
}

fn ascends(last: &mut Option<AdId>, next: &AdId, what: &str) -> Result<()> {
    if last.as_ref().is_some_and(|last| last >= next) {
        return Err(out_of_order(what, next.as_str()));
    }
    *last = Some(next.clone());
    Ok(())
}

fn out_of_order(what: &str, id: &str) -> StoreError {
    wrong(format!("{what} `{id}` is out of order, or there twice"))
}

fn wrong(why: String) -> StoreError {
    StoreError::Inconsistent { what: "a run", why }
}
