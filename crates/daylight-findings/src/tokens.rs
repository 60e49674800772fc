//! The tokens that links rest on, and the contacts of the networks shown.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use daylight_model::AdId;
use daylight_model::Citation;
use daylight_model::FactKind;
use daylight_model::FieldName;
use daylight_model::Span;
use daylight_store::Result;
use daylight_store::Run;
use daylight_store::TokenAt;
use daylight_store::TokenCounts;

use crate::members::Members;

/// Identifiers whose tokens are wanted, each by where its link says that it stands.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    kinds: Vec<FactKind>,
    places: Vec<Place>,
    fields: Vec<FieldName>,
}

/// A citation, its field as a number.
#[derive(Debug)]
struct Place {
    ad: AdId,
    field: Option<usize>,
    span: Option<Span>,
    link: usize,
}

impl Asked {
    /// Asks for the token that these citations share; returns the number to ask for it by.
    pub(crate) fn add(&mut self, kind: FactKind, citations: &[Citation]) -> usize {
        let link = self.kinds.len();
        self.kinds.push(kind);
        for cited in citations {
            let place = Place {
                ad: cited.ad_id.clone(),
                field: cited.field.as_ref().map(|field| self.field(field)),
                span: cited.span,
                link,
            };
            self.places.push(place);
        }
        link
    }

    /// The kind that was asked for.
    pub(crate) fn kind(&self, link: usize) -> Option<FactKind> {
        self.kinds.get(link).copied()
    }

    fn field(&mut self, field: &FieldName) -> usize {
        let known = self.fields.iter().position(|known| known == field);
        known.unwrap_or_else(|| {
            self.fields.push(field.clone());
            self.fields.len() - 1
        })
    }

    /// The places in an ad that a fact stands at.
    fn fits(&self, place: &Place, fact: &TokenAt<'_>) -> bool {
        let field = place.field.map(|field| self.fields.get(field));
        let has_field =
            field.is_none_or(|field| field.is_some_and(|field| field.as_str() == fact.field));
        self.kind(place.link) == Some(fact.kind)
            && has_field
            && (place.span.is_none() || place.span == fact.span)
    }
}

/// Tokens by number, in the order of their texts.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    texts: Vec<String>,
    of_link: Vec<Option<usize>>,
    /// Networks shown, each with the tokens of its contacts.
    contacts: BTreeSet<(usize, usize)>,
}

impl Tokens {
    /// Reads what was asked for, and the contacts of the networks shown.
    pub(crate) fn read(
        run: &Run,
        asked: &mut Asked,
        members: &Members,
        counts: Option<&mut TokenCounts>,
    ) -> Result<Self> {
        asked.places.sort_by(|a, b| a.ad.cmp(&b.ad));
        let cited = asked.places.iter().map(|place| &place.ad);
        let mut ads: Vec<AdId> = cited.chain(&members.ads).cloned().collect();
        ads.sort_unstable();
        ads.dedup();
        let mut reading = Reading {
            asked,
            members,
            ads: &ads,
            at: 0,
            numbers: BTreeMap::new(),
            hits: Vec::new(),
            contacts: BTreeSet::new(),
        };
        run.tokens_of(&ads, counts, |fact| reading.add(fact))?;
        Ok(reading.finish())
    }

    /// A token's text.
    pub(crate) fn text(&self, token: usize) -> Option<&str> {
        self.texts.get(token).map(String::as_str)
    }

    /// The token that most citations of a link share; of several the smallest.
    pub(crate) fn of_link(&self, link: usize) -> Option<usize> {
        self.of_link.get(link).copied().flatten()
    }

    /// How many distinct contacts each network has, the generic ones left out.
    pub(crate) fn contacts(&self, networks: usize, generic: &BTreeSet<usize>) -> Vec<u32> {
        let mut counts = vec![0; networks];
        for (network, token) in &self.contacts {
            if let Some(count) = counts.get_mut(*network)
                && !generic.contains(token)
            {
                *count += 1;
            }
        }
        counts
    }
}

/// The tokens while they are read, by ad.
struct Reading<'a> {
    asked: &'a Asked,
    members: &'a Members,
    ads: &'a [AdId],
    /// The first place that is not before the ad at hand.
    at: usize,
    numbers: BTreeMap<String, usize>,
    /// Links with a token that stands at one of their places, and which place.
    hits: Vec<(usize, usize, usize)>,
    contacts: BTreeSet<(usize, usize)>,
}

impl Reading<'_> {
    fn add(&mut self, fact: &TokenAt<'_>) {
        let Some(ad) = self.ads.get(fact.ad) else {
            return;
        };
        if fact.kind.is_contact()
            && let Some(home) = self.members.home(ad.as_str())
        {
            let token = self.number(fact.token);
            self.contacts.insert((home, token));
        }
        let places = &self.asked.places;
        while places.get(self.at).is_some_and(|place| place.ad < *ad) {
            self.at += 1;
        }
        let here = places.iter().enumerate().skip(self.at);
        let here = here.take_while(|(_, place)| place.ad == *ad);
        let asked = self.asked;
        for (at, place) in here.filter(|(_, place)| asked.fits(place, fact)) {
            fact.for_each_token(|token| {
                let token = self.number(token);
                self.hits.push((place.link, at, token));
            });
        }
    }

    fn number(&mut self, token: &str) -> usize {
        if let Some(number) = self.numbers.get(token) {
            return *number;
        }
        let number = self.numbers.len();
        self.numbers.insert(token.to_owned(), number);
        number
    }

    fn finish(self) -> Tokens {
        let mut in_order = vec![0; self.numbers.len()];
        let mut texts = Vec::with_capacity(in_order.len());
        for (text, number) in self.numbers {
            if let Some(place) = in_order.get_mut(number) {
                *place = texts.len();
            }
            texts.push(text);
        }
        let renumber = |token: usize| in_order.get(token).copied().unwrap_or_default();
        let mut hits = self.hits;
        for (_, _, token) in &mut hits {
            *token = renumber(*token);
        }
        hits.sort_unstable();
        hits.dedup();
        let mut of_link = vec![None; self.asked.kinds.len()];
        for group in hits.chunk_by(|(a, _, _), (b, _, _)| a == b) {
            let link = group
                .first()
                .and_then(|(link, _, _)| of_link.get_mut(*link));
            if let Some(link) = link {
                *link = most_shared(group);
            }
        }
        let contacts = self.contacts.into_iter();
        Tokens {
            texts,
            of_link,
            contacts: contacts
                .map(|(home, token)| (home, renumber(token)))
                .collect(),
        }
    }
}

/// The token at most places of a link; of several the smallest.
fn most_shared(hits: &[(usize, usize, usize)]) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, _, token) in hits {
        *counts.entry(*token).or_default() += 1;
    }
    let most = counts.values().max().copied()?;
    let found = counts.into_iter().find(|(_, count)| *count == most);
    found.map(|(token, _)| token)
}
