//! The stages after reading, composed: ads in, the tables of a run out.
//!
//! Ads come in ascending order of their ids, a piece at a time, so the order of the input cannot
//! show. Each is read once: its facts leave at once, and it is kept as numbers by column.

mod ahead;
mod analyse;
mod columns;
mod dictionary;
mod generic;
mod ids;
mod intern;
mod life;
mod networks;
mod numbering;
mod outcome;
mod parked;
mod places;
mod rows;
mod shelf;
mod tables;
mod templates;
mod texts;
mod word_lists;
mod words;

use daylight_engine::cluster;
use daylight_engine::cluster::Views;
use daylight_engine::link;
use daylight_engine::link::Input;
use daylight_engine::link::Judged;
use daylight_engine::score::Reference;
use daylight_engine::score::Registry;
use daylight_engine::score::Scorer;
use daylight_engine::score::Values;
use daylight_model::AdId;
use daylight_model::Fact;
use daylight_store::StoredAd;
use daylight_store::Writer;
use rayon::prelude::*;

use crate::pipeline::ahead::Work;
use crate::pipeline::ahead::ahead;
use crate::pipeline::analyse::Made;
use crate::pipeline::columns::Columns;
use crate::pipeline::numbering::Numbering;
use crate::pipeline::parked::Parked;
use crate::pipeline::shelf::Shelf;
use crate::pipeline::templates::Templates;
use crate::pipeline::words::Words;

pub use generic::Generic;
pub use networks::Scoring;
pub use outcome::Outcome;
pub(crate) use texts::texts;
pub(crate) use word_lists::Builder;

/// What a run depends on besides the ads.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What counts as near-duplicate.
    pub cluster: cluster::Settings,
    /// What counts as generic, copied, giant.
    pub link: link::Settings,
    /// The indicators and their weights.
    pub registry: Registry,
    /// The ordinary operators that values are held against.
    pub reference: Reference,
    /// Identifiers and hosts the user knows to be generic.
    pub generic: Generic,
    /// What people decided about pairs of ads.
    pub judged: Vec<Decided>,
}

/// What a person decided about two ads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// True where they are of one operator, false where they are of two.
    pub is_together: bool,
    /// One ad.
    pub one: AdId,
    /// The other.
    pub other: AdId,
}

/// A step of a run, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Normalise and extract.
    Read,
    /// Cluster.
    Cluster,
    /// Template.
    Template,
    /// Link.
    Link,
    /// Score.
    Score,
}

impl Step {
    /// What it is called on a screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "reading texts",
            Self::Cluster => "clustering",
            Self::Template => "finding templates",
            Self::Link => "linking",
            Self::Score => "scoring",
        }
    }
}

/// Ads in ascending order of their ids.
pub trait Pieces {
    /// Calls `take` with all of them in order, some thousands at a time.
    ///
    /// # Errors
    /// Where they cannot be read, and whatever `take` returns.
    fn each(
        &mut self,
        take: &mut dyn FnMut(Vec<StoredAd>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()>;
}

/// Who hears of a run while it goes on.
pub trait Watch {
    /// A step begins.
    fn begin(&mut self, step: Step);

    /// So much of the step is done, 0 to 1.
    fn reached(&mut self, _share: f64) {}

    /// Some ads were read; the facts of each are handed over.
    ///
    /// # Errors
    /// Whatever keeping them returns.
    fn take(&mut self, ads: &[StoredAd], facts: Vec<Vec<Fact>>) -> anyhow::Result<()>;
}

/// How much memory a run may fill, and the workspace where the rest goes.
#[derive(Clone, Copy, Debug)]
pub struct Room<'w> {
    /// Bytes. The shingles of an ad, some hundred bytes, stay in memory in any case; its words
    /// do not have to, nor what else is known of it while it is clustered.
    pub memory: u64,
    /// What does not fit is kept in its workspace meanwhile, and what was extracted from each ad
    /// for later runs.
    pub writer: &'w Writer<'w>,
    /// True where every text is read anew, whatever was kept of it; nothing is kept then.
    pub reads_anew: bool,
}

/// Runs every stage after reading; without a `room` all of it in memory, and every ad is read.
///
/// # Errors
/// Where the ads cannot be read, `watch` fails, or the disk refuses.
pub fn run<'s>(
    pieces: &mut dyn Pieces,
    settings: &'s Settings,
    room: Option<Room<'_>>,
    watch: &mut dyn Watch,
) -> anyhow::Result<Outcome<'s>> {
    let staged = stages(pieces, settings, room, watch)?;
    watch.begin(Step::Score);
    Ok(Outcome::new(staged, settings, watch))
}

/// What a network is, to somebody who freezes a reference corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Organised, or unknown: left out.
    LeftOut,
    /// An ordinary operator.
    Ordinary,
    /// An ordinary operator that is an agency.
    Agency,
}

/// Freezes a reference corpus from the networks of two or more ads that `known` says are ordinary;
/// also says how many networks were left out.
///
/// # Errors
/// As [`run`].
pub fn freeze(
    pieces: &mut dyn Pieces,
    settings: &Settings,
    name: &str,
    known: &dyn Fn(&[AdId]) -> Known,
    watch: &mut dyn Watch,
) -> anyhow::Result<(Reference, usize)> {
    let staged = stages(pieces, settings, None, watch)?;
    watch.begin(Step::Score);
    let networks = networks::members(&staged.linked);
    let kinds: Vec<Known> = networks
        .iter()
        .map(|members| known(&staged.columns.ids_of(members)))
        .collect();
    let scoring = Scoring::new(&staged.columns, &staged.linked, &staged.templates);
    let of = |wanted: fn(Known) -> bool| {
        let kept = networks.iter().zip(&kinds);
        let kept = kept.filter(move |(_, kind)| wanted(**kind));
        kept.map(|(members, _)| members).collect::<Vec<_>>()
    };
    let scorer = Scorer::new(scoring.market(), &settings.registry, &settings.reference);
    let ordinary = of(|kind| kind != Known::LeftOut);
    let values: Vec<Values> = ordinary
        .par_iter()
        .map(|members| scorer.values(members))
        .collect();
    let reference = Reference::freeze(name, &values);
    let scorer = Scorer::new(scoring.market(), &settings.registry, &reference);
    let agencies: Vec<f64> = of(|kind| kind == Known::Agency)
        .par_iter()
        .map(|members| scorer.score(members))
        .map(|scored| scored.abstained.map_or(scored.score, |_| 0.0))
        .collect();
    let left_out = networks.len() - ordinary.len();
    Ok((reference.with_agencies(agencies), left_out))
}

/// How much of something is done, 0 to 1.
#[expect(
    clippy::cast_precision_loss,
    reason = "a share for people to read; nothing is computed from it"
)]
fn share(done: usize, all: usize) -> f64 {
    done as f64 / all.max(1) as f64
}

/// What people decided, by the numbers of ads; what is about an ad that is not there any more is left
/// out.
fn judged(columns: &Columns, decided: &[Decided]) -> Judged {
    let mut judged = Judged::default();
    for Decided {
        is_together,
        one,
        other,
    } in decided
    {
        let pairs = if *is_together {
            &mut judged.together
        } else {
            &mut judged.apart
        };
        pairs.extend(columns.ids.find(one).zip(columns.ids.find(other)));
    }
    judged
}

/// What the stages before scoring made.
#[derive(Debug)]
struct Staged {
    columns: Columns,
    firsts: Vec<u32>,
    templates: Templates,
    linked: link::Linked,
}

fn stages(
    pieces: &mut dyn Pieces,
    settings: &Settings,
    room: Option<Room<'_>>,
    watch: &mut dyn Watch,
) -> anyhow::Result<Staged> {
    watch.begin(Step::Read);
    let Reading {
        numbering,
        mut columns,
        parked,
        mut views,
        words,
    } = read(pieces, settings, room, watch)?;
    watch.begin(Step::Cluster);
    views.settle();
    let firsts = cluster::cluster_telling(&views, settings.cluster, &mut |share| {
        watch.reached(share);
    });
    drop(views);
    if let Some(parked) = parked {
        parked.each(&mut |row| columns.push(row))?;
    }
    columns.settle(numbering);
    columns.evidence.set_clusters(&firsts);
    watch.begin(Step::Template);
    let templates = Templates::find(words, &firsts, watch)?;
    watch.begin(Step::Link);
    let judged = judged(&columns, &settings.judged);
    let input = Input {
        judged: &judged,
        ads: &columns.evidence,
        identifiers: &columns.identifiers,
    };
    let linked = link::link_telling(input, settings.link, &mut |share| watch.reached(share));
    Ok(Staged {
        columns,
        firsts,
        templates,
        linked,
    })
}

/// What the stages after reading begin with.
#[derive(Debug, Default)]
struct Reading {
    numbering: Numbering,
    columns: Columns,
    /// What did not fit into the columns.
    parked: Option<Parked>,
    views: Views,
    words: Words,
}

/// The part of the memory that may be full before the disk is used; the other is for what
/// clustering and linking need beside.
const FULL: u64 = 4;

impl Reading {
    fn keep_within(&mut self, room: Room<'_>) -> anyhow::Result<()> {
        let taken = self.columns.bytes() + self.views.bytes() + self.words.bytes();
        if taken as u64 > room.memory / FULL && self.parked.is_none() {
            let workspace = room.writer.workspace();
            self.words.overflow(workspace)?;
            self.parked = Some(Parked::new(workspace)?);
        }
        Ok(())
    }
}

/// Reads every ad, or takes what an earlier run kept of it.
fn read(
    pieces: &mut dyn Pieces,
    settings: &Settings,
    room: Option<Room<'_>>,
    watch: &mut dyn Watch,
) -> anyhow::Result<Reading> {
    let mut reader = Reader {
        reading: Reading::default(),
        shelf: room
            .filter(|room| !room.reads_anew)
            .map(|room| Shelf::new(room.writer)),
        settings,
        room,
        watch,
    };
    ahead(pieces, &mut reader)?;
    reader.shelf.map_or(Ok(()), Shelf::finish)?;
    Ok(reader.reading)
}

/// Reading, while it goes on.
struct Reader<'r> {
    reading: Reading,
    shelf: Option<Shelf<'r>>,
    settings: &'r Settings,
    room: Option<Room<'r>>,
    watch: &'r mut dyn Watch,
}

impl Work for Reader<'_> {
    type Piece = analyse::Piece;
    type Made = Vec<analyse::Lot>;

    fn begin(&mut self, ads: Vec<StoredAd>) -> anyhow::Result<Self::Piece> {
        match &mut self.shelf {
            Some(known) => known.begin(ads),
            None => Ok(analyse::Piece {
                ads,
                kept: Vec::new(),
            }),
        }
    }

    fn work(piece: &Self::Piece) -> Self::Made {
        analyse::all(piece)
    }

    fn take(&mut self, piece: Self::Piece, lots: Self::Made) -> anyhow::Result<()> {
        let reading = &mut self.reading;
        for lot in &lots {
            reading.words.push(&lot.words)?;
        }
        let made = lots.into_iter().flat_map(|lot| lot.ads);
        let mut facts = Vec::with_capacity(piece.ads.len());
        for (stored, Made { ad, keep }) in piece.ads.iter().zip(made) {
            let row = reading
                .numbering
                .row(&stored.ad, &ad, &self.settings.generic);
            match &mut reading.parked {
                Some(parked) => parked.push(&row)?,
                None => reading.columns.push(row),
            }
            reading.views.push(&ad.view);
            if let (Some(shelf), Some(keep)) = (&mut self.shelf, keep) {
                shelf.push(stored, &keep)?;
            }
            facts.push(ad.facts);
        }
        if let Some(room) = self.room {
            reading.keep_within(room)?;
        }
        self.watch.take(&piece.ads, facts)
    }
}
