//! The templates of every cluster.

use daylight_engine::lists::Lists;
use daylight_engine::template;
use daylight_engine::template::Member;
use daylight_engine::template::Part;
use daylight_engine::template::Shape;
use daylight_findings::varint::put;
use daylight_findings::varint::take;
use daylight_model::FactKind;
use daylight_model::Template;
use daylight_model::TemplateId;
use rayon::prelude::*;

use crate::pipeline::Watch;
use crate::pipeline::columns::Columns;
use crate::pipeline::dictionary::Dictionary;
use crate::pipeline::share;
use crate::pipeline::tables::cluster_id;
use crate::pipeline::words::Words;

/// The templates of a market, in the order of their clusters.
///
/// A template's words are kept as numbers, a byte or two each.
#[derive(Debug, Default)]
pub(super) struct Templates {
    words: Dictionary,
    /// The first ad of each template's cluster.
    clusters: Vec<u32>,
    ads: Lists<u32>,
    parts: Lists<u8>,
    bits_saved: Vec<f64>,
    fixed_words: Vec<u32>,
    of: Vec<u32>,
}

/// Stands for no template.
const NONE: u32 = u32::MAX;

/// Ads of the clusters whose templates are found before they are kept.
const ADS_AT_ONCE: usize = 1 << 16;

impl Templates {
    /// Finds the templates of every cluster of two or more ads.
    ///
    /// # Errors
    /// Where words are on the disk and cannot be read.
    pub(super) fn find(
        words: Words,
        firsts: &[u32],
        watch: &mut dyn Watch,
    ) -> anyhow::Result<Self> {
        let mut order: Vec<(u32, u32)> = firsts.iter().copied().zip(0..).collect();
        order.par_sort_unstable();
        let clusters: Vec<&[(u32, u32)]> = order
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|cluster| cluster.len() > 1)
            .collect();
        let mut templates = Self {
            of: vec![NONE; firsts.len()],
            ..Self::default()
        };
        let mut done = 0;
        for some in pieces(&clusters) {
            let found: anyhow::Result<Vec<Vec<Shape>>> = some
                .par_iter()
                .map_init(Vec::new, |room, cluster| shapes(&words, cluster, room))
                .collect();
            for (cluster, shapes) in some.iter().zip(found?) {
                let first = cluster.first().map_or(0, |member| member.0);
                let shapes = shapes.iter();
                shapes.for_each(|shape| templates.push(first, shape, &words));
            }
            done += some.len();
            watch.reached(share(done, clusters.len()));
        }
        templates.words = words.into_dictionary();
        Ok(templates)
    }

    fn push(&mut self, first: u32, shape: &Shape, words: &Words) {
        let number = u32::try_from(self.clusters.len()).unwrap_or(NONE);
        for ad in &shape.ads {
            if let Some(slot) = self.of.get_mut(*ad as usize) {
                *slot = number;
            }
        }
        let mut parts = Vec::with_capacity(shape.parts.len() * 2);
        for part in &shape.parts {
            put(&mut parts, coded(part, words));
        }
        let fixed = shape.fixed_words().count();
        self.fixed_words
            .push(u32::try_from(fixed).unwrap_or(u32::MAX));
        self.parts.push(parts);
        self.clusters.push(first);
        self.ads.push(shape.ads.iter().copied());
        self.bits_saved.push(shape.bits_saved);
    }

    /// The numbers of all templates.
    pub(super) fn numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.clusters.len()).unwrap_or(NONE)
    }

    /// The template of an ad, by number.
    pub(super) fn of(&self, ad: u32) -> Option<u32> {
        let number = self.of.get(ad as usize).copied();
        number.filter(|number| *number != NONE)
    }

    /// The ads that fit a template, ascending.
    pub(super) fn ads(&self, number: u32) -> &[u32] {
        self.ads.of(number)
    }

    /// How many words of a template are fixed.
    pub(super) fn fixed_words(&self, number: u32) -> u32 {
        self.fixed_words.get(number as usize).copied().unwrap_or(0)
    }

    /// The id of every template: that of its cluster, and its place among the cluster's.
    pub(super) fn ids(&self, columns: &Columns) -> Vec<TemplateId> {
        let runs = self.clusters.chunk_by(|a, b| a == b);
        runs.flat_map(|run| {
            let first = run.first().and_then(|first| columns.ids.text(*first));
            let cluster = first.map(cluster_id);
            (1..=run.len()).filter_map(move |place| {
                let cluster = cluster.as_ref()?;
                Some(TemplateId::new(&format!("{cluster}-{place}")))
            })
        })
        .collect()
    }

    /// The row of a template.
    pub(super) fn row(&self, columns: &Columns, number: u32, id: TemplateId) -> Option<Template> {
        let first = self.clusters.get(number as usize)?;
        let shape = Shape {
            ads: Vec::new(),
            parts: self.parts(number),
            bits_saved: *self.bits_saved.get(number as usize)?,
        };
        Some(Template {
            cluster_id: cluster_id(columns.ids.text(*first)?),
            template_id: id,
            members: columns.ids_of(self.ads(number)),
            text: shape.text(),
            slots: shape.slots(),
            fixed_words: self.fixed_words(number),
            bits_saved: shape.bits_saved,
        })
    }

    fn parts(&self, number: u32) -> Vec<Part> {
        let mut coded = self.parts.of(number).iter();
        let part = |coded: u64| {
            if coded & 1 == 0 {
                return Part::Fixed(self.words.text(coded >> 1).to_owned());
            }
            let kind = usize::try_from(coded >> 1).ok();
            let kind = kind.and_then(|kind| FactKind::ALL.get(kind.checked_sub(1)?));
            Part::Slot(kind.copied())
        };
        std::iter::from_fn(|| take(&mut coded)).map(part).collect()
    }
}

/// A part as a number: a fixed word's, or one more than a kind's place; the lowest bit tells which.
fn coded(part: &Part, words: &Words) -> u64 {
    match part {
        Part::Fixed(word) => words.number(word).map_or(0, u64::from) << 1,
        Part::Slot(kind) => {
            let at = |kind| FactKind::ALL.iter().position(|known| *known == kind);
            let at = kind.and_then(at).map_or(0, |at| at as u64 + 1);
            at << 1 | 1
        }
    }
}

/// The templates of a cluster.
fn shapes(words: &Words, cluster: &[(u32, u32)], room: &mut Vec<u8>) -> anyhow::Result<Vec<Shape>> {
    let members = cluster.iter().map(|(_, ad)| words.member(*ad, room));
    let members: anyhow::Result<Vec<Member<'_>>> = members.collect();
    Ok(template::templates(&members?))
}

/// Clusters in lots that hold some ads.
fn pieces<'c>(clusters: &'c [&'c [(u32, u32)]]) -> impl Iterator<Item = &'c [&'c [(u32, u32)]]> {
    let mut rest = clusters;
    std::iter::from_fn(move || {
        let mut ads = 0;
        let more = rest.iter().take_while(|cluster| {
            let before = ads;
            ads += cluster.len();
            before < ADS_AT_ONCE
        });
        let (some, after) = rest.split_at_checked(more.count())?;
        rest = after;
        (!some.is_empty()).then_some(some)
    })
}
