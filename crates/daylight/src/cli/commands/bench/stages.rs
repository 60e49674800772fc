//! Every stage once, from a file to the tables of a run.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::path::Path;

use anyhow::Context;
use daylight_engine::read::Mapping;
use daylight_engine::read::Row;
use daylight_engine::read::Source;
use daylight_engine::read::content_hash;
use daylight_model::Ad;
use daylight_model::AdId;
use daylight_model::BatchId;
use daylight_model::Fact;
use daylight_model::Moment;
use daylight_model::Precision;
use daylight_model::Reject;
use daylight_store as store;
use daylight_store::BatchInput;
use daylight_store::RunWriter;
use daylight_store::Seen;
use daylight_store::StoredAd;
use daylight_store::Workspace;

use crate::cli::commands::bench::meter::Meter;
use crate::cli::config;
use crate::cli::session;
use crate::pipeline;
use crate::pipeline::Step;
use crate::pipeline::Watch;

/// What a file holds.
struct Market {
    ads: Vec<(Ad, u128)>,
    rejects: Vec<Reject>,
    seen_again: Vec<Seen>,
    rows: u64,
}

/// Runs every stage and returns how many ads there were; `begin` hears the name of each.
pub(super) fn run(
    file: &Path,
    workspace: &Path,
    meter: &mut Meter,
    begin: &dyn Fn(&'static str),
) -> anyhow::Result<usize> {
    let workspace = Workspace::open_or_create(workspace)?;
    let settings = config::shipped()?;
    begin("read");
    let market = read(file)?;
    meter.lap("read");
    begin("keep the batch");
    keep(&workspace, file, &market)?;
    meter.lap("keep the batch");
    let ads = market.ads.len();
    drop(market);
    let writer = workspace.writer()?;
    let batches = workspace.batches()?;
    let mut timed = Timed {
        run: writer.begin_run(&batches)?,
        meter,
        begin,
        step: None,
    };
    let outcome = pipeline::run(
        &mut session::AdsOf(&workspace, &batches),
        &settings,
        Some(session::Memory::default().room(&writer)),
        &mut timed,
    )?;
    timed.end();
    let Timed { run, meter, .. } = timed;
    begin("write the tables");
    let rejects = workspace.rejects(&batches)?;
    session::with_rest(&outcome, &rejects, "", &mut |_| {}, |rest| run.finish(rest))?;
    meter.lap("write the tables");
    Ok(ads)
}

/// A run whose steps are timed, each ended where the next begins.
struct Timed<'a> {
    run: RunWriter<'a>,
    meter: &'a mut Meter,
    begin: &'a dyn Fn(&'static str),
    step: Option<Step>,
}

impl Timed<'_> {
    fn end(&mut self) {
        if let Some(step) = self.step.take() {
            self.meter.lap(name(step));
        }
    }
}

impl Watch for Timed<'_> {
    fn begin(&mut self, step: Step) {
        self.end();
        self.step = Some(step);
        (self.begin)(name(step));
    }

    fn take(&mut self, ads: &[StoredAd], facts: Vec<Vec<Fact>>) -> anyhow::Result<()> {
        session::keep_read(&mut self.run, ads, &facts)
    }
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Read => "normalise, extract, write facts",
        Step::Cluster => "cluster",
        Step::Template => "template",
        Step::Link => "link",
        Step::Score => "score",
    }
}

/// The ads of a file by id, each with the hash of its content; of ads with one id the first.
fn read(path: &Path) -> anyhow::Result<Market> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("reading `{name}`"))?;
    let mut ads: BTreeMap<AdId, (Ad, u128)> = BTreeMap::new();
    let (mut rejects, mut seen_again, mut rows) = (Vec::new(), Vec::new(), 0);
    for row in Source::new(&name, file)?.rows(&Mapping::default())? {
        rows += 1;
        match row? {
            Row::Ad(ad) => {
                let hash = content_hash(&ad);
                match ads.entry(ad.id.clone()) {
                    Entry::Vacant(first) => drop(first.insert((*ad, hash))),
                    Entry::Occupied(_) => seen_again.push(Seen {
                        ad_id: ad.id,
                        source: ad.source,
                    }),
                }
            }
            Row::Reject(reject) => rejects.push(reject),
        }
    }
    Ok(Market {
        ads: ads.into_values().collect(),
        rejects,
        seen_again,
        rows,
    })
}

fn keep(workspace: &Workspace, file: &Path, market: &Market) -> anyhow::Result<BatchId> {
    Ok(workspace.writer()?.write_batch(&BatchInput {
        ads: &market.ads,
        rejects: &market.rejects,
        seen_again: &market.seen_again,
        sources: &[store::Source {
            file: file.display().to_string(),
            // The folder is thrown away; nobody will hold the file against this.
            sha256: String::new(),
            rows: market.rows,
        }],
        mapping: "",
        version: session::VERSION,
        imported_at: Moment {
            seconds: 0,
            precision: Precision::Second,
            zone_assumed: false,
        },
    })?)
}
