//! Linking a workspace and reading back what the last run found.

use std::cell::RefCell;
use std::collections::BTreeMap;

use anyhow::Context;
use daylight_engine::score::Registry;
use daylight_model::AdId;
use daylight_model::Fact;
use daylight_model::Indicator;
use daylight_model::Reject;
use daylight_store::BatchManifest;
use daylight_store::Run;
use daylight_store::RunManifest;
use daylight_store::RunRest;
use daylight_store::RunWriter;
use daylight_store::StoreError;
use daylight_store::StoredAd;
use daylight_store::Workspace;
use daylight_store::Writer;
use serde::Deserialize;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::cli::config;
use crate::cli::output::Output;
use crate::cli::output::Steps;
use crate::cli::pace::Pace;
use crate::cli::pace::ROWS_A_STEP;
use crate::cli::pace::of;
use crate::cli::pace::part;
use crate::cli::size;
use crate::pipeline;
use crate::pipeline::Decided;
use crate::pipeline::Outcome;
use crate::pipeline::Pieces;
use crate::pipeline::Room;
use crate::pipeline::Settings;
use crate::pipeline::Step;
use crate::pipeline::Watch;

/// This program's version, which every batch and run names.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a run depends on, as its manifest keeps it.
#[derive(Serialize)]
struct Kept<'a> {
    registry_version: u32,
    reference: &'a str,
    /// xxh3-64 of the whole corpus: two may share a name.
    reference_xxh3: String,
    weights: BTreeMap<&'static str, f64>,
    similar: f64,
    contained: f64,
    generic_operators_min: usize,
    text_operators_max: usize,
    text_bits_min: f64,
    giant_share: f64,
    listed_as_generic: usize,
    /// What people decided: `together` or `apart`, and two ids of ads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    judged: Vec<[&'a str; 3]>,
}

/// Memory that linking may fill.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Memory {
    /// Memory to fill before the disk is used: `800MiB`, `2GiB`
    #[arg(long, value_name = "SIZE", default_value = DEFAULT_MEMORY, value_parser = size::parse)]
    memory: u64,
}

const DEFAULT_MEMORY: &str = "1.5GiB";

impl Memory {
    pub(crate) fn room<'w>(self, writer: &'w Writer<'w>) -> Room<'w> {
        Room {
            memory: self.memory,
            writer,
            reads_anew: false,
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        let memory = size::parse(DEFAULT_MEMORY).unwrap_or(u64::MAX);
        Self { memory }
    }
}

/// Links the workspace's ads and keeps the run.
pub(crate) fn link(
    workspace: &Workspace,
    writer: &Writer<'_>,
    memory: Memory,
    output: &mut Output,
) -> anyhow::Result<Counts> {
    let settings = config::settings(workspace, output)?;
    let work = Work {
        batches: &workspace.batches()?,
        room: memory.room(writer),
        settings: &settings,
        progress: output.steps(),
    };
    work.run(|run, outcome, settings, tell| {
        follow(workspace, outcome, settings, output)?;
        with_rest(outcome, &work.rejects()?, settings, tell, |rest| {
            run.finish(rest)
        })?;
        Ok(Counts {
            links_used: outcome.links_used(),
            networks_ranked: outcome.ranked(),
        })
    })
}

/// Makes a run again, from its batches and with every text read anew, and returns what it would be
/// now; nothing is kept.
pub(crate) fn again(
    workspace: &Workspace,
    writer: &Writer<'_>,
    memory: Memory,
    wanted: &RunManifest,
    output: &mut Output,
) -> anyhow::Result<RunManifest> {
    let mut settings = config::settings(workspace, output)?;
    settings.judged = judged_of(wanted);
    let before = wanted.predecessor.as_deref();
    let before = before.map(|id| workspace.run(id)).transpose()?;
    let work = Work {
        batches: &workspace.inputs_of(wanted)?,
        room: Room {
            reads_anew: true,
            ..memory.room(writer)
        },
        settings: &settings,
        progress: output.steps(),
    };
    work.run(|run, outcome, settings, tell| {
        before.map_or(Ok(()), |before| outcome.follow(&before))?;
        with_rest(outcome, &work.rejects()?, settings, tell, |rest| {
            run.compare(rest)
        })
    })
}

/// A run to be made.
struct Work<'a> {
    batches: &'a [BatchManifest],
    room: Room<'a>,
    settings: &'a Settings,
    progress: Steps,
}

impl Work<'_> {
    /// Runs every stage and lets `end` write what came of it: it is given the settings as a
    /// manifest keeps them, and who hears how many rows are written.
    fn run<T>(
        &self,
        end: impl FnOnce(
            RunWriter<'_>,
            &mut Outcome<'_>,
            &str,
            &mut dyn FnMut(u64),
        ) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let ads = self.batches.iter().map(|batch| batch.ads).sum();
        let mut linking = Linking {
            run: self.room.writer.begin_run(self.batches)?,
            progress: &self.progress,
            pace: Pace::begin(&self.progress, Step::Read.as_str().to_owned(), "ad"),
            read: 0,
            ads,
        };
        let mut ads = AdsOf(self.room.writer.workspace(), self.batches);
        let mut outcome = pipeline::run(&mut ads, self.settings, Some(self.room), &mut linking)?;
        let pace = Pace::begin(&self.progress, "writing tables".to_owned(), "row");
        let items = outcome.items();
        let mut tell = |done| pace.tell(done, part(done, items));
        let ended = end(linking.run, &mut outcome, &kept(self.settings)?, &mut tell)?;
        self.progress.end();
        Ok(ended)
    }

    /// The rows of this run that no batch took.
    fn rejects(&self) -> anyhow::Result<Vec<Reject>> {
        Ok(self.room.writer.workspace().rejects(self.batches)?)
    }
}

/// What a run found that its tables do not say at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    /// Links that join something.
    pub(crate) links_used: u64,
    /// Networks with a rank.
    pub(crate) networks_ranked: u64,
}

/// Gives the networks the ids of those they go on from. Where the run before cannot be read, which
/// must not stand in the way of the run that would mend it, they begin anew, and that is told.
fn follow(
    workspace: &Workspace,
    outcome: &mut Outcome<'_>,
    settings: &str,
    output: &Output,
) -> anyhow::Result<()> {
    let run = workspace.predecessor(settings, VERSION);
    let followed = run.and_then(|run| run.map_or(Ok(()), |run| outcome.follow(&run)));
    match followed {
        Err(error) if error.is_damage() => {
            output.note(format!(
                "the networks begin a history anew, for the run before is damaged: {error}"
            ));
            Ok(())
        }
        followed => Ok(followed?),
    }
}

/// Hands over what a run found beside its ads and facts; `tell` hears how many of
/// [`Outcome::items`] were taken.
pub(crate) fn with_rest<T>(
    outcome: &Outcome<'_>,
    rejects: &[Reject],
    settings: &str,
    tell: &mut dyn FnMut(u64),
    take: impl FnOnce(RunRest<'_>) -> Result<T, StoreError>,
) -> anyhow::Result<T> {
    let scoring = outcome.scoring();
    let written = Written(RefCell::new((0, tell)));
    Ok(take(RunRest {
        clusters: &mut outcome.clusters().inspect(|_| written.one()),
        templates: &mut outcome.templates().inspect(|_| written.one()),
        links: &mut outcome.links().inspect(|_| written.one()),
        members: &mut outcome.members().inspect(|_| written.one()),
        networks: &mut outcome.networks().inspect(|_| written.one()),
        reasons: &mut outcome.reasons(&scoring).inspect(|_| written.one()),
        changes: outcome.changes(),
        rejects,
        settings,
        version: VERSION,
    })?)
}

/// How many rows are written, and who hears of it.
struct Written<'t>(RefCell<(u64, &'t mut dyn FnMut(u64))>);

impl Written<'_> {
    fn one(&self) {
        let (done, tell) = &mut *self.0.borrow_mut();
        *done += 1;
        if done.is_multiple_of(ROWS_A_STEP) {
            tell(*done);
        }
    }
}

/// Writes some ads and the facts of each.
pub(crate) fn keep_read(
    run: &mut RunWriter<'_>,
    ads: &[StoredAd],
    facts: &[Vec<Fact>],
) -> anyhow::Result<()> {
    for (stored, found) in ads.iter().zip(facts) {
        run.push_ad(stored)?;
        run.push_facts(&stored.ad.id, found)?;
    }
    Ok(())
}

/// The ads of some batches of a workspace.
#[derive(Debug)]
pub(crate) struct AdsOf<'w>(pub(crate) &'w Workspace, pub(crate) &'w [BatchManifest]);

impl Pieces for AdsOf<'_> {
    fn each(
        &mut self,
        take: &mut dyn FnMut(Vec<StoredAd>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.0.for_each_ads(self.1, take)
    }
}

/// A run being written while it goes on.
struct Linking<'a> {
    run: RunWriter<'a>,
    progress: &'a Steps,
    pace: Pace<'a>,
    read: u64,
    /// All there are.
    ads: u64,
}

impl Watch for Linking<'_> {
    fn begin(&mut self, step: Step) {
        self.pace = Pace::begin(self.progress, step.as_str().to_owned(), "ad");
    }

    fn reached(&mut self, share: f64) {
        self.pace.tell(of(share, self.ads), share);
    }

    fn take(&mut self, ads: &[StoredAd], facts: Vec<Vec<Fact>>) -> anyhow::Result<()> {
        keep_read(&mut self.run, ads, &facts)?;
        self.read += ads.len() as u64;
        self.pace.tell(self.read, part(self.read, self.ads));
        Ok(())
    }
}

/// True where the run in force was made by this version from these batches with these settings,
/// so that another would be the same. The user's list of generic identifiers is not kept with a
/// run, so where there is one the answer is false.
pub(crate) fn is_linked(workspace: &Workspace, output: &mut Output) -> anyhow::Result<bool> {
    let Some(run) = workspace.latest_run()? else {
        return Ok(false);
    };
    let settings = config::settings(workspace, output)?;
    let is_same = workspace.would_make(run.manifest(), &kept(&settings)?, VERSION)?;
    Ok(is_same && settings.generic.is_empty())
}

/// The name of the reference corpus that a run was scored against.
pub(crate) fn reference_of(manifest: &RunManifest) -> String {
    let settings: toml::Table = manifest.settings.parse().unwrap_or_default();
    let name = settings.get("reference").and_then(toml::Value::as_str);
    name.unwrap_or("unknown").to_owned()
}

/// The run in force.
pub(crate) fn latest(workspace: &Workspace) -> anyhow::Result<Run> {
    workspace
        .latest_run()?
        .context("reading the ranking: this workspace was never linked\nhint: run `daylight link`")
}

fn kept(settings: &Settings) -> anyhow::Result<String> {
    let kept = Kept {
        registry_version: settings.registry.version(),
        reference: &settings.reference.name,
        reference_xxh3: format!("{:016x}", xxh3_64(settings.reference.to_toml().as_bytes())),
        weights: weights(&settings.registry),
        similar: settings.cluster.similar,
        contained: settings.cluster.contained,
        generic_operators_min: settings.link.generic_operators_min,
        text_operators_max: settings.link.text_operators_max,
        text_bits_min: settings.link.text_bits_min,
        giant_share: settings.link.giant_share,
        listed_as_generic: settings.generic.len(),
        judged: settings.judged.iter().map(named).collect(),
    };
    toml::to_string(&kept).context("writing down the settings of the run")
}

fn named(decided: &Decided) -> [&str; 3] {
    let sort = if decided.is_together { TOGETHER } else { APART };
    [sort, decided.one.as_str(), decided.other.as_str()]
}

const TOGETHER: &str = "together";
const APART: &str = "apart";

/// What people had decided when a run was made.
fn judged_of(manifest: &RunManifest) -> Vec<Decided> {
    #[derive(Default, Deserialize)]
    struct Told {
        #[serde(default)]
        judged: Vec<[String; 3]>,
    }
    let told: Told = toml::from_str(&manifest.settings).unwrap_or_default();
    let decided = told.judged.into_iter().map(|[sort, one, other]| Decided {
        is_together: sort == TOGETHER,
        one: AdId::new(&one),
        other: AdId::new(&other),
    });
    decided.collect()
}

fn weights(registry: &Registry) -> BTreeMap<&'static str, f64> {
    Indicator::ALL
        .into_iter()
        .filter_map(|indicator| Some((indicator.as_str(), registry.entry(indicator)?.weight)))
        .collect()
}
