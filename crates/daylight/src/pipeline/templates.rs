//! The templates of every cluster.

use daylight_engine::normalise::Normalised;
use daylight_engine::normalise::words;
use daylight_engine::template;
use daylight_engine::template::Member;
use daylight_engine::template::Shape;
use daylight_engine::template::Token;
use daylight_model::Ad;
use daylight_model::Fact;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::Span;
use daylight_model::Template;
use daylight_model::TemplateId;
use rayon::prelude::*;

use crate::pipeline::analyse::Analysed;
use crate::pipeline::analyse::forms;
use crate::pipeline::tables::cluster_id;

/// The templates of a market, in the order of their clusters.
#[derive(Debug)]
pub(super) struct Templates {
    shapes: Vec<(u32, Shape)>,
    of: Vec<Option<u32>>,
}

impl Templates {
    /// Finds the templates of every cluster of two or more ads.
    pub(super) fn find(ads: &[Ad], analysed: &[Analysed], firsts: &[u32]) -> Self {
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
                shapes(ads, analysed, cluster)
                    .into_iter()
                    .map(move |shape| (first, shape))
            })
            .collect();
        let mut of = vec![None; ads.len()];
        let placed = (0_u32..)
            .zip(&shapes)
            .flat_map(|(number, (_, shape))| shape.ads.iter().map(move |ad| (*ad, number)));
        for (ad, number) in placed {
            if let Some(slot) = of.get_mut(ad as usize) {
                *slot = Some(number);
            }
        }
        Self { shapes, of }
    }

    /// The template of an ad, by number.
    pub(super) fn of(&self, ad: u32) -> Option<u32> {
        self.of.get(ad as usize).copied().flatten()
    }

    /// The templates with the first ad of their cluster.
    pub(super) fn shapes(&self) -> &[(u32, Shape)] {
        &self.shapes
    }

    /// The id of a template.
    pub(super) fn id(&self, ads: &[Ad], number: u32) -> Option<TemplateId> {
        let (first, _) = self.shapes.get(number as usize)?;
        let before = self
            .shapes
            .get(..number as usize)?
            .iter()
            .rev()
            .take_while(|(other, _)| other == first)
            .count();
        let cluster = cluster_id(&ads.get(*first as usize)?.id);
        Some(TemplateId::new(&format!("{cluster}-{}", before + 1)))
    }

    /// The rows of the table.
    pub(super) fn into_rows(self, ads: &[Ad]) -> Vec<Template> {
        (0_u32..)
            .zip(&self.shapes)
            .filter_map(|(number, (first, shape))| {
                Some(Template {
                    cluster_id: cluster_id(&ads.get(*first as usize)?.id),
                    template_id: self.id(ads, number)?,
                    members: shape
                        .ads
                        .iter()
                        .filter_map(|ad| Some(ads.get(*ad as usize)?.id.clone()))
                        .collect(),
                    text: shape.text(),
                    slots: shape.slots(),
                    fixed_words: u32::try_from(shape.fixed_words().count()).unwrap_or(u32::MAX),
                    bits_saved: shape.bits_saved,
                })
            })
            .collect()
    }
}

/// The templates of one cluster. The forms are made anew here: keeping them for every ad would
/// cost more memory than making them again costs time.
fn shapes(ads: &[Ad], analysed: &[Analysed], cluster: &[(u32, u32)]) -> Vec<Shape> {
    let forms: Vec<(u32, Vec<Normalised>)> = cluster
        .iter()
        .filter_map(|(_, ad)| Some((*ad, forms(ads.get(*ad as usize)?))))
        .collect();
    let members: Vec<Member<'_>> = forms
        .iter()
        .filter_map(|(number, forms)| {
            let ad = ads.get(*number as usize)?;
            let facts = &analysed.get(*number as usize)?.facts;
            let tokens = ad
                .fields
                .iter()
                .zip(forms)
                .flat_map(|(field, form)| tokens(&field.name, form, facts))
                .collect();
            Some(Member {
                ad: *number,
                tokens,
            })
        })
        .collect();
    template::templates(&members)
}

/// The tokens of a field: its words, those of one fact as one.
fn tokens<'a>(name: &FieldName, form: &'a Normalised, facts: &[Fact]) -> Vec<Token<'a>> {
    let spans: Vec<(Span, FactKind)> = facts
        .iter()
        .filter(|fact| fact.field == *name)
        .filter_map(|fact| Some((fact.span?, fact.kind)))
        .collect();
    let mut tokens: Vec<Token<'a>> = Vec::new();
    let mut last: Option<Span> = None;
    for range in words(form.text()) {
        let at = form.original_span(range.clone());
        let fact = spans
            .iter()
            .find(|(span, _)| span.start() < at.end() && at.start() < span.end());
        if let Some((span, _)) = fact
            && last == Some(*span)
        {
            continue;
        }
        last = fact.map(|(span, _)| *span);
        tokens.push(Token {
            text: form.text().get(range).unwrap_or_default(),
            fact: fact.map(|(_, kind)| *kind),
        });
    }
    tokens
}
