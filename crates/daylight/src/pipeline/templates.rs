//! The templates of every cluster.

use daylight_engine::template;
use daylight_engine::template::Shape;
use daylight_model::Template;
use daylight_model::TemplateId;
use rayon::prelude::*;

use crate::pipeline::columns::Columns;
use crate::pipeline::tables::cluster_id;
use crate::pipeline::words::Words;

/// The templates of a market, in the order of their clusters.
#[derive(Debug)]
pub(super) struct Templates {
    shapes: Vec<(u32, Shape)>,
    of: Vec<u32>,
}

/// Stands for no template.
const NONE: u32 = u32::MAX;

impl Templates {
    /// Finds the templates of every cluster of two or more ads.
    pub(super) fn find(words: &Words, firsts: &[u32]) -> Self {
        let mut order: Vec<(u32, u32)> = firsts.iter().copied().zip(0..).collect();
        order.sort_unstable();
        let clusters: Vec<&[(u32, u32)]> = order
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|cluster| cluster.len() > 1)
            .collect();
        let shapes: Vec<(u32, Shape)> = clusters
            .par_iter()
            .flat_map_iter(|cluster| {
                let first = cluster.first().map_or(0, |member| member.0);
                let members: Vec<_> = cluster.iter().map(|(_, ad)| words.member(*ad)).collect();
                let shapes = template::templates(&members);
                shapes.into_iter().map(move |shape| (first, shape))
            })
            .collect();
        let mut of = vec![NONE; firsts.len()];
        let placed = (0_u32..)
            .zip(&shapes)
            .flat_map(|(number, (_, shape))| shape.ads.iter().map(move |ad| (*ad, number)));
        for (ad, number) in placed {
            if let Some(slot) = of.get_mut(ad as usize) {
                *slot = number;
            }
        }
        Self { shapes, of }
    }

    /// The template of an ad, by number.
    pub(super) fn of(&self, ad: u32) -> Option<u32> {
        let number = self.of.get(ad as usize).copied();
        number.filter(|number| *number != NONE)
    }

    /// The templates with the first ad of their cluster.
    pub(super) fn shapes(&self) -> &[(u32, Shape)] {
        &self.shapes
    }

    /// The id of every template: that of its cluster, and its place among the cluster's.
    pub(super) fn ids(&self, columns: &Columns) -> Vec<TemplateId> {
        let runs = self.shapes.chunk_by(|a, b| a.0 == b.0);
        runs.flat_map(|run| {
            let first = run
                .first()
                .and_then(|(first, _)| columns.ids.get(*first as usize));
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
        let (first, shape) = self.shapes.get(number as usize)?;
        Some(Template {
            cluster_id: cluster_id(columns.ids.get(*first as usize)?),
            template_id: id,
            members: columns.ids_of(&shape.ads),
            text: shape.text(),
            slots: shape.slots(),
            fixed_words: u32::try_from(shape.fixed_words().count()).unwrap_or(u32::MAX),
            bits_saved: shape.bits_saved,
        })
    }
}
